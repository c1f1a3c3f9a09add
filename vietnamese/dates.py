"""Dates as Party offices write and type them. Pure; no clock is read here."""

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
TYPED = re.compile(r"^\s*(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4}|\d{2})\s*$")
ISO = re.compile(r"^\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*$")


def local_day(moment: datetime | date) -> date:
    """Return the calendar day in Viet Nam of a moment; a plain date is returned as it is."""
    if isinstance(moment, datetime):
        return moment.astimezone(VIETNAM).date() if moment.tzinfo else moment.date()
    return moment


def short_date(day: date | datetime, *, always_pad: bool = False) -> str:
    """Return the Party's short form: day padded, of the months only January and February (05/9/2026, 03/02/2026).

    `always_pad` is for offices that write 05/09/2026. Source of the padding rule: Hướng dẫn 36-HD/VPTW
    of 03/4/2018 on the format of Party papers, as offices apply it.
    """
    day = local_day(day)
    month = f"{day.month:02d}" if always_pad or day.month < 3 else str(day.month)
    return f"{day.day:02d}/{month}/{day.year}"


def long_date(day: date | datetime) -> str:
    """Return "ngày 05 tháng 9 năm 2026", padded by the same rule as short_date()."""
    day = local_day(day)
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def weekday(day: date | datetime) -> str:
    """Return "thứ Hai" to "Chủ nhật"."""
    return WEEKDAYS[local_day(day).weekday()]


def clock(moment: datetime) -> str:
    """Return the time of day in Viet Nam as "14:05"."""
    return moment.astimezone(VIETNAM).strftime("%H:%M")


def hour_words(hour: time) -> str:
    """Return "19 giờ 30", "8 giờ": an hour as people say it."""
    return f"{hour.hour} giờ" + (f" {hour.minute:02d}" if hour.minute else "")


def moment_text(moment: datetime) -> str:
    """Return "05/9/2026 lúc 14:05"."""
    return f"{short_date(moment)} lúc {clock(moment)}"


def parse_date(typed: str) -> date:
    """Read a date in any usual form: 05/9/2026, 5-9-2026, 05.09.26, 5 9 2026, 2026-09-05. Day before month.

    Raises ValueError with a Vietnamese sentence when the text is no date.
    """
    if found := ISO.match(typed):
        year, month, day = map(int, found.groups())
    elif found := TYPED.match(typed):
        day, month, year = map(int, found.groups())
        year += 2000 if year < 100 else 0
    else:
        raise ValueError("Ngày chưa đúng. Hãy gõ ngày, tháng, năm, ví dụ 27/3/2026.")
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"Không có ngày {day}/{month}/{year}. Hãy xem lại ngày và tháng.") from None


def days_between(start: date | datetime, end: date | datetime) -> int:
    """Return the number of calendar days in Viet Nam from start to end, negative when end is earlier."""
    return (local_day(end) - local_day(start)).days


def duration_words(days: int) -> str:
    """Return how long something has waited: "hôm nay", "1 ngày", "12 ngày"."""
    return "hôm nay" if days <= 0 else f"{days} ngày"


def remaining_words(days: int) -> str:
    """Return how long is left: "còn 6 ngày", "hết hạn hôm nay", "quá hạn 2 ngày"."""
    if days > 0:
        return f"còn {days} ngày"
    return "hết hạn hôm nay" if days == 0 else f"quá hạn {-days} ngày"
