"""What is typed when results are released or corrected."""

from django import forms

REASON = "Lý do đồng chí làm cả hai việc"


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
