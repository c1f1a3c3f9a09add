"""What the rules say of a line, and how people are addressed."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from nominations.enums import Verdict
from nominations.rules import LineFacts, QuotaUse, called, examine, form_of_address, printed_unit

GOOD = LineFacts(
    kind="collective",
    has_name=True,
    has_achievement=True,
    has_citation=True,
    has_meeting=True,
    members_total=23,
    members_present=21,
    in_favor=20,
    against=1,
    invalid=0,
    quotas=(QuotaUse("collective", "", 2, 2, blocks=True),),
    duplicate_code=None,
    is_outside_party=False,
    evidence_count=1,
)


def verdicts(facts):
    """Return code -> verdict."""
    return {f.code: f.verdict for f in examine(facts)}


def test_a_good_line_passes_everything():
    assert set(verdicts(GOOD).values()) == {Verdict.PASS}


@pytest.mark.parametrize(("change", "code", "verdict"), [
    ({"has_achievement": False}, "content", Verdict.BLOCK),
    ({"has_meeting": False}, "meeting", Verdict.BLOCK),
    ({"in_favor": None}, "meeting", Verdict.BLOCK),
    ({"in_favor": 19}, "meeting", Verdict.BLOCK),
    ({"in_favor": 11, "against": 10}, "majority", Verdict.BLOCK),
    ({"in_favor": 12, "against": 9}, "majority", Verdict.PASS),
    ({"quotas": (QuotaUse("collective", "", 3, 2, blocks=True),)}, "quota", Verdict.BLOCK),
    ({"quotas": (QuotaUse("collective", "", 3, 2),)}, "quota", Verdict.LOOK),
    ({"quotas": (QuotaUse("collective", "giay_khen", 3, 2), QuotaUse("collective", "", 3, 5, blocks=True))}, "quota", Verdict.LOOK),
    ({"quotas": (QuotaUse("collective", "giay_khen", 2, 2), QuotaUse("collective", "", 6, 5, blocks=True))}, "quota", Verdict.BLOCK),
    ({"quotas": ()}, "quota", Verdict.PASS),
    ({"duplicate_code": "2026-01-003"}, "duplicate", Verdict.BLOCK),
    ({"is_outside_party": True}, "outside_party", Verdict.LOOK),
    ({"address": "Ông (Bà)"}, "address", Verdict.LOOK),
    ({"probable_name": "Lê Văn Út"}, "spelling", Verdict.LOOK),
    ({"evidence_count": 0}, "evidence", Verdict.LOOK),
    ({"wanted_files": ("Ảnh",)}, "evidence", Verdict.LOOK),
    ({"required_files": ("Báo cáo thành tích",)}, "evidence", Verdict.BLOCK),
])  # fmt: skip
def test_each_rule_speaks_for_itself(change, code, verdict):
    assert verdicts(replace(GOOD, **change))[code] == verdict


def test_missing_files_are_named():
    found = next(
        f for f in examine(replace(GOOD, required_files=("Báo cáo thành tích", "Ảnh"))) if f.code == "evidence"
    )
    assert found.sentence == "Minh chứng: Còn thiếu: báo cáo thành tích, ảnh. Hãy gửi tệp rồi trình."


def test_a_quota_says_what_is_used_and_what_is_left():
    assert QuotaUse("individual", "", 2, 3).used_sentence == "Cá nhân: đề nghị 2, chỉ tiêu 3, còn 1."
    assert (
        QuotaUse("individual", "giay_khen", 4, 3).used_sentence == "Cá nhân, Giấy khen: đề nghị 4, chỉ tiêu 3, vượt 1."
    )
    assert (QuotaUse("individual", "", 4, 3).left, QuotaUse("individual", "", 4, None).left) == (0, None)


def test_the_worst_comes_first():
    found = examine(replace(GOOD, evidence_count=0, has_citation=False))
    assert [f.verdict for f in found][:2] == [Verdict.BLOCK, Verdict.LOOK]


@pytest.mark.parametrize(("kind", "member", "sex", "address"), [
    ("collective", False, "", "Tập thể"), ("individual", True, "female", "Đồng chí"), ("individual", False, "male", "Ông"),
    ("individual", False, "female", "Bà"), ("individual", False, "", "Ông (Bà)"),
])  # fmt: skip
def test_forms_of_address(kind, member, sex, address):
    assert form_of_address(SimpleNamespace(kind=kind, is_party_member=member, sex=sex)) == address


def test_what_stands_below_the_name():
    person = SimpleNamespace(
        kind="individual",
        is_individual=True,
        position="Phó Bí thư",
        unit_text="Chi bộ ấp Tân Bình 1",
        is_party_member=True,
        full_name="Lê Thị Bích Liên",
        sex="female",
    )
    group = SimpleNamespace(
        kind="collective", is_individual=False, position="", unit_text="Đảng bộ xã Tân Mỹ", full_name="Chi bộ A"
    )
    assert printed_unit(person) == "Phó Bí thư, Chi bộ ấp Tân Bình 1"
    person.position = "Phó Bí thư Chi bộ"
    assert printed_unit(person) == "Phó Bí thư Chi bộ ấp Tân Bình 1"
    person.position = ""
    assert printed_unit(person) == "Chi bộ ấp Tân Bình 1"
    assert printed_unit(group) == "Đảng bộ xã Tân Mỹ"
    assert (called(person), called(group)) == ("Đồng chí Lê Thị Bích Liên", "Chi bộ A")
