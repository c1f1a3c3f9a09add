"""Rules of a round on real rows: what is copied into a round, quotas by form, required files, doubles, exceptions."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from history.models import Entry
from nominations.conditions import drop_rule, set_required, set_rule
from nominations.doubles import likely_doubles
from nominations.enums import Verdict
from nominations.exceptions import RoundRefused
from nominations.models import EarlierAward, EligibilityRule, EvidenceType, Nomination, RuleOverride
from nominations.queries import findings_for, findings_of, visible_dossiers, visible_to
from nominations.quotas import quota_use
from nominations.services import close_round, set_quota
from organizations.models import AwardRight
from rolls.models import DisciplinaryAction, Person, YearlyRating
from tests.factories import NOW, a_round, dossier, line
from workflows.desk import calls_for
from workflows.exceptions import GuardFailed
from workflows.services import doubles, drafts

BORN = date(1971, 3, 27)


def said(nomination, code):
    """Return what one rule says of a line."""
    return next(f for f in findings_for(nomination, at=NOW) if f.code == code)


def a_person(**facts):
    return Person.objects.create(
        **{"full_name": "Lê Thị Bích Liên", "birth_date": BORN, "created_at": NOW, "joined_on": date(2005, 2, 3)}
        | facts
    )


def reprimanded(who):
    return DisciplinaryAction.objects.create(
        person=who, form="Khiển trách", decision_number="07-QĐ/UBKT", decided_on=date(2026, 2, 3), recorded_at=NOW
    )


def test_a_round_starts_with_the_defaults_and_then_with_the_rules_of_the_last_one(w):
    codes = set(w.round.eligibility_rules.values_list("code", flat=True))
    assert codes == set(EligibilityRule.objects.filter(round=None).values_list("code", flat=True)) and codes
    last = w.outside_round
    set_rule(last, code="membership", kind="individual", outcome="block", number=24, actor=w.appraiser, at=NOW)
    set_required(last, {("", "", EvidenceType.objects.first().pk): True}, actor=w.appraiser, at=NOW)
    opened = a_round(w.commune, w.commune.authority)
    assert opened.eligibility_rules.get(code="membership", recipient_kind="individual").number == 24
    assert opened.required_evidence.get().is_required
    assert not w.round.eligibility_rules.filter(recipient_kind="individual").exists()


def test_ratings_and_discipline_are_found_by_record_and_by_name_and_birth_date(w):
    who = a_person()
    YearlyRating.objects.create(person=who, year=2025, rating="completed", recorded_at=NOW)
    reprimanded(who)
    for facts in ({"person": who, "full_name": "Lê Thị Liên"}, {"full_name": who.full_name, "birth_date": BORN}):
        n = line(w, **facts)
        assert "Năm 2025 xếp loại “Hoàn thành nhiệm vụ”" in said(n, "rating_years").fact
        assert said(n, "no_discipline").verdict == Verdict.BLOCK
        Nomination.objects.filter(pk=n.pk).update(state="withdrawn", holder_unit=None)
    other = line(w, full_name=who.full_name, birth_date=date(1980, 1, 1))
    assert said(other, "no_discipline").verdict == Verdict.PASS
    assert "Chưa có xếp loại năm 2025" in said(other, "rating_years").fact


def test_an_award_written_down_blocks_the_same_achievement(w):
    who = a_person()
    n = line(w, person=who)
    EarlierAward.objects.create(
        unit=w.cell, recipient_kind="individual", recipient_name=who.full_name, person=who, form="giay_khen", year=2026,
        recorded_at=NOW, citation=n.citation, decision_number="9-QĐ/ĐU",
    )  # fmt: skip
    found = said(n, "one_award")
    assert found.verdict == Verdict.BLOCK and "9-QĐ/ĐU" in found.fact


def test_a_rule_can_be_changed_while_the_round_is_open_and_the_history_says_how(w):
    facts = {"code": "membership", "outcome": "block", "number": 12, "actor": w.appraiser, "at": NOW}
    assert set_rule(w.round, **facts)
    assert not set_rule(w.round, **facts)
    set_rule(w.round, **facts | {"number": 24})
    note = Entry.objects.filter(verb="Đặt điều kiện xét").latest("id").note
    assert "24 tháng; không cho trình" in note and "Trước đó: Thời gian là đảng viên: 12 tháng" in note
    set_rule(w.round, **facts | {"kind": "individual"})
    own = w.round.eligibility_rules.get(code="membership", recipient_kind="individual")
    drop_rule(own, actor=w.appraiser, at=NOW)
    with pytest.raises(RoundRefused, match="Điều kiện chung"):
        drop_rule(w.round.eligibility_rules.get(code="membership"), actor=w.appraiser, at=NOW)
    close_round(w.round, actor=w.appraiser, at=NOW)
    with pytest.raises(RoundRefused, match="đã đóng"):
        set_rule(w.round, **facts)


@pytest.mark.parametrize(("change", "words"), [
    ({"code": "membership", "number": None}, "số tháng"), ({"code": "rating_years", "number": 99}, "nhiều nhất là 10"),
    ({"code": "form_at_level", "outcome": "off"}, "luôn được xét"),
])  # fmt: skip
def test_absurd_rules_are_refused(w, change, words):
    with pytest.raises(RoundRefused, match=words):
        set_rule(w.round, **{"outcome": "warn", "number": 1, "actor": w.appraiser, "at": NOW} | change)


def test_required_files_block_and_wanted_ones_remind(w):
    kind = EvidenceType.objects.get(code="report")
    n = line(w)
    set_required(w.round, {("individual", "giay_khen", kind.pk): False}, actor=w.appraiser, at=NOW)
    assert said(n, "evidence").verdict == Verdict.LOOK
    assert set_required(w.round, {("individual", "giay_khen", kind.pk): True}, actor=w.appraiser, at=NOW) == [
        "Báo cáo thành tích (cá nhân, Giấy khen): bắt buộc"
    ]
    assert "báo cáo thành tích" in said(n, "evidence").fact and said(n, "evidence").verdict == Verdict.BLOCK
    set_required(w.round, {("individual", "giay_khen", kind.pk): None}, actor=w.appraiser, at=NOW)
    assert not w.round.required_evidence.exists()


def two_forms(w):
    """Open a round in which individuals get either form, and return it."""
    given = AwardRight.objects.filter(kind=w.province.kind, recipient_kind="individual").first()
    given.pk, given.form, given._state.adding = None, "giay_khen", True
    given.save()
    forms = [("individual", "bang_khen"), ("individual", "giay_khen")]
    w.extra["two"] = a_round(w.province, w.province.authority, forms=forms)
    return w.extra["two"]


def test_quotas_by_form_and_for_all_forms_bind_together(w):
    r = two_forms(w)
    facts = {"kind": "individual", "actor": w.province_appraiser, "at": NOW}
    set_quota(r, limit=3, mode="warn", **facts)
    set_quota(r, limit=1, mode="block", form="bang_khen", **facts)
    set_quota(r, limit=2, mode="block", form="bang_khen", unit=w.cell, **facts)
    bundle = dossier(w, r)
    made = [line(w, bundle) for _ in range(2)]
    assert [(u.form, u.proposed, u.limit) for u in quota_use(r, w.cell)] == [("", 2, 3), ("bang_khen", 2, 2)]
    assert said(made[0], "quota").verdict == Verdict.PASS
    third = line(w, bundle)
    found = said(third, "quota")
    assert found.verdict == Verdict.BLOCK and "Cá nhân, Bằng khen: đề nghị 3, chỉ tiêu 2, vượt 1." in found.fact
    Nomination.objects.filter(pk=third.pk).update(form="giay_khen")
    third.refresh_from_db()
    assert said(third, "quota").verdict == Verdict.PASS
    (call,) = calls_for([w.cell], at=NOW, only=r)
    assert [(u.form, u.proposed, u.limit) for u in call.quotas] == [("", 3, 3), ("bang_khen", 2, 2)]


def test_lines_of_any_number_cost_the_same(w):
    bundle = dossier(w)
    made = [line(w, bundle), line(w, bundle, person=a_person()), line(w, bundle, kind="collective", unit=w.cell)]
    loaded = Nomination.objects.select_related("nominee", "dossier", "round__authority")
    counts = []
    for some in (made[:1], made):
        rows = list(loaded.filter(pk__in=[n.pk for n in some]))
        with CaptureQueriesContext(connection) as captured:
            findings_of(rows, at=NOW)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 10


def test_a_second_line_for_the_same_person_and_form_names_the_first(w):
    who = a_person()
    first = line(w, person=who, full_name=who.full_name)
    sibling = drafts.start_dossier(round=w.round, unit=w.sibling, actor=w.sibling_secretary, at=NOW)
    nominee = {"kind": "individual", "full_name": who.full_name, "person": who}
    with pytest.raises(GuardFailed) as refused:
        drafts.add_line(sibling, actor=w.sibling_secretary, at=NOW, nominee=nominee, form="giay_khen")
    for word in (first.code, first.dossier.code, "Chi bộ ấp Tân Bình 1", "Giấy khen"):
        assert word in refused.value.reason
    other = drafts.add_line(
        sibling, actor=w.sibling_secretary, at=NOW, nominee=nominee | {"person": None}, form="giay_khen"
    )
    with pytest.raises(GuardFailed, match="đã được đề nghị Giấy khen trong đợt này"):
        drafts.save_line(other, actor=w.sibling_secretary, at=NOW, expected_version=1, nominee={"person": who})
    other.refresh_from_db()
    assert other.nominee.person_id is None and other.version == 1


def test_two_at_the_same_moment_get_the_same_sentence(w, monkeypatch):
    who = a_person()
    first = line(w, person=who)
    found = iter([None, first])
    monkeypatch.setattr(doubles, "second_line", lambda *args, **kwargs: next(found))
    with pytest.raises(GuardFailed, match=first.code):
        drafts.add_line(
            first.dossier,
            actor=w.secretary,
            at=NOW,
            nominee={"kind": "individual", "full_name": who.full_name, "person": who},
            form="giay_khen",
        )
    assert Nomination.objects.count() == 1


def test_a_withdrawn_line_does_not_stand_in_the_way(w):
    who = a_person()
    first = line(w, person=who)
    Nomination.objects.filter(pk=first.pk).update(state="withdrawn", holder_unit=None)
    assert line(w, person=who).pk


@pytest.mark.parametrize(("typed", "born", "found"), [
    ("Lê Thị Bích Liên", None, "cùng tên"), ("LE THI BICH LIEN", None, "tên chỉ khác dấu"), ("Lê Thị Bích Liêng", None, "tên gần giống"),
    ("Lê Thị Bích Liên", 1985, ""), ("Trần Văn Liên", None, ""),
])  # fmt: skip
def test_likely_doubles_of_a_person(w, typed, born, found):
    n = line(w, full_name="Lê Thị Bích Liên", birth_year=1971)
    alike = likely_doubles(w.round.pk, kind="individual", full_name=typed, birth_year=born)
    assert [one.because for one in alike] == ([found] if found else [])
    assert likely_doubles(w.round.pk, kind="individual", full_name=typed, birth_year=born, but=[n.pk]) == []


def test_two_hamlets_are_two_collectives(w):
    line(w, kind="collective", full_name="Chi hội Phụ nữ ấp Tân Bình 1")
    of = {"kind": "collective"}
    assert likely_doubles(w.round.pk, full_name="Chi hội Phụ nữ ấp Tân Bình 2", **of) == []
    assert likely_doubles(w.round.pk, full_name="Chi hội Phụ nữ ấp Tân Bình  1", **of)


def test_who_may_answer_a_request_sees_the_line_while_it_waits(w):
    n = line(w)
    ask = {"nomination": n, "code": "no_discipline", "rule": "x", "requested_at": NOW}
    day = NOW.date()
    assert not visible_to(w.appraiser, on=day).exists()
    request = RuleOverride.objects.create(state="requested", **ask)
    assert visible_to(w.appraiser, on=day).get() == n == visible_to(w.chair, on=day).get()
    for stranger in (w.members[2], w.clerk, w.other_appraiser, w.province_appraiser, w.sibling_secretary):
        assert not visible_to(stranger, on=day).exists()
    assert not visible_dossiers(w.appraiser, on=day).exists()
    RuleOverride.objects.filter(pk=request.pk).update(state="refused")
    assert not visible_to(w.appraiser, on=day).exists()
