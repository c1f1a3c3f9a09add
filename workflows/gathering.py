"""What the engine reads of lines before it moves them: read for one line or for hundreds in the same few queries.

A meeting of 300 lines would otherwise ask 300 times for the same assignments, rules and calendars (docs/adr/0019).
"""

from collections.abc import Iterable
from datetime import date
from types import SimpleNamespace
from typing import Any

from django.db.models import Max, Q, QuerySet
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from nominations.models import Nomination
from organizations.models import Unit
from permissions import access

from .enums import Action
from .models import NominationProcess, SeparationRule, TransitionRecord
from .queries import Conflict, conflicts_among

RELATED = (
    "nominee", "round__authority", "proposing_unit__kind", "holder_unit__kind", "dossier", "returned_by_unit__kind",
)  # fmt: skip


def locked(ids: Iterable[int]) -> QuerySet[Nomination]:
    """Return the lines, each row locked until the transaction ends.

    In the order of their keys, so that two who lock several lines never wait for each other.
    """
    rows = Nomination.objects.select_for_update(of=("self",)).select_related(*RELATED)
    return rows.filter(pk__in=ids).order_by("pk")


class Gathered:
    """Some lines, locked until the transaction ends, with what their moves read. Make it inside the transaction.

    Lines of one round share the object of the round, lines at one unit that of the unit, so that what is kept on those
    objects is asked once.
    """

    def __init__(self, nominations: Iterable[Nomination], actor: Any):
        self.actor = actor
        access.forget(actor)  # a role that ended a minute ago must not be remembered
        wanted = {nomination.pk for nomination in nominations}
        self.lines = {nomination.pk: nomination for nomination in locked(wanted)}
        if len(self.lines) != len(wanted):
            raise Nomination.DoesNotExist
        self.received: dict[tuple, Unit | None] = {}
        """Who receives a line, by what the answer depends on; see engine.perform()."""
        self._share()
        self._sequences: dict[int, int] | None = None
        self._conflicts: dict[tuple[Action, date], dict[int, Conflict]] = {}
        self._tasks: dict[int, Task] | None = None

    def sequence_after(self, nomination: Nomination) -> int:
        """Return the number of the next record of a line."""
        if self._sequences is None:
            rows = TransitionRecord.objects.filter(nomination__in=self.lines).order_by().values_list("nomination")
            self._sequences = dict(rows.annotate(last=Max("sequence")))
        last = self._sequences.get(nomination.pk, 0)
        self._sequences[nomination.pk] = last + 1
        return last + 1

    def conflict(self, nomination: Nomination, action: Action, on: date) -> Conflict | None:
        """Return what queries.separation_conflict() returns: that the actor did an act which should not meet this one."""
        if (action, on) not in self._conflicts:
            self._conflicts[action, on] = self._conflicts_with(action, on)
        return self._conflicts[action, on].get(nomination.pk)

    def task(self, nomination: Nomination) -> Task | None:
        """Return the open task of the line's own process, both locked; None when the process has reached its end.

        The process carries this very nomination, so that the flow asks nothing again.
        """
        if self._tasks is None:
            self._tasks = self._open_tasks()
        return self._tasks.pop(nomination.pk, None)

    def _share(self) -> None:
        rounds: dict[int, Any] = {}
        units: dict[int, Unit] = {}
        for line in self.lines.values():
            line.round = rounds.setdefault(line.round_id, line.round)
            for name in ("proposing_unit", "holder_unit", "returned_by_unit"):
                if (unit := getattr(line, name)) is not None:
                    setattr(line, name, units.setdefault(unit.pk, unit))

    def _conflicts_with(self, action: Action, on: date) -> dict[int, Conflict]:
        holders = {line.holder_unit_id for line in self.lines.values()}
        rules = SeparationRule.objects.on(on).filter(second_action=action)
        rules = list(rules.filter(Q(unit=None) | Q(unit__in=holders - {None})))
        if not rules:
            return {}
        first = {rule.first_action for rule in rules}
        steps = TransitionRecord.objects.filter(nomination__in=self.lines, actor=self.actor, action__in=first)
        done: dict[int, dict[str, str]] = {}
        for pk, act, label in steps.order_by("sequence").values_list("nomination", "action", "label"):
            done.setdefault(pk, {})[act] = label
        found = {}
        for pk, labels in done.items():
            own = [
                SimpleNamespace(**vars(rule), earlier=labels[rule.first_action])
                for rule in rules
                if rule.first_action in labels and rule.unit_id in (None, self.lines[pk].holder_unit_id)
            ]
            if conflict := conflicts_among(own).get(action):
                found[pk] = conflict
        return found

    def _open_tasks(self) -> dict[int, Task]:
        rows = NominationProcess.objects.select_for_update(of=("self",)).filter(nomination__in=self.lines)
        processes = {process.pk: process for process in rows.order_by("pk")}
        tasks = Task.objects.select_for_update(of=("self",)).filter(
            process__in=processes, status__in=[STATUS.NEW, STATUS.ASSIGNED], flow_task_type="HUMAN"
        )
        found = {}
        for task in tasks.order_by("pk"):
            task.process = processes[task.process_id]
            task.process.nomination = self.lines[task.process.nomination_id]
            found[task.process.nomination_id] = task
        return found
