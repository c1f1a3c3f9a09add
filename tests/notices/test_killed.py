"""Workers that are killed while they send: no letter is lost, and one that goes out twice can be recognised."""

import pytest

from tests.processes import drive


@pytest.fixture
def run(database):
    """Return a function that runs a scenario in a process with a database of its own and returns what came of it."""
    return lambda scenario: drive("tests.notices.killed_driver", scenario, database=database)[-1]


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
