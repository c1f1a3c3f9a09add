"""Dated rules about money, and what a ceremony would cost by them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from nominations.enums import AwardState
from organizations.models import Unit

from ..enums import Rounding
from ..models import BaseWage, BonusRate, Ceremony, CeremonyPlace, PaymentLine, RoundingRule
from ..money import bonus
from .stage import places_of


@dataclass(frozen=True)
class Multiple:
    """A multiple that an office gives one recipient instead of the rate, and by which paper."""

    value: Decimal
    source: str


@dataclass(frozen=True)
class Proposed:
    """One recipient and the bonus by the rules; `missing` says in Vietnamese why there is none.

    `earlier` is the line of an earlier list that has this award already.
    """

    place: CeremonyPlace
    multiple: Decimal | None
    source: str
    amount: int
    missing: str = ""
    earlier: PaymentLine | None = None
    is_own: bool = False


@dataclass(frozen=True)
class Proposal:
    """What a list of a ceremony would say by the rules of a day. Amounts in VND."""

    valid_on: date
    base_wage: BaseWage | None
    rounding: RoundingRule | None
    lines: list[Proposed]

    @property
    def rounding_value(self) -> str:
        """Return how amounts are rounded; a unit without a rule does not round."""
        return self.rounding.rounding if self.rounding else Rounding.NONE

    @property
    def payable(self) -> list[Proposed]:
        """Return the lines that have an amount and are on no earlier list."""
        return [line for line in self.lines if not line.missing and line.earlier is None]

    @property
    def missing(self) -> list[Proposed]:
        """Return the lines without an amount."""
        return [line for line in self.lines if line.missing]

    @property
    def paid(self) -> list[Proposed]:
        """Return the lines that are on an earlier list already."""
        return [line for line in self.lines if line.earlier is not None and not line.missing]

    @property
    def total(self) -> int:
        """Return the sum of what is payable."""
        return sum(line.amount for line in self.payable)


def propose(ceremony: Ceremony, valid_on: date, own: Mapping[int, Multiple] | None = None) -> Proposal:
    """Return the bonuses of a ceremony by the rules of `valid_on`; `own` holds multiples by award that replace the rate."""
    wage = BaseWage.objects.on(valid_on).order_by("-starts_on").first()
    rates = rates_on(ceremony.unit, valid_on)
    places = list(places_of(ceremony))
    earlier = earlier_lines(place.award_id for place in places)
    rounding = rounding_on(ceremony.unit, valid_on)
    how = rounding.rounding if rounding else Rounding.NONE
    lines = []
    for place in places:
        award, rate = place.award, rates.get((place.award.form, place.award.recipient_kind))
        chosen = (own or {}).get(award.pk)
        multiple = chosen.value if chosen else rate.multiple if rate else None
        source = chosen.source if chosen else rate.source if rate else ""
        missing = _missing(place, wage, multiple, ceremony.unit, valid_on)
        amount = 0 if missing else bonus(multiple, wage.amount, how)
        lines.append(Proposed(place, multiple, source, amount, missing, earlier.get(award.pk), chosen is not None))
    return Proposal(valid_on, wage, rounding, lines)


def _missing(place: CeremonyPlace, wage: BaseWage | None, multiple: Decimal | None, unit: Unit, valid_on: date) -> str:
    award = place.award
    if award.state == AwardState.REVOKED:
        return "Khen thưởng đã bị thu hồi"
    if multiple is None:
        kind = award.get_recipient_kind_display().lower()
        return f"Chưa có mức thưởng cho {award.get_form_display().lower()} tặng {kind} của cấp {unit.kind.name}"
    if wage is None:
        return f"Chưa có mức lương cơ sở cho ngày {valid_on:%d/%m/%Y}"
    return ""


def rates_on(unit: Unit, day: date) -> dict[tuple[str, str], BonusRate]:
    """Return the rates of the unit's level on a day, by form and kind of recipient; the latest where two overlap."""
    rows = BonusRate.objects.on(day).filter(level=unit.kind_id).order_by("starts_on")
    return {(rate.form, rate.recipient_kind): rate for rate in rows}


def rounding_on(unit: Unit, day: date) -> RoundingRule | None:
    """Return how the unit rounds on a day, None where it has no rule."""
    return RoundingRule.objects.on(day).filter(unit=unit).order_by("-starts_on").first()


def earlier_lines(awards) -> dict[int, PaymentLine]:
    """Return the first line that pays each of these awards, by award."""
    rows = PaymentLine.objects.filter(award__in=list(awards)).select_related("payment_list").order_by("-pk")
    return {row.award_id: row for row in rows}


def usual_day(ceremony: Ceremony, fallback: date) -> date:
    """Return the day whose rules a list follows: the latest day on which one of its decisions was signed.

    Source: Nghị định 152/2025/NĐ-CP and those before it reckon with the base wage in force when the decision is made.
    """
    days = [day for day in ceremony.decisions.values_list("signed_on", flat=True) if day]
    return max(days, default=fallback)
