"""The print station, print runs, and the day of conferral."""

import lxml.html
import pytest

from certificates.models import PrintRun
from certificates.printing import PrintSettings
from documents.models import DecisionLine
from nominations.models import Award
from tests.clerks import approved_lines, draft, finished, number
from tests.factories import NOW
from tests.pages.decisions.reading import TODAY, errors, queries, titles, url, words
from workflows.services import decisions
from workflows.services.printing import start_printing

pytestmark = pytest.mark.django_db


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
