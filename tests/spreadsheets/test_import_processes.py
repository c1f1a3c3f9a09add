"""Imports in real processes on real databases: the same rows on each, all or nothing, and once however often pressed."""

import pytest

from tests.processes import drive

from .import_driver import ROWS, rows

BAD = 7
"""Six rows with the 31st of February, and one that stands in the sheet a second time."""
GOOD = ROWS - BAD
UNTOUCHED = {"people": 0, "names": 0, "entries": 0, "ratings": 0, "told": 0}
WRITTEN = {"people": 613, "names": 613, "entries": 613, "ratings": 408, "told": 1}
TAKEN = {"state": "taken", "rows": {"bad": BAD, "taken": GOOD}, **WRITTEN}


@pytest.fixture
def run(database):
    """Run a scenario of the driver against a database of its own; return what is left."""
    return lambda scenario: drive("tests.spreadsheets.import_driver", scenario, database=database)[-1]


def as_day(text: str) -> str:
    """Return a day of the sheet with two figures for day and month."""
    day, month, year = text.split("/")
    return f"{day:0>2}/{month:0>2}/{year}"


def expected() -> list[list]:
    """Return what the roll says of the good rows: name, birth, sex, work, card, rating."""
    return [
        [name, as_day(day), "female" if sex == "Nữ" else "male", work, card or "", [[2025, "good"]] if rating else []]
        for number, (_, name, day, sex, work, card, rating) in enumerate(rows())
        if not day.startswith("31/02") and number < ROWS - 1
    ]


def test_a_roll_is_written_row_by_row_as_it_stands_and_taken_back(run):
    outcome = run("whole")
    assert [row[:6] for row in outcome["roll"]] == expected()
    assert {row[8] for row in outcome["roll"]} == {"Chi bộ ấp Tân Bình 1"}
    name, birth, *_, name_key, sort_key, _unit = outcome["roll"][8]
    assert (name, birth, name_key) == ("Nguyễn Văn An Ái", "09/09/1958", "nguyen van an ai")
    assert sort_key, "lists are sorted by it"
    states = {number: state for number, state, *_ in outcome["checked"]}
    assert [number for number, state in states.items() if state == "bad"] == [52, 152, 252, 352, 452, 552, 621]
    said = {number: problems for number, _, _, _, problems, _ in outcome["checked"] if problems}
    assert said[52] == [
        {"column": "Ngày sinh", "value": "31/02/1980", "reason": "Không có ngày 31/2/1980. Hãy xem lại ngày và tháng."}
    ]
    assert said[621] == [{"column": "", "value": "", "reason": "Trùng với dòng 620 của chính bảng này."}]
    assert outcome["kept"]["2"] == ["rolls.Person", "rolls.RollEntry"]
    assert outcome["kept"]["3"] == ["rolls.Person", "rolls.RollEntry", "rolls.YearlyRating"]
    assert outcome["taken"] == TAKEN
    assert outcome["again"] == {"state": "checked", "rows": {"bad": BAD, "known": GOOD}, **WRITTEN}
    assert outcome["undone"] == {
        "state": "undone", "rows": {"bad": BAD, "undone": GOOD}, **UNTOUCHED, "told": 1,
    }  # fmt: skip


@pytest.mark.slow
def test_a_killed_worker_writes_nothing_and_the_next_one_everything_once(run):
    outcome = run("killed")
    waiting = {"state": "taking", "rows": {"bad": BAD, "good": GOOD}, **UNTOUCHED}
    assert outcome["middle"] == {"said": 500, **waiting}, "others see nothing before the end"
    assert outcome["before"] == waiting, "nobody begins again before the lease has run out"
    assert outcome["after"] == TAKEN
    assert (outcome["run"], outcome["attempts"]) == ("done", 2)


@pytest.mark.slow
def test_eight_presses_write_once(run):
    outcome = run("pressed_at_once")
    assert outcome == {"runs": 1, "crashes": [], "after": TAKEN}


@pytest.mark.slow
def test_one_file_sent_twice_is_written_once(run):
    outcome = run("sent_twice")
    assert outcome["imports"] == ["taken", "taken"]
    assert {key: outcome["after"][key] for key in ("people", "names", "entries", "ratings")} == {
        "people": 613, "names": 613, "entries": 613, "ratings": 408,
    }  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("database", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_a_secretary_goes_on_while_a_list_is_written(run):
    """PostgreSQL only: SQLite has one writer at a time, who is waited for."""
    assert run("beside") == {"line": "draft", "people": 0}
