"""The viewflow graph: who is asked next. Capabilities are read from the table of transitions, states decide the way.

Node names are stored in tasks: renaming one needs a data migration.
"""

from django.views.generic import RedirectView
from viewflow import this
from viewflow.workflow import flow, lock

from nominations.enums import NominationState as S
from nominations.models import Nomination

from .enums import Through
from .models import NominationProcess
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


def asks_for(state: S, through: Through = Through.BUTTON):
    """Return a human node whose permission is the capability of the state's first such row, on the holding unit."""
    rows = moves_from(state)
    row = next((row for row in rows if row.through is through), rows[0])
    return (
        flow.View(RedirectView.as_view(pattern_name="workflows:home"))
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
