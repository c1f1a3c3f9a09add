"""Forms about people and their accounts."""

import uuid
from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User
from organizations.models import Unit
from vietnamese.names import proposed_name

from ..roles import Role
from .fields import AddressField, LineField, PhoneField, UnitField, YearField, day_field

NAME_WIDGET = {"spellcheck": "false", "autocomplete": "off"}
OTHER_PERSON = "Đây là người khác trùng tên, vẫn lập tài khoản mới"


class PersonFields(forms.Form):
    """What is known of a person."""

    full_name = LineField(
        label="Họ và tên",
        max_length=100,
        widget=forms.TextInput(attrs=NAME_WIDGET),
        help_text="Viết hoa chữ cái đầu, có dấu, ví dụ Nguyễn Thị Hạnh.",
    )
    birth_year = YearField()
    phone = PhoneField()
    email = AddressField()

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_full_name(self):
        """Refuse what cannot be a name: a single word, digits, everything in capitals or in small letters."""
        name = self.cleaned_data["full_name"]
        if len(name.split()) < 2:
            raise ValidationError("Hãy ghi đủ họ và tên, ít nhất hai từ.")
        if any(character.isdigit() for character in name):
            raise ValidationError("Họ và tên không có chữ số. Hãy gõ lại.")
        if name.isupper() or name.islower():
            proposed = proposed_name(name) or name.title()
            raise ValidationError(f"Hãy viết hoa chữ cái đầu, ví dụ {proposed}: tên này sẽ in trên văn bản.")
        return name

    def clean_birth_year(self):
        """Refuse impossible years."""
        self.fields["birth_year"].check(self.cleaned_data["birth_year"], self.today.year)
        return self.cleaned_data["birth_year"]


class NewPersonForm(PersonFields):
    """A new person. The user name may be left to the system."""

    username = LineField(
        label="Tên đăng nhập",
        max_length=40,
        required=False,
        widget=forms.TextInput(
            attrs={"class": "input--half", "autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}
        ),
        help_text="Để trống, hệ thống tự đặt theo họ tên, ví dụ nguyenthihanh.",
    )
    is_other_person = forms.BooleanField(label=OTHER_PERSON, required=False, widget=forms.HiddenInput)
    submission_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def clean_username(self):
        """Return the user name as it is stored; refuse one that is taken or cannot be typed everywhere."""
        username = self.cleaned_data["username"].lower()
        if username:
            User._meta.get_field("username").run_validators(username)
            if User.objects.filter(username=username).exists():
                raise ValidationError("Tên đăng nhập này đã có người dùng. Hãy chọn tên khác, hoặc để trống.")
        return username

    def ask_whether_other(self, alike: User, known_as: str) -> None:
        """Refuse once because somebody has the same name; the box that is shown now lets it pass."""
        self.fields["is_other_person"].widget = forms.CheckboxInput()
        self.add_error(
            "is_other_person",
            (
                f"Đã có đồng chí {alike.full_name} ({alike.username}{', ' + known_as if known_as else ''}). Nếu là cùng một người, "
                "hãy mở trang của đồng chí đó và giao thêm vai trò; nếu là người khác, hãy đánh dấu vào ô này."
            ),
        )


class CellSecretaryForm(PersonFields):
    """One row of the table for several cell officers. A row without a name is left out."""

    unit = UnitField(label="Chi bộ, đơn vị", required=False, widget=forms.Select)
    position_title = LineField(label="Chức vụ", max_length=100, required=False, initial="Bí thư")
    field_order = ["full_name", "unit", "position_title", "birth_year", "phone"]

    def __init__(self, *args, units: list[Unit], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].offer(units)
        del self.fields["email"]  # people write their own once they have signed in
        self.fields["full_name"].required = False
        self.fields["full_name"].help_text = ""

    def clean_full_name(self):
        """A row without a name is empty; any other name is checked as everywhere."""
        return super().clean_full_name() if self.cleaned_data["full_name"] else ""

    def clean(self):
        """A row with a name needs a unit and a position."""
        data = super().clean()
        if data.get("full_name"):
            if not data.get("unit") and "unit" not in self.errors:
                self.add_error("unit", f"Hãy chọn chi bộ của đồng chí {data['full_name']}.")
            if not data.get("position_title"):
                self.add_error(
                    "position_title", f"Hãy ghi chức vụ của đồng chí {data['full_name']}: in trên tờ trình của chi bộ."
                )
        return data


class CellSecretaryFormSet(forms.BaseFormSet):
    """The table: the same person or the same cell twice is most likely a slip."""

    def clean(self):
        """Refuse an empty table and two officers for one cell in the same table."""
        if any(self.errors):
            return
        filled = [form.cleaned_data for form in self.forms if form.cleaned_data.get("full_name")]
        if not filled:
            raise ValidationError("Chưa có dòng nào ghi họ tên. Hãy ghi ít nhất một dòng.")
        units = [row["unit"] for row in filled]
        for unit in units:
            if units.count(unit) > 1:
                raise ValidationError(f"{unit} được chọn ở hai dòng. Mỗi chi bộ một dòng; người thứ hai hãy thêm sau.")


class SharedRoleForm(forms.Form):
    """What is the same for every row of the table."""

    starts_on = day_field("Giao vai trò từ ngày")
    decided_by = LineField(
        label="Theo quyết định",
        max_length=200,
        required=False,
        help_text="Ghi chung cho cả bảng, ví dụ: Nghị quyết Đại hội chi bộ.",
    )
    submission_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


ROLE_CHOICES = [("", "Mọi vai trò"), *Role.choices]
STATE_CHOICES = [
    ("", "Mọi tài khoản"),
    ("active", "Đang dùng"),
    ("waiting", "Chưa đăng nhập lần đầu"),
    ("idle", "Không còn vai trò"),
    ("stopped", "Đã ngừng"),
]


class PeopleFilter(forms.Form):
    """What the list of people can be narrowed by."""

    q = forms.CharField(label="Tìm họ tên, tên đăng nhập", required=False)
    vai_tro = forms.ChoiceField(label="Vai trò", choices=ROLE_CHOICES, required=False)
    tai_khoan = forms.ChoiceField(label="Tài khoản", choices=STATE_CHOICES, required=False)
