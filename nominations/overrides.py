"""Requests to pass over a rule that wait for an answer, and which unit's office answers them."""

from collections.abc import Iterable
from datetime import date

from organizations.models import Unit
from organizations.queries import parents_on
from organizations.rules import chain_above

from .enums import FINAL, WITH_CELL, OverrideState
from .models import Nomination, RuleOverride


def requests_before(unit_ids: Iterable[int], *, on: date) -> list[RuleOverride]:
    """Return the waiting requests that the offices of these units answer, oldest first. One query when none waits.

    A line that its cell holds is answered by the unit that returned it, else by the nearest one above that appraises; a
    line under way by the unit that holds it.
    """
    unit_ids = set(unit_ids)
    if not unit_ids:
        return []
    waiting = list(
        RuleOverride.objects.filter(state=OverrideState.REQUESTED)
        .exclude(nomination__state__in=FINAL)
        .select_related("nomination__nominee", "nomination__round")
        .order_by("requested_at", "id")
    )
    if not waiting:
        return []
    parents = parents_on(on)
    appraising = set(Unit.objects.filter(kind__appraises=True).values_list("pk", flat=True))
    return [row for row in waiting if answering_unit(row.nomination, parents, appraising) in unit_ids]


def answering_unit(nomination: Nomination, parents: dict[int, int | None], appraising: set[int]) -> int | None:
    """Return the id of the unit whose office may let a line pass; None when nobody above appraises."""
    if nomination.state not in WITH_CELL:
        return nomination.holder_unit_id
    if nomination.returned_by_unit_id:
        return nomination.returned_by_unit_id
    above = chain_above(nomination.proposing_unit_id, parents)
    return next((pk for pk in above if pk in appraising), None)
