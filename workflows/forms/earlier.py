"""Forms of awards of other years: what to show, one more."""

from collections.abc import Iterable
from datetime import date

from django import forms

from organizations.enums import AwardForm, RecipientKind
from organizations.models import Unit
from permissions.forms.fields import LineField, UnitField, day_field
from rolls.forms import BirthField
from vietnamese.text import one_line

NAME = {"spellcheck": "false", "autocomplete": "off"}


class EarlierFilter(forms.Form):
    """What is looked for; lives in the address."""

    q = forms.CharField(
        label="Tên người, tập thể", required=False, widget=forms.TextInput(attrs=NAME | {"type": "search"})
    )
    dv = forms.ChoiceField(label="Đơn vị ghi", required=False)
    ht = forms.ChoiceField(label="Hình thức", required=False, choices=[("", "Tất cả"), *AwardForm.choices])
    dt = forms.ChoiceField(label="Đối tượng", required=False, choices=[("", "Tất cả"), *RecipientKind.choices])
    nam = forms.IntegerField(
        label="Năm", required=False, min_value=1945, max_value=2200,
        widget=forms.TextInput(attrs={"class": "input--short", "inputmode": "numeric"}),
    )  # fmt: skip

    def __init__(self, *args, units: Iterable[Unit], **kwargs):
        super().__init__(*args, **kwargs)
        units = list(units)
        self.fields["dv"].choices = [("", "Tất cả"), *((str(unit.pk), unit.name) for unit in units)]
        if len(units) < 2:
            del self.fields["dv"]


class EarlierAwardForm(forms.Form):
    """One award of before."""

    unit = UnitField(label="Đơn vị ghi")
    recipient_kind = forms.ChoiceField(
        label="Đối tượng",
        choices=RecipientKind.choices[::-1],
        widget=forms.RadioSelect(attrs={"class": "choices--row"}),
    )
    recipient_name = LineField(label="Họ và tên hoặc tên tập thể", max_length=250, widget=forms.TextInput(attrs=NAME))
    birth_date = BirthField(
        label="Ngày sinh hoặc năm sinh",
        required=False,
        max_length=30,
        help_text="Của cá nhân. Để không nhầm người trùng tên.",
    )
    unit_text = LineField(label="Đơn vị lúc được khen", max_length=400, required=False)
    form = forms.ChoiceField(
        label="Hình thức", choices=AwardForm.choices, widget=forms.RadioSelect(attrs={"class": "choices--row"})
    )
    authority_name = LineField(
        label="Cơ quan tặng",
        max_length=250,
        required=False,
        help_text="Tên lúc đó, ví dụ: Ban Thường vụ Huyện ủy An Phú.",
    )
    decision_number = LineField(
        label="Số quyết định", max_length=60, required=False, widget=forms.TextInput(attrs={"class": "input--half"})
    )
    decided_on = day_field(
        "Ngày quyết định", required=False, help_text="Ví dụ 27/3/2023. Không nhớ ngày thì ghi năm ở dưới."
    )
    year = forms.IntegerField(
        label="Năm được khen", required=False, min_value=1945, max_value=2200,
        widget=forms.TextInput(attrs={"class": "input--short", "inputmode": "numeric"}),
        error_messages={"invalid": "Năm chưa đúng. Hãy gõ bốn chữ số, ví dụ 2023.", "min_value": "Năm phải từ 1945 trở đi."},
    )  # fmt: skip
    citation = forms.CharField(label="Lời khen, thành tích", required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, units: Iterable[Unit], today: date, **kwargs):
        super().__init__(*args, **kwargs)
        units = list(units)
        self.fields["unit"].offer(units)
        if len(units) == 1:
            self.fields["unit"].initial = units[0].pk
            self.fields["unit"].widget = forms.HiddenInput()
        self.fields["birth_date"].today = today

    @property
    def facts(self) -> dict:
        """Return the fields as the service takes them."""
        data = {name: value for name, value in self.cleaned_data.items() if name not in ("unit", "birth_date")}
        day, year = self.cleaned_data["birth_date"] or (None, None)
        if data["recipient_kind"] == RecipientKind.COLLECTIVE:
            day = year = None
        return data | {
            "recipient_name": one_line(data["recipient_name"]),
            "birth_date": day,
            "birth_year": year,
            "citation": data["citation"],
        }
