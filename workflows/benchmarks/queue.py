"""How long the lists take when a committee has twenty thousand nominations, asked as a browser asks them."""

import statistics
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from documents.benchmarks import BenchmarkRefused
from meetings.models import Meeting

from ..scratch import scratch_database
from .crowd import Crowd, gather
from .filling import Filling
from .sittings import decide_past, vote_now

FEWEST, MOST = 100, 200_000
WARMING, MEASURED = 2, 11
OK = 200


@dataclass(frozen=True)
class Page:
    """One page to ask for: what it is called in the figures, who asks, and where."""

    name: str
    user: User
    url: str


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options of this benchmark to the command."""
    parser.add_argument("--nominations", default="20000", help="queue: số đề nghị trong cơ sở dữ liệu thử")


def measure(options: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield for each page `page`, `nominations`, `queries` of one request and `median_ms` of the full page.

    `options["at"]` is the moment that counts as now. Makes, fills and removes a database of its own. Raises
    BenchmarkRefused with a sentence.
    """
    count = _count(options["nominations"])
    with scratch_database("benchmark"):
        pages = fill(count, at=options["at"])
        for page in pages:
            yield {"benchmark": "queue", "page": page.name, "nominations": count, **_figures(page)}


def _count(text: str) -> int:
    count = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    if not FEWEST <= count <= MOST:
        raise BenchmarkRefused(
            f"--nominations phải là số từ {FEWEST} đến {MOST}, không phải “{text}”. Ví dụ: --nominations 20000"
        )
    return count


@transaction.atomic
def fill(count: int, *, at: datetime) -> list[Page]:
    """Fill an empty database with a committee and `count` nominations. Returns the pages to measure there."""
    crowd = gather(at=at)
    agenda = Filling(crowd).fill(count)
    decide_past(crowd)
    return pages_of(crowd, vote_now(crowd, agenda))


def pages_of(crowd: Crowd, meeting: Meeting) -> list[Page]:
    """Return the pages that people open first and most: the queue, the agenda, a cell's own lists."""
    return [
        Page("appraiser_queue", crowd.appraiser, reverse("workflows:queue")),
        Page("member_agenda", crowd.members[-1], reverse("workflows:ballot", args=[meeting.pk])),
        Page("cell_list", crowd.secretaries[0], reverse("workflows:nominations")),
        Page("cell_home", crowd.secretaries[0], reverse("workflows:home")),
    ]


def _figures(page: Page) -> dict[str, Any]:
    client = visitor(page.user)
    for _ in range(WARMING):
        _ask(client, page)
    with CaptureQueriesContext(connection) as captured:
        _ask(client, page)
    queries = len(captured)  # the next request empties the log
    times = [_ask(client, page) for _ in range(MEASURED)]
    return {"queries": queries, "median_ms": round(1000 * statistics.median(times), 1)}


def visitor(user: User) -> Client:
    """Return a browser of a signed-in user that any settings let in: an allowed host, and TLS where it is demanded."""
    hosts = [host for host in settings.ALLOWED_HOSTS if host.strip(".*")]
    client = Client(SERVER_NAME=hosts[0].lstrip(".") if hosts else "localhost", HTTP_X_FORWARDED_PROTO="https")
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def _ask(client: Client, page: Page) -> float:
    """Return how many seconds a page takes, from the request to the last byte of the answer."""
    began = time.perf_counter()
    response = client.get(page.url, secure=True)
    seconds = time.perf_counter() - began
    if response.status_code != OK:
        raise BenchmarkRefused(
            f"Trang {page.url} trả lời mã {response.status_code}, không đo được. Hãy xem nhật ký lỗi của phần mềm."
        )
    return seconds
