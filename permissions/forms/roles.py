"""Forms about roles."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html

from accounts.models import User
from organizations.models import Unit

from ..roles import ROLE_DESCRIPTIONS, Role
from ..rules import misfit, roles_for
from .fields import NOT_OFFERED, LineField, UnitField, day_field

LABELLED = [
    (role.value, format_html('<b>{}</b><br><span class="meta">{}</span>', role.label, ROLE_DESCRIPTIONS[role]))
    for role in Role
]
NEEDS_POSITION = frozenset({Role.CELL_OFFICER, Role.CHAIR})
"""Papers print the position of these people; the name of the role would be no answer to who signed."""


class RoleForm(forms.Form):
    """A role: which, where, from when, by which decision. Without `unit` the unit is chosen in the form."""

    unit = UnitField(
        label="Ở đơn vị",
        error_messages={"required": "Hãy chọn đơn vị mà đồng chí đó làm việc.", "invalid_choice": NOT_OFFERED},
    )
    role = forms.ChoiceField(label="Vai trò", choices=LABELLED, widget=forms.RadioSelect)
    position_title = LineField(
        label="Chức vụ in trên văn bản",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"class": "input--half"}),
        help_text="Chức vụ thật, không kèm tên đơn vị, ví dụ: Bí thư, Phó Bí thư Thường trực, Chuyên viên Văn phòng.",
    )
    starts_on = day_field("Từ ngày")
    decided_by = LineField(
        label="Theo quyết định",
        max_length=200,
        required=False,
        help_text="Số và cơ quan ban hành, ví dụ: Quyết định 15-QĐ/ĐU của Đảng ủy xã. Để trống nếu không có.",
    )
    decided_on = day_field("Ngày của quyết định", required=False)

    def __init__(self, *args, units: list[Unit] = (), unit: Unit | None = None, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.fixed_unit = unit
        self.today = today
        self.fields["starts_on"].initial = today
        if unit is not None:
            del self.fields["unit"]
            fitting = {role.value for role in roles_for(unit.kind)}
            self.fields["role"].choices = [choice for choice in LABELLED if choice[0] in fitting]
        else:
            self.fields["unit"].offer(units)

    def clean(self):
        """Refuse a role for which the unit has no use, a missing position, a decision of the future."""
        data = super().clean()
        unit = self.fixed_unit or data.get("unit")
        role = data.get("role")
        if unit and role and (reason := misfit(role, unit.kind)):
            self.add_error("role", reason)
        if role in NEEDS_POSITION and not data.get("position_title"):
            self.add_error(
                "position_title", "Hãy ghi chức vụ thật, ví dụ Bí thư hoặc Phó Bí thư: văn bản in chức vụ này."
            )
        if data.get("decided_on") and data["decided_on"] > self.today:
            self.add_error("decided_on", "Ngày của quyết định không thể sau hôm nay. Hãy xem lại.")
        data["unit"] = unit
        return data

    @property
    def facts(self) -> dict:
        """Return what permissions.services.give_role takes, but for who receives it."""
        names = ("role", "unit", "starts_on", "position_title", "decided_by", "decided_on")
        return {name: self.cleaned_data[name] for name in names}


class WhoForm(forms.Form):
    """Who receives a role: somebody of the list, or somebody of another office by user name."""

    person = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label="Người nhận",
        empty_label="Chọn người",
        widget=forms.Select(attrs={"class": "input--half"}),
        error_messages={
            "required": "Hãy chọn người nhận vai trò.",
            "invalid_choice": "Người này không có trong danh sách. Hãy chọn lại.",
        },
    )
    username = LineField(
        label="Hoặc tên đăng nhập của người ở cơ quan khác",
        required=False,
        max_length=40,
        widget=forms.TextInput(
            attrs={"class": "input--half", "autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}
        ),
        help_text="Dùng khi đồng chí đó đã có tài khoản ở đơn vị khác trong hệ thống.",
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
        self.fields["person"].required = not self.data.get("username", "").strip()

    def clean(self):
        """Return the one person that was meant as `who`."""
        data = super().clean()
        person, username = data.get("person"), data.get("username", "").lower()
        if person and username and person.username != username:
            raise ValidationError("Hãy chọn một người trong danh sách hoặc gõ một tên đăng nhập, không làm cả hai.")
        if not person and username:
            person = User.objects.filter(username=username, is_active=True).first()
            if person is None:
                self.add_error("username", "Không có tài khoản đang dùng với tên đăng nhập này. Hãy xem lại từng chữ.")
        data["who"] = person
        return data


class EndRoleForm(forms.Form):
    """The last day of a role, and by which decision."""

    ends_on = day_field(
        "Ngày cuối cùng giữ vai trò",
        help_text="Hết ngày này vai trò mất hiệu lực. Để thôi ngay hôm nay, hãy ghi ngày hôm qua.",
    )
    ended_by = LineField(
        label="Theo quyết định",
        max_length=200,
        required=False,
        help_text="Số, ngày, cơ quan ban hành, hoặc lý do bằng vài từ.",
    )
