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


class HandoverForm(WhoForm):
    """Who goes on with a leaver's work, and what of it is handed over."""

    claims = forms.BooleanField(label="Chuyển các dòng đang nhận xử lý", required=False, initial=True)
    sheets = forms.BooleanField(
        label="Chuyển các phiếu thẩm định chưa nộp",
        required=False,
        initial=True,
        help_text="Người nhận viết phiếu mới; nội dung viết dở của phiếu cũ không chuyển theo.",
    )
    opinions = forms.BooleanField(label="Chuyển việc theo dõi các yêu cầu xin ý kiến", required=False, initial=True)
    last_day = day_field(
        "Ngày cuối cùng giữ vai trò",
        required=False,
        help_text="Cho các vai trò được thôi. Để trống là hết hôm nay; để thôi ngay, hãy ghi ngày hôm qua.",
    )
    position_title = LineField(
        label="Chức vụ của người nhận, in trên văn bản",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"class": "input--half"}),
        help_text="Để trống thì ghi như người bàn giao.",
    )
    decided_by = LineField(
        label="Theo quyết định",
        max_length=200,
        required=False,
        help_text="Số, ngày, cơ quan ban hành quyết định giao, thôi vai trò.",
    )
    KINDS = ("claims", "sheets", "opinions")
    TICKS = ("give_roles", "end_roles", "end_loans")

    def __init__(self, *args, work, administered, may_end_loan, **kwargs):
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        person = self.fields["person"]
        person.label = "Người nhận việc"
        person.error_messages |= {"required": "Hãy chọn người nhận việc, hoặc gõ tên đăng nhập của đồng chí đó."}
        for kind in self.KINDS:
            if not getattr(work, kind):
                del self.fields[kind]
        roles = [held for held in work.roles if held.unit_id in administered]
        loans = [loan for loan in work.loans if may_end_loan(loan)]
        named = [(held.pk, f"{held.get_role_display()}, {held.unit.name}") for held in roles]
        self._tick("end_roles", "Thôi vai trò", named)
        self._tick("give_roles", "Giao vai trò cho người nhận", named)
        self._tick("end_loans", "Chấm dứt ủy quyền", [(loan.pk, str(loan)) for loan in loans])
        if not named:
            del self.fields["last_day"], self.fields["position_title"], self.fields["decided_by"]

    def _tick(self, name: str, label: str, choices: list[tuple[int, str]]) -> None:
        if choices:
            self.fields[name] = forms.TypedMultipleChoiceField(
                label=label, choices=choices, coerce=int, required=False, widget=forms.CheckboxSelectMultiple
            )

    @property
    def chosen(self) -> dict:
        """Return what workflows.services.handover.Chosen takes; what was not offered is not chosen."""
        data = self.cleaned_data
        ticks = {name: frozenset(data.get(name) or ()) for name in self.TICKS}
        kinds = {name: bool(data.get(name)) for name in self.KINDS}
        texts = {name: data.get(name, "") for name in ("position_title", "decided_by")}
        return ticks | kinds | texts | {"last_day": data.get("last_day")}
