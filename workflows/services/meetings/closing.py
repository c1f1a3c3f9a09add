"""The close: every line is counted and its result frozen, in one transaction or not at all. No nomination moves yet."""

from datetime import datetime
from typing import Any

from django.db import transaction

from meetings import rules
from meetings.enums import MeetingState, Outcome, Section
from meetings.models import AgendaLine, Meeting

from ...exceptions import GuardFailed
from ...routing import is_decided_here
from .lock import conduct, note, present, recused_present, save_changed


@transaction.atomic
def close_meeting(meeting: Meeting, *, actor: Any, at: datetime) -> Meeting:
    """Count every line and write the results, all in one transaction or not at all; they stay in the room.

    The nominations wait as before until release_meeting(). Raises GuardFailed without a quorum, or when a show of hands
    no longer adds up; the reasons name the lines.
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
    note("Đóng phiên họp", meeting, actor=actor, at=at, data={"attending": attending, "serving": meeting.serving})
    return meeting


def _count_all(lines: list[AgendaLine], meeting: Meeting, terms: rules.Terms, attending: int) -> None:
    refused = []
    for line in lines:
        try:
            line.outcome = _count(line, meeting, terms, attending)
        except rules.CountRefused as refusal:
            refused.append(f"Dòng {line.position}, {line.name}: {refusal}")
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
