"""Forms of hiệp y: asking another body, and its answer with an account or through a link."""

import uuid
from collections.abc import Iterable

from django import forms

from nominations.enums import Consent
from organizations.models import Unit
from vietnamese.fields import DayField

BY_ACCOUNT, BY_LINK = "don-vi", "duong-dan"
USUAL_QUESTION = "Đề nghị cho biết: trong thời gian xét có việc gì vi phạm, đang bị xem xét, hoặc chưa thống nhất với thành tích nêu trên không; có nhất trí đề nghị khen thưởng không."


class AskOpinionForm(forms.Form):
    """Whom to ask about a line, what, and until when: a day, or a number of working days."""

    way = forms.ChoiceField(
        label="Hỏi ai", widget=forms.RadioSelect, initial=BY_ACCOUNT,
        choices=[
            (BY_ACCOUNT, "Một đơn vị trong hệ thống, trả lời bằng tài khoản"),
            (BY_LINK, "Một cơ quan khác, trả lời bằng đường dẫn riêng"),
        ],
    )  # fmt: skip
    asked_unit = forms.TypedChoiceField(label="Đơn vị trong hệ thống", required=False, coerce=int, empty_value=None)
    body_name = forms.CharField(
        label="Tên cơ quan khác", required=False, max_length=250, help_text="Ví dụ: Công an xã Tân Mỹ; Thuế cơ sở 3."
    )
    email = forms.EmailField(
        label="Địa chỉ thư của cơ quan đó", required=False, help_text="Để soạn sẵn thư kèm đường dẫn. Không bắt buộc."
    )
    question = forms.CharField(
        label="Nội dung xin ý kiến", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}), initial=USUAL_QUESTION
    )
    working_days = forms.IntegerField(
        label="Trả lời trong (ngày làm việc)", required=False, min_value=1, max_value=60, initial=5,
        widget=forms.TextInput(attrs={"class": "input--short", "inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": "Số ngày phải là một số, ví dụ 5."},
    )  # fmt: skip
    due_on = DayField(
        label="hoặc trước ngày", required=False, help_text="Ghi ngày thì tính theo ngày, ví dụ 27/3/2026."
    )
    submission_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data=None, *, units: Iterable[Unit]):
        super().__init__(data, initial={"submission_key": uuid.uuid4()})
        self.use_required_attribute = False
        self.units = {unit.pk: unit for unit in units}
        self.fields["asked_unit"].choices = [("", "Chọn đơn vị"), *((pk, unit.name) for pk, unit in self.units.items())]

    def clean(self):
        """Ask for the body of the chosen way, and for one of the two ways to set a day."""
        data = super().clean()
        if data.get("way") == BY_ACCOUNT and not data.get("asked_unit") and "asked_unit" not in self.errors:
            self.add_error("asked_unit", "Chưa chọn đơn vị được hỏi.")
        if data.get("way") == BY_LINK and not data.get("body_name") and "body_name" not in self.errors:
            self.add_error("body_name", "Chưa ghi tên cơ quan được hỏi.")
        if not (data.get("due_on") or data.get("working_days") or {"due_on", "working_days"} & set(self.errors)):
            self.add_error("working_days", "Hãy ghi số ngày làm việc, hoặc ghi ngày phải trả lời.")
        return data

    @property
    def asked(self) -> dict:
        """Return whom a valid form asks, as the service takes it."""
        data = self.cleaned_data
        if data["way"] == BY_ACCOUNT:
            return {"asked_unit": self.units[data["asked_unit"]]}
        return {"body_name": data["body_name"], "email": data["email"]}


class AnswerForm(forms.Form):
    """What a body answers; whoever has no account also says who they are."""

    consent = forms.ChoiceField(
        label="Ý kiến", choices=Consent.choices, widget=forms.RadioSelect,
        error_messages={"required": "Chưa chọn ý kiến: nhất trí, không nhất trí hay không có ý kiến."},
    )  # fmt: skip
    text = forms.CharField(
        label="Nội dung trả lời", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Cần ghi lý do khi không nhất trí.",
    )  # fmt: skip
    name = forms.CharField(label="Họ và tên người trả lời", max_length=100)
    position = forms.CharField(label="Chức vụ", max_length=150, required=False)

    def __init__(self, *args, by_account: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        if by_account:
            del self.fields["name"], self.fields["position"]
