"""What the background worker does with imports. The clock is read here."""

import json
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from permissions.exceptions import NotPermitted
from runs.models import Run, RunItem
from runs.registry import Handler, register
from runs.services import keep_lease

from .enums import ImportState
from .exceptions import ImportRefused
from .models import SpreadsheetImport
from .progress import tell
from .reading import SpreadsheetRefused
from .services.checking import CHECK_RUN, check_rows
from .services.taking import TAKE_RUN, take_rows

REFUSALS = (SpreadsheetRefused, ImportRefused, NotPermitted)
"""What has a sentence for people; trying again would not cure it."""


def _import_of(run: Run) -> SpreadsheetImport:
    return SpreadsheetImport.objects.select_related("unit", "run").get(pk=run.payload["import"], run=run)


def _check(run: Run, item: RunItem, target: Path) -> None:
    sheet_import = _import_of(run)
    try:
        done = check_rows(sheet_import, clock=timezone.now, go_on=lambda count: keep_lease(item, at=timezone.now()))
    except REFUSALS as refusal:
        _fail(sheet_import, ImportState.FAILED, refusal)
        raise
    target.write_text(json.dumps({"checked": done}))


def _take(run: Run, item: RunItem, target: Path) -> None:
    sheet_import = _import_of(run)
    try:
        done = take_rows(sheet_import, at=timezone.now(), tell=lambda count: tell(run, count))
    except REFUSALS as refusal:
        _fail(sheet_import, ImportState.CHECKED, refusal)
        raise
    target.write_text(json.dumps({"taken": done}))


def _fail(sheet_import: SpreadsheetImport, state: str, refusal: Any) -> None:
    """Keep the sentence with the import and put it where the person can go on from."""
    with transaction.atomic():
        SpreadsheetImport.objects.filter(pk=sheet_import.pk, run=sheet_import.run_id).update(
            state=state, error=str(getattr(refusal, "reason", refusal))
        )


def _finish(run: Run, paths: list[Path], target: Path) -> None:
    target.write_bytes(b"".join(path.read_bytes() for path in paths))


def register_handlers() -> None:
    """Tell the worker how imports are checked and taken."""
    register(CHECK_RUN, Handler(_check, _finish, suffix=".json", refusals=REFUSALS))
    register(TAKE_RUN, Handler(_take, _finish, suffix=".json", refusals=REFUSALS))
