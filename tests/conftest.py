"""Fixtures of every test."""

import os
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests import factories, migrated, replay
from tests.processes import stop_driving, with_database


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
def database(request, race_name) -> dict[str, str]:
    """Offer the environment of a database that drivers make anew; PostgreSQL is the private server that ./test starts."""
    if request.param == "sqlite":
        return {"DATABASE_URL": ""}
    url = os.environ.get("VINHDANH_TEST_POSTGRES")
    assert url, (
        "PostgreSQL is missing. Run the tests with ./test, which starts a private server (apt-get install postgresql)."
    )
    return {"DATABASE_URL": with_database(url, race_name)}


@pytest.fixture(scope="session")
def race_name() -> str:
    """The name of the PostgreSQL database in which drivers of this process race; each makes it anew."""
    return f"race_{uuid.uuid4().hex[:12]}"


@pytest.fixture(scope="session", autouse=True)
def drivers() -> Iterator[None]:
    """Let processes that run drivers end with the tests."""
    yield
    stop_driving()


@pytest.fixture
def w(db):
    """A small committee (see tests.factories.world)."""
    return factories.world()


@pytest.fixture(scope="session")
def is_long(request) -> bool:
    """Whether there is time for the long way of a test: everywhere but in a plain ./test."""
    return request.config.option.markexpr != "not slow"


LONG = (
    "tests/journeys/",
    "tests/permissions/test_urls.py",
    "tests/races/",
    "tests/runs/",
    "tests/spreadsheets/test_import_processes.py",
    "tests/test_demo.py",
    "tests/workflows/test_committee_machine.py",
    "tests/workflows/test_numbers.py",
    "tests/workflows/test_walk.py",
)
"""Files that take long, as those that are marked as slow or drive browsers do. They start first, so that the last minute
has work for both cores."""


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Tell those who build scenes what the test uses."""
    known = item._fixtureinfo
    ours = (made for several in known.name2fixturedefs.values() for made in several if _is_ours(made.func))
    marked = (name for mark in item.iter_markers("usefixtures") for name in mark.args)
    replay.begin_test({*known.argnames, *marked, *(name for made in ours for name in made.argnames)})


def _is_ours(fixture) -> bool:
    return fixture.__module__.startswith("tests.")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Put the long files in front; the random order within both parts stays."""
    slow = {item.path for item in items if item.get_closest_marker("slow") or item.get_closest_marker("browser")}
    items.sort(key=lambda item: not (item.nodeid.startswith(LONG) or item.path in slow))
