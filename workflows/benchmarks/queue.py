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
from certificates.benchmarks import BenchmarkRefused
from meetings.models import Meeting

from ..scratch import scratch_database
from .crowd import CELLS, Crowd, gather
from .filling import Filling
from .sittings import decide_past, vote_now

FEWEST, MOST = 100, 200_000
FEWEST_UNITS, MOST_UNITS = 2, 2_000
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
    parser.add_argument("--beside", default="", help="queue: đo thêm với số đề nghị này rồi so sánh, ví dụ 2000")
    parser.add_argument("--units", default="101", help="queue: số đơn vị")
    parser.add_argument("--waiting", default="", help="queue: số dòng chờ thẩm định, để trống thì theo tỷ lệ")
    parser.add_argument("--postgres", default="", help="queue: địa chỉ máy chủ PostgreSQL để đo trên đó thay vì SQLite")


def measure(options: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield for each page `page`, `nominations`, `queries` of one request and `median_ms` of the full page.

    With `--beside` the same is measured in a smaller database first, and each line of the large one carries
    `of_smaller`, the ratio of the two times. `options["at"]` is the moment that counts as now. Makes, fills and removes
    databases of its own. Raises BenchmarkRefused with a sentence.
    """
    count = _count("--nominations", options["nominations"])
    smaller = _count("--beside", options["beside"]) if options.get("beside") else None
    units = _count("--units", options.get("units") or str(CELLS + 1), FEWEST_UNITS, MOST_UNITS)
    waiting = _count("--waiting", options["waiting"], 1, MOST) if options.get("waiting") else None
    server = options.get("postgres") or ""
    before: dict[str, float] = {}
    for size in filter(None, (smaller, count)):
        with scratch_database("benchmark", server):
            for page in fill(size, at=options["at"], cells=units - 1, waiting=waiting):
                figures = _figures(page)
                ratio = (
                    {"of_smaller": round(figures["median_ms"] / before[page.name], 2)} if before.get(page.name) else {}
                )
                yield {
                    "benchmark": "queue", "database": connection.vendor, "page": page.name, "nominations": size, **figures, **ratio
                }  # fmt: skip
                if size != count:
                    before[page.name] = figures["median_ms"]


def _count(option: str, text: str, fewest: int = FEWEST, most: int = MOST) -> int:
    count = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    if not fewest <= count <= most:
        raise BenchmarkRefused(
            f"{option} phải là số từ {fewest} đến {most}, không phải “{text}”. Ví dụ: {option} {fewest * 2}"
        )
    return count


@transaction.atomic
def fill(count: int, *, at: datetime, cells: int = CELLS, waiting: int | None = None) -> list[Page]:
    """Fill an empty database with a committee and `count` nominations. Returns the pages to measure there."""
    crowd = gather(at=at, cells=cells)
    agenda = Filling(crowd, waiting=waiting).fill(count)
    decide_past(crowd)
    return pages_of(crowd, vote_now(crowd, agenda))


def pages_of(crowd: Crowd, meeting: Meeting) -> list[Page]:
    """Return the pages that people open first and most: the queue, the agenda, searches, a cell's own lists."""
    search, queue = reverse("workflows:nominations"), reverse("workflows:queue")
    return [
        Page("appraiser_queue", crowd.appraiser, queue),
        Page("queue_search", crowd.appraiser, f"{queue}?tim=chi+bo+ap+tan+binh"),
        Page("member_agenda", crowd.members[-1], reverse("workflows:ballot", args=[meeting.pk])),
        Page("meeting", crowd.clerk, reverse("workflows:meeting", args=[meeting.pk])),
        Page("search_all", crowd.appraiser, search),
        Page("search_unit", crowd.appraiser, f"{search}?q=chi+bo+ap+tan+binh+7"),
        Page("search_name", crowd.appraiser, f"{search}?q=nguyen+van+duc"),
        Page("search_nothing", crowd.appraiser, f"{search}?q=khong+co+ai+nhu+the"),
        Page("situation", crowd.clerk, reverse("workflows:situation")),
        Page("waiting_lines", crowd.appraiser, f"{reverse('workflows:waiting_lines')}?xem=vuong"),
        Page("office_home", crowd.appraiser, reverse("workflows:home")),
        Page("cell_list", crowd.secretaries[0], search),
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
