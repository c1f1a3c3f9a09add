"""The conditions of a round as its committee's office sets them; rights are asked here, facts kept in nominations."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from nominations import conditions as facts
from nominations.models import EligibilityRule, Round
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import local_day


@transaction.atomic
def set_rules(round: Round, rules: list[dict], *, actor: Any, at: datetime) -> int:
    """Set several rules, each as nominations.conditions.set_rule() takes it; all or none. Returns how many changed."""
    _check(round, actor, at)
    return sum(facts.set_rule(round, actor=actor, at=at, **rule) for rule in rules)


def drop_rule(rule: EligibilityRule, *, actor: Any, at: datetime) -> None:
    """Take a rule of one kind or form away."""
    _check(rule.round, actor, at)
    facts.drop_rule(rule, actor=actor, at=at)


def set_required(round: Round, wanted: Mapping[facts.Where, bool | None], *, actor: Any, at: datetime) -> list[str]:
    """Set which files the round asks for; returns what changed."""
    _check(round, actor, at)
    return facts.set_required(round, wanted, actor=actor, at=at)


def _check(round: Round, actor: Any, at: datetime) -> None:
    access.check(actor, Capability.MANAGE_ROUNDS, round.unit, on=local_day(at))
