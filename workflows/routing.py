"""The way up: which unit holds a nomination next, on the day of the act. Levels are data, not steps in code."""

from collections.abc import Callable
from datetime import date

from nominations.enums import NominationState
from nominations.models import Nomination
from organizations.models import Unit
from organizations.queries import units_above
from permissions.access import anybody_can
from permissions.roles import Capability

from .enums import UNDOABLE, Action, HandTo
from .models import TransitionRecord
from .queries import last_record


def next_office(unit: Unit, day: date) -> Unit | None:
    """Return the nearest unit above `unit` that appraises, on `day`."""
    return next((above for above in units_above(unit, day) if above.kind.appraises), None)


def committee_sits_here(nomination: Nomination) -> bool:
    """Return whether the unit that holds the nomination has a committee that votes on it."""
    return nomination.holder_unit is not None and nomination.holder_unit.kind.has_standing_committee


def is_decided_here(nomination: Nomination) -> bool:
    """Return whether the committee of the holding unit is the one that decides the round."""
    return nomination.holder_unit_id is not None and nomination.round.authority.unit_id == nomination.holder_unit_id


def raiser_of(nomination: Nomination) -> Unit | None:
    """Return the unit whose committee proposes a draft to a higher authority out of a line of its own, or None."""
    if nomination.state != NominationState.DRAFT or nomination.raised_from is None:
        return None
    return nomination.raised_from.holder_unit


def is_raised(nomination: Nomination) -> bool:
    """Return whether the line is a draft that a committee proposes to a higher authority."""
    return raiser_of(nomination) is not None


def superior_in_system(nomination: Nomination, day: date) -> Unit | None:
    """Return the superior that will appraise a forwarded nomination in this system, or None when it is outside.

    A superior is in the system when the deciding authority is one of our units and its office has an appraiser.
    """
    sender = raiser_of(nomination) or nomination.holder_unit
    if nomination.round.authority.unit_id is None or sender is None:
        return None
    office = next_office(sender, day)
    return office if office is not None and anybody_can(Capability.APPRAISE, office, on=day) else None


def undoes(source: NominationState) -> Callable[[Nomination], bool]:
    """Return the question whether the line's last step is an appraiser's act that left `source`."""

    def last_left(nomination: Nomination) -> bool:
        last = last_record(nomination)
        return last is not None and last.action in UNDOABLE and last.source == source

    last_left.__name__ = f"last_step_left_{source.value}"
    return last_left


def acted_unit(last: TransitionRecord | None) -> Unit | None:
    """Return the unit where the last step was done, with its kind."""
    return Unit.objects.select_related("kind").get(pk=last.unit_id) if last is not None and last.unit_id else None


def refused_by_committee(nomination: Nomination) -> bool:
    """Return whether the line stands where a committee's vote, or a correction of it, has put it."""
    last = last_record(nomination)
    return last is not None and last.action in (Action.REJECT, Action.CORRECT)


def refused_where_decided(nomination: Nomination) -> bool:
    """Return whether the committee that refused the line is the one that decides the round."""
    last = last_record(nomination)
    return refused_by_committee(nomination) and last is not None and last.unit_id == nomination.round.authority.unit_id


def left_by_committee(nomination: Nomination) -> bool:
    """Return whether the line waits because a released meeting, or a correction, has left it for another meeting."""
    last = last_record(nomination)
    return last is not None and last.action in (Action.POSTPONE, Action.CORRECT)


def left_where_decided(nomination: Nomination) -> bool:
    """Return whether the committee that left the line for another meeting decides the round."""
    return left_by_committee(nomination) and is_decided_here(nomination)


def receiver(nomination: Nomination, hand_to: HandTo, day: date, *, acted: Unit | None = None) -> Unit | None:
    """Return the unit that holds the nomination after a move; None when nobody does. `acted` is where the last act was done."""
    if hand_to is HandTo.SAME:
        return nomination.holder_unit
    if hand_to is HandTo.PROPOSER:
        return nomination.proposing_unit
    if hand_to is HandTo.OFFICE:
        return nomination.returned_by_unit or next_office(nomination.holder_unit or nomination.proposing_unit, day)
    if hand_to is HandTo.ACTED:
        return acted
    if hand_to is HandTo.SUPERIOR:
        return superior_in_system(nomination, day) or raiser_of(nomination) or nomination.holder_unit
    return None
