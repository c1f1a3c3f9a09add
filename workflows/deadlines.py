"""By when a line should have left the step in which it is: the round's calendar, in working days.

The limits of a round, its extensions and the calendar of holidays are read in one query and kept on the round object,
so that many lines of one round, moved together, ask once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, IntegerField, Value
from django.db.models.functions import Cast

from nominations.enums import STEP_OF, Step
from nominations.models import Nomination, Round, RoundStep, StepExtension
from organizations.models import Holiday
from organizations.rules import add_working_days
from vietnamese.dates import VIETNAM, local_day

END_OF_DAY = time(17)
"""The hour in Viet Nam at which the last day of a step ends."""
MORNING = time(8)
"""The hour in Viet Nam at which people are reminded, and superiors are told."""
A_WEEK = timedelta(days=7)
KEPT = "_time_limits"


@dataclass(frozen=True)
class StepLimit:
    """How long one step of a round may take, when people are reminded before, and when the superior is told after."""

    working_days: int | None = None
    due_on: date | None = None
    remind_before: int = 1
    escalate_after: int | None = None


RETURNED = StepLimit()
"""What holds for a returned line in a round that says nothing of it: its own date, a reminder, no escalation."""


@dataclass(frozen=True)
class Limits:
    """The calendar of a round."""

    steps: Mapping[str, StepLimit] = field(default_factory=dict)
    extended: Mapping[tuple[int, str], date] = field(default_factory=dict)
    """(unit, step) -> the new last day, of the latest extension."""
    holidays: Mapping[date, bool] = field(default_factory=dict)

    def due_at(self, step: str, unit_id: int | None, arrived_at: datetime) -> datetime | None:
        """Return by when a line that arrived then should have left; None where the round sets no limit.

        The earlier of the number of working days and the last day counts; an extension only ever gives more time.
        """
        limit = self.steps.get(step)
        if limit is None:
            return None
        days = [limit.due_on] if limit.due_on else []
        if limit.working_days is not None:
            days.append(add_working_days(local_day(arrived_at), limit.working_days, self.holidays))
        longer = self.extended.get((unit_id, step)) if unit_id else None
        last = max(min(days), longer) if longer else min(days)
        return at_hour(last, END_OF_DAY)

    def moments(self, step: str, due_at: datetime) -> tuple[datetime, datetime | None]:
        """Return when to remind before `due_at`, and when to tell the superior after it (None: never)."""
        limit, day = self.steps.get(step, RETURNED), local_day(due_at)
        before = _last_worked(day, limit.remind_before, self.holidays)
        remind = min(at_hour(before, MORNING), due_at)
        if limit.escalate_after is None:
            return remind, None
        after = add_working_days(day, max(limit.escalate_after, 1), self.holidays)
        return remind, max(at_hour(after, MORNING), due_at)


def _last_worked(day: date, before: int, holidays: Mapping[date, bool]) -> date:
    return add_working_days(day, -before, holidays) if before else day


def at_hour(day: date, hour: time) -> datetime:
    """Return the moment in Viet Nam."""
    return datetime.combine(day, hour, VIETNAM)


def limits_of(round: Round) -> Limits:
    """Return the calendar of the round; read in one query, kept on this object until forget_limits()."""
    kept = round.__dict__.get(KEPT)
    if kept is None:
        kept = round.__dict__[KEPT] = _read(round.pk)
    return kept


def forget_limits(round: Round) -> None:
    """Drop what is kept on this object, so that the next question reads anew."""
    round.__dict__.pop(KEPT, None)


def due_of(nomination: Nomination) -> datetime | None:
    """Return by when the line should have left its state; of a returned one the date that it was given."""
    step = STEP_OF.get(nomination.state)
    if step is None:
        return None
    if step == Step.COMPLETION:
        return nomination.due_at
    return limits_of(nomination.round).due_at(step, nomination.holder_unit_id, nomination.state_since)


def suggested_return(nomination: Nomination, at: datetime) -> date:
    """Return by which day a line that is sent back now is usually expected again: what the round says, else a week."""
    due = limits_of(nomination.round).due_at(Step.COMPLETION, nomination.proposing_unit_id, at)
    return local_day(due if due and due > at else at + A_WEEK)


def note_step_due(move: Any) -> None:
    """The line carries by when it should leave the step that it has come to. An effect of every move."""
    nomination = move.nomination
    due = due_of(nomination)
    if due != nomination.step_due_at:
        nomination.step_due_at = due
        Nomination.objects.filter(pk=nomination.pk).update(step_due_at=due)


def holidays() -> dict[date, bool]:
    """Return the calendar: day -> whether it is worked, for every day that differs from the usual week."""
    return dict(Holiday.objects.values_list("day", "is_working"))


def _read(round_id: int) -> Limits:
    """Read three tables of a few rows in one query: it runs on every move of every line."""

    def number(value: Any) -> Cast:
        return Cast(value, IntegerField())

    nothing = number(Value(None))
    columns = ("what", "on", "name", "first", "second", "third")
    steps = RoundStep.objects.filter(round=round_id).order_by()
    steps = steps.annotate(
        what=Value("step"), on=F("due_on"), name=F("step"), first=number("working_days"),
        second=number("remind_before_days"), third=number("escalate_after_days"),
    )  # fmt: skip
    longer = StepExtension.objects.filter(round=round_id).order_by().annotate(
        what=Value("longer"), on=F("due_on"), name=F("step"), first=number("unit_id"), second=number("pk"), third=nothing,
    )  # fmt: skip
    off = Holiday.objects.order_by().annotate(
        what=Value("day"), on=F("day"), word=Value(""), first=number("is_working"),
        second=nothing, third=nothing,
    )  # fmt: skip
    rows = steps.values_list(*columns).union(
        longer.values_list(*columns),
        off.values_list("what", "on", "word", "first", "second", "third"),
        all=True,
    )
    return _limits(list(rows))


def _limits(rows: list[tuple]) -> Limits:
    steps = {
        name: StepLimit(first, on, second, third) for what, on, name, first, second, third in rows if what == "step"
    }
    longer = sorted((second, first, name, on) for what, on, name, first, second, _ in rows if what == "longer")
    return Limits(
        steps=steps,
        extended={(unit_id, name): on for _, unit_id, name, on in longer},
        holidays={on: bool(first) for what, on, _, first, _, _ in rows if what == "day"},
    )
