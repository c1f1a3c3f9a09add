"""Databases of their own for benchmarks and journeys: made, migrated, used, removed. The office's is left alone."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import dj_database_url
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, connections
from django.test.utils import override_settings


class ScratchRefused(Exception):
    """No database could be made there; the text is a Vietnamese sentence."""


@dataclass(frozen=True)
class Scratch:
    """One database that nobody else uses, and a folder for its files."""

    folder: Path
    database: dict

    @contextmanager
    def in_use(self) -> Iterator[Path]:
        """Let the default connection be this database for a while; files and runs made meanwhile land in the folder."""
        connections["default"].close()
        before = connections.databases["default"]
        connections.databases["default"] = connections["default"].settings_dict | self.database
        del connections["default"]
        ContentType.objects.clear_cache()
        try:
            with override_settings(VAR_DIR=self.folder, MEDIA_ROOT=self.folder / "files"):
                yield self.folder
        finally:
            connections["default"].close()
            del connections["default"]
            connections.databases["default"] = before
            ContentType.objects.clear_cache()


def own_server() -> str:
    """Return the URL of the PostgreSQL server that DATABASE_URL names, "" where the office keeps its data in SQLite."""
    url = os.environ.get("DATABASE_URL", "")
    return url if url and "postgresql" in dj_database_url.parse(url)["ENGINE"] else ""


@contextmanager
def scratch_database(name: str, server: str = "") -> Iterator[Path]:
    """Point the default connection at a fresh database, whatever DATABASE_URL says, and give a folder for its files.

    See made_database(); everything is removed at the end.
    """
    with made_database(name, server) as made, made.in_use() as folder:
        yield folder


@contextmanager
def made_database(name: str, server: str = "") -> Iterator[Scratch]:
    """Make and migrate a database that is used where its in_use() says so, and remove it at the end.

    The database is a SQLite file in its folder or, where `server` is the URL of a PostgreSQL server on which one may be
    created, a database there. Raises ScratchRefused when the server makes none.
    """
    base = Path(settings.VAR_DIR)
    base.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=base))
    try:
        with _postgresql(server, name) if server else _sqlite(folder) as database:
            made = Scratch(folder, database)
            with made.in_use():
                call_command("migrate", verbosity=0, interactive=False)
            yield made
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def settle() -> None:
    """Do what PostgreSQL's autovacuum does within a minute after many rows were written; SQLite needs nothing."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


@contextmanager
def _sqlite(folder: Path) -> Iterator[dict]:
    yield settings.SCRATCH_DATABASE | {"NAME": folder / "scratch.sqlite3"}


@contextmanager
def _postgresql(server: str, name: str) -> Iterator[dict]:
    """Create a database on the server and drop it in the end."""
    import psycopg  # installed only where PostgreSQL is used

    database = f"vinhdanh_{name}_{uuid.uuid4().hex[:10]}"
    try:
        speaking = psycopg.connect(server, autocommit=True)
        speaking.execute(f'CREATE DATABASE "{database}"')
    except psycopg.Error as refusal:
        raise ScratchRefused(
            "Máy chủ PostgreSQL không tạo được cơ sở dữ liệu thử. Hãy dùng địa chỉ của người dùng có quyền CREATEDB. "
            f"Máy chủ trả lời: {str(refusal).strip()}"
        ) from refusal
    with speaking:
        try:
            yield dj_database_url.parse(server) | {"OPTIONS": settings.POSTGRES_OPTIONS, "NAME": database}
        finally:
            speaking.execute(f'DROP DATABASE "{database}" WITH (FORCE)')
