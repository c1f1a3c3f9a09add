"""Forms of the inbox, the outbox and the texts."""

from typing import Any

from django import forms

from .enums import MailPace, MailState
from .models import Mail

EMAIL_HELP = "Ví dụ: vanphong@tanmy.gov.vn. Để trống thì chỉ nhận tin báo trong hệ thống."


class PreferenceForm(forms.Form):
    """Where and how often somebody gets letters."""

    email = forms.EmailField(
        label="Địa chỉ thư điện tử",
        required=False,
        help_text=EMAIL_HELP,
        error_messages={"invalid": "Địa chỉ thư điện tử chưa đúng. Hãy xem lại, ví dụ ten@coquan.vn."},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "class": "input input--half", "inputmode": "email"}),
    )
    pace = forms.ChoiceField(label="Cách nhận thư", choices=MailPace, widget=forms.RadioSelect)


class OutboxFilter(forms.Form):
    """What of the outbox is shown."""

    q = forms.CharField(label="Người nhận, địa chỉ", required=False)
    trang_thai = forms.ChoiceField(label="Trạng thái", required=False, choices=[("", "Tất cả"), *MailState.choices])


class MailForm(forms.ModelForm):
    """What may be changed of a letter that has not gone out."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Mail
        fields = ["to_address", "subject", "body"]
        widgets = {
            "to_address": forms.EmailInput(attrs={"class": "input input--half"}),
            "body": forms.Textarea(attrs={"rows": 8, "maxlength": 5000}),
        }
        error_messages = {"to_address": {"invalid": "Địa chỉ thư điện tử chưa đúng. Hãy xem lại, ví dụ ten@coquan.vn."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial["version"] = self.instance.version

    def clean_body(self) -> str:
        """Return the body with plain line ends; browsers send two characters."""
        return self.cleaned_data["body"].replace("\r\n", "\n")


class TextForm(forms.Form):
    """What an office writes about an event, and the ways it is told."""

    in_system = forms.BooleanField(label="Báo trong hệ thống", required=False)
    by_mail = forms.BooleanField(label="Gửi thư điện tử", required=False)
    subject = forms.CharField(label="Tiêu đề", max_length=200)
    body = forms.CharField(label="Nội dung", max_length=3000, widget=forms.Textarea(attrs={"rows": 6}))
    mark = forms.CharField(widget=forms.HiddenInput)
