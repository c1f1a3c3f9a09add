"""Reading runs: what may be worked on, and how far a run is."""

from datetime import datetime

from django.db.models import Q, QuerySet, Sum

from .enums import ItemState, RunState
from .models import Run, RunItem

LIVE = (RunState.WAITING, RunState.RUNNING)


def free_items(at: datetime) -> QuerySet[RunItem]:
    """Return the items that nobody works on: waiting, or with a lease that has run out; oldest run first."""
    return RunItem.objects.filter(
        Q(state=ItemState.WAITING) | Q(state=ItemState.LEASED, lease_until__lt=at), run__state__in=LIVE
    ).order_by("run_id", "position")


def progress(run: Run) -> dict:
    """Return `done` and `total` in units of work, and `percent`."""
    done = run.items.filter(state=ItemState.DONE).aggregate(n=Sum("weight"))["n"] or 0
    total = run.unit_total or 1
    return {"done": done, "total": run.unit_total, "percent": 100 * done // total}
