"""What the tests of imports share: sheets made of rows, and the steps of an import with the worker in this process."""

import io
from datetime import datetime
from typing import Any

import xlsxwriter
from django.core.files.base import ContentFile

from organizations.models import Unit
from runs.services import work_once
from spreadsheets.models import ImportRow, SpreadsheetImport
from spreadsheets.registry import kind_of
from spreadsheets.services.checking import start_check
from spreadsheets.services.receiving import receive_file
from spreadsheets.services.taking import start_taking
from tests.factories import NOW, World

HEAD = ["TT", "Họ và tên", "Ngày sinh", "Giới tính", "Số thẻ đảng"]
TITLES = [["ĐẢNG BỘ XÃ TÂN MỸ"], ["DANH SÁCH ĐẢNG VIÊN"], []]
FIVE = [
    [1, "Nguyễn Văn An", "12/5/1970", "Nam", "012345678901"],
    [2, "Trần Thị Ái", "31/02/1980", "Nữ", None],
    [3, "Lê Văn Tám", "1968", "Nam", None],
    [4, None, "1/1/1970", "Nam", None],
    [5, "Đỗ Thị Hòa", "20/11/1979", "Nữ", None],
]
"""Rows 2 and 4 are bad: a day that never was, no name."""


def xlsx(*rows: list, titles: list[list] = TITLES, head: list[str] = HEAD) -> bytes:
    """Return an XLSX file; with three title rows the heading is row 4 and the first row of data row 5."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet("Danh sách")
        for number, row in enumerate([*titles, head, *rows]):
            for place, cell in enumerate(row):
                if cell is not None:
                    sheet.write(number, place, cell)
    return target.getvalue()


def received(
    w: World, content: bytes, *, kind: str = "roll", unit: Unit | None = None, **fields: Any
) -> SpreadsheetImport:
    """Send a file for the roll of the first cell."""
    values = {"actor": w.secretary, "name": "danh-sach.xlsx", "target": {}, "at": NOW} | fields
    return receive_file(kind=kind_of(kind), unit=unit or w.cell, content=ContentFile(content), **values)


def work(at: datetime = NOW) -> int:
    """Let the worker do everything that waits; return how many pieces that were."""
    return next(turn for turn in range(100) if not work_once("test", clock=lambda: at))


def checked(w: World, content: bytes, **fields: Any) -> SpreadsheetImport:
    """Send a file and check its rows."""
    made = received(w, content, **fields)
    start_check(made, actor=made.created_by, at=NOW)
    work()
    made.refresh_from_db()
    assert made.state == "checked", (made.error, made.run.error)
    return made


def taken(w: World, content: bytes, *, names: str = "written", **fields: Any) -> SpreadsheetImport:
    """Send a file, check it and write its good rows."""
    made = checked(w, content, **fields)
    return press(made, names)


def press(made: SpreadsheetImport, names: str = "written") -> SpreadsheetImport:
    """Write the rows of a checked import."""
    start_taking(made, names=names, actor=made.created_by, at=NOW)
    work()
    made.refresh_from_db()
    assert made.state == "taken", (made.error, made.run.error)
    return made


def states(made: SpreadsheetImport) -> dict[int, str]:
    """Return number of the row -> state."""
    return dict(made.rows.values_list("number", "state"))


def row(made: SpreadsheetImport, number: int) -> ImportRow:
    """Return one row."""
    return made.rows.get(number=number)


def reasons(made: SpreadsheetImport, number: int) -> list[str]:
    """Return what is said about a row."""
    return [problem["reason"] for problem in row(made, number).problems]
