"""What other rooms have to say about units: what their set-up lacks, and why one cannot be closed yet.

A room that stands above this one adds its function when Django starts; nothing here knows what they look at.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from organizations.models import Unit


@dataclass(frozen=True)
class Finding:
    """Something that is missing at a unit. `is_serious` says that work stops there without it."""

    unit: Unit
    sentence: str
    what_to_do: str
    address: str = ""
    is_serious: bool = True


SetUpCheck = Callable[[Sequence[Unit], date], list[Finding]]
Hindrance = Callable[[Unit], str | None]

SET_UP_CHECKS: list[SetUpCheck] = []
HINDRANCES: list[Hindrance] = []


def check_set_up(check: SetUpCheck) -> SetUpCheck:
    """Add a function that looks at committees and returns what they lack on a day. Adding it again changes nothing."""
    if check not in SET_UP_CHECKS:
        SET_UP_CHECKS.append(check)
    return check


def hinder_closing(hindrance: Hindrance) -> Hindrance:
    """Add a function that returns, as a Vietnamese sentence, why a unit cannot be closed yet, or None."""
    if hindrance not in HINDRANCES:
        HINDRANCES.append(hindrance)
    return hindrance
