"""Forms of the conditions of a round, and of passing over one of them."""

from collections.abc import Iterable

from django import forms

from nominations.conditions import COUNTED, FIXED, MOST
from nominations.enums import EligibilityCode, RuleOutcome
from nominations.models import EligibilityRule, EvidenceType, RequiredEvidence
from organizations.enums import AwardForm, RecipientKind
from rolls.enums import Rating
from vietnamese.text import lower_first

OUTCOMES = [
    (RuleOutcome.BLOCK, "Không cho trình"),
    (RuleOutcome.WARN, "Nhắc, vẫn trình được"),
    (RuleOutcome.OFF, "Không xét"),
]
HINTS = {
    EligibilityCode.RATING_YEARS: "Xếp loại lấy từ danh sách đảng viên. Năm chưa có xếp loại thì chỉ nhắc.",
    EligibilityCode.NO_DISCIPLINE: "Xét kỷ luật ghi trong danh sách, có hiệu lực trong thời gian xét của đợt.",
    EligibilityCode.ONE_AWARD_PER_ACHIEVEMENT: "So thành tích với các lần đã khen, kể cả lần khen trước đây do đơn vị ghi.",
    EligibilityCode.YEARS_SINCE_AWARD: "Tính từ ngày quyết định của lần khen cùng hình thức gần nhất.",
    EligibilityCode.MEMBERSHIP: "Chỉ xét cá nhân. Người không phải đảng viên là chưa đạt.",
    EligibilityCode.RECIPIENT_KIND: "Theo các hình thức mà đợt này mở. Luôn được xét.",
    EligibilityCode.FORM_AT_LEVEL: "Theo bảng Thẩm quyền khen thưởng. Luôn được xét, không cho phép ngoại lệ.",
}


class RuleForm(forms.Form):
    """One rule of a round: what happens when it fails, and its number."""

    outcome = forms.ChoiceField(label="Khi chưa đạt", widget=forms.RadioSelect(attrs={"class": "choices--row"}))
    number = forms.IntegerField(required=False, min_value=0)
    rating = forms.ChoiceField(label="Xếp loại thấp nhất", choices=Rating.choices, required=False)
    clause = forms.CharField(label="Căn cứ (văn bản, điều khoản)", max_length=300, required=False)

    def __init__(self, data=None, *, code: EligibilityCode, rule: EligibilityRule | None = None, prefix: str = ""):
        initial = {"outcome": RuleOutcome.BLOCK if code in FIXED else RuleOutcome.OFF, "rating": Rating.GOOD}
        if rule:
            initial = {name: getattr(rule, name) for name in ("outcome", "number", "rating", "clause")}
        super().__init__(data, initial=initial, prefix=prefix or code)
        self.use_required_attribute = False
        self.code, self.hint, self.is_fixed = code, HINTS[code], code in FIXED
        self.fields["outcome"].choices = OUTCOMES[:2] if code in FIXED else OUTCOMES
        if code in COUNTED:
            self._count(COUNTED[code], MOST[code])
        else:
            del self.fields["number"]
        if code != EligibilityCode.RATING_YEARS:
            del self.fields["rating"]

    def _count(self, unit: str, most: int) -> None:
        label = f"Số {unit}"
        self.fields["number"] = forms.IntegerField(
            label=label, required=False, min_value=1, max_value=most,
            widget=forms.TextInput(attrs={"class": "input--short", "inputmode": "numeric", "autocomplete": "off"}),
            error_messages={
                "invalid": f"{label} phải là một số, ví dụ 1.", "min_value": f"{label} ít nhất là 1.",
                "max_value": f"{label} nhiều nhất là {most}.",
            },
        )  # fmt: skip

    def clean(self):
        """Ask for the number of a rule that is in use."""
        data = super().clean()
        if self.code in COUNTED and data.get("outcome") != RuleOutcome.OFF and not (data.get("number") or self.errors):
            self.add_error("number", f"Chưa ghi số {COUNTED[self.code]}.")
        return data

    @property
    def rule(self) -> dict:
        """Return the rule of a valid form as the service takes it."""
        data = self.cleaned_data
        return {
            "code": self.code,
            "outcome": data["outcome"],
            "number": data.get("number"),
            "rating": data.get("rating", ""),
            "clause": data["clause"],
        }


class OwnRuleForm(forms.Form):
    """A rule of one kind of recipient or one form of award, beside the one for all."""

    code = forms.ChoiceField(label="Điều kiện", choices=EligibilityCode.choices)
    kind = forms.ChoiceField(label="Đối tượng", required=False, choices=[("", "Mọi đối tượng"), *RecipientKind.choices])
    form = forms.ChoiceField(label="Hình thức", required=False, choices=[("", "Mọi hình thức"), *AwardForm.choices])
    outcome = forms.ChoiceField(
        label="Khi chưa đạt", choices=OUTCOMES, widget=forms.RadioSelect(attrs={"class": "choices--row"})
    )
    number = forms.IntegerField(
        label="Số năm hoặc số tháng", required=False, min_value=1, max_value=600,
        help_text="Năm với xếp loại và lần khen trước; tháng với thời gian là đảng viên.",
        widget=forms.TextInput(attrs={"class": "input--short", "inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": "Hãy ghi một số, ví dụ 2.", "min_value": "Số ít nhất là 1.", "max_value": "Số lớn quá, hãy xem lại."},
    )  # fmt: skip
    rating = forms.ChoiceField(
        label="Xếp loại thấp nhất", choices=[("", "Không áp dụng"), *Rating.choices], required=False
    )
    clause = forms.CharField(label="Căn cứ", max_length=300, required=False)

    def __init__(self, data=None):
        super().__init__(data, prefix="rieng", initial={"outcome": RuleOutcome.WARN})
        self.use_required_attribute = False

    def clean(self):
        """Ask for a kind or a form: a rule for all stands above already."""
        data = super().clean()
        if not data.get("kind") and not data.get("form"):
            self.add_error("kind", "Hãy chọn đối tượng hoặc hình thức; điều kiện cho tất cả đặt ở phần trên.")
        return data


class FilesForm(forms.Form):
    """Which types of file the round asks for, with one kind of recipient and one form of award."""

    CHOICES = [("", "Không yêu cầu"), ("nhac", "Nhắc"), ("can", "Bắt buộc")]
    VALUES = {"": None, "nhac": False, "can": True}

    def __init__(
        self, data=None, *, kind: str, form: str, types: Iterable[EvidenceType], needed: Iterable[RequiredEvidence]
    ):
        there = {
            row.type_id: "can" if row.is_required else "nhac"
            for row in needed
            if (row.recipient_kind, row.form) == (kind, form)
        }
        super().__init__(data, prefix=f"tep-{kind or 'moi'}-{form or 'moi'}")
        self.kind, self.form, self.types = kind, form, list(types)
        who = lower_first(RecipientKind(kind).label) if kind else "mọi đối tượng"
        self.legend = f"{AwardForm(form).label} cho {who}" if form else f"Mọi hình thức cho {who}"
        for type_ in self.types:
            self.fields[str(type_.pk)] = forms.ChoiceField(
                label=type_.name, help_text=type_.hint, required=False, choices=self.CHOICES,
                initial=there.get(type_.pk, ""),
            )  # fmt: skip

    @property
    def wanted(self) -> dict:
        """Return (kind, form, type) -> required, reminded or not asked, as the service takes it."""
        return {(self.kind, self.form, type_.pk): self.VALUES[self.cleaned_data[str(type_.pk)]] for type_ in self.types}


class OverrideRequestForm(forms.Form):
    """Why a line should pass although a rule blocks it."""

    reason = forms.CharField(
        label="Lý do xin ngoại lệ", max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Ghi sự việc và văn bản nếu có. Cơ quan tiếp nhận và Ban Thường vụ đọc nguyên văn.",
        error_messages={"required": "Hãy ghi lý do xin ngoại lệ."},
    )  # fmt: skip


class OverrideDecisionForm(forms.Form):
    """The answer of the office, with its reason."""

    answer = forms.ChoiceField(
        label="Ý kiến", choices=[("grant", "Cho phép ngoại lệ"), ("refuse", "Không cho phép")],
        widget=forms.RadioSelect(attrs={"class": "choices--row"}),
        error_messages={"required": "Chưa chọn cho phép hay không cho phép."},
    )  # fmt: skip
    reason = forms.CharField(
        label="Lý do", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Được lưu cùng đề nghị; chi bộ và Ban Thường vụ đọc nguyên văn.",
        error_messages={"required": "Hãy ghi lý do."},
    )  # fmt: skip

    def __init__(self, *args, was_requested: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        if not was_requested:
            self.fields["answer"].choices = [("grant", "Cho phép ngoại lệ")]
            self.fields["answer"].initial = "grant"
            self.fields["answer"].widget = forms.HiddenInput()

    @property
    def is_granted(self) -> bool:
        """Return whether a valid form grants."""
        return self.cleaned_data["answer"] == "grant"
