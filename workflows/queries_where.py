"""Where lines wait and for how long: counts by round, unit and step, and the lines behind each count.

Counting is the database's work: the number of queries is fixed, and what is fetched grows with units, not with lines.
A line counts for those who may know of it (nominations.queries). Time is counted in working days.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache, reduce
from itertools import accumulate, groupby
from operator import attrgetter, or_
from typing import Any, NamedTuple

from django.db.models import Case, Count, F, Min, OuterRef, Q, QuerySet, Subquery, Value, When, Window
from django.db.models.functions import RowNumber, TruncDate

from nominations.enums import STEP_OF, RoundState, Step
from nominations.models import Nomination, NominationReach, Round
from nominations.queries import there_is, ways_to_know
from organizations.rules import add_working_days, working_days_between
from permissions.access import units_where
from permissions.roles import Capability
from vietnamese.dates import VIETNAM, local_day

from .enums import Action
from .models import TransitionRecord

STEP = Case(
    *(
        When(state__in=[state for state, its_step in STEP_OF.items() if its_step == step], then=Value(step.value))
        for step in Step
    )
)
"""The step in which a waiting line is."""
LONG = 2
"""A line that has waited more than so many times the middle of its step is stuck; below so many days none is."""


@dataclass(frozen=True)
class Cell:
    """What waits in one step at one unit for one round; times in working days."""

    round_id: int
    unit_id: int
    step: str
    count: int
    middle: int
    longest: int
    overdue: int
    stuck: int
    """Lines past their time, or waiting more than twice the middle of the step."""


class Move(NamedTuple):
    """What a record says of a line's way, for counting."""

    line: int
    at: datetime
    source: str
    target: str
    action: str
    unit_id: int | None
    """Where it was done: whoever holds a line moves it on."""


Stay = tuple[int, str, date, date]
"""The unit that a line left, the state in which it was there, and the days in Viet Nam on which that began and ended."""


@dataclass
class Passed:
    """The stays in one step at one unit that are over: how many took how many working days."""

    days: Counter[int] = field(default_factory=Counter)

    @property
    def count(self) -> int:
        """Return how many stays there were."""
        return self.days.total()

    @property
    def middle(self) -> int:
        """Return how long the stay in the middle took, of two the longer."""
        return next(
            day for day, up_to in zip(sorted(self.days), accumulate(self.days[d] for d in sorted(self.days)), strict=True)
            if up_to > self.count // 2
        )  # fmt: skip

    @property
    def longest(self) -> int:
        """Return how long the longest stay took."""
        return max(self.days)

    def longer_than(self, limit: int) -> int:
        """Return how many stays took more working days than that."""
        return sum(count for day, count in self.days.items() if day > limit)


@dataclass(frozen=True)
class Clock:
    """The moment of the question and the calendar by which days are counted."""

    at: datetime
    holidays: Mapping[date, bool]

    def days_since(self, moment: datetime) -> int:
        """Return how many working days have passed."""
        return max(0, working_days_between(local_day(moment), local_day(self.at), self.holidays))

    def before(self, days: int) -> datetime:
        """Return the moment before which more than so many working days have passed."""
        return datetime.combine(add_working_days(local_day(self.at), -days, self.holidays), time(), VIETNAM)


def waiting_lines(user: Any, *, on: date) -> QuerySet[Nomination]:
    """Return the lines that wait in a step of a round under way and that the user may know of."""
    # In a decided round nothing waits; naming the others lets the database take the index of rounds and states.
    running = Round.objects.exclude(state=RoundState.DECIDED).values("pk")
    return Nomination.objects.filter(_known(user, on=on), round__in=running, state__in=STEP_OF).order_by()


def _known(user: Any, *, on: date) -> Q:
    reached = NominationReach.objects.filter(
        nomination=OuterRef("pk"), unit__in=units_where(user, Capability.VIEW, on=on)
    )
    return reduce(or_, ways_to_know(user, on=on)) | Q(there_is(reached))


def rounds_of(lines: QuerySet[Nomination]) -> dict[int, str]:
    """Return id -> title of the rounds in which these lines wait, the newest deadline first."""
    return dict(Round.objects.filter(pk__in=lines.values("round")).values_list("pk", "title"))


def middles(lines: QuerySet[Nomination], clock: Clock) -> dict[tuple[int, str], int]:
    """Return (round, step) -> how long the middle line of the step has waited there. One query."""
    rows = _middle_rows(lines, ["round_id"]).values_list("round_id", "step", "state_since")
    return {(round_id, step): clock.days_since(since) for round_id, step, since in rows}


def is_late(at: datetime) -> Q:
    """Return the condition that a line is past its time."""
    return Q(step_due_at__lt=at)


def is_stuck(typical: Mapping[tuple[int, str], int], clock: Clock) -> Q:
    """Return the condition that a line is past its time or has waited more than twice the middle of its step."""
    wanted = is_late(clock.at)
    by_moment: dict[tuple[datetime, str], list[int]] = defaultdict(list)
    for (round_id, step), days in typical.items():
        by_moment[clock.before(max(LONG * days, LONG)), step].append(round_id)
    for (moment, step), round_ids in by_moment.items():
        states = [state for state, its_step in STEP_OF.items() if its_step == step]
        wanted |= Q(round__in=round_ids, state__in=states, state_since__lt=moment)
    return wanted


def cells(lines: QuerySet[Nomination], clock: Clock) -> list[Cell]:
    """Return what waits where. Three queries."""
    key = ("round_id", "holder_unit_id", "step")
    typical = middles(lines, clock)
    middle = {row[:3]: row[3] for row in _middle_rows(lines, key[:2]).values_list(*key, "state_since")}
    counted = (
        lines.annotate(step=STEP)
        .values_list(*key)
        .annotate(
            lines=Count("pk"),
            oldest=Min("state_since"),
            late=Count("pk", filter=is_late(clock.at)),
            stuck=Count("pk", filter=is_stuck(typical, clock)),
        )
    )
    return [
        Cell(
            *row[:3], count=row[3], middle=clock.days_since(middle.get(row[:3], row[4])), longest=clock.days_since(row[4]),
            overdue=row[5], stuck=row[6],
        )
        for row in counted
    ]  # fmt: skip


def passed(user: Any, round: Round, holidays: Mapping[date, bool], *, on: date) -> dict[tuple[int, str], Passed]:
    """Return (unit, step) -> the stays there that are over, of the round's lines that the user may know of.

    An act that was taken back ended no stay, and a line that was withdrawn was not dealt with. Two queries, one more
    where an act was taken back: the database counts the stays by their first and last days, and only the few lines whose
    way went back are walked through one by one.
    """
    lines = Nomination.objects.filter(_known(user, on=on), round=round).order_by()
    records = TransitionRecord.objects.filter(nomination__in=lines.values("pk")).order_by()
    went_back = set(records.filter(action=Action.TAKE_BACK).values_list("nomination_id", flat=True))
    stays = _counted(records.exclude(nomination__in=went_back))
    if went_back:
        stays += _walked(TransitionRecord.objects.filter(nomination__in=went_back))
    found: dict[tuple[int, str], Passed] = defaultdict(Passed)
    between = cache(lambda start, end: max(0, working_days_between(start, end, holidays)))
    for (unit_id, state, since, until), count in stays.items():
        found[unit_id, STEP_OF[state]].days[between(since, until)] += count
    return dict(found)


class _LocalDay(TruncDate):
    """The day in Viet Nam of a moment. Seven hours ahead, which SQLite adds itself; Django's own way asks Python each time."""

    def as_sqlite(self, compiler, connection, **context):
        """Return it in SQLite's words; fractions of a second could be rounded up into the next day."""
        moment, values = compiler.compile(self.lhs)
        return f"date(substr({moment}, 1, 19), '+7 hours')", values


def _counted(records: QuerySet[TransitionRecord]) -> Counter[Stay]:
    """Return how many stays there were in lines whose acts all stood: each from the move before to the one that ended it."""
    before = TransitionRecord.objects.filter(nomination=OuterRef("nomination"), sequence__lt=OuterRef("sequence"))
    came = Subquery(before.exclude(source=F("target")).order_by("-sequence").values("at")[:1])
    ended = records.filter(source__in=STEP_OF, unit__isnull=False).exclude(
        Q(source=F("target")) | Q(action=Action.WITHDRAW)
    )
    days = ended.annotate(since=_LocalDay(came, tzinfo=VIETNAM), until=_LocalDay("at", tzinfo=VIETNAM))
    rows = days.values_list("unit_id", "source", "since", "until").annotate(n=Count("*"))
    return Counter({(unit_id, state, since, until): n for unit_id, state, since, until, n in rows if since})


def _walked(records: QuerySet[TransitionRecord]) -> Counter[Stay]:
    """Return how many stays there were in lines where something was taken back, each walked through from its first move."""
    rows = records.order_by("nomination_id", "sequence").values_list(
        "nomination_id", "at", "source", "target", "action", "unit_id"
    )
    return Counter(
        (move.unit_id, move.source, local_day(since), local_day(move.at))
        for _, mine in groupby((Move(*row) for row in rows), key=attrgetter("line"))
        for since, move in _stays(mine)
        if move.unit_id and move.action != Action.WITHDRAW
    )


def _stays(moves: Iterable[Move]) -> list[tuple[datetime, Move]]:
    """Return since when a line was in a step, and the move by which it left it, for each stay that is over."""
    stays: list[tuple[datetime, Move]] = []
    since = None
    for move in moves:
        if move.action == Action.TAKE_BACK:
            # back where it was: the stay that the act before it ended goes on
            since = stays.pop()[0] if stays and stays[-1][1].source == move.target else move.at
        elif move.source != move.target:
            if since is not None and move.source in STEP_OF:
                stays.append((since, move))
            since = move.at
    return stays


def worst_first(found: Iterable[Cell]) -> list[Cell]:
    """Return the cells in which something is stuck: most lines past their time first, then most stuck, then longest."""
    return sorted(
        (cell for cell in found if cell.stuck),
        key=lambda cell: (-cell.overdue, -cell.stuck, -cell.longest, cell.unit_id, cell.step),
    )


def _middle_rows(lines: QuerySet[Nomination], by: Iterable[str]) -> QuerySet[Nomination]:
    """Return of each group of lines in a step the one in the middle of those who wait, of two the longer."""
    group = [*(F(name) for name in by), F("step")]
    return lines.annotate(
        step=STEP,
        place=Window(RowNumber(), partition_by=group, order_by=[F("state_since").asc(), F("pk").asc()]),
        all=Window(Count("pk"), partition_by=group),
    ).filter(place=(F("all") + 1) / 2)
