"""Vietnamese text: one Unicode form, search without accents, alphabetical order."""

from unicodedata import is_normalized, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vietnamese.text import lower_first, nfc, one_line, percent, search_key, sort_key, thousands

NAMES = [
    "Đỗ Thị Ẩn",
    "Y Khŭt Ñuôl",
    "H'Bia Niê Kđăm",
    "Kpă H'Ŏm",
    "Nguyễn Hoàng Bảo Ngọc Quỳnh Anh Thư",
    "Y Ƀlô Êban",
    "Ly",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC"])
def test_nfc_unites_every_form(name, form):
    assert nfc(normalize(form, name)) == normalize("NFC", name)


@given(st.text(max_size=60))
def test_nfc_is_normal_and_stable(text):
    once = nfc(text)
    assert is_normalized("NFC", once)
    assert nfc(once) == once


def test_look_alikes_of_d_are_replaced():
    assert nfc("Ðặng Ɖình") == "Đặng Đình"


def test_one_line_joins_spaces_of_all_kinds():
    assert one_line(" Chi bộ\u00a0 ấp \n Tân Bình  1 ") == "Chi bộ ấp Tân Bình 1"


@pytest.mark.parametrize(("typed", "key"), [
    ("Chi bộ ấp Tân Bình 1", "chi bo ap tan binh 1"), ("Đặng Xuân Ước", "dang xuan uoc"), ("hoà", "hoa"), ("hòa", "hoa"),
    ("Ủy ban", "uy ban"), ("Uỷ ban", "uy ban"), ("H'Bia Niê", "h bia nie"),
])  # fmt: skip
def test_search_key_has_no_accents(typed, key):
    assert search_key(typed) == key


def test_people_sort_by_given_name_in_the_vietnamese_alphabet():
    ordered = [
        "Lê An",
        "Phạm Ánh",
        "Võ Ân",
        "Trần Bình",
        "Bùi Dũng",
        "Nguyễn Đạt",
        "Đỗ Đức",
        "Lê Ong",
        "Lê Ông",
        "Lê Ơn",
        "Mai Uyên",
        "Mai Ước",
        "Hồ Ý",
        "Ngô Yến",
    ]
    by_code_point = sorted(ordered)
    assert by_code_point != ordered
    assert sorted(by_code_point, key=lambda n: sort_key(n, given_name_first=True)) == ordered


def test_letters_outrank_tones():
    assert sorted(
        ["Hoàng Văn Hạ", "Bùi Thị Hà", "Lê Hả", "An Ha"], key=lambda n: sort_key(n, given_name_first=True)
    ) == [
        "An Ha",
        "Bùi Thị Hà",
        "Hoàng Văn Hạ",
        "Lê Hả",
    ]


def test_tones_decide_between_equal_letters():
    assert sorted(
        ["Lê Hạ", "Lê Há", "Lê Hã", "Lê Hả", "Lê Hà", "Lê Ha"], key=lambda n: sort_key(n, given_name_first=True)
    ) == [
        "Lê Ha",
        "Lê Hà",
        "Lê Hả",
        "Lê Hã",
        "Lê Há",
        "Lê Hạ",
    ]


def test_numbers_sort_by_value():
    names = ["Chi bộ ấp Tân Bình 10", "Chi bộ ấp Tân Bình 2", "Chi bộ ấp Tân Bình 1"]
    assert sorted(names, key=sort_key) == [names[2], names[1], names[0]]


@given(st.text(max_size=40))
def test_sort_key_is_plain_ascii(text):
    key = sort_key(text)
    assert key.isascii()
    assert all(c.isdigit() or c.islower() for c in key)


def test_numbers_are_written_the_vietnamese_way():
    assert (percent(21, 23), percent(1, 2), percent(3, 0), thousands(18117)) == ("91,3%", "50%", "0%", "18.117")


def test_lower_first_keeps_abbreviations():
    assert (lower_first("Khen thưởng"), lower_first("BCH Đảng bộ")) == ("khen thưởng", "BCH Đảng bộ")
