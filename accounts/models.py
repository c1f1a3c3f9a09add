"""The user. Rights are not here: they are role assignments in `permissions`."""

import unicodedata

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models

from vietnamese.fields import NameField
from vietnamese.text import search_key, sort_key


class UserManager(BaseUserManager):
    """Makes users; a user name is stored in lower case."""

    def create_user(self, username: str, password: str | None = None, **fields) -> "User":
        """Create a user. Without a password nobody can sign in as this user until one is given."""
        user = self.model(username=username.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields) -> "User":
        """Create a superuser. In this system that gives no right over nominations (see permissions.access)."""
        return self.create_user(username, password, is_superuser=True, is_staff=True, **fields)

    def get_by_natural_key(self, username):
        return self.get(username=(username or "").strip().lower())


class UserDeletionError(Exception):
    """Somebody tried to delete a user; users are deactivated, because history names them."""


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. Deactivated when they leave, never deleted."""

    username = models.CharField(
        "tên đăng nhập",
        max_length=40,
        unique=True,
        validators=[
            RegexValidator(
                r"^[a-z0-9._-]{3,40}$",
                "Tên đăng nhập chỉ gồm chữ thường không dấu, chữ số, dấu chấm hoặc gạch, từ 3 đến 40 ký tự.",
            )
        ],
        error_messages={"unique": "Tên đăng nhập này đã có người dùng. Hãy chọn tên khác."},
    )
    full_name = NameField("họ và tên", max_length=100)
    birth_year = models.PositiveSmallIntegerField("năm sinh", null=True, blank=True)
    phone = models.CharField("số điện thoại", max_length=20, blank=True)
    email = models.EmailField("địa chỉ thư điện tử", blank=True)
    uses_keys = models.BooleanField(
        "dùng phím tắt", default=False, help_text="Phím tắt ở trang Thẩm định. Không phím nào tự ghi ý kiến."
    )
    is_active = models.BooleanField("đang dùng", default=True)
    is_staff = models.BooleanField("kỹ thuật", default=False)
    must_change_password = models.BooleanField("phải đổi mật khẩu", default=False)
    created_at = models.DateTimeField("tạo lúc", auto_now_add=True)
    search_key = models.CharField(max_length=150, editable=False, db_index=True)
    sort_key = models.CharField(max_length=400, editable=False, db_index=True)

    acting_for = ""
    """For whom the person acts under a substitution, as permissions.access found it last; the history writes it."""

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = "người dùng"
        verbose_name_plural = "người dùng"
        ordering = ["sort_key", "id"]

    def __str__(self):
        return f"{self.full_name} ({self.username})"

    def save(self, *args, **kwargs):
        self.search_key = search_key(f"{self.full_name} {self.username}")
        self.sort_key = sort_key(self.full_name, given_name_first=True)[:400]
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise UserDeletionError("users are deactivated, never deleted")

    def set_password(self, raw_password):
        """Set the password in Unicode NFC: a phrase with accents is the same from every keyboard and telephone."""
        super().set_password(raw_password and unicodedata.normalize("NFC", raw_password))

    def check_password(self, raw_password):
        """Return whether the password is right, whatever Unicode form the keyboard gave it."""
        return super().check_password(raw_password and unicodedata.normalize("NFC", raw_password))

    def get_full_name(self) -> str:
        """Return the full name, for libraries that ask for it."""
        return self.full_name

    def get_short_name(self) -> str:
        """Return the given name, the last word of a Vietnamese name."""
        return self.full_name.split()[-1] if self.full_name else self.username
