"""What a committee approves and also proposes to a higher authority: a line of its own, linked, from the release on."""

from datetime import date, timedelta

import pytest
from viewflow.workflow.models import Task

from nominations.enums import NominationState as S
from nominations.models import Evidence, Nomination
from tests import factories as f
from tests.factories import a_round
from tests.meetings.room import state_of, waiting
from tests.permissions.scene import picture
from workflows.engine import perform
from workflows.enums import Action
from workflows.exceptions import GuardFailed
from workflows.flows import node_for
from workflows.models import TransitionRecord
from workflows.services import files, meetings


@pytest.fixture
def line(w):
    """An agenda line whose vote is open."""
    waiting(w)
    return f.a_meeting(w).lines.get()


def released(w, line, round, form="bang_khen", choice="in_favor"):
    meetings.propose_higher(line, round, form, actor=w.clerk, at=w.at)
    f.vote_all(w, line.meeting, choice)
    f.finish_meeting(line.meeting, actor=w.clerk, at=w.at)
    line.refresh_from_db()
    return line.raised


def test_open_rounds_of_higher_authorities_are_offered(w, line):
    assert [(each.round, [*each.forms]) for each in meetings.higher_rounds(line, w.at)] == [
        (w.upper_round, ["bang_khen"]),
        (w.outside_round, ["bang_khen"]),
    ]
    assert meetings.higher_rounds(line, w.upper_round.deadline + timedelta(days=1)) == []


@pytest.mark.parametrize("outside", [False, True])
def test_an_approved_line_is_proposed_higher_with_its_own_process_and_history(w, line, outside):
    source = line.nomination
    made = released(w, line, w.outside_round if outside else w.upper_round)
    assert state_of(source) == S.APPROVED
    assert (made.state, made.awaits_outside_answer) == (S.FORWARDED, outside)
    assert made.holder_unit == (w.commune if outside else w.province)
    assert (made.raised_from, made.form, made.proposing_unit) == (source, "bang_khen", w.cell)
    assert (made.achievement, made.nominee.full_name) == (source.achievement, source.nominee.full_name)
    assert made.nominee_id != source.nominee_id
    assert [r.action for r in made.records.all()] == [Action.CREATE, Action.FORWARD]
    assert made.records.last().unit == w.commune
    assert Task.objects.get(process__nominationprocess__nomination=made, status="NEW").flow_task.name == node_for(made)


def test_both_go_on_by_themselves(w, line):
    source = line.nomination
    made = released(w, line, w.upper_round)
    perform(Action.RECEIVE, nomination=made, actor=w.province_appraiser, at=w.at)
    f._number(w, Nomination.objects.get(pk=source.pk))
    assert (state_of(source), state_of(made)) == (S.ISSUED, S.UNDER_APPRAISAL)


def test_an_outside_answer_is_recorded_on_the_line_that_was_raised(w, line):
    made = released(w, line, w.outside_round)
    f.answer(w, made)
    assert (state_of(made), state_of(line.nomination)) == (S.ISSUED, S.APPROVED)


def test_files_are_shown_from_where_they_are_kept(w):
    n = f.line(w)
    files.attach(n.dossier, nomination=n, name="anh.png", content=picture(), actor=w.secretary, at=w.at)
    for step in f.PATHS[S.RECOMMENDED]:
        f.STEPS[step](w, n)
    made = released(w, f.a_meeting(w).lines.get(), w.upper_round)
    own, shown = Evidence.objects.get(nomination=n), Evidence.objects.get(nomination=made)
    assert (own.file.name, own.sha256) == (shown.file.name, shown.sha256)


def test_a_refused_line_is_not_proposed_higher(w, line):
    assert released(w, line, w.upper_round, choice="against") is None
    assert not Nomination.objects.filter(raised_from__isnull=False).exists()


def test_nobody_is_proposed_twice_in_the_higher_round(w):
    facts = {"full_name": "Lê Văn Mười", "birth_date": date(1970, 1, 2)}
    first = f.line(w, f.dossier(w, w.upper_round), **facts)
    waiting(w, **facts)
    line = f.a_meeting(w).lines.get()
    with pytest.raises(GuardFailed, match="đã được đề nghị cùng hình thức"):
        meetings.propose_higher(line, w.upper_round, "bang_khen", actor=w.clerk, at=w.at)
    perform(Action.WITHDRAW, nomination=first, actor=w.secretary, at=w.at)
    meetings.propose_higher(line, w.upper_round, "bang_khen", actor=w.clerk, at=w.at)
    f.line(w, f.dossier(w, w.upper_round), **facts)
    f.vote_all(w, line.meeting)
    meetings.close_meeting(line.meeting, actor=w.clerk, at=w.at)
    with pytest.raises(GuardFailed, match="Dòng 1"):
        meetings.release_meeting(line.meeting, actor=w.clerk, at=w.at)
    assert not TransitionRecord.objects.filter(action=Action.APPROVE).exists()
    meetings.propose_higher(line, None, actor=w.clerk, at=w.at)
    meetings.release_meeting(line.meeting, actor=w.clerk, at=w.at)
    assert state_of(line.nomination) == S.APPROVED


def test_a_round_that_closed_or_offers_something_else_is_refused(w, line):
    other = a_round(w.commune, w.commune.authority, title="Đợt khác cùng cấp")
    for round, form in ((other, "giay_khen"), (w.upper_round, "giay_khen")):
        with pytest.raises(GuardFailed, match="không còn mở, hoặc không xét"):
            meetings.propose_higher(line, round, form, actor=w.clerk, at=w.at)
