"""The check before printing: what stops a run, what somebody must accept with a reason."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from PIL import Image

from certificates.enums import BlankMove, CertificateAction, RevocationReason
from certificates.layout.sheets import GroundFile
from certificates.layout.spec import Ground, Rect
from certificates.models import BlankEntry, BlankKind, CalibrationProfile, IssuedCertificate, Printer, PrintMode
from certificates.preflight import examine, examine_job, machine, words
from certificates.printing import Part, PrintSettings, Selection, plan
from certificates.services import acts
from certificates.services.sheets import settle_sheets
from documents.models import DecisionLine
from rolls.models import DisciplinaryAction, Person
from tests.certificates.printing_office import PLAIN, grown, printed_as, start
from tests.clerks import finished
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def check(decision, settings=PLAIN, **kwargs):
    return {found.rule: found for found in examine(decision, settings, at=NOW, **kwargs)}


class TestCheckBeforePrinting:
    def test_a_good_decision_passes_every_rule(self, w, made):
        found = check(made)
        assert {rule for rule, each in found.items() if each.result != "pass"} == {"Tờ in thử"}
        assert found["Tờ in thử"].result == "look"

    def test_a_letter_that_no_font_has_is_named_with_its_owner(self, w, made):
        found = check(printed_as(made, name="Lê \u4e00 An"))["Đủ chữ cái trong phông"]
        assert found.result == "block"
        assert "U+4E00" in found.fact
        assert "Lê \u4e00 An" in found.fact
        assert found.fact.startswith("Dòng 2:")
        assert found.line.position == 2

    def test_a_text_that_does_not_fit_is_named(self, w, made):
        found = check(printed_as(made, citation="Đã có thành tích xuất sắc trong mọi mặt công tác " * 9))[
            "Chữ nằm trong khung"
        ]
        assert found.result == "block"
        assert found.line.name in found.fact

    def test_a_long_name_deserves_a_look(self, w, made):
        name = "Hội Cựu chiến binh, Hội Nông dân, Hội Liên hiệp Phụ nữ và Đoàn Thanh niên xã Tân Mỹ"
        found = check(printed_as(made, 1, name=name))["Tên dài"]
        assert (found.result, name in found.fact) == ("look", True)

    def test_a_borrowed_font_deserves_a_look(self, w, made):
        found = check(printed_as(made, name="Y Ƀlô Êban"))
        assert found["Phông thay thế"].result == "look"
        assert "Y Ƀlô Êban" in found["Phông thay thế"].fact

    def test_words_that_differ_from_the_register_stop_the_run(self, w, made):
        DecisionLine.objects.filter(decision=made, position=2).update(name="Lê Thị Bích Hiền")
        found = check(made)["Tên và lời khen"]
        assert (found.result, "Lê Thị Bích Hiền" in found.fact) == ("block", True)

    def test_a_number_that_is_not_in_the_series_stops_the_run(self, w, made):
        made.number_text = "99-QĐ/ĐU"
        assert check(made)["Số, ngày quyết định"].result == "block"

    @pytest.mark.parametrize(("days", "result"), [(-1, "block"), (0, "pass"), (5, "look")])
    def test_the_day_on_the_sheet_is_held_against_the_day_of_signature(self, w, made, days, result):
        settings = replace(PLAIN, dated_on=made.signed_on + timedelta(days=days))
        assert check(made, settings)["Số, ngày quyết định"].result == result

    def test_a_register_number_used_twice_stops_the_run(self, w, made):
        job = plan(made, PLAIN)
        job.lines[1].register.value = job.lines[0].register.value
        found = {c.rule: c for c in examine_job(job, at=NOW)}["Số vào sổ khen thưởng"]
        assert (found.result, "201" in found.fact) == ("block", True)

    def test_words_on_a_blank_without_shifts_deserve_a_look(self, w, made):
        assert check(made, replace(PLAIN, mode=PrintMode.TEXT))["Canh máy in"].result == "look"
        assert (
            check(made, replace(PLAIN, mode=PrintMode.TEXT, shift_x_mm=Decimal("1.5")))["Canh máy in"].result == "pass"
        )

    def test_posthumous_honours_do_not_fit_a_blank_that_says_tang(self, w, made):
        DecisionLine.objects.filter(decision=made, position=2).update(is_posthumous=True)
        found = examine(made, replace(PLAIN, mode=PrintMode.TEXT_TITLED), at=NOW)
        assert [c.result for c in found if c.line and "truy tặng" in c.fact.lower()] == ["block"]

    def test_what_all_sheets_share_is_checked_too(self, w, made):
        made.signer_name = ""
        assert [(c.result, "người ký" in c.fact) for c in examine(made, PLAIN, at=NOW)] == [("block", True)]

    def test_whoever_wrote_marks_apart_deserves_a_look(self, w, made):
        job = plan(made, PLAIN)
        job.lines[1].name = "Le\u0302 Thi\u0323 Bi\u0301ch Lie\u0302n"
        found = {each.rule: each for each in examine_job(job, at=NOW)}["Dấu tiếng Việt"]
        assert (found.result, found.line.position) == ("look", 2)

    def test_a_person_without_unit_deserves_a_look(self, w, made):
        assert check(printed_as(made, unit_text=""))["Chỗ để trống"].result == "look"

    def test_a_qr_code_without_an_address_is_told_and_asks_for_no_reason(self, w, made, settings):
        found = check(made)["Mã QR"]
        assert found.result == "pass"
        assert "chưa khai báo địa chỉ trang tra cứu; mã chữ vẫn in" in found.fact
        settings.VINHDANH_PUBLIC_URL = "https://khenthuong.tanmy.gov.vn"
        assert "Mã QR" not in check(made)

    def test_a_qr_code_that_no_telephone_reads_stops_the_run(self, w, made, settings):
        settings.VINHDANH_PUBLIC_URL = "https://khen-thuong.tinh-binh-an.example/kiem-tra-giay-khen-cua-xa-tan-my"
        job = plan(made, PLAIN)
        small = {kind: run.with_(spec=replace(run.spec, qr=Rect(20, 150, 8, 8))) for kind, run in job.runs.items()}
        found = [each for each in examine_job(replace(job, runs=small), at=NOW) if each.result == "block"]
        assert {each.line.position for each in found} == {1, 2, 3}
        assert all("Mã vuông (QR) nhỏ quá" in each.fact for each in found)

    def test_sheets_that_share_a_layout_share_what_is_tried_once(self, w, made, monkeypatch):
        grown(made, 12)
        tried = []
        monkeypatch.setattr(words, "common_ink_in_seal", lambda run: tried.append(run) or [])
        assert check(made)["Đủ chữ cái, chữ nằm trong khung"].fact == "Đã dàn thử 12/12 giấy."
        assert len(tried) == 2, "once for people, once for collectives"
        start(w, made)
        tried.clear()
        check(made, replace(PLAIN, reprint_reason="Kẹt giấy"))
        assert 1 <= len(tried) <= 2, "and no more often for what was issued before"

    def test_ink_where_the_seal_goes_stops_the_run(self, w, made):
        job = plan(made, PLAIN)
        low = {kind: run.with_(spec=replace(run.spec, seal=Rect(0, 0, 297, 210))) for kind, run in job.runs.items()}
        found = [each for each in examine_job(replace(job, runs=low), at=NOW) if each.rule == "Chỗ ký và đóng dấu"]
        assert {each.result for each in found} == {"block"}
        assert any("Số quyết định" in each.fact for each in found)

    def test_a_coarse_picture_that_is_printed_deserves_a_look(self, w, made):
        job = plan(made, replace(PLAIN, mode=PrintMode.FULL))
        results = []
        for wide, is_printed in ((1000, True), (1754, True), (1000, False)):
            content = BytesIO()
            Image.new("L", (wide, round(wide / 1.414))).save(content, "PNG")
            own = {"own_ground": GroundFile(content.getvalue(), "image/png")}
            ground = Ground(kind="own", sha256="0" * 64, is_printed=is_printed)
            runs = {k: run.with_(spec=replace(run.spec, ground=ground), **own) for k, run in job.runs.items()}
            results.append(
                [each.fact for each in machine.checks(replace(job, runs=runs), at=NOW) if each.rule == "Hình nền"]
            )
        assert "chỉ có 86 điểm ảnh trên một inch" in results[0][0] and len(results[0]) == 1
        assert results[1:] == [[], []], "fine enough; only shows what the blank looks like"


class TestDiscipline:
    @pytest.mark.parametrize(
        ("decided", "recorded", "result"),
        [(1, 1, "look"), (-30, 1, "look"), (-30, -20, "pass")],
        ids=["since-the-vote", "known-since-the-vote", "known-at-the-vote"],
    )
    def test_what_became_known_after_the_vote_must_be_accepted(self, w, made, decided, recorded, result):
        line = made.lines.select_related("nomination__nominee").get(position=2)
        nominee = line.nomination.nominee
        if nominee.person is None:
            nominee.person = Person.objects.create(full_name=nominee.full_name, created_at=NOW)
            nominee.save()
        held = made.meeting.starts_at
        action = DisciplinaryAction.objects.create(
            person=nominee.person, form="Khiển trách", decided_on=(held + timedelta(days=decided)).date(),
            recorded_at=held + timedelta(days=recorded), recorded_by=w.appraiser,
        )  # fmt: skip
        found = check(made)["Kỷ luật sau ngày họp"]
        assert found.result == result
        assert "Khiển trách" not in found.fact, "the clerk learns that there is something, not what"
        if result == "look":
            assert (found.line.position, line.name in found.fact) == (2, True)
            action.struck_at, action.struck_because = NOW, "Ghi nhầm."
            action.save()
            assert check(made)["Kỷ luật sau ngày họp"].result == "pass"


class TestMachine:
    def blank(self, made, width=297, height=210, carries=PrintMode.TEXT, sheets=50) -> BlankKind:
        kind = BlankKind.objects.create(
            unit=made.unit,
            name=f"Phôi {width} {carries}",
            width_mm=width,
            height_mm=height,
            carries=carries,
            created_at=NOW,
        )
        BlankEntry.objects.create(kind=kind, move=BlankMove.RECEIVED, sheets=sheets, on=NOW.date(), at=NOW)
        return kind

    def profile(self, made, blank=None, days=10, **fields) -> CalibrationProfile:
        printer = Printer.objects.get_or_create(unit=made.unit, name="Canon LBP 2900", defaults={"created_at": NOW})[0]
        facts = {"width_mm": 297, "height_mm": 210, "shift_x_mm": Decimal("0.5"), "tray": f"{days}"}
        return CalibrationProfile.objects.create(
            printer=printer,
            blank=blank,
            measured_at=NOW - timedelta(days=days),
            measured_by_name="Văn thư",
            **facts | fields,
        )

    def text(self, **chosen):
        return replace(PLAIN, mode=PrintMode.TEXT, **chosen)

    def test_everything_fits(self, w, made):
        blank = self.blank(made)
        found = check(made, self.text(blank=blank, profile=self.profile(made, blank)))
        assert [found[rule].result for rule in ("Khổ giấy", "Phôi", "Canh máy in")] == ["pass"] * 3
        assert "còn 50 tờ" in found["Phôi"].fact
        assert "cần 3 tờ" in found["Phôi"].fact

    def test_sizes_that_disagree_stop_the_run(self, w, made):
        assert check(made, self.text(blank=self.blank(made, 420, 297)))["Khổ giấy"].result == "block"
        wide = self.profile(made, width_mm=420, height_mm=297)
        assert check(made, replace(PLAIN, profile=wide))["Khổ giấy"].result == "block"

    def test_blanks_that_carry_something_else_stop_the_run(self, w, made):
        titled = self.blank(made, carries=PrintMode.TEXT_TITLED)
        assert check(made, self.text(blank=titled))["Phôi"].result == "block"
        assert check(made, replace(PLAIN, blank=titled))["Phôi"].result == "block"

    def test_too_few_blanks_or_none_chosen_deserve_a_look(self, w, made):
        few = check(made, self.text(blank=self.blank(made, sheets=2)))["Phôi"]
        assert (few.result, few.about) == ("look", "blank")
        assert check(made, self.text())["Phôi"].result == "look"

    def test_an_old_measurement_deserves_a_look(self, w, made):
        blank = self.blank(made)
        assert (
            check(made, self.text(blank=blank, profile=self.profile(made, blank, 200)))["Canh máy in"].result == "look"
        )
        assert check(made, replace(PLAIN, profile=self.profile(made, None, 200)))["Canh máy in"].result == "pass"

    def test_a_measurement_of_another_blank_deserves_a_look(self, w, made):
        other = self.profile(made, self.blank(made, carries=PrintMode.TEXT_TITLED))
        assert check(made, self.text(blank=self.blank(made), profile=other))["Canh máy in"].result == "look"


class TestPast:
    def printed(self, w, made, **outcome):
        run = finished(start(w, made))
        settle_sheets(run, **{"spoiled": {}, "actor": w.clerk, "at": NOW} | outcome)
        return run

    def test_a_file_without_outcome_deserves_a_look(self, w, made):
        run = finished(start(w, made))
        found = check(made)["Lượt in trước chưa ghi kết quả"]
        assert (found.result, found.key) == ("look", run.pk)

    def test_printing_again_needs_a_reason(self, w, made):
        self.printed(w, made, spoiled={2: "Kẹt giấy"}, skipped=[3])
        found = check(made)["Đã in lần nào chưa"]
        assert found.result == "block"
        assert found.fact.startswith("2 giấy đã được in ra giấy")
        reasoned = check(made, replace(PLAIN, reprint_reason="Mất một tờ."))["Đã in lần nào chưa"]
        assert (reasoned.result, "Mất một tờ." in reasoned.fact) == ("pass", True)

    def test_sheets_that_never_went_in_need_none(self, w, made):
        run = self.printed(w, made, skipped=[2, 3])
        rest = replace(PLAIN, selection=Selection(Part.SHEETS, (2, 3), run))
        assert check(made, rest)["Đã in lần nào chưa"].result == "pass"

    def test_a_revoked_certificate_is_not_printed(self, w, made):
        self.printed(w, made)
        issued = IssuedCertificate.objects.get(award__decision_line__position=2)
        acts.revoke(
            issued, reason=RevocationReason.FALSE_PAPERS, note="Khai sai.", paper_number="50-QĐ/ĐU", paper_on=NOW.date(),
            is_object_returned=False, is_money_returned=False, actor=w.clerk, at=NOW,
        )  # fmt: skip
        assert issued.acts.get().action == CertificateAction.REVOKE
        found = check(made, replace(PLAIN, reprint_reason="x"))["Giấy đã thu hồi"]
        assert (found.result, found.line.position, found.key) == ("block", 2, issued.pk)

    def test_other_choices_do_not_reach_what_was_issued(self, w, made):
        finished(start(w, made))
        assert "Giấy đã vào sổ" not in check(made)
        assert check(made, replace(PLAIN, design="hoa_sen"))["Giấy đã vào sổ"].result == "look"
        later = replace(PLAIN, dated_on=made.signed_on + timedelta(days=3))
        assert check(made, later)["Giấy đã vào sổ"].result == "look"


def test_an_empty_choice_is_told(w, made):
    [found] = examine(made, PrintSettings(selection=Selection(Part.LINES, (99,))), at=NOW)
    assert (found.result, "Chưa chọn ai" in found.fact) == ("block", True)
