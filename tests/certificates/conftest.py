"""Fixtures of the register: a numbered decision, built once for a file, and its certificates."""

import pytest

from tests.certificates.issuing import entered
from tests.clerks import kept_for_module, numbered
from tests.factories import world


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
