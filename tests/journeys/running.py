"""Starts what ./run starts, the web server and the background worker, on a database of the test's own, and stops both."""

import json
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.processes import PATIENCE_SECONDS, wait_until

from .serving import seconds_to_morning

ROOT = Path(__file__).parents[2]
STOP_SECONDS = 60


@dataclass(frozen=True)
class Running:
    """A running system: its address, what its database was filled with, and its folder."""

    address: str
    facts: dict
    folder: Path

    @property
    def today(self) -> date:
        """Return the day of the system's clock."""
        return date.fromisoformat(self.facts["today"])


@contextmanager
def system(scenario: str, folder: Path) -> Iterator[Running]:
    """Fill a database in `folder` for the scenario and serve it until the block ends."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev", "VINHDANH_VAR": str(folder), "VINHDANH_DEMO": "0", "DATABASE_URL": "",
    }  # fmt: skip
    here = [sys.executable, "-m", "tests.journeys.serving", str(seconds_to_morning())]
    filled = subprocess.run(
        [*here, "tests.journeys.office", scenario], cwd=ROOT, env=environment, capture_output=True, text=True,
        timeout=PATIENCE_SECONDS, check=False,
    )  # fmt: skip
    assert filled.returncode == 0, filled.stderr[-4000:]
    with socket.create_server(("127.0.0.1", 0)) as door:
        address = f"http://127.0.0.1:{door.getsockname()[1]}"
        options = f"--bind fd://{door.fileno()} --threads 4 --graceful-timeout 2 --no-control-socket"
        web = [*here, "gunicorn", "config.wsgi", *options.split()]
        with (
            _process(web, environment, folder / "web.log", keep=(door.fileno(),)),
            _process([*here, "manage.py", "worker", "--processes", "1"], environment, folder / "worker.log"),
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
    def answers() -> bool:
        try:
            with urllib.request.urlopen(f"{address}/tai-khoan/dang-nhap/", timeout=PATIENCE_SECONDS):
                return True
        except (urllib.error.URLError, TimeoutError):
            return False

    wait_until(answers, f"The web server does not answer: {log}")
