"""Reading the process: the last step, the history, who did what before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from nominations.enums import NominationState
from nominations.models import Nomination

from .enums import Action
from .models import LineView, SeparationMode, SeparationRule, TransitionRecord


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


def opened_by_others_since(nomination: Nomination, user: Any, since: datetime) -> bool:
    """Return whether anybody but `user` has had the line open after `since`; then what was done there stands."""
    return LineView.objects.filter(nomination=nomination, seen_at__gt=since).exclude(user=user).exists()


def separation_conflict(nomination: Nomination, action: Action, actor: Any, *, on: date) -> Conflict | None:
    """Return the conflict between `action` and what the actor did on this line before, or None."""
    return separation_conflicts(nomination, [action], actor, on=on).get(action)


def separation_conflicts(
    nomination: Nomination, actions: Iterable[Action], actor: Any, *, on: date
) -> dict[Action, Conflict]:
    """Return for each of the acts, where there is one, its conflict with what the actor did on this line before.

    The rule of the holding unit comes before the general one. Source: pairs of acts are the committee's own dated data.
    """
    return conflicts_among(separation_rules(nomination, actor, on=on).filter(second_action__in=list(actions)))


def separation_rules(nomination: Nomination, actor: Any, *, on: date) -> QuerySet[SeparationRule]:
    """Return the rules of which the actor did the first act on this line; `earlier` is what that act is called."""
    done = TransitionRecord.objects.filter(nomination=nomination, actor=actor, action=OuterRef("first_action"))
    return (
        SeparationRule.objects.on(on)
        .filter(Q(unit=None) | Q(unit_id=nomination.holder_unit_id))
        .annotate(earlier=Subquery(done.order_by("-sequence").values("label")[:1]))
        .exclude(earlier=None)
    )


def conflicts_among(rules: Iterable[Any]) -> dict[Action, Conflict]:
    """Return for each second act the conflict that the rules, as separation_rules() gives them, make of it."""
    found: dict[Action, Conflict] = {}
    for rule in sorted(rules, key=lambda rule: rule.unit_id is None):
        found.setdefault(Action(rule.second_action), Conflict(rule.mode, rule.earlier))
    return found


def conflicts_of_lines(
    nominations: Iterable[Nomination], actions: Iterable[Action], actor: Any, *, on: date
) -> dict[int, Conflict]:
    """Return nomination id -> a conflict between one of the acts and what the actor did on the line; refusals first.

    Two queries, however many lines there are. A line that has only arrived is received with the act, so receiving is
    asked about there too.
    """
    lines, wanted = list(nominations), set(actions)
    rules = list(SeparationRule.objects.on(on).filter(second_action__in=[*wanted, Action.RECEIVE]))
    done: dict[int, dict[str, str]] = {}
    steps = TransitionRecord.objects.filter(nomination__in=[line.pk for line in lines], actor=actor)
    for step in steps.filter(action__in={rule.first_action for rule in rules}).order_by("sequence"):
        done.setdefault(step.nomination_id, {})[step.action] = step.label
    found: dict[int, Conflict] = {}
    for line in lines:
        acts = wanted if line.state == NominationState.UNDER_APPRAISAL else wanted | {Action.RECEIVE}
        mine = done.get(line.pk, {})
        own = [
            SimpleNamespace(**vars(rule), earlier=mine[rule.first_action])
            for rule in rules
            if rule.second_action in acts and rule.first_action in mine and rule.unit_id in (None, line.holder_unit_id)
        ]
        conflicts = conflicts_among(own).values()
        worst = min(conflicts, key=lambda conflict: conflict.mode != SeparationMode.REFUSE, default=None)
        if worst is not None:
            found[line.pk] = worst
    return found


def first_conflict(
    nominations: Iterable[int], action: Action, actor: Any, *, unit_id: int, on: date
) -> Conflict | None:
    """Return a conflict as separation_conflict() does for any of these nominations, which `unit_id` holds; refusals first."""
    rules = SeparationRule.objects.on(on).filter(second_action=action).filter(Q(unit=None) | Q(unit_id=unit_id))
    modes: dict[str, str] = {}
    for rule in sorted(rules, key=lambda rule: rule.unit_id is None):
        modes.setdefault(rule.first_action, rule.mode)
    done = (
        TransitionRecord.objects.filter(nomination__in=list(nominations), actor=actor, action__in=modes)
        if modes
        else []
    )
    found = [Conflict(modes[step.action], step.label) for step in done]
    return min(found, key=lambda conflict: conflict.mode != SeparationMode.REFUSE, default=None)
