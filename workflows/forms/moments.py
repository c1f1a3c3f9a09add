"""A moment as people type it: a date in one box and an hour in another, Asia/Ho_Chi_Minh."""

import re
from datetime import date, datetime, time

from django import forms
from django.core.exceptions import ValidationError

from vietnamese.dates import VIETNAM, clock

TYPED = re.compile(r"^\s*(\d{1,2})\s*(?:(?:[:.h]|giờ)\s*(\d{2})?)?\s*(?:phút)?\s*$", re.IGNORECASE)
END_OF_WORK = time(17)
"""Which hour a deadline has unless somebody types another."""


class HourField(forms.CharField):
    """A typed hour in any usual form: 17:00, 17h, 17h30, 17 giờ 30, 17. Gives a datetime.time."""

    widget = forms.TextInput(attrs={"class": "input--short", "autocomplete": "off"})

    def to_python(self, value):
        if value in self.empty_values or isinstance(value, time):
            return value or None
        found = TYPED.match(value)
        if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
            raise ValidationError("Giờ chưa đúng. Hãy gõ giờ và phút, ví dụ 17:00.", code="invalid")
        return time(int(found[1]), int(found[2] or 0))

    def prepare_value(self, value):
        return f"{value:%H:%M}" if isinstance(value, time) else value


def moment_of(day: date | None, hour: time | None) -> datetime | None:
    """Return the moment in Viet Nam at `hour` of `day`, at the end of the working day without an hour; None without a day."""
    return datetime.combine(day, hour or END_OF_WORK, VIETNAM) if day else None


def parts_of(moment: datetime) -> tuple[date, time]:
    """Return the day and the hour in Viet Nam of a moment, as the two boxes show them."""
    hour, minute = clock(moment).split(":")
    return moment.astimezone(VIETNAM).date(), time(int(hour), int(minute))
