"""What the rules say of a line, and how people are addressed."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from nominations.enums import Verdict
from nominations.rules import LineFacts, called, examine, form_of_address, printed_unit

GOOD = LineFacts(
    kind="collective",
    form_label="Giấy khen",
    form_is_offered=True,
    clause="Hướng dẫn 06-HD/TW",
    authority="Ban Thường vụ Đảng ủy",
    has_name=True,
    has_achievement=True,
    has_citation=True,
    has_meeting=True,
    members_total=23,
    members_present=21,
    in_favor=20,
    against=1,
    invalid=0,
    quota=2,
    quota_blocks=True,
    proposed=2,
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
    ({"form_is_offered": False}, "form", Verdict.BLOCK),
    ({"clause": None}, "form", Verdict.BLOCK),
    ({"has_meeting": False}, "meeting", Verdict.BLOCK),
    ({"in_favor": None}, "meeting", Verdict.BLOCK),
    ({"in_favor": 19}, "meeting", Verdict.BLOCK),
    ({"in_favor": 11, "against": 10}, "majority", Verdict.BLOCK),
    ({"in_favor": 12, "against": 9}, "majority", Verdict.PASS),
    ({"proposed": 3}, "quota", Verdict.BLOCK),
    ({"proposed": 3, "quota_blocks": False}, "quota", Verdict.LOOK),
    ({"quota": None, "proposed": 9}, "quota", Verdict.PASS),
    ({"duplicate_code": "2026-01-003"}, "duplicate", Verdict.BLOCK),
    ({"is_outside_party": True}, "outside_party", Verdict.LOOK),
    ({"evidence_count": 0}, "evidence", Verdict.LOOK),
])  # fmt: skip
def test_each_rule_speaks_for_itself(change, code, verdict):
    assert verdicts(replace(GOOD, **change))[code] == verdict


def test_the_worst_comes_first():
    found = examine(replace(GOOD, evidence_count=0, clause=None))
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
