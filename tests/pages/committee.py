"""What the tests of the committee's pages share."""

import re

from django.test import Client
from django.urls import reverse

from nominations.enums import NominationState as S
from tests import factories as f
from workflows.services import meetings


def url(name, *args):
    """Return the address of a page of this room."""
    return reverse(f"workflows:{name}", args=args)


def signed_in(user) -> Client:
    """Return a browser in which the user is signed in."""
    client = Client()
    client.force_login(user)
    return client


def words(response) -> str:
    """Return the words of a page as a person reads them, white space as single spaces."""
    return (
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))
        .replace("\xa0", " ")
        .replace("&nbsp;", " ")
    )


def open_vote(w, count=2, *, declined=0, present=None, **nominee):
    """Return a meeting that votes on `count` recommended lines."""
    for _ in range(count):
        f.nomination_at(w, S.RECOMMENDED, **nominee)
    for _ in range(declined):
        f.nomination_at(w, S.NOT_RECOMMENDED)
    return f.a_meeting(w, present=present)


def prepared(w, count=2, *, declined=0):
    """Return a meeting that is being prepared."""
    for _ in range(count):
        f.nomination_at(w, S.RECOMMENDED)
    for _ in range(declined):
        f.nomination_at(w, S.NOT_RECOMMENDED)
    return meetings.prepare_meeting(unit=w.commune, title="Họp Ban Thường vụ", starts_at=w.at, actor=w.clerk, at=w.at)


def cast(w, meeting, member, choices):
    """Cast one member's votes: position of a line -> choice."""
    ids = dict(meeting.lines.values_list("position", "pk"))
    return meetings.cast_ballots(meeting, choices={ids[p]: c for p, c in choices.items()}, actor=member, at=w.at)


def roll(meeting, *statuses, **more):
    """Return what the page of attendance sends."""
    rows = meeting.attendances.all()
    return (
        {f"status-{a.pk}": status for a, status in zip(rows, statuses, strict=False) if status}
        | {"version": meeting.version}
        | more
    )
