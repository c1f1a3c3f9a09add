"""The way up: which unit holds a nomination next, on the day of the act. Levels are data, not steps in code."""

from datetime import date

from nominations.models import Nomination
from organizations.models import Unit
from organizations.queries import units_above
from permissions.access import anybody_can
from permissions.roles import Capability

from .enums import HandTo


def next_office(unit: Unit, day: date) -> Unit | None:
    """Return the nearest unit above `unit` that appraises, on `day`."""
    return next((above for above in units_above(unit, day) if above.kind.appraises), None)


def committee_sits_here(nomination: Nomination) -> bool:
    """Return whether the unit that holds the nomination has a committee that votes on it."""
    return nomination.holder_unit is not None and nomination.holder_unit.kind.has_standing_committee


def is_decided_here(nomination: Nomination) -> bool:
    """Return whether the committee of the holding unit is the one that decides the round."""
    return nomination.holder_unit_id is not None and nomination.round.authority.unit_id == nomination.holder_unit_id


def superior_in_system(nomination: Nomination, day: date) -> Unit | None:
    """Return the superior that will appraise a forwarded nomination in this system, or None when it is outside.

    A superior is in the system when the deciding authority is one of our units and its office has an appraiser.
    """
    if nomination.round.authority.unit_id is None or nomination.holder_unit is None:
        return None
    office = next_office(nomination.holder_unit, day)
    return office if office is not None and anybody_can(Capability.APPRAISE, office, on=day) else None


def receiver(nomination: Nomination, hand_to: HandTo, day: date) -> Unit | None:
    """Return the unit that holds the nomination after a move; None when nobody does."""
    if hand_to is HandTo.SAME:
        return nomination.holder_unit
    if hand_to is HandTo.PROPOSER:
        return nomination.proposing_unit
    if hand_to is HandTo.OFFICE:
        return nomination.returned_by_unit or next_office(nomination.holder_unit or nomination.proposing_unit, day)
    if hand_to is HandTo.SUPERIOR:
        return superior_in_system(nomination, day) or nomination.holder_unit
    return None
