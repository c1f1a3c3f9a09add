"""The one door: every state can be reached, history replays, viewflow and state agree, refusals are told apart."""

from datetime import timedelta

import pytest
from viewflow.workflow.models import Task

from nominations.enums import FINAL
from nominations.enums import NominationState as S
from permissions.exceptions import NotPermitted
from permissions.services import end_role
from tests.factories import NOW, answer, line, nomination_at, role
from workflows.engine import offers, perform
from workflows.enums import Action
from workflows.exceptions import GuardFailed, IllegalTransition, ReasonNeeded, StalePage
from workflows.flows import node_for
from workflows.models import TransitionRecord


def waiting_node(nomination):
    """Return the name of the open human task of a nomination's process, or None."""
    tasks = Task.objects.filter(
        process=nomination.process.process_ptr, flow_task_type="HUMAN", status__in=["NEW", "ASSIGNED"]
    )
    return tasks.get().flow_task.name if tasks else None


@pytest.mark.parametrize("state", list(S))
def test_every_state_is_reached_by_real_acts_and_agrees_with_viewflow(w, state):
    nomination = nomination_at(w, state)
    records = list(nomination.records.order_by("sequence"))
    assert [r.sequence for r in records] == list(range(1, len(records) + 1))
    assert [r.source for r in records[1:]] == [r.target for r in records[:-1]]
    assert records[-1].target == nomination.state
    assert waiting_node(nomination) == node_for(nomination)
    assert (nomination.holder_unit is None) == (nomination.state in FINAL)


@pytest.mark.parametrize("granted", [True, False])
def test_an_outside_answer_ends_the_line(w, granted):
    nomination = nomination_at(w, S.FORWARDED, outside=True)
    assert waiting_node(nomination) == "superior_answer"
    answer(w, nomination, granted)
    nomination.refresh_from_db()
    assert nomination.state == (S.ISSUED if granted else S.REJECTED)
    assert waiting_node(nomination) is None
    if granted:
        assert nomination.award.authority_nature == "state"
        assert nomination.award.register_number is None


def test_a_forwarded_line_is_appraised_and_decided_by_the_superior(w):
    nomination = nomination_at(w, S.FORWARDED)
    assert nomination.holder_unit == w.province
    perform(Action.RECEIVE, nomination=nomination, actor=w.province_appraiser, at=NOW)
    perform(Action.RECOMMEND, nomination=nomination, actor=w.province_appraiser, at=NOW)
    assert nomination.state == S.RECOMMENDED
    with pytest.raises(NotPermitted):
        perform(Action.REOPEN, nomination=nomination_at(w, S.APPROVED), actor=w.province_clerk, at=NOW, note="x")


def test_a_refused_guard_changes_nothing(w):
    nomination = line(w)
    nomination.dossier.met_on = None
    nomination.dossier.save()
    before = TransitionRecord.objects.count()
    with pytest.raises(GuardFailed, match="Chưa ghi cuộc họp chi bộ"):
        perform(Action.SUBMIT, nomination=nomination, actor=w.secretary, at=NOW)
    nomination.refresh_from_db()
    assert nomination.state == S.DRAFT
    assert TransitionRecord.objects.count() == before
    assert waiting_node(nomination) == "prepare"


def test_the_loser_is_told_who_acted(w):
    nomination = nomination_at(w, S.RECOMMENDED)
    with pytest.raises(IllegalTransition, match="Trần Văn Đức đã xử lý dòng này"):
        perform(Action.DECLINE, nomination=nomination, actor=w.appraiser, at=NOW, note="x")


def test_a_stale_version_is_refused(w):
    nomination = nomination_at(w, S.UNDER_APPRAISAL)
    with pytest.raises(StalePage):
        perform(
            Action.RECOMMEND, nomination=nomination, actor=w.appraiser, at=NOW, expected_version=nomination.version - 1
        )


def test_a_role_that_ended_yesterday_gives_no_right(w):
    nomination = nomination_at(w, S.SUBMITTED)
    end_role(w.appraiser.assignments.get(), ends_on=NOW.date() - timedelta(days=1), actor=None, at=NOW)
    with pytest.raises(NotPermitted):
        perform(Action.RECEIVE, nomination=nomination, actor=w.appraiser, at=NOW)
    assert offers(nomination, w.appraiser, at=NOW) == []


def test_nobody_acts_on_their_own_nomination(w):
    nomination = nomination_at(w, S.SUBMITTED)
    nomination.nominee.user = w.appraiser
    nomination.nominee.save()
    with pytest.raises(GuardFailed, match="người được đề nghị"):
        perform(Action.RECEIVE, nomination=nomination, actor=w.appraiser, at=NOW)
    assert all(not offer.is_possible for offer in offers(nomination, w.appraiser, at=NOW))


def test_submitting_and_appraising_by_one_person_needs_a_reason_that_is_kept(w):
    role(w.secretary, "appraiser", w.commune)
    nomination = nomination_at(w, S.SUBMITTED)
    with pytest.raises(ReasonNeeded, match="nên do người khác làm"):
        perform(Action.RECEIVE, nomination=nomination, actor=w.secretary, at=NOW)
    record = perform(
        Action.RECEIVE, nomination=nomination, actor=w.secretary, at=NOW, separation_reason="Cơ quan chỉ có một người."
    )
    assert record.data["separation"]["reason"] == "Cơ quan chỉ có một người."


def test_deadline_and_returned_due_date(w):
    nomination = nomination_at(w, S.RETURNED)
    late = NOW + timedelta(days=30)
    with pytest.raises(GuardFailed, match="quá hạn bổ sung"):
        perform(Action.SUBMIT, nomination=nomination, actor=w.secretary, at=late)
    perform(Action.SUBMIT, nomination=nomination, actor=w.secretary, at=NOW + timedelta(days=4))
    draft = line(w)
    with pytest.raises(GuardFailed, match="quá hạn trình"):
        perform(Action.SUBMIT, nomination=draft, actor=w.secretary, at=late)


def test_history_cannot_be_rewritten(w):
    from django.db import DatabaseError, connection, transaction

    from history.models import AppendOnlyError

    record = nomination_at(w, S.SUBMITTED).records.last()
    with pytest.raises(AppendOnlyError):
        record.delete()
    for sql in ("UPDATE workflows_transitionrecord SET note='x'", "DELETE FROM workflows_transitionrecord"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
