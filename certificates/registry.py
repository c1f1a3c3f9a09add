"""What rooms above know about correction slips: whether one person may ask for one and approve it.

Committees decide that with dates, like all that two people should do, and the room of the rules stands above this one: it
adds its function when Django starts.
"""

from collections.abc import Callable
from datetime import date

from organizations.models import Unit

REFUSE, REASON = "refuse", "reason"
"""What a committee's rule says of one person who does both acts of a pair; "" says nothing against it."""

SlipRule = Callable[[Unit, date], str]
SLIP_RULES: list[SlipRule] = []


def rule_on_slips(rule: SlipRule) -> SlipRule:
    """Add the function that returns REFUSE, REASON or "" for a unit on a day. Adding it again changes nothing."""
    if rule not in SLIP_RULES:
        SLIP_RULES.append(rule)
    return rule


def separation_of_slips(unit: Unit, on: date) -> str:
    """Return what the rule in force says; REFUSE as long as no room has told."""
    return next((rule(unit, on) for rule in SLIP_RULES), REFUSE)
