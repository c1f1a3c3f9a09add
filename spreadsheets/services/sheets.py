"""Sheets that go out: the bad rows to correct, and an empty sheet to fill."""

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

from ..enums import RowState
from ..models import SpreadsheetImport
from ..registry import ImportKind, kind_of
from ..writing import write_xlsx
from .moving import day_of
from .rows import as_read, book_of, cell_of

NUMBER_HEADING, ERROR_HEADING = "Dòng", "Lỗi"
NUMBER_WIDTH, WIDTH, ERROR_WIDTH = 7, 20, 70
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def bad_rows_sheet(sheet_import: SpreadsheetImport) -> bytes:
    """Return an XLSX file of the bad rows: all columns of the original in Unicode, in front the number of the row, at
    the end what is wrong. Corrected, it can be imported as it is.
    """
    columns = [c for c in sheet_import.columns if c["heading"] not in (NUMBER_HEADING, ERROR_HEADING)]
    labels = {field.code: field.label for field in kind_of(sheet_import.kind).fields(day_of(sheet_import))}
    headings = [column["heading"] or labels.get(column["field"], "") for column in columns]
    target = io.BytesIO()
    write_xlsx(
        target,
        title="Dòng có lỗi",
        headings=[NUMBER_HEADING, *headings, ERROR_HEADING],
        rows=_bad_rows(sheet_import, columns),
        widths=[NUMBER_WIDTH, *[WIDTH] * len(columns), ERROR_WIDTH],
    )
    return target.getvalue()


def _bad_rows(sheet_import: SpreadsheetImport, columns: list[dict]) -> Iterator[list[Any]]:
    bad = sheet_import.rows.filter(state=RowState.BAD)
    problems = dict(bad.values_list("number", "problems"))
    for row in book_of(sheet_import).rows(sheet_import.sheet_name):
        if row.number in problems:
            cells = [as_read(cell_of(row, column["index"]), column["encoding"]) for column in columns]
            yield [row.number, *cells, what_is_wrong(problems[row.number])]


def what_is_wrong(problems: list[dict]) -> str:
    """Return the problems of a row as one text: "Ngày sinh: Không có ngày 31/2/1980. ..."."""
    return " ".join(f"{p['column']}: {p['reason']}" if p["column"] else p["reason"] for p in problems)


def sample_sheet(kind: ImportKind, on: date) -> bytes:
    """Return an XLSX file with the headings of a kind and its example rows, to fill in."""
    target = io.BytesIO()
    headings = [field.label for field in kind.fields(on)]
    write_xlsx(target, title=kind.label, headings=headings, rows=kind.sample, widths=[WIDTH] * len(headings))
    return target.getvalue()
