"""Reading papers and decisions: who may know of which."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from meetings.models import Meeting
from nominations.queries import visible_dossiers, visible_to
from organizations.queries import parents_on
from organizations.rules import below
from permissions.access import units_where
from permissions.roles import Capability

from .models import (
    Decision,
    DecisionLine,
    DecisionState,
    Number,
    NumberedPaper,
    NumberSeries,
    NumberState,
    PaperState,
    StoredDocument,
)


def units_read(user: Any, on: date) -> set[int]:
    """Return the units whose committee papers the user may read: their own, and for an inspector those below too."""
    seen = units_where(user, Capability.VIEW, on=on)
    inspected = units_where(user, Capability.INSPECT, on=on)
    if inspected:
        parents = parents_on(on)
        inspected = inspected.union(*(below(pk, parents) for pk in inspected))
    return seen | inspected


def visible_meetings(user: Any, *, on: date) -> QuerySet[Meeting]:
    """Return the meetings whose papers the user may read."""
    return Meeting.objects.filter(unit__in=units_read(user, on))


def visible_decisions(user: Any, *, on: date) -> QuerySet[Decision]:
    """Return the decisions that the user may read.

    The deciding unit's people and its inspectors read drafts too; whoever may know of a line reads its decision once
    that is numbered.
    """
    lines = DecisionLine.objects.filter(nomination__in=visible_to(user, on=on)).values("decision")
    return Decision.objects.filter(Q(unit__in=units_read(user, on)) | (~Q(state=DecisionState.DRAFT) & Q(pk__in=lines)))


def visible_numbered(user: Any, *, on: date) -> QuerySet[NumberedPaper]:
    """Return the numbered papers that the user may read: those of their units, and notices to their unit once numbered."""
    mine = units_where(user, Capability.VIEW, on=on)
    return NumberedPaper.objects.filter(
        Q(unit__in=units_read(user, on)) | (Q(addressee__in=mine) & ~Q(state=PaperState.DRAFT))
    )


def visible_papers(user: Any, *, on: date) -> QuerySet[StoredDocument]:
    """Return the stored papers that the user may read: those of the records they may read.

    A receipt is not here: it is read by its code (workflows.views.receipts).
    """
    return StoredDocument.objects.filter(
        Q(nomination__in=visible_to(user, on=on).values("pk"))
        | Q(dossier__in=visible_dossiers(user, on=on).values("pk"))
        | Q(meeting__in=visible_meetings(user, on=on).values("pk"))
        | Q(decision__in=visible_decisions(user, on=on).values("pk"))
        | Q(numbered__in=visible_numbered(user, on=on).values("pk"))
    )


def final_paper(kind: str, **about: Any) -> StoredDocument | None:
    """Return the paper that counts for a dossier, meeting or decision, or None when none is stored yet."""
    return StoredDocument.objects.filter(kind=kind, is_final=True, **about).order_by("-id").first()


def numbered_first(unit_ids: set[int]) -> QuerySet[Decision]:
    """Return the numbered decisions of these units, newest first."""
    numbered = Decision.objects.filter(unit__in=unit_ids, state=DecisionState.NUMBERED)
    return numbered.select_related("round").order_by("-signed_on", "-id")


def put_line_counts(decisions: Iterable[Decision]) -> None:
    """Put on each decision its `line_count` and `conferred_count`, of how many lines the certificates were handed over.

    One query, for one page of a long list.
    """
    decisions = list(decisions)
    rows = DecisionLine.objects.filter(decision__in=decisions).order_by().values_list("decision")
    counts = {pk: counted for pk, *counted in rows.annotate(Count("pk"), Count("award__conferred_on"))}
    for decision in decisions:
        decision.line_count, decision.conferred_count = counts.get(decision.pk, (0, 0))


def drafts_of(unit_ids: set[int]) -> QuerySet[Decision]:
    """Return the drafts of these units with the count of their lines, oldest first."""
    return (
        Decision.objects.filter(unit__in=unit_ids, state=DecisionState.DRAFT)
        .select_related("round", "unit")
        .annotate(line_count=Count("lines"))
        .order_by("created_at", "id")
    )


def series_of(unit_ids: set[int]) -> QuerySet[NumberSeries]:
    """Return the number series of these units with how many numbers were taken and voided and the highest taken."""
    return (
        NumberSeries.objects.filter(unit__in=unit_ids)
        .select_related("unit__kind")
        .annotate(
            taken=Count("numbers"),
            voided=Count("numbers", filter=Q(numbers__state=NumberState.VOIDED)),
            highest=Max("numbers__value"),
        )
        .order_by("unit__sort_key", "unit_id", "document_type", "-starts_on")
    )


def numbers_of(series: NumberSeries) -> QuerySet[Number]:
    """Return the numbers of a series, the latest first."""
    return series.numbers.order_by("-value")
