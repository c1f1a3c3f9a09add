"""`manage.py worker` as ./run starts it: real processes, a real database, certificates as the work."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import PATIENCE_SECONDS, leave_sign, wait_for_sign, wait_until

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
PREPARE = """
from django.utils import timezone
from certificates.printing import starting
from guardian.models import UserObjectPermission
from tests.certificates.printing_office import PLAIN, grown
from tests.clerks import numbered
from tests.factories import world
from workflows.services.printing import start_printing
w = world()
decision = grown(numbered(w), 90)
starting.CHUNK_SIZE = 15
start_printing(decision, PLAIN, actor=w.clerk, at=timezone.now())
UserObjectPermission.objects.all().delete()
"""
LOOK = """
import json
from guardian.models import UserObjectPermission
from runs.models import Run
from runs.queries import progress
run = Run.objects.get()
print(json.dumps({"state": run.state, "done": progress(run)["done"], "path": run.result_path, "rights": UserObjectPermission.objects.count()}))
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """An office in a folder of its own, without any run; a function that runs manage.py there."""
    folder = tmp_path_factory.mktemp("office")
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "VINHDANH_VAR": str(folder),
        "DATABASE_URL": "",
    }

    def manage(*arguments: str, **kwargs):
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=PATIENCE_SECONDS,
            **kwargs,
        )

    manage("shell", "-v0", "-c", "from tests.migrated import migrate; migrate()")
    manage.folder, manage.environment = folder, environment
    return manage


def look(office) -> dict:
    return json.loads(office("shell", "-v0", "-c", LOOK).stdout.splitlines()[-1])


@pytest.fixture
def start(office):
    """Return a function that starts a worker; whatever is left of it is killed at the end."""
    started = []

    def call(*arguments: str, program: tuple = ("manage.py",)) -> subprocess.Popen:
        command = [sys.executable, *program, "worker", *arguments]
        started.append(subprocess.Popen(command, cwd=ROOT, env=office.environment))
        return started[-1]

    yield call
    for worker in started:
        worker.kill()
        worker.wait()


def helpers_of(pid: int) -> list[int]:
    """Return the worker processes that a worker has started."""
    found = map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    return [child for child in found if "--parent" in _read(f"/proc/{child}/cmdline").split("\0")]


def _read(path: str) -> str:
    try:
        return Path(path).read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def is_gone(pid: int) -> bool:
    """Return whether a process has ended, whoever has to collect it."""
    return _read(f"/proc/{pid}/stat").rpartition(")")[2].split()[:1] in ([], ["Z"])


def test_a_worker_stops_between_pieces_and_the_next_one_finishes(office, start, tmp_path):
    office("shell", "-v0", "-c", PREPARE)  # here and not before: the workers of other tests print nothing
    worker = start("--processes", "1", program=("-m", "tests.runs.halting_worker", "40", str(tmp_path)))
    wait_for_sign(tmp_path / "halted")
    worker.send_signal(signal.SIGTERM)
    wait_for_sign(tmp_path / "told")
    leave_sign(tmp_path / "go-on")
    assert worker.wait(PATIENCE_SECONDS) == 0
    stopped = look(office)
    assert stopped["state"] == "running"
    assert stopped["done"] == 45, "the third piece was finished, the fourth not begun"
    assert stopped["rights"] > 0, "the index of rights follows the assignments when a worker starts"
    assert not list(office.folder.glob("runs/*/.*")), "nothing half written is left"

    worker = start()
    result = office.folder / "runs/1/ket-qua.pdf"
    wait_until(lambda: result.exists() and look(office)["state"] == "done", "the run is not finished")
    helpers = helpers_of(worker.pid)
    assert len(helpers) == 1
    worker.send_signal(signal.SIGINT)
    assert worker.wait(PATIENCE_SECONDS) == 0
    assert is_gone(helpers[0])
    pdf = subprocess.run(["pdfinfo", result], capture_output=True, text=True, check=True)
    assert "Pages:           90" in pdf.stdout


def test_helpers_of_a_killed_worker_stop_by_themselves_and_dead_helpers_are_replaced(start):
    worker = start("--processes", "2")
    wait_until(lambda: helpers_of(worker.pid), "no helper starts")
    [helper] = helpers_of(worker.pid)
    os.kill(helper, signal.SIGKILL)
    found = []

    def is_replaced() -> bool:
        found[:] = [pid for pid in helpers_of(worker.pid) if pid != helper]
        return len(found) == 1

    wait_until(is_replaced, "the helper is not replaced")
    [replacement] = found
    worker.kill()
    worker.wait()
    wait_until(lambda: is_gone(replacement), "the helper lives on")


def test_a_number_of_processes_that_makes_no_sense_is_refused(office):
    with pytest.raises(subprocess.CalledProcessError) as refusal:
        office("worker", "--processes", "0")
    assert "từ 1 đến" in refusal.value.stderr
