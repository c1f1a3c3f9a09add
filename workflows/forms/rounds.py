"""Forms of a round: what is offered, until when, how many each unit may propose, who gets more time."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime

from django import forms

from nominations.enums import QuotaMode, RoundKind
from nominations.models import Quota, Round
from nominations.services import JUDGED_BY
from organizations.enums import AwardForm, RecipientKind
from organizations.models import AwardingAuthority, AwardRight, Unit
from vietnamese.fields import DayField
from vietnamese.text import nfc, one_line

from .moments import END_OF_WORK, HourField, moment_of, parts_of

TOPIC = "học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh"
CITATION = f"Đã có thành tích xuất sắc trong {TOPIC}"
OFFERS = [
    (f"Khen {kind.label.lower()}", [(f"{kind.value}:{form.value}", form.label) for form in AwardForm])
    for kind in RecipientKind
]
"""What a round can offer, by kind of recipient; a value is written "collective:giay_khen"."""
HALF = {"class": "input--half"}


def usual_round(unit: Unit, *, on: date, last: Round | None) -> dict:
    """Return what a new round usually says: its committee decides and gives what its level may give.

    The legal-basis lines are those of the committee's last round.
    """
    year = f"năm {on.year}"
    return {
        "authority": getattr(unit, "authority", None),
        "offers": [
            f"{right.recipient_kind}:{right.form}" for right in AwardRight.objects.on(on).filter(kind=unit.kind_id)
        ],
        "unit": unit.pk,
        "title": f"Khen thưởng {TOPIC} {year}",
        "kind": RoundKind.THEMATIC,
        "period_label": year,
        "citation": f"{CITATION} {year}",
        "deadline_hour": END_OF_WORK,
        "submission_key": uuid.uuid4(),
        "bases": "\n".join(last.bases.values_list("text", flat=True)) if last else "",
    }


def round_values(round: Round) -> dict:
    """Return what the form of an existing round shows."""
    day, hour = parts_of(round.deadline)
    return {
        "title": round.title,
        "kind": round.kind,
        "period_label": round.period_label,
        "period_from": round.period_from,
        "period_to": round.period_to,
        "authority": round.authority_id,
        "deadline_day": day,
        "deadline_hour": hour,
        "citation": round.citation,
        **{name: getattr(round, name) for name in JUDGED_BY},
        "bases": "\n".join(round.bases.values_list("text", flat=True)),
        "offers": [f"{kind}:{form}" for kind, form in round.forms.values_list("recipient_kind", "form")],
    }


class CountField(forms.IntegerField):
    """A small number that may be left empty: nothing of it then."""

    def __init__(self, *, label: str, max_value: int, **kwargs):
        wrong = f"Ô này phải là một số từ 0 đến {max_value}, ví dụ 2."
        super().__init__(
            label=label,
            required=False,
            initial=0,
            min_value=0,
            max_value=max_value,
            widget=forms.TextInput(attrs={"class": "input--short", "inputmode": "numeric"}),
            error_messages={"invalid": wrong, "min_value": wrong, "max_value": wrong},
            **kwargs,
        )

    def clean(self, value) -> int:
        """Return the number, 0 for an empty box."""
        return super().clean(value) or 0


class RoundDetailsForm(forms.Form):
    """What a round says. Which forms the authority may give is judged by the domain."""

    title = forms.CharField(
        label="Tên đợt",
        max_length=300,
        help_text="Chi bộ thấy tên này; tên được ghi trong quyết định.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    kind = forms.ChoiceField(label="Loại", choices=RoundKind, widget=forms.RadioSelect(attrs={"class": "choices--row"}))
    period_label = forms.CharField(
        label="Thời gian xét",
        max_length=100,
        help_text="Ví dụ: năm 2026; giai đoạn 2021 - 2026.",
        widget=forms.TextInput(attrs=HALF),
    )
    period_from = DayField(label="Xét từ ngày", required=False)
    period_to = DayField(label="Xét đến ngày", required=False)
    authority = forms.ModelChoiceField(
        AwardingAuthority.objects.none(),
        label="Cơ quan quyết định khen thưởng",
        empty_label="Chọn cơ quan",
        help_text="Nếu cấp trên quyết định, Ban Thường vụ ở đây biểu quyết đề nghị rồi trình lên.",
    )
    offers = forms.MultipleChoiceField(
        label="Hình thức khen thưởng",
        choices=OFFERS,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices--row"}),
        error_messages={
            "required": "Chưa chọn hình thức nào. Hãy chọn ít nhất một hình thức cho tập thể hoặc cá nhân."
        },
    )
    deadline_day = DayField(label="Hạn trình, ngày", help_text="Ví dụ: 27/11/2026.")
    deadline_hour = HourField(label="Giờ", help_text="Ví dụ: 17:00.")
    citation = forms.CharField(
        label="Mẫu lời khen",
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="In trên giấy khen, được điền sẵn khi chi bộ lập đề nghị; chi bộ sửa được cho từng dòng.",
    )
    bases = forms.CharField(
        label="Căn cứ",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Mỗi căn cứ một dòng, theo thứ tự in trên văn bản. Không gõ chữ “Căn cứ” ở đầu dòng.",
    )

    appraisers_needed = CountField(
        label="Số phiếu thẩm định cần có cho mỗi dòng",
        max_value=9,
        help_text="Ghi 0 nếu không bắt buộc. Ghi 2 trở lên thì các phiếu chỉ mở cho nhau xem khi đã nộp đủ.",
    )
    posting_days = CountField(
        label="Số ngày làm việc niêm yết lấy ý kiến trước khi biểu quyết",
        max_value=60,
        help_text="Ghi 0 nếu không niêm yết. Khi có niêm yết, dòng còn ý kiến chưa trả lời thì chưa biểu quyết được.",
    )
    bars_own_proposals = forms.BooleanField(
        label="Không tự xét dòng do mình đề nghị",
        required=False,
        help_text="Người đã trình một dòng, hoặc đang làm việc ở đơn vị đề nghị, không thẩm định và không biểu quyết dòng đó.",
    )
    is_personnel = forms.BooleanField(
        label="Việc thuộc công tác cán bộ",
        required=False,
        help_text="Ban Thường vụ phải họp để biểu quyết, không lấy ý kiến bằng phiếu gửi.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        self.fields["authority"].queryset = AwardingAuthority.objects.filter(is_active=True).select_related("level")

    def clean_bases(self) -> str:
        """Keep one basis a line, each at most as long as the database takes."""
        lines = [one_line(line) for line in nfc(self.cleaned_data["bases"]).splitlines() if line.strip()]
        if any(len(line) > 500 for line in lines):
            raise forms.ValidationError("Có căn cứ dài hơn 500 ký tự. Hãy tách thành nhiều dòng.")
        return "\n".join(lines)

    def clean(self):
        """Refuse a period that ends before it begins."""
        values = super().clean()
        first, last = values.get("period_from"), values.get("period_to")
        if first and last and last < first:
            self.add_error("period_to", "Ngày cuối của thời gian xét phải sau hoặc đúng ngày đầu.")
        return values

    @property
    def details(self) -> dict:
        """Return what the services take of a valid form."""
        values = self.cleaned_data
        return {
            **{
                name: values[name]
                for name in ("title", "kind", "authority", "period_label", "period_from", "period_to", "citation")
            },
            "deadline": moment_of(values["deadline_day"], values["deadline_hour"]),
            "judged_by": {name: values[name] for name in JUDGED_BY},
            "forms": [tuple(offer.split(":")) for offer in values["offers"]],
            "bases": values["bases"].splitlines(),
        }


class RoundChangeForm(RoundDetailsForm):
    """An existing round; `seen` says in which version the person opened it."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class RoundNewForm(RoundDetailsForm):
    """A new round of one of the person's own units."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label="Đơn vị tổ chức", empty_label=None)
    submission_key = forms.UUIDField(widget=forms.HiddenInput)
    field_order = ["unit"]

    def __init__(self, *args, units: list[Unit], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()


class ExtensionForm(forms.Form):
    """More time for one unit."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label="Đơn vị được gia hạn", empty_label="Chọn đơn vị")
    deadline_day = DayField(label="Hạn mới, ngày", help_text="Ví dụ: 27/11/2026.")
    deadline_hour = HourField(label="Giờ", help_text="Ví dụ: 17:00.", initial=END_OF_WORK)
    reason = forms.CharField(
        label="Lý do",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Lý do được lưu trong lịch sử của đợt.",
    )

    def __init__(self, *args, units: Iterable[Unit], **kwargs):
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])

    @property
    def deadline(self) -> datetime:
        """Return the new deadline of a valid form."""
        return moment_of(self.cleaned_data["deadline_day"], self.cleaned_data["deadline_hour"])


class QuotaForm(forms.Form):
    """One row of the quota table: how many of a kind, and what happens above; an empty number is no limit."""

    limit = forms.IntegerField(
        label="Nhiều nhất",
        required=False,
        min_value=0,
        max_value=9999,
        help_text="Để trống nếu không giới hạn.",
        widget=forms.TextInput(attrs={"class": "input--short", "inputmode": "numeric"}),
        error_messages={
            "invalid": "Chỉ tiêu phải là một số, ví dụ 2.",
            "min_value": "Chỉ tiêu không thể nhỏ hơn 0.",
            "max_value": "Chỉ tiêu lớn nhất là 9999.",
        },
    )
    mode = forms.ChoiceField(
        label="Khi vượt",
        choices=[(QuotaMode.WARN, "Nhắc, vẫn trình được"), (QuotaMode.BLOCK, "Không cho trình")],
        initial=QuotaMode.WARN,
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        *args,
        kind: RecipientKind,
        group: str,
        form: str = "",
        several: bool = False,
        quota: Quota | None = None,
        **kwargs,
    ):
        if quota:
            kwargs["initial"] = {"limit": quota.limit, "mode": quota.mode}
        prefix = f"{group}-{kind.value}-{form}" if form else f"{group}-{kind.value}"
        super().__init__(*args, prefix=prefix, **kwargs)
        self.use_required_attribute = False
        self.key = (kind.value, form)
        self.legend = kind.label
        if form:
            self.legend += f", {AwardForm(form).label}"
        elif several:
            self.legend += ", tính chung mọi hình thức"

    @property
    def value(self) -> tuple[int | None, str]:
        """Return limit and mode of a valid form."""
        return self.cleaned_data["limit"], self.cleaned_data["mode"]


class QuotaUnitForm(forms.Form):
    """For which unit a quota of its own is set."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label="Đơn vị", empty_label="Chọn đơn vị")

    def __init__(self, *args, units: Iterable[Unit], **kwargs):
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])
