"""Workers that are killed while they send: no letter is lost, and one that goes out twice can be recognised."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.races.test_races import database  # noqa: F401  a fixture

ROOT = Path(__file__).parents[2]


@pytest.fixture
def run(database, tmp_path):  # noqa: F811
    """Return a function that runs a scenario in a process with a database of its own and returns what came of it."""

    def call(scenario):
        environment = {"DJANGO_SETTINGS_MODULE": "config.settings.test", "VINHDANH_VAR": str(tmp_path), **database}
        return finished(scenario, environment)

    return call


def finished(scenario, environment):
    """Wait for the scenario and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.notices.killed_driver", scenario],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_letter_in_the_hands_of_a_killed_worker_goes_out_again_under_its_id(run):
    left = run("one_kill")
    assert left["states"] == ["sent"] * 6
    assert left["times"] == [1, 1, 1, 1, 1, 2]
    assert left["ids"] == [1] * 6


@pytest.mark.slow
def test_a_letter_goes_out_twice_at_most_once_for_each_kill(run):
    left = run("storm")
    assert left["states"] == ["sent"] * 6
    assert sum(left["times"]) <= 6 + 3
    assert left["ids"] == [1] * 6


@pytest.mark.slow
def test_two_workers_share_the_outbox(run):
    left = run("two_workers")
    assert left["states"] == ["sent"] * 6
    assert left["times"] == [1] * 6
