"""The release: the results of a counted meeting leave the room together. Every nomination moves, or none."""

from datetime import datetime
from typing import Any

from django.db import transaction

from meetings.enums import MeetingState, Outcome
from meetings.models import AgendaLine, Meeting

from ...engine import perform
from ...enums import Action
from ...exceptions import GuardFailed, ReasonNeeded
from .lock import conduct, note, save_changed

ACTION_OF = {
    Outcome.APPROVED: Action.APPROVE,
    Outcome.REJECTED: Action.REJECT,
    Outcome.FORWARDED: Action.FORWARD,
    Outcome.POSTPONED: Action.POSTPONE,
    Outcome.TO_MEETING: Action.POSTPONE,
}
COUNTED = ("in_favor", "against", "abstain", "not_voted", "recused", "invalid", "needed")


@transaction.atomic
def release_meeting(
    meeting: Meeting, *, actor: Any, at: datetime, conclusion: str = "", separation_reason: str = ""
) -> Meeting:
    """Move every nomination of a counted meeting as its line was decided, all in one transaction or not at all.

    `conclusion` is what the chair concludes, as the notice of conclusion prints it. Raises GuardFailed when one line
    refuses to move, ReasonNeeded when it would move with a reason; the reasons name the lines.
    """
    meeting = conduct(meeting, actor, at, MeetingState.CLOSED)
    lines = list(
        meeting.lines.select_related(
            "nomination__round__authority", "nomination__holder_unit__kind", "nomination__nominee"
        )
    )
    meeting.state, meeting.released_at, meeting.released_by_name = MeetingState.RELEASED, at, actor.full_name
    meeting.conclusion = conclusion.strip() or meeting.conclusion
    save_changed(meeting)
    meeting.lines.update(is_live=False)
    for line in lines:
        line.meeting, line.is_live = meeting, False
        _move(line, actor=actor, at=at, separation_reason=separation_reason)
    note("Công bố kết quả phiên họp", meeting, actor=actor, at=at, text=conclusion.strip(), data={"lines": len(lines)})
    return meeting


def _move(line: AgendaLine, *, actor: Any, at: datetime, separation_reason: str) -> None:
    data: dict[str, Any] = {"agenda_line": line}
    if line.in_favor is not None:
        counted = {name: getattr(line, name) for name in COUNTED}
        data |= {name: number for name, number in counted.items() if number is not None}
        data["serving"] = line.meeting.serving
    try:
        perform(
            ACTION_OF[Outcome(line.outcome)],
            nomination=line.nomination,
            actor=actor,
            at=at,
            note=_note(line),
            data=data,
            separation_reason=separation_reason,
        )
    except GuardFailed as refusal:
        kind = ReasonNeeded if isinstance(refusal, ReasonNeeded) else GuardFailed
        raise kind(*(f"Dòng {line.position}, {line.name}: {reason}" for reason in refusal.reasons)) from None


def _note(line: AgendaLine) -> str:
    if line.outcome == Outcome.POSTPONED:
        return "Ban Thường vụ để lại phiên sau."
    if line.outcome == Outcome.TO_MEETING:
        return "Các ủy viên còn ý kiến khác nhau, Ban Thường vụ đưa dòng này ra bàn ở phiên họp."
    if line.in_favor is None:
        return f"Cơ quan thẩm định không đề nghị: {line.nomination.appraisal_note}"
    return f"{line.in_favor}/{line.meeting.serving} ủy viên đương nhiệm tán thành."
