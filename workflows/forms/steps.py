"""Forms of time: how long the steps of a round may take, more time for one unit, a day of the calendar."""

from collections.abc import Iterable
from datetime import date

from django import forms

from nominations.enums import Step
from nominations.models import Round
from organizations.models import Unit
from vietnamese.fields import DayField
from vietnamese.text import nfc, one_line

from ..deadlines import StepLimit

USUAL: dict[str, tuple[int, int, int]] = {
    Step.INTAKE: (2, 1, 3),
    Step.APPRAISAL: (10, 2, 3),
    Step.COMPLETION: (5, 1, 3),
    Step.COMMITTEE: (15, 3, 5),
    Step.ANSWER: (20, 3, 10),
    Step.NUMBERING: (5, 1, 3),
}
"""What is offered, not forced: working days, reminder so many days before, superior so many days after."""
EXPLAINED = {
    Step.INTAKE: "Từ khi chi bộ trình đến khi văn phòng tiếp nhận.",
    Step.APPRAISAL: "Từ khi tiếp nhận đến khi có ý kiến thẩm định.",
    Step.COMPLETION: "Từng dòng trả lại có hạn riêng do người trả lại ghi. Số ngày ở đây là hạn được gợi ý lúc trả lại; để trống thì nhắc trước 1 ngày và không báo cấp trên.",
    Step.COMMITTEE: "Từ khi có ý kiến thẩm định đến khi có kết quả của Ban Thường vụ.",
    Step.ANSWER: "Từ khi trình cấp trên đến khi cấp trên trả lời.",
    Step.NUMBERING: "Từ khi được duyệt đến khi quyết định được ghi số.",
}
SHORT = {"class": "input--short", "inputmode": "numeric", "autocomplete": "off"}


def _number(label: str, *, most: int = 250, least: int = 0, hint: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=least, max_value=most, help_text=hint, widget=forms.TextInput(attrs=SHORT),
        error_messages={
            "invalid": "Hãy gõ một số, ví dụ 5.", "min_value": f"Số nhỏ nhất là {least}.",
            "max_value": f"Số lớn nhất là {most}.",
        },
    )  # fmt: skip


class StepForm(forms.Form):
    """The time of one step. Without days and without a last day the step has no limit."""

    working_days = _number("Số ngày làm việc", hint="Tính từ ngày sau khi đến.", least=1)
    due_on = DayField(label="Chậm nhất ngày", required=False, help_text="Ngày nào đến trước, tính ngày đó.")
    remind_before = _number("Nhắc trước", most=30, hint="Số ngày làm việc.")
    escalate_after = _number("Báo cấp trên sau", most=60, least=1, hint="Số ngày quá hạn; để trống: không báo.")

    def __init__(self, data=None, *, step: Step, limit: StepLimit | None, offered: bool):
        days, before, after = USUAL[step]
        initial = {"remind_before": before, "escalate_after": after} | ({"working_days": days} if offered else {})
        if limit:
            initial = {
                name: getattr(limit, name) for name in ("working_days", "due_on", "remind_before", "escalate_after")
            }
        super().__init__(data, prefix=step.value, initial=initial)
        self.use_required_attribute = False
        self.step, self.legend, self.explained = step, step.label, EXPLAINED[step]

    @property
    def limit(self) -> StepLimit | None:
        """Return the limit of a valid form; None where the step has none."""
        values = self.cleaned_data
        if values["working_days"] is None and values["due_on"] is None:
            return None
        before = values["remind_before"]
        return StepLimit(
            values["working_days"], values["due_on"], 1 if before is None else before, values["escalate_after"]
        )


def step_forms(data, *, round: Round, offered: bool) -> list[StepForm]:
    """Return the form of every step, with what the round says; with `offered` the usual days where it says nothing."""
    kept = {
        row.step: StepLimit(row.working_days, row.due_on, row.remind_before_days, row.escalate_after_days)
        for row in round.steps.all()
    }
    return [StepForm(data, step=step, limit=kept.get(step), offered=offered and not kept) for step in Step]


class StepExtensionForm(forms.Form):
    """More time for one unit in one step."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label="Đơn vị đang giữ", empty_label="Chọn đơn vị")
    step = forms.ChoiceField(label="Bước", choices=[("", "Chọn bước"), *Step.choices])
    due_on = DayField(label="Hạn mới, ngày", help_text="Hết hạn lúc 17 giờ ngày này. Ví dụ: 27/11/2026.")
    reason = forms.CharField(
        label="Lý do", max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Lý do được lưu trong lịch sử của đợt.",
    )  # fmt: skip

    def __init__(self, *args, units: Iterable[Unit], steps: Iterable[Step], **kwargs):
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])
        self.fields["step"].choices = [("", "Chọn bước"), *((step.value, step.label) for step in steps)]


class DayForm(forms.Form):
    """One day of the calendar that differs from the usual week."""

    OFF, WORKED = "nghi", "lam-bu"
    day = DayField(label="Ngày", help_text="Ví dụ: 30/4/2027.")
    kind = forms.ChoiceField(
        label="Ngày này", choices=[(OFF, "Nghỉ"), (WORKED, "Làm bù (thứ Bảy, Chủ nhật có làm việc)")], initial=OFF,
        widget=forms.RadioSelect(attrs={"class": "choices--row"}),
    )  # fmt: skip
    name = forms.CharField(label="Tên", max_length=100, help_text="Ví dụ: Ngày Chiến thắng; làm bù ngày 30/4.")
    source = forms.CharField(
        label="Căn cứ", max_length=300, required=False, help_text="Luật hoặc thông báo lịch nghỉ của năm đó."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False

    def clean_day(self) -> date:
        """Refuse years in which nobody plans."""
        day = self.cleaned_data["day"]
        if not 2020 <= day.year <= 2100:
            raise forms.ValidationError(f"Năm {day.year} không đúng. Hãy ghi năm từ 2020 đến 2100.")
        return day

    def clean(self):
        """A day that makes up lies on a weekend: other days are worked anyway."""
        values = super().clean()
        day = values.get("day")
        if day and values.get("kind") == self.WORKED and day.weekday() < 5:
            self.add_error("kind", "Ngày làm bù phải là thứ Bảy hoặc Chủ nhật; ngày khác vốn đã là ngày làm việc.")
        return values

    @property
    def facts(self) -> dict:
        """Return what the services take of a valid form."""
        values = self.cleaned_data
        return {
            "day": values["day"], "name": one_line(nfc(values["name"])), "source": one_line(nfc(values["source"])),
            "is_working": values["kind"] == self.WORKED,
        }  # fmt: skip
