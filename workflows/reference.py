"""Loads the dated rules of the world into an empty system: kinds of units, award rights, shares of votes, separation,

types of evidence, the conditions that a new round starts with, and what bonuses are reckoned with.
"""

import json
from datetime import date
from pathlib import Path

from django.db import transaction

from ceremonies.models import BaseWage, BonusRate
from meetings.models import VotingRule
from nominations.models import EligibilityRule, EvidenceType
from organizations.enums import RecipientKind
from organizations.models import AwardRight, Holiday, UnitKind

from .models import SeparationRule

DATA = Path(__file__).with_name("data") / "reference.json"


@transaction.atomic
def load_reference() -> bool:
    """Load the rules once; an office's own changes are never overwritten. Returns whether anything was loaded."""
    if UnitKind.objects.exists():
        return False
    data = json.loads(DATA.read_text(encoding="utf-8"))
    kinds = {row["code"]: UnitKind.objects.create(**row) for row in data["unit_kinds"]}
    for row in data["award_rights"]:
        for kind in row["kinds"]:
            for form in row["forms"]:
                for recipient in RecipientKind.values:
                    AwardRight.objects.create(
                        kind=kinds[kind],
                        form=form,
                        recipient_kind=recipient,
                        clause=row["clause"],
                        source=row["source"],
                        starts_on=date.fromisoformat(row["starts_on"]),
                        ends_on=_day(row.get("ends_on")),
                    )
    for row in data["voting_rules"]:
        for kind in row["kinds"]:
            VotingRule.objects.create(
                kind=kinds[kind],
                quorum_numerator=row["quorum"][0],
                quorum_denominator=row["quorum"][1],
                majority_numerator=row["majority"][0],
                majority_denominator=row["majority"][1],
                majority_base=row["base"],
                starts_on=date.fromisoformat(row["starts_on"]),
                source=row["source"],
            )
    for row in data["separation_rules"]:
        SeparationRule.objects.create(
            first_action=row["first"],
            second_action=row["second"],
            mode=row["mode"],
            starts_on=date.fromisoformat(row["starts_on"]),
            source=row["source"],
        )
    load_desk_rules(data)
    return True


def load_desk_rules(data: dict | None = None) -> None:
    """Load types of evidence, default conditions, public holidays and bonuses where there are none, as in systems of before."""
    data = data or json.loads(DATA.read_text(encoding="utf-8"))
    if not EvidenceType.objects.exists():
        EvidenceType.objects.bulk_create(EvidenceType(**row) for row in data["evidence_types"])
    if not EligibilityRule.objects.filter(round=None).exists():
        EligibilityRule.objects.bulk_create(EligibilityRule(**row) for row in data["eligibility_rules"])
    for row in data["paper_rules"]:
        if not SeparationRule.objects.filter(second_action=row["second_action"]).exists():
            SeparationRule.objects.create(**row)
    if not Holiday.objects.exists():
        Holiday.objects.bulk_create(Holiday(**row) for row in data["holidays"])
    _load_bonuses(data)


def _load_bonuses(data: dict) -> None:
    """Load base wages, and the multiples of the levels that are there: a system that is still empty has no levels."""
    if not BaseWage.objects.exists():
        BaseWage.objects.bulk_create(BaseWage(**row) for row in data["base_wages"])
    kinds = {kind.code: kind for kind in UnitKind.objects.all()}
    if not kinds:
        return
    rates = [_rate(row, kinds[code], kinds) for row in data["bonus_rates"] for code in row["kinds"] if code in kinds]
    if BonusRate.objects.exists():
        _tell_levels_apart(rates)
    else:
        BonusRate.objects.bulk_create(rates)


def _rate(row: dict, level: UnitKind, kinds: dict[str, UnitKind]) -> BonusRate:
    facts = {name: row[name] for name in ("form", "recipient_kind", "multiple", "source")}
    rate = BonusRate(
        level=level,
        recipient_level=kinds.get(row.get("recipient_level")),
        starts_on=date.fromisoformat(row["starts_on"]),
        ends_on=_day(row.get("ends_on")),
        **facts,
    )
    rate.was = row.get("was")
    return rate


def _tell_levels_apart(rates: list[BonusRate]) -> None:
    """Bring multiples that version 0.4.0 loaded to what they are for: a cell. Beside each comes that of higher levels.

    Only rows that still say what was loaded are touched, and what comes beside them ends on the day on which an office
    ended them. Lists that were frozen keep their amounts.
    """
    for rate in rates:
        about = {name: getattr(rate, name) for name in ("level", "form", "recipient_kind", "starts_on")}
        loaded = BonusRate.objects.filter(
            recipient_level=None, multiple=rate.multiple, source=rate.was, **about
        ).first()
        if loaded is None:
            continue
        BonusRate.objects.filter(pk=loaded.pk).update(recipient_level=rate.recipient_level, source=rate.source)
        for other in rates:
            if other.was is None and other.recipient_level and all(getattr(other, n) == v for n, v in about.items()):
                other.ends_on = loaded.ends_on
                other.save()


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
