"""The calendar of days off and of weekend days that are worked, kept by the administrator.

Every change moves the due dates of the rounds that are under way.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from history.services import record
from nominations.enums import RoundState
from nominations.models import Round
from organizations.models import Holiday
from vietnamese.dates import short_date

from .deadlines import recompute


class DayRefused(Exception):
    """The calendar has the day already; the message says so, in Vietnamese."""


@transaction.atomic
def keep_day(
    holiday: Holiday | None, *, day: date, name: str, is_working: bool, source: str, actor: Any, at: datetime
) -> Holiday:
    """Add a day to the calendar, or change one. Raises DayRefused when the day is there already."""
    if Holiday.objects.filter(day=day).exclude(pk=getattr(holiday, "pk", None)).exists():
        raise DayRefused(f"Ngày {short_date(day)} đã có trong lịch. Hãy sửa ngày đó.")
    verb = "Sửa ngày trong lịch nghỉ" if holiday else "Thêm ngày vào lịch nghỉ"
    holiday = holiday or Holiday()
    holiday.day, holiday.name, holiday.is_working, holiday.source = day, name, is_working, source
    holiday.save()
    kind = "làm bù" if is_working else "nghỉ"
    record(verb=verb, subject=holiday, actor=actor, at=at, note=f"{short_date(day)}, {kind}: {name}")
    _follow()
    return holiday


@transaction.atomic
def drop_day(holiday: Holiday, *, actor: Any, at: datetime) -> None:
    """Take a day out of the calendar: it is again what the day of the week says."""
    record(
        verb="Bỏ ngày khỏi lịch nghỉ",
        subject=holiday,
        actor=actor,
        at=at,
        note=f"{short_date(holiday.day)}: {holiday.name}",
    )
    holiday.delete()
    _follow()


def _follow() -> None:
    recompute(Round.objects.exclude(state=RoundState.DECIDED).filter(steps__isnull=False).distinct())
