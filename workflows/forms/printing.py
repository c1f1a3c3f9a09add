"""Forms of the print station: whose certificates, how they are printed, who accepts what deserves a look."""

import uuid
from collections.abc import Collection
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from certificates.enums import RunOutput, SheetOrder
from certificates.exceptions import ActRefused
from certificates.layout.designs import design, designs
from certificates.layout.sheets import CertificateRefused
from certificates.models import BlankKind, CalibrationProfile, Paper, PrintMode, PrintRun
from certificates.printing import OWN, STANDARD, Part, PrintSettings, Selection
from certificates.printing.names import PLACEHOLDERS, STANDARD_PATTERN, check_pattern
from certificates.services.sheets import ranges, read_positions
from organizations.enums import RecipientKind
from vietnamese.fields import DayField
from vietnamese.text import one_line

MOST_SHIFT_MM = 20
UNIT_DESIGN = "don_vi"
"""How the address calls the unit's own layouts."""
PARTS = (
    (Part.ALL, "Tất cả"),
    (Part.COLLECTIVES, "Chỉ tập thể"),
    (Part.INDIVIDUALS, "Chỉ cá nhân"),
    (Part.LINES, "Một số dòng"),
)
OF_A_RUN = (
    (Part.SPOILED, "Các tờ hỏng của lượt trước"),
    (Part.SHEETS, "Một số tờ của lượt trước"),
)
STEPS = {
    "1": ("phan", "so", "luot", "thu_tu", "tep", "ten_tep", "ly_do"),
    "2": ("mau", "kho", "cach", "phoi", "may", "ngay", "ngang", "doc"),
}
"""Which fields each step of the station shows; the others go along unseen."""


class ShiftField(forms.DecimalField):
    """A shift in mm, typed with a comma or a dot: 1,5 or -0.5."""

    default_error_messages = {
        "invalid": "Độ dịch phải là số mi-li-mét, ví dụ 1,5 hoặc -0,5.",
        "max_value": f"Độ dịch nhiều nhất là {MOST_SHIFT_MM} mm. Hãy đo lại trên tờ căn chỉnh.",
        "min_value": f"Độ dịch ít nhất là -{MOST_SHIFT_MM} mm. Hãy đo lại trên tờ căn chỉnh.",
        "max_decimal_places": "Độ dịch chỉ ghi một chữ số sau dấu phẩy.",
    }
    widget = forms.TextInput(attrs={"class": "input--short", "inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, **kwargs):
        super().__init__(max_value=MOST_SHIFT_MM, min_value=-MOST_SHIFT_MM, max_digits=4, decimal_places=1, **kwargs)

    def to_python(self, value):
        if isinstance(value, str):
            value = value.strip().replace("\u2212", "-").replace(",", ".").removesuffix("mm").strip()
        found = super().to_python(value)
        return Decimal(0) if found is None else found

    def prepare_value(self, value):
        return mm_text(value) if isinstance(value, Decimal) else value


def mm_text(value: Decimal | int) -> str:
    """Return a shift as people write it: 1,5; -0,5; 0."""
    return f"{Decimal(value).normalize():f}".replace(".", ",")


class StationForm(forms.Form):
    """How the certificates are printed. Lives in the address, so that what is looked at is what is started.

    `own` are the kinds of recipients for which the unit uses a layout of its own; `count` is how many recipients the
    decision has; blanks, profiles and earlier runs are those of its unit.
    """

    phan = forms.ChoiceField(label="In cho ai", widget=forms.RadioSelect)
    so = forms.CharField(
        label="Số thứ tự",
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Dùng khi chọn một số dòng hoặc một số tờ. Ví dụ: 3, 12-20.",
    )
    luot = forms.ModelChoiceField(queryset=PrintRun.objects.none(), required=False, widget=forms.HiddenInput)
    thu_tu = forms.ChoiceField(label="Thứ tự tờ", choices=SheetOrder.choices, widget=forms.RadioSelect)
    tep = forms.ChoiceField(label="Lập tệp nào", choices=RunOutput.choices, widget=forms.RadioSelect)
    ten_tep = forms.CharField(
        label="Tên từng tệp trong ZIP",
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="Chỗ điền: " + ", ".join(f"{{{name}}} {what}" for name, what in PLACEHOLDERS.items()) + ".",
    )
    ly_do = forms.CharField(
        label="Lý do in lại",
        required=False,
        max_length=300,
        help_text="Cần khi giấy đã được in ra giấy trước đây; lý do được giữ trong sổ khen thưởng.",
    )
    mau = forms.ChoiceField(label="Mẫu", widget=forms.RadioSelect)
    kho = forms.ChoiceField(
        label="Khổ giấy của mẫu có sẵn",
        choices=Paper.choices,
        widget=forms.RadioSelect(attrs={"class": "choices--row"}),
    )
    cach = forms.ChoiceField(label="Cách in", choices=PrintMode.choices, widget=forms.RadioSelect)
    phoi = forms.ModelChoiceField(
        label="Phôi", queryset=BlankKind.objects.none(), required=False, empty_label="Giấy trắng"
    )
    may = forms.ModelChoiceField(
        label="Máy in, khay giấy đã đo",
        queryset=CalibrationProfile.objects.none(),
        required=False,
        empty_label="Chưa chọn máy in",
    )
    ngay = DayField(label="Ngày ghi trên giấy", required=False, help_text="Để trống là ngày ký.")
    ngang = ShiftField(label="Dịch thêm ngang (mm)", help_text="Số dương: sang phải.")
    doc = ShiftField(label="Dịch thêm dọc (mm)", help_text="Số dương: xuống dưới.")

    def __init__(self, *args, decision, own: Collection[str], count: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.count = count
        unit = decision.unit_id
        of_unit = [(UNIT_DESIGN, _own_label(own))] if own else []
        self.fields["mau"].choices = [*of_unit, *((look.code, f"Mẫu {look.label}") for look in designs())]
        self.fields["luot"].queryset = PrintRun.objects.filter(decision=decision).select_related("run")
        self.fields["phoi"].queryset = BlankKind.objects.filter(unit=unit, is_active=True)
        self.fields["may"].queryset = CalibrationProfile.objects.filter(
            printer__unit=unit, printer__is_active=True, is_current=True
        ).select_related("printer", "blank")
        self.fields["phan"].choices = [*PARTS, *(OF_A_RUN if self.data.get("luot") else ())]

    def clean_ten_tep(self) -> str:
        """Refuse a pattern that cannot be filled, where there will be a ZIP."""
        pattern = self.cleaned_data["ten_tep"] or STANDARD_PATTERN
        if self.cleaned_data.get("tep") == RunOutput.ZIP:
            try:
                check_pattern(pattern)
            except CertificateRefused as refusal:
                raise ValidationError(str(refusal)) from refusal
        return pattern

    def clean(self):
        """Read the numbers against what they count: lines of the decision, or sheets of the earlier run."""
        cleaned = super().clean()
        part, run = cleaned.get("phan"), cleaned.get("luot")
        cleaned["numbers"] = ()
        if part in (Part.SHEETS, Part.SPOILED) and run is None:
            self.add_error("phan", "Lượt in trước không còn. Đồng chí chọn lại in cho ai.")
        elif part in (Part.LINES, Part.SHEETS):
            last, what = (self.count, "dòng") if part == Part.LINES else (run.sheets.count(), "tờ")
            try:
                cleaned["numbers"] = tuple(read_positions(cleaned.get("so", ""), last, what=what))
            except ActRefused as refusal:
                self.add_error("so", refusal.reason)
                return cleaned
            if not cleaned["numbers"]:
                self.add_error("so", "Chưa ghi số thứ tự. Đồng chí xem danh sách rồi ghi, ví dụ: 3, 12-20.")
        return cleaned

    @property
    def settings(self) -> PrintSettings:
        """Return what was chosen."""
        chosen = self.cleaned_data
        return PrintSettings(
            design=OWN if chosen["mau"] == UNIT_DESIGN else chosen["mau"],
            paper=chosen["kho"],
            mode=chosen["cach"],
            shift_x_mm=chosen["ngang"],
            shift_y_mm=chosen["doc"],
            dated_on=chosen["ngay"],
            profile=chosen["may"],
            blank=chosen["phoi"],
            order=chosen["thu_tu"],
            output=chosen["tep"],
            name_pattern=chosen["ten_tep"],
            selection=Selection(chosen["phan"], chosen["numbers"], chosen["luot"]),
            reprint_reason=one_line(chosen["ly_do"]),
        )

    @staticmethod
    def values_of(settings: PrintSettings) -> dict:
        """Return settings as the names and values of the address."""
        chosen = settings.selection
        return {
            "phan": str(chosen.part),
            "so": ranges(chosen.numbers),
            "luot": chosen.run.pk if chosen.run else "",
            "thu_tu": settings.order,
            "tep": settings.output,
            "ten_tep": settings.name_pattern,
            "ly_do": settings.reprint_reason,
            "mau": UNIT_DESIGN if settings.design == OWN else settings.design,
            "kho": settings.paper,
            "cach": settings.mode,
            "phoi": settings.blank.pk if settings.blank else "",
            "may": settings.profile.pk if settings.profile else "",
            "ngay": f"{settings.dated_on:%d/%m/%Y}" if settings.dated_on else "",
            "ngang": mm_text(settings.shift_x_mm),
            "doc": mm_text(settings.shift_y_mm),
        }

    @property
    def step_of_error(self) -> str:
        """The step that shows the first field with an error."""
        return next((step for step, names in STEPS.items() if any(name in self.errors for name in names)), "1")

    @property
    def hidden_of(self) -> dict[str, list[tuple[str, str]]]:
        """For each step the names and values of the fields that the other steps show, as they were typed."""
        typed = {name: self[name].value() for names in STEPS.values() for name in names}
        typed = {name: self.fields[name].prepare_value(value) for name, value in typed.items()}
        return {
            step: [(name, "" if value is None else value) for name, value in typed.items() if name not in names]
            for step, names in (*STEPS.items(), ("3", ()))
        }


def _own_label(own: Collection[str]) -> str:
    """Return how the unit's own layouts are called, and what a kind without one is printed with."""
    lacking = next((kind.label.lower() for kind in RecipientKind if kind not in own), "")
    label = "Bố cục của đơn vị"
    return f"{label} ({lacking} chưa có, in theo mẫu {design(STANDARD).label})" if lacking else label


class AcceptForm(forms.Form):
    """Who accepts what deserves a look, and why it is printed all the same."""

    chap_nhan_ten = forms.CharField(
        label="Người chấp nhận", max_length=100, widget=forms.TextInput(attrs={"spellcheck": "false"})
    )
    chap_nhan_ly_do = forms.CharField(
        label="Lý do vẫn in",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Được giữ cùng lượt in. Ví dụ: đã xem giấy của người tên dài, chữ vẫn đẹp.",
        error_messages={"required": "Chưa ghi lý do vẫn in khi còn mục cần xem."},
    )


def new_key() -> uuid.UUID:
    """Return a key for one press of a button that creates something."""
    return uuid.uuid4()
