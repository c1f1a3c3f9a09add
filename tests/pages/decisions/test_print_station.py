"""The print station in its three steps, and print runs."""

import zipfile
from dataclasses import replace
from io import BytesIO

import lxml.html
import pytest

from certificates.models import IssuedCertificate, PrintRun
from certificates.printing import OWN, PrintSettings
from certificates.services.layout_starts import create_from_design
from certificates.services.layouts import use_layout
from documents.models import DecisionLine
from nominations.models import Award
from runs.models import Run
from tests.clerks import approved_lines, draft, finished, number
from tests.factories import NOW
from tests.pages.decisions.reading import errors, queries, titles, url, words
from workflows.services import decisions
from workflows.services.printing import start_printing

pytestmark = pytest.mark.django_db

SETTINGS = {"mau": "trang_nghiem", "kho": "a3", "cach": "text", "ngang": "1,5", "doc": "-0.5", "ngay": ""}
ACCEPTED = {"chap_nhan_ten": "Võ Minh Khánh", "chap_nhan_ly_do": "Đã xem giấy trên màn hình."}
REASONED = PrintSettings(accepted_reason="Đã xem.")
OTHER = PrintSettings(design="hoa_sen", accepted_reason="Đã xem.", reprint_reason="Đổi mẫu")


def start(w, done, settings=REASONED) -> PrintRun:
    return start_printing(done, settings, actor=w.clerk, at=NOW)


def posted(response) -> dict:
    """Return the fields of the form that starts the run."""
    page = lxml.html.document_fromstring(response.content)
    return dict(next(f for f in page.forms if f.get("method") == "post" and "submission_key" in f.fields).fields)


def chosen(response, name) -> list[str]:
    return lxml.html.document_fromstring(response.content).xpath(f"//input[@name='{name}'][@checked]/@value")


class TestSteps:
    def test_the_first_shows_whose_sheets_lie_in_which_order(self, clerk, done):
        response = clerk.get(url("print_station", done.pk))
        assert titles(response) == ["Chi bộ ấp Tân Bình 1", "Đồng chí Lê Thị Bích Liên", "Đồng chí Đặng Xuân Ước"]
        people = clerk.get(url("print_station", done.pk), {"phan": "individual"})
        assert titles(people) == ["Đồng chí Lê Thị Bích Liên", "Đồng chí Đặng Xuân Ước"]
        some = clerk.get(url("print_station", done.pk), {"phan": "lines", "so": "3, 1"})
        assert titles(some) == ["Chi bộ ấp Tân Bình 1", "Đồng chí Đặng Xuân Ước"]

    @pytest.mark.parametrize("so", ["", "9", "1-x"])
    def test_numbers_that_are_none_are_told_at_their_field(self, clerk, done, so):
        response = clerk.get(url("print_station", done.pk), {"phan": "lines", "so": so, "buoc": "3"})
        assert response.status_code == 422
        assert errors(response)
        page = lxml.html.document_fromstring(response.content)
        assert page.xpath("//input[@id='id_so']/@value") == ([so] if so else [])
        assert chosen(response, "phan") == ["lines"]

    def test_the_second_shows_a_large_sheet_with_its_neighbours(self, clerk, done):
        first, second, third = done.lines.order_by("position")
        response = clerk.get(url("print_station", done.pk), SETTINGS | {"buoc": "2", "dong": second.pk})
        page = lxml.html.document_fromstring(response.content)
        [image] = page.xpath("//figure//img/@src")
        picture = clerk.get(image)
        assert picture["Content-Type"] == "image/svg+xml"
        assert picture.content.startswith(b"<svg")
        turn = page.xpath("//p[@class='sheet-turn']/a")
        assert [link.text_content() for link in turn][:2] == [f"Tờ trước: {first.name}", f"Tờ sau: {third.name}"]
        assert f"Tờ 2/3: Đồng chí {second.name}" in words(response)
        for name in ("print_sheet", "print_picture"):
            assert f"{url(name, done.pk, second.pk)}?" in response.text
        assert clerk.get(url("print_sheet", done.pk, second.pk), SETTINGS).content.startswith(b"%PDF")
        assert clerk.get(url("print_calibration", done.pk), SETTINGS).content.startswith(b"%PDF")

    def test_the_longest_name_is_one_press_away(self, clerk, done):
        first = done.lines.order_by("position").first()
        name = "Hội Cựu chiến binh, Hội Nông dân, Hội Liên hiệp Phụ nữ và Đoàn Thanh niên xã Tân Mỹ"
        done.lines.filter(position=3).update(recipient_kind="collective", name=name)
        response = clerk.get(url("print_station", done.pk), {"buoc": "2", "dong": first.pk})
        [link] = lxml.html.document_fromstring(response.content).xpath("//a[contains(., 'Xem tên dài nhất')]")
        assert name in link.text_content()

    def test_a_step_keeps_what_the_others_chose(self, clerk, done):
        response = clerk.get(url("print_station", done.pk), SETTINGS | {"phan": "individual", "buoc": "2"})
        page = lxml.html.document_fromstring(response.content)
        [form] = [form for form in page.forms if "mau" in form.fields]
        assert form.fields["phan"] == "individual"
        back = page.xpath("//ol[@class='print-steps']//a/@href")
        assert all("phan=individual" in link and "mau=trang_nghiem" in link for link in back)
        assert chosen(clerk.get(back[0]), "phan") == ["individual"]

    def test_the_third_checks_and_starts_what_was_looked_at(self, clerk, done):
        response = clerk.get(url("print_station", done.pk), SETTINGS | {"buoc": "3"})
        assert "Đã bù: dịch ngang 1,5 mm, dịch dọc -0,5 mm." in words(response)
        fields = posted(response)
        assert clerk.post(url("print_station", done.pk), fields).status_code == 422
        refused = clerk.post(url("print_station", done.pk), fields | {"chap_nhan_ten": "Võ Minh Khánh"})
        assert "Chưa ghi lý do vẫn in" in errors(refused)
        assert 'value="Võ Minh Khánh"' in refused.text
        assert not PrintRun.objects.exists()
        clerk.post(url("print_station", done.pk), fields | ACCEPTED)
        run = PrintRun.objects.get()
        found = (run.design, run.paper, run.mode, str(run.shift_x_mm), str(run.shift_y_mm), run.accepted_by_name)
        assert found == ("trang_nghiem", "a3", "text", "1.5", "-0.5", "Võ Minh Khánh")
        again = clerk.post(url("print_station", done.pk), fields | ACCEPTED)
        assert again.url == url("print_run", done.pk, run.pk)
        assert PrintRun.objects.count() == 1

    def test_the_next_run_starts_where_the_last_one_was(self, clerk, done):
        clerk.post(url("print_station", done.pk), SETTINGS | ACCEPTED)
        response = clerk.get(url("print_station", done.pk), {"buoc": "2"})
        assert chosen(response, "mau") == ["trang_nghiem"]
        assert lxml.html.document_fromstring(response.content).xpath("//input[@id='id_ngang']/@value") == ["1,5"]

    @pytest.mark.parametrize(
        "wrong",
        [
            {"ngang": "21"},
            {"doc": "1,55"},
            {"ngang": "x"},
            {"mau": "khac"},
            {"kho": "a5"},
            {"ngay": "31/2/2026"},
            {"phoi": "99"},
            {"may": "x"},
            {"tep": "zip", "ten_tep": "{sai}"},
            {"phan": "sheets"},
        ],
        ids=str,
    )
    def test_wrong_settings_are_told_at_their_field(self, clerk, done, wrong):
        response = clerk.get(url("print_station", done.pk), SETTINGS | {"buoc": "3"} | wrong)
        assert response.status_code == 422
        assert errors(response)
        assert clerk.get(url("print_calibration", done.pk), SETTINGS | wrong).status_code == 404

    def test_what_cannot_be_printed_is_named_and_not_started(self, clerk, done):
        line = done.lines.order_by("position")[1]
        DecisionLine.objects.filter(pk=line.pk).update(name="Lê \u4e00 An")
        Award.objects.filter(decision_line=line).update(recipient_name="Lê \u4e00 An")
        response = clerk.get(url("print_station", done.pk), {"dong": line.pk, "buoc": "3"})
        assert "U+4E00" in words(response)
        page = lxml.html.document_fromstring(response.content)
        assert page.xpath("//main//button[@disabled]")
        assert not page.xpath("//figure//img")
        assert clerk.post(url("print_station", done.pk), SETTINGS | ACCEPTED).status_code == 422
        assert clerk.get(url("print_picture", done.pk, line.pk)).status_code == 404
        assert clerk.get(url("print_sheet", done.pk, line.pk)).status_code == 422
        assert not PrintRun.objects.exists()

    def test_drafts_are_not_printed(self, clerk, made):
        assert clerk.get(url("print_station", made.pk)).status_code == 409
        assert clerk.get(url("confer", made.pk)).status_code == 409

    def test_it_asks_as_much_for_three_as_for_two(self, clerk, w, done):
        other = number(w, draft(w, nominations=approved_lines(w, 2, collective="Chi bộ ấp Tân Bình 9")))
        for name, most in (("print_station", 15), ("decision", 15), ("confer", 15)):
            assert queries(clerk, url(name, done.pk)) == queries(clerk, url(name, other.pk)) <= most
        check = "?buoc=3"
        few = queries(clerk, url("print_station", other.pk) + check)
        assert queries(clerk, url("print_station", done.pk) + check) == few <= 30


def test_a_layout_for_people_only_leaves_collectives_to_the_standard_design(clerk, w, done):
    """The unit's own layouts are chosen, and none of them is for the kind that is printed."""
    layout = create_from_design(
        unit=w.commune, form="giay_khen", kind="individual", design="hoa_sen", name="Phôi đỏ", width_mm=297.0,
        height_mm=210.0, actor=w.clerk, at=NOW,
    )  # fmt: skip
    use_layout(layout, expected_version=layout.draft_version, actor=w.clerk, at=NOW)
    chosen = url("print_station", done.pk) + "?mau=don_vi&phan="
    for step in "123":
        assert clerk.get(f"{chosen}collective&buoc={step}").status_code == 200
        assert clerk.get(f"{chosen}individual&buoc={step}").status_code == 200
    assert "mẫu Trống đồng" in words(clerk.get(f"{chosen}collective&buoc=3"))
    assert "bố cục của đơn vị" in words(clerk.get(f"{chosen}individual&buoc=3"))
    both = words(clerk.get(f"{chosen}all&buoc=3"))
    assert "tập thể: mẫu Trống đồng; cá nhân: bố cục của đơn vị" in both
    assert "(tập thể chưa có, in theo mẫu Trống đồng)" in words(clerk.get(f"{chosen}all&buoc=2"))
    run = start(w, done, replace(REASONED, design=OWN))
    said = words(clerk.get(url("print_run", done.pk, run.pk)))
    assert "Tập thể: mẫu Trống đồng; cá nhân: bố cục “Phôi đỏ”" in said
    assert "Mẫu Hoa sen" in words(clerk.get(url("print_run", done.pk, start(w, done, OTHER).pk)))


class TestRuns:
    def test_progress_is_asked_for_until_the_run_is_over(self, clerk, w, done):
        run = start(w, done)
        page = clerk.get(url("print_run", done.pk, run.pk))
        part = url("print_run_progress", done.pk, run.pk)
        assert f'hx-get="{part}"' in page.text
        assert "0/3 tờ" in words(page)
        assert clerk.get(url("print_run_file", done.pk, run.pk)).status_code == 409
        finished(run)
        answer = clerk.get(part)
        assert "hx-get" not in answer.text
        assert "Đã lập xong 3 tờ" in answer.text
        assert clerk.get(part, HTTP_HX_REQUEST="true")["HX-Refresh"] == "true", "what comes next is on the whole page"
        file = clerk.get(url("print_run_file", done.pk, run.pk))
        assert file.content.startswith(b"%PDF")
        assert file["Content-Disposition"] == 'inline; filename="giay-khen-07-qd-du.pdf"'
        assert run.run.result_sha256 in clerk.get(url("print_run", done.pk, run.pk)).text

    def test_the_first_sheet_is_there_at_once(self, clerk, w, done):
        run = start(w, done)
        page = clerk.get(url("print_run", done.pk, run.pk)).text
        for name, begin in (("print_run_first", b"%PDF"), ("print_run_picture", b"<svg")):
            assert url(name, done.pk, run.pk) in page
            assert clerk.get(url(name, done.pk, run.pk)).content.startswith(begin)

    def test_a_zip_is_handed_out(self, clerk, w, done):
        clerk.post(url("print_station", done.pk), {"tep": "zip", "ten_tep": "{so} {ten}"} | ACCEPTED)
        run = finished(PrintRun.objects.get())
        file = clerk.get(url("print_run_file", done.pk, run.pk))
        assert file["Content-Disposition"] == 'attachment; filename="giay-khen-07-qd-du.zip"'
        with zipfile.ZipFile(BytesIO(file.getvalue())) as archive:
            assert archive.namelist()[1] == "202-le-thi-bich-lien.pdf"

    def test_a_run_is_stopped_and_gone_on_with(self, clerk, w, done):
        run = start(w, done)
        assert "Đã dừng" in words(clerk.post(url("print_run_cancel", done.pk, run.pk), follow=True))
        assert "kết thúc trước khi" in words(clerk.post(url("print_run_cancel", done.pk, run.pk), follow=True))
        assert "Đang lập tiếp" in words(clerk.post(url("print_run_resume", done.pk, run.pk), follow=True))
        assert finished(run).run.state == "done"
        assert "Không còn phần nào" in words(clerk.post(url("print_run_resume", done.pk, run.pk), follow=True))

    def test_a_failed_run_says_why(self, clerk, w, done):
        run = start(w, done)
        Run.objects.update(payload={"decision_number": done.number_text})
        finished(run)
        said = words(clerk.get(url("print_run", done.pk, run.pk)))
        for word in ("Không xong", "bản phần mềm cũ", "Tiếp tục"):
            assert word in said

    def test_a_run_with_an_old_number_is_marked(self, clerk, w, done):
        run = finished(start(w, done))
        decisions.replace_number(done, reason="Ghi nhầm.", signer=w.signer, signed_on=NOW.date(), actor=w.clerk, at=NOW)
        said = words(clerk.get(url("print_run", done.pk, run.pk)))
        assert "Tệp này in số 07-QĐ/ĐU, nay quyết định mang số 08-QĐ/ĐU" in said
        assert clerk.get(url("print_run_file", done.pk, run.pk)).status_code == 200
        done.refresh_from_db()
        again = start(w, done)
        assert set(again.sheets.values_list("certificate__revision", flat=True)) == {2}
        assert IssuedCertificate.objects.filter(revision=2, decision_number="08-QĐ/ĐU").count() == 3

    def test_a_file_that_is_gone_is_told(self, clerk, w, done, tmp_path):
        run = finished(start(w, done))
        (tmp_path / run.run.result_path).unlink()
        response = clerk.get(url("print_run_file", done.pk, run.pk))
        assert response.status_code == 409
        assert "lập lại tệp mới" in words(response)

    def test_others_print_nothing(self, client, w, done):
        run = start(w, done)
        for who, status in ((w.inspector, 403), (w.secretary, 403), (w.other_secretary, 404), (w.province_clerk, 404)):
            client.force_login(who)
            assert client.get(url("print_station", done.pk)).status_code == status
            assert client.post(url("print_run_cancel", done.pk, run.pk)).status_code == status
            assert client.get(url("print_run_file", done.pk, run.pk)).status_code == status
            assert client.post(url("print_outcome", done.pk, run.pk)).status_code == status

    def test_a_run_of_another_decision_is_not_found(self, clerk, w, done):
        run = start(w, done)
        other = number(w, draft(w, nominations=approved_lines(w, 1, collective="Chi bộ ấp Tân Bình 9")))
        assert clerk.get(url("print_run", other.pk, run.pk)).status_code == 404
        assert clerk.get(url("print_outcome", other.pk, run.pk)).status_code == 404
        assert clerk.get(url("print_sheet", other.pk, done.lines.first().pk)).status_code == 404

    def test_the_list_says_who_printed_what(self, clerk, client, w, done):
        assert "Chưa có lượt in nào" in words(clerk.get(url("print_runs")))
        finished(start(w, done))
        few = queries(clerk, url("print_runs"))
        said = words(clerk.get(url("print_runs")))
        for word in ("Quyết định số 07-QĐ/ĐU", w.clerk.full_name, "Chưa ghi kết quả in", "3 tờ"):
            assert word in said
        for _ in range(2):
            start(w, done)
        assert queries(clerk, url("print_runs")) == few
        client.force_login(w.secretary)
        assert client.get(url("print_runs")).status_code == 403
