"""Runs drivers one after the other, each in a process of its own with an empty folder: Django is loaded once for all.

python -m tests.driving     reads lines {"module", "arguments", "output", "errors"} and answers each with the exit code

The folder is VINHDANH_VAR, the database DATABASE_URL; a driver migrates it anew (tests.migrated). What the driver says
goes to the files `output` and `errors`.
"""

import json
import multiprocessing
import os
import runpy
import shutil
import sys
from pathlib import Path

import django


def main() -> None:
    """Load what all drivers need, then do what is asked until nobody asks any more."""
    django.setup()
    from django.conf import settings

    from config import urls  # noqa: F401 whatever is loaded here is loaded once
    from tests import clerks, factories, migrated  # noqa: F401

    folder = Path(settings.VAR_DIR)
    for line in sys.stdin:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        process = multiprocessing.get_context("fork").Process(target=drive, kwargs=json.loads(line))
        process.start()
        process.join()
        print(process.exitcode, flush=True)


def drive(module: str, arguments: list[str], output: str, errors: str) -> None:
    """Run a module as `python -m` does."""
    for number, path in ((1, output), (2, errors)):
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(file, number)
        os.close(file)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
