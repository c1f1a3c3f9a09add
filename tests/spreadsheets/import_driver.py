"""Runs in a process of its own: imports of a roll in a real database, with workers that are killed and presses at once.

    python -m tests.spreadsheets.import_driver SCENARIO      prints what is left as one JSON line

The database comes from DATABASE_URL or, without it, is a SQLite file under VINHDANH_VAR.
"""

import json
import multiprocessing
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import django

from tests.processes import kill, leave_sign, stand_still, wait_for_sign

ROWS = 620
LEASE_AND_A_BIT = timedelta(seconds=61)
NOW = datetime.now(UTC)
"""All clocks stand: no lease runs out because the machine is slow."""
HEAD = ["TT", "Họ và tên", "Ngày sinh", "Giới tính", "Chức vụ", "Số thẻ đảng", "Xếp loại 2025"]
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Đỗ", "Thạch", "H'", "Y")
GIVEN = ("An", "Ái", "Bưởi", "Đạt", "Hòa", "Khŭt", "Ñuôl", "Oanh", "Ước", "Ỷ")


def main(scenario: str) -> None:
    """Prepare a database with a committee, run the scenario, print what is left."""
    django.setup()
    from tests.factories import world
    from tests.migrated import migrate

    migrate()
    print(json.dumps(SCENARIOS[scenario](world()), ensure_ascii=False))


def sign() -> Path:
    """Return the file that says that a worker stands in the middle of writing."""
    from django.conf import settings

    return Path(settings.VAR_DIR) / "in-the-middle"


def name_of(number: int) -> str:
    """Return the name in row `number`; no two rows have one name."""
    family, given = FAMILY[number % len(FAMILY)], GIVEN[number // len(FAMILY) % len(GIVEN)]
    return f"{family} {'Thị' if number % 2 else 'Văn'} {GIVEN[number // 80 % len(GIVEN)]} {given}"


def rows() -> list[list]:
    """Return ROWS rows; each hundredth has a day that never was, the last one is written twice."""
    made = []
    for number in range(ROWS - 1):
        day = "31/02/1980" if number % 100 == 50 else f"{1 + number % 28}/{1 + number % 12}/{1950 + number % 50}"
        rating = "HTTNV" if number % 3 else None
        card = f"{10**11 + number}" if number % 4 else None
        made.append([number + 1, name_of(number), day, "Nữ" if number % 2 else "Nam", f"Tổ {number}", card, rating])
    return [*made, [ROWS, *made[-1][1:]]]


def sheet(w):
    """Hand in the sheet and check its rows in this process."""
    from spreadsheets.services.checking import start_check
    from tests.spreadsheets.importing import received, work, xlsx

    made = received(w, xlsx(*rows(), titles=[], head=HEAD), at=NOW)
    start_check(made, actor=w.secretary, at=NOW)
    work(NOW)
    made.refresh_from_db()
    assert made.state == "checked", (made.error, made.run.error)
    return made


def press(w, made) -> str:
    """Press the button; return the number of the run that writes."""
    from spreadsheets.services.taking import start_taking

    return str(start_taking(made, names="", actor=w.secretary, at=NOW).run_id)


def worker(name: str, ahead: timedelta = timedelta(0), *, stops: bool = False) -> multiprocessing.Process:
    """Fork a worker whose clock is `ahead`; it ends when nothing is left to do, or waits after the first batch."""
    from django.db import connections

    def work() -> None:
        from runs.services import work_once
        from spreadsheets import tasks

        connections.close_all()
        if stops:
            tasks.tell = wait
        while work_once(name, clock=lambda: NOW + ahead):
            pass

    def wait(run, count: int) -> None:
        leave_sign(sign(), str(count))
        stand_still()

    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    return process


def left(made) -> dict:
    """Return what an import left: its state, its rows by state, how much there is of what it writes."""
    from history.models import Entry
    from rolls.models import Person, RollEntry, YearlyRating

    made.refresh_from_db()
    return {
        "state": made.state,
        "rows": dict(sorted(Counter(made.rows.values_list("state", flat=True)).items())),
        "people": Person.objects.count(),
        "names": Person.objects.values("name_key").distinct().count(),
        "entries": RollEntry.objects.count(),
        "ratings": YearlyRating.objects.count(),
        "told": Entry.objects.filter(verb="nhập bảng tính").count(),
    }


def roll() -> list[list]:
    """Return everybody on the roll as the sheet would say it, in its order."""
    from rolls.models import RollEntry

    entries = RollEntry.objects.select_related("person").prefetch_related("person__ratings").order_by("pk")
    return [
        [
            e.person.full_name, f"{e.person.birth_date:%d/%m/%Y}", e.person.sex, e.position, e.person.card_number,
            [[r.year, r.rating] for r in e.person.ratings.all()], e.person.name_key, e.person.sort_key, e.unit.name,
        ]
        for e in entries
    ]  # fmt: skip


def whole(w) -> dict:
    """An import is checked, taken, sent again, and undone."""
    from spreadsheets.services.undoing import undo

    made = sheet(w)
    checked = list(
        made.rows.order_by("number").values_list("number", "state", "shown", "values", "problems", "matches")
    )
    press(w, made)
    worker("first").join()
    taken, people = left(made), roll()
    kept = {number: [label for label, _ in one] for number, one in made.rows.values_list("number", "made")}
    again = left(sheet(w))
    undo(made, actor=w.secretary, at=NOW)
    return {"checked": checked, "taken": taken, "roll": people, "kept": kept, "again": again, "undone": left(made)}


def killed(w) -> dict:
    """A worker is killed in the middle; the next one does it again when the lease has run out."""
    made = sheet(w)
    press(w, made)
    first = worker("first", stops=True)
    middle = {"said": int(wait_for_sign(sign())), **left(made)}
    kill(first)
    worker("second").join()
    before = left(made)
    worker("third", LEASE_AND_A_BIT).join()
    made.run.refresh_from_db()
    return {
        "middle": middle, "before": before, "after": left(made), "run": made.run.state,
        "attempts": made.run.items.get().attempts,
    }  # fmt: skip


def pressed_at_once(w) -> dict:
    """Eight processes press for one import; two workers begin at once."""
    from tests.races.driver import race

    made = sheet(w)
    runs = race(lambda i: press(w, made))
    for process in [worker("one"), worker("two")]:
        process.join()
    return {"runs": len(set(runs)), "crashes": [r for r in runs if not r.isdigit()], "after": left(made)}


def sent_twice(w) -> dict:
    """The same file was sent and checked twice before either was taken; both are written at one moment."""
    first, second = sheet(w), sheet(w)
    for made in (first, second):
        press(w, made)
    for process in [worker("one"), worker("two")]:
        process.join()
    return {"imports": sorted(left(made)["state"] for made in (first, second)), "after": left(second)}


def beside(w) -> dict:
    """While a list is written into the roll of a cell, its secretary begins a dossier and adds a line."""
    from tests.factories import dossier, line

    made = sheet(w)
    press(w, made)
    first = worker("first", stops=True)
    wait_for_sign(sign())
    try:
        state = line(w, dossier(w)).state
    finally:
        kill(first)
    return {"line": state, "people": left(made)["people"]}


SCENARIOS = {
    "whole": whole,
    "killed": killed,
    "pressed_at_once": pressed_at_once,
    "sent_twice": sent_twice,
    "beside": beside,
}

if __name__ == "__main__":
    main(sys.argv[1])
