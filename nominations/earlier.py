"""Awards of other years and other systems, as units write them down: the list, one more, one struck."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from history.services import record
from organizations.enums import RecipientKind
from organizations.models import Unit
from rolls.queries import check_keeper, find_collective, find_person
from vietnamese.dates import local_day
from vietnamese.text import search_key

from .models import EarlierAward


class EarlierAwardRefused(Exception):
    """An earlier award that cannot be written or struck like this; `reason` is a Vietnamese sentence."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


def earlier_awards_of(
    units: Iterable[int],
    *,
    text: str = "",
    form: str = "",
    kind: str = "",
    year: int | None = None,
    struck: bool = False,
) -> QuerySet[EarlierAward]:
    """Return what these units have written down, newest first, searched by name without accents."""
    found = EarlierAward.objects.filter(unit__in=units, struck_at__isnull=not struck).select_related("unit")
    for word in search_key(text).split():
        found = found.filter(name_key__contains=word)
    chosen = {"form": form, "recipient_kind": kind, "year": year}
    return found.filter(**{name: value for name, value in chosen.items() if value})


@transaction.atomic
def write_earlier_award(*, unit: Unit, actor: Any, at: datetime, **facts) -> EarlierAward:
    """Write down an award of before; who is surely recognised on the rolls is linked to it.

    Raises NotPermitted, and EarlierAwardRefused for one that stands there already or has neither year nor day.
    """
    check_keeper(actor, unit, on=local_day(at))
    award = EarlierAward(unit=unit, recorded_by=actor, recorded_at=at, **facts)
    if award.decided_on is None and not award.year:
        raise EarlierAwardRefused("Hãy ghi ngày quyết định, hoặc ít nhất là năm được khen.")
    _refuse_future(award.decided_on, award.year, local_day(at))
    award.set_keys()
    same = EarlierAward.objects.filter(
        unit=unit, struck_at=None, name_key=award.name_key, birth_year=award.birth_year, form=award.form, year=award.year,
        decision_number=award.decision_number,
    )  # fmt: skip
    if same.exists():
        raise EarlierAwardRefused(
            f"{award.recipient_name} đã có {award.get_form_display()} năm {award.year} trong sổ này."
        )
    _recognise(award)
    award.save()
    record(verb="Ghi khen thưởng trước đây", subject=award, actor=actor, at=at, note=str(award), unit_name=unit.name)
    return award


def _refuse_future(day: date | None, year: int | None, today: date) -> None:
    if (day and day > today) or (year and not 1945 <= year <= today.year):
        raise EarlierAwardRefused("Ngày hoặc năm khen chưa đúng: phải từ năm 1945 đến nay. Hãy xem lại.")


def _recognise(award: EarlierAward) -> None:
    if award.recipient_kind == RecipientKind.COLLECTIVE:
        award.collective_id = find_collective(award.recipient_name, award.unit).sure
        return
    award.person_id = find_person(
        full_name=award.recipient_name, birth_date=award.birth_date, birth_year=award.birth_year
    ).sure


@transaction.atomic
def strike_earlier_award(award: EarlierAward, *, reason: str, actor: Any, at: datetime) -> EarlierAward:
    """Strike an award that was written down by mistake; the row and the reason stay. Raises NotPermitted."""
    award = EarlierAward.objects.select_for_update(of=("self",)).select_related("unit").get(pk=award.pk)
    check_keeper(actor, award.unit, on=local_day(at))
    if award.struck_at is not None:
        raise EarlierAwardRefused("Khen thưởng này đã được gạch từ trước.")
    award.struck_at, award.struck_because = at, reason
    award.save(update_fields=["struck_at", "struck_because"])
    record(verb="Gạch khen thưởng trước đây", subject=award, actor=actor, at=at, note=reason, unit_name=award.unit.name)
    return award
