"""A committee's meeting from the agenda to the close. Ballots are facts; only the close moves nominations."""

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from history.services import record
from meetings import rules
from meetings.enums import AttendanceStatus, MeetingState, Outcome, RecusalGround, Section
from meetings.models import AgendaLine, Attendance, Ballot, Meeting, Recusal
from meetings.queries import grounds_for_recusal, members_serving, open_lines, voting_rule_on
from nominations.enums import NominationState
from nominations.models import Nomination
from nominations.rules import called
from organizations.models import Unit
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import local_day, moment_text

from ..engine import perform
from ..enums import Action
from ..exceptions import GuardFailed, IllegalTransition
from ..routing import is_decided_here

DETAILS = ("title", "starts_at", "place", "chair_name", "chair_position", "clerk_name", "opinions", "minutes_number")
SECTION_OF = {NominationState.RECOMMENDED: Section.RECOMMENDED, NominationState.NOT_RECOMMENDED: Section.NOT_RECOMMENDED}


@transaction.atomic
def prepare_meeting(
    *, unit: Unit, title: str, starts_at: datetime, actor: Any, at: datetime, submission_key: uuid.UUID | None = None, **details
) -> Meeting:
    """Prepare a meeting: the members serving on its day are listed, and every line that waits is put on the agenda."""
    access.check(actor, Capability.CONDUCT_MEETING, unit, on=local_day(at))
    Unit.objects.select_for_update().get(pk=unit.pk)
    if submission_key and (found := Meeting.objects.filter(submission_key=submission_key, unit=unit).first()):
        return found
    meeting = Meeting.objects.create(
        unit=unit, committee_name=unit.decider, title=title, starts_at=starts_at, created_at=at, created_by=actor,
        submission_key=submission_key or uuid.uuid4(), **details,
    )
    _list_members(meeting)
    gather_lines(meeting, actor=actor, at=at)
    record(verb="Chuẩn bị phiên họp", subject=meeting, actor=actor, at=at, unit_name=unit.name)
    return meeting


@transaction.atomic
def gather_lines(meeting: Meeting, *, actor: Any, at: datetime) -> int:
    """Add every recommended and not recommended line that waits at the unit and is on no agenda. Returns how many."""
    meeting = _lock(meeting, actor, at, MeetingState.PREPARING)
    waiting = (
        Nomination.objects.filter(holder_unit=meeting.unit, state__in=SECTION_OF)
        .exclude(agenda_lines__is_live=True).select_related("nominee").order_by("nominee__kind", "proposing_unit_name", "sort_key", "id")
    )
    waiting = sorted(waiting, key=lambda n: (n.nominee.is_individual, n.state_since, n.pk))
    last = meeting.lines.aggregate(n=Max("position"))["n"] or 0
    AgendaLine.objects.bulk_create(
        AgendaLine(meeting=meeting, nomination=n, position=i, section=SECTION_OF[n.state_enum], name=called(n.nominee))
        for i, n in enumerate(waiting, start=last + 1)
    )
    return len(waiting)


@transaction.atomic
def remove_line(line: AgendaLine, *, actor: Any, at: datetime) -> None:
    """Take a line off an agenda that is being prepared; it waits for another meeting."""
    _lock(line.meeting, actor, at, MeetingState.PREPARING)
    line.delete()


@transaction.atomic
def save_meeting_details(meeting: Meeting, *, actor: Any, at: datetime, **details) -> Meeting:
    """Save time, place, chair, clerk, opinions. Members are listed anew when the day changes before voting."""
    meeting = _lock(meeting, actor, at, MeetingState.PREPARING, MeetingState.VOTING)
    old_day = local_day(meeting.starts_at)
    for name in DETAILS:
        if name in details:
            setattr(meeting, name, details[name])
    meeting.version += 1
    meeting.save()
    if meeting.state == MeetingState.PREPARING and local_day(meeting.starts_at) != old_day:
        _list_members(meeting)
    return meeting


@transaction.atomic
def save_attendance(meeting: Meeting, *, statuses: dict[int, tuple[str, str]], actor: Any, at: datetime) -> Meeting:
    """Record who attends: attendance id -> (status, reason of absence). Votes of somebody marked absent are removed."""
    meeting = _lock(meeting, actor, at, MeetingState.PREPARING, MeetingState.VOTING)
    for attendance in meeting.attendances.all():
        if attendance.pk not in statuses:
            continue
        attendance.status, attendance.reason = statuses[attendance.pk]
        attendance.save()
        if attendance.status != AttendanceStatus.PRESENT:
            Ballot.objects.filter(line__meeting=meeting, user=attendance.user).delete()
    record(verb="Ghi người dự họp", subject=meeting, actor=actor, at=at)
    return meeting


@transaction.atomic
def open_voting(meeting: Meeting, *, actor: Any, at: datetime) -> Meeting:
    """Freeze the agenda, copy the shares in force, find recusals, and let members vote.

    Raises GuardFailed when nothing is on the agenda or somebody's attendance is not recorded.
    """
    meeting = _lock(meeting, actor, at, MeetingState.PREPARING)
    if not meeting.lines.exists():
        raise GuardFailed("Chương trình họp chưa có dòng nào. Hãy đưa các dòng đã thẩm định vào chương trình trước.")
    unknown = [a.name for a in meeting.attendances.filter(status=AttendanceStatus.UNKNOWN)]
    if unknown:
        raise GuardFailed(f"Chưa ghi có mặt hay vắng: {', '.join(unknown)}. Hãy ghi đủ người dự họp rồi mở biểu quyết.")
    rule = voting_rule_on(meeting.unit, local_day(meeting.starts_at))
    if rule:
        for name in ("quorum_numerator", "quorum_denominator", "majority_numerator", "majority_denominator", "majority_base"):
            setattr(meeting, name, getattr(rule, name))
    meeting.serving = meeting.attendances.count()
    meeting.state, meeting.opened_at = MeetingState.VOTING, at
    meeting.version += 1
    meeting.save()
    _find_recusals(meeting, heads_are_recused=bool(rule and rule.heads_are_recused))
    record(verb="Mở biểu quyết", subject=meeting, actor=actor, at=at, unit_name=meeting.committee_name)
    return meeting


@transaction.atomic
def put_on_agenda(line: AgendaLine, *, actor: Any, at: datetime) -> AgendaLine:
    """A member has a line that the office did not recommend put to the vote."""
    line = AgendaLine.objects.select_for_update(of=("self",)).select_related("meeting__unit", "nomination__nominee").get(pk=line.pk)
    if line.meeting.state == MeetingState.CLOSED:
        raise IllegalTransition("Phiên họp đã đóng nên không đưa thêm dòng vào chương trình được.")
    perform(Action.RECOMMEND, nomination=line.nomination, actor=actor, at=at)
    line.section = Section.RECOMMENDED
    line.save(update_fields=["section"])
    if line.meeting.state == MeetingState.VOTING:
        rule = voting_rule_on(line.meeting.unit, local_day(line.meeting.starts_at))
        _find_recusals(line.meeting, heads_are_recused=bool(rule and rule.heads_are_recused), only=line)
    return line


@transaction.atomic
def cast_ballots(meeting: Meeting, *, choices: dict[int, str], actor: Any, at: datetime) -> int:
    """Cast or change one member's votes: agenda line id -> Choice. Returns how many were cast.

    Raises NotPermitted for anybody but a member, GuardFailed when the member is not present or is recused on a line.
    """
    access.check(actor, Capability.VOTE, meeting.unit, on=local_day(at))
    meeting = _locked(meeting)
    _refuse_unless(meeting, MeetingState.VOTING)
    if not meeting.attendances.filter(user=actor, status=AttendanceStatus.PRESENT).exists():
        raise GuardFailed("Đồng chí chưa được ghi là có mặt ở phiên họp này. Hãy báo văn thư ghi có mặt rồi biểu quyết.")
    allowed = {line.pk: line for line in open_lines(meeting).filter(hands_in_favor=None)}
    recused = set(Recusal.objects.filter(line__meeting=meeting, user=actor).values_list("line_id", flat=True))
    for line_id, choice in choices.items():
        if line_id not in allowed:
            raise GuardFailed("Có dòng không còn biểu quyết bằng phiếu trên máy. Hãy tải lại trang rồi biểu quyết tiếp.")
        if line_id in recused:
            raise GuardFailed(f"Đồng chí không biểu quyết dòng “{allowed[line_id].name}” vì có liên quan.")
        Ballot.objects.update_or_create(line_id=line_id, user=actor, defaults={"choice": choice, "cast_at": at})
    return len(choices)


@transaction.atomic
def declare_recusal(line: AgendaLine, *, actor: Any, at: datetime) -> Recusal:
    """A member declares not to vote on a line; an earlier vote of theirs is removed."""
    access.check(actor, Capability.VOTE, line.meeting.unit, on=local_day(at))
    meeting = _locked(line.meeting)
    _refuse_unless(meeting, MeetingState.VOTING)
    Ballot.objects.filter(line=line, user=actor).delete()
    recusal, _ = Recusal.objects.get_or_create(
        line=line, user=actor, defaults={"name": actor.full_name, "ground": RecusalGround.DECLARED}
    )
    return recusal


@transaction.atomic
def enter_hands(line: AgendaLine, *, in_favor: int, against: int, abstain: int, actor: Any, at: datetime) -> AgendaLine:
    """Enter the show of hands of a line instead of ballots. Raises GuardFailed unless it equals attending less recused."""
    meeting = _lock(line.meeting, actor, at, MeetingState.VOTING)
    line = meeting.lines.get(pk=line.pk)
    attending, recused = _present(meeting), _recused_present(line)
    try:
        rules.hands(in_favor, against, abstain, attending=attending, recused=recused)
    except rules.CountRefused as refusal:
        raise GuardFailed(f"{line.name}: {refusal}") from None
    line.hands_in_favor, line.hands_against, line.hands_abstain = in_favor, against, abstain
    line.save(update_fields=["hands_in_favor", "hands_against", "hands_abstain"])
    return line


@transaction.atomic
def clear_hands(line: AgendaLine, *, actor: Any, at: datetime) -> None:
    """Take an entered show of hands back, so that members vote on their own devices."""
    meeting = _lock(line.meeting, actor, at, MeetingState.VOTING)
    meeting.lines.filter(pk=line.pk).update(hands_in_favor=None, hands_against=None, hands_abstain=None)


@transaction.atomic
def postpone_line(line: AgendaLine, is_postponed: bool, *, actor: Any, at: datetime) -> None:
    """Leave a line for another meeting, or take that back, before the close."""
    meeting = _lock(line.meeting, actor, at, MeetingState.VOTING, MeetingState.PREPARING)
    meeting.lines.filter(pk=line.pk, section=Section.RECOMMENDED).update(is_postponed=is_postponed)


@transaction.atomic
def close_meeting(meeting: Meeting, *, actor: Any, at: datetime) -> Meeting:
    """Count every line, write the results and move every nomination, all in one transaction or not at all.

    Raises GuardFailed without a quorum, or when a show of hands no longer adds up.
    """
    meeting = _lock(meeting, actor, at, MeetingState.VOTING)
    terms, attending = meeting.terms(), _present(meeting)
    if not rules.has_quorum(attending, meeting.serving, terms):
        raise GuardFailed(
            f"Chưa đủ số người dự họp: có mặt {attending}/{meeting.serving}, cần ít nhất "
            f"{rules.quorum_needed(meeting.serving, terms)}. Phiên họp chưa đóng được; hãy chờ thêm ủy viên hoặc hoãn phiên họp."
        )
    lines = list(meeting.lines.select_related("nomination__round__authority", "nomination__holder_unit__kind", "nomination__nominee"))
    for line in lines:
        line.outcome = _count(line, meeting, terms, attending)
        line.is_live = False
        line.save()
    meeting.state, meeting.closed_at, meeting.attending = MeetingState.CLOSED, at, attending
    meeting.closed_by_name = actor.full_name
    meeting.version += 1
    meeting.save()
    for line in lines:
        _release(line, actor=actor, at=at)
    record(verb="Đóng phiên họp", subject=meeting, actor=actor, at=at, unit_name=meeting.committee_name,
           data={"attending": attending, "serving": meeting.serving})
    return meeting


ACTION_OF = {
    Outcome.APPROVED: Action.APPROVE, Outcome.REJECTED: Action.REJECT, Outcome.FORWARDED: Action.FORWARD,
    Outcome.POSTPONED: Action.POSTPONE,
}


def _release(line: AgendaLine, *, actor: Any, at: datetime) -> None:
    data: dict[str, Any] = {"agenda_line": line}
    if line.in_favor is not None:
        data |= {"in_favor": line.in_favor, "against": line.against, "abstain": line.abstain,
                 "not_voted": line.not_voted, "recused": line.recused, "serving": line.meeting.serving}
    perform(ACTION_OF[Outcome(line.outcome)], nomination=line.nomination, actor=actor, at=at, note=_note(line), data=data)


def _note(line: AgendaLine) -> str:
    if line.outcome == Outcome.POSTPONED:
        return "Ban Thường vụ để lại phiên sau."
    if line.in_favor is None:
        return f"Cơ quan thẩm định không đề nghị: {line.nomination.appraisal_note}"
    return f"{line.in_favor}/{line.meeting.serving} ủy viên đương nhiệm tán thành."


def _count(line: AgendaLine, meeting: Meeting, terms: rules.Terms, attending: int) -> str:
    if line.section == Section.NOT_RECOMMENDED:
        return Outcome.REJECTED
    if line.is_postponed:
        return Outcome.POSTPONED
    recused = _recused_present(line)
    if line.by_hands:
        try:
            count = rules.hands(line.hands_in_favor, line.hands_against, line.hands_abstain, attending=attending, recused=recused)
        except rules.CountRefused as refusal:
            raise GuardFailed(f"{line.name}: {refusal}") from None
    else:
        count = rules.tally(list(line.ballots.values_list("choice", flat=True)), attending=attending, recused=recused)
    line.in_favor, line.against, line.abstain = count.in_favor, count.against, count.abstain
    line.not_voted, line.recused = count.not_voted, count.recused
    if not rules.is_approved(count, meeting.serving, terms):
        return Outcome.REJECTED
    return Outcome.APPROVED if is_decided_here(line.nomination) else Outcome.FORWARDED


def _present(meeting: Meeting) -> int:
    return meeting.attendances.filter(status=AttendanceStatus.PRESENT).count()


def _recused_present(line: AgendaLine) -> int:
    present = line.meeting.attendances.filter(status=AttendanceStatus.PRESENT).values("user")
    return line.recusals.filter(user__in=present).count()


def _find_recusals(meeting: Meeting, *, heads_are_recused: bool, only: AgendaLine | None = None) -> None:
    lines = meeting.lines.select_related("nomination__nominee")
    members = list(meeting.attendances.select_related("user"))
    for line in lines.filter(pk=only.pk) if only else lines:
        for member in members:
            ground = grounds_for_recusal(line, member.user, heads_are_recused=heads_are_recused)
            if ground:
                Recusal.objects.get_or_create(line=line, user=member.user, defaults={"name": member.name, "ground": ground})


def _list_members(meeting: Meeting) -> None:
    serving = members_serving(meeting.unit, local_day(meeting.starts_at))
    meeting.attendances.exclude(user__in=[a.user_id for a in serving]).delete()
    for assignment in serving:
        Attendance.objects.get_or_create(
            meeting=meeting, user=assignment.user,
            defaults={"name": assignment.user.full_name, "position": assignment.printed_position},
        )


def _lock(meeting: Meeting, actor: Any, at: datetime, *states: MeetingState) -> Meeting:
    access.check(actor, Capability.CONDUCT_MEETING, meeting.unit, on=local_day(at))
    meeting = _locked(meeting)
    _refuse_unless(meeting, *states)
    return meeting


def _locked(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_for_update(of=("self",)).select_related("unit__kind").get(pk=meeting.pk)


def _refuse_unless(meeting: Meeting, *states: MeetingState) -> None:
    if meeting.state in states:
        return
    closed = f" lúc {moment_text(meeting.closed_at)} do đồng chí {meeting.closed_by_name} đóng" if meeting.closed_at else ""
    raise IllegalTransition(
        f"Phiên họp đang ở trạng thái “{meeting.get_state_display()}”{closed}, nên việc này không làm được nữa. Hãy tải lại trang."
    )
