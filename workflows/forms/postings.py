"""Forms of the public objection window: posting names, an objection, its answer."""

import uuid

from django import forms

from vietnamese.fields import DayField


class PostingForm(forms.Form):
    """From when to when and where names are posted, and where objections are taken."""

    starts_on = DayField(label="Từ ngày")
    ends_on = DayField(label="Đến hết ngày", required=False)
    place = forms.CharField(
        label="Nơi niêm yết", max_length=300, required=False, help_text="Ví dụ: trụ sở Đảng ủy xã, nhà văn hóa các ấp."
    )
    contact = forms.CharField(
        label="Nơi nhận ý kiến", max_length=300, required=False, help_text="Tên, số điện thoại, địa chỉ."
    )
    submission_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, initial=None, ends_hint: str = ""):
        super().__init__(data, initial={"submission_key": uuid.uuid4()} | (initial or {}))
        self.use_required_attribute = False
        self.fields["ends_on"].help_text = ends_hint


class ObjectionForm(forms.Form):
    """What somebody objects to a posted name."""

    text = forms.CharField(
        label="Nội dung ý kiến", max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Ghi đúng như người nêu đã nói hoặc viết.",
    )  # fmt: skip
    channel = forms.CharField(
        label="Nhận bằng", max_length=100, help_text="Ví dụ: đơn, điện thoại, trực tiếp tại chi bộ."
    )
    received_on = DayField(label="Nhận ngày")
    from_name = forms.CharField(
        label="Người nêu ý kiến", max_length=100, required=False, help_text="Để trống nếu người nêu không ghi tên."
    )
    contact = forms.CharField(label="Cách liên hệ", max_length=150, required=False)
    submission_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, initial=None):
        super().__init__(data, initial={"submission_key": uuid.uuid4()} | (initial or {}))
        self.use_required_attribute = False


class ObjectionAnswerForm(forms.Form):
    """Whether an objection is right, and what was found out."""

    is_upheld = forms.ChoiceField(
        label="Kết luận", choices=[("1", "Ý kiến đúng"), ("0", "Ý kiến không đúng")], widget=forms.RadioSelect,
        error_messages={"required": "Chưa chọn ý kiến đúng hay không đúng."},
    )  # fmt: skip
    answer = forms.CharField(
        label="Kết quả xem xét, trả lời", max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Hãy ghi kết quả xem xét: đã xác minh thế nào, kết luận ra sao."},
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
