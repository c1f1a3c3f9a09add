"""Reading imports: which there are, how far one is, what became of its rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from runs.enums import RunState

from .enums import ImportState, RowState
from .models import ImportRow, SpreadsheetImport
from .registry import ImportKind, kinds

NAMES = "names"
"""Key of `target` under which the choice about names in capitals is kept: WRITTEN or PROPOSED."""
WRITTEN, PROPOSED = "written", "proposed"
WORKING = (ImportState.CHECKING, ImportState.TAKING)
CHOSEN = ~Q(chosen="")
EXAMPLES = 5


@dataclass(frozen=True)
class Counts:
    """How many rows of an import are in which state; `chosen` are the doubtful ones that are decided about."""

    good: int = 0
    bad: int = 0
    doubtful: int = 0
    known: int = 0
    taken: int = 0
    undone: int = 0
    chosen: int = 0

    @property
    def takable(self) -> int:
        """Return how many rows would be taken now."""
        return self.good + self.chosen

    @property
    def total(self) -> int:
        """Return the number of rows."""
        return self.good + self.bad + self.doubtful + self.known + self.taken + self.undone


def counts_of(sheet_import: SpreadsheetImport) -> Counts:
    """Return the counts of an import in two queries."""
    rows = sheet_import.rows.order_by()
    found = dict(rows.values_list("state").annotate(n=Count("pk")))
    chosen = rows.filter(CHOSEN, state=RowState.DOUBTFUL).count() if found.get(RowState.DOUBTFUL) else 0
    return Counts(**found, chosen=chosen)


def takable(sheet_import: SpreadsheetImport) -> QuerySet[ImportRow]:
    """Return the rows that would be taken: the good ones, and the doubtful ones that are decided about."""
    return sheet_import.rows.filter(Q(state=RowState.GOOD) | Q(CHOSEN, state=RowState.DOUBTFUL))


def with_proposed_names(sheet_import: SpreadsheetImport) -> QuerySet[ImportRow]:
    """Return the rows that may be taken and whose names are in capitals, with another form proposed."""
    open_rows = sheet_import.rows.filter(state__in=[RowState.GOOD, RowState.DOUBTFUL])
    return open_rows.filter(values__proposed__isnull=False)


def rows_in(sheet_import: SpreadsheetImport, state: str) -> QuerySet[ImportRow]:
    """Return the rows of an import in a state, in the order of the sheet."""
    return sheet_import.rows.filter(state=state).order_by("number")


def usable_kinds(user: Any, *, on: date) -> list[tuple[ImportKind, list]]:
    """Return the kinds that the user may import today, each with the units."""
    return [(kind, units) for kind in kinds() if (units := kind.units(user, on))]


def imports_of(user: Any, *, on: date) -> QuerySet[SpreadsheetImport]:
    """Return the imports of the units for which the user may import that kind, newest first."""
    mine = Q(pk__in=[])
    for kind, units in usable_kinds(user, on=on):
        mine |= Q(kind=kind.code, unit__in=[unit.pk for unit in units])
    return SpreadsheetImport.objects.filter(mine).select_related("unit", "run", "created_by", "taken_by", "undone_by")


def same_file_before(sheet_import: SpreadsheetImport) -> SpreadsheetImport | None:
    """Return the last import of the same bytes as the same kind for the same unit that was taken, or None."""
    return (
        SpreadsheetImport.objects.filter(
            kind=sheet_import.kind, unit=sheet_import.unit_id, sha256=sheet_import.sha256, state=ImportState.TAKEN
        )
        .exclude(pk=sheet_import.pk)
        .first()
    )


def trouble_of(sheet_import: SpreadsheetImport) -> str:
    """Return why the background work of an import stopped, as a sentence, or "" when it goes on or is done."""
    if sheet_import.error:
        return sheet_import.error
    run = sheet_import.run
    if sheet_import.state in WORKING and run and run.state in (RunState.FAILED, RunState.CANCELLED):
        return run.error or "Việc này đã được dừng."
    return ""


def taken_values(kind: str, unit_id: int, exclude: int) -> Iterable[dict]:
    """Return what was decided about in earlier imports of a kind that stand: the `values` of taken and chosen rows."""
    rows = ImportRow.objects.filter(
        Q(state=RowState.TAKEN) | CHOSEN,
        sheet_import__kind=kind,
        sheet_import__unit=unit_id,
        sheet_import__state=ImportState.TAKEN,
    ).exclude(sheet_import=exclude)
    return rows.order_by().values_list("values", flat=True).iterator(chunk_size=1000)
