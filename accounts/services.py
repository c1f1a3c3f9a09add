"""Changing keys: one-time passwords, own passwords, active or not. Every act is written down."""

from datetime import datetime
from itertools import chain, count
from typing import Any

from django.db import transaction

from history.models import Entry
from history.services import record
from vietnamese.text import search_key

from .models import User
from .passwords import one_time_password


class AlreadyCreated(Exception):
    """The same form was sent twice; `user` is whom the first one made. The password cannot be shown again."""

    def __init__(self, user: User):
        super().__init__(user.username)
        self.user = user


def propose_username(full_name: str, birth_year: int | None = None) -> str:
    """Return a free user name made of a person's name: "Nguyễn Thị Hạnh" gives "nguyenthihanh".

    Where that is taken the year of birth is added, then 2, 3 and so on.
    """
    stem = "".join(search_key(full_name).replace("ƀ", "b").split())[:34]
    stem = "".join(sign for sign in stem if sign.isascii() and sign.isalnum())
    stem = stem if len(stem) >= 3 else f"{stem}nguoidung"
    taken = set(User.objects.filter(username__startswith=stem).values_list("username", flat=True))
    wanted = chain([stem], [f"{stem}{birth_year}"] if birth_year else [], (f"{stem}{i}" for i in count(2)))
    return next(name for name in wanted if name not in taken)


def made_with(submission_key: str, *, actor: Any) -> User | None:
    """Return the user whom the actor made with the form of this key, or None."""
    about_users = Entry.objects.filter(subject_type=User._meta.label, actor_id=actor.pk)
    entry = about_users.filter(data__submission_key=submission_key).first()
    return User.objects.get(pk=entry.subject_id) if entry else None


@transaction.atomic
def create_person(
    *,
    full_name: str,
    actor: Any,
    at: datetime,
    username: str = "",
    birth_year: int | None = None,
    phone: str = "",
    email: str = "",
    submission_key: str = "",
) -> tuple[User, str]:
    """Create a user with a one-time password; returns the user and the password, which is shown once and kept nowhere.

    Without a user name one is proposed. Raises AlreadyCreated when a form with this `submission_key` has made somebody:
    the actor's own row is the lock, so two presses at once are one after the other.
    """
    if submission_key and actor is not None:
        User.objects.select_for_update().get(pk=actor.pk)
        if made := made_with(submission_key, actor=actor):
            raise AlreadyCreated(made)
    password = one_time_password()
    user = User.objects.create_user(
        username or propose_username(full_name, birth_year),
        password,
        full_name=full_name,
        birth_year=birth_year,
        phone=phone,
        email=email,
        must_change_password=True,
    )
    data = {"submission_key": submission_key} if submission_key else {}
    record(verb="Lập tài khoản", subject=user, actor=actor, at=at, data=data)
    return user, password


@transaction.atomic
def correct_person(
    user: User,
    *,
    full_name: str,
    birth_year: int | None,
    phone: str,
    email: str | None = None,
    actor: Any,
    at: datetime,
) -> User:
    """Correct what is known of a person. What was printed and recorded before keeps the name that it had.

    Without `email` the address stays. A changed one is recorded with the one before: letters about work go there.
    """
    before, address = user.full_name, user.email
    user.full_name, user.birth_year, user.phone = full_name, birth_year, phone
    user.email = address if email is None else email
    user.save()
    notes = [f"Họ tên trước: {before}"] if before != user.full_name else []
    if address != user.email:
        notes.append(f"Địa chỉ thư điện tử trước: {address or 'chưa ghi'}")
    record(verb="Sửa thông tin người dùng", subject=user, actor=actor, at=at, note=". ".join(notes))
    return user


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
    record(verb="Đổi mật khẩu", subject=user, actor=user, at=at, on_behalf_of="")


@transaction.atomic
def set_active(user: User, is_active: bool, *, actor: Any, at: datetime, note: str = "") -> None:
    """Stop or resume an account. A stopped one is refused from the next request on."""
    user.is_active = is_active
    user.save()
    record(verb="Mở lại tài khoản" if is_active else "Ngừng tài khoản", subject=user, actor=actor, at=at, note=note)
