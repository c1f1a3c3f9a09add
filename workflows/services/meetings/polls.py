"""A written poll: who has answered, what may be asked in writing, when it may be closed, whom to remind."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse

from history.models import Entry
from history.services import record
from meetings.enums import AttendanceStatus, MeetingMode, MeetingState
from meetings.models import Attendance, Meeting, VotingRule
from meetings.queries.agenda import Agenda, agenda_of
from meetings.queries.early import early_verdicts
from notices.enums import Event
from notices.services import tell
from organizations.models import Holiday
from organizations.rules import add_working_days
from vietnamese.dates import local_day, moment_text

from ...announcements import deadline_text
from ...exceptions import GuardFailed
from .lock import locked

REMINDED = "Nhắc gửi phiếu"


def why_no_poll(meeting: Meeting, rule: VotingRule | None) -> list[str]:
    """Return why the committee cannot be asked in writing about this agenda; nothing where it can, or where it meets."""
    if not meeting.is_poll:
        return []
    found = []
    if rule is not None and not rule.allows_poll:
        found.append(forbidden_sentence(meeting.committee_name))
    lines = meeting.lines.filter(nomination__round__is_personnel=True, is_withdrawn=False)
    if names := [f"dòng {line.position}, {line.name}" for line in lines.order_by("position")]:
        found.append(personnel_sentence(names))
    return found


def forbidden_sentence(committee: str) -> str:
    """Return that the rule of a committee forbids polls, and what to do."""
    return (
        f"Quy tắc đang áp dụng cho {committee} không cho lấy ý kiến bằng phiếu gửi. Hãy chọn cách làm “Họp”, hoặc đề nghị "
        "người quản trị sửa quy tắc biểu quyết nếu quy chế làm việc đã thay đổi."
    )


def personnel_sentence(names: Iterable[str]) -> str:
    """Return that these lines are about persons in office, and what to do."""
    return (
        f"Việc nhân sự không lấy ý kiến bằng phiếu gửi: {'; '.join(names)}. Hãy bỏ các dòng này khỏi chương trình để đưa ra "
        "phiên họp, hoặc đổi cách làm thành “Họp”."
    )


def refuse_late(meeting: Meeting, at: datetime) -> None:
    """Raise GuardFailed when the time for answering a poll is over."""
    if meeting.is_poll and at > meeting.poll_closes_at:
        raise GuardFailed(
            f"Hạn gửi phiếu đã hết lúc {moment_text(meeting.poll_closes_at)} nên phiếu này chưa được nhận. Đồng chí báo văn thư "
            "hoặc người chủ trì nếu cần gia hạn."
        )


def mark_answered(meeting: Meeting, user: Any) -> None:
    """Note that a member has answered a poll: from then on they take part in it."""
    if meeting.is_poll:
        Attendance.objects.filter(meeting=meeting, user=user).update(status=AttendanceStatus.PRESENT)


def why_not_close(meeting: Meeting, at: datetime, agenda: Agenda | None = None) -> str:
    """Return why a poll cannot be closed yet; nothing after its end, when all have answered, or when all is decided.

    A secret poll has no early results: it closes when all have answered, or after its end. A page that has read the
    agenda already passes it on.
    """
    if not meeting.is_poll or meeting.state != MeetingState.VOTING or at >= meeting.poll_closes_at:
        return ""
    agenda = agenda or agenda_of(meeting)
    if not agenda.unfinished or (agenda.quorum.is_met and all(early_verdicts(agenda).values())):
        return ""
    left = ", ".join(f"đồng chí {member.name}" for member in agenda.unfinished)
    return (
        f"Đợt lấy ý kiến còn đến {moment_text(meeting.poll_closes_at)} và chưa đủ phiếu để biết kết quả mọi dòng. "
        f"Còn chờ phiếu của {left}. Hãy chờ đủ phiếu hoặc hết hạn rồi đóng."
    )


def polls_to_remind(at: datetime) -> list[Meeting]:
    """Return the open polls that end within one working day and whose members were not reminded yet."""
    running = Meeting.objects.filter(mode=MeetingMode.POLL, state=MeetingState.VOTING, poll_closes_at__gt=at)
    polls = list(running.select_related("unit"))
    if not polls:
        return []
    holidays = dict(Holiday.objects.values_list("day", "is_working"))
    ahead = add_working_days(local_day(at), 1, holidays)
    # The day ahead may be followed by days off: an end on those days is one working day away as well.
    latest = add_working_days(ahead, 1, holidays) - timedelta(days=1)
    return [poll for poll in polls if local_day(poll.poll_closes_at) <= latest and not _was_reminded(poll)]


def members_to_remind(at: datetime) -> list[tuple[Meeting, list[Any]]]:
    """Return (poll, members whose answer is missing) one working day before the end of each poll, once for each poll."""
    found = []
    for poll in polls_to_remind(at):
        agenda = agenda_of(poll)
        missing = {member.user_id for member in agenda.unfinished}
        found.append((poll, [a.user for a in agenda.attendances if a.user_id in missing]))
    return found


def remind_members(at: datetime) -> int:
    """Tell the members whose answers are missing that a poll ends soon. Returns how many were told."""
    return sum(_remind(poll, at) for poll in polls_to_remind(at))


@transaction.atomic
def _remind(poll: Meeting, at: datetime) -> int:
    poll = locked(poll)
    if poll.state != MeetingState.VOTING or _was_reminded(poll):
        return 0
    agenda = agenda_of(poll)
    missing = {member.user_id: member.remaining for member in agenda.unfinished}
    told = 0
    for attendance in agenda.attendances:
        if attendance.user_id in missing:
            told += tell(
                Event.VOTE_CLOSING,
                users=[attendance.user],
                unit=poll.unit,
                at=at,
                url=reverse("workflows:ballot", args=[poll.pk]),
                facts={
                    "ten": poll.title,
                    "so_dong": str(missing[attendance.user_id]),
                    "han": deadline_text(poll.poll_closes_at),
                },
            )
    record(
        verb=REMINDED,
        subject=poll,
        actor=None,
        at=at,
        unit_name=poll.committee_name,
        data={"end": _end(poll), "told": told},
    )
    return told


def _was_reminded(poll: Meeting) -> bool:
    """Return whether members were reminded of this end of the poll; a longer time is a new end."""
    kept = Entry.objects.filter(subject_type=poll._meta.label, subject_id=poll.pk, verb=REMINDED)
    return _end(poll) in {entry.data.get("end") for entry in kept}


def _end(poll: Meeting) -> str:
    return poll.poll_closes_at.isoformat()
