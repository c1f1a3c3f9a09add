"""Names all in capitals or all in small letters: the form that is proposed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese.names import is_collective, proposed_name

from .hard_names import FAMILY, GIVEN, WHOLE

COLLECTIVES = [
    "Chi bộ ấp Tân Bình 1",
    "Chi bộ Trường Tiểu học Nguyễn Trãi",
    "Đảng bộ xã Tân Hưng",
    "Hội Liên hiệp Phụ nữ xã Tân Hưng",
    "Uỷ ban nhân dân xã Tân Hưng",
    "Ủy ban nhân dân xã Tân Hưng",
    "Tổ dân phố số 3, khu phố IV",
    "Trường THCS Lê Quý Đôn",
    "Chi bộ Công an xã",
    "Chi bộ khu phố 3B",
]


@pytest.mark.parametrize("name", WHOLE + COLLECTIVES)
def test_capitals_are_taken_back(name):
    assert (proposed_name(name.upper()) or name) == name


@pytest.mark.parametrize("name", WHOLE)
def test_small_letters_get_their_capitals(name):
    assert proposed_name(name.lower()) == name


@pytest.mark.parametrize("name", [*WHOLE, *COLLECTIVES, "Y", "", "12", "UBND", "Đảng bộ xã ABC", "NHÀ A và B của ấp 3"])
def test_nothing_is_proposed_for_a_name_that_is_fine(name):
    assert proposed_name(name) is None


@pytest.mark.parametrize(("typed", "form"), [
    ("Trần Thị ái", "Trần Thị Ái"), ("Lê thị Lan", "Lê Thị Lan"), ("TRầN VĂN AN", "Trần Văn An"), ("LY", "Ly"),
    ("HỘI AN", "Hội An"), ("TÔ VĂN ĐỘI", "Tô Văn Đội"), ("  NGUYỄN   VĂN AN ", "Nguyễn Văn An"),
    ("NGUYỄN VĂN AN (B)", "Nguyễn Văn An (B)"),
])  # fmt: skip
def test_names_of_people(typed, form):
    assert proposed_name(typed) == form


@given(st.lists(st.sampled_from(FAMILY + GIVEN), min_size=1, max_size=7))
def test_only_case_changes_and_a_proposal_needs_no_other(words):
    typed = " ".join(words).upper()
    proposal = proposed_name(typed) or typed
    assert proposal.upper() == typed
    assert proposed_name(proposal) is None


@pytest.mark.parametrize(("name", "collective"), [
    ("Chi bộ ấp 3", True), ("Tổ 5", True), ("Hội Nông dân", True), ("Hội An", False), ("Trần Văn Đội", False),
    ("Trường Mầm non Hoa Sen", True), ("Ban Văn Ba", False), ("Gia đình ông Nguyễn Văn An", True),
])  # fmt: skip
def test_collectives_are_told_from_people(name, collective):
    assert is_collective(name) is collective
