"""Forms of the layout editor. Lengths are typed in mm, sizes of letters in points as Word shows them."""

import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from organizations.enums import AwardForm, RecipientKind

from ..layout.designs import designs
from ..layout.soundness import WEIGHTS
from ..layout.spec import Align, Preprinted
from ..services.backgrounds import LARGEST
from ..services.layouts import LONGEST_NAME

TOO_LARGE = f"Tệp {{}} lớn hơn {LARGEST // 1024 // 1024} MB. Đồng chí giảm cỡ ảnh, hoặc nhờ nhà in xuất ra PDF nhẹ hơn rồi gửi lại."

POINTS_PER_MM = 72 / 25.4
BOLD = 600
"""From this weight on a face counts as bold."""
PAPERS = {
    "a4": ("A4 ngang (297 x 210 mm)", 297.0, 210.0),
    "a3": ("A3 ngang (420 x 297 mm)", 420.0, 297.0),
    "400x300": ("400 x 300 mm", 400.0, 300.0),
}
OTHER = "khac"
COLOURS = {
    "#000000": "Đen",
    "#a6192e": "Đỏ",
    "#8e1b1f": "Đỏ sẫm",
    "#1f3a6e": "Xanh lam",
    "#1b4d2e": "Xanh lá",
    "#6b4a12": "Nâu vàng",
}


def number_text(value: float, decimals: int = 2) -> str:
    """Return 12.5 as "12,5": as it is written in Viet Nam, without needless zeros."""
    text = f"{value:.{decimals}f}"
    return (
        (text.rstrip("0").rstrip(".") if "." in text else text)
        .replace(".", ",")
        .replace("-0", "0" if value == 0 else "-0")
    )


class NumberField(forms.FloatField):
    """A number typed with a comma or a point."""

    default_error_messages = {"invalid": "Hãy ghi một số, ví dụ 12,5."}

    def __init__(self, *, decimals: int = 2, **kwargs):
        super().__init__(**kwargs)
        self.decimals = decimals
        self.localize = False
        self.widget = forms.TextInput(
            attrs={"inputmode": "decimal", "autocomplete": "off", "class": "input input--short"}
        )

    def to_python(self, value):
        if isinstance(value, str):
            value = value.strip().replace(",", ".").removesuffix("mm").removesuffix("pt").strip()
        try:
            return super().to_python(value)
        except ValidationError:
            raise ValidationError(self.default_error_messages["invalid"], code="invalid") from None

    def has_changed(self, initial, data):
        """Say whether another number was typed than the one that was shown."""
        try:
            typed = self.to_python(data)
        except ValidationError:
            return True
        both = (initial, typed)
        return len({None if value is None else number_text(float(value), self.decimals) for value in both}) > 1

    def prepare_value(self, value):
        return number_text(value, self.decimals) if isinstance(value, int | float | Decimal) else value


def new_key() -> str:
    """Return a key for one press of a button."""
    return str(uuid.uuid4())


class StartForm(forms.Form):
    """What a new layout begins as."""

    form = forms.ChoiceField(
        label="Hình thức", choices=AwardForm.choices, widget=forms.RadioSelect(attrs={"class": "choices--row"})
    )
    kind = forms.ChoiceField(
        label="Tặng cho", choices=RecipientKind.choices, widget=forms.RadioSelect(attrs={"class": "choices--row"})
    )
    design = forms.ChoiceField(label="Bắt đầu từ mẫu", widget=forms.RadioSelect)
    paper = forms.ChoiceField(
        label="Khổ giấy",
        widget=forms.RadioSelect,
        choices=[*((key, words) for key, (words, *_) in PAPERS.items()), (OTHER, "Khổ khác")],
    )
    width_mm = NumberField(label="Rộng (mm)", required=False, min_value=100, max_value=900)
    height_mm = NumberField(label="Cao (mm)", required=False, min_value=100, max_value=900)
    name = forms.CharField(
        label="Tên bố cục", max_length=LONGEST_NAME, help_text="Đặt tên dễ nhớ, ví dụ: Phôi đỏ A4 năm 2026."
    )
    blank = forms.FileField(
        label="Ảnh hoặc tệp PDF của phôi mua sẵn",
        required=False,
        max_length=300,
        help_text="Ảnh chụp thẳng, ảnh quét, hoặc PDF một trang của nhà in, nhiều nhất 20 MB. Có tệp thì khổ giấy lấy theo tệp.",
        widget=forms.FileInput(
            attrs={"accept": "image/png,image/jpeg,image/webp,image/heic,application/pdf", "data-max-bytes": LARGEST}
        ),
        error_messages={"empty": "Tệp này rỗng. Hãy chọn lại tệp có nội dung."},
    )
    submission_key = forms.UUIDField(widget=forms.HiddenInput)

    def clean_blank(self):
        """Refuse a large file before anything of it is read."""
        upload = self.cleaned_data["blank"]
        if upload and upload.size > LARGEST:
            raise ValidationError(TOO_LARGE.format(upload.name), code="large")
        return upload

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["design"].choices = [(design.code, design.label) for design in designs()]

    def clean(self):
        said = super().clean()
        if said.get("paper") == OTHER:
            for name in ("width_mm", "height_mm"):
                if said.get(name) is None and name not in self.errors:
                    self.add_error(name, "Hãy đo tờ giấy rồi ghi số mm.")
        return said

    @property
    def size(self) -> tuple[float, float]:
        """Return width and height of the chosen sheet in mm."""
        said = self.cleaned_data
        return (said["width_mm"], said["height_mm"]) if said["paper"] == OTHER else PAPERS[said["paper"]][1:]


class FieldForm(forms.Form):
    """One field of words."""

    text = forms.CharField(label="Chữ", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    x = NumberField(label="Từ trái (mm)")
    y = NumberField(label="Từ trên (mm)")
    width = NumberField(label="Rộng (mm)")
    align = forms.ChoiceField(
        label="Canh chữ", choices=[(Align.LEFT, "Trái"), (Align.CENTER, "Giữa"), (Align.RIGHT, "Phải")],
        widget=forms.RadioSelect(attrs={"class": "choices--row"}),
    )  # fmt: skip
    family = forms.ChoiceField(label="Phông chữ", choices=[(name, name) for name in WEIGHTS])
    size = NumberField(label="Cỡ chữ", decimals=1)
    least = NumberField(label="Nhỏ nhất", decimals=1)
    lines = forms.TypedChoiceField(label="Số dòng", coerce=int, choices=[(n, str(n)) for n in range(1, 9)])
    is_bold = forms.BooleanField(label="Đậm", required=False)
    is_italic = forms.BooleanField(label="Nghiêng", required=False)
    caps = forms.BooleanField(label="VIẾT HOA", required=False)
    colour = forms.ChoiceField(label="Màu chữ")
    is_shown = forms.BooleanField(label="In dòng này", required=False)
    preprinted = forms.ChoiceField(
        label="Khi in lên phôi",
        choices=[
            (Preprinted.NEVER, "Luôn in"),
            (Preprinted.TITLED, "Không in nếu phôi có sẵn tiêu đề"),
            (Preprinted.ALWAYS, "Không in, phôi nào cũng có sẵn"),
        ],
    )

    PLACED = ("x", "y", "width", "size", "least", "lines", "align")

    def __init__(self, *args, colour: str = "#000000", is_free: bool = False, is_placed: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["colour"].choices = list((COLOURS | ({} if colour in COLOURS else {colour: "Màu của mẫu"})).items())
        if not is_free:
            del self.fields["text"]
        if not is_placed:
            for name in self.PLACED:
                del self.fields[name]


class CitationForm(forms.Form):
    """Recipient, unit and achievement as one block."""

    x = NumberField(label="Giữa (mm)")
    top = NumberField(label="Mép trên (mm)")
    bottom = NumberField(label="Mép dưới (mm)")
    recipient = NumberField(label="Tên rộng (mm)")
    unit = NumberField(label="Đơn vị rộng (mm)")
    achievement = NumberField(label="Nội dung rộng (mm)")


class SealForm(forms.Form):
    """Where nothing is printed."""

    x = NumberField(label="Từ trái (mm)")
    y = NumberField(label="Từ trên (mm)")
    width = NumberField(label="Rộng (mm)")
    height = NumberField(label="Cao (mm)")


class EmblemForm(forms.Form):
    """The slot for the office's own emblem."""

    x = NumberField(label="Tâm từ trái (mm)")
    y = NumberField(label="Tâm từ trên (mm)")
    disc = NumberField(label="Vòng trắng (mm)")
    image = NumberField(label="Hình (mm)")


class QrForm(forms.Form):
    """The QR code."""

    x = NumberField(label="Từ trái (mm)")
    y = NumberField(label="Từ trên (mm)")
    width = NumberField(label="Cạnh (mm)")


class SheetForm(forms.Form):
    """The sheet itself; what stands on it moves along."""

    width_mm = NumberField(label="Rộng (mm)", min_value=100, max_value=900)
    height_mm = NumberField(label="Cao (mm)", min_value=100, max_value=900)


ITEM_FORMS: dict[str, type[forms.Form]] = {
    "citation": CitationForm,
    "seal": SealForm,
    "emblem": EmblemForm,
    "qr": QrForm,
    "sheet": SheetForm,
}


def whole(typed: Any, default: int = -1) -> int:
    """Return a typed version number."""
    return int(typed) if isinstance(typed, str) and typed.isascii() and typed.isdigit() and len(typed) < 10 else default
