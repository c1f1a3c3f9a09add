"""A database of its own for benchmarks and journeys: made, migrated, used, removed. The office's is left alone."""

import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dj_database_url
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test.utils import override_settings


@contextmanager
def scratch_database(name: str, server: str = "") -> Iterator[Path]:
    """Point the default connection at a fresh database, whatever DATABASE_URL says, and give a folder for its files.

    The database is a SQLite file in that folder or, where `server` is the URL of a PostgreSQL server on which one may be
    created, a database there. Files and runs made meanwhile land in the folder too. Everything is removed at the end.
    """
    base = Path(settings.VAR_DIR)
    base.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=base))
    try:
        made = _postgresql(server, name) if server else _sqlite(folder)
        there = override_settings(VAR_DIR=folder, MEDIA_ROOT=folder / "files")
        with made as database, _default_is(database), there:
            call_command("migrate", verbosity=0, interactive=False)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _sqlite(folder: Path) -> Iterator[dict]:
    yield settings.SCRATCH_DATABASE | {"NAME": folder / "scratch.sqlite3"}


@contextmanager
def _postgresql(server: str, name: str) -> Iterator[dict]:
    """Create a database on the server and drop it in the end."""
    import psycopg  # installed only where PostgreSQL is used

    database = f"vinhdanh_{name}_{uuid.uuid4().hex[:10]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{database}"')
        try:
            yield {"OPTIONS": {}} | dj_database_url.parse(server) | {"NAME": database}
        finally:
            connection.execute(f'DROP DATABASE "{database}" WITH (FORCE)')


@contextmanager
def _default_is(database: dict) -> Iterator[None]:
    """Let the default connection be this database for a while."""
    connections["default"].close()
    before = connections.databases["default"]
    connections.databases["default"] = connections["default"].settings_dict | database
    del connections["default"]
    try:
        yield
    finally:
        connections["default"].close()
        del connections["default"]
        connections.databases["default"] = before
