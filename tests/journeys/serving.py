"""Runs a program of the system as ./run does, in a morning that lasts: no day ends and no half minute runs out meanwhile.

python -m tests.journeys.serving SECONDS PROGRAM [ARGUMENTS]

SECONDS is how far the program's clock is ahead of the machine's. PROGRAM is manage.py or the name of a module.
"""

import runpy
import sys
from datetime import UTC, datetime, timedelta

import time_machine
from django.conf import settings

from vietnamese.dates import VIETNAM

PATIENCE = timedelta(minutes=10)
"""How long an opinion can be taken back: a slow machine may need its half minute for the page alone."""


def seconds_to_morning() -> float:
    """Return how far a clock is ahead that shows nine in the morning of this day in Viet Nam."""
    now = datetime.now(UTC)
    return (now.astimezone(VIETNAM).replace(hour=9, minute=0, second=0) - now).total_seconds()


def main(seconds: float, program: str) -> None:
    """Set the clock, load the system, run the program with the rest of the command line."""
    time_machine.travel(datetime.now(UTC) + timedelta(seconds=seconds), tick=True).start()
    import config.wsgi  # noqa: F401 loads the system
    from workflows import guards
    from workflows.management.commands.worker import Warmer

    guards.TAKE_BACK_WITHIN = PATIENCE
    settings.SHELF_ROOT = settings.BASE_DIR / "var" / "shelf"  # that of the tests, which do not wait for it
    Warmer.look = lambda self: None
    if program.endswith(".py"):
        runpy.run_path(program, run_name="__main__")
    else:
        runpy.run_module(program, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _, ahead, *sys.argv = sys.argv
    main(float(ahead), sys.argv[0])
