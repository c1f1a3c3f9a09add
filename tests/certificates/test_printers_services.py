"""Printers, blanks and proofs: what is kept, what is refused, what is counted."""

import uuid
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from certificates.enums import BlankMove, SheetState
from certificates.exceptions import ActRefused
from certificates.layout.correction import CorrectionRefused
from certificates.layout.sheets import CertificateRun, CertificateSheet
from certificates.models import BlankEntry, BlankKind, PrintedSheet, Printer, PrintRun
from certificates.printing import PrintSettings
from certificates.queries.blanks import reconciliation, sheets_left, stocks
from certificates.services import blanks, equipment, printers
from certificates.services.printers import Feed, correction_of, current_profile
from certificates.services.proofs import content_sha256, hardest, latest_proof, proof_check
from documents.models import DecisionLine
from history.models import Entry
from notices.enums import Event
from notices.models import Notice
from permissions.exceptions import NotPermitted
from permissions.roles import Role
from tests.clerks import kept_for_module, numbered
from tests.factories import NOW, START, World, role, user, world
from workflows.enums import ProofAct
from workflows.models import SeparationRule
from workflows.reference import load_desk_rules
from workflows.services import proofs
from workflows.services.printing import start_printing
from workflows.services.separation import separation_of_proofs

pytestmark = pytest.mark.django_db
TRUE = [Decimal(20)] * 8
LEFT = [Decimal(n) for n in ("22.5", "20", "17.5", "20", "22.5", "20", "17.5", "20")]
"""Everything 2.5 mm too far to the right."""
SETTINGS = PrintSettings(accepted_by_name="Võ Minh Khánh", accepted_reason="Đã xem từng mục.")


@pytest.fixture(scope="module")
def committee(django_db_setup, django_db_blocker):
    """A commune whose decision has three recipients and got its number."""
    with kept_for_module(django_db_blocker):
        w = world()
        w.extra["decision"] = numbered(w)
        w.extra["second"] = user("van-thu-2", "Lưu Thị Thắm")
        role(w.extra["second"], Role.RECORDS_CLERK, w.commune)
        yield w


@pytest.fixture
def w(committee, db) -> World:
    return committee


@pytest.fixture
def printer(w) -> Printer:
    return printers.add_printer(unit=w.commune, name="  Canon LBP 2900  ở phòng văn thư", actor=w.clerk, at=NOW)


@pytest.fixture
def kind(w) -> BlankKind:
    return blanks.add_kind(
        unit=w.commune, name="Phôi A4 khung đỏ", width_mm=Decimal(297), height_mm=Decimal(210), carries="text",
        actor=w.clerk, at=NOW,
    )  # fmt: skip


def feed(printer: Printer, **changes) -> Feed:
    return replace(Feed(printer, "khay tay", Decimal(297), Decimal(210)), **changes)


def entry(w: World, kind: BlankKind, move: str, sheets: int, note: str = "Nhà in Tân Tiến", **more) -> BlankEntry:
    facts = {"move": move, "sheets": sheets, "on": NOW.date(), "note": note, "actor": w.clerk, "at": NOW}
    return blanks.write_entry(kind, **(facts | more))


class TestPrinters:
    def test_a_printer_is_added_renamed_put_away_and_written_down(self, w, printer):
        assert printer.name == "Canon LBP 2900 ở phòng văn thư"
        equipment.rename(printer, name="Máy phòng họp", actor=w.clerk, at=NOW)
        equipment.set_in_use(printer, is_active=False, actor=w.clerk, at=NOW)
        printer.refresh_from_db()
        assert (printer.name, printer.is_active) == ("Máy phòng họp", False)
        verbs = Entry.objects.filter(subject_type="certificates.Printer").order_by("id").values_list("verb", flat=True)
        assert list(verbs) == ["Thêm máy in", "Đổi tên máy in", "Thôi dùng máy in"]

    def test_names_are_told_apart_and_others_have_no_right(self, w, printer):
        with pytest.raises(ActRefused, match="đã có máy in tên"):
            printers.add_printer(unit=w.commune, name=printer.name, actor=w.clerk, at=NOW)
        with pytest.raises(ActRefused, match="Chưa ghi tên"):
            equipment.rename(printer, name=" ", actor=w.clerk, at=NOW)
        with pytest.raises(ActRefused, match="dài quá"):
            printers.add_printer(unit=w.commune, name="M" * 101, actor=w.clerk, at=NOW)
        for stranger in (w.province_clerk, w.chair, w.inspector):
            with pytest.raises(NotPermitted):
                equipment.rename(printer, name="X", actor=stranger, at=NOW)

    def test_eight_numbers_become_the_profile_in_use(self, w, printer):
        made = printers.save_profile(feed(printer), LEFT, base=None, actor=w.clerk, at=NOW)
        assert (made.shift_x_mm, made.shift_y_mm, made.scale_x) == (Decimal("-2.5"), 0, 1)
        assert made.measured["distances"][0] == "22.5"
        assert current_profile(feed(printer)) == made
        assert current_profile(feed(printer, tray="")) is None

    def test_a_second_grid_refines_the_first(self, w, printer):
        first = printers.save_profile(feed(printer), LEFT, base=None, actor=w.clerk, at=NOW)
        half = [
            n + (Decimal("0.5") if i in (0, 4) else Decimal("-0.5") if i in (2, 6) else 0) for i, n in enumerate(TRUE)
        ]
        second = printers.save_profile(feed(printer), half, base=first, actor=w.clerk, at=NOW)
        first.refresh_from_db()
        assert (first.is_current, second.is_current, second.shift_x_mm) == (False, True, Decimal(-3))
        assert correction_of(second).shift_x_mm == -3

    def test_the_same_numbers_twice_are_kept_once_and_an_old_grid_is_refused(self, w, printer):
        first = printers.save_profile(feed(printer), LEFT, base=None, actor=w.clerk, at=NOW)
        assert printers.save_profile(feed(printer), LEFT, base=None, actor=w.clerk, at=NOW) == first
        printers.save_profile(feed(printer), TRUE, base=first, actor=w.clerk, at=NOW)
        with pytest.raises(ActRefused, match="vừa được đo lại"):
            printers.save_profile(feed(printer), LEFT, base=first, actor=w.clerk, at=NOW)

    def test_wrong_numbers_and_a_printer_that_was_put_away_are_refused(self, w, printer):
        with pytest.raises(CorrectionRefused, match="số 1"):
            printers.save_profile(feed(printer), [Decimal(27), *TRUE[1:]], base=None, actor=w.clerk, at=NOW)
        equipment.set_in_use(printer, is_active=False, actor=w.clerk, at=NOW)
        with pytest.raises(ActRefused, match="thôi dùng"):
            printers.save_profile(feed(printer), TRUE, base=None, actor=w.clerk, at=NOW)


class TestBlanks:
    def test_stock_is_what_came_less_what_went_and_what_runs_used(self, w, kind):
        entry(w, kind, BlankMove.RECEIVED, 100)
        entry(w, kind, BlankMove.RETURNED, 10)
        entry(w, kind, BlankMove.DISCARDED, 5, note="Ẩm mốc")
        run = a_run(w, kind, [SheetState.PRINTED, SheetState.SPOILED, SheetState.MADE])
        stock = stocks([kind])[kind.pk]
        assert (stock.used, stock.spoiled, stock.waiting, stock.left) == (1, 1, 1, 83)
        assert sheets_left(kind) == blanks.sheets_left(kind) == 83
        assert run.blank == kind

    def test_no_more_goes_out_than_there_is(self, w, kind):
        entry(w, kind, BlankMove.RECEIVED, 10)
        with pytest.raises(ActRefused, match="chỉ còn 10 tờ"):
            entry(w, kind, BlankMove.DISCARDED, 11)
        with pytest.raises(ActRefused, match="Chưa ghi lý do"):
            entry(w, kind, BlankMove.RETURNED, 1, note="")
        with pytest.raises(ActRefused, match="chưa tới"):
            entry(w, kind, BlankMove.RECEIVED, 1, on=NOW.date() + timedelta(days=2))
        with pytest.raises(ActRefused, match="từ 1 đến"):
            entry(w, kind, BlankMove.RECEIVED, 0)
        with pytest.raises(NotPermitted):
            entry(w, kind, BlankMove.RECEIVED, 1, actor=w.province_clerk)
        assert sheets_left(kind) == 10

    def test_one_press_is_one_line(self, w, kind):
        key = uuid.uuid4()
        lines = [entry(w, kind, BlankMove.RECEIVED, 10, submission_key=key) for _ in range(2)]
        assert lines[0] == lines[1]
        assert sheets_left(kind) == 10

    def test_a_count_keeps_what_the_books_said_and_names_what_explains_the_difference(self, w, kind):
        entry(w, kind, BlankMove.RECEIVED, 10)
        assert reconciliation(kind).difference is None
        a_run(w, kind, [SheetState.PRINTED, SheetState.MADE, SheetState.MADE])
        counted = entry(w, kind, BlankMove.COUNTED, 6, note="")
        found = reconciliation(kind)
        assert (counted.expected, found.difference, found.unconfirmed, found.unexplained) == (9, -3, 2, 1)
        assert [(use.used, use.waiting) for use in found.open_runs] == [(1, 2)]
        assert sheets_left(kind) == 9

    def test_names_and_sizes_are_checked(self, w, kind):
        equipment.rename(kind, name="Phôi A4 khung vàng", actor=w.clerk, at=NOW)
        equipment.set_in_use(kind, is_active=False, actor=w.clerk, at=NOW)
        kind.refresh_from_db()
        assert (kind.name, kind.is_active) == ("Phôi A4 khung vàng", False)
        facts = {"unit": w.commune, "carries": "text", "actor": w.clerk, "at": NOW}
        with pytest.raises(ActRefused, match="đã có loại phôi"):
            blanks.add_kind(name=kind.name, width_mm=Decimal(297), height_mm=Decimal(210), **facts)
        with pytest.raises(ActRefused, match="từ 100 đến 900"):
            blanks.add_kind(name="Bưu thiếp", width_mm=Decimal(297), height_mm=Decimal(90), **facts)


def a_run(w: World, kind: BlankKind, states: list[str]) -> PrintRun:
    """Start a run of three sheets on blanks of the kind and say what came out of the printer."""
    run = start_printing(w.extra["decision"], replace(SETTINGS, blank=kind, mode="text"), actor=w.clerk, at=NOW)
    for sheet, state in zip(run.sheets.order_by("position"), states, strict=True):
        because = {"spoiled_because": "Kẹt giấy"} if state == SheetState.SPOILED else {}
        settled = {"settled_at": NOW} if state != SheetState.MADE else {}
        PrintedSheet.objects.filter(pk=sheet.pk).update(state=state, **because, **settled)
    return run


class TestProofs:
    def handed_in(self, w: World, kind: str = "individual", **changes):
        part = next(p for p in proofs.parts_of(w.extra["decision"], replace(SETTINGS, **changes)) if p.kind == kind)
        return part, proofs.hand_in(w.extra["decision"], part, actor=w.clerk, at=NOW)

    def check(self, w: World, kind: str = "individual", separation: str = "reason", **changes):
        part = next(p for p in proofs.parts_of(w.extra["decision"], replace(SETTINGS, **changes)) if p.kind == kind)
        return proof_check(w.extra["decision"], kind, part.run, part.sheets, separation=separation)

    def test_the_hash_is_of_words_layout_and_date_but_not_of_the_machine(self):
        run = CertificateRun.sample()
        sheets = [CertificateSheet.sample(kind) for kind in ("individual", "collective")]
        sha256 = content_sha256(run, sheets)
        same = run.with_(offset_right=3.0, scale_x=1.01, rotation=0.5, layer="words")
        assert content_sha256(same, [replace(sheet, code="ABCD") for sheet in reversed(sheets)]) == sha256
        others = [
            (run.with_(place_and_date="Tân Mỹ, ngày 20 tháng 5 năm 2026"), sheets),
            (run.with_(signer="Trần Văn An"), sheets),
            (run.with_(design="hoa_sen"), sheets),
            (run, sheets[:1]),
            (run, [replace(sheets[0], name="Lê Thị Bích Liễn"), sheets[1]]),
        ]
        assert sha256 not in {content_sha256(*other) for other in others}

    def test_the_longest_sheet_is_chosen(self):
        long = replace(
            CertificateSheet.sample(), name="Nguyễn Phúc Công Tằng Tôn Nữ Hoàng Thị Ngọc Bích Phượng Liên",
            achievement="Đã có thành tích " + "rất " * 40 + "xuất sắc",
        )  # fmt: skip
        sheets = [*[CertificateSheet.sample()] * 30, long, *[CertificateSheet.sample()] * 5]
        assert hardest(CertificateRun.sample(), sheets) == 30

    def test_a_second_person_is_told_and_approves(self, w):
        assert self.check(w).result == "look"
        assert self.check(w, separation="refuse").result == "block"
        _, proof = self.handed_in(w)
        told = set(Notice.objects.filter(event=Event.PROOF_ASKED).values_list("user__username", flat=True))
        assert told == {"van-thu-2", w.chair.username}
        assert "đang chờ duyệt" in self.check(w).fact
        proofs.answer(proof, is_approved=True, actor=w.chair, at=NOW)
        assert self.check(w, separation="refuse").result == "pass"
        assert not Notice.objects.filter(event=Event.PROOF_ASKED, read_at=None).exists()
        assert Notice.objects.get(event=Event.PROOF_SETTLED).user == w.clerk

    def test_a_change_of_words_design_or_date_cancels_the_approval(self, w):
        _, proof = self.handed_in(w)
        proofs.answer(proof, is_approved=True, actor=w.chair, at=NOW)
        assert "không còn giá trị" in self.check(w, design="hoa_sen").fact
        assert "không còn giá trị" in self.check(w, dated_on=NOW.date() + timedelta(days=3)).fact
        assert self.check(w, shift_x_mm=Decimal(2), mode="text").result == "pass"
        DecisionLine.objects.filter(pk=proof.line_id).update(name="Lê Thị Bích Liễn")
        assert "không còn giá trị" in self.check(w).fact

    def test_what_was_dated_later_is_found_again(self, w):
        _, proof = self.handed_in(w, dated_on=NOW.date() + timedelta(days=15))
        run, _, sha256 = proofs.as_handed_in(proof)
        assert sha256 == proof.content_sha256
        assert "ngày 19 tháng 5 năm 2026" in run.place_and_date

    def test_what_changed_while_it_waited_is_not_approved(self, w):
        _, proof = self.handed_in(w)
        DecisionLine.objects.filter(pk=proof.line_id).update(citation="Đã có thành tích khác")
        with pytest.raises(ActRefused, match="đã thay đổi sau khi trình"):
            proofs.answer(proof, is_approved=True, actor=w.chair, at=NOW)

    def test_sent_back_blocks_until_a_new_one_is_handed_in(self, w):
        part, proof = self.handed_in(w)
        with pytest.raises(ActRefused, match="Chưa ghi cần sửa gì"):
            proofs.answer(proof, is_approved=False, actor=w.chair, at=NOW)
        proofs.answer(proof, is_approved=False, actor=w.chair, at=NOW, note="Tên ấp viết sai.")
        assert (self.check(w).result, "Tên ấp viết sai" in self.check(w).fact) == ("block", True)
        again = proofs.hand_in(w.extra["decision"], part, actor=w.clerk, at=NOW)
        assert latest_proof(w.extra["decision"], "individual") == again
        with pytest.raises(ActRefused, match="đã trả lại"):
            proofs.answer(proof, is_approved=True, actor=w.extra["second"], at=NOW)

    @pytest.mark.parametrize(("mode", "said"), [("reason", "ghi lý do"), ("refuse", "không tự duyệt được")])
    def test_one_person_for_both_is_refused_as_the_rule_says(self, w, mode, said):
        load_desk_rules()
        assert separation_of_proofs(w.commune, NOW.date()) == "reason"
        SeparationRule.objects.create(
            first_action=ProofAct.PREPARE, second_action=ProofAct.APPROVE, unit=w.commune, mode=mode, starts_on=START
        )
        _, proof = self.handed_in(w)
        with pytest.raises(ActRefused, match=said):
            proofs.answer(proof, is_approved=True, actor=w.clerk, at=NOW)
        if mode == "reason":
            proofs.answer(proof, is_approved=True, actor=w.clerk, at=NOW, reason="Chỉ có một văn thư.")
            assert (self.check(w).result, "Chỉ có một văn thư" in self.check(w).fact) == ("look", True)

    def test_others_have_no_say_and_nothing_is_asked_twice(self, w):
        part, proof = self.handed_in(w)
        with pytest.raises(ActRefused, match="đang chờ duyệt"):
            proofs.hand_in(w.extra["decision"], part, actor=w.clerk, at=NOW)
        for stranger in (w.members[1], w.inspector, w.province_clerk):
            with pytest.raises(NotPermitted):
                proofs.answer(proof, is_approved=True, actor=stranger, at=NOW)
        with pytest.raises(NotPermitted):
            proofs.hand_in(w.extra["decision"], replace(part, sha256="0" * 64), actor=w.chair, at=NOW)
        proofs.answer(proof, is_approved=True, actor=w.chair, at=NOW)
        assert proofs.answer(proof, is_approved=True, actor=w.chair, at=NOW).settled_by == w.chair
