"""The release: the results of a counted meeting leave the room together. Every nomination moves, or none."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from meetings.enums import MeetingState, Outcome
from meetings.models import AgendaLine, Meeting

from ... import announcements
from ...engine import Act, perform_all
from ...enums import Action
from ...exceptions import GuardFailed, ReasonNeeded
from .lock import conduct, note, save_changed
from .raising import raise_line

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
        meeting.lines.filter(is_withdrawn=False).select_related(
            "nomination__round__authority",
            "nomination__holder_unit__kind",
            "nomination__nominee",
            "nomination__dossier",
            "raise_to",
        )
    )
    meeting.state, meeting.released_at, meeting.released_by_name = MeetingState.RELEASED, at, actor.full_name
    meeting.conclusion = conclusion.strip() or meeting.conclusion
    save_changed(meeting)
    meeting.lines.update(is_live=False)
    for line in lines:
        line.meeting, line.is_live = meeting, False
    perform_all((_act(line, separation_reason) for line in lines), actor=actor, at=at)
    for line in lines:
        if line.raise_to_id and line.outcome == Outcome.APPROVED:
            _naming(line, raise_line, line, actor=actor, at=at, separation_reason=separation_reason)
    note("Công bố kết quả phiên họp", meeting, actor=actor, at=at, text=conclusion.strip(), data={"lines": len(lines)})
    announcements.results_released(meeting, [line.nomination for line in lines], actor=actor, at=at)
    return meeting


def _act(line: AgendaLine, separation_reason: str) -> Act:
    data: dict[str, Any] = {"agenda_line": line}
    if line.in_favor is not None:
        counted = {name: getattr(line, name) for name in COUNTED}
        data |= {name: number for name, number in counted.items() if number is not None}
        data["serving"] = line.meeting.serving
    return Act(
        ACTION_OF[Outcome(line.outcome)],
        line.nomination,
        note=_note(line),
        data=data,
        about=f"Dòng {line.position}, {line.name}",
        separation_reason=separation_reason,
    )


def _naming(line: AgendaLine, act: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
    """Do an act on a line; a refusal of the facts says which line it is about."""
    try:
        act(*args, **kwargs)
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
