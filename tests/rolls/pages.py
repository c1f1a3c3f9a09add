"""What the tests of the pages share."""

import re
from datetime import date

from django.test import Client
from django.urls import reverse

from rolls.models import RollEntry
from rolls.services import put_on_roll
from tests.factories import NOW

ROLL = "/danh-sach/"
BORN = date(1970, 3, 5)


def browser(person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def put(w, name="Nguyễn Văn Hùng", where=None, by=None, **known) -> RollEntry:
    return put_on_roll(
        unit=where or w.cell,
        kind="individual",
        facts={"full_name": name, **known},
        is_new=True,
        actor=by or w.appraiser,
        at=NOW,
    )


def words(response) -> str:
    """Return what stands in the page's main part, without tags, with single spaces."""
    main = response.text[response.text.index("<main") : response.text.index("</main>")]
    main = re.sub(r"</?(b|code|span|time)\b[^>]*>", "", main)  # inside a sentence
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def add_url(w, word="nguoi", where=None) -> str:
    return reverse("rolls:add", args=[(where or w.cell).pk, word])
