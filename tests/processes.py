"""Scenarios that run in processes of their own, against a database that is theirs alone."""

import json
import os
import random
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing import Process
from pathlib import Path

ROOT = Path(__file__).parents[1]
PATIENCE_SECONDS = 300
"""After which something hangs, on however slow a machine. Nothing waits this long that goes well."""
SIGN_SECONDS = PATIENCE_SECONDS / 2
"""The same for a step of a driver, which has to complain before its own time is over."""


def drive(module: str, *arguments: str, database: dict[str, str] | None = None) -> list[dict]:
    """Run `python -m module arguments` in an empty folder with a database of its own; return the JSON rows that it prints.

    `database` is what the fixture of that name offers; without it SQLite. A driver that fails shows the end of what it
    complained about.
    """
    url = (database or {"DATABASE_URL": ""})["DATABASE_URL"]
    if url not in _driving or _driving[url][0].poll() is not None:
        _driving[url] = _start_driving(url)
    process, folder = _driving[url]
    asked = {
        "module": module,
        "arguments": arguments,
        "output": str(folder / "output"),
        "errors": str(folder / "errors"),
    }
    process.stdin.write(json.dumps(asked) + "\n")
    process.stdin.flush()
    if not select.select([process.stdout], [], [], PATIENCE_SECONDS)[0]:
        os.killpg(process.pid, signal.SIGKILL)
    code = process.stdout.readline()
    assert code == "0\n", f"{module} {arguments} {code or 'hangs'}: {(folder / 'errors').read_text()[-4000:]}"
    return [json.loads(row) for row in (folder / "output").read_text().splitlines() if row.startswith("{")]


_driving: dict[str, tuple[subprocess.Popen, Path]] = {}
"""DATABASE_URL -> the process that runs drivers on it as long as the tests last, and its folder."""


def _start_driving(url: str) -> tuple[subprocess.Popen, Path]:
    folder = Path(tempfile.mkdtemp(prefix="vinhdanh-drivers-"))
    (folder / "errors").touch()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.test", "VINHDANH_VAR": str(folder / "var"), "DATABASE_URL": url,
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.driving"], cwd=ROOT, env=environment, text=True, start_new_session=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    return process, folder


def stop_driving() -> None:
    """End the processes that run drivers, and take their folders away."""
    for process, folder in _driving.values():
        process.stdin.close()
        process.wait(PATIENCE_SECONDS)
        process.stdout.close()
        shutil.rmtree(folder, ignore_errors=True)
    _driving.clear()


def leave_sign(sign: Path, words: str = "") -> None:
    """Tell another process that something has happened: `sign` appears with all its words or not at all."""
    part = sign.with_name(f".{sign.name}.part")
    part.write_text(words)
    part.replace(sign)


def wait_for_sign(sign: Path, seconds: float = SIGN_SECONDS) -> str:
    """Return the words of `sign` as soon as another process has left it."""
    wait_until(sign.exists, f"nobody left {sign.name}", seconds)
    return sign.read_text()


def wait_until(is_so: Callable[[], object], complaint: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Return as soon as something is so that nobody tells us of."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, complaint
        time.sleep(0.02)


def stand_still() -> None:
    """Stay in the middle of a piece of work until somebody kills this process, or its parent is gone."""
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(0.05)
    os._exit(1)


def free_port() -> int:
    """Return a port of this machine that nobody has, and that the system gives to nobody by itself meanwhile."""
    given = Path("/proc/sys/net/ipv4/ip_local_port_range")
    first_given = int(given.read_text().split()[0]) if given.exists() else 32768
    chance = random.SystemRandom()  # the other one starts from a seed that both halves of the tests share
    while True:
        port = chance.randrange(max(1024, first_given - 10_000), first_given)
        with socket.socket() as door:
            try:
                door.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def kill(*processes: Process) -> None:
    """End processes as a power cut does."""
    for process in processes:
        os.kill(process.pid, signal.SIGKILL)
        process.join()


def with_database(url: str, name: str) -> str:
    """Return the URL with another database name: the part after the last slash of the path."""
    base, question, options = url.partition("?")
    return f"{base.rsplit('/', 1)[0]}/{name}{question}{options}"
