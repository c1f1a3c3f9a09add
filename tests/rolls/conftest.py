"""Browsers of those who keep rolls, on the day of the factories."""

import pytest
import time_machine

from tests.factories import NOW

from .pages import browser


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cell(w):
    return browser(w.secretary)


@pytest.fixture
def office(w):
    return browser(w.appraiser)
