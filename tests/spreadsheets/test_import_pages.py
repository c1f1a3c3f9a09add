"""The screens of imports, without scripts: from the file to the roll and back."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rolls.models import Person, RollEntry
from runs.models import Run
from runs.services import lease_item
from spreadsheets.headings import find_header, match_headings
from spreadsheets.models import SpreadsheetImport
from spreadsheets.progress import tell
from spreadsheets.reading import open_book
from spreadsheets.registry import kinds
from spreadsheets.services import rows as walking
from spreadsheets.services.taking import start_taking
from tests.factories import NOW, line

from .importing import FIVE, checked, press, received, taken, work, xlsx

pytestmark = pytest.mark.django_db
ROLL = "/nhap-bang-tinh/moi/?loai=roll"


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    """Keep files apart, on the day of the factories."""
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    with time_machine.travel(NOW, tick=False):
        yield


def browser(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def client(w):
    """The browser of the cell's secretary."""
    return browser(w.secretary)


def send(client, content: bytes, name="danh-sach.xlsx", url=ROLL, **fields):
    unit = re.search(r'name="unit" value="(\d+)"', client.get(url).content.decode())
    values = {"file": SimpleUploadedFile(name, content), "submission_key": fields.pop("key", "")} | fields
    return client.post(url, values | ({"unit": unit[1]} if unit else {}))


def page(response) -> str:
    """Return the words of a page, without marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


KEY = "1c7a1f0e-6a1c-4b06-9d8e-3c1f0f2f9a11"


def test_from_the_file_to_the_roll_and_back(client, w):
    response = send(client, xlsx(*FIVE), key=KEY)
    made = SpreadsheetImport.objects.get()
    columns_url = reverse("spreadsheets:columns", args=[made.pk])
    assert response.url == columns_url
    text = page(client.get(columns_url))
    assert "5 dòng đầu, như sẽ đọc" in text and "Nguyễn Văn An" in text and "Còn thiếu" not in text
    response = client.post(columns_url, {"lam": "kiem-tra"}, follow=True)
    assert "Đang kiểm tra từng dòng" in page(response) and "Xem tiến độ mới nhất" in page(response)
    work()
    here = reverse("spreadsheets:import", args=[made.pk])
    text = page(client.get(here))
    assert "Nhập được 3 dòng" in text and "Nhập 3 dòng" in text
    assert "31/02/1980" in text and "Không có ngày 31/2/1980" in text, "bad rows come first"
    assert "Đỗ Thị Hòa" in page(client.get(here, {"xem": "nhap-duoc"}))
    for _ in range(2):
        assert client.post(reverse("spreadsheets:take", args=[made.pk])).url == here
    assert "Đang nhập" in page(client.get(here))
    work()
    text = page(client.get(here))
    assert "Đã nhập 3 dòng" in text and "Hoàn tác lần nhập này" in text and "Mở danh sách" in text
    assert Person.objects.count() == 3
    undo_url = reverse("spreadsheets:undo", args=[made.pk])
    assert "Bỏ 3 dòng đã ghi" in page(client.get(undo_url))
    assert "Đã hoàn tác" in page(client.post(undo_url, follow=True))
    assert not Person.objects.exists()


class TestUpload:
    def test_it_says_what_is_needed_and_offers_a_sample(self, client):
        text = page(client.get(ROLL))
        assert "Cột bắt buộc: Họ và tên" in text and "xếp loại từng năm" in text and "Tải bảng mẫu" in text

    @pytest.mark.parametrize("kind", [kind.code for kind in kinds() if not kind.needs_target])
    def test_the_sample_is_read_back_whole(self, client, tmp_path, kind):
        path = tmp_path / "mau.xlsx"
        path.write_bytes(client.get(reverse("spreadsheets:sample", args=[kind])).content)
        fields = next(one for one in kinds() if one.code == kind).fields(NOW.date())
        book = open_book("mau.xlsx", path)
        header = find_header(book.rows(book.sheet_names[0]), fields)
        assert list(match_headings(header.headings, fields, {}).values()) == [field.code for field in fields]

    def test_a_bad_file_is_refused_at_the_form(self, client):
        response = send(client, b"PK\x03\x04 cut off")
        assert response.status_code == 422
        assert "bị hỏng" in page(response) and not SpreadsheetImport.objects.exists()
        assert "Chưa chọn tệp" in page(client.post(ROLL, {}))

    def test_two_presses_send_once(self, client):
        first, second = send(client, xlsx(*FIVE), key=KEY), send(client, xlsx(*FIVE), key=KEY)
        assert first.url == second.url and SpreadsheetImport.objects.count() == 1

    def test_who_keeps_several_rolls_chooses_one(self, w):
        client = browser(w.appraiser)
        assert w.sibling.name in page(client.get(ROLL))
        response = send(client, xlsx(*FIVE), key=KEY, unit=w.other_cell.pk)
        assert response.status_code == 422 and "Đồng chí không nhập được cho đơn vị này" in page(response)
        assert send(client, xlsx(*FIVE), key=KEY, url=f"{ROLL}&don-vi={w.sibling.pk}").status_code == 302
        assert SpreadsheetImport.objects.get().unit == w.sibling

    @pytest.mark.parametrize("query", ["?loai=khong-co", "?loai=roll&don-vi=999999"])
    def test_what_is_none_of_theirs_is_unknown(self, client, query):
        assert client.get(f"/nhap-bang-tinh/moi/{query}").status_code == 404

    def test_others_may_not(self, w):
        assert browser(w.members[1]).get(ROLL).status_code == 403


class TestColumns:
    def test_an_old_encoding_is_said_and_can_be_changed(self, client, w):
        made = received(w, xlsx([1, "NguyÔn V¨n An", 1970], [2, "TrÇn ThÞ Liªn", 1971]))
        url = reverse("spreadsheets:columns", args=[made.pk])
        text = page(client.get(url))
        assert "Chữ TCVN3 (ABC), đã chuyển" in text and "Nguyễn Văn An" in text
        client.post(url, {"lam": "xem", "kieu-chu-1": "unicode"})
        assert "NguyÔn V¨n An" in page(client.get(url))

    def test_what_is_missing_is_said_and_refused(self, client, w):
        made = received(w, xlsx(["Lan", 1970], head=["Người", "Năm sinh"]))
        url = reverse("spreadsheets:columns", args=[made.pk])
        assert "Còn thiếu cột bắt buộc" in page(client.get(url))
        response = client.post(url, {"lam": "kiem-tra"})
        assert response.status_code == 422 and "Chưa có cột nào là “Họ và tên”" in page(response)
        assert client.post(url, {"lam": "kiem-tra", "nghia-0": "full_name"}).status_code == 302
        twice = client.post(
            reverse("spreadsheets:columns", args=[received(w, xlsx(*FIVE)).pk]), {"nghia-0": "full_name"}
        )
        assert twice.status_code == 422 and "hai cột" in page(twice)

    def test_the_heading_row_can_be_named(self, client, w):
        made = received(w, xlsx(*FIVE))
        url = reverse("spreadsheets:columns", args=[made.pk])
        assert "Dòng 4: TT | Họ và tên" in page(client.get(url))
        client.post(url, {"dong-tieu-de": "1", "lam": "doc-lai"})
        made.refresh_from_db()
        assert made.header_row == 1

    def test_a_file_that_was_taken_before_is_said(self, client, w):
        taken(w, xlsx(*FIVE))
        again = received(w, xlsx(*FIVE))
        assert "Tệp này đã được nhập" in page(client.get(reverse("spreadsheets:columns", args=[again.pk])))

    def test_later_the_page_leads_on(self, client, w):
        made = taken(w, xlsx(*FIVE))
        response = client.get(reverse("spreadsheets:columns", args=[made.pk]))
        assert response.url == reverse("spreadsheets:import", args=[made.pk])


class TestProgress:
    def test_the_part_polls_until_the_work_is_done(self, client, w):
        made = checked(w, xlsx(*FIVE))
        url, here = (reverse(f"spreadsheets:{name}", args=[made.pk]) for name in ("progress", "import"))
        assert client.get(url).headers["HX-Redirect"] == here
        made = start_taking(made, names="written", actor=w.secretary, at=NOW)
        assert "Đang chờ đến lượt" in page(client.get(url)) and "báo người phụ trách" not in page(client.get(url))
        Run.objects.update(created_at=NOW - timedelta(minutes=2))
        assert "Đã chờ hơn một phút" in page(client.get(url))
        lease_item("one", at=NOW)
        tell(made.run, 2)
        answer = client.get(url)
        assert f'hx-get="{url}"' in answer.content.decode() and "Đã nhập 2/3 dòng" in page(answer)

    def test_work_that_failed_says_so_and_can_be_pressed_again(self, client, w, monkeypatch, caplog):
        def breaks(sheet_import):
            raise OSError("disk")
            yield

        with monkeypatch.context() as patch:
            patch.setattr("spreadsheets.services.checking.batches_of", breaks)
            made = received(w, xlsx(*FIVE))
            client.post(reverse("spreadsheets:check_again", args=[made.pk]))
            work()
        here = reverse("spreadsheets:import", args=[made.pk])
        text = page(client.get(here))
        assert "Chưa làm được" in text and "Kiểm tra lại" in text and "disk" not in text
        client.post(reverse("spreadsheets:check_again", args=[made.pk]))
        work()
        assert "Kết quả kiểm tra" in page(client.get(here))
        assert walking.BATCH == 500


class TestResult:
    TWO = ([1, "Lê Văn Tám", "1968", "Nam", None], [2, "Lê Văn Tám", None, "Nam", None])

    def test_names_in_capitals_are_asked_about(self, client, w):
        made = checked(w, xlsx([1, "NGUYỄN VĂN AN", "1970", "Nam", None]))
        url = reverse("spreadsheets:take", args=[made.pk])
        response = client.post(url)
        assert response.status_code == 422 and "Đồng chí chọn cách ghi tên" in page(response)
        assert "NGUYỄN VĂN AN → Nguyễn Văn An" in page(response)
        client.post(url, {"ten": "proposed"})
        work()
        assert Person.objects.get().full_name == "Nguyễn Văn An"

    def test_doubtful_rows_are_chosen_one_by_one_or_all(self, client, w):
        made = checked(w, xlsx(*self.TWO, [3, "Lê Văn Tám", None, None, None]))
        here, url = (reverse(f"spreadsheets:{name}", args=[made.pk]) for name in ("import", "choices"))
        assert "Chính là người ở dòng 5 của bảng này" in page(client.get(here))
        client.post(url, {"dong-6": "row:5", "lam": "chon"})
        assert "2 dòng, đã chọn 1" in page(client.get(here))
        client.post(url, {"lam": "tat-ca-la-moi"})
        assert list(made.rows.filter(state="doubtful").values_list("chosen", flat=True)) == ["row:5", "new"]
        assert "không còn lựa chọn này" in page(client.post(url, {"dong-6": "999"}, follow=True))

    def test_bad_rows_are_handed_out(self, client, w, tmp_path):
        made = checked(w, xlsx(*FIVE))
        response = client.get(reverse("spreadsheets:bad_rows", args=[made.pk]))
        assert "attachment" in response.headers["Content-Disposition"]
        (tmp_path / "loi.xlsx").write_bytes(response.content)
        book = open_book("loi.xlsx", Path(tmp_path / "loi.xlsx"))
        assert len(list(book.rows(book.sheet_names[0]))) == 3

    def test_long_lists_have_pages(self, client, w):
        made = checked(w, xlsx(*[[i, f"Lê Văn Tám {'a' * (i % 7)}{chr(97 + i % 26)}", f"{1 + i % 28}/1/{1950 + i % 50}", "Nam", None] for i in range(120)]))  # fmt: skip
        here = reverse("spreadsheets:import", args=[made.pk])
        assert "Trang 1 trong 3" in page(client.get(here, {"xem": "nhap-duoc"}))
        with CaptureQueriesContext(connection) as first:
            client.get(here, {"xem": "nhap-duoc"})
        with CaptureQueriesContext(connection) as last:
            client.get(here, {"xem": "nhap-duoc", "trang": 3})
        assert len(first) == len(last)

    def test_what_is_typed_in_a_sheet_is_only_text(self, client, w):
        made = checked(w, xlsx([1, "<script>alert(1)</script>", "<b>", None, None]))
        body = client.get(reverse("spreadsheets:import", args=[made.pk])).content.decode()
        assert "<script>alert" not in body and "&lt;script&gt;" in body

    def test_undo_is_refused_after_use(self, client, w):
        made = taken(w, xlsx(*FIVE))
        nominee = line(w).nominee
        nominee.person = Person.objects.first()
        nominee.save()
        response = client.post(reverse("spreadsheets:undo", args=[made.pk]))
        assert response.status_code == 422 and "nay đã được dùng" in page(response)
        assert RollEntry.objects.count() == 3

    def test_dropping_writes_nothing(self, client, w):
        made = checked(w, xlsx(*FIVE))
        assert "Đã bỏ lần nhập này" in page(client.post(reverse("spreadsheets:drop", args=[made.pk]), follow=True))
        press(checked(w, xlsx(*FIVE)))
        response = client.post(reverse("spreadsheets:drop", args=[SpreadsheetImport.objects.first().pk]), follow=True)
        assert "Bảng này đã được nhập" in page(response)


class TestList:
    def test_it_is_empty_at_first(self, client):
        text = page(client.get(reverse("spreadsheets:imports")))
        assert "Chưa có lần nhập nào" in text and "Danh sách đảng viên" in text

    def test_it_shows_the_imports_of_ones_units_in_the_same_queries(self, client, w):
        url = reverse("spreadsheets:imports")
        counts = []
        for number in (1, 2):
            for n in range(number):
                received(w, xlsx(*FIVE), at=NOW + timedelta(minutes=n))
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            counts.append(len(queries))
        assert counts[0] == counts[1] and SpreadsheetImport.objects.count() == 3
        received(w, xlsx(*FIVE), unit=w.sibling, actor=w.sibling_secretary, name="cua-chi-bo-khac.xlsx")
        assert "cua-chi-bo-khac" not in page(client.get(url))
        assert "cua-chi-bo-khac" in page(browser(w.appraiser).get(url)), "the office above keeps that roll, too"
