"""What the tests of ceremonies start from."""

import pytest

from tests.ceremonies.hall import a_ceremony, refreshed
from tests.clerks import kept_for_module, numbered
from tests.factories import world


@pytest.fixture(scope="module")
def kept_hall(django_db_setup, django_db_blocker):
    """A committee and its ceremony, built once for the module."""
    with kept_for_module(django_db_blocker):
        w = world()
        yield w, a_ceremony(w, [numbered(w, 4)])


@pytest.fixture
def hall(kept_hall, db):
    """The committee and its ceremony, as they are in the database now."""
    w, ceremony = kept_hall
    return w, refreshed(ceremony)
