"""Print runs whose workers are killed: no sheet is missing, none is doubled, every kept file is whole."""

import pytest

from tests.processes import drive

pytestmark = pytest.mark.slow


def run_driver(scenario: str) -> dict:
    """Run a scenario with real processes and a database of its own."""
    return drive("tests.runs.print_driver", scenario)[-1]


@pytest.mark.parametrize("scenario", ["killed_once", "zipped"])
def test_a_killed_worker_leaves_half_a_piece_and_the_next_one_finishes(scenario):
    outcome = run_driver(scenario)
    before, after = outcome["before"], outcome["after"]
    assert before["state"] == "running"
    assert before["items"] == ["done", "leased", "waiting", "waiting"]
    assert before["kept"] == 15
    check_whole(after)


def test_two_workers_of_which_one_is_killed():
    outcome = run_driver("two_at_once")
    assert sorted(outcome["before"]["items"]) == ["done", "done", "done", "leased"]
    check_whole(outcome["after"])


def test_papers_of_a_ceremony_are_kept_once():
    outcome = run_driver("papers")
    assert outcome["before"] == {
        "state": "running", "items": ["leased", "waiting"], "kinds": ["frame_labels"], "files": 1
    }  # fmt: skip
    assert outcome["after"] == {
        "state": "done", "items": ["done", "done"], "kinds": ["frame_labels", "attendance"], "files": 2
    }  # fmt: skip


def check_whole(after: dict) -> None:
    assert after["state"] == "done", after["error"]
    assert after["kept"] == len(after["expected"]) == 40
    assert after["printed"] == after["expected"]
    assert after["whole"]
    assert after["strays"] == []
