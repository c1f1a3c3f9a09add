"""Pages of printers, blanks and proofs, and the first page of certificates, as the records clerk sees them."""

import lxml.html
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.enums import BlankMove
from certificates.models import BlankEntry, BlankKind, CalibrationProfile, Printer, Proof
from certificates.services import blanks, printers
from tests.clerks import kept_for_module, numbered
from tests.factories import NOW, World, world

pytestmark = pytest.mark.django_db
FEED = {"khay": "khay tay", "giay": "a4"}
NUMBERS = {f"so{n}": text for n, text in enumerate(("22,5", "18,5", "18", "19", "21,5", "21", "19", "20.5"), start=1)}


@pytest.fixture(scope="module")
def committee(django_db_setup, django_db_blocker):
    """A commune whose decision has three recipients and got its number."""
    with kept_for_module(django_db_blocker), time_machine.travel(NOW, tick=False):
        w = world()
        w.extra["decision"] = numbered(w)
        yield w


@pytest.fixture
def w(committee, db) -> World:
    return committee


@pytest.fixture
def clerk(w) -> Client:
    return browser(w.clerk)


def browser(person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def url(name: str, *args) -> str:
    return reverse(name if ":" in name else f"certificates:{name}", args=args)


def words(response) -> str:
    main = lxml.html.document_fromstring(response.content).xpath("//main")[0]
    return " ".join(main.text_content().split())


def a_printer(w: World, name: str = "Canon LBP 2900") -> Printer:
    return printers.add_printer(unit=w.commune, name=name, actor=w.clerk, at=NOW)


def a_blank(w: World, name: str = "Phôi A4 khung đỏ") -> BlankKind:
    size = {"width_mm": 297, "height_mm": 210}
    return blanks.add_kind(unit=w.commune, name=name, carries="text", actor=w.clerk, at=NOW, **size)


class TestPrinters:
    def test_from_an_empty_list_to_a_saved_calibration(self, w, clerk):
        assert "Chưa ghi máy in nào" in words(clerk.get(url("printers")))
        added = clerk.post(url("printer_add"), {"name": "Canon LBP 2900"})
        printer = Printer.objects.get()
        assert added.url == url("calibrate", printer.pk)
        page = clerk.get(added.url, FEED)
        assert "2. Đo bằng thước, gõ tám số" in words(page)
        [grid] = lxml.html.document_fromstring(page.content).xpath("//a[contains(@href, 'to-can-chinh')]/@href")
        assert clerk.get(grid).content.startswith(b"%PDF")
        seen = clerk.post(added.url, FEED | NUMBERS | {"viec": "xem"})
        assert "lệch phải 1,8 mm, lệch lên 1 mm, co ngang 0,2%, phóng dọc 0,3%, xoay phải 0,18 độ" in words(seen)
        document = lxml.html.document_fromstring(seen.content)
        assert document.xpath("//polygon[@class='seen__found']/@points")
        check = document.xpath("//a[contains(@href, 'so1=')]/@href")[0]
        assert clerk.get(check).content.startswith(b"%PDF")
        assert clerk.get(check).content != clerk.get(grid).content
        form = next(form for form in document.forms if "luu" in [each.get("value") for each in form.xpath(".//button")])
        saved = clerk.post(added.url, dict(form.fields) | {"viec": "luu"})
        assert saved.url == url("printer", printer.pk)
        profile = CalibrationProfile.objects.get()
        assert (profile.tray, str(profile.shift_x_mm)) == ("khay tay", "-1.750")
        assert "Máy lệch phải 1,8 mm" in words(clerk.get(saved.url))
        assert "hôm nay" in words(clerk.get(url("printers")))

    def test_a_mistyped_number_is_named_and_everything_typed_is_kept(self, w, clerk):
        printer = a_printer(w)
        answer = clerk.post(url("calibrate", printer.pk), FEED | NUMBERS | {"so3": "81", "viec": "xem"})
        assert answer.status_code == 422
        assert "Số 3 (góc trên bên phải, cách mép phải) ghi 81 mm" in words(answer)
        page = lxml.html.document_fromstring(answer.content)
        assert [page.xpath(f"//input[@id='id_so{n}']/@value")[0] for n in (1, 3, 8)] == ["22,5", "81", "20.5"]
        assert "Chưa ghi số 4" in words(clerk.post(url("calibrate", printer.pk), FEED | NUMBERS | {"so4": ""}))
        assert "ví dụ 20 hoặc 20,5" in words(clerk.post(url("calibrate", printer.pk), FEED | NUMBERS | {"so4": "hai"}))

    def test_a_saved_tray_is_measured_with_what_it_is_corrected_by(self, w, clerk):
        printer = a_printer(w)
        clerk.post(url("calibrate", printer.pk), FEED | NUMBERS | {"viec": "luu"})
        page = clerk.get(url("calibrate", printer.pk), FEED)
        profile = CalibrationProfile.objects.get()
        assert f"tu={profile.pk}" in page.text
        stale = clerk.post(url("calibrate", printer.pk), FEED | NUMBERS | {"viec": "luu"})
        assert (stale.status_code, "vừa được đo lại" in words(stale)) == (422, True)
        even = dict.fromkeys(NUMBERS, "20")
        good = clerk.post(url("calibrate", printer.pk), FEED | even | {"viec": "xem", "tu": profile.pk})
        assert "Căn chỉnh đang dùng vẫn tốt" in words(good)
        clerk.post(url("calibrate", printer.pk), FEED | even | {"viec": "luu", "tu": profile.pk})
        assert "Các lần đo trước" in words(clerk.get(url("printer", printer.pk)))

    def test_any_paper_and_the_office_s_blanks_can_be_chosen(self, w, clerk):
        printer, kind = a_printer(w), a_blank(w)
        assert kind.name in words(clerk.get(url("calibrate", printer.pk)))
        assert f"{kind.name}, khổ 297 × 210" in words(
            clerk.get(url("calibrate", printer.pk), {"giay": f"phoi-{kind.pk}"})
        )
        other = {"giay": "khac", "rong": "400", "cao": "300,5"}
        assert "khổ 400 × 300,5 mm" in words(clerk.get(url("calibrate", printer.pk), other))
        missing = clerk.get(url("calibrate", printer.pk), {"giay": "khac", "rong": "400"})
        assert (missing.status_code, "Chưa ghi chiều cao" in words(missing)) == (422, True)
        assert clerk.get(url("test_grid", printer.pk), {"giay": "a4", "tu": "77"}).status_code == 422

    def test_renaming_and_putting_away(self, w, clerk):
        printer = a_printer(w)
        a_printer(w, "Máy phòng họp")
        taken = clerk.post(url("printer_rename", printer.pk), {"name": "Máy phòng họp"})
        assert (taken.status_code, "đã có máy in tên" in words(taken)) == (422, True)
        clerk.post(url("printer_rename", printer.pk), {"name": "Máy mới"})
        clerk.post(url("printer_use", printer.pk), {"dung": "0"})
        assert "Máy này đã thôi dùng" in words(clerk.get(url("printer", printer.pk)))
        assert "Máy đã thôi dùng (1)" in words(clerk.get(url("printers")))


class TestBlanks:
    def test_a_ledger_from_the_first_receipt_to_a_count(self, w, clerk):
        assert "Chưa ghi loại phôi nào" in words(clerk.get(url("blanks")))
        added = clerk.post(
            url("blank_add"), {"name": "Phôi A4", "width_mm": "297", "height_mm": "210", "carries": "text"}
        )
        kind = BlankKind.objects.get()
        page = lxml.html.document_fromstring(clerk.get(added.url).content)
        form = next(form for form in page.forms if "move" in form.fields)
        typed = dict(form.fields) | {"sheets": "200", "note": "Hóa đơn 0012"}
        assert typed["move"] == "received"
        for _ in range(2):
            clerk.post(added.url, typed)
        assert BlankEntry.objects.count() == 1
        assert "Còn 200 tờ theo sổ" in words(clerk.get(added.url))
        counted = clerk.post(added.url, {"move": "counted", "sheets": "197", "on": "4/5/2026"} | key())
        assert counted.url == url("blank_reconciliation", kind.pk)
        assert "Còn 3 tờ không giải thích được bằng lượt in nào" in words(clerk.get(counted.url))
        clerk.post(added.url, {"move": "discarded", "sheets": "3", "on": "4/5/2026", "note": "Mất"} | key())
        assert "đã được ghi vào sổ sau đó" in words(clerk.get(counted.url))

    def test_a_refusal_keeps_what_was_typed(self, w, clerk):
        kind = a_blank(w)
        typed = {"move": "discarded", "sheets": "5", "on": "4/5/2026", "note": "Ẩm mốc"} | key()
        answer = clerk.post(url("blank", kind.pk), typed)
        assert (answer.status_code, "Theo sổ chỉ còn 0 tờ" in words(answer)) == (422, True)
        page = lxml.html.document_fromstring(answer.content)
        assert page.xpath("//input[@id='id_note']/@value") == ["Ẩm mốc"]
        assert page.xpath("//input[@name='move'][@checked]/@value") == ["discarded"]
        assert "Số tờ là số nguyên" in words(clerk.post(url("blank", kind.pk), typed | {"sheets": "năm"}))

    def test_renaming_and_putting_away(self, w, clerk):
        kind = a_blank(w)
        clerk.post(url("blank_rename", kind.pk), {"name": "Phôi cũ"})
        clerk.post(url("blank_use", kind.pk), {"dung": "0"})
        assert "Loại phôi này đã thôi dùng" in words(clerk.get(url("blank", kind.pk)))
        assert "Phôi đã thôi dùng (1)" in words(clerk.get(url("blanks")))


def key() -> dict[str, str]:
    from uuid import uuid4

    return {"submission_key": str(uuid4())}


class TestHome:
    def test_it_counts_and_names_what_asks_for_somebody(self, w, clerk):
        bare = words(clerk.get(url("home")))
        assert "Chưa in" in bare
        assert "Chưa ghi máy in nào" in bare
        a_printer(w)
        kind = a_blank(w)
        entry = {"move": BlankMove.RECEIVED, "sheets": 12, "on": NOW.date(), "actor": w.clerk, "at": NOW}
        blanks.write_entry(kind, **entry)
        page = words(clerk.get(url("home")))
        assert "1 máy, 0 máy đã căn chỉnh" in page
        assert "1 loại, còn 12 tờ theo sổ" in page
        assert "Còn 12 tờ. Đặt nhà in thường mất hai tuần." in page
        assert "Chưa căn chỉnh, chữ có thể lệch trên phôi" in page

    def test_the_inspector_sees_the_register_only(self, w):
        page = words(browser(w.inspector).get(url("home")))
        assert "Sổ khen thưởng" in page
        assert "Máy in" not in page

    @pytest.mark.parametrize("name", ["home", "printers", "blanks"])
    def test_more_lines_ask_no_more_queries(self, w, clerk, name):
        counts = []
        for each in ("1", "2 3"):
            for number in each.split():
                printer, kind = a_printer(w, f"Máy {number}"), a_blank(w, f"Phôi {number}")
                clerk.post(url("calibrate", printer.pk), FEED | NUMBERS | {"viec": "luu"})
                entry = {"move": BlankMove.RECEIVED, "sheets": 5, "on": NOW.date(), "actor": w.clerk, "at": NOW}
                blanks.write_entry(kind, **entry)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert clerk.get(url(name)).status_code == 200
            counts.append(len(asked))
        assert counts[0] == counts[1]


class TestProofs:
    def test_handed_in_by_the_clerk_and_approved_by_the_chair(self, w, clerk):
        decision = w.extra["decision"]
        page = clerk.get(url("workflows:proofs", decision.pk))
        assert words(page).count("chưa có người thứ hai xem tờ in thử") == 2
        form = next(
            form
            for form in lxml.html.document_fromstring(page.content).forms
            if form.fields.get("kind") == "individual"
        )
        handed = clerk.post(url("workflows:proofs", decision.pk), dict(form.fields))
        proof = Proof.objects.get()
        assert handed.url == url("workflows:proof", decision.pk, proof.pk)
        chair = browser(w.chair)
        assert "Xem tờ in thử, cá nhân" in words(chair.get(url("workflows:home")))
        seen = words(chair.get(handed.url))
        assert proof.line.name in seen
        read = seen.split("Chữ trên giấy", 1)[1]
        assert proof.line.citation in read and decision.number_text in read, "letters that a phone shows"
        assert chair.get(url("workflows:proof_picture", decision.pk, proof.pk))["Content-Type"] == "image/svg+xml"
        assert chair.get(url("workflows:proof_paper", decision.pk, proof.pk)).content.startswith(b"%PDF")
        assert chair.post(handed.url, {}).status_code == 422
        back = chair.post(handed.url, {"answer": "tra-lai", "note": ""})
        assert (back.status_code, "Chưa ghi cần sửa gì" in words(back)) == (422, True)
        chair.post(handed.url, {"answer": "duyet"})
        assert "Đồng chí Võ Minh Khánh duyệt" in words(chair.get(handed.url))
        assert "Võ Minh Khánh đã duyệt tờ in thử của cá nhân" in words(clerk.get(url("workflows:proofs", decision.pk)))
        assert "Xem tờ in thử" not in words(chair.get(url("workflows:home")))

    def test_whoever_answers_is_led_to_the_other_kind(self, w, clerk):
        decision = w.extra["decision"]
        page = lxml.html.document_fromstring(clerk.get(url("workflows:proofs", decision.pk)).content)
        forms = {form.fields["kind"]: dict(form.fields) for form in page.forms if form.fields.get("kind")}
        first, second = (clerk.post(url("workflows:proofs", decision.pk), forms[kind]).url for kind in sorted(forms))
        chair = browser(w.chair)
        chair.post(first, {"answer": "duyet"})
        assert f'href="{second}"' in chair.get(first).content.decode()
        chair.post(second, {"answer": "duyet"})
        assert "cũng đang chờ trả lời" not in words(chair.get(first)) + words(chair.get(second))

    def test_alone_with_a_reason_only(self, w, clerk):
        decision = w.extra["decision"]
        page = lxml.html.document_fromstring(clerk.get(url("workflows:proofs", decision.pk)).content)
        form = next(form for form in page.forms if form.fields.get("kind") == "collective")
        address = clerk.post(url("workflows:proofs", decision.pk), dict(form.fields)).url
        assert "Không có người thứ hai" in words(clerk.get(address))
        refused = clerk.post(address, {"answer": "duyet", "reason": ""})
        assert (refused.status_code, "ghi lý do" in words(refused)) == (422, True)
        clerk.post(address, {"answer": "duyet", "reason": "Chỉ có một văn thư."})
        assert "Chỉ có một văn thư" in words(clerk.get(address))
