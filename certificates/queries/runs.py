"""Print runs as pages show them."""

from django.db.models import QuerySet
from django.db.models.fields.json import KeyTextTransform, KeyTransform

from documents.models import Decision

from ..models import PrintRun


def latest_print_run(unit_id: int) -> PrintRun | None:
    """Return how certificates of the unit were printed last: its settings are where the next run starts."""
    return PrintRun.objects.filter(decision__unit=unit_id).order_by("-id").first()


def print_runs_of(decision: Decision) -> QuerySet[PrintRun]:
    """Return the print runs of a decision, newest first, without what they print but for the decision's `number` on it."""
    # KT() takes the first word of its path for the field, so it cannot look into the field of another table
    return (
        PrintRun.objects.filter(decision=decision)
        .select_related("run", "run__created_by")
        .defer("run__payload")
        .annotate(number=KeyTextTransform("decision_number", KeyTransform("run", "run__payload")))
        .order_by("-id")
    )
