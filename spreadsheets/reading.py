"""Reading spreadsheets that people send: XLSX, ODS and CSV, row by row, as values.

Formulas give the value that the program stored with them and are never calculated; a formula that was never calculated,
and an error such as #N/A, is an empty cell. Links to other files are not followed. A file is always inspected before
the parser gets it, see inspection.py, and whatever the parser does then ends in a SpreadsheetRefused.
"""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from .cells import Cell
from .delimited import csv_rows
from .inspection import SAVE_AGAIN, Kind, SpreadsheetRefused, called, inspect_file
from .measuring import MAX_COLUMN, MAX_ROW

__all__ = ["Book", "Cell", "Row", "SpreadsheetRefused", "inspect_file", "open_book"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as the spreadsheet program shows it (1 is the first), and its cells from column A on.

    Whole numbers are int, also where the file says 5.0; empty cells are None; text is as it stands, not yet in NFC,
    because text in an old encoding has to be converted first.
    """

    number: int
    cells: list[Cell]


class Book:
    """An opened file. `sheet_names` are the sheets a person sees, in their order; a CSV file is one sheet."""

    def __init__(self, name: str, path: Path, kind: Kind):
        self._name, self._path, self._workbook = name, path, None
        if kind is Kind.CSV:
            self.sheet_names = [Path(name).stem[:100] or "CSV"]
            return
        with _refusing(name), path.open("rb") as file:
            self._workbook = CalamineWorkbook.from_filelike(file)
            sheets = [s for s in self._workbook.sheets_metadata if s.typ is SheetTypeEnum.WorkSheet]
            seen = [s for s in sheets if s.visible is SheetVisibleEnum.Visible]
            self.sheet_names = [s.name for s in seen or sheets]
        if not self.sheet_names:
            raise SpreadsheetRefused(f"{called(name)} không có trang tính nào. {SAVE_AGAIN}")

    def rows(self, sheet_name: str) -> Iterator[Row]:
        """Yield the rows of a sheet from row 1 to the last one with a value; blank rows come as they are.

        Where cells of one column are merged downwards, every row gets the value of the first: that is how a cell is
        written once for all its members. Cells merged across columns, titles and headings of groups, keep their value
        in the first cell only. (The parser knows merged cells of XLSX; in ODS the covered cells are empty.)

        Raises KeyError for a sheet that is not there, SpreadsheetRefused while reading.
        """
        if sheet_name not in self.sheet_names:
            raise KeyError(sheet_name)
        return self._csv() if self._workbook is None else self._sheet(sheet_name)

    def _csv(self) -> Iterator[Row]:
        with _refusing(self._name):
            for number, cells in enumerate(csv_rows(self._path), start=1):
                if number > MAX_ROW or len(cells) > MAX_COLUMN:
                    raise SpreadsheetRefused(f"{called(self._name)} có quá nhiều dòng hoặc cột. {SAVE_AGAIN}")
                yield Row(number, [cell or None for cell in cells])

    def _sheet(self, sheet_name: str) -> Iterator[Row]:
        with _refusing(self._name):
            sheet = self._workbook.get_sheet_by_name(sheet_name)
            if sheet.start is None:
                return
            downwards = _Downwards(sheet)
            for number, cells in enumerate(sheet.iter_rows(), start=1):
                yield Row(number, downwards.fill(number, [_cell(cell) for cell in cells]))


def open_book(name: str, path: Path | str, *, again: bool = False) -> Book:
    """Inspect and open the file at `path`, called `name` by the person who sent it.

    `again` spares a file that passed inspect_file() before, and has been in our keeping since, the longer part of it.
    Raises SpreadsheetRefused with a sentence for that person.
    """
    path = Path(path)
    return Book(name, path, inspect_file(name, path, again=again))


@contextmanager
def _refusing(name: str) -> Iterator[None]:
    """Turn whatever reading raises into a refusal. A panic of the parser, written in Rust, is no Exception."""
    try:
        yield
    except (SpreadsheetRefused, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except csv.Error:
        raise SpreadsheetRefused(
            f"{called(name)} có một ô dài quá mức, thường do thiếu dấu ngoặc kép đóng. {SAVE_AGAIN}"
        ) from None
    except BaseException as error:
        raise SpreadsheetRefused(f"{called(name)} bị hỏng nên không đọc được. {SAVE_AGAIN}") from error


def _cell(value: object) -> Cell:
    if value == "" or value is None:
        return None
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, timedelta):
        return str(value)
    return value


class _Downwards:
    """Cells merged within one column, with their value while the rows pass."""

    def __init__(self, sheet: CalamineSheet):
        self._starts: dict[int, list[tuple[int, int]]] = {}
        self._running: dict[int, tuple[Cell, int]] = {}
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
            if left == right and bottom > top:
                self._starts.setdefault(top + 1, []).append((left, bottom + 1))

    def fill(self, number: int, cells: list[Cell]) -> list[Cell]:
        """Return the cells of row `number` with the values that come down from above."""
        for column, (value, last) in list(self._running.items()):
            if number > last:
                del self._running[column]
            elif cells[column] is None:
                cells[column] = value
        for column, last in self._starts.get(number, ()):
            if column < len(cells):
                self._running[column] = (cells[column], last)
        return cells
