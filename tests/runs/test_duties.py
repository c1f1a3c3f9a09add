"""What the worker does by itself beside the runs: one duty that fails holds nothing else up."""

import threading

import pytest
from django.db import DatabaseError

from workflows.management.commands import worker


def stumble(at):
    raise ValueError("a notice leads to a page of this system")


def test_a_duty_that_fails_is_logged_and_the_others_are_done(monkeypatch, caplog):
    done = []
    monkeypatch.setattr(worker, "DUTIES", (stumble, lambda at: done.append("usual")))
    monkeypatch.setattr(worker, "RARE_DUTIES", (lambda at: done.append("rare"),))
    one = worker.Worker(threading.Event(), parent=0, helpers=[])
    one._fire_timers()
    assert done == ["usual", "rare"] and "A duty failed" in caplog.text
    one._fire_timers()
    assert done == ["usual", "rare"], "not before the next half minute"
    one._timers_at = 0.0
    one._fire_timers()
    assert done == ["usual", "rare", "usual"], "rare ones wait longer"


def test_a_database_that_is_away_is_the_business_of_the_loop(monkeypatch):
    def lost(at):
        raise DatabaseError("gone")

    monkeypatch.setattr(worker, "DUTIES", (lost,))
    with pytest.raises(DatabaseError):
        worker.Worker(threading.Event(), parent=0, helpers=[])._fire_timers()
