"""`manage.py draw_certificates`: write the drawings under the certificates anew after a change in certificates.ornaments."""

from typing import Any

from django.core.management.base import BaseCommand

from certificates.layout.designs import FOLDER
from certificates.ornaments import DRAWINGS, drawing


class Command(BaseCommand):
    """Write certificates/designs/<code>.svg for every design."""

    help = "Vẽ lại nền của các mẫu giấy khen"
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the files and name them."""
        for code in DRAWINGS:
            path = FOLDER / f"{code}.svg"
            path.write_text(drawing(code), encoding="utf-8")
            self.stdout.write(f"Đã vẽ {path.name}")
