"""Eight processes press at one moment: one certificate for each recipient, one exchange, and no way to rewrite either."""

from pathlib import Path

import pytest

from tests.processes import drive

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow


@pytest.fixture
def raced(tmp_path, database):
    """Run a scenario of the driver against a database of its own."""
    return lambda scenario: drive("tests.certificates.register_driver", scenario, folder=tmp_path, database=database)[
        -1
    ]


def test_eight_who_press_print_get_the_same_certificates(raced):
    outcome = raced("print")
    assert len(set(outcome["results"])) == 1, outcome
    assert outcome["results"][0].startswith("done [")
    assert outcome["rows"] == [[201, 1], [202, 1], [203, 1]]
    assert (outcome["codes"], outcome["acts"], outcome["rewritten"]) == (3, [], [])


def test_of_eight_exchanges_one_is_made_and_seven_are_told(raced):
    outcome = raced("exchange")
    assert outcome["results"].count("done 2") == 1, outcome
    assert all("đã được thay bằng bản 2" in told for told in outcome["results"] if told != "done 2"), outcome
    assert outcome["rows"] == [[201, 1], [202, 1], [202, 2], [203, 1]]
    assert (outcome["acts"], outcome["rewritten"]) == (["exchange"], [])
