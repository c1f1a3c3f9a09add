"""A released result is corrected by a recorded act with an authority and a paper; what was released stays to be read."""

from datetime import timedelta

import pytest
from viewflow.workflow.models import Process, Task

from history.models import AppendOnlyError
from meetings.enums import Outcome
from meetings.models import ResultCorrection
from nominations.enums import NominationState as S
from nominations.enums import RoundState
from nominations.services import close_round
from notices.enums import Event
from notices.models import Notice
from permissions.exceptions import NotPermitted
from tests import factories as f
from tests.meetings.room import prepared, state_of, waiting
from workflows.engine import perform
from workflows.enums import Action
from workflows.exceptions import GuardFailed, IllegalTransition
from workflows.flows import node_for
from workflows.models import TransitionRecord
from workflows.services import decisions, meetings


def decided(w, choice="in_favor", **nominee):
    """A released line."""
    (nomination,) = waiting(w, **nominee)
    return f.hold_meeting(w, choice).lines.get(nomination=nomination)


def correct(w, line, after, by=None, **changes):
    facts = {
        "reason": "Ghi nhầm số phiếu.",
        "authority": "Ban Thường vụ Đảng ủy",
        "paper_number": "Biên bản số 4",
        "paper_on": w.at.date(),
    }
    return meetings.correct_result(line, after=after, actor=by or w.chair, at=w.at, **(facts | changes))


def open_nodes(nomination):
    found = Task.objects.filter(process=nomination.process, status="NEW", flow_task_type="HUMAN")
    return [task.flow_task.name for task in found]


def test_an_approved_line_is_corrected_to_refused(w):
    line = decided(w)
    correct(w, line, Outcome.REJECTED)
    assert (state_of(line.nomination), open_nodes(line.nomination)) == (S.REJECTED, [])
    line.refresh_from_db()
    assert (line.outcome, line.in_favor) == (Outcome.APPROVED, 5)
    assert meetings.result_of(line) == Outcome.REJECTED
    record = TransitionRecord.objects.filter(nomination=line.nomination).last()
    assert (record.action, record.source, record.target) == (Action.CORRECT, S.APPROVED, S.REJECTED)
    assert "theo Biên bản số 4 ngày 04/05/2026 của Ban Thường vụ Đảng ủy. Ghi nhầm số phiếu." in record.note


def test_a_refused_line_wakes_and_goes_on_to_its_decision(w):
    line = decided(w, "against")
    assert Process.objects.get(pk=line.nomination.process.pk).status == "DONE"
    correct(w, line, Outcome.APPROVED)
    nomination = line.nomination
    nomination.refresh_from_db()
    assert (nomination.state, nomination.holder_unit) == (S.APPROVED, w.commune)
    assert open_nodes(nomination) == [node_for(nomination)]
    assert Process.objects.get(pk=nomination.process.pk).status == "NEW"
    f._number(w, nomination)
    assert (state_of(nomination), open_nodes(nomination)) == (S.ISSUED, [])


def test_a_line_is_corrected_there_and_back_and_there(w):
    line = decided(w, "against")
    for after, state in (
        (Outcome.APPROVED, S.APPROVED),
        (Outcome.REJECTED, S.REJECTED),
        (Outcome.APPROVED, S.APPROVED),
        (Outcome.POSTPONED, S.RECOMMENDED),
        (Outcome.REJECTED, S.REJECTED),
    ):
        correct(w, line, after)
        line.nomination.refresh_from_db()
        assert line.nomination.state == state
        assert open_nodes(line.nomination) == [node for node in [node_for(line.nomination)] if node]
    assert [c.before for c in line.corrections.all()] == ["rejected", "approved", "rejected", "approved", "postponed"]


def test_a_line_that_was_really_left_for_later_comes_to_the_next_meeting(w):
    line = decided(w)
    correct(w, line, Outcome.POSTPONED)
    assert [each.nomination for each in prepared(w).lines.all()] == [line.nomination]


def test_a_line_left_for_later_by_mistake_is_decided(w):
    (nomination,) = waiting(w)
    meeting = f.a_meeting(w)
    meetings.postpone_line(meeting.lines.get(), True, actor=w.clerk, at=w.at)
    f.finish_meeting(meeting, actor=w.clerk, at=w.at)
    following = prepared(w)
    correct(w, meeting.lines.get(), Outcome.APPROVED)
    assert state_of(nomination) == S.APPROVED
    assert not following.lines.exists()


def test_a_refused_line_of_a_higher_authority_is_forwarded_after_all(w):
    n = f.line(w, f.dossier(w, w.outside_round))
    for step in f.PATHS[S.REJECTED]:
        f.STEPS[step](w, n)
    line = n.agenda_lines.get()
    assert meetings.possible_results(line) == [Outcome.FORWARDED, Outcome.POSTPONED]
    correct(w, line, Outcome.FORWARDED)
    n.refresh_from_db()
    assert (n.state, n.holder_unit, n.awaits_outside_answer) == (S.FORWARDED, w.commune, True)
    assert open_nodes(n) == [node_for(n)]


def test_a_round_that_was_finished_is_open_to_its_end_again(w):
    line = decided(w, "against")
    close_round(w.round, actor=w.appraiser, at=w.at)
    w.round.refresh_from_db()
    correct(w, line, Outcome.APPROVED)
    correct(w, line, Outcome.REJECTED)
    w.round.refresh_from_db()
    assert w.round.state == RoundState.DECIDED
    correct(w, line, Outcome.APPROVED)
    w.round.refresh_from_db()
    assert w.round.state == RoundState.CLOSED


def test_what_has_a_draft_or_a_number_is_not_corrected_here(w):
    line = decided(w)
    draft = decisions.draft_decision(unit=w.commune, nominations=[line.nomination], actor=w.clerk, at=w.at)
    with pytest.raises(GuardFailed, match="bỏ dòng khỏi dự thảo"):
        correct(w, line, Outcome.REJECTED)
    assert not ResultCorrection.objects.exists()
    decisions.number_decision(draft, signer=w.signer, signed_on=w.at.date(), actor=w.clerk, at=w.at)
    line.refresh_from_db()
    with pytest.raises(GuardFailed, match="đã có quyết định ghi số"):
        correct(w, line, Outcome.REJECTED)
    assert meetings.possible_results(line) == []


def test_a_line_that_went_on_is_not_corrected_from_the_old_meeting(w):
    line = decided(w)
    perform(Action.REOPEN, nomination=line.nomination, actor=w.chair, at=w.at, note="Xét lại.")
    with pytest.raises(GuardFailed, match="đã đi tiếp sau phiên họp"):
        correct(w, line, Outcome.REJECTED)
    f.hold_meeting(w)
    with pytest.raises(GuardFailed, match="xét lại ở một phiên họp sau"):
        correct(w, line, Outcome.REJECTED)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": " "}, "ghi đủ lý do"),
        ({"authority": ""}, "ghi đủ lý do"),
        ({"paper_number": "  "}, "ghi đủ lý do"),
        ({"paper_on": f.NOW.date() + timedelta(days=1)}, "Ngày văn bản"),
        ({"paper_on": f.NOW.date() - timedelta(days=1)}, "Ngày văn bản"),
        ({"after": Outcome.APPROVED}, "Kết quả đang là"),
        ({"after": Outcome.FORWARDED}, "Kết quả đang là"),
    ],
)
def test_without_reason_authority_and_paper_nothing_is_corrected(w, changes, sentence):
    line = decided(w)
    with pytest.raises(GuardFailed, match=sentence):
        correct(w, line, **({"after": Outcome.REJECTED} | changes))
    assert state_of(line.nomination) == S.APPROVED


def test_only_who_conducts_corrects_and_only_after_the_release(w):
    line = decided(w)
    for stranger in (w.members[1], w.appraiser, w.secretary, w.inspector, w.province_clerk):
        with pytest.raises(NotPermitted):
            correct(w, line, Outcome.REJECTED, by=stranger)
    waiting(w)
    meeting = f.a_meeting(w)
    f.vote_all(w, meeting)
    meetings.close_meeting(meeting, actor=w.clerk, at=w.at)
    with pytest.raises(IllegalTransition):
        correct(w, meeting.lines.get(), Outcome.REJECTED)


def test_the_unit_is_told_and_the_record_cannot_be_changed(w):
    line = decided(w)
    correction = correct(w, line, Outcome.REJECTED)
    assert [n.user for n in Notice.objects.filter(event=Event.RESULT_CORRECTED)] == [w.secretary]
    with pytest.raises(AppendOnlyError):
        ResultCorrection.objects.filter(pk=correction.pk).update(after="approved")
