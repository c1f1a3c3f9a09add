"""The way up is data: as many appraising levels as the tree has, and a superior inside or outside the system."""

import pytest

from nominations.enums import NominationState as S
from organizations.services import change_unit
from tests.factories import NOW, START, dossier, line, role, unit, user
from workflows.engine import offers, perform
from workflows.enums import Action
from workflows.services import lines


@pytest.fixture
def between(w):
    """Put a grassroots committee between the cell and the commune; its appraiser is returned with it."""
    middle = unit("grassroots", "Đảng bộ Trường Trung học", w.commune, organ_name="Đảng ủy Trường Trung học")
    change_unit(w.cell, actor=None, at=NOW, starts_on=START, parent=middle)
    appraiser = user("giua")
    role(appraiser, "appraiser", middle)
    return middle, appraiser


@pytest.mark.parametrize("opinion", [Action.RECOMMEND, Action.DECLINE])
def test_a_line_climbs_every_appraising_level(w, between, opinion):
    middle, appraiser = between
    nomination = line(w)
    lines.submit_dossier(nomination.dossier, actor=w.secretary, at=NOW)
    nomination.refresh_from_db()
    assert nomination.holder_unit == middle
    perform(Action.RECEIVE, nomination=nomination, actor=appraiser, at=NOW)
    labels = {offer.transition.text for offer in offers(nomination, appraiser, at=NOW)}
    assert labels == {"Đề nghị, chuyển cấp trên", "Trả lại để bổ sung", "Không đề nghị, chuyển cấp trên"}
    perform(opinion, nomination=nomination, actor=appraiser, at=NOW, note="Ý kiến của cấp giữa.")
    assert (nomination.state, nomination.holder_unit) == (S.SUBMITTED, w.commune)
    perform(Action.RECEIVE, nomination=nomination, actor=w.appraiser, at=NOW)
    perform(Action.RECOMMEND, nomination=nomination, actor=w.appraiser, at=NOW)
    assert (nomination.state, nomination.holder_unit) == (S.RECOMMENDED, w.commune)


def test_a_line_returned_from_above_goes_back_to_whoever_returned_it(w, between):
    _, appraiser = between
    nomination = line(w)
    lines.submit_dossier(nomination.dossier, actor=w.secretary, at=NOW)
    nomination.refresh_from_db()
    perform(Action.RECEIVE, nomination=nomination, actor=appraiser, at=NOW)
    perform(Action.RECOMMEND, nomination=nomination, actor=appraiser, at=NOW)
    perform(Action.RECEIVE, nomination=nomination, actor=w.appraiser, at=NOW)
    due = NOW.replace(day=20)
    perform(Action.SEND_BACK, nomination=nomination, actor=w.appraiser, at=NOW, note="Thiếu.", data={"due_at": due})
    assert (nomination.holder_unit, nomination.due_at) == (w.cell, due)
    perform(Action.SUBMIT, nomination=nomination, actor=w.secretary, at=NOW)
    assert nomination.holder_unit == w.commune


def test_a_cell_without_a_superior_is_told_so(w):
    lonely = unit("cell", "Chi bộ chưa có cấp trên")
    officer = user("le-loi")
    role(officer, "cell_officer", lonely)
    made = line(w, dossier(w, unit=lonely, by=officer), by=officer)
    (result,) = lines.submit_dossier(made.dossier, actor=officer, at=NOW)
    assert "Chưa khai báo cấp trên" in result.refusal


def test_a_superior_without_an_appraiser_counts_as_outside(w):
    from permissions.services import end_role
    from tests.factories import STEPS

    end_role(w.province_appraiser.assignments.get(), ends_on=NOW.date().replace(day=1), actor=None, at=NOW)
    nomination = line(w, dossier(w, w.upper_round))
    for step in ("submit", "receive", "recommend", "approve"):
        STEPS[step](w, nomination)
        nomination.refresh_from_db()
    assert (nomination.state, nomination.holder_unit, nomination.awaits_outside_answer) == (
        S.FORWARDED,
        w.commune,
        True,
    )
