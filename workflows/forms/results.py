"""What is chosen and typed around results: another form, a higher authority, the release, a correction."""

from collections.abc import Sequence
from typing import Any

from django import forms

from meetings.enums import Outcome
from meetings.models import AgendaLine
from nominations.models import Round

REASON = "Lý do đồng chí làm cả hai việc"
NONE = ""


class OtherFormForm(forms.Form):
    """Which form of award is voted on, and why where the round does not offer it."""

    form = forms.ChoiceField(label="Hình thức đưa ra biểu quyết", widget=forms.RadioSelect)
    note = forms.CharField(
        label="Lý do",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Cần ghi khi đợt không xét hình thức ấy. Được lưu vào nhật ký phiên họp.",
    )

    def __init__(self, *args, line: AgendaLine, choices: Sequence[Any], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["form"].choices = [(choice.form, self._label(choice)) for choice in choices]
        self.fields["form"].initial = line.voted_form or line.nomination.form

    @staticmethod
    def _label(choice: Any) -> str:
        said = "đơn vị đề nghị" if choice.is_proposed else "" if choice.is_offered else "đợt này không xét, cần lý do"
        return f"{choice.form.label}{f' ({said})' if said else ''}, theo {choice.clause}"


class HigherForm(forms.Form):
    """To which round of a higher authority the committee also proposes the nominee, and in which form."""

    to = forms.ChoiceField(label="Trình cấp trên khen", widget=forms.RadioSelect, required=False)

    def __init__(self, *args, line: AgendaLine, rounds: Sequence[Any], **kwargs):
        super().__init__(*args, **kwargs)
        self.rounds = {str(each.round.pk): each.round for each in rounds}
        self.fields["to"].choices = [
            (NONE, "Không trình cấp trên"),
            *(
                (f"{each.round.pk}:{form}", f"{form.label} của {each.round.authority}, {each.round.title}")
                for each in rounds
                for form in each.forms
            ),
        ]
        self.fields["to"].initial = f"{line.raise_to_id}:{line.raise_form}" if line.raise_to_id else NONE

    @property
    def chosen(self) -> tuple[Round | None, str]:
        """Return the round and the form; (None, "") for none."""
        pk, _, form = self.cleaned_data["to"].partition(":")
        return (self.rounds[pk], form) if pk else (None, "")


class ReleaseForm(forms.Form):
    """What the chair concludes, and why one person does two acts where the service asks for it."""

    conclusion = forms.CharField(
        label="Kết luận của người chủ trì",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "class": "input--tall"}),
        help_text="In trong thông báo kết luận. Để trống cũng công bố được.",
    )
    separation_reason = forms.CharField(
        label=REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Được lưu vào lịch sử của đề nghị. Ví dụ: cơ quan không có người thứ hai.",
    )

    def __init__(self, *args, asks: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if not asks:
            del self.fields["separation_reason"]


class CorrectionForm(forms.Form):
    """The right result, by whose authority, on which paper, and why."""

    after = forms.ChoiceField(label="Kết quả đúng", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Sai ở đâu, vì sao",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Hãy ghi sai ở đâu và vì sao, ví dụ: thư ký ghi nhầm số phiếu tán thành."},
    )
    authority = forms.CharField(
        label="Cơ quan cho phép đính chính",
        max_length=300,
        help_text="Ví dụ: Ban Thường vụ Đảng ủy xã Tân Mỹ.",
        error_messages={"required": "Hãy ghi cơ quan cho phép đính chính."},
    )
    paper_number = forms.CharField(
        label="Văn bản đính chính",
        max_length=100,
        help_text="Loại và số văn bản, ví dụ: Thông báo số 15-TB/ĐU.",
        error_messages={"required": "Hãy ghi loại và số văn bản đính chính."},
    )
    paper_on = forms.DateField(
        label="Ngày văn bản",
        widget=forms.DateInput(attrs={"class": "input--date"}),
        error_messages={"required": "Hãy ghi ngày văn bản."},
    )
    separation_reason = forms.CharField(
        label=REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Được lưu vào lịch sử của đề nghị. Ví dụ: cơ quan không có người thứ hai.",
    )

    def __init__(self, *args, results: Sequence[Outcome], asks: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["after"].choices = [(result.value, result.label) for result in results]
        if not asks:
            del self.fields["separation_reason"]

    def clean_after(self) -> Outcome:
        """Return the chosen result as the enum."""
        return Outcome(self.cleaned_data["after"])
