"""Fixtures of every test."""

import pytest

from tests import factories


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
    """Put the long files in front; the random order within both parts stays."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))
