"""Fixtures built once for a file: a committee; one with a numbered decision; and its certificates."""

import pytest

from tests.certificates.issuing import entered
from tests.clerks import kept_for_module, numbered
from tests.factories import world


@pytest.fixture(scope="module")
def kept(django_db_setup, django_db_blocker):
    """A committee as factories.world() makes it; files that need more have a fixture of this name of their own."""
    with kept_for_module(django_db_blocker):
        yield world()


@pytest.fixture
def w(kept, db):
    """The committee of the file; each test takes back what it did."""
    return kept


@pytest.fixture(scope="module")
def issue(django_db_setup, django_db_blocker):
    """A committee with a numbered decision of one collective and two people; each test takes back what it did."""
    with kept_for_module(django_db_blocker):
        w = world()
        yield w, numbered(w)


@pytest.fixture
def issued(db, issue, settings, tmp_path):
    """The committee, its decision, and the three certificates in reading order."""
    settings.MEDIA_ROOT = tmp_path
    w, decision = issue
    return w, decision, entered(w, decision)
