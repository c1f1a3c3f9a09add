"""Reading the cells of a row under the fields that their columns mean, all problems at once."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from .cells import Cell, ValueRefused, plain
from .headings import Field


class Cells(Protocol):
    """A row of cells by the codes of their fields."""

    def get(self, code: str) -> Cell:
        """Return a cell, None when it is empty."""


def problem(column: str, value: Any, reason: str) -> dict[str, str]:
    """Return what is wrong with a cell; `column` is the code of the field, "" for the row as a whole."""
    return {"column": column, "value": shown(value), "reason": reason}


def shown(cell: Cell) -> str:
    """Return what a cell shows, also where it shows an error of the spreadsheet program."""
    try:
        return plain(cell)
    except ValueRefused:
        return str(cell)


def read_fields(fields: Sequence[Field], row: Cells, today: date) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """Return (field code -> value or None, problems). A required field that is empty is a problem; nothing is raised."""
    values: dict[str, Any] = {}
    problems: list[dict[str, str]] = []
    for field in fields:
        cell = row.get(field.code)
        try:
            values[field.code] = field.reads(cell, today) if cell is not None else None
        except ValueRefused as refusal:
            values[field.code] = None
            problems.append(problem(field.code, cell, refusal.reason))
            continue
        if field.required and values[field.code] is None:
            problems.append(problem(field.code, "", f"Chưa có {field.label.lower()}. Hãy ghi vào ô này."))
    return values, problems
