"""Sheets that go out: XLSX and CSV, safe to open, and read back by our own import without a change.

Text stays text whatever it begins with: no formula, no link. Days are real dates shown as dd/mm/yyyy, both figures
always, because Excel and LibreOffice sort and filter them and people type them so.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import TextIOWrapper
from typing import Any, BinaryIO

import xlsxwriter

from vietnamese.dates import VIETNAM

from .delimited import FORMULA_STARTS

LONGEST = 32_767
"""Letters that a cell of Excel can hold."""
FIRST_DAY = date(1900, 3, 1)
"""Before it, Excel and the calendar disagree by a day; older days are written as text."""
NOT_IN_SHEETS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "dd/mm/yyyy",
    "remove_timezone": True,
}
SHIELD = re.compile(f"'*[{re.escape(FORMULA_STARTS)}]")
DEFAULT_WIDTH = 18


class TooLong(ValueError):
    """A text is longer than a cell can hold; cutting it would lose words silently."""


def write_xlsx(
    file: BinaryIO,
    *,
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Any]],
    widths: Sequence[float] | None = None,
) -> int:
    """Write a sheet called `title` to the binary `file` and return the number of rows below the heading.

    Row 1 is the heading, bold, frozen and with a filter. `widths` are those of columns, in letters. Rows go to disk as
    they come; memory stays flat. Control characters other than tab and line break are left out; they cannot stand in
    the format. Raises TooLong for a text of more than LONGEST letters.
    """
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        book.set_properties({"title": title})
        sheet = book.add_worksheet(_sheet_name(title))
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
        formats = {
            date: book.add_format({"num_format": "dd/mm/yyyy", "align": "left"}),
            datetime: book.add_format({"num_format": "dd/mm/yyyy hh:mm", "align": "left"}),
        }
        for place in range(len(headings)):
            sheet.set_column(place, place, widths[place] if widths and place < len(widths) else DEFAULT_WIDTH)
        for place, text in enumerate(headings):
            _write_text(sheet, 0, place, text, bold)
        sheet.freeze_panes(1, 0)
        count = 0
        for count, row in enumerate(rows, start=1):
            for place, value in enumerate(row):
                _write(sheet, count, place, value, formats)
        if headings:
            sheet.autofilter(0, 0, max(count, 1), len(headings) - 1)
    return count


def _sheet_name(title: str) -> str:
    """Return a name that Excel takes: 31 letters, no brackets or slashes, no apostrophe at the ends."""
    return NOT_IN_SHEET_NAMES.sub(" ", NOT_IN_SHEETS.sub("", title))[:31].strip(" '") or "Danh sách"


def _write(sheet, row: int, place: int, value: Any, formats: dict) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, place, value)
    elif isinstance(value, int | float) and abs(value) < 10**15:
        sheet.write_number(row, place, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, place, _local(value), formats[datetime])
    elif isinstance(value, date) and value >= FIRST_DAY:
        sheet.write_datetime(row, place, value, formats[date])
    else:
        _write_text(sheet, row, place, _as_text(value))


def _write_text(sheet, row: int, place: int, text: str, style=None) -> None:
    text = NOT_IN_SHEETS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) > LONGEST:
        raise TooLong(f"Ô ở dòng {row + 1} dài {len(text)} chữ cái, bảng tính chỉ chứa được 32.767.")
    sheet.write_string(row, place, text, style)


def write_csv(file: BinaryIO, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write CSV to the binary `file` and return the number of rows below the heading.

    UTF-8 with a byte order mark, by which Excel knows it, commas, CRLF. Text that a spreadsheet program would take for
    a formula gets an apostrophe in front (OWASP ASVS 5.0, 1.2.10); text that already has apostrophes there gets one
    more, so that our import takes exactly one away. Numbers given as numbers stay as they are, also negative ones.
    """
    text = TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        writer = csv.writer(text)
        writer.writerow([shielded(heading) for heading in headings])
        count = 0
        for row in rows:
            writer.writerow([_csv_cell(value) for value in row])
            count += 1
        text.flush()
    finally:
        text.detach()
    return count


def shielded(text: str) -> str:
    """Return text for a cell of CSV that no spreadsheet program takes for a formula."""
    text = NOT_IN_SHEETS.sub("", text)
    return f"'{text}" if SHIELD.match(text) else text


def _csv_cell(value: Any) -> Any:
    if value is None or isinstance(value, int | float):
        return value
    return shielded(_as_text(value))


def _as_text(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{_local(value):%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"
    return str(value)


def _local(moment: datetime) -> datetime:
    """Return the time of day in Viet Nam, without a zone: a sheet knows none."""
    return moment.astimezone(VIETNAM).replace(tzinfo=None) if moment.tzinfo else moment
