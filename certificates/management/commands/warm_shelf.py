"""`manage.py warm_shelf`: cut the letters and draw the drawings that the first print on a machine would wait for."""

import os
from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from certificates.printing.warming import warm_shelf
from documents.shelf import sweep_shelf

POLITE = 10
"""How far the command steps back behind pages and printing."""


class Command(BaseCommand):
    """Fill the shelf (documents.shelf) for the shipped designs and the layouts in use. May be run at any time, twice at once."""

    help = "Chuẩn bị sẵn phông chữ và khung của các mẫu để tờ đầu tiên hiện ra ngay khi in"

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep what killed processes left, then make what is missing."""
        with suppress(OSError):
            os.nice(POLITE)
        sweep_shelf(timezone.now())
        count = warm_shelf()
        self.stdout.write(f"Đã chuẩn bị sẵn phông chữ và khung của {count} bố cục.")
