"""All services run or none does, whatever ends first and however we are stopped."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import PATIENCE_SECONDS, wait_until

ROOT = Path(__file__).resolve().parents[2]
# Each service writes the process ids of itself and of a child, as the web server and the worker have children too.
PROGRAM = """
import sys
from pathlib import Path
from scripts import supervisor
from scripts.messages import Refusal
from scripts.supervisor import Service, supervise

supervisor.STOP_SECONDS = 2
folder, first, second = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
note = "sleep 600 & echo $$ $! > {name}.new && mv {name}.new {name}; "

def service(name, script):
    return Service(name, ("sh", "-c", note.format(name=folder / f"{name}.pids") + script), folder / f"{name}.log")

try:
    supervise((service("web", first), service("worker", second)), None, lambda check: print("started", flush=True))
    print("stopped", flush=True)
except Refusal as refusal:
    print(refusal, flush=True)
"""
HEARS_HANG_UPS = ("env", "--default-signal=HUP")
"""Before a command: the tests themselves may have been started with nohup."""
STAYS = "wait"
IS_STUBBORN = "trap '' TERM; while :; do sleep 1; done"
DIES = "echo mất kết nối; exit 3"


def start(folder: Path, first: str, second: str, *prefix: str) -> subprocess.Popen:
    """Start a supervisor of two services in its own process and return once both have noted their process ids."""
    supervisor = subprocess.Popen(
        [*prefix, sys.executable, "-c", PROGRAM, folder, first, second], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    wait_until(lambda: (folder / "web.pids").exists() and (folder / "worker.pids").exists(), "a service does not start")
    return supervisor


def living(folder: Path) -> list[int]:
    """Return the noted processes that still run."""
    noted = [int(pid) for file in folder.glob("*.pids") for pid in file.read_text().split()]
    assert len(noted) == 4
    return [pid for pid in noted if is_running(pid)]


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_ends_every_process(tmp_path, number):
    supervisor = start(tmp_path, STAYS, STAYS, *HEARS_HANG_UPS)
    assert supervisor.stdout.readline() == "started\n"
    assert len(living(tmp_path)) == 4
    supervisor.send_signal(number)
    assert "stopped" in supervisor.communicate(timeout=PATIENCE_SECONDS)[0]
    assert supervisor.returncode == 0
    assert living(tmp_path) == []


def test_a_closed_terminal_does_not_stop_what_was_started_with_nohup(tmp_path):
    supervisor = start(tmp_path, STAYS, STAYS, "nohup")
    assert supervisor.stdout.readline() == "started\n"
    supervisor.send_signal(signal.SIGHUP)
    with pytest.raises(subprocess.TimeoutExpired):
        supervisor.wait(1.5)
    assert len(living(tmp_path)) == 4
    supervisor.terminate()
    supervisor.communicate(timeout=PATIENCE_SECONDS)
    assert living(tmp_path) == []


def test_when_one_service_ends_the_other_is_stopped_and_the_reason_shown(tmp_path):
    supervisor = start(tmp_path, STAYS, DIES)
    said = supervisor.communicate(timeout=PATIENCE_SECONDS)[0]
    assert "worker đã dừng ngoài ý muốn (mã 3)" in said
    assert "mất kết nối" in said
    wait_until(lambda: living(tmp_path) == [], "a process lives on")


def test_a_service_that_does_not_listen_is_killed(tmp_path):
    supervisor = start(tmp_path, STAYS, IS_STUBBORN)
    supervisor.terminate()
    assert "stopped" in supervisor.communicate(timeout=PATIENCE_SECONDS)[0]
    assert living(tmp_path) == []


def test_services_end_when_the_supervisor_is_killed(tmp_path):
    supervisor = start(tmp_path, STAYS, STAYS)
    supervisor.kill()
    supervisor.communicate(timeout=PATIENCE_SECONDS)
    leaders = [int(file.read_text().split()[0]) for file in tmp_path.glob("*.pids")]
    try:
        wait_until(lambda: not any(map(is_running, leaders)), "a service lives on")
    finally:
        for leader in leaders:
            os.killpg(leader, signal.SIGKILL)  # the sleeping children of the killed shells
