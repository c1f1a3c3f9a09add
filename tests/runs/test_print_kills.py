"""Print runs whose workers are killed: no sheet is missing, none is doubled, every kept file is whole."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]


def run_driver(folder: Path, scenario: str) -> dict:
    """Run a scenario with real processes and a database of its own."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "VINHDANH_VAR": str(folder),
        "DATABASE_URL": "",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.runs.print_driver", scenario],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("scenario", ["killed_once", "zipped"])
def test_a_killed_worker_leaves_half_a_piece_and_the_next_one_finishes(tmp_path, scenario):
    outcome = run_driver(tmp_path, scenario)
    before, after = outcome["before"], outcome["after"]
    assert before["state"] == "running"
    assert before["items"] == ["done", "leased", "waiting", "waiting"]
    assert before["kept"] == 15
    check_whole(after)


def test_two_workers_of_which_one_is_killed(tmp_path):
    outcome = run_driver(tmp_path, "two_at_once")
    assert sorted(outcome["before"]["items"]) == ["done", "done", "done", "leased"]
    check_whole(outcome["after"])


def check_whole(after: dict) -> None:
    assert after["state"] == "done", after["error"]
    assert after["kept"] == len(after["expected"]) == 40
    assert after["printed"] == after["expected"]
    assert after["whole"]
    assert after["strays"] == []
