"""The viewflow graph: who is asked next. Capabilities are read from the table of transitions, states decide the way.

Node names are stored in tasks: renaming one needs a data migration.
"""

from datetime import datetime
from typing import Any

from django.views.generic import RedirectView
from viewflow import this
from viewflow.workflow import flow, lock
from viewflow.workflow.activation import Activation
from viewflow.workflow.nodes.view import ViewActivation
from viewflow.workflow.status import STATUS

from nominations.enums import NominationState as S
from nominations.models import Nomination

from . import reminders
from .deadlines import limits_of
from .enums import Through
from .models import DeadlineProcess, NominationProcess
from .transitions import moves_from

NODE_OF_STATE: dict[S, str] = {
    S.DRAFT: "prepare",
    S.RETURNED: "complete_dossier",
    S.SUBMITTED: "intake",
    S.UNDER_APPRAISAL: "appraisal",
    S.NOT_RECOMMENDED: "not_recommended",
    S.RECOMMENDED: "committee",
    S.FORWARDED: "superior",
    S.APPROVED: "numbering",
}
"""The node that waits while a nomination is in a state. Final states have none."""

OUTSIDE = "superior_answer"
"""The node that waits instead of "superior" while the superior authority is outside this system."""


def node_for(nomination: Nomination) -> str | None:
    """Return the name of the node that should be waiting, or None when the nomination has reached its end."""
    if nomination.state == S.FORWARDED and nomination.awaits_outside_answer:
        return OUTSIDE
    return NODE_OF_STATE.get(nomination.state_enum)


class AskedActivation(ViewActivation):
    """A human task that is taken, started and completed in one act, because the engine has asked everything before."""

    @Activation.status.transition(source=[STATUS.NEW, STATUS.ASSIGNED], target=STATUS.DONE)
    def finish(self, user: Any, at: datetime) -> None:
        """Complete the task in the name of `user`, in one statement where assign, start and complete take two."""
        self.task.owner = user
        self.task.started = at
        super().complete.original()


class Asked(flow.View):
    """A node that waits for somebody's act."""

    activation_class = AskedActivation


def asks_for(state: S, through: Through = Through.BUTTON):
    """Return a human node whose permission is the capability of the state's first such row, on the holding unit."""
    rows = moves_from(state)
    row = next((row for row in rows if row.through is through), rows[0])
    return (
        Asked(RedirectView.as_view(pattern_name="workflows:home"))
        .Permission(row.capability.permission, obj=lambda process: process.coerced.nomination.holder_unit)
        .Next(this.route)
    )


def waits_at(name: str):
    """Return the condition that the nomination of an activation belongs at the node `name`."""
    return lambda activation: node_for(activation.process.nomination) == name


class NominationFlow(flow.Flow):
    """One nomination from its draft to its end."""

    process_class = NominationProcess
    process_title = "Đề nghị khen thưởng"
    lock_impl = lock.SelectForUpdateLock(nowait=False, attempts=1)

    start = flow.StartHandle(this.begin).Next(this.prepare)
    prepare = asks_for(S.DRAFT)
    complete_dossier = asks_for(S.RETURNED)
    intake = asks_for(S.SUBMITTED)
    appraisal = asks_for(S.UNDER_APPRAISAL)
    not_recommended = asks_for(S.NOT_RECOMMENDED)
    committee = asks_for(S.RECOMMENDED, Through.MEETING)
    superior = asks_for(S.FORWARDED)
    superior_answer = asks_for(S.FORWARDED, Through.ANSWER)
    numbering = asks_for(S.APPROVED, Through.DECISION)
    route = (
        flow.Switch()
        .Case(this.complete_dossier, waits_at("complete_dossier"))
        .Case(this.intake, waits_at("intake"))
        .Case(this.appraisal, waits_at("appraisal"))
        .Case(this.not_recommended, waits_at("not_recommended"))
        .Case(this.committee, waits_at("committee"))
        .Case(this.superior, waits_at("superior"))
        .Case(this.superior_answer, waits_at(OUTSIDE))
        .Case(this.numbering, waits_at("numbering"))
        .Default(this.end)
    )
    end = flow.End()

    def begin(self, activation, nomination: Nomination) -> NominationProcess:
        """Bind the new process to its nomination."""
        activation.process.nomination = nomination
        return activation.process


def fired_at(activation) -> dict:
    """Hand the moment at which a timer fired on to the act behind it."""
    return {"at": activation.task.data["at"]}


class DeadlineFlow(flow.Flow):
    """The time of one step of a round at one unit: remind before it is over, say when it is, tell the superior after.

    Timers hold moments, not spans: they stand in the database, survive any worker, and move with the due date
    (services.watching). The acts find out themselves whether anything still waits; lines may come to the step until
    its end, so that an empty moment ends nothing.
    """

    process_class = DeadlineProcess
    process_title = "Theo dõi hạn"
    lock_impl = lock.SelectForUpdateLock(nowait=False, attempts=1)

    start = flow.StartHandle(this.begin).Next(this.before)
    before = flow.Timer(this.remind_at).Next(this.remind, task_data=fired_at)
    remind = flow.Function(this.do_remind).Next(this.until_due)
    until_due = flow.Timer(this.due_at).Next(this.overdue, task_data=fired_at)
    overdue = flow.Function(this.do_overdue).Next(this.is_escalated)
    is_escalated = flow.If(this.has_superior).Then(this.after).Else(this.end)
    after = flow.Timer(this.escalate_at).Next(this.escalate, task_data=fired_at)
    escalate = flow.Function(this.do_escalate).Next(this.end)
    end = flow.End()

    def begin(self, activation, **key) -> DeadlineProcess:
        """Bind the new process to what it watches: round, unit, step, due_at."""
        for name, value in key.items():
            setattr(activation.process, name, value)
        return activation.process

    def remind_at(self, activation) -> datetime:
        """Return when the holders are reminded."""
        return _moments(activation)[0]

    def due_at(self, activation) -> datetime:
        """Return when the time is over."""
        return activation.process.due_at

    def has_superior(self, activation) -> bool:
        """Return whether the round tells the superior at all."""
        return _moments(activation)[1] is not None

    def escalate_at(self, activation) -> datetime:
        """Return when the superior is told."""
        return _moments(activation)[1]

    def do_remind(self, activation) -> None:
        """Remind the holders."""
        reminders.remind(activation.process, at=_at(activation))

    def do_overdue(self, activation) -> None:
        """Tell the holders that the time is over."""
        reminders.overdue(activation.process, at=_at(activation))

    def do_escalate(self, activation) -> None:
        """Tell the superior, unless the round does not want it any more."""
        if not self.has_superior(activation):
            return
        reminders.escalate(activation.process, at=_at(activation))


def _moments(activation) -> tuple[datetime, datetime | None]:
    process = activation.process
    return limits_of(process.round).moments(process.step, process.due_at)


def _at(activation) -> datetime:
    return datetime.fromisoformat(activation.task.data["at"])
