"""The first administrator of an empty system: asked for once, checked, and only where nobody is there yet."""

import sys
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from accounts.models import User
from organizations.models import Unit
from permissions.models import RoleAssignment
from permissions.roles import Role

pytestmark = pytest.mark.django_db
OPTIONS = (
    "--username",
    "Quantri",
    "--full-name",
    "Hồ Minh Nhật",
    "--organ",
    "Đảng ủy xã Hòa Lạc",
    "--superior",
    "Đảng bộ tỉnh Bình An",
    "--password-stdin",
)


def told(*arguments: str) -> str:
    """Return what the command prints."""
    said = StringIO()
    call_command("first_administrator", *arguments, stdout=said)
    return said.getvalue()


def test_an_empty_system_gets_its_committee_and_administrator(monkeypatch):
    monkeypatch.setattr(sys, "stdin", StringIO("mot-cau-rat-dai-2026\n"))
    assert "Đã lập Đảng bộ xã Hòa Lạc" in told(*OPTIONS)
    unit = Unit.objects.get(kind__code="commune")
    assert (unit.name, unit.organ_name, unit.place) == ("Đảng bộ xã Hòa Lạc", "Đảng ủy xã Hòa Lạc", "Hòa Lạc")
    assert (unit.parent.name, unit.parent.decider) == ("Đảng bộ tỉnh Bình An", "Ban Thường vụ Tỉnh ủy Bình An")
    assert RoleAssignment.objects.get().role == Role.ADMINISTRATOR
    assert authenticate(username="quantri", password="mot-cau-rat-dai-2026") is not None
    assert "đã có người dùng" in told(*OPTIONS)
    assert User.objects.count() == 1


def test_a_weak_password_is_refused_and_nothing_is_left(monkeypatch):
    monkeypatch.setattr(sys, "stdin", StringIO("123\n"))
    with pytest.raises(CommandError, match="12"):
        told(*OPTIONS)
    assert not User.objects.exists() and not Unit.objects.exists()


def test_without_a_keyboard_it_says_what_to_do(monkeypatch):
    monkeypatch.setattr(sys, "stdin", StringIO())
    with pytest.raises(CommandError, match="bàn phím"):
        told()


class Keyboard(StringIO):
    """What somebody types, at a terminal."""

    def isatty(self) -> bool:
        """Say that a person sits there."""
        return True


def test_wrong_answers_are_asked_again_and_committees_become_their_organizations(monkeypatch):
    typed = ["xã Hòa Lạc", "Đảng ủy xã Hòa Lạc", "Tỉnh ủy Bình An", "Hồ Minh Nhật", "Hồ Nhật", "ho.nhat"]
    monkeypatch.setattr(sys, "stdin", Keyboard("\n".join(typed) + "\n"))
    monkeypatch.setattr("getpass.getpass", lambda _: "mot-cau-rat-dai-2026")
    said = told()
    assert "Hãy ghi đủ tên" in said and "Đã lập Đảng bộ xã Hòa Lạc" in said
    above = Unit.objects.get(kind__code="province")
    assert (above.name, above.organ_name) == ("Đảng bộ tỉnh Bình An", "Tỉnh ủy Bình An")
    assert authenticate(username="ho.nhat", password="mot-cau-rat-dai-2026") is not None
