"""Forms of blanks: a kind, and one line of its ledger."""

import uuid
from decimal import Decimal

from django import forms

from permissions.forms.fields import LineField, day_field

from ..enums import BlankMove, PrintMode
from ..models import BlankKind
from ..services.blanks import LEAST_SIDE_MM, MOST_SHEETS, MOST_SIDE_MM
from .printers import MmField, NameForm

HINTS = {
    BlankMove.RECEIVED: "Nhận về từ nhà in hoặc cơ quan khác",
    BlankMove.RETURNED: "Trả lại nhà in",
    BlankMove.DISCARDED: "Loại bỏ: rách, ẩm mốc, không dùng được",
    BlankMove.COUNTED: "Kiểm đếm: đếm được bao nhiêu tờ trong tủ",
}


class KindForm(NameForm):
    """A new kind of blank. Size and what it carries are settled once."""

    width_mm = MmField(label="Rộng (mm)", min_value=LEAST_SIDE_MM, max_value=MOST_SIDE_MM, initial=Decimal(297))
    height_mm = MmField(label="Cao (mm)", min_value=LEAST_SIDE_MM, max_value=MOST_SIDE_MM, initial=Decimal(210))
    carries = forms.ChoiceField(
        label="Trên phôi đã in sẵn",
        choices=BlankKind._meta.get_field("carries").choices,
        widget=forms.RadioSelect,
        initial=PrintMode.TEXT,
    )
    field_order = ["name", "unit", "width_mm", "height_mm", "carries"]


class EntryForm(forms.Form):
    """One line of the ledger."""

    move = forms.ChoiceField(
        label="Việc", choices=list(HINTS.items()), widget=forms.RadioSelect, initial=BlankMove.RECEIVED
    )
    sheets = forms.IntegerField(
        label="Số tờ",
        min_value=0,
        max_value=MOST_SHEETS,
        widget=forms.TextInput(attrs={"class": "input--short", "inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": "Số tờ là số nguyên, ví dụ 200.",
            "min_value": "Số tờ không thể âm.",
            "max_value": "Số tờ lớn quá. Đồng chí xem lại.",
        },
    )
    on = day_field("Ngày")
    note = LineField(
        label="Ghi chú",
        max_length=300,
        required=False,
        help_text="Ví dụ: hóa đơn số, nhà in. Trả lại hoặc loại bỏ thì phải ghi lý do.",
    )
    submission_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
