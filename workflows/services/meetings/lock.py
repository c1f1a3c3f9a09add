"""Every act on a meeting begins alike: who, then the meeting's row locked, then its state, then the version seen."""

from datetime import datetime
from typing import Any

from history.services import record
from meetings.enums import AttendanceStatus, MeetingState
from meetings.models import AgendaLine, Meeting
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import local_day, moment_text

from ...exceptions import IllegalTransition, StalePage


def conduct(
    meeting: Meeting, actor: Any, at: datetime, *states: MeetingState, expected_version: int | None = None
) -> Meeting:
    """Return the meeting, locked, for somebody who may conduct it. Raises NotPermitted, IllegalTransition, StalePage."""
    access.check(actor, Capability.CONDUCT_MEETING, meeting.unit, on=local_day(at))
    meeting = locked(meeting)
    refuse_unless(meeting, *states)
    if expected_version is not None and expected_version != meeting.version:
        raise StalePage(
            "Phiên họp vừa được sửa ở một trang hoặc máy khác. Những gì đồng chí gõ vẫn còn ở đây; "
            "hãy mở lại trang mới nhất để so sánh rồi lưu."
        )
    return meeting


def locked(meeting: Meeting) -> Meeting:
    """Return the meeting with its row locked until the transaction ends."""
    return Meeting.objects.select_for_update(of=("self",)).select_related("unit__kind").get(pk=meeting.pk)


def refuse_unless(meeting: Meeting, *states: MeetingState) -> None:
    """Raise IllegalTransition, with who closed it and when, unless the meeting is in one of the states."""
    if meeting.state in states:
        return
    closed = (
        f" (đồng chí {meeting.closed_by_name} đóng ngày {moment_text(meeting.closed_at)})" if meeting.closed_at else ""
    )
    raise IllegalTransition(
        f"Phiên họp đang ở trạng thái “{meeting.get_state_display()}”{closed}, nên việc này không làm được. "
        "Hãy tải lại trang để xem phiên họp như hiện nay."
    )


def save_changed(meeting: Meeting) -> None:
    """Save the meeting; pages opened before this become stale."""
    meeting.version += 1
    meeting.save()


def present(meeting: Meeting) -> int:
    """Return how many members attend."""
    return meeting.attendances.filter(status=AttendanceStatus.PRESENT).count()


def recused_present(line: AgendaLine) -> int:
    """Return how many of those who attend do not vote on the line."""
    attending = line.meeting.attendances.filter(status=AttendanceStatus.PRESENT).values("user")
    return line.recusals.filter(user__in=attending).count()


def note(verb: str, meeting: Meeting, *, actor: Any, at: datetime, text: str = "", data: dict | None = None) -> None:
    """Write the act into the general record."""
    record(verb=verb, subject=meeting, actor=actor, at=at, note=text, unit_name=meeting.committee_name, data=data)
