"""Several people press at once, in real processes on real databases: one decision, and clear words for the others."""

import pytest

from tests.processes import drive

ROUNDS = 3


@pytest.fixture
def run(database):
    """Run a scenario of the driver against a database of its own; return what each round printed."""

    def call(scenario: str, rounds: int = ROUNDS) -> list[dict]:
        return drive("tests.races.driver", scenario, str(rounds), database=database)

    return call


@pytest.mark.parametrize("scenario", ["one_line", pytest.param("one_close", marks=pytest.mark.slow), "one_release"])
def test_one_wins_and_seven_are_told(run, scenario):
    for outcome in run(scenario):
        assert outcome["results"].count("done") == 1, outcome
        losers = [r for r in outcome["results"] if r != "done"]
        assert all(r.startswith("IllegalTransition: ") for r in losers), losers
        assert outcome["count"] == 1


@pytest.mark.slow
def test_no_more_blanks_go_out_than_there_are(run):
    for outcome in run("last_blanks"):
        assert outcome["results"].count("done") == 3, outcome
        assert [r for r in outcome["results"] if r != "done" and not r.startswith("Theo sổ chỉ còn 1 tờ")] == []
        assert outcome["count"] == 1


@pytest.mark.slow
def test_one_takes_a_line_in_hand_and_seven_are_told_who(run):
    for outcome in run("one_claim"):
        assert outcome["results"].count("done") == 1, outcome
        losers = [r for r in outcome["results"] if r != "done"]
        assert all(r.startswith("ClaimHeld: ") and "đang xử lý dòng này" in r for r in losers), losers
        assert outcome["count"] == 1


def test_a_form_sent_eight_times_makes_one_line(run):
    for outcome in run("one_new_line"):
        assert len(set(outcome["results"])) == 1, outcome
        assert outcome["results"][0].startswith("line ")
        assert outcome["count"] == 1


@pytest.mark.slow
def test_the_constraints_alone_keep_it_to_one(run):
    for outcome in run("one_line_unlocked"):
        assert outcome["results"].count("done") == 1, outcome
        assert not [r for r in outcome["results"] if r.startswith("CRASH")], outcome
        assert outcome["count"] == 1


@pytest.mark.slow
def test_one_ceremony_with_one_mark_and_one_order_of_papers(run):
    [outcome] = run("one_hall", 1)
    assert not [r for r in outcome["results"] if "CRASH" in r], outcome
    marks, orders, presence = outcome["count"]
    assert (marks, orders) == (1, 1), outcome
    told = [r.partition(", ")[2] for r in outcome["results"]]
    assert told.count(presence) == 4 and sum("ở máy khác" in r for r in told) == 4, outcome
    assert sum(r.startswith("ordered,") for r in outcome["results"]) == 1


def test_posts_with_another_process_change_nothing_else(run):
    for outcome in run("by_browser"):
        assert outcome["results"].count("done") == 1, outcome
        assert set(outcome["results"]) == {"done", "status 409: True"}, outcome
        assert outcome["count"] == [1, 0]


def test_a_timer_fires_once_also_after_a_worker_was_killed(run):
    [outcome] = run("timers", 1)
    assert not [r for r in outcome["results"] if r.startswith("CRASH")], outcome
    assert sum(int(r.removeprefix("fired ")) for r in outcome["results"]) == 1, outcome
    assert outcome["count"] == [1, 1, 1]
