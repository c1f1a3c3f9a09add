"""What starting Django costs every process: pages, commands and the worker alike."""

import subprocess
import sys

from tests.processes import ROOT

HEAVY = {"weasyprint", "docx", "pyhanko", "playwright"}
"""Each takes tens of megabytes and some tenths of a second; who needs one loads it then."""


def test_no_engine_is_loaded_before_it_is_needed():
    code = "import sys, django; django.setup(); print(*sorted({name.split('.')[0] for name in sys.modules}))"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120)
    loaded = set(done.stdout.split())
    assert "ceremonies" in loaded
    assert loaded & HEAVY == set()
