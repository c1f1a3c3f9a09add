"""Scenarios that run in processes of their own, against a database that is theirs alone."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from multiprocessing import Process
from pathlib import Path

ROOT = Path(__file__).parents[1]
PATIENCE_SECONDS = 300
"""After which something hangs, on however slow a machine. Nothing waits this long that goes well."""
SIGN_SECONDS = PATIENCE_SECONDS / 2
"""The same for a step of a driver, which has to complain before its own time is over."""


def drive(module: str, *arguments: str, folder: Path, database: dict[str, str] | None = None) -> list[dict]:
    """Run `python -m module arguments` with its state in `folder`; return the JSON rows that it prints.

    `database` is what the fixture of that name offers; without it SQLite in `folder`. A driver that fails shows the end
    of what it complained about.
    """
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "VINHDANH_VAR": str(folder),
        **(database or {"DATABASE_URL": ""}),
    }
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True,
        timeout=PATIENCE_SECONDS, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    return [json.loads(row) for row in done.stdout.splitlines() if row.startswith("{")]


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
