"""Walking over the rows of an import: cells in Unicode, under the fields that their columns mean."""

import re
from collections.abc import Iterator
from itertools import islice

from vietnamese.legacy import Encoding, convert
from vietnamese.text import one_line

from ..cells import Cell
from ..fields import shown
from ..models import SpreadsheetImport
from ..reading import Book, Row, open_book
from ..registry import BATCH, SheetRow

NUMBERING = re.compile(r"\(?[0-9]{1,2}\)?|[A-ZĐ]|\([a-zđ]\)")
"""What stands in a line that numbers the columns: 1, (2), A, (b)."""


def book_of(sheet_import: SpreadsheetImport) -> Book:
    """Open the stored file. Raises SpreadsheetRefused when it cannot be read any more."""
    return open_book(sheet_import.original_name, sheet_import.file.path)


def as_read(cell: Cell, encoding: str) -> Cell:
    """Return a cell with its text in Unicode; other values as they are."""
    if encoding == Encoding.UNICODE or not isinstance(cell, str):
        return cell
    return convert(cell, encoding)


def cell_of(row: Row, index: int) -> Cell:
    """Return a cell of a row that may be shorter than the heading."""
    return row.cells[index] if index < len(row.cells) else None


def batches_of(sheet_import: SpreadsheetImport) -> Iterator[list[SheetRow]]:
    """Yield the rows below the heading, BATCH at a time; rows without anything in a matched column are left out.

    Headings that are repeated on every printed page, and a line that numbers the columns, are no rows either.
    """
    rows = _rows(sheet_import)
    while batch := list(islice(rows, BATCH)):
        yield batch


def _rows(sheet_import: SpreadsheetImport) -> Iterator[SheetRow]:
    used = [(c["index"], c["field"], c["encoding"]) for c in sheet_import.columns if c["field"]]
    headings = [one_line(c["heading"]) for c in sheet_import.columns if c["field"]]
    for row in book_of(sheet_import).rows(sheet_import.sheet_name):
        if row.number < sheet_import.first_row:
            continue
        cells = {field: as_read(cell_of(row, index), encoding) for index, field, encoding in used}
        if not _is_furniture(list(cells.values()), headings):
            yield SheetRow(row.number, cells)


def _is_furniture(cells: list[Cell], headings: list[str]) -> bool:
    """Return whether the row is blank, numbers the columns, or repeats the heading."""
    filled = [(place, cell) for place, cell in enumerate(cells) if cell is not None]
    if not filled:
        return True
    first, cell = filled[0]
    text = shown(cell)
    if not text or text == headings[first]:
        return all(shown(cell) in ("", headings[place]) for place, cell in filled)
    if len(filled) > 1 and NUMBERING.fullmatch(text):
        return all(NUMBERING.fullmatch(shown(cell)) for _, cell in filled)
    return False
