"""What committees have decided of one person who does two acts on one paper: a proof of certificates, a correction slip."""

from datetime import date

from django.db.models import Q

from certificates.registry import rule_on_slips
from organizations.models import Unit

from ..enums import ProofAct, SlipAct
from ..models import SeparationRule


def separation_of_proofs(unit: Unit, on: date) -> str:
    """Return what the rule in force says of who prepares a proof and approves it: "refuse", "reason" or ""."""
    return _mode(ProofAct, unit, on)


@rule_on_slips
def separation_of_slips(unit: Unit, on: date) -> str:
    """Return what the rule in force says of who asks for a correction and approves it: "refuse", "reason" or ""."""
    return _mode(SlipAct, unit, on)


def _mode(pair: type[ProofAct] | type[SlipAct], unit: Unit, on: date) -> str:
    first_action, second_action = pair
    rules = SeparationRule.objects.on(on).filter(
        Q(unit=None) | Q(unit=unit), first_action=first_action, second_action=second_action
    )
    first = min(rules, key=lambda rule: rule.unit_id is None, default=None)
    return first.mode if first else ""
