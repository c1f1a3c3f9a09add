"""Fixtures of every test."""

import pytest

from tests import factories


@pytest.fixture
def w(db):
    """A small committee (see tests.factories.world)."""
    return factories.world()
