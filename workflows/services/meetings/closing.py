"""The close: every line is counted and every nomination moved, in one transaction or not at all."""

from datetime import datetime
from typing import Any

from django.db import transaction

from meetings import rules
from meetings.enums import MeetingState, Outcome, Section
from meetings.models import AgendaLine, Meeting

from ...engine import perform
from ...enums import Action
from ...exceptions import GuardFailed, ReasonNeeded
from ...routing import is_decided_here
from .lock import conduct, note, present, recused_present, save_changed

ACTION_OF = {
    Outcome.APPROVED: Action.APPROVE,
    Outcome.REJECTED: Action.REJECT,
    Outcome.FORWARDED: Action.FORWARD,
    Outcome.POSTPONED: Action.POSTPONE,
}


@transaction.atomic
def close_meeting(meeting: Meeting, *, actor: Any, at: datetime, separation_reason: str = "") -> Meeting:
    """Count every line, write the results and move every nomination, all in one transaction or not at all.

    Raises GuardFailed without a quorum, when a show of hands no longer adds up, or when one line refuses to move; the
    reasons name the lines.
    """
    meeting = conduct(meeting, actor, at, MeetingState.VOTING)
    terms, attending = meeting.terms(), present(meeting)
    quorum = rules.quorum(attending, meeting.serving, terms)
    if not quorum.is_met:
        raise GuardFailed(
            f"Chưa đủ số người dự họp: có mặt {attending}/{meeting.serving}, cần ít nhất {quorum.needed}. Phiên họp chưa đóng "
            "được và chưa dòng nào có kết quả; hãy ghi thêm ủy viên đến muộn, hoặc hoãn phiên họp."
        )
    lines = list(
        meeting.lines.select_related(
            "nomination__round__authority", "nomination__holder_unit__kind", "nomination__nominee"
        )
    )
    for line in lines:
        line.meeting = meeting
    _count_all(lines, meeting, terms, attending)
    meeting.state, meeting.closed_at, meeting.attending = MeetingState.CLOSED, at, attending
    meeting.closed_by_name = actor.full_name
    save_changed(meeting)
    for line in lines:
        _release(line, actor=actor, at=at, separation_reason=separation_reason)
    note("Đóng phiên họp", meeting, actor=actor, at=at, data={"attending": attending, "serving": meeting.serving})
    return meeting


def _count_all(lines: list[AgendaLine], meeting: Meeting, terms: rules.Terms, attending: int) -> None:
    refused = []
    for line in lines:
        try:
            line.outcome = _count(line, meeting, terms, attending)
        except rules.CountRefused as refusal:
            refused.append(f"Dòng {line.position}, {line.name}: {refusal}")
        line.is_live = False
    if refused:
        raise GuardFailed(*refused)
    for line in lines:
        line.save()


def _count(line: AgendaLine, meeting: Meeting, terms: rules.Terms, attending: int) -> Outcome:
    if line.section == Section.NOT_RECOMMENDED:
        return Outcome.REJECTED
    if line.is_postponed:
        return Outcome.POSTPONED
    recused = recused_present(line)
    if line.by_hands:
        count = rules.hands(
            line.hands_in_favor, line.hands_against, line.hands_abstain, attending=attending, recused=recused
        )
    else:
        count = rules.tally(list(line.ballots.values_list("choice", flat=True)), attending=attending, recused=recused)
    line.in_favor, line.against, line.abstain = count.in_favor, count.against, count.abstain
    line.not_voted, line.recused = count.not_voted, count.recused
    if not rules.is_approved(count, meeting.serving, terms):
        return Outcome.REJECTED
    return Outcome.APPROVED if is_decided_here(line.nomination) else Outcome.FORWARDED


def _release(line: AgendaLine, *, actor: Any, at: datetime, separation_reason: str) -> None:
    data: dict[str, Any] = {"agenda_line": line}
    if line.in_favor is not None:
        data |= {
            "in_favor": line.in_favor,
            "against": line.against,
            "abstain": line.abstain,
            "not_voted": line.not_voted,
            "recused": line.recused,
            "serving": line.meeting.serving,
        }
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
    if line.in_favor is None:
        return f"Cơ quan thẩm định không đề nghị: {line.nomination.appraisal_note}"
    return f"{line.in_favor}/{line.meeting.serving} ủy viên đương nhiệm tán thành."
