"""Starting, leasing, finishing and cancelling runs.

A worker leases one item in a short transaction, works outside of any transaction, writes the file beside its final
name, flushes it to disk, renames it, and only then marks the item done, if the lease is still its own. A worker that
is killed leaves a lease that runs out; another worker then does the piece again.
"""

import hashlib
import os
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from .enums import ItemState, RunState
from .models import Run, RunItem
from .queries import LIVE, free_items
from .registry import Handler, handler_for

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 3


@transaction.atomic
def start_run(
    *, kind: str, title: str, payload: dict, weights: list[int], actor: Any, at: datetime, submission_key: uuid.UUID | None = None
) -> Run:
    """Create a run of `len(weights)` items; `weights` are their sizes in units of work (certificates, rows)."""
    handler_for(kind)
    run = Run.objects.create(
        kind=kind, title=title, payload=payload, total=len(weights), unit_total=sum(weights), created_at=at,
        created_by=actor, submission_key=submission_key or uuid.uuid4(),
    )
    RunItem.objects.bulk_create(RunItem(run=run, position=i, weight=w) for i, w in enumerate(weights))
    return run


@transaction.atomic
def cancel_run(run: Run, *, at: datetime) -> bool:
    """Stop a run that is not finished; pieces being worked on are thrown away. Returns whether it was stopped."""
    return bool(
        Run.objects.filter(pk=run.pk, state__in=LIVE).update(state=RunState.CANCELLED, finished_at=at)
    )


@transaction.atomic
def resume_run(run: Run, *, at: datetime) -> bool:
    """Try the failed pieces of a failed run again. Returns whether there was something to try."""
    changed = Run.objects.filter(pk=run.pk, state=RunState.FAILED).update(
        state=RunState.RUNNING, finished_at=None, error="", finish_owner="", finish_lease_until=None
    )
    if changed:
        run.items.filter(state=ItemState.FAILED).update(state=ItemState.WAITING, attempts=0, error="", owner="")
    return bool(changed)


def lease_item(owner: str, *, at: datetime) -> RunItem | None:
    """Take one free item for `owner`, or return None when there is nothing to do."""
    with transaction.atomic():
        free = free_items(at)
        if connection.features.has_select_for_update_skip_locked:
            free = free.select_for_update(skip_locked=True, of=("self",))
        item = free.first()
        if item is None:
            return None
        item.state, item.owner, item.lease_until = ItemState.LEASED, owner, at + LEASE
        item.attempts += 1
        item.save(update_fields=["state", "owner", "lease_until", "attempts"])
        Run.objects.filter(pk=item.run_id, state=RunState.WAITING).update(state=RunState.RUNNING)
    return item


def lease_finish(owner: str, *, at: datetime) -> Run | None:
    """Take one run whose items are all done but which is not joined yet, or return None."""
    with transaction.atomic():
        ready = (
            Run.objects.filter(state__in=LIVE)
            .filter(Q(finish_owner="") | Q(finish_lease_until__lt=at))
            .exclude(items__state__in=[ItemState.WAITING, ItemState.LEASED, ItemState.FAILED]).order_by("id")
        )
        if connection.features.has_select_for_update_skip_locked:
            ready = ready.select_for_update(skip_locked=True, of=("self",))
        run = ready.first()
        if run is None:
            return None
        run.finish_owner, run.finish_lease_until = owner, at + LEASE
        run.save(update_fields=["finish_owner", "finish_lease_until"])
    return run


def work_once(owner: str, *, clock: Callable[[], datetime]) -> bool:
    """Do one piece of work, if there is any. Returns whether something was done."""
    if (item := lease_item(owner, at=clock())) is not None:
        _do_item(item, owner, clock)
        return True
    if (run := lease_finish(owner, at=clock())) is not None:
        _finish(run, owner, clock)
        return True
    return False


def _do_item(item: RunItem, owner: str, clock: Callable[[], datetime]) -> None:
    handler = handler_for(item.run.kind)
    path = run_folder(item.run) / f"{item.position:05d}{handler.suffix}"
    mine = RunItem.objects.filter(pk=item.pk, owner=owner, state=ItemState.LEASED)
    try:
        sha256 = _write(path, lambda target: handler.do_item(item.run, item, target))
    except Exception as error:  # noqa: BLE001 whatever a piece fails with, the run says so instead of hanging
        _fail_item(item, mine, str(error), clock())
        return
    mine.update(state=ItemState.DONE, lease_until=None, result_path=str(path.relative_to(settings.VAR_DIR)),
                result_sha256=sha256, error="")


def _fail_item(item: RunItem, mine: Any, message: str, at: datetime) -> None:
    if item.attempts < MOST_ATTEMPTS:
        mine.update(state=ItemState.WAITING, lease_until=None, error=message)
        return
    mine.update(state=ItemState.FAILED, lease_until=None, error=message)
    Run.objects.filter(pk=item.run_id, state__in=LIVE).update(state=RunState.FAILED, error=message, finished_at=at)


def _finish(run: Run, owner: str, clock: Callable[[], datetime]) -> None:
    handler: Handler = handler_for(run.kind)
    path = run_folder(run) / f"ket-qua{handler.suffix}"
    pieces = [Path(settings.VAR_DIR) / p for p in run.items.order_by("position").values_list("result_path", flat=True)]
    mine = Run.objects.filter(pk=run.pk, finish_owner=owner, state__in=LIVE)
    try:
        sha256 = _write(path, lambda target: handler.finish(run, pieces, target))
    except Exception as error:  # noqa: BLE001 see _do_item
        mine.update(state=RunState.FAILED, error=str(error), finished_at=clock())
        return
    done = mine.update(state=RunState.DONE, result_path=str(path.relative_to(settings.VAR_DIR)), result_sha256=sha256,
                       finished_at=clock())
    if done:
        for piece in pieces:
            piece.unlink(missing_ok=True)


def run_folder(run: Run) -> Path:
    """Return the folder of a run's files under var/."""
    folder = Path(settings.VAR_DIR) / "runs" / str(run.pk)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def result_file(run: Run) -> Path:
    """Return the finished file of a run. Raises FileNotFoundError when it is missing or was changed on disk."""
    path = Path(settings.VAR_DIR) / run.result_path
    if not run.result_path or hashlib.sha256(path.read_bytes()).hexdigest() != run.result_sha256:
        raise FileNotFoundError(run.result_path)
    return path


def _write(path: Path, fill: Callable[[Path], None]) -> str:
    """Fill a file so that `path` holds either nothing or the whole of it, also after a power cut; return its sha256."""
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        fill(temporary)
        with temporary.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return sha256
