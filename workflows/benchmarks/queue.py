"""How long the lists take when a committee has two hundred thousand nominations, asked as a browser asks them."""

import statistics
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import ExitStack
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

from ..scratch import Scratch, made_database, own_server, settle
from .crowd import Crowd, gather
from .filling import AGENDA, Filling
from .sittings import decide_past, prepare_next, vote_now

FEWEST, MOST = 100, 200_000
FEWEST_UNITS, MOST_UNITS = 2, 2_000
MOST_TIMES = 1_000
WARMING = 2
OK = 200
MOST_QUERIES, MOST_MS, MOST_GROWTH = 15, 100, 1.2
"""What a page may take: queries, milliseconds in the median, and times as long as in the small database."""


@dataclass(frozen=True)
class Page:
    """One page to ask for: what it is called in the figures, who asks, and where."""

    name: str
    user: User
    url: str


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options of this benchmark to the command; without any it measures what is promised."""
    parser.add_argument("--nominations", default="200000", help="queue: số đề nghị trong cơ sở dữ liệu thử")
    parser.add_argument(
        "--beside", default="2000", help="queue: đo cùng lúc với số đề nghị này rồi so sánh, để trống thì không so sánh"
    )
    parser.add_argument("--units", default="500", help="queue: số đơn vị")
    parser.add_argument("--waiting", default="60", help="queue: số dòng chờ thẩm định, để trống thì theo tỷ lệ")
    parser.add_argument("--times", default="21", help="queue: số lần hỏi mỗi trang")
    parser.add_argument(
        "--postgres", default="", help="queue, closing: địa chỉ máy chủ PostgreSQL, nếu khác với DATABASE_URL"
    )


def measure(options: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield for each page `page`, `nominations`, `queries` of one request, `median_ms` and `fastest_ms` of the full page.

    `cpu_ms` is what this process computed for it, without PostgreSQL's own part: what a loaded machine does not change.

    With `--beside` each page is measured in a smaller database right before, so that both meet the same load of the
    machine, and the line of the large one carries `of_smaller`, the ratio of the two medians. The last line says whether
    all pages of the large database keep what is promised, and which do not. `options["at"]` is the moment that counts as
    now. Makes, fills and removes databases of its own, on the PostgreSQL server of `--postgres` or DATABASE_URL, else
    SQLite files. Raises BenchmarkRefused with a sentence.
    """
    count = _count("--nominations", options["nominations"])
    smaller = _count("--beside", options["beside"]) if options["beside"] else None
    units = _count("--units", options["units"], FEWEST_UNITS, MOST_UNITS)
    waiting = _count("--waiting", options["waiting"], 1, MOST) if options["waiting"] else None
    times, server = _count("--times", options["times"], 1, MOST_TIMES), options["postgres"] or own_server()
    broken: list[str] = []
    with ExitStack() as made:
        places = []
        for size in filter(None, (smaller, count)):
            place = made.enter_context(made_database("benchmark", server))
            places.append((place, size, _filled(place, size, options["at"], units - 1, waiting)))
        for same in zip(*(pages for _, _, pages in places), strict=True):
            before = 0.0
            for (place, size, _), page in zip(places, same, strict=True):
                line = {"benchmark": "queue", "page": page.name, "nominations": size, **_figures(place, page, times)}
                if before:
                    line["of_smaller"] = round(line["median_ms"] / before, 2)
                before = line["median_ms"]
                yield line
            broken += [f"{page.name}: {fact}" for fact in _broken(line)]
    yield {
        "benchmark": "queue", "database": line["database"], "nominations": count, "units": units,
        "most_queries": MOST_QUERIES, "most_ms": MOST_MS, "most_of_smaller": MOST_GROWTH, "kept": not broken, "broken": broken,
    }  # fmt: skip


def _filled(place: Scratch, count: int, at: datetime, cells: int, waiting: int | None) -> list[Page]:
    with place.in_use():
        pages = fill(count, at=at, cells=cells, waiting=waiting)
        settle()
    return pages


def _broken(line: dict[str, Any]) -> list[str]:
    """Return which figures of a line are over what is promised."""
    most = {"queries": MOST_QUERIES, "median_ms": MOST_MS, "of_smaller": MOST_GROWTH}
    return [f"{name} {line[name]} > {limit}" for name, limit in most.items() if line.get(name, 0) > limit]


def _count(option: str, text: str, fewest: int = FEWEST, most: int = MOST) -> int:
    count = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    if not fewest <= count <= most:
        raise BenchmarkRefused(
            f"{option} phải là số từ {fewest} đến {most}, không phải “{text}”. Ví dụ: {option} {fewest * 2}"
        )
    return count


@transaction.atomic
def fill(count: int, *, at: datetime, cells: int, waiting: int | None = None) -> list[Page]:
    """Fill an empty database with a committee and `count` nominations. Returns the pages to measure there."""
    crowd = gather(at=at, cells=cells)
    agenda = Filling(crowd, waiting=waiting, agenda=2 * AGENDA).fill(count)
    decide_past(crowd)
    return pages_of(crowd, voting=vote_now(crowd, agenda[:AGENDA]), prepared=prepare_next(crowd, agenda[AGENDA:]))


def pages_of(crowd: Crowd, *, voting: Meeting, prepared: Meeting) -> list[Page]:
    """Return the pages that people open first and most: the queue, agendas, searches, first pages, a cell's own lists."""
    search, queue = reverse("workflows:nominations"), reverse("workflows:queue")
    return [
        Page("appraiser_queue", crowd.appraiser, queue),
        Page("queue_search", crowd.appraiser, f"{queue}?tim=chi+bo+ap+tan+binh"),
        Page("member_agenda", crowd.members[-1], reverse("workflows:ballot", args=[voting.pk])),
        Page("meeting", crowd.clerk, reverse("workflows:meeting", args=[voting.pk])),
        Page("meeting_prepared", crowd.clerk, reverse("workflows:meeting", args=[prepared.pk])),
        Page("meetings", crowd.clerk, reverse("workflows:meetings")),
        Page("search_all", crowd.appraiser, search),
        Page("search_unit", crowd.appraiser, f"{search}?q=chi+bo+ap+tan+binh+7"),
        Page("search_name", crowd.appraiser, f"{search}?q=nguyen+van+duc"),
        Page("search_nothing", crowd.appraiser, f"{search}?q=khong+co+ai+nhu+the"),
        Page("situation", crowd.clerk, reverse("workflows:situation")),
        Page("rounds", crowd.clerk, reverse("workflows:rounds")),
        Page("step_times", crowd.clerk, reverse("workflows:step_times")),
        Page("answers", crowd.clerk, reverse("workflows:answers")),
        Page("waiting_lines", crowd.appraiser, f"{reverse('workflows:waiting_lines')}?xem=vuong"),
        Page("office_home", crowd.appraiser, reverse("workflows:home")),
        Page("clerk_home", crowd.clerk, reverse("workflows:home")),
        Page("member_home", crowd.members[-1], reverse("workflows:home")),
        Page("cell_list", crowd.secretaries[0], search),
        Page("cell_home", crowd.secretaries[0], reverse("workflows:home")),
    ]


def _figures(place: Scratch, page: Page, times: int) -> dict[str, Any]:
    with place.in_use():
        client = visitor(page.user)
        for _ in range(WARMING):
            _ask(client, page)
        with CaptureQueriesContext(connection) as captured:
            _ask(client, page)
        queries = len(captured)  # the next request empties the log
        began = time.process_time()
        taken = [_ask(client, page) for _ in range(times)]
        processor = time.process_time() - began
        return {
            "database": connection.vendor,
            "queries": queries,
            "median_ms": round(1000 * statistics.median(taken), 1),
            "fastest_ms": round(1000 * min(taken), 1),
            "cpu_ms": round(1000 * processor / times, 1),
        }


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
