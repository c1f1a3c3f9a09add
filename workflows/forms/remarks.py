"""Boxes for what is asked part by part when a line is sent back, an answer to one of them, and a comment."""

from collections.abc import Iterable

from django import forms

from ..enums import RemarkPart
from ..models import Audience

LONGEST = 2000
"""Characters of a remark, an answer or a comment."""
TOO_LONG = f"Đoạn này dài quá {LONGEST} chữ cái. Hãy viết gọn lại."
NEEDS_SOMETHING = "Chưa ghi lý do trả lại và việc phải làm. Hãy ghi chung ở đây, hoặc ghi ở từng phần bên dưới; chi bộ cần biết phải sửa gì."
PREFIX = "remark_"


class RemarksMixin(forms.Form):
    """A form that may send a line back: one box for each part of the line, all of them optional."""

    def add_remark_boxes(self, *, hints: dict[str, str] | None = None) -> None:
        """Add a box for each part; `hints` says below its name what stands there now."""
        for part in RemarkPart:
            self.fields[PREFIX + part] = forms.CharField(
                label=part.label,
                required=False,
                max_length=LONGEST,
                help_text=(hints or {}).get(part, ""),
                error_messages={"max_length": TOO_LONG},
                widget=forms.Textarea(
                    attrs={"rows": 2, "class": "input--low", "placeholder": "Cần sửa gì ở phần này?"}
                ),
            )

    @property
    def remark_fields(self) -> list[forms.BoundField]:
        """Return the boxes in the order of the page; none where the form sends nothing back."""
        return [self[name] for name in self.fields if name.startswith(PREFIX)]

    @property
    def remarks(self) -> dict[str, str]:
        """Return part -> what was asked, of a cleaned form; empty boxes ask nothing."""
        typed = {part.value: self.cleaned_data.get(PREFIX + part, "") for part in RemarkPart}
        return {part: text for part, text in typed.items() if text}

    @property
    def has_remarks(self) -> bool:
        """Return whether a box has words or an error, so that the page shows the boxes unfolded."""
        return any((field.value() or "").strip() or field.errors for field in self.remark_fields)

    @property
    def typed_remarks(self) -> list[tuple[str, str]]:
        """Return what was typed as label and words, for a page on which the form cannot stand any more."""
        return [(field.label, field.value()) for field in self.remark_fields if (field.value() or "").strip()]


class AnswerForm(forms.Form):
    """The cell's answer to one remark. `was` is the answer that stood on the page."""

    answer = forms.CharField(
        label="Trả lời", required=False, max_length=LONGEST, error_messages={"max_length": TOO_LONG}
    )
    was = forms.CharField(required=False, max_length=LONGEST, strip=False)
    quick = forms.CharField(required=False, max_length=50)

    @property
    def text(self) -> str:
        """Return the answer: that of the quick button where it was pressed, else what was typed."""
        return self.cleaned_data["quick"] or self.cleaned_data["answer"]


class CommentForm(forms.Form):
    """A comment beside a line. Somebody with one audience is not asked for whom."""

    audience = forms.ChoiceField(
        label="Ai đọc được",
        widget=forms.RadioSelect,
        error_messages={"required": "Chưa chọn ai đọc được. Hãy chọn một trong hai rồi gửi lại."},
    )
    text = forms.CharField(
        label="Ý kiến của đồng chí",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Chưa viết ý kiến.", "max_length": TOO_LONG},
    )
    submission_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, audiences: Iterable[Audience], **kwargs):
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        allowed = list(audiences)
        self.fields["audience"].choices = [(audience.value, audience.label) for audience in allowed]
        if len(allowed) == 1:
            self.fields["audience"].widget = forms.HiddenInput()
            self.fields["audience"].initial = allowed[0].value
            self.fields["text"].help_text = "Mọi người liên quan đọc được, cả chi bộ và cơ quan thẩm định."
