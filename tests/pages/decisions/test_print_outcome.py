"""What came out of the printer, written down sheet by sheet, in short runs and in those that need searching."""

import lxml.html
import pytest

from certificates.enums import SheetState
from certificates.models import PrintRun
from tests.clerks import finished
from tests.factories import NOW
from tests.pages.decisions.reading import errors, queries, url, words
from tests.pages.decisions.test_print_station import ACCEPTED, posted, start
from workflows.forms import outcome
from workflows.services.printing import settle_printing

pytestmark = pytest.mark.django_db


class TestOutcome:
    def run(self, w, done) -> PrintRun:
        return finished(start(w, done))

    def test_ticks_and_typed_numbers_count_alike(self, clerk, w, done):
        run = self.run(w, done)
        assert "Đã in xong, ghi kết quả" in words(clerk.get(url("print_run", done.pk, run.pk)))
        page = clerk.get(url("print_outcome", done.pk, run.pk))
        assert "hong-3" in page.text
        typed = {"hong": "1", "ly_do": "Kẹt giấy", "hong-3": "on", "vi-3": "Lem mực", "chua_in": ""}
        said = words(clerk.post(url("print_outcome", done.pk, run.pk), typed, follow=True))
        assert "In tốt 1/3 tờ; hỏng tờ số 1, 3" in said
        assert "Tờ số 1: Kẹt giấy" in said
        assert "Tờ số 3: Lem mực" in said
        assert "In lại tờ hỏng (1, 3)" in said
        again = lxml.html.document_fromstring(clerk.get(url("print_outcome", done.pk, run.pk)).content)
        assert again.xpath("//tr[.//input[@checked]]/td[1]/text()") == ["1", "3"]

    @pytest.mark.parametrize(
        ("typed", "reason"),
        [
            ({"hong": "9", "ly_do": "x"}, "từ 1 đến 3"),
            ({"hong": "1", "ly_do": ""}, "chưa có lý do"),
            ({"hong-1": "on", "chua_in": "1", "ly_do": "Rách"}, "vừa ghi hỏng vừa ghi chưa in"),
        ],
    )
    def test_what_is_refused_comes_back_as_typed(self, clerk, w, done, typed, reason):
        run = self.run(w, done)
        response = clerk.post(url("print_outcome", done.pk, run.pk), {"vi-2": "Nhăn"} | typed)
        assert response.status_code == 422
        assert reason in errors(response) + words(response)
        page = lxml.html.document_fromstring(response.content)
        assert page.xpath("//input[@name='vi-2']/@value") == ["Nhăn"]
        for name in ("hong", "chua_in"):
            assert page.xpath(f"//input[@id='id_{name}']/@value") == ([typed[name]] if typed.get(name) else [])
        assert set(run.sheets.values_list("state", flat=True)) == {SheetState.MADE}

    def test_spoiled_sheets_and_the_rest_are_one_press_away(self, clerk, w, done):
        run = self.run(w, done)
        settle_printing(run, spoiled={1: "Kẹt giấy"}, skipped=[2, 3], actor=w.clerk, at=NOW)
        page = lxml.html.document_fromstring(clerk.get(url("print_run", done.pk, run.pk)).content)
        forms = {
            form.xpath("string(.//button)"): dict(form.fields) for form in page.forms if form.get("method") == "get"
        }
        rest = clerk.get(url("print_station", done.pk), forms["In tiếp từ tờ 2"])
        assert "2 tờ" in words(rest)
        assert "lý do in lại" not in words(rest)
        fields = posted(rest)
        clerk.post(url("print_station", done.pk), fields | ACCEPTED)
        again = clerk.get(url("print_station", done.pk), forms["In lại tờ hỏng (1)"])
        clerk.post(url("print_station", done.pk), posted(again) | ACCEPTED)
        second, first = PrintRun.objects.order_by("-pk")[:2]
        assert first.part.startswith("Tờ số 2-3 của lượt")
        assert (second.part[:12], second.reprint_reason) == ("Tờ hỏng số 1", "Tờ in trước bị hỏng: Kẹt giấy")
        assert [sheet.certificate.acts.count() for sheet in (*second.sheets.all(), *first.sheets.all())] == [1, 0, 0]

    def test_without_a_file_there_is_nothing_to_say(self, clerk, w, done):
        assert clerk.get(url("print_outcome", done.pk, start(w, done).pk)).status_code == 409


class TestLongRuns:
    """With pages of one sheet and runs of more than two that are long."""

    @pytest.fixture(autouse=True)
    def small(self, monkeypatch):
        monkeypatch.setattr(outcome, "MOST_AT_ONCE", 2)
        monkeypatch.setattr(outcome, "PER_PAGE", 1)

    @pytest.fixture
    def run(self, w, done) -> PrintRun:
        return finished(start(w, done))

    @pytest.fixture
    def press(self, clerk, done, run):
        """Return a function that fills in the page last answered and presses a button; first it opens the page."""
        address = url("print_outcome", done.pk, run.pk)
        page = [clerk.get(address)]

        def call(button="", **typed):
            fields = dict(the_form(page[-1]).fields)
            sent = {
                name: value for name, value in (fields | typed | {"xem": button or None}).items() if value is not None
            }
            page.append(clerk.post(address, sent, follow=True))
            return page[-1]

        call.first = page[0]
        return call

    def test_only_a_page_is_shown_and_the_others_are_a_press_away(self, press):
        assert sheets(press.first) == ["1"]
        assert looks(press.first) == [("1", "1-1"), ("2", "2-2"), ("3", "3-3")]
        assert sheets(press("3")) == ["3"]
        assert sheets(press("99")) == ["3"]
        assert sheets(press("0")) == ["1"], "what is no page is the first"

    def test_a_sheet_is_found_by_name_unit_register_number_and_place(self, press):
        wanted = {"bich lien": ["2"], "Tân Bình 1": ["1"], "203": ["3"], "2-3": ["2"], "khong ai": []}
        assert {typed: sheets(press("1", tim=typed)) for typed in wanted} == wanted

    def test_marks_go_along_and_nothing_is_saved_before_the_last_press(self, press, run):
        press("2", **{"hong-1": "on", "vi-1": "Kẹt giấy", "hong": "3", "ly_do": "Lem mực"})
        page = press("1", tim="khong ai", chua_in="2", ly_do="")
        assert "Đã đánh dấu hỏng 2 tờ: 1, 3. Chưa ghi vào sổ." in words(page)
        assert set(run.sheets.values_list("state", flat=True)) == {SheetState.MADE}
        said = words(press())
        assert "In tốt 0/3 tờ; hỏng tờ số 1, 3; chưa in tờ số 2" in said
        assert list(run.sheets.values_list("spoiled_because", flat=True)) == ["Kẹt giấy", "", "Lem mực"]

    def test_a_mark_is_taken_back_where_it_is_seen(self, press, run):
        press("3", hong="1-2", ly_do="Rách")
        page = press("da-1")
        assert sheets(page) == ["1"]
        assert looks(page) == [("da-1", "1-1"), ("da-2", "2-2")]
        assert the_form(page).fields["vi-1"] == "Rách"
        assert "Đã đánh dấu hỏng 1 tờ: 2." in words(press("da-1", **{"hong-1": None}))

    def test_what_was_written_down_before_is_still_marked(self, clerk, w, done, run):
        settle_printing(run, spoiled={1: "Kẹt giấy", 3: "Lem mực"}, actor=w.clerk, at=NOW)
        address = url("print_outcome", done.pk, run.pk)
        page = clerk.get(address)
        assert "Đã đánh dấu hỏng 2 tờ: 1, 3." in words(page)
        assert "Chưa ghi vào sổ" not in words(page)
        kept = the_form(page).fields["giu"]
        clerk.post(address, {"giu": kept})
        assert list(run.sheets.values_list("spoiled_because", flat=True)) == ["", "", "Lem mực"], "1 was seen, unticked"

    def test_a_wrong_number_keeps_page_and_marks(self, press):
        press("2", **{"hong-1": "on", "vi-1": "Kẹt giấy"})
        page = press("3", hong="12")
        assert page.status_code == 422
        assert "từ 1 đến 3" in errors(page)
        assert sheets(page) == ["3"]
        assert "Đã đánh dấu hỏng 1 tờ: 1" in words(page)
        assert the_form(page).fields["hong"] == "12"

    def test_a_forged_field_is_refused_with_a_sentence(self, press, run):
        for kept in ("{", "[1]", '[["9", "x"]]', '{"1": 2}', "[[[], []]]", '[["1-x", ""]]', "null"):
            page = press(giu=kept)
            assert page.status_code == 422, kept
            assert "không còn đúng với lượt in" in words(page)
        assert set(run.sheets.values_list("state", flat=True)) == {SheetState.MADE}

    def test_it_asks_as_much_for_one_page_as_for_all(self, clerk, done, run, monkeypatch):
        address = url("print_outcome", done.pk, run.pk)
        few = queries(clerk, address)
        monkeypatch.setattr(outcome, "MOST_AT_ONCE", 200)
        assert queries(clerk, address) == few


def the_form(response):
    page = lxml.html.document_fromstring(response.content)
    return next(form for form in page.forms if form.get("method") == "post" and "chua_in" in form.fields)


def sheets(response) -> list[str]:
    return lxml.html.document_fromstring(response.content).xpath("//tbody/tr/td[1]/text()")


def looks(response) -> list[tuple[str, str]]:
    buttons = lxml.html.document_fromstring(response.content).xpath("//p[@class='turn-sheets']/button")
    return [(button.get("value"), button.text_content()) for button in buttons]
