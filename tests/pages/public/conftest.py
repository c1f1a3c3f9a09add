"""What tests of the check page and of signatures share: the moment, and the committee of the module's scene."""

import pytest

from tests.factories import NOW


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Let every view read the same moment."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def w(scene, db):
    """The committee, which stands first in the scene of each module."""
    return scene[0]
