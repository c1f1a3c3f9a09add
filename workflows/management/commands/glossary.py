"""`manage.py glossary`: writes docs/glossary.md; `--check` only compares."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from workflows.glossary_page import page


class Command(BaseCommand):
    """Write the glossary from the models and enums."""

    help = "Ghi docs/glossary.md từ mô hình dữ liệu."

    def add_arguments(self, parser):
        """Take --check."""
        parser.add_argument("--check", action="store_true", help="chỉ so sánh, không ghi")

    def handle(self, *args, **options):
        """Write or compare."""
        path = Path(settings.BASE_DIR) / "docs" / "glossary.md"
        if options["check"]:
            if not path.is_file() or path.read_text(encoding="utf-8") != page():
                raise CommandError("docs/glossary.md không khớp mô hình dữ liệu. Hãy chạy manage.py glossary.")
            return
        path.write_text(page(), encoding="utf-8")
        self.stdout.write(f"Đã ghi {path}")
