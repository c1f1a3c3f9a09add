"""`manage.py demo_accounts [--json]`: who can sign in to the demo."""

import json

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from workflows.demo import accounts


class Command(BaseCommand):
    """List user name, password, roles and unit of each demo account."""

    help = "Liệt kê tài khoản dùng thử."

    def add_arguments(self, parser):
        """Take --json."""
        parser.add_argument("--json", action="store_true", help="in ra dạng JSON")

    def handle(self, *args, **options):
        """Print the list."""
        if not settings.DEMO_MODE:
            raise CommandError("Hệ thống này không ở chế độ dùng thử.")
        found = accounts(at=timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
            return
        for row in found:
            self.stdout.write(f"{row['user_name']:22} {row['password']:20} {', '.join(row['roles'])}, {row['unit']}")
