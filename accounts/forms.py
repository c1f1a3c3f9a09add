"""Signing in and changing one's password."""

from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.core.exceptions import ValidationError


class SignInForm(AuthenticationForm):
    """User name and password; the refusal does not say which of the two was wrong."""

    error_messages = {
        "invalid_login": "Tên đăng nhập hoặc mật khẩu chưa đúng. Hãy gõ lại, chú ý chữ hoa, chữ thường và bộ gõ tiếng Việt.",
        "inactive": "Tài khoản này đã ngừng sử dụng. Hãy gọi người quản trị của Đảng ủy.",
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
    """A new password typed twice. The old one is asked for unless it was a one-time password used just now."""

    error_messages = {"password_mismatch": "Hai lần gõ mật khẩu không giống nhau. Hãy gõ lại cả hai ô."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = "Mật khẩu mới"
        self.fields["new_password1"].help_text = "Ít nhất 12 ký tự. Nên dùng một câu dễ nhớ với riêng đồng chí."
        self.fields["new_password2"].label = "Gõ lại mật khẩu mới"
        self.fields["new_password2"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"
            field.error_messages["required"] = "Hãy gõ mật khẩu mới."

    def clean(self):
        """Refuse the password that is in use already."""
        data = super().clean()
        password = data.get("new_password1")
        if password and self.user.check_password(password):
            raise ValidationError({"new_password1": "Mật khẩu mới phải khác mật khẩu đang dùng."})
        return data
