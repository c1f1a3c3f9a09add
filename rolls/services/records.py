"""Ratings and discipline: what later conditions are judged by."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from history.services import record
from vietnamese.dates import local_day, short_date

from ..enums import Rating
from ..exceptions import RollRefused
from ..models import Collective, DisciplinaryAction, Person, YearlyRating
from ..queries import check_discipliner, check_keeper_of, word_of

FIRST_YEAR = 1990
"""Before it nobody was rated in the forms that Rating knows."""


@transaction.atomic
def record_rating(
    subject: Person | Collective, *, year: int, rating: str, actor: Any, at: datetime, source: str = ""
) -> YearlyRating:
    """Write down the rating of a year; one that is there already is replaced, and the history keeps both."""
    day = local_day(at)
    check_keeper_of(actor, subject, on=day)
    if not FIRST_YEAR <= year <= day.year:
        raise RollRefused(f"Năm xếp loại phải từ {FIRST_YEAR} đến {day.year}. Hãy xem lại năm.")
    if rating not in Rating.values:
        raise RollRefused("Chưa chọn mức xếp loại. Hãy chọn một trong bốn mức.")
    held = YearlyRating.objects.select_for_update().filter(year=year, **{word_of(subject): subject}).first()
    before = held.get_rating_display() if held else ""
    row = held or YearlyRating(year=year, **{word_of(subject): subject})
    row.rating, row.source, row.recorded_by, row.recorded_at = rating, source, actor, at
    row.save()
    record(
        verb="Sửa xếp loại" if held else "Ghi xếp loại", subject=subject, actor=actor, at=at,
        note=f"{row}, trước đó ghi: {before}" if held else str(row), data={"year": year, "rating": rating},
    )  # fmt: skip
    return row


@transaction.atomic
def record_discipline(
    subject: Person | Collective,
    *,
    form: str,
    decided_on: date,
    actor: Any,
    at: datetime,
    decision_number: str = "",
    ends_on: date | None = None,
) -> DisciplinaryAction:
    """Write down a disciplinary action. Only who keeps rolls above, or inspects there, may; the unit itself reads it."""
    check_discipliner(actor, subject, on=local_day(at))
    if decided_on > local_day(at):
        raise RollRefused("Ngày quyết định không thể ở sau hôm nay. Hãy xem lại ngày.")
    if ends_on and ends_on < decided_on:
        raise RollRefused(f"Ngày hết hiệu lực phải từ ngày quyết định {short_date(decided_on)} trở đi.")
    action = DisciplinaryAction.objects.create(
        form=form, decided_on=decided_on, decision_number=decision_number, ends_on=ends_on,
        recorded_by=actor, recorded_at=at, **{word_of(subject): subject},
    )  # fmt: skip
    record(
        verb="Ghi kỷ luật",
        subject=subject,
        actor=actor,
        at=at,
        note=f"{form}, {decision_number}, {short_date(decided_on)}",
        data={"discipline": action.pk},
    )
    return action


@transaction.atomic
def strike_discipline(action: DisciplinaryAction, *, reason: str, actor: Any, at: datetime) -> DisciplinaryAction:
    """Strike an action that was recorded by mistake; it stays readable, struck, with the reason.

    Only who keeps rolls above may; an inspector writes down, but takes nothing back.
    """
    action = DisciplinaryAction.objects.select_for_update(of=("self",)).select_related("person", "collective").get(
        pk=action.pk
    )  # fmt: skip
    subject = action.person or action.collective
    check_discipliner(actor, subject, on=local_day(at), is_striking=True)
    if action.struck_at:
        raise RollRefused("Dòng kỷ luật này đã được gạch. Không cần làm gì thêm.")
    if not reason.strip():
        raise RollRefused("Hãy ghi lý do gạch, để sau này xem lại biết vì sao.")
    action.struck_at, action.struck_because = at, reason
    action.save(update_fields=["struck_at", "struck_because"])
    record(
        verb="Gạch kỷ luật",
        subject=subject,
        actor=actor,
        at=at,
        note=f"{action.form}: {reason}",
        data={"discipline": action.pk},
    )
    return action
