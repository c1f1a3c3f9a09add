"""Who may be commended: every rule with the facts behind its answer, and when it would pass."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from nominations.eligibility import applying, judge
from nominations.enums import Verdict
from nominations.standing import Disciplined, Override, PastAward, Rated, Standing, period_of

HANH = Standing(
    kind="individual",
    form="giay_khen",
    form_label="Giấy khen",
    on=date(2026, 5, 4),
    period_from=date(2026, 1, 1),
    period_to=date(2026, 12, 31),
    clause="Hướng dẫn 06-HD/TW",
    authority="Ban Thường vụ Đảng ủy xã Tân Mỹ",
    is_member=True,
    joined_on=date(2010, 5, 19),
    ratings=(Rated(2025, "good", "Thông báo 12-TB/ĐU"), Rated(2024, "excellent")),
    achievement="Vận động 86 hộ góp 41.350.000 đồng làm đường hoa trong năm 2026.",
    citation="Đã có thành tích xuất sắc trong học tập và làm theo Bác năm 2026",
    model_name="Tuyến đường hoa",
)
GIVEN = PastAward(
    recipient_name="Lê Thị Hạnh",
    form="giay_khen",
    form_label="Giấy khen",
    year=2025,
    decided_on=date(2025, 12, 20),
    authority_name="Ban Thường vụ Đảng ủy xã Tân Mỹ",
    decision_number="41-QĐ/ĐU",
    citation="Đã có thành tích xuất sắc trong học tập và làm theo Bác năm 2025",
    unit_text="Chi bộ ấp Tân Bình 1",
    achievement="Giúp 12 hộ thoát nghèo trong năm 2025.",
    model_name="Nuôi heo đất",
)


def rule(code, outcome="block", number=None, rating="", kind="", form="", clause=""):
    """Return a rule shaped like its row."""
    return SimpleNamespace(
        code=code, outcome=outcome, number=number, rating=rating, recipient_kind=kind, form=form, clause=clause
    )


def said(one, standing=HANH, overrides=()):
    """Return what one rule says."""
    return next(f for f in judge([one], standing, overrides) if f.code == one.code)


def reprimand(decided, ends=None):
    return replace(HANH, discipline=(Disciplined("Khiển trách", "07-QĐ/UBKT", decided, ends),))


CASES = {
    "rating good enough": (rule("rating_years", number=2, rating="good"), HANH, "pass", "Năm 2025: Hoàn thành tốt nhiệm vụ (Thông báo 12-TB/ĐU)"),
    "rating too low": (rule("rating_years", number=2, rating="excellent"), HANH, "block", "Năm 2025 xếp loại “Hoàn thành tốt nhiệm vụ”"),
    "rating too low, only reminded": (rule("rating_years", "warn", 1, "excellent"), HANH, "look", "thấp hơn"),
    "rating unknown never blocks": (rule("rating_years", number=3, rating="good"), HANH, "look", "Chưa có xếp loại năm 2023 trong danh sách."),
    "no rating at all": (rule("rating_years", number=1), replace(HANH, ratings=()), "look", "Chưa có xếp loại năm 2025 trong danh sách."),
    "this year's rating counts once it is there": (
        rule("rating_years", number=1, rating="good"), replace(HANH, ratings=(Rated(2026, "completed"),)), "block", "Năm 2026 xếp loại"),
    "a round that looks back waits for the rating of its own year": (
        rule("rating_years", number=1), replace(HANH, on=date(2027, 2, 1)), "look", "năm 2026"),
    "no discipline": (rule("no_discipline"), HANH, "pass", "01/01/2026 - 31/12/2026"),
    "discipline in the period": (rule("no_discipline"), reprimand(date(2026, 2, 3)), "block", "Khiển trách theo Quyết định số 07-QĐ/UBKT ngày 03/02/2026"),
    "discipline that runs into the period": (rule("no_discipline"), reprimand(date(2025, 3, 1), date(2026, 3, 1)), "block", "hết hiệu lực 01/3/2026"),
    "discipline over before": (rule("no_discipline"), reprimand(date(2024, 3, 1), date(2025, 3, 1)), "pass", "không ghi kỷ luật"),
    "old discipline without an end": (rule("no_discipline"), reprimand(date(2024, 3, 1)), "look", "chưa ghi ngày hết hiệu lực"),
    "first award": (rule("one_award"), HANH, "pass", "Chưa thấy"),
    "awarded for something else": (rule("one_award"), replace(HANH, awards=(GIVEN,)), "pass", "Chưa thấy"),
    "the same achievement": (
        rule("one_award"), replace(HANH, awards=(replace(GIVEN, achievement=HANH.achievement),)), "block", "Giấy khen, Quyết định số 41-QĐ/ĐU ngày 20/12/2025"),
    "the same words of another year are another achievement": (
        rule("one_award"), replace(HANH, awards=(replace(GIVEN, achievement=HANH.achievement.replace("2026", "2025")),)), "pass", "Chưa thấy"),
    "the same model and citation": (
        rule("one_award"), replace(HANH, awards=(replace(GIVEN, model_name="Tuyến đường hoa", citation=HANH.citation, year=2026, form="bang_khen"),)), "block", "đã được khen"),
    "the same year, form and citation": (
        rule("one_award"), replace(HANH, awards=(replace(GIVEN, citation=HANH.citation, year=2026, decided_on=date(2026, 3, 1)),)), "block", "đã được khen"),
    "the same year and form for something else": (
        rule("one_award"), replace(HANH, awards=(replace(GIVEN, citation="Đã dũng cảm cứu người", year=2026, decided_on=date(2026, 3, 1)),)), "look", "Hãy xem có phải cùng một thành tích"),
    "perhaps somebody else's award": (
        rule("one_award"), replace(HANH, awards=(replace(GIVEN, achievement=HANH.achievement, is_certain=False, because="cùng họ tên và năm sinh"),)), "look", "cùng họ tên và năm sinh"),
    "a revoked award does not count": (
        rule("one_award"), replace(HANH, awards=(replace(GIVEN, achievement=HANH.achievement, is_revoked=True),)), "pass", "Chưa thấy"),
    "too soon": (rule("years_since_award", number=1), replace(HANH, awards=(GIVEN,)), "block", "41-QĐ/ĐU"),
    "long enough ago": (rule("years_since_award", number=1), replace(HANH, awards=(replace(GIVEN, decided_on=date(2025, 5, 4)),)), "pass", "Lần gần nhất"),
    "another form": (rule("years_since_award", number=1), replace(HANH, awards=(replace(GIVEN, form="bang_khen"),)), "pass", "Chưa thấy giấy khen"),
    "only the year is known": (
        rule("years_since_award", number=2), replace(HANH, awards=(replace(GIVEN, decided_on=None, year=2024),)), "block", "năm 2024"),
    "long a member": (rule("membership", number=12), HANH, "pass", "Vào Đảng ngày 19/5/2010"),
    "a new member": (rule("membership", number=12), replace(HANH, joined_on=date(2025, 9, 2)), "block", "chưa đủ 12 tháng"),
    "nobody knows since when": (rule("membership", number=12), replace(HANH, joined_on=None), "look", "Chưa ghi ngày vào Đảng"),
    "no member": (rule("membership", number=12), replace(HANH, is_member=False), "block", "Không phải đảng viên"),
    "not offered": (rule("recipient_kind"), replace(HANH, form_is_offered=False), "block", "Đợt này không xét Giấy khen cho cá nhân"),
    "offered": (rule("recipient_kind"), HANH, "pass", "Đợt này xét"),
    "no right to give": (rule("form_at_level"), replace(HANH, clause=None), "block", "không có thẩm quyền tặng Giấy khen"),
    "right to give": (rule("form_at_level"), HANH, "pass", "Hướng dẫn 06-HD/TW"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_each_rule_answers_with_its_facts(name):
    one, standing, verdict, words = CASES[name]
    found = said(one, standing)
    assert found.verdict == verdict and words in found.fact, found


PASSES = {
    "rating": (rule("rating_years", number=2, rating="excellent"), HANH, "Sớm nhất là đợt xét năm 2028"),
    "rating of this year": (rule("rating_years", number=1, rating="good"), replace(HANH, ratings=(Rated(2026, "completed"),)), "đợt xét năm 2027"),
    "discipline": (rule("no_discipline"), reprimand(date(2026, 2, 3), date(2027, 2, 3)), "bắt đầu sau ngày 03/02/2027"),
    "discipline without end": (rule("no_discipline"), reprimand(date(2026, 2, 3)), "khi kỷ luật hết hiệu lực"),
    "too soon": (rule("years_since_award", number=1), replace(HANH, awards=(GIVEN,)), "Đạt từ ngày 20/12/2026"),
    "leap day": (
        rule("years_since_award", number=3), replace(HANH, awards=(replace(GIVEN, decided_on=date(2024, 2, 29), year=2024),)), "01/3/2027"),
    "membership": (rule("membership", number=12), replace(HANH, joined_on=date(2025, 8, 31)), "Đạt từ ngày 31/8/2026"),
    "membership, short month": (rule("membership", number=6), replace(HANH, joined_on=date(2026, 3, 31)), "Đạt từ ngày 30/9/2026"),
}  # fmt: skip


@pytest.mark.parametrize("name", PASSES)
def test_a_rule_that_fails_says_when_it_would_pass(name):
    one, standing, words = PASSES[name]
    assert words in said(one, standing).passes_when


def test_facts_are_listed_one_by_one():
    found = said(rule("rating_years", number=2, rating="good"))
    assert found.evidence == (
        "2024: Hoàn thành xuất sắc nhiệm vụ",
        "2025: Hoàn thành tốt nhiệm vụ (Thông báo 12-TB/ĐU)",
    )


def test_the_clause_stands_behind_what_fails():
    assert (
        "Căn cứ: Hướng dẫn 03-HD/ĐU." in said(rule("membership", number=600, clause="Hướng dẫn 03-HD/ĐU")).explanation
    )


def test_a_rule_that_is_off_says_nothing_and_two_are_always_asked():
    assert [f.code for f in judge([rule("no_discipline", "off")], HANH)] == ["form_at_level", "recipient_kind"]


def test_a_collective_has_no_time_of_membership():
    assert [f.code for f in judge([rule("membership", number=12)], replace(HANH, kind="collective"))] == ["form_at_level", "recipient_kind"]  # fmt: skip


def test_the_row_that_says_most_holds():
    rows = [rule("membership", number=1), rule("membership", number=2, kind="individual"), rule("membership", number=3, form="giay_khen")]  # fmt: skip
    assert applying(rows, "individual", "giay_khen")["membership"].number == 3
    assert applying(rows, "individual", "bang_khen")["membership"].number == 2
    assert applying(rows, "collective", "bang_khen")["membership"].number == 1


def override(state, fact="", reason="Đã chấp hành xong"):
    return Override("no_discipline", state, fact, reason, "Trần Văn Đức", date(2026, 5, 2))


def test_an_exception_turns_a_block_into_a_look_and_names_who_and_why():
    standing, one = reprimand(date(2026, 2, 3)), rule("no_discipline")
    blocked = said(one, standing)
    assert blocked.can_be_overridden and blocked.is_eligibility
    passed = said(one, standing, [override("granted", blocked.fact)])
    assert passed.verdict == Verdict.LOOK and not passed.can_be_overridden
    assert passed.fact.endswith("Được cho phép ngoại lệ: Đã chấp hành xong, đồng chí Trần Văn Đức, ngày 02/5/2026.")


def test_an_exception_for_other_facts_says_so():
    passed = said(rule("no_discipline"), reprimand(date(2026, 2, 3)), [override("granted", "Việc cũ.")])
    assert passed.fact.endswith("Sự việc lúc cho phép: Việc cũ.")


@pytest.mark.parametrize(("state", "words"), [("requested", "Đang xin ngoại lệ"), ("refused", "không được cho phép")])
def test_a_request_or_a_refusal_still_blocks(state, words):
    found = said(rule("no_discipline"), reprimand(date(2026, 2, 3)), [override(state)])
    assert found.verdict == Verdict.BLOCK and words in found.passes_when and found.override == state


def test_no_office_can_give_what_its_level_may_not():
    found = said(rule("form_at_level"), replace(HANH, clause=None), [Override("form_at_level", "granted", "", "x", "y", None)])  # fmt: skip
    assert found.verdict == Verdict.BLOCK and not found.can_be_overridden


def test_an_exception_changes_nothing_where_the_rule_passes():
    assert said(rule("no_discipline"), HANH, [override("granted")]).verdict == Verdict.PASS


@pytest.mark.parametrize(("first", "last", "label", "period"), [
    (date(2025, 11, 1), date(2026, 10, 31), "năm công tác", (date(2025, 11, 1), date(2026, 10, 31))),
    (None, None, "năm 2025", (date(2025, 1, 1), date(2025, 12, 31))),
    (None, None, "giai đoạn 2021 - 2026", (date(2021, 1, 1), date(2026, 12, 31))),
    (None, None, "đột xuất", (date(2026, 1, 1), date(2026, 12, 31))),
])  # fmt: skip
def test_the_period_of_a_round(first, last, label, period):
    assert period_of(first, last, label, date(2026, 5, 14)) == period
