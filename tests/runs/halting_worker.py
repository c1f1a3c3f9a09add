"""`manage.py worker` that stands still in the middle of a piece until it is told to go on.

python -m tests.runs.halting_worker SHEETS FOLDER worker [OPTIONS]

After so many certificates it leaves the sign `halted` in the folder and waits there for the sign `go-on`. It leaves the
sign `told` as soon as it has heard that it should stop: a signal reaches Python only when its first thread wakes up.
"""

import signal
import sys
from pathlib import Path

import django
from django.core.management import execute_from_command_line

from tests.processes import leave_sign, wait_for_sign


def main(sheets: int, folder: Path, arguments: list[str]) -> None:
    """Run the worker as manage.py does."""
    django.setup()
    from certificates.printing import working

    real, kept, listen = working.store_file, [], signal.signal

    def store_file(*args, **kwargs):
        kept.append(real(*args, **kwargs))
        if len(kept) == sheets:
            leave_sign(folder / "halted")
            wait_for_sign(folder / "go-on")
        return kept[-1]

    def heard(number, handler):
        def tell(*args):
            handler(*args)
            leave_sign(folder / "told")

        return listen(number, tell if callable(handler) else handler)

    working.store_file, signal.signal = store_file, heard
    sys.argv = ["manage.py", *arguments]
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
