"""The benchmark of imports: distinct names, figures for every step, nothing added the second time, nothing left behind."""

import json
import os
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from workflows.benchmarks import importing

ROOT = Path(__file__).resolve().parents[2]


def test_the_people_are_distinct_and_the_same_every_time():
    people = list(islice(importing.people(), 20_000))
    assert len({row[1] for row in people}) == len({row[8] for row in people}) == 20_000
    assert people[:5] == list(islice(importing.people(), 5))


@pytest.mark.parametrize("typed", ["9", "abc", "", "-5", "1e3", "100001"])
def test_bad_numbers_are_refused_with_a_sentence(typed):
    with pytest.raises(CommandError, match="--rows phải là số từ 10 đến 100000"):
        call_command("benchmark", "import", rows=typed)


@pytest.mark.slow
def test_it_measures_every_step_and_leaves_nothing(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "tests.migrated", "benchmark", "import", "--rows", "600"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env=os.environ | {"VINHDANH_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings.dev"},
        check=True,
    )
    *steps, whole = [json.loads(line) for line in done.stdout.splitlines()]
    assert [step["step"] for step in steps] == [
        "receive and guess", "show columns", "check", "take", "again: receive and guess", "again: show columns", "again: check",
    ]  # fmt: skip
    assert whole["step"] == "all" and whole["added_again"] == 0 and whole["rows"] == 600
    assert whole["seconds"] > 0 and whole["peak_mb"] > whole["growth_mb"] >= 0
    assert [path.name for path in tmp_path.iterdir() if path.name != "secret_key"] == []
