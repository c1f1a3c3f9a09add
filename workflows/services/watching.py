"""Starts and moves the watches of time: for every (round, unit, step, due date) at which lines wait there is one.

Called by the worker in turns and after every change of dates, not inside the moves of lines: a watch is due days later,
and a meeting that moves three hundred lines need not start any.
"""

from datetime import datetime
from typing import NamedTuple

from django.db import IntegrityError, transaction
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from nominations.enums import STEP_OF
from nominations.models import Nomination, Round
from organizations.models import Unit

from ..deadlines import limits_of
from ..flows import DeadlineFlow
from ..models import DeadlineProcess


class Key(NamedTuple):
    """What one watch is about."""

    round_id: int
    unit_id: int
    step: str
    due_at: datetime


def unwatched(round: Round | None = None) -> list[Key]:
    """Return what waits with a due date and is not watched yet, in two queries whatever the number of lines."""
    lines = Nomination.objects.filter(step_due_at__isnull=False, state__in=STEP_OF, holder_unit__isnull=False)
    waiting = (
        (lines.filter(round=round) if round else lines)
        .order_by()
        .values_list("round_id", "holder_unit_id", "state", "step_due_at")
        .distinct()
    )
    keys = {Key(round_id, unit_id, STEP_OF[state], due) for round_id, unit_id, state, due in waiting}
    if not keys:
        return []
    known = DeadlineProcess.objects.filter(round__in={key.round_id for key in keys})
    return sorted(keys - {Key(*row) for row in known.values_list("round_id", "unit_id", "step", "due_at")})


def start_watches(round: Round | None = None) -> int:
    """Start a watch for everything (of the round) that waits with a due date and has none; return how many were started.

    Two workers may do this at once: the second finds that the watch is there and goes on.
    """
    missing = unwatched(round)
    rounds = Round.objects.in_bulk({key.round_id for key in missing})
    units = Unit.objects.in_bulk({key.unit_id for key in missing})
    started = 0
    for key in missing:
        try:
            with transaction.atomic():
                DeadlineFlow.start.run(
                    round=rounds[key.round_id], unit=units[key.unit_id], step=key.step, due_at=key.due_at
                )
        except IntegrityError:
            continue
        started += 1
    return started


def move_timers(round: Round) -> int:
    """Set the timers of the round's watches that have not fired anew, as its calendar now says; return how many moved.

    A line whose due date itself has changed gets a watch of its own from start_watches(); the one of the old date finds
    nothing waiting and ends with its last timer.
    """
    moved = 0
    tasks = Task.objects.filter(
        process__in=DeadlineProcess.objects.filter(round=round).values("process_ptr"),
        flow_task_type="TIMER",
        status=STATUS.SCHEDULED,
    )
    for task in tasks:
        with task.activation() as activation:
            moved += _move(activation, round)
    return moved


def _move(activation, round: Round) -> bool:
    task, process = activation.task, activation.process
    if task.status != STATUS.SCHEDULED:
        return False
    remind, escalate = limits_of(round).moments(process.step, process.due_at)
    node = task.flow_task.name
    # A round that no longer escalates: the timer fires at the due moment, and the round's step says that nobody is told.
    wanted = {"before": remind, "until_due": process.due_at, "after": escalate or task.scheduled}[node]
    if wanted == task.scheduled:
        return False
    task.scheduled = wanted
    task.save(update_fields=["scheduled"])
    return True
