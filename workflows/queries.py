"""Reading the process: the last step, the history, who did what before."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from nominations.models import Nomination

from .enums import Action
from .models import SeparationRule, TransitionRecord


@dataclass(frozen=True)
class Conflict:
    """That the actor did an earlier act which should not meet the next one in one person."""

    mode: str
    earlier_label: str


def last_record(nomination: Nomination) -> TransitionRecord | None:
    """Return the latest step of a nomination."""
    return TransitionRecord.objects.filter(nomination=nomination).order_by("-sequence").first()


def history_of(nomination: Nomination) -> QuerySet[TransitionRecord]:
    """Return every step, newest first."""
    return TransitionRecord.objects.filter(nomination=nomination).order_by("-sequence")


def separation_conflict(nomination: Nomination, action: Action, actor: Any, *, on: date) -> Conflict | None:
    """Return the conflict between `action` and what the actor did on this line before, or None.

    The rule of the holding unit comes before the general one. Source: pairs of acts are the committee's own dated data.
    """
    rules = list(
        SeparationRule.objects.on(on).filter(second_action=action)
        .filter(Q(unit=None) | Q(unit_id=nomination.holder_unit_id))
    )
    if not rules:
        return None
    done = dict(
        TransitionRecord.objects.filter(nomination=nomination, actor=actor).order_by("sequence").values_list("action", "label")
    )
    for rule in sorted(rules, key=lambda rule: rule.unit_id is None):
        if rule.first_action in done:
            return Conflict(rule.mode, done[rule.first_action])
    return None
