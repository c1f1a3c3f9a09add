"""Certificates of a decision: the check before printing, the background run, the file."""

import hashlib
import uuid
from dataclasses import replace
from decimal import Decimal

import pytest
from pypdf import PdfReader

from certificates import printing
from certificates.models import Paper, PrintMode, PrintRun
from certificates.printing import PrintSettings, calibration_pdf, lines_in_order, sheet_pdf, write_certificates
from documents.models import Decision, DecisionLine
from runs.models import Run
from runs.services import result_file
from tests.clerks import approved_lines, draft, finished, kept_for_module, numbered
from tests.factories import NOW, world
from workflows.exceptions import GuardFailed, IllegalTransition
from workflows.services import decisions
from workflows.services.printing import resume_printing, stop_printing

ACCEPTED = "Đồng chí chủ trì đã xem tờ in thử."
PLAIN = PrintSettings(accepted_reason=ACCEPTED)
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def office(django_db_setup, django_db_blocker):
    """A committee with one numbered decision, built once for the module."""
    with kept_for_module(django_db_blocker):
        w = world()
        yield w, numbered(w).pk


@pytest.fixture
def w(office):
    return office[0]


@pytest.fixture
def made(office):
    return Decision.objects.select_related("unit__kind", "number").get(pk=office[1])


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"


class TestRun:
    def test_one_file_for_the_whole_decision_in_ceremony_order(self, w, made):
        run = finished(start(w, made))
        assert run.run.state == "done"
        content = result_file(run.run).read_bytes()
        assert hashlib.sha256(content).hexdigest() == run.run.result_sha256
        found = pages(content)
        lines = lines_in_order(made)
        assert len(found) == len(lines)
        for page, line in zip(found, lines, strict=True):
            assert line.name in page
            assert "Quyết định số 07-QĐ/ĐU" in page
            assert f"Vào sổ khen thưởng số {line.register.value}" in page
            assert "Võ Minh Khánh" in page

    def test_the_same_settings_give_the_same_bytes(self, w, made):
        files = [result_file(finished(start(w, made)).run).read_bytes() for _ in range(2)]
        assert files[0] == files[1]

    def test_many_sheets_go_in_pieces_that_are_joined_in_order(self, w, made, monkeypatch):
        monkeypatch.setattr(printing, "CHUNK_SIZE", 2)
        started = start(w, made)
        assert list(started.run.items.values_list("weight", flat=True)) == [2, 1]
        found = pages(result_file(finished(started).run).read_bytes())
        assert [line.name in page for line, page in zip(lines_in_order(made), found, strict=True)] == [True] * 3

    def test_a_run_prints_what_was_frozen_when_it_started(self, w, made):
        run = start(w, made)
        DecisionLine.objects.filter(decision=made).update(name="Tên khác")
        assert "Tên khác" not in " ".join(pages(result_file(finished(run).run).read_bytes()))

    def test_one_press_makes_one_run(self, w, made):
        key = uuid.uuid4()
        first, second = (start(w, made, submission_key=key) for _ in range(2))
        assert first.pk == second.pk
        assert Run.objects.count() == 1

    @pytest.mark.parametrize("paper", Paper.values)
    @pytest.mark.parametrize("mode", PrintMode.values)
    def test_paper_and_mode_reach_the_file(self, w, made, paper, mode):
        run = finished(start(w, made, PrintSettings("hoa_sen", paper, mode, Decimal("1.5"), Decimal(-2))))
        reader = PdfReader(result_file(run.run))
        width = float(reader.pages[0].mediabox.width) / 72 * 25.4
        assert width == pytest.approx({"a4": 297, "a3": 420}[paper], abs=0.1)
        assert ("GIẤY KHEN" in pages(result_file(run.run).read_bytes())[0]) == (mode != "text_titled")
        assert (run.design, run.shift_x_mm, run.dated_on) == ("hoa_sen", Decimal("1.5"), made.signed_on)

    def test_a_draft_is_not_printed(self, w, made):
        with pytest.raises(IllegalTransition, match="chưa được ghi số"):
            start(w, draft(w, nominations=approved_lines(w, 1, collective="Chi bộ ấp Hòa Đông")))
        assert not Run.objects.exists()

    def test_a_run_that_would_fail_is_not_started(self, w, made):
        with pytest.raises(GuardFailed, match="U\\+4E00"):
            start(w, printed_as(made, name="Lê \u4e00 An"))
        assert not Run.objects.exists()

    def test_stop_and_go_on(self, w, made):
        run = start(w, made)
        assert stop_printing(run, actor=w.clerk, at=NOW)
        assert finished(run).run.state == "cancelled"
        assert not stop_printing(run, actor=w.clerk, at=NOW)
        assert resume_printing(run, actor=w.clerk, at=NOW)
        assert finished(run).run.state == "done"
        assert not resume_printing(run, actor=w.clerk, at=NOW)

    def test_a_new_number_stops_what_still_prints_the_old_one(self, w, made):
        run = start(w, made)
        decisions.replace_number(made, reason="Ghi nhầm.", signer=w.signer, signed_on=NOW.date(), actor=w.clerk, at=NOW)
        run = PrintRun.objects.get(pk=run.pk)
        assert run.run.state == "cancelled"
        with pytest.raises(GuardFailed, match="số khác"):
            resume_printing(run, actor=w.clerk, at=NOW)

    def test_commands_print_without_a_worker(self, w, made, tmp_path):
        assert write_certificates(made, PLAIN, tmp_path / "giay-khen.pdf") == 3
        assert len(pages((tmp_path / "giay-khen.pdf").read_bytes())) == 3


def test_single_sheets_look_like_those_of_the_run(w, made):
    line = lines_in_order(made)[1]
    alone = pages(sheet_pdf(made, PLAIN, line))
    together = pages(result_file(finished(start(w, made)).run).read_bytes())
    assert len(alone) == 1
    assert sorted(alone[0].split()) == sorted(together[1].split())


def test_the_sheet_to_measure_the_printer_names_the_shifts(made):
    page = pages(calibration_pdf(made, replace(PLAIN, shift_x_mm=Decimal("1.5"))))[0]
    assert "Tờ căn chỉnh" in page
    assert "1,5 mm" in page
