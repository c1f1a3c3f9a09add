"""Reading runs: what may be worked on, and how far a run is."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet, Sum

from .enums import ItemState, RunState
from .models import Run, RunItem

LIVE = (RunState.WAITING, RunState.RUNNING)
PATIENCE = timedelta(minutes=1)
"""A run on which nobody works for longer says that the worker may not be running."""


def free_items(kinds: Iterable[str], at: datetime) -> QuerySet[RunItem]:
    """Return the items that nobody works on: waiting, or with a lease that has run out; oldest run first."""
    return RunItem.objects.filter(
        Q(state=ItemState.WAITING) | Q(state=ItemState.LEASED, lease_until__lt=at),
        run__state__in=LIVE,
        run__kind__in=kinds,
    ).order_by("run_id", "position")


def unjoined_runs(kinds: Iterable[str], at: datetime) -> QuerySet[Run]:
    """Return the live runs whose items are all done and which nobody joins yet, oldest first."""
    return (
        Run.objects.filter(Q(finish_owner="") | Q(finish_lease_until__lt=at), state__in=LIVE, kind__in=kinds)
        .exclude(items__state__in=[ItemState.WAITING, ItemState.LEASED, ItemState.FAILED])
        .order_by("id")
    )


def progress(run: Run) -> dict:
    """Return `done` and `total` in units of work, and `percent`."""
    done = run.items.filter(state=ItemState.DONE).aggregate(n=Sum("weight"))["n"] or 0
    total = run.unit_total or 1
    return {"done": done, "total": run.unit_total, "percent": 100 * done // total}


LEFT_ALONE = (
    "Đã chờ hơn một phút mà máy chủ chưa làm. Phần chạy nền của máy chủ có thể đang tắt: "
    "đồng chí báo người phụ trách kỹ thuật."
)
"""What people are told of a run that is left alone."""


def is_left_alone(run: Run, *, at: datetime) -> bool:
    """Return whether a live run waits for a worker that may not be running: people should be told.

    Nobody has begun it, or nobody has followed a worker that was killed, for longer than PATIENCE; and nobody works on
    another run in the meantime.
    """
    since = at - PATIENCE
    is_waiting = run.state == RunState.WAITING and run.created_at < since
    leased = RunItem.objects.filter(state=ItemState.LEASED)
    if not is_waiting and not (run.state in LIVE and leased.filter(run=run, lease_until__lt=since).exists()):
        return False
    return not leased.filter(lease_until__gte=at).exists()


def failed_items(run: Run) -> QuerySet[RunItem]:
    """Return the pieces that could not be done, each with its reason in `error`."""
    return run.items.filter(state=ItemState.FAILED)
