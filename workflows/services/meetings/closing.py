"""The close: every line is counted and its result frozen, in one transaction or not at all. No nomination moves yet."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from meetings import rules, urn
from meetings.enums import AttendanceStatus, MeetingMode, MeetingState, Outcome, Secrecy, Section, TieRule, Verdict
from meetings.models import AgendaLine, Ballot, Meeting, Recusal
from meetings.queries import chair_id_of

from ... import announcements
from ...exceptions import GuardFailed
from ...routing import is_decided_here
from .lock import conduct, note, save_changed
from .polls import why_not_close

RESULT = ("in_favor", "against", "abstain", "not_voted", "recused", "invalid", "needed", "outcome")
"""The fields of a line that the count fills, and that reopening a count empties."""


@transaction.atomic
def close_meeting(meeting: Meeting, *, actor: Any, at: datetime) -> Meeting:
    """Count every line and write the results, all in one transaction or not at all; they stay in the room.

    The nominations wait as before until release_meeting(). The votes of a secret ballot are destroyed once they are
    counted. Raises GuardFailed without a quorum, when a count of the room no longer adds up, or when the urn is lost;
    the reasons name the lines.
    """
    meeting = conduct(meeting, actor, at, MeetingState.VOTING)
    if sentence := why_not_close(meeting, at):
        raise GuardFailed(sentence)
    try:
        votes = _votes_of(meeting)
    except urn.UrnLost as lost:
        raise GuardFailed(str(lost)) from None
    _refuse_without_quorum(meeting, votes)
    lines = list(meeting.lines.filter(is_withdrawn=False).select_related("nomination__round__authority"))
    _count_all(lines, votes)
    if meeting.secrecy == Secrecy.SECRET:
        urn.destroy(meeting)
    meeting.state, meeting.closed_at, meeting.attending = MeetingState.CLOSED, at, votes.attending
    meeting.closed_by_name = actor.full_name
    save_changed(meeting)
    note(
        "Đóng phiên họp",
        meeting,
        actor=actor,
        at=at,
        data={"attending": votes.attending, "serving": meeting.serving},
    )
    announcements.vote_over(meeting, at=at)
    return meeting


@transaction.atomic
def reopen_meeting(meeting: Meeting, *, reason: str, actor: Any, at: datetime) -> Meeting:
    """Open a counted vote again before its release, because it has to be counted anew; votes and counts are kept.

    Raises GuardFailed without a reason, and for a secret ballot, whose votes are gone: it is repeated with
    put_off_meeting().
    """
    meeting = conduct(meeting, actor, at, MeetingState.CLOSED)
    if not reason.strip():
        raise GuardFailed("Hãy ghi lý do mở lại: biên bản cần nói vì sao phải đếm lại.")
    if meeting.secrecy == Secrecy.SECRET:
        raise GuardFailed(
            "Phiếu kín đã hủy ngay khi đếm xong nên không đếm lại được. Nếu kết quả không dùng được, hãy hoãn phiên họp "
            "và bỏ phiếu lại từ đầu."
        )
    forget_count(meeting)
    meeting.state = MeetingState.VOTING
    save_changed(meeting)
    note("Mở lại phiên họp để đếm lại", meeting, actor=actor, at=at, text=reason.strip())
    return meeting


def forget_count(meeting: Meeting) -> None:
    """Empty the results of a counted meeting that was not released; the caller writes its state."""
    meeting.lines.update(**{name: "" if name == "outcome" else None for name in RESULT})
    meeting.closed_at, meeting.closed_by_name, meeting.attending = None, "", None


@dataclass(frozen=True)
class Votes:
    """Everything that a count reads, in a fixed number of queries."""

    meeting: Meeting
    taking_part: frozenset[int]
    """The members who attend, or who have answered a poll."""
    excused: int
    choices: dict[int, list[str]]
    recused: dict[int, set[int]]
    chair_choices: dict[int, str]

    @property
    def attending(self) -> int:
        """Return how many take part."""
        return len(self.taking_part)

    @property
    def in_poll(self) -> bool:
        """Return whether members are asked in writing."""
        return self.meeting.mode == MeetingMode.POLL


def _votes_of(meeting: Meeting) -> Votes:
    attendances = list(meeting.attendances.values_list("user_id", "status"))
    ballots = list(Ballot.objects.filter(line__meeting=meeting).values_list("line_id", "user_id", "choice"))
    choices, recused = defaultdict(list), defaultdict(set)
    for line_id, _, choice in ballots:
        choices[line_id].append(choice)
    for line_id, user_id in Recusal.objects.filter(line__meeting=meeting).values_list("line_id", "user_id"):
        recused[line_id].add(user_id)
    if meeting.secrecy == Secrecy.SECRET:
        choices |= urn.open_urn(meeting)
    # Who answers a poll, by a vote or by declaring a recusal, is marked present with it (polls.mark_answered).
    taking_part = {user_id for user_id, status in attendances if status == AttendanceStatus.PRESENT}
    chair = chair_id_of(meeting) if meeting.tie_rule == TieRule.CHAIR else None
    return Votes(
        meeting=meeting,
        taking_part=frozenset(taking_part),
        excused=sum(status == AttendanceStatus.EXCUSED for _, status in attendances),
        choices=choices,
        recused=recused,
        chair_choices={line_id: choice for line_id, user_id, choice in ballots if user_id == chair},
    )


def _refuse_without_quorum(meeting: Meeting, votes: Votes) -> None:
    quorum = rules.quorum(
        votes.attending, meeting.serving, meeting.terms(), excused=votes.excused, in_poll=votes.in_poll
    )
    if quorum.is_met:
        return
    if votes.in_poll:
        raise GuardFailed(
            f"Chưa đủ số ủy viên gửi phiếu: đã gửi {quorum.present}/{quorum.serving}, cần ít nhất {quorum.needed}. Đợt lấy "
            "ý kiến chưa đóng được và chưa dòng nào có kết quả; hãy nhắc ủy viên gửi phiếu, hoặc đưa ra phiên họp."
        )
    raise GuardFailed(
        f"Chưa đủ số người dự họp: có mặt {quorum.present}/{quorum.serving}, cần ít nhất {quorum.needed}. Phiên họp chưa "
        "đóng được và chưa dòng nào có kết quả; hãy ghi thêm ủy viên đến muộn, hoặc hoãn phiên họp."
    )


def _count_all(lines: list[AgendaLine], votes: Votes) -> None:
    refused = []
    for line in lines:
        try:
            line.outcome = _count(line, votes)
        except rules.CountRefused as refusal:
            refused.append(f"Dòng {line.position}, {line.name}: {refusal}")
    if refused:
        raise GuardFailed(*refused)
    AgendaLine.objects.bulk_update(lines, RESULT, batch_size=100)


def _count(line: AgendaLine, votes: Votes) -> Outcome:
    if line.section == Section.NOT_RECOMMENDED:
        return Outcome.REJECTED
    if line.is_postponed:
        return Outcome.POSTPONED
    meeting, terms = votes.meeting, votes.meeting.terms()
    count = _tally(line, votes)
    verdict = rules.decide(
        count,
        serving=meeting.serving,
        terms=terms,
        excused=votes.excused,
        # What the chair pressed before the room was counted is no part of that count.
        chair=None if line.by_hands else votes.chair_choices.get(line.pk),
        in_poll=votes.in_poll,
    )
    for name in ("in_favor", "against", "abstain", "not_voted", "recused", "invalid"):
        setattr(line, name, getattr(count, name))
    line.needed = rules.needed_of(count, meeting.serving, terms)
    if verdict == Verdict.PASSED:
        return Outcome.APPROVED if is_decided_here(line.nomination) else Outcome.FORWARDED
    return {
        Verdict.FAILED: Outcome.REJECTED,
        Verdict.TIED_POSTPONED: Outcome.POSTPONED,
        Verdict.TO_MEETING: Outcome.TO_MEETING,
    }[verdict]


def _tally(line: AgendaLine, votes: Votes) -> rules.Count:
    recused = len(votes.recused[line.pk] & votes.taking_part)
    if not line.by_hands:
        return rules.tally(list(votes.choices.get(line.pk, ())), attending=votes.attending, recused=recused)
    return rules.hands(
        line.hands_in_favor,
        line.hands_against,
        line.hands_abstain,
        invalid=line.hands_invalid or 0,
        attending=votes.attending,
        recused=recused,
        may_be_short=votes.meeting.secrecy == Secrecy.SECRET,
    )
