"""What the background worker does for this room: PDFs of papers that were numbered together. The clock is read here."""

import json
from pathlib import Path

from django.utils import timezone

from runs.models import Run, RunItem
from runs.registry import Handler, register

from .enums import PAPERS_RUN


def _make(run: Run, item: RunItem, target: Path) -> None:
    from .services.paper_runs import make_one  # who starts Django does not pay for what draws papers

    target.write_text(json.dumps(make_one(run, item, at=timezone.now())))


def _finish(run: Run, paths: list[Path], target: Path) -> None:
    target.write_text(json.dumps([json.loads(path.read_text()) for path in paths]))


def register_handlers() -> None:
    """Tell the worker how papers that were numbered together are made."""
    register(PAPERS_RUN, Handler(_make, _finish, suffix=".json"))
