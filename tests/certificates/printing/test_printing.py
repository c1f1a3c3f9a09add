"""Certificates of a decision: the background run, its file, what a run chooses and what comes of it."""

import hashlib
import uuid
import zipfile
from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader

from certificates.enums import CertificateAction, RunOutput, SheetOrder, SheetState
from certificates.exceptions import ActRefused
from certificates.layout.standard import standard_spec
from certificates.models import IssuedFile, LayoutVersion, Paper, PrintedSheet, PrintMode, PrintRun
from certificates.printing import (
    OWN,
    Part,
    PrintSettings,
    Selection,
    calibration_pdf,
    first_page,
    lines_in_order,
    open_spoiled,
    plan,
    sheet_pdf,
    starting,
)
from certificates.services.layouts import create_layout, use_layout
from certificates.services.sheets import settle_sheets
from certificates.services.stack import stack_sha256
from documents.models import DecisionLine
from history.models import Entry
from runs.models import Run
from runs.services import result_file
from tests.certificates.printing_office import ACCEPTED, PLAIN, pages, printed_as, start
from tests.clerks import approved_lines, draft, finished
from tests.factories import NOW
from workflows.exceptions import GuardFailed, IllegalTransition
from workflows.services import decisions
from workflows.services.printing import resume_printing, settle_printing, stop_printing

pytestmark = pytest.mark.django_db


def printed(run: PrintRun) -> list[str]:
    """Return the words of each page of a run that is worked off now."""
    return pages(result_file(finished(run).run).read_bytes())


def names(found: list[str], decision) -> list[int]:
    """Return the place on the decision of whoever each page is for."""
    lines = lines_in_order(decision)
    return [next(n.position for n in lines if f"thưởng số {n.register.value}" in page) for page in found]


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
        assert IssuedFile.objects.count() == 3, "what was kept once is not made again"

    def test_many_sheets_go_in_pieces_that_are_joined_in_order(self, w, made, monkeypatch):
        monkeypatch.setattr(starting, "CHUNK_SIZE", 2)
        started = start(w, made)
        assert list(started.run.items.values_list("weight", flat=True)) == [2, 1]
        found = pages(result_file(finished(started).run).read_bytes())
        assert [line.name in page for line, page in zip(lines_in_order(made), found, strict=True)] == [True] * 3

    def test_a_run_prints_what_was_frozen_when_it_started(self, w, made):
        run = start(w, made)
        DecisionLine.objects.filter(decision=made).update(name="Tên khác")
        assert "Tên khác" not in " ".join(printed(run))

    def test_one_press_makes_one_run(self, w, made):
        key = uuid.uuid4()
        first, second = (start(w, made, submission_key=key) for _ in range(2))
        assert first.pk == second.pk
        assert Run.objects.count() == 1

    @pytest.mark.parametrize("paper", Paper.values)
    @pytest.mark.parametrize("mode", PrintMode.values)
    def test_paper_and_mode_reach_the_file(self, w, made, paper, mode):
        run = finished(
            start(
                w,
                made,
                replace(
                    PLAIN, design="hoa_sen", paper=paper, mode=mode, shift_x_mm=Decimal("1.5"), shift_y_mm=Decimal(-2)
                ),
            )
        )
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

    def test_an_amber_finding_needs_a_reason_and_keeps_the_name(self, w, made):
        with pytest.raises(GuardFailed, match="lý do vẫn in"):
            start(w, made, PrintSettings())
        assert not Run.objects.exists()
        run = start(w, made, PrintSettings(accepted_by_name="Võ Minh Khánh", accepted_reason=ACCEPTED))
        assert (run.accepted_by_name, run.accepted_reason) == ("Võ Minh Khánh", ACCEPTED)
        entry = Entry.objects.get(verb="Lập tệp in giấy khen")
        assert f"Võ Minh Khánh chấp nhận: {ACCEPTED}" in entry.note
        assert any("Tờ in thử" in fact for fact in entry.data["accepted"])

    def test_every_sheet_is_written_down_with_its_certificate(self, w, made):
        run = start(w, made)
        rows = list(run.sheets.values_list("position", "award", "certificate__award", "state"))
        awards = [line.award_id for line in lines_in_order(made)]
        assert rows == [(n, award, award, SheetState.MADE) for n, award in enumerate(awards, start=1)]
        assert run.stack_sha256 == stack_sha256(awards)

    def test_the_first_sheet_is_there_before_the_worker_is(self, w, made):
        run = start(w, made)
        assert lines_in_order(made)[0].name in pages(first_page(run))[0]
        assert run.run.state == "waiting"

    def test_a_piece_that_is_done_twice_keeps_one_file(self, w, made):
        run = start(w, made)
        finished(run)
        before = set(IssuedFile.objects.values_list("sha256", "made_at"))
        run.run.items.update(state="waiting")
        Run.objects.update(state="running")
        again = printed(run)
        assert len(again) == 3
        assert set(IssuedFile.objects.values_list("sha256", "made_at")) == before

    def test_a_run_of_an_older_version_says_what_to_do(self, w, made):
        run = start(w, made)
        Run.objects.update(payload={"run": {"decision_number": made.number_text}, "sheets": []})
        assert "bản phần mềm cũ" in finished(run).run.error


class TestChoice:
    def test_one_kind(self, w, made):
        assert names(printed(start(w, made, replace(PLAIN, selection=Selection(Part.COLLECTIVES)))), made) == [1]
        run = start(w, made, replace(PLAIN, selection=Selection(Part.INDIVIDUALS)))
        assert names(printed(run), made) == [2, 3]
        assert run.part == "Cá nhân, 2 giấy"

    def test_chosen_lines(self, w, made):
        run = start(w, made, replace(PLAIN, selection=Selection(Part.LINES, (3, 1))))
        assert names(printed(run), made) == [1, 3]

    @pytest.mark.parametrize(
        ("order", "expected"), [(SheetOrder.STAGE, [1, 2, 3]), (SheetOrder.GIVEN_NAME, [1, 2, 3])], ids=str
    )
    def test_order(self, w, made, order, expected):
        assert [line.position for line in plan(made, replace(PLAIN, order=order)).lines] == expected

    def test_given_names_go_by_the_vietnamese_alphabet_after_the_collectives(self, w, made):
        for position, name in ((2, "Trần Văn Đạt"), (3, "Lê Thị Ân")):
            line = printed_as(made, position, name=name).lines.get(position=position)
            line.award.save()
        job = plan(made, replace(PLAIN, order=SheetOrder.GIVEN_NAME))
        assert [line.name for line in job.lines][1:] == ["Lê Thị Ân", "Trần Văn Đạt"]

    def test_units_come_together_in_vietnamese_order(self, w, made):
        for position, unit in ((1, w.sibling), (2, w.cell), (3, w.sibling)):
            line = made.lines.select_related("nomination").get(position=position)
            type(line.nomination).objects.filter(pk=line.nomination_id).update(proposing_unit=unit)
        job = plan(made, replace(PLAIN, order=SheetOrder.UNIT))
        units = [line.nomination.proposing_unit.name for line in job.lines]
        assert units == sorted(units)
        assert [line.position for line in job.lines if line.nomination.proposing_unit == w.sibling] == [1, 3]

    def test_the_order_of_a_ceremony_is_followed(self, w, made):
        awards = [line.award_id for line in lines_in_order(made)]
        stage = [awards[2], awards[0]]
        assert [line.position for line in plan(made, PLAIN, stage=stage).lines] == [3, 1, 2]

    def test_layouts_of_the_unit_interleave_in_one_file(self, w, made):
        spec = standard_spec("hoa_sen", form=made.form, kind="individual", nature=made.unit.kind.nature)
        layout = create_layout(
            unit=made.unit, form=made.form, kind="individual", name="Của xã", spec=spec, actor=w.clerk, at=NOW
        )
        use_layout(layout, expected_version=layout.draft_version, actor=w.clerk, at=NOW)
        awards = [line.award_id for line in lines_in_order(made)]
        job = plan(made, replace(PLAIN, design=OWN), stage=[awards[1], awards[0], awards[2]])
        assert [job.layouts[line.recipient_kind].is_own for line in job.lines] == [True, False, True]
        run = start(w, made, replace(PLAIN, design=OWN))
        assert run.individual_layout == LayoutVersion.objects.get(layout=layout).frozen
        assert run.collective_layout != run.individual_layout
        assert names(printed(run), made) == [1, 2, 3]


class TestZip:
    def files(self, run) -> dict[str, bytes]:
        with zipfile.ZipFile(BytesIO(result_file(finished(run).run).read_bytes())) as archive:
            assert archive.testzip() is None
            return {name: archive.read(name) for name in archive.namelist()}

    def test_one_file_for_each_in_stack_order(self, w, made, monkeypatch):
        monkeypatch.setattr(starting, "CHUNK_SIZE", 2)
        settings = replace(PLAIN, output=RunOutput.ZIP, name_pattern="{stt}-{ten}")
        found = self.files(start(w, made, settings))
        assert list(found) == ["1-chi-bo-ap-tan-binh-1.pdf", "2-le-thi-bich-lien.pdf", "3-dang-xuan-uoc.pdf"]
        for line, content in zip(lines_in_order(made), found.values(), strict=True):
            [page] = pages(content)
            assert line.name in page

    def test_the_same_run_gives_the_same_bytes(self, w, made):
        settings = replace(PLAIN, output=RunOutput.ZIP)
        first, second = (result_file(finished(start(w, made, settings)).run).read_bytes() for _ in range(2))
        assert first == second

    def test_people_of_one_name_keep_a_file_each(self, w, made):
        printed_as(made, 3, name="Lê Thị Bích Liên")
        found = self.files(start(w, made, replace(PLAIN, output=RunOutput.ZIP, name_pattern="{ten}")))
        assert len(found) == 3


class TestOutcome:
    def settled(self, w, made, settings=PLAIN, **outcome) -> PrintRun:
        run = finished(start(w, made, settings))
        return settle_printing(run, **{"spoiled": {}, "actor": w.clerk, "at": NOW} | outcome)

    def states(self, run) -> list[str]:
        return list(run.sheets.order_by("position").values_list("state", flat=True))

    def test_what_is_not_named_was_printed_well(self, w, made):
        run = self.settled(w, made, spoiled={2: " Kẹt  giấy "}, skipped=[3])
        assert self.states(run) == [SheetState.PRINTED, SheetState.SPOILED, SheetState.SKIPPED]
        assert run.sheets.get(position=2).spoiled_because == "Kẹt giấy"
        assert (run.confirmed_by_name, run.confirmed_at) == (w.clerk.full_name, NOW)
        assert Entry.objects.get(verb="Ghi kết quả in").note == "in tốt 1/3 tờ, hỏng tờ số 2, không in tờ số 3"

    def test_it_may_be_put_right_later_and_the_same_again_changes_nothing(self, w, made):
        run = self.settled(w, made)
        settle_sheets(run, spoiled={1: "Lem mực"}, actor=w.clerk, at=NOW)
        settle_sheets(run, spoiled={1: "Lem mực"}, actor=w.clerk, at=NOW)
        assert self.states(run) == [SheetState.SPOILED, SheetState.PRINTED, SheetState.PRINTED]
        assert Entry.objects.filter(verb="Ghi kết quả in").count() == 2

    @pytest.mark.parametrize(
        ("outcome", "reason"),
        [
            ({"spoiled": {4: "x"}}, "chỉ có 3 tờ"),
            ({"spoiled": {1: " "}}, "chưa có lý do"),
            ({"spoiled": {1: "x" * 201}}, "dài quá"),
            ({"spoiled": {1: "x"}, "skipped": [1]}, "vừa ghi hỏng vừa ghi chưa in"),
        ],
    )
    def test_what_does_not_fit_the_run_is_refused_whole(self, w, made, outcome, reason):
        with pytest.raises(GuardFailed, match=reason):
            self.settled(w, made, **outcome)
        assert set(PrintedSheet.objects.values_list("state", flat=True)) == {SheetState.MADE}

    def test_without_a_file_there_is_no_outcome(self, w, made):
        with pytest.raises(ActRefused, match="chưa lập xong"):
            settle_sheets(start(w, made), spoiled={}, actor=w.clerk, at=NOW)

    def test_spoiled_sheets_are_printed_again_and_counted(self, w, made):
        run = self.settled(w, made, spoiled={1: "Kẹt giấy", 3: "Lem mực"})
        again = replace(PLAIN, selection=Selection(Part.SPOILED, run=run), reprint_reason="Tờ trước kẹt giấy")
        second = start(w, made, again)
        assert names(printed(second), made) == [1, 3]
        assert second.part.startswith("Tờ hỏng số 1, 3 của lượt")
        issued = [sheet.certificate for sheet in run.sheets.order_by("position")]
        assert [one.acts.filter(action=CertificateAction.REPRINT).count() for one in issued] == [1, 0, 1]
        assert [sheet.certificate_id for sheet in second.sheets.all()] == [issued[0].pk, issued[2].pk]
        settle_sheets(second, spoiled={2: "Rách"}, actor=w.clerk, at=NOW)
        assert [sheet.position for sheet in open_spoiled(run)] == [3]

    def test_after_a_jam_it_goes_on_from_a_sheet_in_the_same_order(self, w, made):
        awards = [line.award_id for line in lines_in_order(made)]
        run = finished(start(w, made, replace(PLAIN, order=SheetOrder.GIVEN_NAME)))
        settle_sheets(run, spoiled={}, skipped=[2, 3], actor=w.clerk, at=NOW)
        rest = start(w, made, replace(PLAIN, selection=Selection(Part.SHEETS, (2, 3), run)))
        assert [sheet.award_id for sheet in rest.sheets.all()] == [s.award_id for s in run.sheets.all()][1:]
        assert rest.sheets.filter(award__in=awards).count() == 2
        assert not rest.sheets.first().certificate.acts.exists()

    def test_printing_again_without_a_reason_is_refused(self, w, made):
        self.settled(w, made)
        with pytest.raises(GuardFailed, match="lý do in lại"):
            start(w, made)


def test_single_sheets_look_like_those_of_the_run(w, made):
    job = plan(made, PLAIN)
    alone = pages(sheet_pdf(job, job.lines[1]))
    together = printed(start(w, made))
    assert len(alone) == 1
    assert [word for word in alone[0].split() if "VWXY" not in word] == [
        word for word in together[1].split() if word.count("-") != 2
    ]


def test_the_sheet_to_measure_the_printer_names_the_shifts(made):
    page = pages(calibration_pdf(made, replace(PLAIN, shift_x_mm=Decimal("1.5")), "individual"))[0]
    assert "Tờ căn chỉnh" in page
    assert "1,5 mm" in page
