"""What rooms above do with correction slips: say whether one person may ask for one and approve it, tell people of them.

Committees decide the one with dates, like all that two people should do. The rooms of the rules and of notices stand above
this one: they add their functions when Django starts.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from organizations.models import Unit

from .models import CorrectionSlip

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


SlipListener = Callable[[CorrectionSlip, Any, datetime], None]
SLIP_LISTENERS: list[SlipListener] = []


def hear_of_slips(listener: SlipListener) -> SlipListener:
    """Add the function that is told of each slip when it is asked and settled, who did it and when. Twice changes nothing."""
    if listener not in SLIP_LISTENERS:
        SLIP_LISTENERS.append(listener)
    return listener


def tell_of_slip(slip: CorrectionSlip, *, actor: Any, at: datetime) -> None:
    """Let everybody who listens know of a slip as it stands now; called in the transaction of the act."""
    for listener in SLIP_LISTENERS:
        listener(slip, actor, at)
