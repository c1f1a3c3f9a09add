"""Starting, leasing, finishing and cancelling runs.

A worker leases one item in a short transaction, works outside of any transaction, writes the file beside its final
name, flushes it to disk, renames it, and only then marks the item done, if the lease is still its own. A worker that
is killed leaves a lease that runs out; another worker then does the piece again.
"""

import hashlib
import logging
import os
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from .enums import ItemState, RunState
from .models import Run, RunItem
from .queries import LIVE, free_items, unjoined_runs
from .registry import Handler, handler_for, known_kinds

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 3
"""How often a piece is tried that fails with anything but a refusal."""
MOST_LEASES = 8
"""How often a piece is handed out at all: one that kills its worker every time must not go round for ever."""
KILLED = "Máy đã dừng giữa chừng {count} lần khi làm phần {position}. Đồng chí bấm “Tiếp tục”; nếu vẫn dừng, gọi người phụ trách kỹ thuật."
BROKEN = "Máy gặp lỗi kỹ thuật khi làm phần {position} ({error}). Đồng chí bấm “Tiếp tục”; nếu vẫn lỗi, gọi người phụ trách kỹ thuật."
BROKEN_FINISH = "Máy gặp lỗi kỹ thuật khi ghép các phần thành một tệp ({error}). Đồng chí bấm “Tiếp tục”; nếu vẫn lỗi, gọi người phụ trách kỹ thuật."

log = logging.getLogger(__name__)


class ResultMissing(FileNotFoundError):
    """The finished file is not there any more, or not as it was made; the message is a Vietnamese sentence."""


@transaction.atomic
def start_run(
    *,
    kind: str,
    title: str,
    payload: dict,
    weights: list[int],
    actor: Any,
    at: datetime,
    submission_key: uuid.UUID | None = None,
) -> Run:
    """Create a run of `len(weights)` items; `weights` are their sizes in units of work (certificates, rows)."""
    handler_for(kind)
    run = Run.objects.create(
        kind=kind,
        title=title,
        payload=payload,
        total=len(weights),
        unit_total=sum(weights),
        created_at=at,
        created_by=actor,
        submission_key=submission_key or uuid.uuid4(),
    )
    RunItem.objects.bulk_create(RunItem(run=run, position=i, weight=w) for i, w in enumerate(weights))
    return run


@transaction.atomic
def cancel_run(run: Run, *, at: datetime) -> bool:
    """Stop a run that is not finished. Pieces that are done are kept, so that it can be resumed.

    Returns whether it was stopped.
    """
    return bool(Run.objects.filter(pk=run.pk, state__in=LIVE).update(state=RunState.CANCELLED, finished_at=at))


@transaction.atomic
def resume_run(run: Run, *, at: datetime) -> bool:
    """Go on with a failed or cancelled run: failed pieces are tried again, finished ones are kept.

    Returns whether there was something to go on with.
    """
    changed = Run.objects.filter(pk=run.pk, state__in=[RunState.FAILED, RunState.CANCELLED]).update(
        state=RunState.RUNNING, finished_at=None, error="", finish_owner="", finish_lease_until=None
    )
    if changed:
        run.items.filter(state=ItemState.FAILED).update(state=ItemState.WAITING, attempts=0, error="", owner="")
    return bool(changed)


def lease_item(owner: str, *, at: datetime) -> RunItem | None:
    """Take one free item for `owner`, or return None when there is nothing to do."""
    kinds = known_kinds()
    if not free_items(
        kinds, at
    ).exists():  # an idle worker asks every moment and must not hold the database's write lock
        return None
    with transaction.atomic():
        item = _locked(free_items(kinds, at)).first()
        if item is None:
            return None
        if item.attempts >= MOST_LEASES:
            _give_up(item, KILLED.format(count=item.attempts, position=item.position + 1), at)
            return None
        item.state, item.owner, item.lease_until = ItemState.LEASED, owner, at + LEASE
        item.attempts += 1
        item.save(update_fields=["state", "owner", "lease_until", "attempts"])
        Run.objects.filter(pk=item.run_id, state=RunState.WAITING).update(state=RunState.RUNNING)
    return item


def lease_finish(owner: str, *, at: datetime) -> Run | None:
    """Take one run whose items are all done but which is not joined yet, or return None."""
    kinds = known_kinds()
    if not unjoined_runs(kinds, at).exists():
        return None
    with transaction.atomic():
        run = _locked(unjoined_runs(kinds, at)).first()
        if run is None:
            return None
        run.finish_owner, run.finish_lease_until = owner, at + LEASE
        run.save(update_fields=["finish_owner", "finish_lease_until"])
    return run


def _locked(rows: QuerySet) -> QuerySet:
    """Lock the rows against other workers, who pass over them instead of waiting, where the database can do that."""
    if connection.features.has_select_for_update_skip_locked:
        return rows.select_for_update(skip_locked=True, of=("self",))
    return rows


def keep_lease(item: RunItem, *, at: datetime) -> bool:
    """Say that the worker of a long piece still works on it; return whether the piece is still its own.

    For pieces that may take longer than LEASE; called between their steps, outside of any transaction.
    """
    mine = RunItem.objects.filter(pk=item.pk, owner=item.owner, state=ItemState.LEASED, run__state__in=LIVE)
    return bool(mine.update(lease_until=at + LEASE))


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
    mine = RunItem.objects.filter(pk=item.pk, owner=owner, state=ItemState.LEASED)
    try:
        path = run_folder(item.run) / f"{item.position:05d}{handler.suffix}"
        sha256 = write_whole(path, lambda target: handler.do_item(item.run, item, target))
    except handler.refusals as refusal:
        if mine.exists():
            _give_up(item, str(refusal), clock())
        return
    except Exception as error:  # whatever a piece fails with, the run says so instead of hanging
        log.exception("Run %s, item %s", item.run_id, item.position)
        message = BROKEN.format(position=item.position + 1, error=type(error).__name__)
        if item.attempts < MOST_ATTEMPTS:
            mine.update(state=ItemState.WAITING, lease_until=None, error=message)
        elif mine.exists():
            _give_up(item, message, clock())
        return
    mine.update(state=ItemState.DONE, lease_until=None, result_path=_stored(path), result_sha256=sha256, error="")


def _give_up(item: RunItem, message: str, at: datetime) -> None:
    """Mark a piece and with it its run as failed; both keep the reason."""
    with transaction.atomic():
        RunItem.objects.filter(pk=item.pk).update(state=ItemState.FAILED, lease_until=None, error=message)
        Run.objects.filter(pk=item.run_id, state__in=LIVE).update(state=RunState.FAILED, error=message, finished_at=at)


def _finish(run: Run, owner: str, clock: Callable[[], datetime]) -> None:
    """Check and join the pieces. One that is missing or was changed on disk is made again."""
    handler: Handler = handler_for(run.kind)
    mine = Run.objects.filter(pk=run.pk, finish_owner=owner, state__in=LIVE)
    items = list(run.items.order_by("position"))
    damaged = [item.pk for item in items if not _is_whole(_path_of(item), item.result_sha256)]
    if damaged:
        run.items.filter(pk__in=damaged).update(state=ItemState.WAITING, owner="", attempts=0)
        mine.update(finish_owner="", finish_lease_until=None)
        return
    pieces = [_path_of(item) for item in items]
    try:
        path = run_folder(run) / f"ket-qua{handler.suffix}"
        sha256 = write_whole(path, lambda target: handler.finish(run, pieces, target))
    except handler.refusals as refusal:
        mine.update(state=RunState.FAILED, error=str(refusal), finished_at=clock())
        return
    except Exception as error:  # see _do_item
        log.exception("Run %s, joining", run.pk)
        mine.update(state=RunState.FAILED, error=BROKEN_FINISH.format(error=type(error).__name__), finished_at=clock())
        return
    done = mine.update(state=RunState.DONE, result_path=_stored(path), result_sha256=sha256, finished_at=clock())
    if done:
        for stray in path.parent.iterdir():  # the pieces, and what killed workers left half written
            if stray != path:
                stray.unlink(missing_ok=True)


def run_folder(run: Run) -> Path:
    """Return the folder of a run's files under var/."""
    folder = Path(settings.VAR_DIR) / "runs" / str(run.pk)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def result_file(run: Run) -> Path:
    """Return the finished file of a run. Raises ResultMissing when it is missing or was changed on disk."""
    path = Path(settings.VAR_DIR) / run.result_path
    if not run.result_path or not _is_whole(path, run.result_sha256):
        raise ResultMissing("Tệp đã lập không còn trên máy chủ hoặc không còn nguyên vẹn. Đồng chí lập lại tệp mới.")
    return path


def _stored(path: Path) -> str:
    return str(path.relative_to(settings.VAR_DIR))


def _path_of(item: RunItem) -> Path:
    return Path(settings.VAR_DIR) / item.result_path


def _is_whole(path: Path, sha256: str) -> bool:
    """Return whether the file is there with the bytes that were written."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256


def write_whole(path: Path, fill: Callable[[Path], None]) -> str:
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
