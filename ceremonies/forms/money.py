"""Forms of bonuses: the dated rules, and a list before it is frozen."""

from decimal import Decimal

from django import forms

from organizations.enums import AwardForm, RecipientKind
from organizations.models import Unit, UnitKind
from vietnamese.fields import DayField

from ..enums import Rounding
from .stage import NUMBER, LineField


class WholeField(forms.IntegerField):
    """An amount of VND as people type it: 2.340.000, 2340000, 2 340 000."""

    def to_python(self, value):
        if isinstance(value, str):
            value = value.replace(".", "").replace(" ", "").replace("\u00a0", "")
        return super().to_python(value)


class MultipleField(forms.DecimalField):
    """A multiple with a decimal comma or point: 1,5."""

    def to_python(self, value):
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


def multiple_field(**kwargs) -> MultipleField:
    """Return a multiple between 0.01 and 100."""
    wrong = "Hệ số chưa đúng. Hãy gõ ví dụ 1,5; từ 0,01 đến 100."
    return MultipleField(
        min_value=Decimal("0.01"),
        max_value=100,
        max_digits=5,
        decimal_places=2,
        widget=forms.TextInput(attrs=NUMBER),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value", "max_digits", "max_decimal_places", "max_whole_digits"), wrong
        ),
        **kwargs,
    )


class BaseWageForm(forms.Form):
    """A base wage from a day on."""

    amount = WholeField(
        label="Mức lương cơ sở, đồng một tháng",
        min_value=100_000,
        max_value=100_000_000,
        widget=forms.TextInput(attrs={"class": "input--date", "inputmode": "numeric", "autocomplete": "off"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), "Hãy gõ số tiền, ví dụ 2.530.000."),
    )
    starts_on = DayField(label="Từ ngày", help_text="Ví dụ 01/7/2026.")
    source = LineField(label="Văn bản quy định", max_length=200, help_text="Số, ngày, cơ quan; nơi tra được.")


class BonusRateForm(forms.Form):
    """A multiple for a level, form and kind of recipient from a day on."""

    level = forms.ModelChoiceField(
        label="Cấp tặng",
        queryset=UnitKind.objects.all(),
        empty_label="Chọn cấp",
        widget=forms.Select(attrs={"class": "input--half"}),
    )
    form = forms.ChoiceField(label="Hình thức", choices=AwardForm, widget=forms.RadioSelect)
    recipient_kind = forms.ChoiceField(label="Đối tượng", choices=RecipientKind, widget=forms.RadioSelect)
    multiple = multiple_field(label="Hệ số lương cơ sở", help_text="Ví dụ 1,5.")
    starts_on = DayField(label="Từ ngày", help_text="Ví dụ 01/7/2026.")
    source = LineField(label="Văn bản quy định", max_length=300)


class RoundingForm(forms.Form):
    """How a unit rounds from a day on."""

    rounding = forms.ChoiceField(label="Cách làm tròn", choices=Rounding, widget=forms.RadioSelect)
    starts_on = DayField(label="Từ ngày", help_text="Ví dụ 01/7/2026.")
    source = LineField(label="Căn cứ", max_length=200, required=False, help_text="Ví dụ: Quy chế chi tiêu nội bộ.")

    def __init__(self, *args, units: list[Unit], **kwargs):
        super().__init__(*args, **kwargs)
        self.units = {unit.pk: unit for unit in units}
        if len(units) > 1:
            choices = [(unit.pk, unit.name) for unit in units]
            self.fields["unit"] = forms.TypedChoiceField(label="Đơn vị", choices=choices, coerce=int)
            self.order_fields(["unit"])

    @property
    def unit(self) -> Unit:
        """Return the chosen unit, or the only one."""
        return self.units[self.cleaned_data.get("unit") or next(iter(self.units))]


class EndForm(forms.Form):
    """The last day of a rule, and why."""

    ends_on = DayField(label="Ngày cuối cùng còn hiệu lực", help_text="Ví dụ 30/6/2026.")
    note = LineField(label="Văn bản hoặc lý do", max_length=200)


class PaymentForm(forms.Form):
    """The head of a list that is about to be frozen."""

    submission_key = forms.UUIDField(widget=forms.HiddenInput)
    seen_total = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = LineField(label="Tên danh sách", max_length=250)
    valid_on = DayField(
        label="Tính theo quy định ngày",
        help_text="Thường là ngày ký quyết định: lương cơ sở và hệ số lấy theo ngày này.",
    )


class OwnMultipleForm(forms.Form):
    """Another multiple for one recipient and by which paper; and the reason for paying although a list has them already."""

    multiple = multiple_field(label="Hệ số khác", required=False)
    source = LineField(label="Căn cứ của hệ số khác", max_length=200, required=False)
    again = LineField(label="Lý do chi lần nữa", max_length=150, required=False)

    def clean(self):
        """A multiple of one's own needs its paper."""
        data = super().clean()
        if data.get("multiple") and not data.get("source"):
            self.add_error("source", "Hệ số khác với quy định chung thì ghi căn cứ.")
        return data
