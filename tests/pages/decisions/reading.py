"""What a page of the records clerk says, for tests."""

import lxml.html
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import NOW

LIST = reverse("workflows:decisions")
TODAY = f"{NOW:%d/%m/%Y}"


def url(name, *args):
    return reverse(f"workflows:{name}", args=args)


def words(response) -> str:
    """Return what a person reads on the page."""
    return " ".join(lxml.html.document_fromstring(response.content).xpath("string(//main)").split())


def errors(response) -> str:
    return " ".join(lxml.html.document_fromstring(response.content).xpath("string(//*[@class='errors'])").split())


def titles(response) -> list[str]:
    """Return the names in the reading order as the page shows them."""
    return [
        " ".join(b.text_content().split())
        for b in lxml.html.document_fromstring(response.content).xpath("//ol[contains(@class, 'order')]/li//b")
    ]


def queries(client, address) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
