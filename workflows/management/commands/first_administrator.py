"""`manage.py first_administrator`: asks for the first administrator of an empty system and the unit to begin with."""

import sys
from datetime import date, datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from organizations.models import Unit, UnitKind
from organizations.rules import organization_of, usual_names
from organizations.services import create_unit
from permissions.roles import Role
from permissions.services import give_role
from vietnamese.text import one_line
from workflows.reference import load_reference

COMMUNES_SINCE = date(2025, 7, 1)
"""The day from which communes stand directly under the province (Quy định 298-QĐ/TW of 09/6/2025)."""


class Command(BaseCommand):
    """Create the first administrator and the committee; does nothing once somebody can sign in."""

    help = "Lập người quản trị đầu tiên và đơn vị đầu tiên của hệ thống còn trống."

    def add_arguments(self, parser):
        """Take the answers as options, for an installation without a keyboard; what is missing is asked for."""
        parser.add_argument("--username")
        parser.add_argument("--full-name")
        parser.add_argument("--organ", help="tên cấp ủy, ví dụ: Đảng ủy xã Tân Mỹ")
        parser.add_argument("--superior", help="đảng bộ cấp trên, ví dụ: Đảng bộ tỉnh Bình An")
        parser.add_argument("--password-stdin", action="store_true", help="đọc mật khẩu từ dòng đầu của đầu vào")

    @transaction.atomic
    def handle(self, *args, **options):
        """Ask, check, create."""
        load_reference()
        if User.objects.exists():
            self.stdout.write("Hệ thống đã có người dùng.")
            return
        organ = options["organ"] or self._ask_party("Tên cấp ủy (ví dụ: Đảng ủy xã Tân Mỹ): ")
        superior = options["superior"] or self._ask_party("Đảng bộ cấp trên trực tiếp (ví dụ: Đảng bộ tỉnh Bình An): ")
        full_name = one_line(options["full_name"] or self._ask("Họ và tên người quản trị: "))
        user = self._user(full_name, options["username"])
        user.set_password(self._password(user, options["password_stdin"]))
        user.save()
        at, day = timezone.now(), COMMUNES_SINCE
        above = _create(user, at, "province", "TU", organization_of(one_line(superior)), None)
        unit = _create(user, at, "commune", "ĐU", organization_of(one_line(organ)), above)
        give_role(user=user, role=Role.ADMINISTRATOR, unit=unit, starts_on=day, actor=user, at=at)
        self.stdout.write(
            f"Đã lập {unit} và người quản trị {user}. Hãy đăng nhập để khai báo chi bộ, người dùng, vai trò."
        )

    def _ask(self, question: str) -> str:
        if not sys.stdin.isatty():
            raise CommandError("Chưa có người quản trị. Hãy chạy lại ở cửa sổ lệnh có bàn phím để trả lời câu hỏi.")
        while not (answer := input(question).strip()):
            self.stdout.write("Ô này không để trống được.")
        return answer

    def _ask_party(self, question: str) -> str:
        """Ask for a committee or its organization until the names printed on papers follow from the answer."""
        while not usual_names(organization_of(one_line(answer := self._ask(question)))):
            self.stdout.write("Hãy ghi đủ tên, có chữ Đảng bộ, Đảng ủy, Tỉnh ủy hoặc Thành ủy ở đầu.")
        return answer

    def _user(self, full_name: str, given: str | None) -> User:
        """Return the administrator; a user name that cannot be one is asked for again."""
        while True:
            username = given or self._ask("Tên đăng nhập (chữ thường, không dấu): ")
            user = User(username=username.strip().lower(), full_name=full_name)
            try:
                user.full_clean(exclude=["password"])
            except ValidationError as error:
                if given:
                    raise CommandError(" ".join(error.messages)) from None
                self.stdout.write(" ".join(error.messages))
            else:
                return user

    def _password(self, user: User, from_stdin: bool) -> str:
        import getpass

        while True:
            password = (
                sys.stdin.readline().rstrip("\n") if from_stdin else getpass.getpass("Mật khẩu (ít nhất 12 ký tự): ")
            )
            try:
                validate_password(password, user)
            except ValidationError as error:
                if from_stdin:
                    raise CommandError(" ".join(error.messages)) from None
                self.stdout.write(" ".join(error.messages))
                continue
            if from_stdin or getpass.getpass("Gõ lại mật khẩu: ") == password:
                return password
            self.stdout.write("Hai lần gõ không giống nhau. Hãy gõ lại.")


def _create(user: User, at: datetime, kind: str, symbol: str, name: str, parent: Unit | None) -> Unit:
    """Create a unit with the usual names of its committee; the administrator corrects what is different."""
    return create_unit(
        actor=user,
        at=at,
        starts_on=COMMUNES_SINCE,
        kind=UnitKind.objects.get(code=kind),
        name=name,
        parent=parent,
        symbol=symbol,
        **usual_names(name),
    )
