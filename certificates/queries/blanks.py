"""How many blanks there are: the ledger and the sheets of the runs, added up in the database."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Q, Sum

from ..enums import BlankMove, SheetState
from ..models import BlankEntry, BlankKind, PrintedSheet, PrintRun

FEW = 20
"""Blanks left from which an office should order new ones: print shops take two weeks."""


@dataclass(frozen=True)
class Stock:
    """What the books say of one kind of blank, in sheets. `waiting` are sheets of runs whose result nobody wrote down."""

    received: int = 0
    returned: int = 0
    discarded: int = 0
    used: int = 0
    spoiled: int = 0
    waiting: int = 0

    @property
    def left(self) -> int:
        """How many are left by the books; below zero when a receipt was forgotten."""
        return self.received - self.returned - self.discarded - self.used - self.spoiled

    @property
    def is_few(self) -> bool:
        """Whether new ones should be ordered."""
        return self.left < FEW


def sheets_left(kind: BlankKind) -> int:
    """Return how many blanks of the kind are left: received less returned, discarded, used and spoiled.

    Sheets of runs that nobody has confirmed yet are still counted as there. Below zero when a receipt was forgotten.
    """
    return stock_of(kind).left


def stock_of(kind: BlankKind) -> Stock:
    """Return the stock of one kind."""
    return stocks([kind])[kind.pk]


def stocks(kinds: Iterable[BlankKind]) -> dict[int, Stock]:
    """Return id of the kind -> its stock, in two queries however many kinds there are."""
    ids = [kind.pk for kind in kinds]
    booked: dict[int, dict[str, int]] = {pk: {} for pk in ids}
    moves = BlankEntry.objects.filter(kind__in=ids).exclude(move=BlankMove.COUNTED).order_by()
    for row in moves.values("kind", "move").annotate(total=Sum("sheets")):
        booked[row["kind"]][row["move"]] = row["total"]
    sheets = PrintedSheet.objects.filter(printing__blank__in=ids).order_by()
    words = {SheetState.PRINTED: "used", SheetState.SPOILED: "spoiled", SheetState.MADE: "waiting"}
    for row in sheets.values("printing__blank", "state").annotate(total=Count("pk")):
        if word := words.get(row["state"]):
            booked[row["printing__blank"]][word] = row["total"]
    return {pk: Stock(**found) for pk, found in booked.items()}


@dataclass
class RunUse:
    """What one print run did with blanks."""

    printing: PrintRun
    used: int
    spoiled: int
    waiting: int


@dataclass
class Reconciliation:
    """The books beside the last count: what should be there, what was found, which runs explain the difference.

    `difference` is found less expected: below zero when sheets are missing; `booked_since` is what was received less
    discarded by the books since that count. `open_runs` are the runs whose sheets
    nobody has confirmed, which is where missing blanks usually are.
    """

    stock: Stock
    count: BlankEntry | None = None
    runs: list[RunUse] = field(default_factory=list)
    booked_since: int = 0

    @property
    def difference(self) -> int | None:
        """Found less expected at the last count; None when nobody has counted yet."""
        return self.count.sheets - self.count.expected if self.count else None

    @property
    def open_runs(self) -> list[RunUse]:
        """The runs with sheets of which nobody has said what came out of the printer."""
        return [use for use in self.runs if use.waiting]

    @property
    def unconfirmed(self) -> int:
        """How many sheets those are."""
        return sum(use.waiting for use in self.runs)

    @property
    def unexplained(self) -> int:
        """Missing sheets that unconfirmed runs cannot account for."""
        missing = -(self.difference or 0)
        return max(0, missing + min(0, self.booked_since) - self.unconfirmed)

    @property
    def is_settled(self) -> bool:
        """Whether the difference was written into the ledger since."""
        return bool(self.difference) and self.booked_since == self.difference


def reconciliation(kind: BlankKind) -> Reconciliation:
    """Return books, runs and the last count of a kind, in a fixed number of queries."""
    count = kind.entries.filter(move=BlankMove.COUNTED).order_by("-id").first()
    return Reconciliation(stock_of(kind), count, runs_of(kind), _booked_since(kind, count))


def _booked_since(kind: BlankKind, count: BlankEntry | None) -> int:
    """Return what was received less discarded since a count."""
    if count is None:
        return 0
    later = kind.entries.filter(pk__gt=count.pk).order_by()
    sums = {row["move"]: row["total"] for row in later.values("move").annotate(total=Sum("sheets"))}
    return sums.get(BlankMove.RECEIVED, 0) - sums.get(BlankMove.DISCARDED, 0)


def runs_of(kind: BlankKind) -> list[RunUse]:
    """Return the runs that were printed on blanks of this kind, newest first, each with what became of its sheets."""
    states = {
        word: Count("sheets", filter=Q(sheets__state=state))
        for word, state in (("used", SheetState.PRINTED), ("spoiled", SheetState.SPOILED), ("waiting", SheetState.MADE))
    }
    found = (
        PrintRun.objects.filter(blank=kind)
        .select_related("run", "decision")
        .defer("run__payload")
        .annotate(**states)
        .order_by("-id")
    )
    return [RunUse(printing, printing.used, printing.spoiled, printing.waiting) for printing in found]
