"""`manage.py state_diagram`: writes docs/states.md; `--check` only compares."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from workflows.state_page import page


class Command(BaseCommand):
    """Write the page of states from the table."""

    help = "Ghi docs/states.md từ bảng chuyển trạng thái."

    def add_arguments(self, parser):
        """Take --check."""
        parser.add_argument("--check", action="store_true", help="chỉ so sánh, không ghi")

    def handle(self, *args, **options):
        """Write or compare."""
        path = Path(settings.BASE_DIR) / "docs" / "states.md"
        if options["check"]:
            if not path.is_file() or path.read_text(encoding="utf-8") != page():
                raise CommandError(
                    "docs/states.md không khớp bảng chuyển trạng thái. Hãy chạy manage.py state_diagram."
                )
            return
        path.write_text(page(), encoding="utf-8")
        self.stdout.write(f"Đã ghi {path}")
