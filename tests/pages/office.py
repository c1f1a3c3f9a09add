"""What the tests of the office's pages share."""

import re
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from permissions.roles import Role
from tests.factories import MEETING_FACTS, dossier, line, role, user
from workflows.services import drafts
from workflows.services.lines import submit_dossier

QUEUE = reverse("workflows:queue")
REVIEW = reverse("workflows:queue_review")


def opinion(n, opinion="recommend", **more):
    """Return what the decision bar sends for a line."""
    due = timezone.localdate() + timedelta(days=7)
    return {
        "line": n.pk,
        "version": n.version,
        "opinion": opinion,
        "note": "",
        "due_day": f"{due:%d/%m/%Y}",
        "due_hour": "17:00",
    } | more


def submitted(w, count, **nominee):
    """Return `count` lines of one dossier, submitted."""
    bundle = dossier(w)
    made = [line(w, bundle, **nominee) for _ in range(count)]
    results = submit_dossier(bundle, actor=w.secretary, at=w.at)
    assert all(result.is_done for result in results), [result.refusal for result in results]
    for n in made:
        n.refresh_from_db()
    return made


def page_text(response):
    """Return the words of a page, white space as single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def colleague_of(w):
    """Return a second appraiser of the commune."""
    other = user("can-bo-hai", "Phạm Thị Nhung")
    role(other, Role.APPRAISER, w.commune)
    return other


def by_appraiser(w):
    """Return a dossier of the first cell that the commune's appraiser has started."""
    made = drafts.start_dossier(round=w.round, unit=w.cell, actor=w.appraiser, at=w.at)
    return drafts.save_meeting(made, actor=w.appraiser, at=w.at, expected_version=1, votes={}, **MEETING_FACTS)


def count_queries(django_assert_max_num_queries, client, url):
    """Return how many queries a page takes on which the rules are asked: twelve for the page, ten for their facts."""
    with django_assert_max_num_queries(22) as captured:
        assert client.get(url).status_code == 200
    return len(captured)
