"""Whoever follows the links of the demo's pages is never turned away, whatever their office."""

from collections import Counter, defaultdict, deque
from io import StringIO
from urllib.parse import urldefrag, urljoin, urlsplit

import lxml.html
import pytest
from django.core.management import call_command
from django.test import Client
from django.test.utils import override_settings
from django.urls import resolve

from accounts.models import User
from permissions.models import RoleAssignment
from tests.clerks import kept_for_module

pytestmark = pytest.mark.slow
SAME_PAGE = 2
"""How many pages of one kind each person opens; what differs between them is tested elsewhere."""
FEWEST = 30


@pytest.fixture(scope="module")
def people(tmp_path_factory, django_db_setup, django_db_blocker):
    """Build the demo once; return its accounts, one for each set of offices."""
    folder = tmp_path_factory.mktemp("var")
    there = override_settings(VAR_DIR=folder, MEDIA_ROOT=folder / "files", DEMO_MODE=True)
    with there, kept_for_module(django_db_blocker):
        call_command("seed_demo", stdout=StringIO())
        held = defaultdict(set)
        for user_id, unit_id, role in RoleAssignment.objects.values_list("user", "unit", "role"):
            held[user_id].add((unit_id, role))
        different = {frozenset(offices): user_id for user_id, offices in sorted(held.items(), reverse=True)}
        yield list(User.objects.filter(pk__in=different.values(), is_active=True).order_by("username"))


def links(page: str, content: bytes) -> list[str]:
    """Return the addresses within this system that a page offers, in its order."""
    found = (urldefrag(urljoin(page, href)).url for href in lxml.html.fromstring(content).xpath("//main//a/@href"))
    return [address for address in found if address.startswith("/")]


def walk(user: User) -> tuple[Counter[str], list[str]]:
    """Return how often each kind of page was opened, and which links led where the person may not go or nothing is."""
    client, opened, refused = Client(), Counter(), []
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    waiting, seen = deque([("", "/")]), {"/"}
    while waiting:
        source, address = waiting.popleft()
        kind = resolve(urlsplit(address).path).view_name
        if opened[kind] >= (1 if kind.startswith("documents:") else SAME_PAGE):  # papers take long
            continue
        opened[kind] += 1
        answer = client.get(address, follow=True)
        if answer.status_code >= 400:
            refused.append(f"{user.username}: {source} -> {address}: {answer.status_code}")
        elif answer.streaming:
            answer.close()
        elif answer["Content-Type"].startswith("text/html"):
            fresh = [link for link in dict.fromkeys(links(address, answer.content)) if link not in seen]
            seen.update(fresh)
            waiting.extend((address, link) for link in fresh)
    return opened, refused


@pytest.mark.django_db
def test_nobody_is_turned_away_by_a_link(people):
    refused, everywhere = [], Counter()
    for user in people:
        opened, turned_away = walk(user)
        refused += turned_away
        everywhere += opened
    assert refused == [], "\n".join(refused)
    assert len(everywhere) > FEWEST, everywhere
