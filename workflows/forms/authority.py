"""Forms of lending a role and of ending that."""

from datetime import date

from django import forms

from permissions.forms.fields import LineField, day_field, reason_field
from permissions.forms.roles import WhoForm


class LoanForm(WhoForm):
    """Who acts in a role, from when to when, why, and by which paper."""

    starts_on = day_field("Từ ngày")
    ends_on = day_field("Đến hết ngày")
    reason = reason_field(
        "Lý do",
        help_text="Ví dụ: đi học, nghỉ phép, đi công tác.",
        error_messages={"required": "Hãy ghi lý do ủy quyền, ví dụ: đi công tác."},
    )
    decided_by = LineField(
        label="Văn bản ủy quyền",
        max_length=200,
        required=False,
        help_text="Số, ngày, cơ quan ban hành. Để trống nếu không có văn bản riêng.",
    )

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        person = self.fields["person"]
        person.label = "Người thay"
        person.error_messages |= {"required": "Hãy chọn người thay, hoặc gõ tên đăng nhập của đồng chí đó."}
        self.fields["starts_on"].initial = today

    @property
    def facts(self) -> dict:
        """Return what a permissions.substitutions.Loan takes beside the role."""
        return {
            "substitute": self.cleaned_data["who"],
            **{name: self.cleaned_data[name] for name in ("starts_on", "ends_on", "reason", "decided_by")},
        }


class EndLoanForm(forms.Form):
    """Why a substitution ends before its day."""

    reason = reason_field("Lý do", required=False, help_text="Ví dụ: đã đi công tác về. Để trống cũng được.")
