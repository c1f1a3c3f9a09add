"""A browser and a running system for the journeys."""

import pytest

from tests.browsing import running_chromium

from .person import DESK, Person
from .running import system


@pytest.fixture(scope="module")
def chromium():
    """Return a running Chromium of this machine."""
    with running_chromium() as browser:
        yield browser


@pytest.fixture
def office(request, tmp_path):
    """Return a running system, filled for the scenario that the test names with `@pytest.mark.parametrize(..., indirect=True)`."""
    with system(request.param, tmp_path) as running:
        yield running


@pytest.fixture
def come(chromium, office):
    """Return a function (username, width, scripts) -> Person who has signed in; its `visitor(width)` has no account."""
    people: list[Person] = []
    judged_alike: set[tuple] = set()

    def arrive(username: str, width: int = DESK, *, scripts: bool = True) -> Person:
        return visit(width, username=username, scripts=scripts).sign_in()

    def visit(width: int = DESK, *, username: str = "khách", scripts: bool = True) -> Person:
        person = Person(
            chromium,
            office.address,
            username,
            office.facts["password"],
            day=office.today,
            width=width,
            scripts=scripts,
            judged_alike=judged_alike,
        )
        people.append(person)
        return person

    arrive.visitor = visit
    yield arrive
    for person in people:
        person.leave()
