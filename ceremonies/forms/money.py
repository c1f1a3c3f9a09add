"""Forms of bonuses: the dated rules, and a list before it is frozen."""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

from django import forms

from certificates.exceptions import ActRefused
from certificates.services.sheets import ranges, read_positions
from organizations.enums import AwardForm, RecipientKind
from organizations.models import Unit, UnitKind
from vietnamese.fields import DayField

from ..enums import Rounding
from .stage import NUMBER, LineField

EMPTY_ROWS, MOST_ROWS = 2, 200
ROW_PREFIX = "khac"


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


class RuleForm(forms.Form):
    """A rule that holds from a day on, by some paper."""

    starts_on = DayField(label="Từ ngày", help_text="Ví dụ 01/7/2026.")
    source = LineField(label="Văn bản quy định", max_length=200, help_text="Số, ngày, cơ quan; nơi tra được.")


class BaseWageForm(RuleForm):
    """A base wage from a day on."""

    amount = WholeField(
        label="Mức lương cơ sở, đồng một tháng",
        min_value=100_000,
        max_value=100_000_000,
        widget=forms.TextInput(attrs={"class": "input--date", "inputmode": "numeric", "autocomplete": "off"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), "Hãy gõ số tiền, ví dụ 2.530.000."),
    )
    field_order = ("amount",)


class BonusRateForm(RuleForm):
    """A multiple for a level, form and kind of recipient from a day on."""

    level = forms.ModelChoiceField(
        label="Cấp tặng",
        queryset=UnitKind.objects.all(),
        empty_label="Chọn cấp",
        widget=forms.Select(attrs={"class": "input--half"}),
    )
    form = forms.ChoiceField(label="Hình thức", choices=AwardForm, widget=forms.RadioSelect)
    recipient_kind = forms.ChoiceField(label="Đối tượng", choices=RecipientKind, widget=forms.RadioSelect)
    recipient_level = forms.ModelChoiceField(
        label="Loại tổ chức được tặng",
        queryset=UnitKind.objects.all(),
        required=False,
        empty_label="Mọi loại",
        widget=forms.Select(attrs={"class": "input--half"}),
        help_text="Chỉ với tập thể. Ví dụ chi bộ và đảng bộ cơ sở có hệ số khác nhau thì ghi hai mức; "
        "mức ghi rõ loại được dùng trước mức “Mọi loại”.",
    )
    multiple = multiple_field(label="Hệ số lương cơ sở", help_text="Ví dụ 1,5.")
    source = LineField(label="Văn bản quy định", max_length=300)
    field_order = ("level", "form", "recipient_kind", "recipient_level", "multiple")

    def clean(self):
        """A person is of no kind of organization."""
        data = super().clean()
        if data.get("recipient_level") and data.get("recipient_kind") == RecipientKind.INDIVIDUAL:
            self.add_error("recipient_level", "Cá nhân thì để “Mọi loại”.")
        return data


class RoundingForm(RuleForm):
    """How a unit rounds from a day on."""

    rounding = forms.ChoiceField(label="Cách làm tròn", choices=Rounding, widget=forms.RadioSelect)
    source = LineField(label="Căn cứ", max_length=200, required=False, help_text="Ví dụ: Quy chế chi tiêu nội bộ.")
    field_order = ("unit", "rounding")

    def __init__(self, *args, units: list[Unit], **kwargs):
        super().__init__(*args, **kwargs)
        self.units = {unit.pk: unit for unit in units}
        if len(units) > 1:
            choices = [(unit.pk, unit.name) for unit in units]
            self.fields["unit"] = forms.TypedChoiceField(label="Đơn vị", choices=choices, coerce=int)
            self.order_fields(self.field_order)

    @property
    def facts(self) -> dict:
        """Return what set_rounding() takes; the only unit is not asked for."""
        return self.cleaned_data | {"unit": self.units[self.cleaned_data.get("unit") or next(iter(self.units))]}


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


class ExceptionForm(forms.Form):
    """What differs from the rules for some recipients: another multiple with its paper, or being paid a second time.

    Recipients are named by their numbers in the order of the stage, of which there are `last`.
    """

    numbers = LineField(label="Số thứ tự", max_length=200, required=False)
    multiple = multiple_field(label="Hệ số khác", required=False)
    source = LineField(label="Căn cứ của hệ số khác", max_length=200, required=False)
    again = LineField(label="Lý do chi lần nữa", max_length=150, required=False)

    def __init__(self, *args, last: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.last = last

    def clean_numbers(self) -> list[int]:
        """Read "12, 40-45"."""
        try:
            return read_positions(self.cleaned_data["numbers"], self.last)
        except ActRefused as refusal:
            raise forms.ValidationError(
                f"Số thứ tự ghi cách nhau dấu phẩy, từ 1 đến {self.last}, ví dụ: 12, 40-45."
            ) from refusal

    def clean(self):
        """Each line says whom it is about and what differs; a multiple of one's own needs its paper."""
        data = super().clean()
        if data.get("multiple") and not data.get("source"):
            self.add_error("source", "Hệ số khác với quy định chung thì ghi căn cứ.")
        says = any(self.data.get(self.add_prefix(name), "").strip() for name in ("multiple", "source", "again"))
        if says and "numbers" in data and not data["numbers"]:
            self.add_error("numbers", "Hãy ghi số thứ tự của người, tập thể được áp dụng dòng này.")
        if data.get("numbers") and not says:
            self.add_error("multiple", "Hãy ghi hệ số khác, hoặc lý do chi lần nữa.")
        return data


class ExceptionFormSet(forms.BaseFormSet):
    """Everything that differs. There are always EMPTY_ROWS free rows, which may stay empty."""

    @property
    def own(self) -> dict[int, tuple[Decimal, str]]:
        """Return multiple and paper by number, of a valid form."""
        rows = [row for row in self._filled if row.get("multiple")]
        return {number: (row["multiple"], row["source"]) for row in rows for number in row["numbers"]}

    @property
    def again(self) -> dict[int, str]:
        """Return the reason for paying a second time by number, of a valid form."""
        return {number: row["again"] for row in self._filled if row["again"] for number in row["numbers"]}

    @property
    def _filled(self) -> list[dict]:
        return [row.cleaned_data for row in self if row.cleaned_data.get("numbers")]

    def clean(self):
        """Nobody has two multiples."""
        if any(self.errors):
            return
        counts = Counter(number for row in self._filled if row.get("multiple") for number in row["numbers"])
        if twice := [number for number, count in counts.items() if count > 1]:
            raise forms.ValidationError(f"Số {ranges(twice)} được ghi hệ số khác ở hai dòng. Đồng chí để lại một dòng.")


_Exceptions = forms.formset_factory(ExceptionForm, formset=ExceptionFormSet, extra=EMPTY_ROWS, max_num=MOST_ROWS)


def exceptions_form(sent: Mapping[str, str] | None, last: int, *, about: str = "") -> ExceptionFormSet:
    """Return the rows that were typed and some free ones behind them; `last` is the number of the last recipient.

    `about` are numbers with which the first row begins, of a page that was not sent yet.
    """
    data = None
    if sent is not None:
        data = dict(sent.items())
        typed = [
            name.split("-")[1] for name, value in data.items() if name.startswith(f"{ROW_PREFIX}-") and value.strip()
        ]
        rows = [int(row) for row in typed if row.isascii() and row.isdigit() and len(row) < 4]
        data[f"{ROW_PREFIX}-TOTAL_FORMS"] = min(max(rows, default=-1) + 1 + EMPTY_ROWS, MOST_ROWS)
        data[f"{ROW_PREFIX}-INITIAL_FORMS"] = 0
    initial = [{"numbers": about}] if about and data is None else None
    return _Exceptions(data, prefix=ROW_PREFIX, form_kwargs={"last": last}, initial=initial)
