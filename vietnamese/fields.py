"""Model and form fields through which Vietnamese text, dates and hours enter the system.

Text is stored in Unicode NFC whatever keyboard, file or program it came from.
"""

import re
from datetime import time

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from .dates import parse_date
from .text import nfc, one_line

HOUR = re.compile(r"^\s*(\d{1,2})\s*(?:(?:[:.h]|giờ)\s*(\d{2})?)?\s*(?:phút)?\s*$", re.IGNORECASE)


class NameField(models.CharField):
    """One line of text, stored in NFC with single spaces."""

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return one_line(value) if isinstance(value, str) else value

    def pre_save(self, instance, add):
        value = super().pre_save(instance, add)
        if isinstance(value, str) and (clean := one_line(value)) != value:
            value = clean
            setattr(instance, self.attname, value)
        return value


class ProseField(models.TextField):
    """Text of several lines, stored in NFC."""

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return nfc(value) if isinstance(value, str) else value

    def pre_save(self, instance, add):
        value = super().pre_save(instance, add)
        if isinstance(value, str) and (clean := nfc(value)) != value:
            value = clean
            setattr(instance, self.attname, value)
        return value


class DayField(forms.DateField):
    """A typed date in any usual Vietnamese form (see dates.parse_date); one text box, no calendar needed."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "input input--date", "autocomplete": "off"})

    def to_python(self, value):
        if value in self.empty_values or not isinstance(value, str):
            return super().to_python(value)
        try:
            return parse_date(value)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from None

    def prepare_value(self, value):
        return f"{value:%d/%m/%Y}" if hasattr(value, "strftime") else value


class HourField(forms.CharField):
    """A typed hour in any usual form: 17:00, 17h, 17h30, 17 giờ 30, 17. Gives a datetime.time."""

    widget = forms.TextInput(attrs={"class": "input--short", "autocomplete": "off"})

    def to_python(self, value):
        if value in self.empty_values or isinstance(value, time):
            return value or None
        found = HOUR.match(value)
        if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
            raise ValidationError("Giờ chưa đúng. Hãy gõ giờ và phút, ví dụ 17:00.", code="invalid")
        return time(int(found[1]), int(found[2] or 0))

    def prepare_value(self, value):
        return f"{value:%H:%M}" if isinstance(value, time) else value
