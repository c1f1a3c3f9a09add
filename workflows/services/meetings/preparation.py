"""Before the vote: the meeting, its members, its agenda; and putting a meeting off when it cannot be held."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from meetings import urn
from meetings.enums import AttendanceStatus, MeetingMode, MeetingState, Section
from meetings.models import AgendaLine, Attendance, Ballot, Meeting, Recusal, SecretVoter, VotingRule
from meetings.queries import members_serving, rule_of
from meetings.services import find_recusals
from nominations.enums import NominationState
from nominations.models import Nomination
from nominations.rules import called
from organizations.models import Unit
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import local_day, moment_text

from ... import announcements
from ...exceptions import GuardFailed
from ..postings import why_vote_cannot_open
from .closing import forget_count
from .eligible import why_lines_wait
from .lock import conduct, note, save_changed
from .polls import why_no_poll

BEFORE_CLOSE = (MeetingState.PREPARING, MeetingState.VOTING)
DETAILS = (
    "title",
    "starts_at",
    "place",
    "chair_name",
    "chair_position",
    "clerk_name",
    "met_until",
    "opinions",
    "minutes_number",
)
WAYS = ("mode", "secrecy")
"""How the committee decides; fixed when voting opens."""
FIXED_BY_VOTE = {
    MeetingMode.ROOM: ("starts_at", "poll_closes_at"),
    MeetingMode.POLL: ("starts_at", "chair_name"),
}
"""What cannot change while members vote: the day says who serves and which rule holds; nobody else chairs a poll."""
WRITTEN_LATER = ("met_until", "opinions", "minutes_number")
"""What a clerk may still write down when the meeting is over: its minutes come after it."""

SECTION_OF = {
    NominationState.RECOMMENDED: Section.RECOMMENDED,
    NominationState.NOT_RECOMMENDED: Section.NOT_RECOMMENDED,
}
SHARES = (
    "quorum_numerator", "quorum_denominator", "majority_numerator", "majority_denominator", "majority_base",
    "quorum_base", "tie_rule", "disagreement_numerator", "disagreement_denominator",
)  # fmt: skip
"""What a meeting copies from the rule in force when its vote is opened."""


def waiting_nominations(unit: Unit):
    """Return the lines that wait at the unit for its committee and are on no agenda."""
    on_agenda = AgendaLine.objects.filter(is_live=True).values("nomination")
    return Nomination.objects.filter(holder_unit=unit, state__in=SECTION_OF).exclude(pk__in=on_agenda)


def why_not_yet(nomination_ids: Iterable[int], at: datetime) -> list[str]:
    """Return why some of these lines may not be voted on yet: names still posted, an objection not answered."""
    return list(why_vote_cannot_open(nomination_ids, on=local_day(at)).values())


@transaction.atomic
def prepare_meeting(
    *,
    unit: Unit,
    title: str,
    starts_at: datetime,
    actor: Any,
    at: datetime,
    submission_key: uuid.UUID | None = None,
    **details,
) -> Meeting:
    """Prepare a meeting: the members serving on its day are listed, and every line that waits is put on the agenda."""
    access.check(actor, Capability.CONDUCT_MEETING, unit, on=local_day(at))
    Unit.objects.select_for_update().get(pk=unit.pk)
    if submission_key and (found := Meeting.objects.filter(submission_key=submission_key, unit=unit).first()):
        return found
    meeting = Meeting.objects.create(
        unit=unit,
        committee_name=unit.decider,
        title=title,
        starts_at=starts_at,
        created_at=at,
        created_by=actor,
        submission_key=submission_key or uuid.uuid4(),
        **details,
    )
    _list_members(meeting)
    gather_lines(meeting, actor=actor, at=at)
    note("Chuẩn bị phiên họp", meeting, actor=actor, at=at)
    return meeting


@transaction.atomic
def gather_lines(meeting: Meeting, *, actor: Any, at: datetime) -> int:
    """Add every recommended and not recommended line that waits at the unit and is on no agenda. Returns how many."""
    Unit.objects.select_for_update().get(
        pk=meeting.unit_id
    )  # two meetings that gather at once would take the same lines
    meeting = conduct(meeting, actor, at, MeetingState.PREPARING)
    held = waiting_nominations(meeting.unit).select_for_update(of=("self",)).select_related("nominee").order_by("pk")
    waiting = sorted(
        held,
        key=lambda n: (n.state != NominationState.RECOMMENDED, n.nominee.is_individual, n.state_since, n.pk),
    )
    last = meeting.lines.aggregate(n=Max("position"))["n"] or 0
    AgendaLine.objects.bulk_create(
        AgendaLine(meeting=meeting, nomination=n, position=i, section=SECTION_OF[n.state_enum], name=called(n.nominee))
        for i, n in enumerate(waiting, start=last + 1)
    )
    _renumber(meeting)
    return len(waiting)


@transaction.atomic
def remove_line(line: AgendaLine, *, actor: Any, at: datetime) -> None:
    """Take a line off an agenda that is being prepared; it waits for another meeting."""
    meeting = conduct(line.meeting, actor, at, MeetingState.PREPARING)
    meeting.lines.filter(pk=line.pk).delete()
    _renumber(meeting)


@transaction.atomic
def order_lines(
    meeting: Meeting, *, order: list[int], actor: Any, at: datetime, expected_version: int | None = None
) -> None:
    """Put the agenda into the order of these line ids; lines that are not named follow in the order they have."""
    meeting = conduct(meeting, actor, at, MeetingState.PREPARING, expected_version=expected_version)
    place = {pk: i for i, pk in enumerate(order)}
    _renumber(meeting, key=lambda line: place.get(line.pk, len(place)))
    save_changed(meeting)


@transaction.atomic
def save_meeting_details(
    meeting: Meeting, *, actor: Any, at: datetime, expected_version: int | None = None, **details
) -> Meeting:
    """Save time, place, chair, clerk, opinions. Members are listed anew when the day changes before voting.

    Once the meeting is closed only what minutes add later is saved: when it ended, opinions and the number of the minutes.
    """
    meeting = conduct(meeting, actor, at, *MeetingState, expected_version=expected_version)
    old_day, old_end = local_day(meeting.starts_at), meeting.poll_closes_at
    changed = {}
    for name in _may_save(meeting):
        if name in details and details[name] != (before := getattr(meeting, name)):
            changed[name] = [str(before or ""), str(details[name] or "")]
            setattr(meeting, name, details[name])
    if meeting.state == MeetingState.VOTING and old_end and meeting.poll_closes_at < old_end:
        raise GuardFailed(
            f"Hạn gửi phiếu chỉ gia hạn thêm được, không rút ngắn: đang là {moment_text(old_end)}, các ủy viên đã được báo."
        )
    save_changed(meeting)
    if meeting.state == MeetingState.PREPARING and local_day(meeting.starts_at) != old_day:
        _list_members(meeting)
    note("Sửa thông tin phiên họp", meeting, actor=actor, at=at, data=changed)
    return meeting


def _may_save(meeting: Meeting) -> tuple[str, ...]:
    if meeting.state == MeetingState.PREPARING:
        return (*DETAILS, *WAYS, "poll_closes_at")
    if meeting.state == MeetingState.VOTING:
        return tuple(name for name in (*DETAILS, "poll_closes_at") if name not in FIXED_BY_VOTE[meeting.mode])
    return WRITTEN_LATER


@transaction.atomic
def save_attendance(
    meeting: Meeting,
    *,
    statuses: dict[int, tuple[str, str]],
    actor: Any,
    at: datetime,
    expected_version: int | None = None,
) -> Meeting:
    """Record who attends: attendance id -> (status, reason of absence). Votes of somebody marked absent are removed.

    Raises GuardFailed for a poll, which has no attendance, and for somebody absent whose secret vote lies in the urn.
    """
    meeting = conduct(meeting, actor, at, *BEFORE_CLOSE, expected_version=expected_version)
    if meeting.is_poll:
        raise GuardFailed("Lấy ý kiến bằng phiếu gửi không ghi người dự họp: ai gửi phiếu thì được tính là tham gia.")
    _keep_secret_voters(meeting, statuses)
    for attendance in meeting.attendances.all():
        if attendance.pk not in statuses:
            continue
        attendance.status, attendance.reason = statuses[attendance.pk]
        attendance.save()
        if attendance.status != AttendanceStatus.PRESENT:
            Ballot.objects.filter(line__meeting=meeting, user=attendance.user).delete()
    save_changed(meeting)
    note("Ghi người dự họp", meeting, actor=actor, at=at)
    return meeting


def why_not_open(
    meeting: Meeting, rule: VotingRule | None, at: datetime, *, posted: Iterable[int] | None = None
) -> list[str]:
    """Return why the vote of an agenda may not open: poll not allowed or over, names still posted.

    Apart from attendance, and from lines that are not eligible (eligible.why_lines_wait()). `posted` are the nominations
    whose rounds post names, where the agenda has been read.
    """
    if posted is None:
        posted = meeting.lines.values_list("nomination_id", flat=True)
    found = why_no_poll(meeting, rule) + why_not_yet(posted, at)
    if meeting.is_poll and meeting.poll_closes_at <= at:
        found.append(f"Hạn gửi phiếu {moment_text(meeting.poll_closes_at)} đã qua. Hãy sửa hạn rồi mở biểu quyết.")
    return found


@transaction.atomic
def open_voting(meeting: Meeting, *, actor: Any, at: datetime) -> Meeting:
    """Freeze the agenda, copy the shares in force, find recusals, and let members vote.

    Raises GuardFailed when nothing is on the agenda, nobody serves, somebody's attendance is not recorded, or a line is
    not eligible and nobody has given a reason why it is voted on all the same.
    """
    meeting = conduct(meeting, actor, at, MeetingState.PREPARING)
    if not meeting.lines.exists():
        raise GuardFailed("Chương trình họp chưa có dòng nào. Hãy đưa các dòng đã thẩm định vào chương trình trước.")
    members = list(meeting.attendances.all())
    if not members:
        raise GuardFailed(
            f"Chưa có ai giữ vai trò Ủy viên Ban Thường vụ của {meeting.unit} trong ngày họp. "
            "Hãy đề nghị người quản trị giao vai trò, rồi lập lại phiên họp."
        )
    unknown = [a.name for a in members if a.status == AttendanceStatus.UNKNOWN]
    if unknown and not meeting.is_poll:
        raise GuardFailed(f"Chưa ghi có mặt hay vắng: {', '.join(unknown)}. Hãy ghi đủ người dự họp rồi mở biểu quyết.")
    rule = rule_of(meeting)
    if refused := _moved_on(meeting) + why_not_open(meeting, rule, at) + why_lines_wait(meeting, at):
        raise GuardFailed(*refused)
    for name in SHARES if rule else ():
        setattr(meeting, name, getattr(rule, name))
    meeting.serving = len(members)
    meeting.state, meeting.opened_at = MeetingState.VOTING, at
    _start_empty(meeting)
    save_changed(meeting)
    find_recusals(meeting)
    note("Mở biểu quyết", meeting, actor=actor, at=at)
    announcements.vote_opened(meeting, actor=actor, at=at)
    return meeting


@transaction.atomic
def put_off_meeting(meeting: Meeting, *, reason: str, actor: Any, at: datetime) -> Meeting:
    """Stop a vote that cannot be finished, for want of a quorum or otherwise: the meeting is being prepared again.

    A meeting that was counted and not released is put off in the same way, when its vote has to be repeated.

    Votes, shows of hands and attendance are void, because they belong to the gathering that was put off. Raises
    GuardFailed without a reason.
    """
    meeting = conduct(meeting, actor, at, MeetingState.VOTING, MeetingState.CLOSED)
    if not reason.strip():
        raise GuardFailed("Hãy ghi lý do hoãn: các ủy viên cần biết vì sao phiếu đã gửi không còn tính.")
    Ballot.objects.filter(line__meeting=meeting).delete()
    SecretVoter.objects.filter(line__meeting=meeting).delete()
    urn.destroy(meeting)
    Recusal.objects.filter(line__meeting=meeting).delete()
    meeting.lines.filter(is_withdrawn=True).delete()
    meeting.lines.update(
        hands_in_favor=None, hands_against=None, hands_abstain=None, hands_invalid=None, is_postponed=False
    )
    meeting.attendances.update(status=AttendanceStatus.UNKNOWN, reason="")
    forget_count(meeting)
    meeting.state, meeting.opened_at, meeting.serving = MeetingState.PREPARING, None, None
    save_changed(meeting)
    _list_members(meeting)
    _renumber(meeting)
    note("Hoãn phiên họp", meeting, actor=actor, at=at, text=reason.strip())
    announcements.vote_put_off(meeting, actor=actor, at=at)
    return meeting


@transaction.atomic
def discard_meeting(meeting: Meeting, *, actor: Any, at: datetime) -> None:
    """Take back a meeting that was prepared by mistake; its lines wait for another one.

    Raises GuardFailed when a paper was made from it, or its agenda was changed after voting had been opened.
    """
    meeting = conduct(meeting, actor, at, MeetingState.PREPARING)
    if meeting.changes.exists():
        raise GuardFailed(
            "Chương trình của phiên họp này đã thay đổi khi đang biểu quyết, việc đó được lưu lại nên không bỏ phiên họp được. "
            "Hãy sửa ngày họp hoặc bỏ bớt dòng."
        )
    if meeting.papers.exists():
        raise GuardFailed("Phiên họp này đã có giấy tờ được lập nên không bỏ được. Hãy sửa ngày họp hoặc chương trình.")
    note("Bỏ phiên họp đang chuẩn bị", meeting, actor=actor, at=at)
    meeting.delete()


def _moved_on(meeting: Meeting) -> list[str]:
    """Lock the nominations of the agenda until the vote is open; return which of them wait for the committee no more.

    One that is sent back in this moment either has left the agenda before, or finds the vote open and stays.
    """
    ids = meeting.lines.values("nomination")
    list(Nomination.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk").values_list("pk"))
    gone = meeting.lines.exclude(nomination__state__in=SECTION_OF, nomination__holder_unit=meeting.unit_id)
    return [
        f"Dòng {line.position}, {line.name} không còn chờ Ban Thường vụ: nay là "
        f"“{line.nomination.get_state_display().lower()}”. Hãy bỏ dòng này khỏi chương trình rồi mở biểu quyết."
        for line in gone.select_related("nomination")
    ]


def _start_empty(meeting: Meeting) -> None:
    """Nobody has answered a poll when it opens; a secret ballot opens with an empty urn."""
    if meeting.is_poll:
        meeting.attendances.update(status=AttendanceStatus.UNKNOWN, reason="")
    if meeting.is_secret:
        urn.set_up(meeting)


def _keep_secret_voters(meeting: Meeting, statuses: dict[int, tuple[str, str]]) -> None:
    voted = SecretVoter.objects.filter(line__meeting=meeting).values("user")
    for attendance in meeting.attendances.filter(user__in=voted):
        if statuses.get(attendance.pk, (AttendanceStatus.PRESENT,))[0] != AttendanceStatus.PRESENT:
            raise GuardFailed(
                f"Đồng chí {attendance.name} đã bỏ phiếu kín nên không ghi vắng được: phiếu kín không ai lấy ra được nữa. "
                "Nếu ghi nhầm người có mặt, hãy hoãn phiên họp rồi bỏ phiếu lại."
            )


def _renumber(meeting: Meeting, key: Any = lambda line: 0) -> None:
    """Number the lines from 1 on, recommended ones first, by `key` and then in the order they have."""
    lines = sorted(
        meeting.lines.all(), key=lambda line: (line.section != Section.RECOMMENDED, key(line), line.position, line.pk)
    )
    for i, line in enumerate(lines, start=1):
        line.position = i
    AgendaLine.objects.bulk_update(lines, ["position"])


def _list_members(meeting: Meeting) -> None:
    serving = members_serving(meeting.unit, local_day(meeting.starts_at))
    meeting.attendances.exclude(user__in=[a.user_id for a in serving]).delete()
    for assignment in serving:
        Attendance.objects.get_or_create(
            meeting=meeting,
            user=assignment.user,
            defaults={"name": assignment.user.full_name, "position": assignment.printed_position},
        )
