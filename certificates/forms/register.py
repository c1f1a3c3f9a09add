"""Forms of the register: the search, one for each act, the correction slip and its approval."""

import uuid

from django import forms

from organizations.enums import AwardForm, RecipientKind
from organizations.models import Unit
from vietnamese.fields import DayField

from ..enums import ExchangeReason, PublicStatus, RevocationReason, SlipState

LINES = {"rows": 3}
FIRST = ("q", "nam", "trang_thai")
YES_NO = [("yes", "Đã thu lại"), ("no", "Chưa thu lại")]


class RegisterFilter(forms.Form):
    """What the register is narrowed to; lives in the address."""

    q = forms.CharField(
        label="Tìm tên (không cần dấu), số vào sổ, mã tra cứu",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"spellcheck": "false", "type": "search"}),
    )
    nam = forms.TypedChoiceField(label="Năm", required=False, coerce=int, empty_value=None)
    hinh_thuc = forms.ChoiceField(label="Hình thức", required=False, choices=[("", "Tất cả"), *AwardForm.choices])
    doi_tuong = forms.ChoiceField(label="Đối tượng", required=False, choices=[("", "Tất cả"), *RecipientKind.choices])
    quyet_dinh = forms.CharField(label="Số quyết định", required=False, max_length=40)
    trang_thai = forms.ChoiceField(
        label="Trạng thái",
        required=False,
        choices=[("", "Bản mới nhất"), *PublicStatus.choices, ("all", "Mọi bản, kể cả đã thay")],
    )
    xep = forms.ChoiceField(
        label="Xếp theo",
        required=False,
        choices=[("so", "Số vào sổ"), ("moi", "Mới cấp trước"), ("ten", "Tên (A, B, C)")],
    )

    def __init__(self, data, *, years: list[int], units: list[Unit]):
        super().__init__(data)
        self.fields["nam"].choices = [("", "Tất cả"), *((year, str(year)) for year in years)]
        if len(units) > 1:
            self.fields["don_vi"] = forms.TypedChoiceField(
                label="Đơn vị", required=False, coerce=int, empty_value=None,
                choices=[("", "Tất cả"), *((unit.pk, unit.name) for unit in units)],
            )  # fmt: skip
        self.full_clean()

    @property
    def chosen(self) -> dict:
        """Return the arguments of queries.register.narrowed(); an unknown choice narrows nothing."""
        data = self.cleaned_data
        return {
            "text": data.get("q", ""),
            "year": data.get("nam"),
            "form": data.get("hinh_thuc", ""),
            "kind": data.get("doi_tuong", ""),
            "decision": data.get("quyet_dinh", ""),
            "state": data.get("trang_thai", ""),
            "order": data.get("xep") or "so",
            "unit": data.get("don_vi"),
        }

    @property
    def first(self) -> list[forms.BoundField]:
        """Return what is always shown."""
        return [self[name] for name in FIRST]

    @property
    def more(self) -> list[forms.BoundField]:
        """Return what is folded away until somebody wants it."""
        return [field for field in self if field.name not in FIRST]

    @property
    def has_more(self) -> bool:
        """Return whether anything that is folded away is chosen."""
        return any(self.cleaned_data.get(field.name) not in ("", None, "so") for field in self.more)

    @property
    def is_narrowed(self) -> bool:
        """Return whether anything but the order is chosen."""
        return any(value for name, value in self.chosen.items() if name != "order")


class ActForm(forms.Form):
    """What every act asks for: the reason in words, a paper, a key that makes a form sent twice one act."""

    submission_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def values(self) -> dict:
        """Return the arguments of the act."""
        return {name: value for name, value in self.cleaned_data.items() if value is not None}


class ReprintForm(ActForm):
    """In lại."""

    reason = forms.CharField(
        label="Vì sao in lại", max_length=300, help_text="Ví dụ: máy in kẹt giấy; tờ đã in bị lem mực.",
        widget=forms.Textarea(attrs=LINES),
    )  # fmt: skip


class ExchangeForm(ActForm):
    """Cấp đổi."""

    reason = forms.ChoiceField(
        label="Lý do",
        choices=[(reason, reason.label) for reason in (ExchangeReason.DAMAGED, ExchangeReason.MISPRINTED)],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="Nói rõ", max_length=300, help_text="Ví dụ: bị ướt trong đợt mưa lũ, đã nộp lại tờ cũ.",
        widget=forms.Textarea(attrs=LINES),
    )  # fmt: skip
    paper_number = forms.CharField(
        label="Theo văn bản, đơn",
        required=False,
        max_length=60,
        help_text="Ví dụ: Đơn đề nghị cấp đổi, hoặc số công văn.",
    )
    paper_on = DayField(label="Ngày văn bản", required=False)


class ReissueForm(ActForm):
    """Cấp lại."""

    note = forms.CharField(
        label="Mất trong trường hợp nào", max_length=300, help_text="Ví dụ: thất lạc khi chuyển nhà tháng 3/2026.",
        widget=forms.Textarea(attrs=LINES),
    )  # fmt: skip
    paper_number = forms.CharField(
        label="Bản tường trình của người, tập thể làm mất",
        max_length=60,
        help_text="Ghi tên hoặc số giấy, ví dụ: Bản tường trình.",
    )
    paper_on = DayField(label="Ngày của bản tường trình")


class RevokeForm(ActForm):
    """Thu hồi."""

    reason = forms.ChoiceField(
        label="Lý do theo luật",
        help_text="Luật Thi đua, khen thưởng năm 2022, Điều 93 khoản 2.",
        choices=RevocationReason.choices,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label="Nói rõ sự việc", max_length=300, widget=forms.Textarea(attrs=LINES))
    paper_number = forms.CharField(label="Số quyết định thu hồi", max_length=60, help_text="Ví dụ: 31-QĐ/ĐU")
    paper_on = DayField(label="Ngày quyết định thu hồi")
    is_object_returned = forms.TypedChoiceField(
        label="Giấy khen, bằng khen (hiện vật)", choices=YES_NO, coerce=lambda said: said == "yes",
        widget=forms.RadioSelect(attrs={"class": "choices--row"}),
    )  # fmt: skip
    is_money_returned = forms.TypedChoiceField(
        label="Tiền thưởng", choices=YES_NO, coerce=lambda said: said == "yes", help_text="Không có tiền thưởng thì chọn “Đã thu lại”.",
        widget=forms.RadioSelect(attrs={"class": "choices--row"}),
    )  # fmt: skip


class ReturnForm(forms.Form):
    """What came back after a revocation."""

    is_object = forms.BooleanField(label="Đã thu lại giấy (hiện vật)", required=False)
    is_money = forms.BooleanField(label="Đã thu lại tiền thưởng", required=False)
    note = forms.CharField(label="Ghi chú", required=False, max_length=300, help_text="Ví dụ: phiếu thu số 12.")

    def __init__(self, *args, object_there: bool, money_there: bool, **kwargs):
        super().__init__(*args, **kwargs)
        for name, is_there in (("is_object", object_there), ("is_money", money_there)):
            if is_there:
                del self.fields[name]

    def values(self) -> dict:
        """Return the arguments of the act."""
        return {"is_object": False, "is_money": False} | self.cleaned_data


class SlipForm(forms.Form):
    """The right words beside those that are printed; what stays the same is left as it is."""

    submission_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    address = forms.CharField(label="Xưng hô", max_length=20, widget=forms.TextInput(attrs={"class": "input--date"}))
    recipient_name = forms.CharField(
        label="Họ tên, tên tập thể", max_length=250, widget=forms.Textarea(attrs={"rows": 2})
    )
    unit_text = forms.CharField(
        label="Chức vụ, đơn vị", max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    citation = forms.CharField(label="Lời khen", max_length=2000, widget=forms.Textarea(attrs={"rows": 6}))
    is_posthumous = forms.BooleanField(label="Truy tặng (người được tặng đã mất)", required=False)
    grounds = forms.CharField(
        label="Căn cứ đính chính", max_length=300, help_text="Ví dụ: bản sao giấy khai sinh; đơn của đồng chí Liễn.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args, is_collective: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if is_collective:
            del self.fields["is_posthumous"]


class SettleForm(forms.Form):
    """Approve or refuse a slip; who may not approve it can only take it back."""

    is_approved = forms.TypedChoiceField(
        label="Kết luận", choices=[("yes", "Duyệt và lập phụ lục"), ("no", "Không duyệt")],
        coerce=lambda said: said == "yes", widget=forms.RadioSelect,
    )  # fmt: skip
    paper_number = forms.CharField(
        label="Số của phụ lục",
        required=False,
        max_length=60,
        help_text="Nếu đơn vị ghi số cho phụ lục. Ví dụ: 05-PL/ĐU",
    )
    paper_on = DayField(label="Ngày của phụ lục", required=False, help_text="Để trống là ngày hôm nay.")
    note = forms.CharField(
        label="Ý kiến", required=False, max_length=300, widget=forms.Textarea(attrs=LINES),
        help_text="Không duyệt thì phải nói lý do.",
    )  # fmt: skip
    separation_reason = forms.CharField(
        label="Lý do đồng chí vừa lập vừa duyệt phiếu", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Duyệt thì phải ghi. Ví dụ: đơn vị đang khuyết Chủ trì. Được giữ trong nhật ký.",
    )  # fmt: skip

    def __init__(self, *args, may_approve: bool, needs_reason: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not (needs_reason and may_approve):
            del self.fields["separation_reason"]
        if not may_approve:
            is_approved = self.fields["is_approved"]
            is_approved.widget, is_approved.initial = forms.HiddenInput(), "no"
            del self.fields["paper_number"], self.fields["paper_on"]
            note = self.fields["note"]
            note.label, note.help_text, note.required = "Lý do", "Được giữ trong nhật ký.", True

    def clean(self) -> dict:
        """Say beside the field what is missing for the answer that was chosen."""
        data = super().clean()
        is_approved = data.get("is_approved")
        if is_approved is False and "note" in data and not data["note"]:
            self.add_error("note", "Đồng chí ghi lý do không duyệt để người lập phiếu biết.")
        if is_approved and not data.get("separation_reason", "x"):
            self.add_error(
                "separation_reason", "Đồng chí vừa lập vừa duyệt phiếu này. Đồng chí ghi lý do một người làm hai việc."
            )
        return data


class SlipFilter(forms.Form):
    """Which slips are listed."""

    trang_thai = forms.ChoiceField(label="Trạng thái", required=False, choices=[("", "Tất cả"), *SlipState.choices])
