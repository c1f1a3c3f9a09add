"""The answer to a proof."""

from django import forms

from permissions.forms.fields import LineField

APPROVE, SEND_BACK = "duyet", "tra-lai"


class AnswerForm(forms.Form):
    """Approve or send back; a reason where one person prepares and approves."""

    answer = forms.ChoiceField(
        label="Trả lời",
        choices=[(APPROVE, "Duyệt: in hàng loạt theo tờ này được"), (SEND_BACK, "Trả lại để sửa")],
        widget=forms.RadioSelect,
        error_messages={"required": "Đồng chí chọn duyệt hoặc trả lại."},
    )
    note = LineField(
        label="Nhận xét",
        max_length=300,
        required=False,
        help_text="Trả lại thì ghi cần sửa gì, ví dụ: tên ấp viết sai.",
    )
    reason = LineField(
        label="Lý do một người làm hai việc",
        max_length=300,
        required=False,
        help_text="Đồng chí vừa trình vừa duyệt. Ví dụ: văn phòng chỉ có một văn thư, đã đọc lại cùng đồng chí chủ trì.",
    )

    def __init__(self, *args, needs_reason: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not needs_reason:
            del self.fields["reason"]

    @property
    def is_approved(self) -> bool:
        """Whether the answer is yes."""
        return self.cleaned_data["answer"] == APPROVE
