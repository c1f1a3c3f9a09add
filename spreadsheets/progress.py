"""How far the writing of an import is: kept in a file, because its one transaction shows nothing before the end."""

from contextlib import suppress

from runs.models import Run
from runs.services import run_folder

NAME = "tien-do"


def tell(run: Run, count: int) -> None:
    """Say how many rows are written; only for show, so a disk that refuses is passed over."""
    with suppress(OSError):
        (run_folder(run) / NAME).write_text(str(count))


def told(run: Run) -> int:
    """Return how many rows were said to be written, 0 when nothing was said."""
    try:
        return int((run_folder(run) / NAME).read_text())
    except (OSError, ValueError):
        return 0
