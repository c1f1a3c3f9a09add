"""Runs in a process of its own: workers that are killed in the middle of a piece, in a real database.

    python -m tests.runs.driver SCENARIO      prints what is left as one JSON line

A piece writes its number into its file and adds it to a log of what was done, so that what is done twice shows.
"""

import json
import multiprocessing
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import django

from tests.processes import kill, leave_sign, stand_still, wait_for_sign

LEASE_AND_A_BIT = timedelta(seconds=61)
NOW = datetime(2026, 5, 4, 3, 0, tzinfo=UTC)
"""The workers' clocks stand: no lease runs out because the machine is slow."""


def main(scenario: str) -> None:
    """Prepare a database, run the scenario, print what is left."""
    django.setup()
    from tests.migrated import migrate

    migrate()
    teach()
    print(json.dumps(SCENARIOS[scenario]()))


def folder() -> Path:
    """Return where pieces leave their traces."""
    from django.conf import settings

    return Path(settings.VAR_DIR)


def teach() -> None:
    """Register a kind of run whose slow pieces wait to be killed the first time."""
    from runs.registry import Handler, register

    def do_item(run, item, target: Path) -> None:
        with (folder() / "log").open("a") as log:
            log.write(f"{item.position}\n")
        target.write_text(f"{item.position};")
        if item.position in run.payload["slow"] and item.attempts == 1:
            leave_sign(folder() / f"waiting-{item.position}")
            stand_still()

    def finish(run, paths: list[Path], target: Path) -> None:
        target.write_text("".join(path.read_text() for path in paths))

    register("parts", Handler(do_item, finish, suffix=".txt"))


def start(count: int, slow: tuple[int, ...]):
    """Start a run of `count` pieces."""
    from runs.services import start_run

    return start_run(kind="parts", title="Thử", payload={"slow": slow}, weights=[1] * count, actor=None, at=NOW)


def worker(name: str, ahead: timedelta = timedelta(0)) -> multiprocessing.Process:
    """Fork a worker whose clock is `ahead`; it ends when nothing is left to do."""
    from django.db import connections

    def work() -> None:
        from runs.services import work_once

        connections.close_all()
        while work_once(name, clock=lambda: NOW + ahead):
            pass

    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    return process


def kill_when_waiting(process: multiprocessing.Process, position: int) -> None:
    """Kill a worker with SIGKILL while it holds a piece half written."""
    wait_for_sign(folder() / f"waiting-{position}")
    kill(process)


def what_is_left(run) -> dict:
    """Return the state of the run, its file, how often each piece was done, and stray files."""
    from runs.services import run_folder

    run.refresh_from_db()
    done = [int(line) for line in (folder() / "log").read_text().split()]
    return {
        "state": run.state,
        "items": list(run.items.values_list("state", flat=True)),
        "attempts": list(run.items.values_list("attempts", flat=True)),
        "text": (folder() / run.result_path).read_text() if run.result_path else "",
        "done": {position: done.count(position) for position in sorted(set(done))},
        "files": sorted(path.name for path in run_folder(run).iterdir()),
    }


def one_kill() -> dict:
    """A worker is killed in piece 2; another does the rest at once and piece 2 only when the lease has run out."""
    run = start(5, slow=(2,))
    kill_when_waiting(worker("first"), 2)
    worker("second").join()
    before = what_is_left(run)
    worker("third", LEASE_AND_A_BIT).join()
    return {"before": before, "after": what_is_left(run)}


def storm() -> dict:
    """Two workers, five kills."""
    slow = (3, 9, 17, 24, 31)
    run = start(40, slow=slow)
    for turn, position in enumerate(slow):
        ahead = turn * LEASE_AND_A_BIT
        beside, victim = worker(f"beside-{turn}", ahead), worker(f"victim-{turn}", ahead)
        wait_for_sign(folder() / f"waiting-{position}")
        kill(victim, beside)
    for turn in (len(slow), len(slow) + 1):
        left = [worker(f"last-{turn}-{i}", turn * LEASE_AND_A_BIT) for i in range(2)]
        for process in left:
            process.join()
    return what_is_left(run)


def kill_while_joining() -> dict:
    """A worker is killed while it joins the pieces; the next one joins them when the lease has run out."""
    from runs import services

    run = start(3, slow=())
    real = services.write_whole

    def slow_write(path, fill):
        if path.name.startswith("ket-qua"):
            leave_sign(folder() / "waiting-0")
            stand_still()
        return real(path, fill)

    services.write_whole = slow_write
    kill_when_waiting(worker("first"), 0)
    services.write_whole = real
    worker("second").join()
    before = what_is_left(run)
    worker("third", LEASE_AND_A_BIT).join()
    return {"before": before, "after": what_is_left(run)}


SCENARIOS = {"one_kill": one_kill, "storm": storm, "kill_while_joining": kill_while_joining}

if __name__ == "__main__":
    main(sys.argv[1])
