"""Starts what ./run starts, the web server and the background worker, on a database of the test's own, and stops both."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
START_SECONDS = 60
STOP_SECONDS = 15


@dataclass(frozen=True)
class Running:
    """A running system: its address, what its database was filled with, and its folder."""

    address: str
    facts: dict
    folder: Path


@contextmanager
def system(scenario: str, folder: Path) -> Iterator[Running]:
    """Fill a database in `folder` for the scenario and serve it until the block ends."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev", "VINHDANH_VAR": str(folder), "VINHDANH_DEMO": "0", "DATABASE_URL": "",
    }  # fmt: skip
    filled = subprocess.run(
        [sys.executable, "-m", "tests.journeys.office", scenario], cwd=ROOT, env=environment, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    assert filled.returncode == 0, filled.stderr[-4000:]
    with socket.create_server(("127.0.0.1", 0)) as door:
        address = f"http://127.0.0.1:{door.getsockname()[1]}"
        web = [
            sys.executable,
            "-m",
            "gunicorn",
            "config.wsgi",
            "--bind",
            f"fd://{door.fileno()}",
            "--threads",
            "4",
            "--graceful-timeout",
            "2",
            "--no-control-socket",
        ]
        with (
            _process(web, environment, folder / "web.log", keep=(door.fileno(),)),
            _process([sys.executable, "manage.py", "worker", "--processes", "1"], environment, folder / "worker.log"),
        ):
            _wait_for(address, folder / "web.log")
            yield Running(address, json.loads(filled.stdout.splitlines()[-1]), folder)


@contextmanager
def _process(command: list[str], environment: dict, log: Path, keep: tuple[int, ...] = ()) -> Iterator[None]:
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output, pass_fds=keep)
        try:
            yield
            assert process.poll() is None, f"{command} ended by itself: {log.read_text()[-4000:]}"
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for(address: str, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{address}/tai-khoan/dang-nhap/", timeout=5):
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError(f"The web server does not answer: {log.read_text()[-4000:]}")
