"""Print runs as pages show them."""

from collections.abc import Collection, Iterable

from django.db.models import Count, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Coalesce

from documents.models import Decision
from runs.enums import RunState

from ..enums import RunOutput, SheetState
from ..models import LayoutVersion, PrintedSheet, PrintRun


def latest_print_run(unit_id: int) -> PrintRun | None:
    """Return how certificates of the unit were printed last: its settings are where the next run starts."""
    return (
        PrintRun.objects.filter(decision__unit=unit_id)
        .select_related("profile__printer", "profile__blank", "blank", "individual_layout", "collective_layout")
        .order_by("-id")
        .first()
    )


def print_runs(units: Collection[int]) -> QuerySet[PrintRun]:
    """Return the print runs of decisions of these units, newest first: see print_runs_of."""
    return _listed(PrintRun.objects.filter(decision__unit__in=units).select_related("decision"))


def print_runs_of(decision: Decision) -> QuerySet[PrintRun]:
    """Return the print runs of a decision, newest first, without what they print.

    Each has the decision's `number` that stands on its sheets, and how many of them came out: `sheet_count`,
    `good_count`, `spoiled_count`.
    """
    return _listed(PrintRun.objects.filter(decision=decision))


def _listed(found: QuerySet[PrintRun]) -> QuerySet[PrintRun]:
    # KT() takes the first word of its path for the field, so it cannot look into the field of another table
    older = KeyTextTransform("decision_number", KeyTransform("run", "run__payload"))
    return (
        found.select_related("run", "run__created_by", "profile__printer", "blank")
        .defer("run__payload")
        .annotate(
            number=Coalesce(KeyTextTransform("decision_number", "run__payload"), older),
            sheet_count=Count("sheets"),
            good_count=Count("sheets", filter=Q(sheets__state=SheetState.PRINTED)),
            spoiled_count=Count("sheets", filter=Q(sheets__state=SheetState.SPOILED)),
        )
        .order_by("-id")
    )


def own_layouts_of(printing: PrintRun) -> dict[str, str]:
    """Return for each kind of recipient the name of the unit's own layout that a run used; a kind without one is not there."""
    frozen = {"individual": printing.individual_layout_id, "collective": printing.collective_layout_id}
    versions = LayoutVersion.objects.filter(
        frozen__in=[pk for pk in frozen.values() if pk],
        layout__unit=printing.decision.unit_id,
        layout__form=printing.decision.form,
    ).order_by("pk")
    rows = versions.values_list("layout__recipient_kind", "frozen", "layout__name")
    return {kind: name for kind, layout, name in rows if frozen.get(kind) == layout}


def printed_before(certificates: Iterable[int]) -> set[int]:
    """Return those of these issued certificates that were on paper before, also on a sheet that was spoiled."""
    on_paper = (SheetState.PRINTED, SheetState.SPOILED)
    sheets = PrintedSheet.objects.filter(certificate__in=list(certificates), state__in=on_paper)
    return set(sheets.values_list("certificate", flat=True))


def unsettled_runs(decision: Decision, certificates: Iterable[int]) -> list[PrintRun]:
    """Return the finished runs to a printer that hold one of these certificates and whose outcome nobody wrote down."""
    waiting = PrintRun.objects.filter(
        decision=decision,
        run__state=RunState.DONE,
        confirmed_at=None,
        output=RunOutput.ONE_FILE,
        sheets__certificate__in=list(certificates),
    )
    return list(waiting.select_related("run").defer("run__payload").distinct().order_by("-id"))
