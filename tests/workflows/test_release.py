"""Counted, kept in the room, released together: all or nothing, and nothing before."""

import pytest

from meetings.enums import MeetingState, Outcome
from nominations.enums import NominationState as S
from nominations.models import Nomination
from notices.enums import Event
from notices.models import Mail, Notice
from permissions.exceptions import NotPermitted
from tests import factories as f
from tests.meetings.room import cast, facts_of, prepared, state_of, waiting
from workflows.engine import perform
from workflows.enums import Action
from workflows.exceptions import GuardFailed, IllegalTransition, StalePage
from workflows.models import TransitionRecord
from workflows.services import meetings


def counted(w, choice="in_favor", lines=2, **kwargs):
    """A meeting that is closed and not released, and its lines."""
    nominations = waiting(w, lines)
    meeting = f.a_meeting(w, **kwargs)
    f.vote_all(w, meeting, choice)
    return meetings.close_meeting(meeting, actor=w.clerk, at=w.at), nominations


def test_the_close_counts_and_moves_nothing(w):
    meeting, nominations = counted(w)
    assert meeting.state == MeetingState.CLOSED
    assert {line.outcome for line in meeting.lines.all()} == {Outcome.APPROVED}
    assert {(line.in_favor, line.needed, line.is_live) for line in meeting.lines.all()} == {(5, 3, True)}
    assert {state_of(n) for n in nominations} == {S.RECOMMENDED}
    assert not TransitionRecord.objects.filter(action=Action.APPROVE).exists()
    assert not Notice.objects.filter(event=Event.RESULTS_RELEASED).exists()


def test_the_release_moves_every_line_and_keeps_the_conclusion(w):
    meeting, nominations = counted(w)
    released = meetings.release_meeting(meeting, actor=w.chair, at=w.at, conclusion=" Nhất trí khen. ")
    assert (released.state, released.released_at, released.released_by_name) == (
        MeetingState.RELEASED, w.at, w.chair.full_name
    )  # fmt: skip
    assert released.conclusion == "Nhất trí khen."
    assert {state_of(n) for n in nominations} == {S.APPROVED}
    assert not released.lines.filter(is_live=True).exists()
    record = TransitionRecord.objects.filter(nomination=nominations[0]).last()
    assert (record.data["in_favor"], record.data["needed"], record.data["serving"]) == (5, 3, 5)


def test_each_proposing_unit_is_told_once_and_nobody_of_the_result(w):
    waiting(w, 2)
    meeting = f.a_meeting(w)
    f.vote_all(w, meeting, "against")
    meetings.close_meeting(meeting, actor=w.clerk, at=w.at)
    Mail.objects.all().delete()
    meetings.release_meeting(meeting, actor=w.chair, at=w.at)
    told = Notice.objects.filter(event=Event.RESULTS_RELEASED)
    assert [notice.user for notice in told] == [w.secretary]
    assert "2 dòng" in told.get().text
    for text in (told.get().title, told.get().text):
        assert not any(word in text.lower() for word in ("không được duyệt", "được duyệt", "tán thành"))


def test_one_line_that_refuses_keeps_all_results_in_the_room(w):
    chair_as_nominee = f.nomination_at(w, S.RECOMMENDED, full_name=w.chair.full_name, user=w.chair)
    nominations = waiting(w, 2)
    meeting = f.a_meeting(w)
    f.vote_all(w, meeting, members=w.members[1:])
    meetings.close_meeting(meeting, actor=w.clerk, at=w.at)
    before = facts_of(meeting)
    with pytest.raises(GuardFailed, match=f"Dòng .*{w.chair.full_name}: Đồng chí là người được đề nghị"):
        meetings.release_meeting(meeting, actor=w.chair, at=w.at)
    assert facts_of(meeting) == before
    meetings.release_meeting(meeting, actor=w.clerk, at=w.at)
    assert {state_of(n) for n in (chair_as_nominee, *nominations)} == {S.APPROVED}


def test_only_who_conducts_releases_and_only_once(w):
    meeting, _ = counted(w)
    for stranger in (w.members[1], w.appraiser, w.inspector, w.secretary, w.province_clerk):
        with pytest.raises(NotPermitted):
            meetings.release_meeting(meeting, actor=stranger, at=w.at)
    meetings.release_meeting(meeting, actor=w.chair, at=w.at)
    with pytest.raises(IllegalTransition, match="Đã công bố"):
        meetings.release_meeting(meeting, actor=w.clerk, at=w.at)


def test_a_vote_that_runs_is_not_released(w):
    waiting(w)
    with pytest.raises(IllegalTransition):
        meetings.release_meeting(f.a_meeting(w), actor=w.chair, at=w.at)


def test_a_counted_line_stays_where_it_is_until_the_release(w):
    declined = f.nomination_at(w, S.NOT_RECOMMENDED)
    _, (line, _) = counted(w)
    with pytest.raises(GuardFailed, match="chờ Ban Thường vụ công bố"):
        perform(
            Action.SEND_BACK,
            nomination=line,
            actor=w.clerk,
            at=w.at,
            note="x",
            data={"due_at": w.at.replace(year=2027)},
        )
    with pytest.raises(GuardFailed, match="chỉ còn chờ công bố"):
        perform(Action.RECOMMEND, nomination=declined, actor=w.members[1], at=w.at)
    assert not prepared(w).lines.exists()


def test_a_count_is_opened_again_with_a_reason_and_votes_are_kept(w):
    meeting, (first, _) = counted(w, "against")
    line = meeting.lines.get(nomination=first)
    with pytest.raises(GuardFailed, match="vì sao phải đếm lại"):
        meetings.reopen_meeting(meeting, reason=" ", actor=w.chair, at=w.at)
    reopened = meetings.reopen_meeting(meeting, reason="Một đồng chí bấm nhầm.", actor=w.chair, at=w.at)
    assert (reopened.state, reopened.closed_at, reopened.attending) == (MeetingState.VOTING, None, None)
    line.refresh_from_db()
    assert (line.in_favor, line.needed, line.outcome) == (None, None, "")
    line.meeting = reopened
    for member in w.members:
        cast(w, line, member)
    f.finish_meeting(reopened, actor=w.chair, at=w.at)
    assert state_of(first) == S.APPROVED
    with pytest.raises(IllegalTransition):
        meetings.reopen_meeting(reopened, reason="Muộn rồi.", actor=w.chair, at=w.at)


def test_a_counted_vote_is_put_off_and_voted_on_again(w):
    meeting, nominations = counted(w)
    put_off = meetings.put_off_meeting(meeting, reason="Bỏ phiếu lại.", actor=w.chair, at=w.at)
    assert (put_off.state, put_off.closed_at) == (MeetingState.PREPARING, None)
    assert {line.outcome for line in put_off.lines.all()} == {""}
    assert {state_of(n) for n in nominations} == {S.RECOMMENDED}


def test_a_poll_line_with_important_disagreement_waits_for_a_meeting(w):
    meeting, (first, second) = counted(w)
    meeting.lines.filter(nomination=first).update(outcome=Outcome.TO_MEETING)
    meetings.release_meeting(meeting, actor=w.chair, at=w.at)
    assert (state_of(first), state_of(second)) == (S.RECOMMENDED, S.APPROVED)
    record = TransitionRecord.objects.filter(nomination=first).last()
    assert (record.action, "đưa dòng này ra bàn ở phiên họp" in record.note) == (Action.POSTPONE, True)
    assert [line.nomination for line in prepared(w).lines.all()] == [Nomination.objects.get(pk=first.pk)]


def test_an_old_page_of_the_meeting_is_stale_after_the_close(w):
    meeting, _ = counted(w)
    with pytest.raises(StalePage):
        meetings.save_meeting_details(
            meeting, actor=w.clerk, at=w.at, expected_version=meeting.version - 1, opinions="x"
        )
