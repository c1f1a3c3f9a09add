"""Dated rules about money, and what a ceremony would cost by them."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from certificates.services.sheets import ranges
from nominations.enums import AwardState
from nominations.models import Award
from nominations.rules import MEMBER_ADDRESS
from organizations.enums import RecipientKind
from organizations.models import Unit, UnitKind, UnitVersion
from vietnamese.text import search_key

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

    `level` is what kind of unit a collective was on the day, None for people and for collectives that are no unit here.
    `earlier` is the line of an earlier list that has this award already. `named` are the kinds of units for which there
    is a rate, where there is one for some collectives but none for this one.
    """

    place: CeremonyPlace
    multiple: Decimal | None
    source: str
    amount: int
    level: UnitKind | None = None
    missing: str = ""
    earlier: PaymentLine | None = None
    is_own: bool = False
    named: Sequence[UnitKind] = ()

    @property
    def lacks_rate(self) -> bool:
        """Return whether a multiple that somebody types would give it a bonus."""
        return bool(self.missing) and self.multiple is None and self.place.award.state != AwardState.REVOKED


@dataclass(frozen=True)
class Gap:
    """A reason for which some recipients have no bonus; `numbers` as people write them: "3-9, 14".

    `by_hand` says that a multiple which the office types cures it; `named` as in Proposed.
    """

    reason: str
    numbers: str
    names: list[str]
    by_hand: bool = False
    named: Sequence[UnitKind] = ()


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
    def gaps(self) -> list["Gap"]:
        """Return why lines have no amount, each reason once, with the numbers and names of whom it is about."""
        found: dict[str, list[Proposed]] = {}
        for line in self.lines:
            if line.missing:
                found.setdefault(line.missing, []).append(line)
        return [
            Gap(
                reason,
                ranges(line.place.position for line in lines),
                [line.place.award.recipient_name for line in lines],
                lines[0].lacks_rate,
                lines[0].named,
            )
            for reason, lines in found.items()
        ]

    @property
    def outside_party(self) -> str:
        """Return the numbers of people outside the Party who get a rate: the Party's papers name members only."""
        by_rate = (line for line in self.lines if not (line.missing or line.is_own or line.earlier))
        people = (line.place for line in by_rate if line.place.award.recipient_kind == RecipientKind.INDIVIDUAL)
        return ranges(place.position for place in people if place.award.address != MEMBER_ADDRESS)

    def chosen(self, again: Container[int] = ()) -> list[Proposed]:
        """Return the lines that a list would hold: what is payable, and of `again` (awards) what is paid already."""
        return [
            line for line in self.lines if not line.missing and (line.earlier is None or line.place.award_id in again)
        ]

    def total(self, again: Container[int] = ()) -> int:
        """Return the sum of the lines that a list would hold."""
        return sum(line.amount for line in self.chosen(again))


@dataclass(frozen=True)
class Rates:
    """The rates of a unit's level on a day, by form, kind of recipient and the recipient's own level (None: any)."""

    unit: Unit
    day: date
    by: Mapping[tuple[str, str, int | None], BonusRate]

    def rate(self, award: Award, level: UnitKind | None) -> BonusRate | None:
        """Return the rate of an award: one that names the level of the recipient goes before one that names none."""
        about = (award.form, award.recipient_kind)
        named = self.by.get((*about, level.pk)) if level else None
        return named or self.by.get((*about, None))

    def named(self, award: Award) -> list[UnitKind]:
        """Return the levels of recipients that have a rate of their own for such an award, the lowest first."""
        about = (award.form, award.recipient_kind)
        found = [rate.recipient_level for key, rate in self.by.items() if key[:2] == about and rate.recipient_level]
        return sorted(found, key=lambda kind: kind.rank, reverse=True)


def propose(ceremony: Ceremony, valid_on: date, own: Mapping[int, Multiple] | None = None) -> Proposal:
    """Return the bonuses of a ceremony by the rules of `valid_on`; `own` holds multiples by award that replace the rate."""
    wage = BaseWage.objects.on(valid_on).order_by("-starts_on").first()
    rates = rates_on(ceremony.unit, valid_on)
    places = list(places_of(ceremony))
    levels = levels_of(ceremony, valid_on)
    earlier = earlier_lines(place.award_id for place in places)
    rounding = rounding_on(ceremony.unit, valid_on)
    how = rounding.rounding if rounding else Rounding.NONE
    lines = []
    for place in places:
        award, level = place.award, levels.get(place.award_id)
        rate = rates.rate(award, level)
        chosen = (own or {}).get(award.pk)
        multiple = chosen.value if chosen else rate.multiple if rate else None
        source = chosen.source if chosen else rate.source if rate else ""
        missing = _missing(place, wage, multiple, rates, level)
        amount = 0 if missing else bonus(multiple, wage.amount, how)
        named = rates.named(award) if multiple is None else ()
        lines.append(
            Proposed(place, multiple, source, amount, level, missing, earlier.get(award.pk), chosen is not None, named)
        )
    return Proposal(valid_on, wage, rounding, lines)


def _missing(
    place: CeremonyPlace, wage: BaseWage | None, multiple: Decimal | None, rates: Rates, level: UnitKind | None
) -> str:
    award = place.award
    if award.state == AwardState.REVOKED:
        return "Khen thưởng đã bị thu hồi"
    if multiple is None:
        kind = award.get_recipient_kind_display().lower()
        said = f"Chưa có mức thưởng cho {award.get_form_display().lower()} tặng {kind}"
        if level is None and rates.named(award):
            return f"{said} này: tập thể không gắn với đơn vị nào trong hệ thống nên chưa rõ là chi bộ hay tổ chức khác"
        return f"{said}{f' loại “{level.name}”' if level else ''} của cấp {rates.unit.kind.name}"
    if wage is None:
        return f"Chưa có mức lương cơ sở cho ngày {rates.day:%d/%m/%Y}"
    return ""


def rates_on(unit: Unit, day: date) -> Rates:
    """Return the rates of the unit's level on a day; the latest where two overlap."""
    rows = BonusRate.objects.on(day).filter(level=unit.kind_id).select_related("recipient_level").order_by("starts_on")
    return Rates(unit, day, {(rate.form, rate.recipient_kind, rate.recipient_level_id): rate for rate in rows})


def levels_of(ceremony: Ceremony, day: date) -> dict[int, UnitKind]:
    """Return by award what kind of unit each collective of a ceremony was on a day, where it is a unit of this system.

    A collective that nobody has tied to a unit is known by its name, where all units that are called so are of one kind.
    """
    nominee = "nomination__nominee"
    rows = Award.objects.filter(
        ceremony_places__ceremony=ceremony, recipient_kind=RecipientKind.COLLECTIVE
    ).values_list(
        "pk",
        "recipient_name",
        f"{nominee}__unit",
        f"{nominee}__collective__unit",
        f"{nominee}__collective__merged_into__unit",
    )
    names = {award: name for award, name, *_ in rows}
    tied = {award: unit for award, _, *candidates in rows if (unit := next(filter(None, candidates), None))}
    kinds = {kind.pk: kind for kind in UnitKind.objects.all()}
    of_unit = dict(Unit.objects.filter(pk__in=set(tied.values())).values_list("pk", "kind"))
    of_unit |= dict(UnitVersion.objects.on(day).filter(unit__in=of_unit).values_list("unit", "kind"))
    called = _kinds_called(names[award] for award in names.keys() - tied.keys())
    by_name = {award: called[spelled] for award in names if (spelled := names[award].casefold()) in called}
    return {award: kinds[kind] for award, kind in (by_name | {a: of_unit[u] for a, u in tied.items()}).items()}


def _kinds_called(names: Iterable[str]) -> dict[str, int]:
    """Return the kind of the units that are called so, by their name in small letters; none where kinds differ."""
    found: dict[str, set[int]] = {}
    keys = {search_key(name)[:300] for name in names}
    for name, kind in Unit.objects.filter(search_key__in=keys).values_list("name", "kind"):
        found.setdefault(name.casefold(), set()).add(kind)
    return {name: kind for name, (kind, *others) in found.items() if not others}


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
