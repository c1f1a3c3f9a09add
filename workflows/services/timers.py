"""Fires the timers of flows whose moment has come. The clock is the caller's: `at` is passed in.

A timer stays scheduled until the transaction that fired it is committed, so that a worker killed in the middle loses
nothing, and two of them fire each timer once: every task is looked at again under the lock of its process.
"""

import logging
from datetime import datetime

from viewflow.workflow.exceptions import FlowLockFailed
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

log = logging.getLogger(__name__)
MOST_AT_ONCE = 200
"""Timers fired in one call; what is left waits for the next turn of the worker."""


def due_timers(at: datetime) -> list[int]:
    """Return the ids of the timers whose moment has come, the longest due first."""
    found = Task.objects.filter(flow_task_type="TIMER", status=STATUS.SCHEDULED, scheduled__lte=at)
    return list(found.order_by("scheduled", "pk").values_list("pk", flat=True)[:MOST_AT_ONCE])


def fire_due(at: datetime) -> int:
    """Fire every timer that is due `at`, each in a transaction of its own, and return how many fired.

    A timer that fires late is followed at once by those behind it that are due as well. One that fails is logged, left
    as it was and tried again in the next call; the others are not held up.
    """
    fired, tried = 0, set()
    while todo := [pk for pk in due_timers(at) if pk not in tried]:
        for pk in todo:
            tried.add(pk)
            try:
                fired += _fire(Task.objects.get(pk=pk), at)
            except (FlowLockFailed, Task.DoesNotExist):
                log.info("Timer %s is another dispatcher's", pk)
            except Exception:
                log.exception("Timer %s failed; it is tried again", pk)
        if len(tried) >= MOST_AT_ONCE:
            break
    return fired


def _fire(task: Task, at: datetime) -> bool:
    """Fire one timer under its flow's lock, unless somebody else has, or its moment was moved meanwhile.

    viewflow's own execute() writes down a failure behind the timer as done; here it undoes the whole step.
    """
    with task.activation() as activation:
        task = activation.task
        if task.status != STATUS.SCHEDULED or task.scheduled is None or task.scheduled > at:
            return False
        task.data = {**(task.data or {}), "at": at.isoformat()}
        activation.start()
        activation.complete()
        activation.activate_next()
    return True
