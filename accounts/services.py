"""Changing keys: one-time passwords, own passwords, active or not. Every act is written down."""

from datetime import datetime
from typing import Any

from django.db import transaction

from history.services import record

from .models import User
from .passwords import one_time_password


@transaction.atomic
def create_person(*, username: str, full_name: str, actor: Any, at: datetime, birth_year: int | None = None, phone: str = "") -> tuple[User, str]:
    """Create a user with a one-time password; returns the user and the password, which is shown once and kept nowhere."""
    password = one_time_password()
    user = User.objects.create_user(username, password, full_name=full_name, birth_year=birth_year, phone=phone, must_change_password=True)
    record(verb="Lập tài khoản", subject=user, actor=actor, at=at)
    return user, password


@transaction.atomic
def reset_password(user: User, *, actor: Any, at: datetime) -> str:
    """Give the user a new one-time password and return it; the old one and open sessions stop working."""
    password = one_time_password()
    user.set_password(password)
    user.must_change_password = True
    user.save()
    record(verb="Cấp lại mật khẩu", subject=user, actor=actor, at=at)
    return password


@transaction.atomic
def change_own_password(user: User, password: str, *, at: datetime) -> None:
    """Set the password that the user chose."""
    user.set_password(password)
    user.must_change_password = False
    user.save()
    record(verb="Đổi mật khẩu", subject=user, actor=user, at=at)


@transaction.atomic
def set_active(user: User, is_active: bool, *, actor: Any, at: datetime, note: str = "") -> None:
    """Stop or resume an account. A stopped one is refused from the next request on."""
    user.is_active = is_active
    user.save()
    record(verb="Mở lại tài khoản" if is_active else "Ngừng tài khoản", subject=user, actor=actor, at=at, note=note)
