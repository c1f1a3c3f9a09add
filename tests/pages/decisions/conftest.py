"""One committee for each module of the records clerk's tests; every test takes back what it did."""

import pytest
import time_machine

from nominations.models import Nomination
from tests.clerks import approved_lines, draft, kept_for_module, number
from tests.factories import NOW, world


@pytest.fixture(scope="module")
def office(django_db_setup, django_db_blocker):
    """A committee with three approved lines, built once for the module."""
    with kept_for_module(django_db_blocker), time_machine.travel(NOW, tick=False):
        w = world()
        yield w, [line.pk for line in approved_lines(w, 3)]


@pytest.fixture
def w(office):
    return office[0]


@pytest.fixture
def waiting(office):
    return list(Nomination.objects.filter(pk__in=office[1]).select_related("nominee").order_by("id"))


@pytest.fixture
def made(w, waiting):
    return draft(w, nominations=waiting)


@pytest.fixture
def done(w, made):
    return number(w, made)


@pytest.fixture
def clerk(client, w, settings, tmp_path):
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    client.force_login(w.clerk)
    return client
