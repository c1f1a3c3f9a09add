"""What can be imported. Rooms above register their kinds from AppConfig.ready; nothing here knows what they write.

How a kind takes part, in order:

1. `fields(day)` are what columns may mean. The engine finds the heading row, matches columns to fields, converts
   legacy encodings, and hands every row over as a SheetRow.
2. `open_check(sheet_import)` gives a checker for one pass over the sheet. Its `check(rows)` gets up to BATCH rows at a
   time and returns one Verdict each, in order. It only reads; it may be run again from the first row after a crash.
   Rows of one file that share a `same_keys` entry are found by the engine: the later one becomes bad.
3. The person looks at the rows, decides about doubtful ones and about names in capitals, and presses once.
4. `open_take(sheet_import, actor, at)` gives a taker. Its `take(rows)` gets up to BATCH ImportRow at a time, good ones
   and doubtful ones with `chosen` set, `values` as they are to be written, and returns for each what it made, as a list
   of ["app.Model", pk] in the order of making, or None when it is there meanwhile, so that nothing is to be made. All
   batches run in one transaction of the engine; whatever is raised takes all of it back.
5. `undo`: without one the engine deletes what was made, last made first, and refuses when a row that is not part of
   the import points to any of it. A kind whose rows may not be deleted brings its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from .cells import Cell
from .enums import RowState
from .fields import problem
from .headings import Field
from .models import ImportRow, SpreadsheetImport

__all__ = [
    "BATCH", "NEW", "Checker", "ImportKind", "SheetRow", "Taker", "UnknownKind", "Verdict", "kind_of", "kinds", "problem",
    "register",
]  # fmt: skip

BATCH = 500
NEW = "new"
"""What `chosen` says when a doubtful row is about nobody known."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of the sheet: its number there, and field code -> cell, text in Unicode, None when empty.

    Fields without a column are not among the cells. fields.read_fields() makes values of them.
    """

    number: int
    cells: dict[str, Cell]

    def get(self, code: str) -> Cell:
        """Return a cell, or None when it is empty or no column means this field."""
        return self.cells.get(code)


@dataclass(slots=True)
class Verdict:
    """What a checker says about a row.

    `values` is what would be written, as JSON. `problems` are made by problem(); a row with problems becomes BAD. `remarks` are sentences that do not hinder. `matches` are {"id": text, "label"}
    of records that the row may be about; the person chooses one or none. `proposed` holds other forms of values, by
    key, for names in capitals: taken only when the person says so. `same_keys` name what may stand in a file once.
    """

    state: RowState = RowState.GOOD
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[dict[str, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    matches: list[dict[str, str]] = field(default_factory=list)
    proposed: dict[str, str] = field(default_factory=dict)
    same_keys: tuple[str, ...] = ()


class Checker(Protocol):
    """Judges rows, one pass over a sheet."""

    def check(self, rows: Sequence[SheetRow]) -> list[Verdict]:
        """Return a verdict for each row, in order."""


class Taker(Protocol):
    """Writes rows."""

    def take(self, rows: Sequence[ImportRow]) -> list[list[list] | None]:
        """Write the rows in bulk; return for each what was made, or None when it is there already."""


@dataclass(frozen=True)
class ImportKind:
    """One kind of data that can be imported.

    `noun` counts rows on screen ("người"). `units(user, on)` are where the user may import to; `may(user, unit,
    target, on)` raises NotPermitted and is asked at every step. `destination(sheet_import)` is (address, label) of the
    page that shows what was taken, or None. `read_target(query, user, on)` turns the query of the upload page into the
    target, and raises LookupError for one that is none of the user's; `query(target)` is the way back. `needs_target` keeps a kind out of the list of
    what can be started from the page of imports: it is started from where its target is.
    """

    code: str
    label: str
    noun: str
    lead: str
    fields: Callable[[date], tuple[Field, ...]]
    units: Callable[[Any, date], list]
    may: Callable[[Any, Any, dict, date], None]
    open_check: Callable[[SpreadsheetImport], Checker]
    open_take: Callable[[SpreadsheetImport, Any, datetime], Taker]
    destination: Callable[[SpreadsheetImport], tuple[str, str] | None] = lambda sheet_import: None
    read_target: Callable[[Any, Any, date], dict] = lambda query, user, on: {}
    query: Callable[[dict], dict[str, Any]] = lambda target: {}
    needs_target: bool = False
    undo: Callable[[SpreadsheetImport, Any, datetime], None] | None = None
    sample: tuple[tuple, ...] = ()
    """Rows of the empty sheet that people download, as an example: cells in the order of the fields."""


_KINDS: dict[str, ImportKind] = {}


class UnknownKind(LookupError):
    """No room has registered this kind of import."""


def register(kind: ImportKind) -> None:
    """Offer a kind of import; called from AppConfig.ready."""
    _KINDS[kind.code] = kind


def kinds() -> list[ImportKind]:
    """Return all kinds that can be imported, in the order in which their rooms stand."""
    return list(_KINDS.values())


def kind_of(code: str) -> ImportKind:
    """Return the kind called `code`. Raises UnknownKind."""
    try:
        return _KINDS[code]
    except KeyError:
        raise UnknownKind(code) from None
