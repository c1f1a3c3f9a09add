"""Between count and release nothing leaves the room: whichever way the committee votes, outside every page is the same."""

import re

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from nominations.enums import NominationState as S
from notices.models import Mail, Notice
from tests.factories import a_meeting, nomination_at, vote_all
from tests.permissions.table import TABLE
from workflows.models import TransitionRecord
from workflows.services import meetings

OUTSIDE = ("secretary", "appraiser", "inspector", "province_appraiser")
FEW = (
    "workflows:home", "workflows:nominations", "workflows:meetings", "workflows:meeting", "workflows:nomination",
    "workflows:dossier", "workflows:dossiers", "workflows:rounds", "documents:meeting_paper",
)  # fmt: skip
"""The pages that every run asks for; all of them are asked for in the slow one."""
PASSING = re.compile(r'(csrfmiddlewaretoken|submission_key|key)" value="[^"]+"|\d{4}-\d\d-\d\d[T ][\d:.+Z]+|\d\d:\d\d')
"""Tokens, and the hour of the request."""


@pytest.fixture
def voting(w):
    """Two lines whose vote is open, and a meeting about them."""
    nomination_at(w, S.RECOMMENDED), nomination_at(w, S.RECOMMENDED)
    return a_meeting(w)


def records(meeting):
    """Word of the table of addresses -> what stands there in this test; other words are left out."""
    line = meeting.lines.select_related("nomination__dossier").first()
    nomination = line.nomination
    found = {"round": nomination.round_id, "unit": meeting.unit_id, "cell": nomination.proposing_unit_id}
    for row in TABLE:
        for word in row.about:
            if word in found:
                continue
            if word.endswith("_dossier") or word == "dossier":
                found[word] = nomination.dossier_id
            elif word in ("preparing", "voting", "closed_meeting", "counted_meeting"):
                found[word] = meeting.pk
            elif word.endswith("_line"):
                found[word] = line.pk
            elif word in S.__members__.values() or word in ("declined", "draft"):
                found[word] = nomination.pk
            elif not word.isascii() or word in (
                "csv",
                "xlsx",
                "tally_minutes",
                "committee_minutes",
                "upward_submission",
            ):
                found[word] = word
    return found


def addresses(meeting, names=None):
    """Return the addresses of the table that are about these records, or about nothing in particular."""
    known, found = records(meeting), {}
    for row in TABLE:
        if (names is None or row.name in names) and all(word in known for word in row.about):
            address = reverse(row.name, args=[known[word] for word in row.about])
            found[address] = row.name
    return sorted(found)


def answers(user, paths):
    """Return what the person is answered at each address, without what differs from one request to the next."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    found = {}
    for path in paths:
        response = client.get(path)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        text = content.decode("utf-8", "replace")
        found[path] = (response.status_code, PASSING.sub("", text))
    return found


def outside(w, meeting, choice, paths):
    """Return what everybody outside is answered when all members vote alike and the meeting is counted; undo it all."""
    with transaction.atomic():
        vote_all(w, meeting, choice)
        meetings.close_meeting(meeting, actor=w.clerk, at=w.at)
        said = {name: answers(getattr(w, name), paths) for name in OUTSIDE}
        told = list(Notice.objects.values_list("user", "title", "text")), Mail.objects.count()
        moved = TransitionRecord.objects.filter(action__in=["approve", "reject"]).count()
        transaction.set_rollback(True)
    return said, told, moved


def compare(w, meeting, names):
    """Vote one way and the other at the same moment, and compare all that people outside can read."""
    paths = addresses(meeting, names)
    with time_machine.travel(timezone.now(), tick=False):
        (approved, told, moved), (refused, told_too, _) = (
            outside(w, meeting, choice, paths) for choice in ("in_favor", "against")
        )
    for name in OUTSIDE:
        for path in paths:
            assert approved[name][path] == refused[name][path], f"{name} {path}"
    assert (told, moved) == (told_too, 0)
    return paths, approved


def test_outside_the_room_nobody_can_tell_how_it_was_voted(w, voting):
    paths, said = compare(w, voting, FEW)
    assert len(paths) > 7
    page = reverse("workflows:meeting", args=[voting.pk])
    assert said["secretary"][page][0] == 404
    for name in ("appraiser", "inspector"):
        status, text = said[name][page]
        assert (status, "Kết quả chưa được công bố" in text) == (200, True)


@pytest.mark.slow
def test_at_no_address_at_all(w, voting):
    paths, _ = compare(w, voting, None)
    assert len(paths) > 60


def test_in_the_room_there_are_counts_and_drafts(w, voting):
    vote_all(w, voting)
    meetings.close_meeting(voting, actor=w.clerk, at=w.at)
    page = reverse("workflows:meeting", args=[voting.pk])
    paper = reverse("documents:meeting_paper", args=[voting.pk, "tally_minutes"])
    member, clerk = (answers(user, [page, paper]) for user in (w.members[1], w.clerk))
    for said in (member, clerk):
        assert "Kết quả đang giữ trong phòng họp" in said[page][1]
        assert "Tán thành 5/5" in said[page][1]
    assert (member[paper][0], clerk[paper][0]) == (403, 200)
    assert reverse("workflows:meeting_release", args=[voting.pk]) not in member[page][1]
