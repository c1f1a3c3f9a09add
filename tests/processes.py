"""Scenarios that run in processes of their own, against a database that is theirs alone."""

import json
import os
import signal
import subprocess
import sys
import time
from multiprocessing import Process
from pathlib import Path

ROOT = Path(__file__).parents[1]
PATIENCE_SECONDS = 240


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


def wait_for_sign(sign: Path, seconds: float) -> str:
    """Return the words of `sign` as soon as another process has left it."""
    end = time.monotonic() + seconds
    while not sign.exists():
        assert time.monotonic() < end, f"nobody left {sign.name}"
        time.sleep(0.01)
    return sign.read_text()


def kill(*processes: Process) -> None:
    """End processes as a power cut does."""
    for process in processes:
        os.kill(process.pid, signal.SIGKILL)
        process.join()


def with_database(url: str, name: str) -> str:
    """Return the URL with another database name: the part after the last slash of the path."""
    base, question, options = url.partition("?")
    return f"{base.rsplit('/', 1)[0]}/{name}{question}{options}"
