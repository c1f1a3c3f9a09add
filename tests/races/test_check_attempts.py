"""Misses on the check page add up over server processes: eight of them count for one visitor at one moment."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
COUNT = """
import multiprocessing, django
django.setup()
from django.db import connection, connections
from certificates.models import CheckAttempt
from certificates.services.attempts import count_miss
from tests.factories import NOW
with connection.schema_editor() as schema:
    schema.create_model(CheckAttempt)
connections.close_all()
context = multiprocessing.get_context("fork")
barrier = context.Barrier(8)
def press():
    barrier.wait()
    for _ in range(5):
        count_miss("khach", at=NOW)
processes = [context.Process(target=press) for _ in range(8)]
[process.start() for process in processes]
[process.join() for process in processes]
print([process.exitcode for process in processes], list(CheckAttempt.objects.values_list("misses", flat=True)))
"""


def test_no_miss_of_eight_processes_is_lost(tmp_path):
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "VINHDANH_VAR": str(tmp_path),
        "DATABASE_URL": "",
    }
    done = subprocess.run(
        [sys.executable, "-c", COUNT],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stdout == f"{[0] * 8} [40]\n", done.stderr[-3000:]
