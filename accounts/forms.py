"""Signing in and changing one's password."""

from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.core.exceptions import ValidationError
from django.forms import CharField, ModelForm, PasswordInput

from .models import User


class SignInForm(AuthenticationForm):
    """User name and password; the refusal does not say which of the two was wrong."""

    error_messages = {
        "invalid_login": "Tên đăng nhập hoặc mật khẩu chưa đúng. Hãy gõ lại, chú ý chữ hoa, chữ thường và bộ gõ tiếng Việt.",
        "inactive": "Tài khoản này đã ngừng sử dụng. Hãy gọi người quản trị hệ thống của cơ quan.",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Tên đăng nhập"
        self.fields["username"].widget.attrs.update({"autocapitalize": "none", "spellcheck": "false", "class": "input"})
        self.fields["username"].error_messages["required"] = "Hãy gõ tên đăng nhập."
        self.fields["password"].label = "Mật khẩu"
        self.fields["password"].widget.attrs["class"] = "input"
        self.fields["password"].error_messages["required"] = "Hãy gõ mật khẩu."

    def clean_username(self):
        """Return the user name as it is stored: lower case, no spaces around it."""
        return self.cleaned_data["username"].strip().lower()


class NewPasswordForm(SetPasswordForm):
    """A new password typed twice, and the old one, which is not asked for right after a one-time password."""

    old_password = CharField(
        label="Mật khẩu đang dùng",
        strip=False,
        widget=PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Hãy gõ mật khẩu đang dùng."},
    )
    field_order = ["old_password", "new_password1", "new_password2"]
    error_messages = {"password_mismatch": "Hai lần gõ mật khẩu không giống nhau. Hãy gõ lại cả hai ô."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = "Mật khẩu mới"
        self.fields["new_password1"].help_text = (
            "Ít nhất 12 ký tự. Nên dùng một câu dễ nhớ với riêng đồng chí, có thể có dấu cách. "
            "Không dùng tên, tên đăng nhập hay tên cơ quan."
        )
        self.fields["new_password1"].error_messages["required"] = "Hãy gõ mật khẩu mới."
        self.fields["new_password2"].label = "Gõ lại mật khẩu mới"
        self.fields["new_password2"].help_text = ""
        self.fields["new_password2"].error_messages["required"] = "Hãy gõ lại mật khẩu mới."
        if self.user.must_change_password:
            del self.fields["old_password"]
        for field in self.fields.values():
            field.widget.attrs["class"] = "input--half"

    def clean_old_password(self):
        """Refuse a wrong old password, so that an unattended screen is not enough to take over an account."""
        password = self.cleaned_data["old_password"]
        if not self.user.check_password(password):
            raise ValidationError("Mật khẩu đang dùng chưa đúng. Hãy gõ lại.")
        return password

    def clean(self):
        """Refuse the password that is in use already."""
        data = super().clean()
        password = data.get("new_password1")
        if password and self.user.check_password(password):
            raise ValidationError({"new_password1": "Mật khẩu mới phải khác mật khẩu đang dùng."})
        return data


class OptionsForm(ModelForm):
    """What a person sets for themselves."""

    class Meta:
        model = User
        fields = ["uses_keys"]
        labels = {"uses_keys": "Dùng phím tắt ở trang Thẩm định"}
        help_texts = {
            "uses_keys": "Ví dụ: j đến dòng sau, Alt + D chọn đồng ý, ? xem các phím. Không phím nào tự ghi ý kiến; "
            "đồng chí luôn bấm nút sau cùng."
        }
