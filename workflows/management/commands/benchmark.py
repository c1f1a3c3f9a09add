"""`manage.py benchmark <name>`: figures as JSON lines, one per measurement."""

import json
from argparse import ArgumentParser
from types import ModuleType
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from certificates import benchmarks as certificates
from certificates.benchmarks import BenchmarkRefused
from workflows.benchmarks import closing, importing, queue
from workflows.scratch import ScratchRefused

BENCHMARKS: dict[str, ModuleType] = {
    "certificates": certificates, "queue": queue, "import": importing, "closing": closing
}  # fmt: skip
"""Each module offers add_arguments(parser) and measure(options), which yields the lines or raises BenchmarkRefused.

What counts as now is in the options as `at`.
"""


class Command(BaseCommand):
    """Measure and print; the office's own data is neither read nor changed."""

    help = "Đo tốc độ của phần mềm: " + ", ".join(BENCHMARKS)
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the name of a benchmark and the options of all of them."""
        parser.add_argument("benchmark", nargs="?", default="", help="tên phép đo: " + ", ".join(BENCHMARKS))
        for module in BENCHMARKS.values():
            module.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the lines of the benchmark that was named."""
        name = options["benchmark"]
        if name not in BENCHMARKS:
            raise CommandError(f"Không có phép đo “{name}”. Đồng chí chọn một trong: {', '.join(BENCHMARKS)}.")
        try:
            for line in BENCHMARKS[name].measure(options | {"at": timezone.now()}):
                self.stdout.write(json.dumps(line, ensure_ascii=False))
        except (BenchmarkRefused, ScratchRefused) as refusal:
            raise CommandError(str(refusal)) from refusal
