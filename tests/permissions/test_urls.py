"""Every address is in the table, answers everybody as the table says, and changes nothing for those who may not act."""

import logging
from collections.abc import Iterator

import pytest
import time_machine
from django.conf import settings
from django.urls import get_resolver, reverse

from history.models import Entry
from nominations.models import Nomination
from tests.clerks import kept_for_module
from tests.factories import NOW, world
from workflows.models import TransitionRecord

from .scene import PEOPLE, Scene, build
from .table import TABLE, Row

pytestmark = pytest.mark.django_db
OUTSIDERS = ("anonymous", "inactive", "other_secretary", "other_appraiser", "other_clerk", "other_administrator", "inspector", "superuser")
"""Foreign units, and those who may never change anything."""
REFUSALS = {403, 404, 405}
OWN_ACCOUNT = {"accounts:sign_in", "accounts:sign_out", "accounts:signed_out", "accounts:password_change"}
READING = {"workflows:home", "workflows:nominations", "workflows:dossiers", "workflows:rounds"}


def names(patterns, namespace: str = "") -> Iterator[str]:
    """Yield the names of all addresses below `patterns`; one without a name stands for itself."""
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from names(pattern.url_patterns, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)
        else:
            yield namespace + (pattern.name or str(pattern.pattern))


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Scene]:
    """One committee for all tests here, on the day of the factories. Each test takes back what it did."""
    folder = tmp_path_factory.mktemp("var")
    with pytest.MonkeyPatch.context() as patch, kept_for_module(django_db_blocker), time_machine.travel(NOW, tick=False):
        patch.setattr(logging.getLogger("django.request"), "disabled", True)  # two thousand expected refusals
        patch.setattr(settings, "VAR_DIR", folder)
        patch.setattr(settings, "MEDIA_ROOT", folder / "files")
        yield build(world())


def address(row: Row, scene: Scene) -> str:
    """Return the address of a row."""
    return reverse(row.name, args=[scene.at.get(word, word) for word in row.about])


def changes() -> tuple[int, int]:
    """Return how much has been written down so far."""
    return TransitionRecord.objects.count(), Entry.objects.count()


def test_every_address_has_a_row_and_every_row_an_address():
    rows, addresses = {row.name for row in TABLE}, set(names(get_resolver().url_patterns))
    assert addresses - rows == set(), "addresses without a row in the table"
    assert rows - addresses == set(), "rows without an address"
    assert len({str(row) for row in TABLE}) == len(TABLE)


def test_every_name_in_the_table_is_somebody():
    named = {person for row in TABLE for people in (row.ok, row.refused, row.hidden, row.led, row.early, row.button) for person in people.split()}
    assert named <= set(PEOPLE)


@pytest.mark.parametrize("person", PEOPLE)
def test_each_person_is_answered_as_the_table_says(scene, person):
    client, before = scene.client(person), changes()
    answers = {}
    for row in TABLE:
        response = client.get(address(row, scene))
        response.close()
        if response.status_code != row.expected(person):
            answers[str(row)] = f"{response.status_code}, expected {row.expected(person)}"
        if response.status_code == 302 and person in ("anonymous", "inactive"):
            assert response.url.startswith("/tai-khoan/dang-nhap/"), row
    assert answers == {}
    assert changes() == before, "reading has changed something"


@pytest.mark.parametrize("person", OUTSIDERS)
def test_nobody_changes_what_is_not_theirs(scene, person):
    client, before = scene.client(person), changes()
    wrong = {}
    for row in TABLE:
        if row.name in OWN_ACCOUNT:
            continue
        response = client.post(address(row, scene), body(row, scene))
        response.close()
        may_open = row.expected(person) in (200, 302) and person not in ("anonymous", "inactive")
        if person in ("anonymous", "inactive"):
            # the sign-in page itself carries what was typed (403), or the way to it
            is_refused = response.status_code == 403 or response.url.startswith("/tai-khoan/dang-nhap/")
        elif row.name in READING:
            is_refused = response.status_code in (200, 405)
        else:
            allowed = {200, 302, 409, 422} if may_open else {row.expected(person)} - {200, 302}
            is_refused = response.status_code in REFUSALS | allowed
        if not is_refused:
            wrong[str(row)] = response.status_code
        assert changes() == before, f"{person} has changed something at {row}"
    assert wrong == {}


def body(row: Row, scene: Scene) -> dict:
    """Return a form that only the missing right keeps from being taken, with ids of the commune's own records."""
    typed = {
        "note": "Lý do.", "reason": "Lý do.", "due_on": "10/5/2026", "due_time": "17:00", "unit": scene.at["unit"], "version": 1,
        "line": scene.at["submitted"], "chon": scene.at["submitted"], "lines": scene.at["approved"], "opinion": "recommend",
        "xac-nhan": "1", f"line-{scene.at['voting_line']}": "in_favor", "full_name": "Nguyễn Văn Mới", "ends_on": "10/5/2026",
    }  # fmt: skip
    if row.name in ("workflows:act", "workflows:edit_line"):
        typed["version"] = Nomination.objects.values_list("version", flat=True).get(pk=scene.at[row.about[0]])
    return typed
