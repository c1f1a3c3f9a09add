"""The shelf is filled before anybody prints: then no first page waits for the engine, whoever was killed on the way."""

import os
from datetime import timedelta

import pytest

from certificates.batch import _empty, first_page
from certificates.composing import press
from certificates.layout.sheets import CertificateRun, CertificateSheet, Paper
from certificates.layout.spec import LayoutSpec
from certificates.printing import warming
from certificates.services import layouts as acts
from documents import specimens
from documents.shelf import LEFT_BEHIND, from_shelf, is_on_shelf, sweep_shelf
from tests.certificates.test_layouts import made as made_layout
from tests.certificates.test_layouts import moved
from tests.factories import NOW
from workflows.management.commands import worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf(settings, tmp_path, monkeypatch):
    """An empty shelf, and a process that remembers nothing; one small design, for the time it takes."""
    settings.SHELF_ROOT = tmp_path / "shelf"
    monkeypatch.setattr(warming, "DESIGN_CODES", ("trong_dong",))
    monkeypatch.setattr(warming, "HEADINGS", ("party",))
    monkeypatch.setattr(warming, "Paper", (Paper.A4,))
    forget()
    yield settings.SHELF_ROOT
    forget()


def forget():
    for remembered in (specimens.specimen, press._drawn, _empty, warming._shipped_facts):
        remembered.cache_clear()


def refuse_engine(monkeypatch):
    forget()
    monkeypatch.setattr("documents.rendering.Renderer.__init__", lambda *_, **__: pytest.fail("the engine was asked"))


def test_after_warming_no_first_page_asks_the_engine(w, shelf, monkeypatch):
    layout = made_layout(w, "Của xã")
    acts.use_layout(layout, expected_version=layout.draft_version, actor=w.clerk, at=NOW)
    assert not warming.is_warm()
    assert warming.warm_shelf() == 2
    refuse_engine(monkeypatch)
    own = LayoutSpec.from_json(acts.newest_version(layout).frozen.spec)
    for run in (CertificateRun.sample(), CertificateRun.sample(form="bang_khen"), CertificateRun.sample(spec=own)):
        assert first_page(run, CertificateSheet.sample("collective")).startswith(b"%PDF")
    assert warming.is_warm()


def test_a_moved_field_needs_no_new_drawing(shelf, monkeypatch):
    sheet = CertificateSheet.sample()
    first_page(CertificateRun.sample(), sheet)
    refuse_engine(monkeypatch)
    spec = moved(CertificateRun.sample().layout)
    assert first_page(CertificateRun.sample(spec=spec), sheet).startswith(b"%PDF")


def test_a_layout_taken_into_use_makes_the_shelf_cold_again(w, shelf, monkeypatch):
    monkeypatch.setattr(warming, "_warm", lambda run: None)
    warming.warm_shelf()
    layout = made_layout(w, "Của xã")
    acts.use_layout(layout, expected_version=layout.draft_version, actor=w.clerk, at=NOW)
    assert not warming.is_warm()


def test_layouts_in_use_are_counted_once_and_in_their_newest_version(w, shelf):
    layout = made_layout(w, "Của xã")
    acts.use_layout(layout, expected_version=layout.draft_version, actor=w.clerk, at=NOW)
    layout.refresh_from_db()
    spec = moved(acts.working_copy(layout)[0])
    acts.save_draft(layout, spec=spec, expected_version=layout.draft_version, actor=w.clerk, at=NOW)
    layout.refresh_from_db()
    acts.use_layout(layout, expected_version=layout.draft_version, actor=w.clerk, at=NOW)
    assert [frozen.sha256 for frozen in warming.frozen_in_use()] == [spec.sha256]


def test_a_killed_process_leaves_nothing_that_is_taken_for_whole(shelf):
    facts = [b"letters"]
    assert from_shelf("letters", facts, lambda: b"whole") == b"whole"
    [file] = shelf.iterdir()
    file.write_bytes(file.read_bytes()[:-1])
    assert not is_on_shelf("letters", facts)
    assert from_shelf("letters", facts, lambda: b"again") == b"again"
    for age in (timedelta(), 2 * LEFT_BEHIND):
        part = shelf / f"letters-{age.seconds}.part"
        part.write_bytes(b"half")
        os.utime(part, ((NOW - age).timestamp(),) * 2)
    assert sweep_shelf(NOW) == 1
    assert [part.name for part in shelf.glob("*.part")] == ["letters-0.part"]
    assert is_on_shelf("letters", facts)


class Started:
    """A process that runs on until it is killed."""

    def __init__(self, command, **_):
        self.command, self.killed = command, False

    def poll(self):
        return 0 if self.killed else None

    def kill(self):
        self.killed = True

    def wait(self):
        assert self.killed


def test_a_worker_without_work_starts_one_warming_process(monkeypatch):
    started = []
    monkeypatch.setattr(worker.subprocess, "Popen", lambda *a, **k: started.append(Started(*a, **k)) or started[-1])
    monkeypatch.setattr(worker, "is_warm", lambda: False)
    monkeypatch.setattr(worker, "WARM_SECONDS", 0)
    warmer = worker.Warmer()
    warmer.look()
    warmer.look()
    assert [process.command[-3] for process in started] == ["warm_shelf"]
    warmer.stop()
    monkeypatch.setattr(worker, "is_warm", lambda: True)
    warmer.look()
    assert len(started) == 1
    assert started[0].killed
