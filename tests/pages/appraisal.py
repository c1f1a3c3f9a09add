"""What the tests of the pages of appraisal share: a browser of somebody, addresses, the text of a page."""

from datetime import timedelta

from django.test import Client
from django.urls import reverse

from tests.factories import NOW, nomination_at
from workflows.services.opinions import ask_opinion

DUE = NOW.date() + timedelta(days=5)


def signed_in(who):
    """Return a browser of somebody."""
    client = Client()
    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    return client


def at(name, *args):
    """Return an address."""
    return reverse(f"workflows:{name}", args=args)


def html(response):
    """Return the text of a page."""
    return response.content.decode()


def link(w, **values):
    """Return a request to an outside body and the address behind its link."""
    line = values.pop("line", None) or nomination_at(w, "under_appraisal")
    made, secret = ask_opinion(
        line, body_name="Công an xã", question="Có vi phạm gì không?", due_on=DUE, actor=w.appraiser, at=NOW, **values
    )
    return made, at("opinion_link", secret)
