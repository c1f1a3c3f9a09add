"""Scenes that are built once: the rows of the second time are those of the first, and what is handed out is a copy."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import time_machine
from django.db import transaction

from nominations.models import Nomination
from tests.factories import NOW, nomination_at, world
from tests.replay import everything, replayed

pytestmark = pytest.mark.django_db


@contextmanager
def taken_back() -> Iterator[None]:
    """Undo what the block writes."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_the_second_time_is_like_the_first():
    kept = []
    for _ in range(2):
        with taken_back():
            w = world()
            line = nomination_at(w, "recommended")
            kept.append((w, line, everything()))
            assert list(Nomination.objects.filter(search_key__contains="tan binh")) == [line]
    (first, line, rows), (second, same_line, same_rows) = kept
    assert {table for table in rows if rows[table] != same_rows[table]} == set()
    assert (line, first.round) == (same_line, second.round)
    assert line is not same_line and first.round is not second.round


def test_other_rows_other_words_and_another_clock_are_built_anew():
    times = []

    @replayed
    def build(word: str, *, unit: object = None) -> str:
        times.append(word)
        return word

    with taken_back():
        assert [build("a"), build("a"), build("b")] == ["a", "a", "b"]
        assert times == ["a", "b"]
        w = world()
        assert [build("a"), build("a", unit=w.cell), build("a", unit=w.cell)] == ["a"] * 3
        w.cell.name = "Chi bộ khác"
        build("a", unit=w.cell)
        assert times == ["a", "b", "a", "a", "a"]
    with time_machine.travel(NOW, tick=False):
        build("b")
    build("b", unit=object())
    assert len(times) == 7
    build("b")
    assert len(times) == 7


def test_a_test_that_may_change_the_programme_builds_for_itself(monkeypatch):
    times = []

    @replayed
    def build(word: str) -> str:
        times.append(word)
        return word

    assert [build("a"), build("a")] == ["a", "a"] == times
