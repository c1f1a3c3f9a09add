"""The close of a meeting: quorum, counts, all lines or none, and what stays open afterwards."""

from datetime import time

import pytest

from documents.builders import committee_minutes_context
from meetings.enums import AttendanceStatus, MeetingState, Outcome
from meetings.models import Ballot, Meeting, VotingRule
from meetings.queries.agenda import agenda_of
from nominations.enums import NominationState as S
from organizations.models import UnitKind
from tests import factories as f
from workflows.engine import perform
from workflows.enums import Action
from workflows.exceptions import GuardFailed, IllegalTransition
from workflows.models import TransitionRecord
from workflows.services import decisions, meetings

from .room import attend, cast, facts_of, prepared, state_of, waiting

pytestmark = pytest.mark.django_db


def test_without_a_quorum_a_meeting_does_not_close_and_nothing_changes(w):
    nominations = [*waiting(w, 2), f.nomination_at(w, S.NOT_RECOMMENDED)]
    meeting = f.a_meeting(w, present=3)
    f.vote_all(w, meeting, members=w.members[:3])
    before = facts_of(meeting)
    with pytest.raises(GuardFailed, match="có mặt 3/5, cần ít nhất 4"):
        f.finish_meeting(meeting, actor=w.clerk, at=w.at)
    assert facts_of(meeting) == before
    assert [state_of(n) for n in nominations] == [S.RECOMMENDED, S.RECOMMENDED, S.NOT_RECOMMENDED]
    attend(w, meeting, 4)
    assert meetings.close_meeting(meeting, actor=w.clerk, at=w.at).state == MeetingState.CLOSED


def test_a_meeting_without_a_quorum_is_put_off_and_held_again(w):
    (nomination,) = waiting(w)
    meeting = f.a_meeting(w, present=3)
    f.vote_all(w, meeting, members=w.members[:3])
    with pytest.raises(GuardFailed, match="Hãy ghi lý do hoãn"):
        meetings.put_off_meeting(meeting, reason=" ", actor=w.clerk, at=w.at)
    meetings.put_off_meeting(meeting, reason="Không đủ số ủy viên", actor=w.clerk, at=w.at)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.opened_at, meeting.serving) == (MeetingState.PREPARING, None, None)
    assert not Ballot.objects.exists()
    assert set(meeting.attendances.values_list("status", flat=True)) == {AttendanceStatus.UNKNOWN}
    attend(w, meeting, 5)
    meetings.open_voting(meeting, actor=w.clerk, at=w.at)
    f.vote_all(w, meeting)
    f.finish_meeting(meeting, actor=w.clerk, at=w.at)
    assert state_of(nomination) == S.APPROVED


def test_results_are_counted_and_kept_with_the_line(w):
    (nomination,) = waiting(w)
    meeting = f.a_meeting(w, present=4)
    line = meeting.lines.get()
    for member, choice in zip(w.members, ("in_favor", "in_favor", "in_favor"), strict=False):
        cast(w, line, member, choice)
    f.finish_meeting(meeting, actor=w.chair, at=w.at)
    line.refresh_from_db()
    assert (line.in_favor, line.against, line.abstain, line.not_voted, line.recused) == (3, 0, 0, 1, 0)
    assert (line.outcome, line.is_live, state_of(nomination)) == (Outcome.APPROVED, False, S.APPROVED)
    record = TransitionRecord.objects.filter(nomination=nomination).last()
    assert record.note == "3/5 ủy viên đương nhiệm tán thành."
    assert {name: record.data[name] for name in ("in_favor", "not_voted", "serving")} == {
        "in_favor": 3,
        "not_voted": 1,
        "serving": 5,
    }


def test_a_postponed_line_waits_for_the_next_meeting(w):
    postponed, decided = waiting(w, 2)
    meeting = f.a_meeting(w)
    meetings.postpone_line(meeting.lines.get(nomination=postponed), True, actor=w.clerk, at=w.at)
    f.vote_all(w, meeting)
    f.finish_meeting(meeting, actor=w.clerk, at=w.at)
    assert (state_of(postponed), state_of(decided)) == (S.RECOMMENDED, S.APPROVED)
    assert meeting.lines.get(nomination=postponed).outcome == Outcome.POSTPONED
    assert prepared(w).lines.get().nomination == postponed


def test_a_line_decided_above_is_forwarded(w):
    nomination = f.nomination_at(w, S.FORWARDED, outside=True)
    assert nomination.agenda_lines.get().outcome == Outcome.FORWARDED
    assert nomination.awaits_outside_answer


def test_a_meeting_closes_for_all_lines_or_for_none(w):
    """The chair is nominated on one of three lines: that one refuses to move under the chair's hand, so none moves."""
    first = waiting(w)[0]
    own = waiting(w, full_name=w.chair.full_name, user=w.chair)[0]
    last = waiting(w)[0]
    meeting = f.a_meeting(w)
    for line in meeting.lines.all():
        for member in w.members[1:]:
            cast(w, line, member)
    meetings.close_meeting(meeting, actor=w.chair, at=w.at)
    before = facts_of(meeting)
    with pytest.raises(GuardFailed, match="Đồng chí là người được đề nghị ở dòng này") as refusal:
        meetings.release_meeting(meeting, actor=w.chair, at=w.at)
    assert f"Đồng chí {w.chair.full_name}" in refusal.value.reason
    assert facts_of(meeting) == before
    meetings.release_meeting(meeting, actor=w.clerk, at=w.at)
    assert {state_of(n) for n in (first, own, last)} == {S.APPROVED}


def test_what_was_closed_stays_closed(w):
    waiting(w)
    meeting = f.hold_meeting(w)
    line = meeting.lines.get()
    for act in (
        lambda: meetings.close_meeting(meeting, actor=w.clerk, at=w.at),
        lambda: cast(w, line, w.members[1], "against"),
        lambda: attend(w, meeting, 2),
        lambda: meetings.enter_hands(line, in_favor=5, against=0, abstain=0, actor=w.clerk, at=w.at),
        lambda: meetings.declare_recusal(line, actor=w.members[1], at=w.at),
        lambda: meetings.postpone_line(line, True, actor=w.clerk, at=w.at),
        lambda: meetings.put_off_meeting(meeting, reason="nhầm", actor=w.clerk, at=w.at),
        lambda: meetings.put_on_agenda(line, actor=w.members[1], at=w.at),
    ):
        with pytest.raises(IllegalTransition, match="đóng"):
            act()


def test_minutes_are_written_after_the_close_but_nothing_else(w):
    waiting(w)
    meeting = f.hold_meeting(w)
    meetings.save_meeting_details(
        meeting, actor=w.clerk, at=w.at, opinions="Nhất trí.", minutes_number="15", title="Khác", place="Khác",
        met_until=time(16, 30),
    )  # fmt: skip
    meeting.refresh_from_db()
    assert committee_minutes_context(meeting).closing.startswith("Cuộc họp kết thúc lúc 16 giờ 30 phút cùng ngày.")
    assert (meeting.opinions, meeting.minutes_number, meeting.title, meeting.place) == (
        "Nhất trí.",
        "15",
        "Họp Ban Thường vụ",
        "",
    )


def test_an_approved_line_can_come_back_to_another_meeting(w):
    (nomination,) = waiting(w)
    f.hold_meeting(w)
    nomination.refresh_from_db()
    perform(Action.REOPEN, nomination=nomination, actor=w.chair, at=w.at, note="Phát hiện sai số liệu.")
    second = f.hold_meeting(w, "against")
    assert second.lines.get().outcome == Outcome.REJECTED
    assert not decisions.waiting_lines(w.commune).exists()


def test_the_rule_of_the_unit_comes_before_that_of_its_kind(w):
    waiting(w)
    kind = UnitKind.objects.get(code="commune")
    VotingRule.objects.create(kind=kind, starts_on=f.START, quorum_numerator=1, quorum_denominator=1)
    assert agenda_of(prepared(w)).quorum.needed == 5
    VotingRule.objects.create(unit=w.commune, starts_on=f.START, quorum_numerator=1, quorum_denominator=5)
    assert agenda_of(Meeting.objects.get()).quorum.needed == 1
