"""The form of a superior's answer: one paper, a yes or no for each line."""

from collections.abc import Sequence
from typing import Any

from django import forms

from documents.models import SuperiorAnswer
from nominations.models import Nomination
from nominations.rules import called
from nominations.uploads import LARGEST, SCANS, Accepted, UploadRefused, inspect
from vietnamese.fields import DayField

GRANTED, REFUSED, LATER = "granted", "refused", "later"


class AnswerForm(forms.ModelForm):
    """Who answered, number, date, scan, and what was said of each line."""

    answered_on = DayField(
        label="Ngày văn bản", help_text="Ví dụ: 27/3/2026", error_messages={"required": "Chưa ghi ngày văn bản."}
    )
    scan = forms.FileField(
        label="Bản chụp văn bản",
        required=False,
        allow_empty_file=True,
        help_text="Tệp PDF hoặc ảnh, không quá 20 MB.",
        widget=forms.FileInput(attrs={"data-max-bytes": LARGEST, "accept": ".pdf,.jpg,.jpeg,.png,.webp,.heic,.heif"}),
    )
    rest = forms.ChoiceField(
        label="Những dòng để trống",
        widget=forms.RadioSelect,
        initial=LATER,
        choices=[(GRANTED, "Cấp trên đồng ý tất cả các dòng để trống"), (LATER, "Chưa có trả lời, ghi sau")],
    )
    checked = forms.BooleanField(
        label="Tôi đã đối chiếu từng dòng với văn bản của cấp trên",
        error_messages={"required": "Hãy đối chiếu từng dòng với văn bản, rồi đánh dấu xác nhận ở cuối trang."},
    )
    separation_reason = forms.CharField(
        label="Lý do đồng chí làm cả hai việc",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Được lưu vào lịch sử của đề nghị. Ví dụ: cơ quan không có người thứ hai.",
    )

    class Meta:
        model = SuperiorAnswer
        fields = ["authority_name", "number_text", "answered_on", "scan", "note"]
        help_texts = {
            "number_text": "Ghi đúng như trên văn bản, ví dụ: 1234/QĐ-UBND.",
            "note": "In trong lịch sử của từng dòng.",
        }

    def __init__(self, *args, lines: Sequence[Nomination], asks_separation: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.lines = lines
        self.accepted: Accepted | None = None
        if not asks_separation:
            del self.fields["separation_reason"]
        for line in lines:
            self.fields[f"line-{line.pk}"] = forms.ChoiceField(
                label=called(line.nominee),
                required=False,
                widget=forms.RadioSelect(attrs={"class": "choices--row"}),
                choices=[(GRANTED, "Đồng ý"), (REFUSED, "Không đồng ý")],
            )

    def rows(self) -> list[tuple[Nomination, Any]]:
        """Return (line, answer) for the page."""
        return [(line, self[f"line-{line.pk}"]) for line in self.lines]

    def clean_scan(self):
        upload = self.cleaned_data["scan"]
        if upload:
            try:
                self.accepted = inspect(upload.name, upload.read(LARGEST + 1), kinds=SCANS)
            except UploadRefused as refusal:
                raise forms.ValidationError(refusal.reason) from None
        return upload

    def clean(self):
        values = super().clean()
        answers = self.answers()
        if not answers:
            raise forms.ValidationError(
                "Chưa ghi trả lời cho dòng nào. Hãy chọn Đồng ý hoặc Không đồng ý ở ít nhất một dòng."
            )
        return values

    def answers(self) -> dict[int, bool]:
        """Return nomination id -> granted for the lines that the paper answers."""
        found = {}
        for line in self.lines:
            said = self.cleaned_data.get(f"line-{line.pk}") or self.cleaned_data.get("rest")
            if said in (GRANTED, REFUSED):
                found[line.pk] = said == GRANTED
        return found
