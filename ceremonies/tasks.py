"""What the background worker does for ceremonies: it draws the papers that were ordered. The clock is read here.

Who starts Django does not pay for what draws papers: it is loaded by the worker that draws the first one.
"""

import json
from pathlib import Path

from django.utils import timezone

from runs.models import Run, RunItem
from runs.registry import Handler, register

from .enums import PAPER_RUN
from .exceptions import CeremonyRefused
from .models import PaperOrder


def _make(run: Run, item: RunItem, target: Path) -> None:
    from .issuing import make_ordered

    order = PaperOrder.objects.select_related("ceremony__unit__kind", "run__created_by").get(run=run)
    target.write_text(json.dumps({"paper": make_ordered(order, item.position, clock=timezone.now)}))


def _finish(run: Run, paths: list[Path], target: Path) -> None:
    """Say which papers were made; and clear away what killed workers have left, since somebody is at it."""
    from .issuing import remove_strays

    remove_strays(at=timezone.now())
    target.write_text(json.dumps([json.loads(path.read_text()) for path in paths]))


def register_handlers() -> None:
    """Tell the worker how papers of a ceremony are made."""
    register(PAPER_RUN, Handler(_make, _finish, suffix=".json", refusals=(CeremonyRefused,)))
