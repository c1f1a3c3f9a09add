"""A browser and a running system for the journeys."""

import shutil

import pytest
from playwright.sync_api import sync_playwright

from .person import DESK, Person
from .running import system


@pytest.fixture(scope="module")
def chromium():
    """Return a running Chromium of this machine."""
    path = shutil.which("chromium")
    assert path, "Chromium is missing: run ./test, which installs it (apt-get install chromium)."
    flags = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


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
