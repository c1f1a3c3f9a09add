"""Fields that several of the administrator's forms share."""

import re
from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError

from organizations.models import Unit
from vietnamese.fields import DayField
from vietnamese.text import one_line

NOT_OFFERED = "Đơn vị này không có trong danh sách. Hãy chọn lại."


class UnitField(forms.ModelChoiceField):
    """A unit out of those handed in, grouped under their superiors so that equal names can be told apart."""

    def __init__(self, units: Iterable[Unit] = (), **kwargs):
        kwargs.setdefault("widget", forms.Select(attrs={"class": "input--half"}))
        kwargs.setdefault("empty_label", "Chọn đơn vị")
        kwargs.setdefault("error_messages", {"invalid_choice": NOT_OFFERED})
        super().__init__(queryset=Unit.objects.none(), **kwargs)
        if units:
            self.offer(units)

    def offer(self, units: Iterable[Unit]) -> None:
        """Offer these units and no others. Each needs `kind` and `parent` loaded."""
        units = list(units)
        self.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units]).select_related("kind")
        groups: dict[str, list[tuple[int, str]]] = {}
        for unit in units:
            group = "" if unit.kind.has_standing_committee or unit.parent is None else str(unit.parent)
            groups.setdefault(group, []).append((unit.pk, unit.name))
        top = groups.pop("", [])
        self.choices = [("", self.empty_label), *top, *groups.items()]


class LineField(forms.CharField):
    """One line of text in Unicode NFC with single spaces."""

    def to_python(self, value):
        return one_line(super().to_python(value))


class PhoneField(LineField):
    """A telephone number as people write it: digits with spaces, dots or dashes."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", "Số điện thoại")
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"class": "input--date", "inputmode": "tel", "autocomplete": "off"})
        )
        super().__init__(required=False, max_length=20, **kwargs)

    def clean(self, value):
        """Refuse letters and numbers that are too short to call."""
        value = super().clean(value)
        if value and (re.search(r"[^\d\s.+()-]", value) or not 8 <= len(re.sub(r"\D", "", value)) <= 15):
            raise ValidationError("Số điện thoại chưa đúng. Hãy gõ từ 8 đến 15 chữ số, ví dụ 0276 000 0119.")
        return value


class AddressField(forms.EmailField):
    """An address for electronic letters; without one a person has notices in the system only."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", "Địa chỉ thư điện tử")
        kwargs.setdefault(
            "widget", forms.EmailInput(attrs={"class": "input--half", "inputmode": "email", "autocomplete": "off"})
        )
        wrong = "Địa chỉ thư điện tử chưa đúng. Hãy xem lại, ví dụ ten@coquan.vn."
        super().__init__(required=False, error_messages={"invalid": wrong}, **kwargs)


class YearField(forms.IntegerField):
    """A year of birth; the form that holds it says up to which year."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", "Năm sinh")
        widget = forms.TextInput(attrs={"class": "input--short", "inputmode": "numeric", "autocomplete": "off"})
        super().__init__(
            required=False,
            widget=widget,
            error_messages={"invalid": "Năm sinh chưa đúng. Hãy gõ bốn chữ số, ví dụ 1968."},
            **kwargs,
        )

    def check(self, value: int | None, this_year: int) -> None:
        """Raise ValidationError for a year in which nobody who works here was born."""
        if value is not None and not this_year - 110 <= value <= this_year - 14:
            raise ValidationError(f"Năm sinh {value} chưa đúng. Hãy gõ bốn chữ số, ví dụ 1968.")


def reason_field(label: str = "Lý do", **kwargs) -> LineField:
    """Return a field for why something is done; it goes into the history."""
    kwargs.setdefault("error_messages", {"required": "Hãy ghi lý do, để sau này xem lại biết vì sao."})
    return LineField(label=label, max_length=300, **kwargs)


def day_field(label: str, **kwargs) -> DayField:
    """Return a typed day; the hint shows a form in which the month cannot be taken for the day."""
    kwargs.setdefault("help_text", "Ví dụ 27/3/2026.")
    return DayField(label=label, **kwargs)


class ReasonForm(forms.Form):
    """Nothing but a reason."""

    reason = reason_field()


class EndForm(forms.Form):
    """The last day of something, and by which decision or for which reason."""

    ends_on = day_field("Ngày cuối cùng còn hiệu lực")
    note = LineField(
        label="Quyết định hoặc lý do", max_length=200, help_text="Số, ngày, cơ quan ban hành; hoặc lý do bằng vài từ."
    )
