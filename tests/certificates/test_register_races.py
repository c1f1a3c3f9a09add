"""Eight processes press at one moment: one certificate for each recipient, one slip, one annex, one exchange, and no way
to rewrite any of them.
"""

import pytest

from tests.processes import drive

pytestmark = pytest.mark.slow
FIRST = [[201, 1], [202, 1], [203, 1]]


@pytest.fixture
def raced(database) -> dict[str, dict]:
    """Run the races of the driver against a database of their own, one after the other."""
    printed = drive("tests.certificates.register_driver", database=database)
    return {outcome["scenario"]: outcome for outcome in printed}


def one_and_seven(outcome: dict, done: str, told: str) -> None:
    """Hold that one of eight did it, and that the others were told so."""
    assert outcome["results"].count(f"done {done}") == 1, outcome
    assert all(told in result for result in outcome["results"] if result != f"done {done}"), outcome


def test_of_eight_who_press_at_once_each_act_is_done_once(raced):
    printed = raced["print"]
    assert len(set(printed["results"])) == 1, printed
    assert printed["results"][0].startswith("done [")
    assert (printed["rows"], printed["codes"], printed["layouts"], printed["acts"]) == (FIRST, 3, 1, [])

    slip = raced["slip"]
    assert set(slip["results"]) == {"done 1"}, "one form sent eight times is one slip"
    assert slip["slips"] == ["asked"]

    one_and_seven(raced["settle"], "approved", "Phiếu này đã duyệt")
    assert (raced["settle"]["slips"], raced["settle"]["annexes"]) == (["approved"], 1)

    carried = raced["carry"]
    assert set(carried["results"]) == {"done 2"}, carried
    assert (carried["rows"], carried["acts"], carried["slips"]) == (
        [*FIRST[:2], [202, 2], FIRST[2]],
        ["exchange"],
        ["done"],
    )

    exchanged = raced["exchange"]
    one_and_seven(exchanged, "3", "đã được thay bằng bản 3")
    assert exchanged["rows"] == [*FIRST[:2], [202, 2], [202, 3], FIRST[2]]
    assert (exchanged["acts"], exchanged["annexes"]) == (["exchange"] * 2, 1)

    assert raced["rewriting"]["done"] == []
    slips = raced["slips"]
    assert slips["states"] == ["approved", "asked", "done", "refused"]
    assert (slips["first"], slips["anew"], slips["carried"]) == ([], [], 2)
