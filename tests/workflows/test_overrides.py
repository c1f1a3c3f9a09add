"""Passing over a rule: asked by the cell, answered by the office, kept in the history, honoured by the acts."""

from datetime import date

import pytest

from history.models import Entry
from nominations.enums import NominationState as S
from nominations.enums import OverrideState, Verdict
from nominations.models import RuleOverride
from nominations.queries import findings_for
from permissions.exceptions import NotPermitted
from rolls.models import DisciplinaryAction, Person
from tests.factories import NOW, line, nomination_at
from workflows.engine import offers, perform
from workflows.enums import Action
from workflows.exceptions import GuardFailed, IllegalTransition
from workflows.services.lines import submit_dossier
from workflows.services.overrides import decide_override, request_override

CODE = "no_discipline"


def disciplined(**facts):
    """Return a person who was reprimanded this year."""
    who = Person.objects.create(full_name="Lê Thị Bích Liên", birth_date=date(1971, 3, 27), created_at=NOW, **facts)
    reprimand(who)
    return who


def reprimand(who):
    DisciplinaryAction.objects.create(
        person=who, form="Khiển trách", decision_number="07-QĐ/UBKT", decided_on=date(2026, 2, 3), recorded_at=NOW
    )


def finding(n):
    return next(f for f in findings_for(n, at=NOW) if f.code == CODE)


def ask(w, n, reason="Vi phạm nhỏ, đã khắc phục"):
    return request_override(n, CODE, reason=reason, actor=w.secretary, at=NOW)


def grant(w, n, by=None, **change):
    facts = {"is_granted": True, "reason": "Đã chấp hành xong", "actor": by or w.appraiser, "at": NOW}
    return decide_override(n, CODE, **facts | change)


def test_a_granted_request_lets_the_line_go_and_is_kept(w):
    n = line(w, person=disciplined())
    (result,) = submit_dossier(n.dossier, actor=w.secretary, at=NOW)
    assert "Khiển trách theo Quyết định số 07-QĐ/UBKT" in result.refusal and "Đạt ở đợt" in result.refusal
    asked = ask(w, n)
    assert asked.fact == finding(n).fact and finding(n).override == OverrideState.REQUESTED
    assert not submit_dossier(n.dossier, actor=w.secretary, at=NOW)[0].is_done
    granted = grant(w, n)
    assert granted.pk == asked.pk and finding(n).verdict == Verdict.LOOK
    assert "Được cho phép ngoại lệ: Đã chấp hành xong, đồng chí Trần Văn Đức, ngày 04/5/2026." in finding(n).fact
    assert submit_dossier(n.dossier, actor=w.secretary, at=NOW)[0].is_done
    kept = n.records.get(action="submit").data["rules"]
    assert {"code": CODE, "verdict": "look"}.items() <= next(r for r in kept if r["code"] == CODE).items()
    verbs = list(
        Entry.objects.filter(subject_type=n._meta.label, subject_id=n.pk).order_by("id").values_list("verb", "note")
    )
    assert verbs == [("Xin xét ngoại lệ", "Vi phạm nhỏ, đã khắc phục"), ("Cho phép ngoại lệ", "Đã chấp hành xong")]


def test_a_refused_request_still_blocks_and_may_be_asked_again(w):
    n = line(w, person=disciplined())
    ask(w, n)
    grant(w, n, is_granted=False, reason="Chưa hết thời hạn")
    assert finding(n).verdict == Verdict.BLOCK and "Chưa hết thời hạn" in finding(n).passes_when
    assert ask(w, n).pk
    assert RuleOverride.objects.filter(nomination=n).count() == 2


def test_one_request_at_a_time_with_a_reason_for_a_rule_that_blocks(w):
    n = line(w, person=disciplined())
    with pytest.raises(GuardFailed, match="lý do"):
        ask(w, n, " ")
    for code in ("rating_years", "content", "form_at_level", "xyz"):
        with pytest.raises(GuardFailed, match="không chặn dòng"):
            request_override(n, code, reason="x", actor=w.secretary, at=NOW)
    ask(w, n)
    with pytest.raises(GuardFailed, match="đã xin ngoại lệ này"):
        ask(w, n)
    grant(w, n)
    with pytest.raises(GuardFailed, match="đã cho phép ngoại lệ này"):
        ask(w, n)


def test_only_the_cell_asks_and_only_the_receiving_office_answers(w):
    n = line(w, person=disciplined())
    for stranger in (w.sibling_secretary, w.appraiser, w.inspector):
        with pytest.raises(NotPermitted):
            request_override(n, CODE, reason="x", actor=stranger, at=NOW)
    ask(w, n)
    for stranger in (w.secretary, w.clerk, w.members[2], w.other_appraiser, w.province_appraiser, w.inspector):
        with pytest.raises(NotPermitted):
            grant(w, n, by=stranger)
    assert grant(w, n, by=w.chair).decided_by == w.chair


def test_nobody_decides_about_themselves(w):
    who = disciplined(user=w.appraiser)
    n = line(w, person=who, user=w.appraiser)
    ask(w, n)
    with pytest.raises(GuardFailed, match="Đồng chí là người được đề nghị"):
        grant(w, n)
    own = line(w, n.dossier, full_name="Nguyễn Thị Hạnh", user=w.secretary)
    with pytest.raises(GuardFailed, match="Đồng chí là người được đề nghị"):
        ask(w, own)


def under_appraisal(w):
    """Return a line that was eligible when it was submitted and is not any more."""
    who = Person.objects.create(full_name="Lê Thị Bích Liên", birth_date=date(1971, 3, 27), created_at=NOW)
    n = nomination_at(w, S.UNDER_APPRAISAL, person=who)
    reprimand(who)
    return n


def test_rules_run_again_at_appraisal_and_the_office_may_let_the_line_pass(w):
    n = under_appraisal(w)
    (offer,) = [o for o in offers(n, w.appraiser, at=NOW) if o.transition.action == Action.RECOMMEND]
    assert "Chưa đề nghị được" in offer.refusal and "Khiển trách" in offer.refusal
    with pytest.raises(GuardFailed, match="Chưa đề nghị được"):
        perform(Action.RECOMMEND, nomination=n, actor=w.appraiser, at=NOW)
    with pytest.raises(IllegalTransition, match="Đang thẩm định"):
        ask(w, n)
    with pytest.raises(GuardFailed, match="Không có yêu cầu"):
        grant(w, n, is_granted=False)
    grant(w, n)
    record = perform(Action.RECOMMEND, nomination=n, actor=w.appraiser, at=NOW)
    assert "Được cho phép ngoại lệ" in next(r["fact"] for r in record.data["rules"] if r["code"] == CODE)


def test_an_office_does_not_grant_what_the_cell_has_not_asked_or_what_is_over(w):
    n = line(w, person=disciplined())
    with pytest.raises(GuardFailed, match="chưa xin ngoại lệ"):
        grant(w, n)
    over = nomination_at(w, S.WITHDRAWN)
    with pytest.raises(IllegalTransition):
        grant(w, over)


def test_missing_content_does_not_keep_an_appraiser_from_recommending(w):
    n = nomination_at(w, S.UNDER_APPRAISAL)
    n.citation = ""
    n.save()
    assert perform(Action.RECOMMEND, nomination=n, actor=w.appraiser, at=NOW)
