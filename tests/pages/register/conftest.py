"""One committee with three certificates for each module; every test takes back what it did."""

from datetime import timedelta

import pytest
import time_machine

from tests.certificates.issuing import entered
from tests.clerks import kept_for_module, numbered
from tests.factories import NOW, world


@pytest.fixture(scope="module")
def kept(django_db_setup, django_db_blocker):
    """A committee with a numbered decision of three."""
    with kept_for_module(django_db_blocker), time_machine.travel(NOW, tick=False):
        w = world()
        yield w, numbered(w)


@pytest.fixture
def issued(db, kept, settings, tmp_path):
    """The committee, its decision, its three certificates in reading order; the day of the test is that of the factories."""
    settings.MEDIA_ROOT = tmp_path
    w, decision = kept
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        yield w, decision, entered(w, decision)
