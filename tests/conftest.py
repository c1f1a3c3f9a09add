"""Fixtures of every test."""

import os
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests import factories, migrated
from tests.processes import with_database


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    """Give the process a database in memory that is a copy of the migrated one; another engine migrates as Django does."""
    from django.db import connection

    if connection.vendor != "sqlite":
        request.getfixturevalue("django_db_modify_db_settings")
        with django_db_blocker.unblock():
            made = connection.creation.create_test_db(verbosity=0, autoclobber=True)
            yield
            connection.creation.destroy_test_db(made, verbosity=0)
        return
    with django_db_blocker.unblock():
        memory = connection.creation._get_test_db_name()
        connection.close()
        connection.settings_dict["NAME"] = tmp_path_factory.mktemp("database") / "migrated.sqlite3"
        migrated.migrate()
        connection.close()
        kept, connection.settings_dict["NAME"] = Path(connection.settings_dict["NAME"]), memory
        connection.ensure_connection()
        with closing(sqlite3.connect(kept)) as source:
            source.backup(connection.connection)
        kept.unlink()
    yield


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request) -> Iterator[dict[str, str]]:
    """Offer the environment of a fresh database; PostgreSQL is the private server that ./test starts."""
    if request.param == "sqlite":
        yield {"DATABASE_URL": ""}
        return
    url = os.environ.get("VINHDANH_TEST_POSTGRES")
    assert url, (
        "PostgreSQL is missing. Run the tests with ./test, which starts a private server (apt-get install postgresql)."
    )
    name = f"race_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield {"DATABASE_URL": with_database(url, name)}
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def w(db):
    """A small committee (see tests.factories.world)."""
    return factories.world()


LONG = (
    "tests/journeys/",
    "tests/races/",
    "tests/runs/",
    "tests/spreadsheets/test_import_processes.py",
    "tests/workflows/test_numbers.py",
    "tests/workflows/test_walk.py",
)
"""Files that wait for browsers and other processes. They start first, so that the last minute has work for both cores."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Put the long files in front, and what is marked as slow; the random order within both parts stays."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: not (item.nodeid.startswith(LONG) or item.path in slow))
