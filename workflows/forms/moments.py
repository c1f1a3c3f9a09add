"""A moment as people type it: a date in one box and an hour in another, Asia/Ho_Chi_Minh."""

from datetime import date, datetime, time

from vietnamese.dates import VIETNAM, clock
from vietnamese.fields import HourField

__all__ = ["END_OF_WORK", "HourField", "moment_of", "parts_of"]
END_OF_WORK = time(17)
"""Which hour a deadline has unless somebody types another."""


def moment_of(day: date | None, hour: time | None) -> datetime | None:
    """Return the moment in Viet Nam at `hour` of `day`, at the end of the working day without an hour; None without a day."""
    return datetime.combine(day, hour or END_OF_WORK, VIETNAM) if day else None


def parts_of(moment: datetime) -> tuple[date, time]:
    """Return the day and the hour in Viet Nam of a moment, as the two boxes show them."""
    hour, minute = clock(moment).split(":")
    return moment.astimezone(VIETNAM).date(), time(int(hour), int(minute))
