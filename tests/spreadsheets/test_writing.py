"""Sheets that go out: no formula in them, and what goes out comes in again unchanged."""

import csv
import io
import zipfile
from datetime import date, datetime, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spreadsheets.reading import open_book
from spreadsheets.values import day
from spreadsheets.writing import LONGEST, TooLong, write_csv, write_xlsx
from tests.vietnamese.hard_names import WHOLE
from vietnamese.dates import VIETNAM

TODAY = date(2026, 11, 22)
HEADINGS = ["Họ và tên", "Ngày sinh", "Số"]
DANGEROUS = [
    "=1+1",
    "+84 9",
    "-5",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "\nx",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20x",
    "'=1+1",
    "''=1",
    "'-",
]
HARMLESS = [
    "'",
    "'x",
    "a=b",
    " =1",
    "Điều 3",
    "1-2",
    "http://x.example",
    "mailto:a@b",
    "{=1}",
    "_x0041_",
    "00123",
    "1e5",
]


def xlsx_back(path, headings, rows, **options):
    with path.open("wb") as file:
        count = write_xlsx(file, title="Danh sách đảng viên", headings=headings, rows=rows, **options)
    book = open_book(path.name, path)
    return count, [row.cells for row in book.rows(book.sheet_names[0])]


def csv_back(path, headings, rows):
    with path.open("wb") as file:
        count = write_csv(file, headings, rows)
    return count, [row.cells for row in open_book(path.name, path).rows(path.stem)]


def parts(path) -> dict[str, str]:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name).decode() for name in file.namelist()}


def test_xlsx_comes_back_with_dates_as_dates(tmp_path):
    rows = [[name, date(1971, 5, 26), number] for number, name in enumerate(WHOLE)]
    count, back = xlsx_back(tmp_path / "a.xlsx", HEADINGS, iter(rows))
    assert count == len(WHOLE)
    assert back == [HEADINGS, *rows]


def test_xlsx_has_a_frozen_heading_a_filter_and_dates_shown_day_first(tmp_path):
    xlsx_back(tmp_path / "a.xlsx", HEADINGS, [["Ly", date(1971, 5, 26), 1]], widths=[30])
    xml = parts(tmp_path / "a.xlsx")
    sheet = xml["xl/worksheets/sheet1.xml"]
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:C2"/>' in sheet
    assert 'formatCode="dd/mm/yyyy"' in xml["xl/styles.xml"]
    assert 'width="30.7' in sheet
    assert 'name="Danh sách đảng viên"' in xml["xl/workbook.xml"]


@pytest.mark.parametrize("value", DANGEROUS + HARMLESS)
def test_text_stays_text_in_xlsx(tmp_path, value):
    _, back = xlsx_back(tmp_path / "a.xlsx", [value], [[value]])
    assert back == [[value.replace("\r", "\n")]] * 2
    xml = "".join(parts(tmp_path / "a.xlsx").values())
    assert "<f>" not in xml
    assert "<hyperlink" not in xml


@pytest.mark.parametrize("value", DANGEROUS)
def test_formulas_are_shielded_in_csv_and_come_back(tmp_path, value):
    _, back = csv_back(tmp_path / "a.csv", [value, "b"], [[value, value]])
    assert back == [[value, "b"], [value, value]]
    text = (tmp_path / "a.csv").read_bytes().decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text, newline="")):
        assert row[0].startswith("'")


@pytest.mark.parametrize("value", HARMLESS)
def test_other_text_is_not_touched_in_csv(tmp_path, value):
    assert csv_back(tmp_path / "a.csv", [value, "b"], [[value, "b"]])[1] == [[value, "b"]] * 2
    text = (tmp_path / "a.csv").read_bytes().decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(text)))[0] == value


def test_csv_is_for_excel_and_numbers_stay_numbers(tmp_path):
    csv_back(tmp_path / "a.csv", ["Số", "Ngày"], [[-5, date(1971, 5, 6)], [2.5, None], [True, ""]])
    assert (tmp_path / "a.csv").read_bytes() == ("\ufeffSố,Ngày\r\n-5,06/05/1971\r\n2.5,\r\nTrue,\r\n".encode())


def test_nul_and_other_control_characters_are_left_out(tmp_path):
    assert xlsx_back(tmp_path / "a.xlsx", ["a"], [["\0=1\x08x"]])[1] == [["a"], ["=1x"]]
    assert csv_back(tmp_path / "a.csv", ["a", "b"], [["\0=1\x08x", "b"]])[1] == [["a", "b"], ["=1x", "b"]]
    assert b"'=1x" in (tmp_path / "a.csv").read_bytes()


def test_days_before_march_1900_and_moments(tmp_path):
    moment = datetime.combine(date(2026, 3, 27), time(23, 30), VIETNAM)
    _, back = xlsx_back(tmp_path / "a.xlsx", ["a", "b"], [[date(1899, 1, 2), moment]])
    assert back[1] == ["02/01/1899", moment.replace(tzinfo=None)]
    assert csv_back(tmp_path / "a.csv", ["a", "b"], [["x", moment]])[1][1] == ["x", "27/03/2026 23:30"]


def test_a_text_that_is_too_long_is_not_cut(tmp_path):
    assert xlsx_back(tmp_path / "a.xlsx", ["a"], [["x" * LONGEST]])[1][1] == ["x" * LONGEST]
    with (tmp_path / "b.xlsx").open("wb") as file, pytest.raises(TooLong, match="dòng 2"):
        write_xlsx(file, title="a", headings=["a"], rows=[["x" * (LONGEST + 1)]])


@pytest.mark.parametrize("title", ["Khen thưởng: quý I/2026 [bản 2]?*", "'", "x" * 50, ""])
def test_any_title_makes_a_sheet(tmp_path, title):
    with (tmp_path / "a.xlsx").open("wb") as file:
        assert write_xlsx(file, title=title, headings=["a"], rows=[]) == 0
    assert len(open_book("a.xlsx", tmp_path / "a.xlsx").sheet_names[0]) in range(1, 32)


CELLS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12),
    st.sampled_from(WHOLE + DANGEROUS),
    st.integers(-(10**14), 10**14),
    st.dates(date(1907, 1, 1), TODAY),
    st.none(),
)


def _expected(value):
    """Return what a cell is after a round: control characters go, line breaks are one, blank is nothing."""
    if not isinstance(value, str):
        return value
    for unwritten in [*map(chr, range(9)), "\x0b", "\x0c", *map(chr, range(14, 32)), "\ufffe", "\uffff"]:
        value = value.replace(unwritten, "")
    return value or None


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=6))
def test_everything_that_goes_out_comes_in_unchanged(tmp_path, rows):
    rows = [*rows, ["cuối", date(1971, 5, 26), 7]]
    expected = [[_expected(cell) for cell in row] for row in rows]
    in_xlsx = [[c.replace("\r\n", "\n").replace("\r", "\n") if isinstance(c, str) else c for c in r] for r in expected]
    assert xlsx_back(tmp_path / "a.xlsx", HEADINGS, rows)[1] == [HEADINGS, *in_xlsx]
    back = csv_back(tmp_path / "a.csv", HEADINGS, rows)[1][1:]
    for row, read in zip(expected, back, strict=True):
        for cell, text in zip(row, read, strict=True):
            if isinstance(cell, date):
                assert day(text, TODAY) == cell
            else:
                assert text == (str(cell) if isinstance(cell, int) else cell)
