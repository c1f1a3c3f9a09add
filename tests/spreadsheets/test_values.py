"""From cells to values: everything that people type, and sentences for what cannot be read."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spreadsheets import values
from spreadsheets.values import ValueRefused

TODAY = date(2026, 11, 22)
BIRTH = date(1971, 5, 26)


def refused(read, cell) -> str:
    """Return the sentence with which a cell is refused."""
    with pytest.raises(ValueRefused) as caught:
        read(cell, TODAY)
    assert caught.value.reason.endswith((".", "1971"))
    assert "Hãy" in caught.value.reason
    return caught.value.reason


@pytest.mark.parametrize("cell", [
    BIRTH, datetime.combine(BIRTH, time(23, 59)), "26/5/1971", "26/05/1971", "26-5-1971", "26.05.1971", "26 5 1971",
    "26/5/71", " 26 / 5 / 1971 ", "26/05/1971 00:00:00", "1971-05-26", "1971-05-26T00:00:00", "1971-05-26 07:30",
    "ngày 26 tháng 5 năm 1971", "26 tháng 5 năm 1971", "26051971", 26051971, 26079, 26079.5, "26079", "'26/5/1971",
])  # fmt: skip
def test_a_whole_date(cell):
    assert values.day_or_year(cell, TODAY) == (BIRTH, 1971)
    assert values.day(cell, TODAY) == BIRTH


@pytest.mark.parametrize("cell", [
    "1971", 1971, 1971.0, "năm 1971", "sinh năm 1971", "SN 1971", "05/1971", "5-1971", "tháng 5 năm 1971", "T5/1971",
    "00/00/1971", "00/05/1971", "--/--/1971", "__/05/1971", "0/5/1971",
])  # fmt: skip
def test_a_year_alone_or_with_its_month(cell):
    assert values.day_or_year(cell, TODAY) == (None, 1971)
    assert values.year(cell, TODAY) == 1971
    assert "chưa đủ" in refused(values.day, cell)


@pytest.mark.parametrize("cell", [None, "", "  ", "\u00a0"])
def test_nothing_is_nothing(cell):
    for read in (values.day_or_year, values.day, values.year, values.text, values.whole_number, values.sex,
                 values.yes_no, values.card_number, values.rating, values.long_text):  # fmt: skip
        assert read(cell, TODAY) is None


@pytest.mark.parametrize(("cell", "words"), [
    ("31/02/1970", "Không có ngày 31/2/1970"), ("29/2/1971", "Không có ngày 29/2/1971"), ("5/26/1971", "ngày trước"),
    ("23/11/2026", "chưa đến"), (date(2030, 1, 1), "chưa đến"), (2030, "chưa đến"), ("1/1/1900", "120 năm"),
    (1890, "120 năm"), ("abc", "không phải"), (5, "không phải"), (-3, "không phải"), (99_999, "không phải"),
    (True, "đúng/sai"), ("32/13/1971", "Không có"), (31_021_971, "Không có ngày 31/2/1971"), ("13/1971", "không phải"),
    (float("nan"), "không phải"), (float("inf"), "không phải"), ("1971?", "không phải"), ("#VALUE!", "báo lỗi"),
])  # fmt: skip
def test_what_is_no_date_is_refused(cell, words):
    assert words in refused(values.day_or_year, cell)


def test_years_in_two_figures_are_never_in_the_future():
    assert values.day("1/2/26", TODAY) == date(2026, 2, 1)
    assert values.day("1/2/27", TODAY) == date(1927, 2, 1)


def test_serial_numbers_of_excel_know_its_false_leap_year():
    assert values.excel_day(1) == date(1900, 1, 1)
    assert values.excel_day(59) == date(1900, 2, 28)
    assert values.excel_day(61) == date(1900, 3, 1)
    assert values.excel_day(2_958_465) == date(9999, 12, 31)
    for serial in (60, 60.5, 0, -1, 2_958_466, float("nan")):
        with pytest.raises(ValueRefused):
            values.excel_day(serial)


@given(st.dates(date(1907, 1, 1), TODAY))
def test_every_way_of_writing_gives_the_same_day(day):
    ways = [
        day, f"{day:%d/%m/%Y}", f"{day.day}/{day.month}/{day.year}", f"{day:%d-%m-%Y}", day.isoformat(), f"{day:%d%m%Y}",
        (day - date(1899, 12, 30)).days, datetime.combine(day, time(7)),
    ]  # fmt: skip
    assert {values.day(way, TODAY) for way in ways} == {day}


@given(st.one_of(st.text(max_size=20), st.integers(), st.floats(), st.dates(), st.booleans()))
def test_readers_read_or_refuse_and_nothing_else(cell):
    for read in (values.day_or_year, values.day, values.whole_number, values.sex, values.yes_no, values.rating,
                 values.card_number, values.text, values.woman_mark, values.long_text):  # fmt: skip
        try:
            read(cell, TODAY)
        except ValueRefused as refusal:
            assert refusal.reason


@given(st.dates())
def test_a_day_that_is_read_is_plausible(day):
    try:
        found = values.day(day, TODAY)
    except ValueRefused:
        assert day > TODAY or day.year < TODAY.year - values.OLDEST
    else:
        assert TODAY - timedelta(days=366 * 121) < found <= TODAY


def test_texts_are_nfc_on_one_line_and_not_too_long():
    assert values.text("  Nguye\u0302\u0303n \n Văn\u00a0An ", TODAY) == "Nguyễn Văn An"
    assert values.text("Ly", TODAY) == "Ly"
    assert values.text("Nguyễn Hoàng Bảo Ngọc Quỳnh Anh Thư") == "Nguyễn Hoàng Bảo Ngọc Quỳnh Anh Thư"
    assert values.text(5.0) == "5"
    assert values.text(BIRTH) == "26/05/1971"
    assert "256" in refused(values.text, "a" * 256)
    assert values.text_up_to(3)("abc", TODAY) == "abc"
    assert "chỉ ghi được 3" in refused(values.text_up_to(3), "abcd")
    assert "#N/A" in refused(values.text, "#N/A")


def test_long_texts_keep_their_lines():
    assert values.long_text("\r\nThành tích:\r\n  - một \n- hai\n\n") == "Thành tích:\n- một\n- hai"


@pytest.mark.parametrize(("cell", "number"), [
    ("18.117", 18_117), ("18 117", 18_117), ("1.234.567", 1_234_567), (18117.0, 18_117), (7, 7), ("06", 6), ("-5", -5),
])  # fmt: skip
def test_whole_numbers(cell, number):
    assert values.whole_number(cell, TODAY) == number


@pytest.mark.parametrize("cell", ["95,7", "18.11", "1.8", 1.5, True, BIRTH, "mười", 1e300, float("nan"), "1,8E+13"])
def test_what_is_no_whole_number_is_refused(cell):
    assert "số" in refused(values.whole_number, cell)


@pytest.mark.parametrize(("cell", "sex"), [
    ("Nam", "male"), ("NỮ", "female"), ("nữ", "female"), ("nu", "female"), ("Ông", "male"), ("bà", "female"),
    ("Nu\u031b\u0303", "female"),
])  # fmt: skip
def test_sex(cell, sex):
    assert values.sex(cell, TODAY) == sex


@pytest.mark.parametrize("cell", [0, 1, "x", "không rõ", "có"])
def test_a_sex_that_is_not_clear_is_refused(cell):
    assert "Nam hoặc Nữ" in refused(values.sex, cell)


def test_marks_under_nam_and_nu():
    for cell in ("x", "X", "1", 1, "Nữ", "✓", 1971, "1971", BIRTH):
        assert values.woman_mark(cell, TODAY) == "female"
    for cell in (None, "", "-", 0):
        assert values.woman_mark(cell, TODAY) == "male"
        assert values.man_mark(cell, TODAY) == "female"
    assert values.man_mark("x", TODAY) == "male"


def test_yes_and_no():
    assert {values.yes_no(cell, TODAY) for cell in ("x", "X", "có", "Có", 1, True, "✓", "rồi")} == {True}
    assert {values.yes_no(cell, TODAY) for cell in ("không", 0, False, "chưa")} == {False}
    assert {values.yes_no(cell, TODAY) for cell in (None, "", "-", "–")} == {None}
    assert "x hoặc" in refused(values.yes_no, "có lẽ")


@pytest.mark.parametrize(("cell", "rating"), [
    ("HTXSNV", "excellent"), ("Hoàn thành xuất sắc nhiệm vụ", "excellent"), ("htxs", "excellent"), ("TSVM", "excellent"),
    ("Trong sạch, vững mạnh", "excellent"), ("HTTNV", "good"), ("Hoàn thành tốt nhiệm vụ", "good"), ("HTNV", "completed"),
    ("hoàn thành nhiệm vụ", "completed"), ("KHT", "not_completed"), ("KHTNV", "not_completed"), ("HT TNV", "good"),
    ("Không hoàn thành nhiệm vụ", "not_completed"), ("Đảng viên hoàn thành tốt nhiệm vụ", "good"), ("H.T.X.S.N.V", "excellent"),
    ("Đảng viên đủ tư cách, hoàn thành xuất sắc nhiệm vụ", "excellent"), ("yếu kém", "not_completed"), ("-", None),
    ("Chưa xếp loại", None), ("Không đánh giá", None),
])  # fmt: skip
def test_ratings(cell, rating):
    assert values.rating(cell, TODAY) == rating


@pytest.mark.parametrize("cell", ["Giỏi", "A", 1, "HTXSNV (2024)", "hoàn"])
def test_other_words_are_no_rating(cell):
    assert "HTXSNV" in refused(values.rating, cell)


@pytest.mark.parametrize(("cell", "card"), [
    ("068073012345", "068073012345"), ("068 073 012 345", "068073012345"), (68_073_012_345, "068073012345"),
    (68_073_012_345.0, "068073012345"), (1_073_012_345, "001073012345"), (168_073_012_345, "168073012345"),
    ("38.012345", "38012345"), (8_012_345, "08012345"), ("'068073012345", "068073012345"), ("-", None),
])  # fmt: skip
def test_card_numbers_are_restored_only_where_nothing_is_lost(cell, card):
    assert values.card_number(cell, TODAY) == card


@pytest.mark.parametrize(("cell", "words"), [
    ("6.8E+10", "mất chữ số"), ("6,80730E+10", "mất chữ số"), (6.8e300, "mất chữ số"), (0.5, "mất chữ số"),
    ("12345", "5 chữ số"), (12345, "5 chữ số"), (123_456_789, "9 chữ số"), ("chưa cấp", "0 chữ số"), (BIRTH, "12 chữ số"),
    (1_234_567_890_123, "mất chữ số"), (-5, "mất chữ số"), ("0680730123456", "13 chữ số"),
])  # fmt: skip
def test_card_numbers_that_lost_figures_are_refused(cell, words):
    assert words in refused(values.card_number, cell)
