"""The records clerk's pages: drafting, recording the number, printing, handing over."""

import re
import uuid
from datetime import timedelta

import lxml.html
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents import issuing
from documents.fonts import FontMissing
from documents.models import REGISTER, Decision, DecisionLine, Number, NumberSeries, PrintRun, StoredDocument
from documents.printing import PrintSettings
from nominations.models import Award, Nomination
from tests.clerks import approved_lines, draft, finished, kept_for_module, number
from tests.factories import NOW, role, world
from workflows.services import decisions
from workflows.services.printing import start_printing

pytestmark = pytest.mark.django_db
LIST = reverse("workflows:decisions")
TODAY = f"{NOW:%d/%m/%Y}"


@pytest.fixture(scope="module")
def office(django_db_setup, django_db_blocker):
    """A committee with three approved lines, built once for the module."""
    with kept_for_module(django_db_blocker), time_machine.travel(NOW, tick=False):
        w = world()
        yield w, [line.pk for line in approved_lines(w, 3)]


@pytest.fixture
def w(office):
    return office[0]


@pytest.fixture
def waiting(office):
    return list(Nomination.objects.filter(pk__in=office[1]).select_related("nominee").order_by("id"))


@pytest.fixture
def made(w, waiting):
    return draft(w, nominations=waiting)


@pytest.fixture
def done(w, made):
    return number(w, made)


@pytest.fixture
def clerk(client, w, settings, tmp_path):
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    client.force_login(w.clerk)
    return client


def url(name, *args):
    return reverse(f"workflows:{name}", args=args)


def words(response) -> str:
    """Return what a person reads on the page."""
    return " ".join(lxml.html.document_fromstring(response.content).xpath("string(//main)").split())


def errors(response) -> str:
    return " ".join(lxml.html.document_fromstring(response.content).xpath("string(//*[@class='errors'])").split())


def titles(response) -> list[str]:
    """Return the names in the reading order as the page shows them."""
    return [
        " ".join(b.text_content().split())
        for b in lxml.html.document_fromstring(response.content).xpath("//ol[contains(@class, 'order')]/li//b")
    ]


def queries(client, address) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


class TestList:
    def test_waiting_lines_stand_by_round_and_form_all_ticked(self, clerk, waiting):
        response = clerk.get(LIST)
        assert "3 dòng chờ lập quyết định" in words(response)
        ticked = lxml.html.document_fromstring(response.content).xpath("//input[@name='lines'][@checked]/@value")
        assert {int(value) for value in ticked} == {n.pk for n in waiting}

    def test_ticked_lines_become_a_draft_collectives_first(self, clerk, w, waiting):
        data = {"unit": w.commune.pk, "submission_key": uuid.uuid4(), "lines": [n.pk for n in reversed(waiting)]}
        response = clerk.post(LIST, data)
        made = Decision.objects.get()
        assert response.url == url("decision", made.pk)
        assert titles(clerk.get(response.url)) == [
            "Chi bộ ấp Tân Bình 1",
            "Đồng chí Lê Thị Bích Liên",
            "Đồng chí Đặng Xuân Ước",
        ]
        assert clerk.post(LIST, data).url == response.url
        assert Decision.objects.count() == 1

    def test_nothing_ticked_is_told(self, clerk, w, waiting):
        response = clerk.post(LIST, {"unit": w.commune.pk, "submission_key": uuid.uuid4()})
        assert response.status_code == 422
        assert "Chưa chọn dòng nào" in errors(response)

    def test_a_line_that_was_drafted_meanwhile_is_told_and_ticks_are_kept(self, clerk, w, waiting):
        draft(w, nominations=waiting[:1])
        response = clerk.post(
            LIST, {"unit": w.commune.pk, "submission_key": uuid.uuid4(), "lines": [n.pk for n in waiting[:2]]}
        )
        assert response.status_code == 422
        assert "không còn chờ quyết định" in errors(response)
        assert lxml.html.document_fromstring(response.content).xpath("//input[@name='lines'][@checked]/@value") == [
            str(waiting[1].pk)
        ]

    def test_one_decision_is_for_one_round_and_form(self, clerk, w, waiting):
        Nomination.objects.filter(pk=waiting[0].pk).update(form="bang_khen")
        assert (
            len(lxml.html.document_fromstring(clerk.get(LIST).content).xpath("//main//table[.//input[@name='lines']]"))
            == 2
        )
        response = clerk.post(
            LIST, {"unit": w.commune.pk, "submission_key": uuid.uuid4(), "lines": [n.pk for n in waiting]}
        )
        assert response.status_code == 422
        assert "một đợt và một hình thức" in errors(response)

    def test_it_asks_as_much_for_three_as_for_one(self, clerk, w, waiting):
        draft(w, nominations=waiting[:1])
        number(w, draft(w, nominations=waiting[1:2]))
        one = queries(clerk, LIST)
        more = approved_lines(w, 6, collective="Chi bộ ấp Tân Bình 9")
        draft(w, nominations=more[:1])
        number(w, draft(w, nominations=more[1:2]))
        assert queries(clerk, LIST) == one <= 15

    @pytest.mark.parametrize(
        ("who", "status"), [("secretary", 403), ("appraiser", 403), ("inspector", 200), ("province_clerk", 200)]
    )
    def test_who_may_open_it(self, client, w, waiting, who, status):
        client.force_login(getattr(w, who))
        response = client.get(LIST)
        assert response.status_code == status
        assert not lxml.html.document_fromstring(response.content).xpath("//input[@name='lines']")

    def test_another_units_lines_are_not_drafted(self, client, w, waiting):
        client.force_login(w.province_clerk)
        for unit, status in ((w.commune.pk, 404), (w.province.pk, 422), ("x", 404)):
            data = {"unit": unit, "submission_key": uuid.uuid4(), "lines": [waiting[0].pk]}
            assert client.post(LIST, data).status_code == status
        assert not Decision.objects.exists()


def texts(made, **changes) -> dict:
    names = ("subject", "bases", "bonus_text", "executors", "recipients", "place", "version")
    return {name: getattr(made, name) for name in names} | changes


class TestDraft:
    def test_texts_and_signer_are_saved(self, clerk, w, made):
        response = clerk.post(
            url("decision", made.pk), texts(made, bonus_text="Mỗi tập thể 1.404.000 đồng.", signer=w.signer.pk)
        )
        assert response.status_code == 302
        made.refresh_from_db()
        assert (made.bonus_text, made.signer_name, made.version) == ("Mỗi tập thể 1.404.000 đồng.", "Võ Minh Khánh", 2)

    def test_first_texts_leave_to_the_paper_what_it_adds_itself(self, made):
        assert made.subject.startswith("về việc khen thưởng học tập và làm theo")
        assert "Biên bản họp Ban Thường vụ Đảng ủy xã Tân Mỹ, ngày 04/5/2026" in made.bases
        assert "Điều" not in made.executors + made.recipients

    def test_a_refused_form_keeps_what_was_typed(self, clerk, made):
        response = clerk.post(url("decision", made.pk), texts(made, subject="", bases="Căn cứ mới gõ"))
        assert response.status_code == 422
        assert "trích yếu" in errors(response)
        assert "Căn cứ mới gõ" in response.text
        assert "<title>Lỗi: " in response.text

    def test_a_stale_page_loses_nothing(self, clerk, w, made):
        decisions.save_decision(made, actor=w.clerk, at=NOW, expected_version=1, subject="về việc khác")
        response = clerk.post(url("decision", made.pk), texts(made, version=1, bases="Căn cứ mới gõ"))
        assert response.status_code == 409
        assert "vừa được lưu ở trang khác" in errors(response)
        assert "Căn cứ mới gõ" in response.text
        made.refresh_from_db()
        assert made.subject == "về việc khác"

    def test_buttons_move_a_recipient_up_and_down(self, clerk, made):
        last = made.lines.last()
        response = clerk.post(url("decision_move", made.pk, last.pk), {"huong": "len"})
        assert response.url.endswith(f"#dong-{last.pk}")
        assert titles(clerk.get(url("decision", made.pk)))[1] == "Đồng chí Đặng Xuân Ước"
        clerk.post(url("decision_move", made.pk, last.pk), {"huong": "xuong"})
        assert titles(clerk.get(url("decision", made.pk)))[2] == "Đồng chí Đặng Xuân Ước"

    def test_printed_words_and_place_of_one_recipient(self, clerk, made):
        line = made.lines.order_by("position")[2]
        page = url("decision_line", made.pk, line.pk)
        assert clerk.get(page).status_code == 200
        data = {
            "address": "Ông",
            "name": "Đặng  Xuân Ước ",
            "unit_text": "",
            "citation": "Đã có\r\nthành tích",
            "position": "1",
            "version": made.version,
        }
        assert clerk.post(page, data).status_code == 302
        line.refresh_from_db()
        assert (line.position, line.address, line.name, line.unit_text, line.citation) == (
            1,
            "Ông",
            "Đặng Xuân Ước",
            "",
            "Đã có\nthành tích",
        )
        assert list(made.lines.order_by("position").values_list("position", flat=True)) == [1, 2, 3]
        assert clerk.post(page, data).status_code == 409
        assert clerk.post(page, data | {"citation": "", "version": 2}).status_code == 422
        assert clerk.post(page, data | {"position": "0", "version": 2}).status_code == 422

    def test_a_dropped_line_waits_again_and_the_last_takes_the_draft(self, clerk, made):
        ids = list(made.lines.values_list("pk", flat=True))
        assert "trở lại danh sách chờ" in words(clerk.get(url("decision_drop", made.pk, ids[0])))
        for left, pk in zip((2, 1, 0), ids, strict=True):
            response = clerk.post(url("decision_drop", made.pk, pk))
            assert DecisionLine.objects.count() == left
        assert response.url == LIST
        assert "3 dòng chờ" in words(clerk.get(LIST))

    def test_a_draft_is_thrown_away_after_asking(self, clerk, made):
        assert Decision.objects.filter(pk=made.pk).exists()
        assert "Bỏ dự thảo" in words(clerk.get(url("decision_discard", made.pk)))
        clerk.post(url("decision_discard", made.pk))
        assert not Decision.objects.exists()
        assert clerk.post(url("decision_discard", made.pk)).status_code == 404

    def test_a_long_list_has_pages(self, clerk, made, monkeypatch):
        monkeypatch.setattr("workflows.views.clerks.LINES_PER_PAGE", 2)
        monkeypatch.setattr("workflows.views.clerks.page_of.__defaults__", (2,))
        assert len(titles(clerk.get(url("decision", made.pk)))) == 2
        assert titles(clerk.get(url("decision", made.pk) + "?trang=2")) == ["Đồng chí Đặng Xuân Ước"]
        last = made.lines.last()
        assert clerk.post(url("decision_move", made.pk, last.pk), {"huong": "xuong"}).url.endswith(
            f"?trang=2#dong-{last.pk}"
        )

    def test_readers_see_it_without_buttons(self, client, w, made):
        client.force_login(w.inspector)
        page = lxml.html.document_fromstring(client.get(url("decision", made.pk)).content)
        assert not page.xpath("//main//button")
        assert page.xpath(f"//a[@href='{reverse('documents:decision_paper', args=[made.pk])}']")
        for name in ("decision_number", "decision_discard"):
            assert client.post(url(name, made.pk)).status_code == 403

    def test_it_asks_as_much_for_three_as_for_one(self, clerk, w, made):
        three = queries(clerk, url("decision", made.pk))
        for line in list(made.lines.all())[1:]:
            decisions.drop_line(line, actor=w.clerk, at=NOW)
        assert queries(clerk, url("decision", made.pk)) == three <= 15


def signed(w, made, **changes) -> dict:
    return {"signer": w.signer.pk, "signed_on": TODAY, "version": made.version} | changes


class TestNumber:
    def test_the_page_says_what_will_happen(self, clerk, made):
        said = words(clerk.get(url("decision_number", made.pk)))
        assert "Số tiếp theo trong sổ hôm nay là 07-QĐ/ĐU" in said
        assert "từ 201 đến 203" in said
        assert "không sửa được nữa" in said
        assert "Lý do đồng chí làm cả hai việc" not in said
        assert not Number.objects.exists()

    def test_one_press_numbers_stores_the_paper_and_shows_the_hash(self, clerk, w, made):
        response = clerk.post(url("decision_number", made.pk), signed(w, made, signed_on="4-5-26"), follow=True)
        said = words(response)
        assert "Đã ghi số 07-QĐ/ĐU" in said
        paper = StoredDocument.objects.get()
        assert paper.is_final
        assert paper.sha256 in response.text
        assert re.search(r"201.*202.*203", said)
        assert set(Nomination.objects.filter(decision_lines__decision=made).values_list("state", flat=True)) == {
            "issued"
        }

    def test_a_second_press_is_told_the_number(self, clerk, w, made):
        data = signed(w, made)
        clerk.post(url("decision_number", made.pk), data)
        response = clerk.post(url("decision_number", made.pk), data)
        assert response.status_code == 409
        assert "Đồng chí Đỗ Thị Hằng đã ghi số 07-QĐ/ĐU" in words(response)
        assert url("decision", made.pk) in response.text
        assert clerk.get(url("decision_number", made.pk)).status_code == 409

    @pytest.mark.parametrize("signed_on", ["", "31/4/2026", "khong", f"{NOW + timedelta(days=1):%d/%m/%Y}", "1/5/2026"])
    def test_a_day_that_cannot_be_comes_back_with_the_rest_kept(self, clerk, w, made, signed_on):
        response = clerk.post(url("decision_number", made.pk), signed(w, made, signed_on=signed_on))
        assert response.status_code == 422
        assert errors(response)
        page = lxml.html.document_fromstring(response.content)
        assert page.xpath("//input[@name='signed_on']/@value") == ([signed_on] if signed_on else [])
        assert page.xpath("//input[@name='signer'][@checked]/@value") == [str(w.signer.pk)]
        assert not Number.objects.exists()

    def test_without_a_signer_nothing_is_recorded(self, clerk, w, made):
        response = clerk.post(url("decision_number", made.pk), signed(w, made, signer=""))
        assert response.status_code == 422
        assert "người ký" in errors(response)

    def test_an_old_page_is_read_again(self, clerk, w, made):
        decisions.save_decision(made, actor=w.clerk, at=NOW, expected_version=1, subject="về việc khác")
        response = clerk.post(url("decision_number", made.pk), signed(w, made, version=1))
        assert response.status_code == 409
        assert "vừa được sửa ở trang khác" in errors(response)
        assert not Number.objects.exists()

    @pytest.mark.parametrize("kind", ["quyet_dinh", REGISTER])
    def test_without_a_series_the_reason_reaches_the_page(self, clerk, w, made, kind):
        NumberSeries.objects.filter(document_type=kind).delete()
        response = clerk.post(url("decision_number", made.pk), signed(w, made))
        assert response.status_code == 422
        assert "Chưa mở sổ số" in errors(response)
        assert "người quản trị" in errors(response)
        assert not Number.objects.exists()
        assert clerk.get(url("decision_number", made.pk)).status_code == 200

    def test_one_person_for_two_acts_gives_a_reason(self, client, w, made):
        role(w.appraiser, "records_clerk", w.commune)
        client.force_login(w.appraiser)
        page = url("decision_number", made.pk)
        assert "Lý do đồng chí làm cả hai việc" in words(client.get(page))
        refused = client.post(page, signed(w, made))
        assert refused.status_code == 422
        assert not Number.objects.exists()
        assert client.post(page, signed(w, made, separation_reason="Văn phòng có một người.")).status_code == 302

    def test_a_paper_that_fails_does_not_undo_the_number(self, clerk, w, made, monkeypatch):
        def without_font(kind, context):
            raise FontMissing("Chưa có phông chữ.")

        monkeypatch.setattr(issuing, "render_paper", without_font)
        said = words(clerk.post(url("decision_number", made.pk), signed(w, made), follow=True))
        assert "Đã ghi số 07-QĐ/ĐU" in said
        assert "Chưa có phông chữ." in said
        monkeypatch.undo()
        assert clerk.get(reverse("documents:decision_paper", args=[made.pk])).status_code == 200
        assert StoredDocument.objects.get().is_final

    def test_a_wrong_number_is_voided_with_a_reason(self, clerk, w, done):
        page = url("decision_renumber", done.pk)
        assert "được đánh dấu đã hủy" in words(clerk.get(page))
        assert clerk.post(page, signed(w, done)).status_code == 422
        data = signed(w, done, reason="Ghi nhầm ngày ký.")
        said = words(clerk.post(page, data, follow=True))
        assert "Đã hủy số 07-QĐ/ĐU và ghi số mới 08-QĐ/ĐU" in said
        assert clerk.post(page, data).status_code == 409
        assert list(Number.objects.filter(state="voided").values_list("text", flat=True)) == ["07-QĐ/ĐU"]

    def test_a_draft_has_no_number_to_void(self, clerk, made):
        assert clerk.get(url("decision_renumber", made.pk)).status_code == 409

    def test_nothing_of_a_numbered_one_is_changed(self, clerk, done):
        line = done.lines.first()
        answers = [
            clerk.post(url("decision", done.pk), texts(done)),
            clerk.get(url("decision_line", done.pk, line.pk)),
            clerk.post(url("decision_move", done.pk, line.pk), {"huong": "xuong"}),
            clerk.post(url("decision_drop", done.pk, line.pk)),
            clerk.post(url("decision_discard", done.pk)),
        ]
        assert [answer.status_code for answer in answers] == [409] * 5
        assert done.lines.count() == 3

    def test_the_series_show_taken_and_voided_numbers(self, clerk, w, done):
        decisions.replace_number(
            done, reason="Ghi nhầm ngày ký.", signer=w.signer, signed_on=NOW.date(), actor=w.clerk, at=NOW
        )
        said = words(clerk.get(url("series")))
        assert "09-QĐ/ĐU" in said
        assert "Sổ khen thưởng" in said
        series = NumberSeries.objects.get(unit=w.commune, document_type="quyet_dinh")
        said = words(clerk.get(url("series_numbers", series.pk)))
        assert "Ghi nhầm ngày ký." in said
        foreign = NumberSeries.objects.filter(unit=w.province).first()
        assert clerk.get(url("series_numbers", foreign.pk)).status_code == 404

    def test_the_series_are_for_reading_only(self, client, w):
        client.force_login(w.secretary)
        assert client.get(url("series")).status_code == 403


SETTINGS = {"mau": "trang_nghiem", "kho": "a3", "cach": "text", "ngang": "1,5", "doc": "-0.5", "ngay": ""}


class TestPrinting:
    def test_the_station_shows_a_picture_the_order_and_the_check(self, clerk, done):
        response = clerk.get(url("print_station", done.pk))
        page = lxml.html.document_fromstring(response.content)
        [image] = page.xpath("//figure//img/@src")
        picture = clerk.get(image)
        assert picture["Content-Type"] == "image/svg+xml"
        assert picture.content.startswith(b"<svg")
        assert titles(response) == ["Chi bộ ấp Tân Bình 1", "Đồng chí Lê Thị Bích Liên", "Đồng chí Đặng Xuân Ước"]
        assert "6 mục đạt" in words(response)

    def test_what_is_looked_at_is_what_is_started(self, clerk, done):
        response = clerk.get(url("print_station", done.pk), SETTINGS)
        page = lxml.html.document_fromstring(response.content)
        form = next(form for form in page.forms if form.get("method") == "post" and "submission_key" in form.fields)
        assert "Đã bù: dịch ngang 1,5 mm, dịch dọc -0,5 mm." in words(response)
        clerk.post(url("print_station", done.pk), dict(form.fields))
        run = PrintRun.objects.get()
        assert (run.design, run.paper, run.mode, str(run.shift_x_mm), str(run.shift_y_mm)) == (
            "trang_nghiem",
            "a3",
            "text",
            "1.5",
            "-0.5",
        )
        assert clerk.post(url("print_station", done.pk), dict(form.fields)).url == url("print_run", done.pk, run.pk)
        assert PrintRun.objects.count() == 1

    def test_the_next_run_starts_where_the_last_one_was(self, clerk, done):
        clerk.post(url("print_station", done.pk), SETTINGS)
        page = lxml.html.document_fromstring(clerk.get(url("print_station", done.pk)).content)
        assert page.xpath("//input[@name='mau'][@checked]/@value") == ["trang_nghiem"]
        assert page.xpath("//input[@id='id_ngang']/@value") == ["1,5"]

    def test_a_chosen_recipient_is_shown_as_picture_and_pdf(self, clerk, done):
        line = done.lines.order_by("position")[1]
        response = clerk.get(url("print_station", done.pk), SETTINGS | {"dong": line.pk})
        assert f"Dòng 2, Đồng chí {line.name}" in words(response)
        for name in ("print_sheet", "print_picture"):
            assert f"{url(name, done.pk, line.pk)}?" in response.text
        assert clerk.get(url("print_sheet", done.pk, line.pk), SETTINGS).content.startswith(b"%PDF")
        assert clerk.get(url("print_calibration", done.pk), SETTINGS).content.startswith(b"%PDF")

    @pytest.mark.parametrize(
        "wrong",
        [{"ngang": "21"}, {"doc": "1,55"}, {"ngang": "x"}, {"mau": "khac"}, {"kho": "a5"}, {"ngay": "31/2/2026"}],
    )
    def test_wrong_settings_are_told_at_their_field(self, clerk, done, wrong):
        response = clerk.get(url("print_station", done.pk), SETTINGS | wrong)
        assert response.status_code == 422
        assert errors(response)
        assert clerk.get(url("print_calibration", done.pk), SETTINGS | wrong).status_code == 404

    def test_what_cannot_be_printed_is_named_and_not_started(self, clerk, done):
        line = done.lines.order_by("position")[1]
        DecisionLine.objects.filter(pk=line.pk).update(name="Lê \u4e00 An")
        Award.objects.filter(decision_line=line).update(recipient_name="Lê \u4e00 An")
        response = clerk.get(url("print_station", done.pk), {"dong": line.pk})
        assert "U+4E00" in words(response)
        assert lxml.html.document_fromstring(response.content).xpath("//main//button[@disabled]")
        assert clerk.post(url("print_station", done.pk), SETTINGS).status_code == 422
        assert clerk.get(url("print_picture", done.pk, line.pk)).status_code == 404
        assert clerk.get(url("print_sheet", done.pk, line.pk)).status_code == 422
        assert not PrintRun.objects.exists()

    def test_progress_is_asked_for_until_the_run_is_over(self, clerk, w, done):
        run = start_printing(done, PrintSettings(), actor=w.clerk, at=NOW)
        page = clerk.get(url("print_run", done.pk, run.pk))
        part = url("print_run_progress", done.pk, run.pk)
        assert f'hx-get="{part}"' in page.text
        assert "0/3 tờ" in words(page)
        assert clerk.get(url("print_run_file", done.pk, run.pk)).status_code == 409
        finished(run)
        answer = clerk.get(part)
        assert "hx-get" not in answer.text
        assert "Đã lập xong 3 tờ" in answer.text
        file = clerk.get(url("print_run_file", done.pk, run.pk))
        assert file.content.startswith(b"%PDF")
        assert file["Content-Disposition"] == 'inline; filename="giay-khen-07-qd-du.pdf"'
        assert run.run.result_sha256 in clerk.get(url("print_run", done.pk, run.pk)).text

    def test_a_run_is_stopped_and_gone_on_with(self, clerk, w, done):
        run = start_printing(done, PrintSettings(), actor=w.clerk, at=NOW)
        assert "Đã dừng" in words(clerk.post(url("print_run_cancel", done.pk, run.pk), follow=True))
        assert "kết thúc trước khi" in words(clerk.post(url("print_run_cancel", done.pk, run.pk), follow=True))
        assert "Đang lập tiếp" in words(clerk.post(url("print_run_resume", done.pk, run.pk), follow=True))
        assert finished(run).run.state == "done"
        assert "Không còn phần nào" in words(clerk.post(url("print_run_resume", done.pk, run.pk), follow=True))

    def test_a_failed_run_says_why(self, clerk, w, done):
        run = start_printing(done, PrintSettings(), actor=w.clerk, at=NOW)
        payload = run.run.payload
        payload["sheets"][1]["name"] = "Lê \u4e00 An"
        run.run.save()
        finished(run)
        said = words(clerk.get(url("print_run", done.pk, run.pk)))
        assert "Không xong" in said
        assert "U+4E00" in said
        assert "Tiếp tục" in said

    def test_a_run_with_an_old_number_is_marked(self, clerk, w, done):
        run = finished(start_printing(done, PrintSettings(), actor=w.clerk, at=NOW))
        decisions.replace_number(done, reason="Ghi nhầm.", signer=w.signer, signed_on=NOW.date(), actor=w.clerk, at=NOW)
        said = words(clerk.get(url("print_run", done.pk, run.pk)))
        assert "Tệp này in số 07-QĐ/ĐU, nay quyết định mang số 08-QĐ/ĐU" in said
        assert clerk.get(url("print_run_file", done.pk, run.pk)).status_code == 200

    def test_a_file_that_is_gone_is_told(self, clerk, w, done, tmp_path):
        run = finished(start_printing(done, PrintSettings(), actor=w.clerk, at=NOW))
        (tmp_path / run.run.result_path).unlink()
        response = clerk.get(url("print_run_file", done.pk, run.pk))
        assert response.status_code == 409
        assert "lập lại tệp mới" in words(response)

    def test_drafts_are_not_printed(self, clerk, made):
        assert clerk.get(url("print_station", made.pk)).status_code == 409
        assert clerk.get(url("confer", made.pk)).status_code == 409

    def test_others_print_nothing(self, client, w, done):
        run = start_printing(done, PrintSettings(), actor=w.clerk, at=NOW)
        for who, status in ((w.inspector, 403), (w.secretary, 403), (w.other_secretary, 404), (w.province_clerk, 404)):
            client.force_login(who)
            assert client.get(url("print_station", done.pk)).status_code == status
            assert client.post(url("print_run_cancel", done.pk, run.pk)).status_code == status
            assert client.get(url("print_run_file", done.pk, run.pk)).status_code == status

    def test_a_run_of_another_decision_is_not_found(self, clerk, w, done):
        run = start_printing(done, PrintSettings(), actor=w.clerk, at=NOW)
        other = number(w, draft(w, nominations=approved_lines(w, 1, collective="Chi bộ ấp Tân Bình 9")))
        assert clerk.get(url("print_run", other.pk, run.pk)).status_code == 404
        assert clerk.get(url("print_sheet", other.pk, done.lines.first().pk)).status_code == 404

    def test_it_asks_as_much_for_three_as_for_one(self, clerk, w, done):
        other = number(w, draft(w, nominations=approved_lines(w, 1, collective="Chi bộ ấp Tân Bình 9")))
        for name in ("print_station", "decision", "confer"):
            assert queries(clerk, url(name, done.pk)) == queries(clerk, url(name, other.pk)) <= 15


class TestConferral:
    def fields(self, done, **changes) -> dict:
        data = {"conferred_on": TODAY}
        for line in done.lines.all():
            data |= {f"d{line.pk}-how": "truc_tiep", f"d{line.pk}-received_by": "", f"d{line.pk}-own_day": ""}
        return data | changes

    def test_one_day_for_all(self, clerk, done):
        response = clerk.post(url("confer", done.pk), self.fields(done))
        assert response.url == url("decision", done.pk)
        assert set(Award.objects.values_list("conferred_on", "conferred_note")) == {(NOW.date(), "")}
        assert "Đã trao 3/3" in words(clerk.get(response.url))

    def test_exceptions_for_each(self, clerk, done):
        first, second, third = done.lines.order_by("position")
        data = self.fields(
            done,
            **{
                f"d{first.pk}-how": "nhan_thay",
                f"d{first.pk}-received_by": " Lê Văn  Tám",
                f"d{second.pk}-how": "chua",
            },
        )
        clerk.post(url("confer", done.pk), data)
        kept = dict(Award.objects.values_list("decision_line", "conferred_note"))
        assert kept == {first.pk: "Nhận thay: Lê Văn Tám", second.pk: "", third.pk: ""}
        assert Award.objects.get(decision_line=second).conferred_on is None
        page = lxml.html.document_fromstring(clerk.get(url("confer", done.pk)).content)
        assert page.xpath(f"//input[@name='d{first.pk}-received_by']/@value") == ["Lê Văn Tám"]

    def test_a_mistake_is_taken_back(self, clerk, done):
        clerk.post(url("confer", done.pk), self.fields(done))
        first = done.lines.first()
        clerk.post(url("confer", done.pk), self.fields(done, **{f"d{first.pk}-how": "chua"}))
        assert Award.objects.get(decision_line=first).conferred_on is None
        assert Award.objects.filter(conferred_on=NOW.date()).count() == 2

    @pytest.mark.parametrize("day", ["", "31/4/2026"])
    def test_without_a_day_nothing_is_recorded_and_everything_is_kept(self, clerk, done, day):
        first = done.lines.first()
        data = self.fields(
            done, conferred_on=day, **{f"d{first.pk}-how": "nhan_thay", f"d{first.pk}-received_by": "Lê Văn Tám"}
        )
        response = clerk.post(url("confer", done.pk), data)
        assert response.status_code == 422
        assert errors(response)
        assert "Lê Văn Tám" in response.text
        assert not Award.objects.exclude(conferred_on=None).exists()

    def test_a_proxy_has_a_name(self, clerk, done):
        first = done.lines.first()
        response = clerk.post(url("confer", done.pk), self.fields(done, **{f"d{first.pk}-how": "nhan_thay"}))
        assert response.status_code == 422
        assert f"{first.name}: hãy ghi họ tên người nhận thay" in words(response)

    def test_each_line_has_a_result_of_its_own(self, clerk, done):
        first = done.lines.first()
        response = clerk.post(url("confer", done.pk), self.fields(done, **{f"d{first.pk}-own_day": "1/5/2026"}))
        assert response.status_code == 422
        assert f"{first.name}: Ngày trao phải sau hoặc đúng ngày quyết định" in errors(response)
        assert "Đã ghi 2 dòng khác" in words(response)
        assert Award.objects.filter(conferred_on=NOW.date()).count() == 2


def test_pages_of_a_new_office_say_what_to_do_first(client, w):
    client.force_login(w.province_clerk)
    said = words(client.get(LIST))
    assert "Không còn dòng nào chờ lập quyết định" in said
    assert "Chưa có quyết định nào được ghi số" in said
