"""How long it takes to count and release a meeting of many lines, each half in one transaction as an office does it."""

import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

from django.db import connection, transaction

from certificates.benchmarks import BenchmarkRefused
from meetings.enums import Choice, MeetingState, Outcome
from meetings.models import AgendaLine, Ballot, Meeting
from nominations.enums import NominationState as S
from nominations.models import Nomination

from .. import engine
from ..scratch import own_server, scratch_database
from ..services import meetings
from .crowd import Crowd, gather
from .filling import Filling
from .sittings import vote_now

FEWEST_LINES, MOST_LINES = 1, 2_000
FEWEST_MEMBERS, MOST_MEMBERS = 3, 60
REFUSED_EVERY = 10
"""Every so many lines the members vote against one, so that both ways out of a meeting are measured."""


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options of this benchmark to the command; `--postgres` is that of the queue."""
    parser.add_argument("--lines", default="300", help="closing: số dòng của phiên họp")
    parser.add_argument("--members", default="15", help="closing: số ủy viên")


def measure(options: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield one line: `seconds` of counting and releasing, each of both, `queries_per_line`, and what viewflow takes.

    `viewflow_share` is the part of the seconds spent in viewflow's own steps, `cpu_seconds` what this process computed,
    without PostgreSQL's own part. `options["at"]` is the moment that counts as now. Makes, fills and removes a database of
    its own, where the benchmark of the queue makes its own. Raises BenchmarkRefused with a sentence.
    """
    lines = _number("--lines", options["lines"], FEWEST_LINES, MOST_LINES)
    members = _number("--members", options["members"], FEWEST_MEMBERS, MOST_MEMBERS)
    at = options["at"]
    with scratch_database("benchmark", options.get("postgres") or own_server()):
        crowd, meeting = fill(lines, members, at=at)
        yield {"benchmark": "closing", "database": connection.vendor, "lines": lines, "members": members} | figures(
            crowd, meeting, at=at
        )


def _number(option: str, text: str, fewest: int, most: int) -> int:
    count = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    if not fewest <= count <= most:
        raise BenchmarkRefused(
            f"{option} phải là số từ {fewest} đến {most}, không phải “{text}”. Ví dụ: {option} {fewest + 1}"
        )
    return count


@transaction.atomic
def fill(lines: int, members: int, *, at: datetime) -> tuple[Crowd, Meeting]:
    """Fill an empty database with a meeting that votes on so many lines, every member having voted on each."""
    crowd = gather(at=at - timedelta(days=1), members=members)
    agenda = Filling(crowd, agenda=lines).fill(lines * 4)
    meeting = vote_now(crowd, agenda)
    Ballot.objects.filter(line__meeting=meeting).delete()
    Ballot.objects.bulk_create(
        (
            Ballot(line=line, user=member, choice=_choice(line), cast_at=at)
            for line in meeting.lines.all()
            for member in crowd.members
        ),
        batch_size=1000,
    )
    return crowd, meeting


def _choice(line: AgendaLine) -> Choice:
    return Choice.AGAINST if line.position % REFUSED_EVERY == 0 else Choice.IN_FAVOR


class Tally:
    """Counts the statements that are sent to the database."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Send the statement on."""
        self.number += 1
        return execute(sql, params, many, context)


@dataclass
class Watch:
    """Adds up the seconds that a function takes, however often it is called."""

    seconds: float = field(default=0.0)

    def around(self, act: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function with this watch running around it."""

        def timed(*args: Any, **kwargs: Any) -> Any:
            began = time.perf_counter()
            try:
                return act(*args, **kwargs)
            finally:
                self.seconds += time.perf_counter() - began

        return timed


def figures(crowd: Crowd, meeting: Meeting, *, at: datetime) -> dict[str, Any]:
    """Count and release the meeting and return what was measured. Raises BenchmarkRefused when not every line moved."""
    lines, viewflow, closing, releasing = meeting.lines.count(), Watch(), Watch(), Watch()
    queries, computed = Tally(), time.process_time()
    with connection.execute_wrapper(queries), mock.patch.object(engine, "_step", viewflow.around(engine._step)):
        closing.around(meetings.close_meeting)(meeting, actor=crowd.clerk, at=at)
        releasing.around(meetings.release_meeting)(meeting, actor=crowd.clerk, at=at)
    computed = time.process_time() - computed
    decided = {Outcome.APPROVED: S.APPROVED, Outcome.REJECTED: S.REJECTED}
    for outcome, state in decided.items():
        moved = Nomination.objects.filter(agenda_lines__meeting=meeting, agenda_lines__outcome=outcome)
        if moved.exclude(state=state).exists():
            raise BenchmarkRefused("Có dòng không chuyển theo kết quả của phiên họp, nên số đo không dùng được.")
    if not Meeting.objects.filter(pk=meeting.pk, state=MeetingState.RELEASED).exists():
        raise BenchmarkRefused("Phiên họp chưa công bố được kết quả, nên số đo không dùng được.")
    seconds = closing.seconds + releasing.seconds
    return {
        "seconds": round(seconds, 2),
        "close_seconds": round(closing.seconds, 2),
        "release_seconds": round(releasing.seconds, 2),
        "cpu_seconds": round(computed, 2),
        "queries_per_line": round(queries.number / lines, 1),
        "viewflow_share": round(viewflow.seconds / seconds, 2),
        "viewflow_ms_per_line": round(1000 * viewflow.seconds / lines, 1),
    }
