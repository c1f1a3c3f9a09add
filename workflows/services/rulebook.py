"""Dated rules of committees: shares of votes, and pairs of acts that two people should do."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from history.services import record
from meetings.models import VotingRule
from organizations.models import Unit, UnitKind
from vietnamese.dates import short_date

from ..models import SeparationRule


class RuleRefused(Exception):
    """A rule that contradicts one which is there; the message says which, in Vietnamese."""


@transaction.atomic
def add_voting_rule(
    *, kind: UnitKind | None, unit: Unit | None, starts_on: date, actor: Any, at: datetime, **terms
) -> VotingRule:
    """Add the shares that hold for one committee, or for all of a kind, from a day on.

    The rule before it ends on the day before. Meetings whose vote was opened keep the shares that they were opened
    with. Raises RuleRefused when a rule of the same body begins on that day or later.
    """
    same = VotingRule.objects.select_for_update().filter(kind=kind, unit=unit)
    if later := same.filter(starts_on__gte=starts_on).order_by("starts_on").first():
        raise RuleRefused(
            f"Đã có quy tắc của {unit or kind} từ ngày {short_date(later.starts_on)}. Hãy ghi ngày bắt đầu sau ngày đó."
        )
    _end_before(same.exclude(ends_on__lt=starts_on), starts_on)
    rule = VotingRule.objects.create(kind=kind, unit=unit, starts_on=starts_on, **terms)
    record(
        verb="Thêm quy tắc biểu quyết",
        subject=rule,
        actor=actor,
        at=at,
        note=rule.source,
        data={"sentence": rule.terms().sentence()},
    )
    return rule


@transaction.atomic
def add_separation_rule(
    *,
    first_action: str,
    second_action: str,
    unit: Unit | None,
    mode: str,
    source: str,
    starts_on: date,
    actor: Any,
    at: datetime,
) -> SeparationRule:
    """Add that one person should not do both acts on one line, from a day on; the rule before it ends on the day before.

    Raises RuleRefused when a rule for the same pair and unit begins on that day or later.
    """
    same = SeparationRule.objects.select_for_update().filter(
        first_action=first_action, second_action=second_action, unit=unit
    )
    if later := same.filter(starts_on__gte=starts_on).order_by("starts_on").first():
        raise RuleRefused(
            f"Đã có quy tắc cho hai việc này từ ngày {short_date(later.starts_on)}. Hãy ghi ngày bắt đầu sau ngày đó."
        )
    _end_before(same.exclude(ends_on__lt=starts_on), starts_on)
    rule = SeparationRule.objects.create(
        first_action=first_action, second_action=second_action, unit=unit, mode=mode, source=source, starts_on=starts_on
    )
    record(verb="Thêm quy tắc hai người làm", subject=rule, actor=actor, at=at, note=source)
    return rule


@transaction.atomic
def end_separation_rule(rule: SeparationRule, *, ends_on: date, note: str, actor: Any, at: datetime) -> SeparationRule:
    """End a pair after `ends_on`; from then on one person may do both acts. Raises RuleRefused."""
    rule = SeparationRule.objects.select_for_update().get(pk=rule.pk)
    if rule.ends_on and rule.ends_on <= ends_on:
        raise RuleRefused(f"Quy tắc này đã hết hiệu lực sau ngày {short_date(rule.ends_on)}. Không cần làm gì thêm.")
    if ends_on < rule.starts_on:
        raise RuleRefused(
            f"Ngày cuối phải từ ngày {short_date(rule.starts_on)} trở đi, là ngày bắt đầu. Hãy xem lại ngày."
        )
    rule.ends_on = ends_on
    rule.save(update_fields=["ends_on"])
    record(
        verb="Kết thúc quy tắc hai người làm",
        subject=rule,
        actor=actor,
        at=at,
        note=note,
        data={"ends_on": ends_on.isoformat()},
    )
    return rule


def _end_before(former, starts_on: date) -> None:
    for row in former:
        row.ends_on = starts_on - timedelta(days=1)
        row.save(update_fields=["ends_on"])
