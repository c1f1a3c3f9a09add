"""Opening number series and setting where they go on. Numbers themselves are taken in documents.services."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max

from documents.builders import office_symbol
from documents.models import NumberSeries
from history.services import record
from organizations.models import Unit
from vietnamese.dates import short_date


class SeriesRefused(Exception):
    """A series that cannot be opened or set like this; the message says why and what to do, in Vietnamese."""


@transaction.atomic
def open_series(
    *,
    unit: Unit,
    document_type: str,
    term: str,
    body_symbol: str,
    next_number: int,
    starts_on: date,
    actor: Any,
    at: datetime,
) -> NumberSeries:
    """Open a series from a day on; the series before it of the same body ends on the day before.

    The unit's office may have books of its own beside those of the committee: they carry its symbol.
    `next_number` is the first number to be taken, because an office that starts in mid-term does not start at 1.
    Raises SeriesRefused when the term has its series, or when a later one is open already.
    """
    books = NumberSeries.objects.select_for_update().filter(unit=unit, document_type=document_type)
    office = office_symbol(unit, starts_on)
    same = books.filter(body_symbol=office) if body_symbol == office else books.exclude(body_symbol=office)
    if same.filter(term=term).exists():
        raise SeriesRefused(
            f"Đơn vị đã có sổ số này cho nhiệm kỳ {term}. Hãy ghi nhiệm kỳ khác, hoặc dùng tiếp sổ đang có."
        )
    if later := same.filter(starts_on__gte=starts_on).order_by("starts_on").first():
        raise SeriesRefused(
            f"Đã có sổ của nhiệm kỳ {later.term} mở từ ngày {short_date(later.starts_on)}. Hãy ghi ngày mở sau ngày đó."
        )
    for former in same.exclude(ends_on__lt=starts_on):
        former.ends_on = starts_on - timedelta(days=1)
        former.save(update_fields=["ends_on"])
        record(
            verb="Kết thúc sổ số văn bản",
            subject=former,
            actor=actor,
            at=at,
            unit_name=str(unit),
            note=f"Mở sổ nhiệm kỳ {term} từ {short_date(starts_on)}",
            data={"ends_on": former.ends_on.isoformat()},
        )
    series = NumberSeries.objects.create(
        unit=unit,
        document_type=document_type,
        term=term,
        body_symbol=body_symbol,
        next_number=next_number,
        starts_on=starts_on,
    )
    record(
        verb="Mở sổ số văn bản",
        subject=series,
        actor=actor,
        at=at,
        unit_name=str(unit),
        data={"first_number": next_number},
    )
    return series


@transaction.atomic
def set_next_number(series: NumberSeries, *, next_number: int, reason: str, actor: Any, at: datetime) -> NumberSeries:
    """Set where a series goes on, with a reason.

    Once numbers were taken it only goes up: a number is never used twice, also not one that was voided. Raises
    SeriesRefused.
    """
    series = NumberSeries.objects.select_for_update().get(pk=series.pk)
    taken = series.numbers.aggregate(last=Max("value"))["last"]
    if next_number == series.next_number:
        raise SeriesRefused(f"Số tiếp theo đang là {next_number}. Không có gì để đổi.")
    if taken is not None and next_number < series.next_number:
        raise SeriesRefused(
            f"Sổ này đã lấy đến số {taken}, số tiếp theo đang là {series.next_number}. Chỉ đổi lên số lớn hơn được, "
            "vì một số không dùng hai lần."
        )
    before, series.next_number = series.next_number, next_number
    series.save(update_fields=["next_number"])
    record(
        verb="Đổi số tiếp theo",
        subject=series,
        actor=actor,
        at=at,
        note=reason,
        unit_name=str(series.unit),
        data={"from": before, "to": next_number},
    )
    return series
