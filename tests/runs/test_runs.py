"""Runs: leases, killed workers, failures, cancelling, and files that are what was made."""

from datetime import UTC, datetime, timedelta

import pytest

from runs import registry
from runs.models import Run
from runs.queries import PATIENCE, failed_items, is_left_alone, progress
from runs.registry import Handler, UnknownRunKind, register
from runs.services import (
    LEASE,
    MOST_ATTEMPTS,
    MOST_LEASES,
    ResultMissing,
    cancel_run,
    lease_item,
    result_file,
    resume_run,
    run_folder,
    start_run,
    work_once,
)
from tests.processes import drive

NOW = datetime(2026, 5, 4, 3, 0, tzinfo=UTC)


class Refused(Exception):
    """A reason for people."""


@pytest.fixture(autouse=True)
def var(settings, tmp_path, monkeypatch):
    """Keep files apart and registered kinds within the test."""
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(registry, "_HANDLERS", {})
    return tmp_path


@pytest.fixture
def trouble():
    """What goes wrong with which piece: position -> exception; register a kind that writes letters."""
    troubles: dict[int, Exception] = {}

    def do_item(run, item, target):
        if item.position in troubles:
            raise troubles[item.position]
        target.write_text(run.payload["text"][item.position])

    def finish(run, paths, target):
        if -1 in troubles:
            raise troubles[-1]
        target.write_text("".join(path.read_text() for path in paths))

    register("letters", Handler(do_item, finish, suffix=".txt", refusals=(Refused,)))
    return troubles


def a_run(text: str = "abc", kind: str = "letters") -> Run:
    return start_run(kind=kind, title="Thử", payload={"text": text}, weights=[10] * len(text), actor=None, at=NOW)


def work(owner: str = "w", at: datetime = NOW, most: int = 100) -> int:
    return next((turn for turn in range(most) if not work_once(owner, clock=lambda: at)), most)


@pytest.mark.django_db
class TestInOneProcess:
    def test_a_run_that_nobody_works_on_says_so_after_a_minute(self, trouble):
        second = timedelta(seconds=1)
        first, other = a_run(), a_run()
        assert not is_left_alone(first, at=NOW + PATIENCE)
        assert is_left_alone(first, at=NOW + PATIENCE + second)
        at = NOW + PATIENCE + second
        item = lease_item("w", at=at)
        assert item.run == first and not is_left_alone(other, at=at), "a worker is busy with what came before"
        first.refresh_from_db()
        killed_at = at + LEASE
        assert not is_left_alone(first, at=killed_at + PATIENCE), "another one may follow at any moment"
        assert is_left_alone(first, at=killed_at + PATIENCE + second)
        work(at=killed_at + PATIENCE)
        for run in (first, other):
            run.refresh_from_db()
            assert not is_left_alone(run, at=killed_at + 9 * PATIENCE)

    def test_pieces_are_joined_in_order_and_cleared_away(self, trouble):
        run = a_run("xuân")
        assert work() == 5
        run.refresh_from_db()
        assert (run.state, run.finished_at) == ("done", NOW)
        assert result_file(run).read_text() == "xuân"
        assert [path.name for path in run_folder(run).iterdir()] == ["ket-qua.txt"]
        assert progress(run) == {"done": 40, "total": 40, "percent": 100}

    def test_progress_counts_units_of_work(self, trouble):
        run = a_run()
        assert progress(run)["percent"] == 0
        work_once("w", clock=lambda: NOW)
        assert progress(run) == {"done": 10, "total": 30, "percent": 33}

    def test_a_leased_piece_is_nobody_elses_until_the_lease_runs_out(self, trouble):
        a_run("a")
        first = lease_item("one", at=NOW)
        assert first.attempts == 1
        assert lease_item("two", at=NOW + LEASE) is None
        again = lease_item("two", at=NOW + LEASE + timedelta(seconds=1))
        assert (again.pk, again.owner, again.attempts) == (first.pk, "two", 2)

    def test_who_lost_the_lease_does_not_mark_the_piece(self, trouble):
        run = a_run("a")

        def slow(run, item, target):
            target.write_text("a")
            if item.owner == "one":
                assert lease_item("two", at=NOW + LEASE * 2) is not None

        register("letters", Handler(slow, lambda run, paths, target: target.write_text(""), suffix=".txt"))
        work_once("one", clock=lambda: NOW)
        item = run.items.get()
        assert (item.state, item.owner, item.result_path) == ("leased", "two", "")

    def test_a_refusal_fails_the_run_at_once_with_its_words(self, trouble):
        run = a_run()
        trouble[1] = Refused("Tên dài quá.")
        work()
        run.refresh_from_db()
        assert (run.state, run.error) == ("failed", "Tên dài quá.")
        assert [(item.position, item.attempts, item.error) for item in failed_items(run)] == [(1, 1, "Tên dài quá.")]

    def test_anything_else_is_tried_again_and_then_told_in_vietnamese(self, trouble, caplog):
        run = a_run()
        trouble[1] = OSError("No space left on device")
        work()
        run.refresh_from_db()
        assert run.state == "failed"
        assert run.items.get(position=1).attempts == MOST_ATTEMPTS
        assert "Tiếp tục" in run.error
        assert "No space" not in run.error
        assert "No space left on device" in caplog.text

    def test_a_failed_run_goes_on_where_it_stopped(self, trouble):
        run = a_run()
        trouble[1] = Refused("Tên dài quá.")
        work()
        trouble.clear()
        assert work() == 0
        assert resume_run(run, at=NOW)
        assert work() == 3
        run.refresh_from_db()
        assert (run.state, run.error) == ("done", "")
        assert list(run.items.values_list("attempts", flat=True)) == [1, 1, 1]
        assert not resume_run(run, at=NOW)

    def test_a_piece_that_kills_every_worker_is_given_up(self, trouble):
        run = a_run("ab")
        at = NOW
        for _ in range(MOST_LEASES):
            assert lease_item("victim", at=at).position == 0
            at += LEASE + timedelta(seconds=1)
        assert lease_item("victim", at=at) is None
        run.refresh_from_db()
        assert run.state == "failed"
        assert f"{MOST_LEASES} lần" in run.error
        assert resume_run(run, at=at)
        work(at=at)
        assert result_file(Run.objects.get(pk=run.pk)).read_text() == "ab"

    def test_a_cancelled_run_is_left_alone_and_can_go_on(self, trouble):
        run = a_run()
        work_once("w", clock=lambda: NOW)
        assert cancel_run(run, at=NOW)
        assert work() == 0
        run.refresh_from_db()
        assert (run.state, progress(run)["done"]) == ("cancelled", 10)
        assert resume_run(run, at=NOW)
        assert work() == 3
        assert result_file(Run.objects.get(pk=run.pk)).read_text() == "abc"

    def test_a_run_cancelled_while_it_is_joined_does_not_come_back(self, trouble):
        run = a_run("a")
        register(
            "letters",
            Handler(
                lambda run, item, target: target.write_text("a"),
                lambda run, paths, target: (target.write_text("a"), cancel_run(run, at=NOW)),
                suffix=".txt",
            ),
        )
        work()
        run.refresh_from_db()
        assert (run.state, run.result_path) == ("cancelled", "")

    def test_a_finished_run_cannot_be_cancelled(self, trouble):
        run = a_run()
        work()
        assert not cancel_run(run, at=NOW)
        run.refresh_from_db()
        assert run.state == "done"

    def test_joining_that_fails_is_told_and_can_go_on(self, trouble):
        run = a_run()
        trouble[-1] = Refused("Hết chỗ trên đĩa.")
        work()
        run.refresh_from_db()
        assert (run.state, run.error) == ("failed", "Hết chỗ trên đĩa.")
        trouble.clear()
        assert resume_run(run, at=NOW)
        assert work() == 1

    def test_a_piece_changed_on_disk_is_made_again_before_joining(self, trouble):
        run = a_run()
        for _ in range(3):
            work_once("w", clock=lambda: NOW)
        (run_folder(run) / "00001.txt").write_text("X")
        (run_folder(run) / "00002.txt").unlink()
        work()
        run.refresh_from_db()
        assert result_file(run).read_text() == "abc"

    def test_a_file_changed_or_gone_is_not_handed_out(self, trouble):
        run = a_run()
        work()
        run.refresh_from_db()
        path = result_file(run)
        path.write_text("abd")
        with pytest.raises(ResultMissing, match="nguyên vẹn"):
            result_file(run)
        path.unlink()
        with pytest.raises(ResultMissing):
            result_file(run)

    def test_older_runs_come_first(self, trouble):
        first, second = a_run("ab"), a_run("c")
        assert [lease_item("w", at=NOW).run_id for _ in range(3)] == [first.pk, first.pk, second.pk]

    def test_a_kind_that_nobody_knows_is_not_started_and_not_touched(self, trouble):
        with pytest.raises(UnknownRunKind):
            a_run(kind="unknown")
        run = a_run()
        Run.objects.filter(pk=run.pk).update(kind="of-another-program")
        assert work() == 0

    def test_an_idle_worker_takes_no_lock(self, trouble, django_assert_num_queries):
        with django_assert_num_queries(2) as asked:
            assert not work_once("w", clock=lambda: NOW)
        assert not [query["sql"] for query in asked if "BEGIN" in query["sql"] or "FOR UPDATE" in query["sql"]]


@pytest.fixture
def run_driver(database):
    """Run a scenario with real processes and a real database."""
    return lambda scenario: drive("tests.runs.driver", scenario, database=database)[-1]


@pytest.mark.slow
def test_a_killed_worker_loses_and_doubles_nothing(run_driver):
    outcome = run_driver("one_kill")
    before, after = outcome["before"], outcome["after"]
    assert before["state"] == "running"
    assert before["items"] == ["done", "done", "leased", "done", "done"]
    assert after["state"] == "done"
    assert after["text"] == "0;1;2;3;4;"
    assert after["done"] == {"0": 1, "1": 1, "2": 2, "3": 1, "4": 1}
    assert after["attempts"] == [1, 1, 2, 1, 1]
    assert after["files"] == ["ket-qua.txt"]


@pytest.mark.slow
def test_a_worker_killed_while_joining_is_followed_by_another(run_driver):
    outcome = run_driver("kill_while_joining")
    assert outcome["before"]["state"] == "running"
    assert outcome["after"]["state"] == "done"
    assert outcome["after"]["text"] == "0;1;2;"
    assert outcome["after"]["files"] == ["ket-qua.txt"]


@pytest.mark.slow
def test_a_storm_of_kills_loses_and_doubles_nothing(run_driver):
    outcome = run_driver("storm")
    assert outcome["state"] == "done", outcome
    assert outcome["text"] == "".join(f"{position};" for position in range(40))
    assert set(outcome["items"]) == {"done"}
    assert outcome["files"] == ["ket-qua.txt"]
    assert {int(position) for position, count in outcome["done"].items() if count > 1} >= {3, 9, 17, 24, 31}
