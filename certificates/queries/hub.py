"""What the first page of certificates counts, and what on it asks for somebody: a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet

from documents.models import Decision, DecisionState
from organizations.models import Unit
from runs.enums import RunState

from ..enums import SheetState
from ..models import BlankKind, IssuedCertificate, Layout, Printer, PrintRun, Proof
from .blanks import Stock, stocks

OLD = timedelta(days=180)
"""After half a year rollers have worn and trays have been pulled out: worth another test grid."""
RECENT = timedelta(days=90)
SHOWN = 5


@dataclass(frozen=True)
class Hub:
    """Counts of the person's units."""

    layouts_in_use: int
    layouts_drafted: int
    printers: int
    printers_measured: int
    blanks: Sequence[tuple[BlankKind, Stock]]
    issued: int
    last_issued: datetime | None

    @property
    def few(self) -> list[tuple[BlankKind, Stock]]:
        """Kinds of blank of which few are left."""
        return [(kind, stock) for kind, stock in self.blanks if stock.is_few]

    @property
    def sheets(self) -> int:
        """Blanks of all kinds that are left by the books."""
        return sum(stock.left for _, stock in self.blanks)


def hub_of(units: Sequence[Unit]) -> Hub:
    """Return the counts of the units."""
    layouts = Layout.objects.filter(unit__in=units, retired_at=None).aggregate(
        used=Count("pk", filter=Q(is_in_use=True)), drafted=Count("pk", filter=~Q(draft=None))
    )
    printers = Printer.objects.filter(unit__in=units, is_active=True).aggregate(
        every=Count("pk", distinct=True), measured=Count("pk", filter=Q(profiles__is_current=True), distinct=True)
    )
    kinds = list(BlankKind.objects.filter(unit__in=units, is_active=True).order_by("name", "id"))
    counted = stocks(kinds)
    issued = IssuedCertificate.objects.filter(unit__in=units).aggregate(
        every=Count("award", distinct=True), last=Max("at")
    )
    return Hub(
        layouts["used"], layouts["drafted"], printers["every"], printers["measured"],
        [(kind, counted[kind.pk]) for kind in kinds], issued["every"], issued["last"],
    )  # fmt: skip


def printers_to_measure(units: Sequence[Unit], at: datetime) -> QuerySet[Printer]:
    """Return printers that were never measured, or not for half a year, with the moment when they were."""
    return (
        Printer.objects.filter(unit__in=units, is_active=True)
        .annotate(measured=Max("profiles__measured_at", filter=Q(profiles__is_current=True)))
        .filter(Q(measured=None) | Q(measured__lt=at - OLD))
        .order_by("name", "id")
    )


def proofs_waiting(units: Sequence[Unit]) -> list[Proof]:
    """Return the proofs that nobody has settled and no newer one has replaced."""
    latest = Proof.objects.filter(decision__unit__in=units).order_by()
    newest = latest.values("decision", "recipient_kind").annotate(newest=Max("pk")).values("newest")
    return list(
        Proof.objects.filter(pk__in=newest, is_approved=None).select_related("decision__unit", "line").order_by("id")
    )


def runs_to_confirm(units: Sequence[Unit]) -> QuerySet[PrintRun]:
    """Return finished runs of which nobody has said what came out of the printer, the oldest first."""
    return (
        PrintRun.objects.filter(decision__unit__in=units, run__state=RunState.DONE, sheets__state=SheetState.MADE)
        .annotate(waiting=Count("sheets"))
        .select_related("decision", "run")
        .defer("run__payload")
        .order_by("id")
    )


def decisions_to_print(units: Sequence[Unit], at: datetime) -> QuerySet[Decision]:
    """Return decisions numbered within three months of which nothing was printed yet, the newest first."""
    return Decision.objects.filter(
        unit__in=units, state=DecisionState.NUMBERED, numbered_at__gte=at - RECENT, print_runs=None
    ).order_by("-id")
