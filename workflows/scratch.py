"""A database of its own under var/ for benchmarks and journeys: made, migrated, used, removed. The office's is left alone."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test.utils import override_settings


@contextmanager
def scratch_database(name: str) -> Iterator[Path]:
    """Point the default connection at a fresh SQLite file in a folder of its own, whatever DATABASE_URL says.

    Yields the folder; files and runs made meanwhile land there too. Everything is removed at the end.
    """
    base = Path(settings.VAR_DIR)
    base.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=base))
    connection = connections["default"]
    connection.close()
    before = connections.databases["default"]
    scratch = settings.SCRATCH_DATABASE | {"NAME": folder / "scratch.sqlite3"}
    connections.databases["default"] = connections["default"].settings_dict | scratch
    del connections["default"]
    try:
        with override_settings(VAR_DIR=folder, MEDIA_ROOT=folder / "files"):
            call_command("migrate", verbosity=0, interactive=False)
            yield folder
    finally:
        connections["default"].close()
        del connections["default"]
        connections.databases["default"] = before
        shutil.rmtree(folder, ignore_errors=True)
