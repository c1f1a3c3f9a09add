"""Opening pages of the register as somebody, and reading what they say."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

BACKEND = "django.contrib.auth.backends.ModelBackend"


def browser(who) -> Client:
    client = Client()
    client.force_login(who, backend=BACKEND)
    return client


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def page_of(certificate, name: str = "certificate", *more) -> str:
    return reverse(f"certificates:{name}", args=[certificate.pk, *more])


def asked(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
