"""The papers of a ceremony: everything is in one order, sizes are as promised, hard names are printed whole."""

import subprocess
from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from pypdf import PdfReader

from ceremonies.papers import sheets
from ceremonies.papers.lists import AttendanceList, HandoverBook, Paid, PaymentListPaper
from ceremonies.papers.samples import sample
from documents.breaks import NO_BREAK
from documents.papers import render_whole, render_whole_for_editing

MM = 25.4 / 72
MADE = {
    "script": sheets.script,
    "groups": sheets.groups,
    "seat_cards": sheets.seat_cards,
    "frame_labels": sheets.frame_labels,
    "attendance": lambda facts: render_whole(AttendanceList.of(facts)),
    "handover": lambda facts: render_whole(HandoverBook.of(facts)),
}


@pytest.fixture(scope="module")
def facts():
    return sample(15)


@pytest.fixture(scope="module")
def made(facts):
    return {name: make(facts) for name, make in MADE.items()}


def words(pdf: bytes) -> str:
    said = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(said.stdout.decode().split())


@pytest.mark.parametrize("name", MADE)
def test_everybody_is_there(facts, made, name):
    said = words(made[name])
    for place in facts.called:
        assert all(word in said for word in place.name.split()), place.name


@pytest.mark.parametrize("name", ["attendance", "handover", "frame_labels", "seat_cards"])
def test_names_follow_each_other_as_in_the_stack(facts, made, name):
    said, at = words(made[name]), 0
    for place in facts.called:
        at = said.find(place.unit.split()[-1], at)
        assert at >= 0, place
    assert [place.position for place in facts.called] == list(range(1, 16))


@pytest.mark.parametrize("name", ["script", "groups", "attendance", "handover"])
def test_the_code_of_the_order_stands_on_the_paper(made, name):
    assert "8F2C1A" in words(made[name])


def test_the_foot_of_a_page_says_the_occasion_as_typed():
    facts = replace(sample(2), name='Lễ "Vinh danh" 12-QĐ/ĐU \\ 2026')
    assert 'Lễ "Vinh danh" 12-QĐ/ĐU \\ 2026 Mã thứ tự 8F2C1A' in words(sheets.script(facts))


def test_the_code_is_the_beginning_of_the_hash():
    assert sample(1).order_code == "8F2C1A"


class TestScript:
    def test_names_are_large_and_their_reading_stands_below(self, made):
        reader = PdfReader(BytesIO(made["script"]))
        sizes = {}

        def note(text, cm, tm, font, size):
            if text.strip():
                sizes.setdefault(text.strip(), round(abs(cm[3] * tm[3] * size) if cm[3] else size, 1))

        for page in reader.pages:
            page.extract_text(visitor_text=note)
        assert max(size for text, size in sizes.items() if "Bích Liên" in text) >= 20
        said = words(made["script"])
        assert said.find("Y Khŭt Ñuôl") < said.find("(đọc: I Khút Nhuôn)")

    def test_it_says_who_comes_instead_and_whom_not_to_call(self, made):
        said = words(made["script"])
        assert "Nhận thay: Lý Thị Hoa, vợ" in said
        assert "Xin kính mời 2 tập thể, 4 cá nhân có tên sau đây lên nhận Giấy khen:" in said
        assert said.count("chuẩn bị.") == 2 and "Xin trân trọng cảm ơn" in said
        assert "Không gọi lên, trao sau: 7. Đồng chí Trần Văn Tám (đi công tác)" in said

    def test_a_common_citation_is_read_once_for_a_group_and_others_with_each(self, facts):
        assert words(sheets.script(facts)).count("Đã có thành tích xuất sắc") == len(facts.groups)
        mixed = replace(facts, called=tuple(replace(p, citation=f"Vì việc {p.position}") for p in facts.called))
        said = words(sheets.script(mixed))
        assert all(f"Vì việc {p.position}" in said for p in facts.called if p.comes_up)
        one = replace(facts, called=(replace(facts.called[0], citation="Vì mô hình riêng"), *facts.called[1:]))
        said = words(sheets.script(one))
        assert said.count("Đã có thành tích xuất sắc") == len(facts.groups) and said.count("Vì mô hình riêng") == 1
        assert said.count("chung cho người không ghi riêng") == 1

    def test_for_somebody_who_has_died_a_relative_comes(self, facts):
        one = replace(facts.called[2], is_posthumous=True)
        assert one.who_takes == "Thân nhân nhận thay"
        named = replace(one, is_absent=True, stand_in="Lê Văn Nhận")
        assert named.who_takes == "Nhận thay: Lê Văn Nhận"


class TestSheets:
    def test_a_group_has_a_sheet_of_its_own_in_landscape(self, facts, made):
        pages = PdfReader(BytesIO(made["groups"])).pages
        assert len(facts.groups) == 3 and len(pages) == 3 + 2, "behind them people by name, and collectives"
        assert [round(float(side) * MM) for side in pages[0].mediabox[2:]] == [297, 210]
        assert "Lượt 2" in pages[1].extract_text()

    def test_behind_the_groups_everybody_is_found_by_given_name_stand_ins_too(self, made):
        people, collectives = (page.extract_text() for page in PdfReader(BytesIO(made["groups"])).pages[3:])
        found = [people.find(name) for name in ("Lý Thị Hoa", "Lê Thị Bích Liên", "Y Khŭt Ñuôl", "Trần Văn Tám")]
        assert found == sorted(found) and -1 not in found
        assert "nhận thay Ông Ly" in people and "Trao sau" in people
        assert "Chi bộ ấp Tân Bình 1" in collectives

    @pytest.mark.parametrize(("name", "each"), [("seat_cards", 4), ("frame_labels", 24)])
    def test_a_sheet_holds_so_many(self, name, each):
        for count in (1, each, each + 1):
            pages = PdfReader(BytesIO(MADE[name](sample(count)))).pages
            assert len(pages) == -(-count // each)

    def test_labels_stand_three_in_a_row_seventy_millimetres_apart(self, made):
        said = subprocess.run(
            ["pdftotext", "-bbox", "-", "-"], input=made["frame_labels"], capture_output=True, check=True
        )
        rows = [line for line in said.stdout.decode().splitlines() if "<word" in line]
        numbers = {}
        for row in rows:
            text = row.split(">")[1].split("<")[0]
            if text in ("1", "2", "3", "4"):
                numbers.setdefault(
                    text, [float(row.split(f'{side}="')[1].split('"')[0]) * MM for side in ("xMin", "yMin")]
                )
        assert numbers["2"][0] - numbers["1"][0] == pytest.approx(70, abs=0.5)
        assert numbers["3"][0] - numbers["2"][0] == pytest.approx(70, abs=0.5)
        assert numbers["4"][1] - numbers["1"][1] == pytest.approx(37.1, abs=0.5)

    def test_a_card_says_where_to_stand(self, made):
        said = words(made["seat_cards"])
        assert "Lượt 1 · Vị trí 3" in said
        assert "Trao sau" in said

    def test_a_long_name_is_set_smaller_and_kept_whole(self):
        place = replace(sample(1).called[0], name="Tập thể " + "Trung tâm dịch vụ công ích " * 5)
        card = sheets._card(place, 89, sheets.CARD_NAME_PT)
        assert card.size_pt < sheets.CARD_NAME_PT[0]
        assert " ".join(" ".join(card.lines).split()) == place.full_name.strip()


class TestLists:
    def test_the_book_has_room_for_a_hand_and_says_bonus_and_register(self, made):
        said = words(made["handover"])
        assert "Ký nhận" in said
        assert "Giấy khen số 03" in said
        assert "702.000" in said
        assert "NGƯỜI GIAO" in said

    @pytest.mark.parametrize("kind", [AttendanceList, HandoverBook])
    def test_word_says_what_the_pdf_says(self, facts, kind):
        document = Document(BytesIO(render_whole_for_editing(kind.of(facts))))
        cells = [
            cell.text.replace(NO_BREAK, " ") for table in document.tables for row in table.rows for cell in row.cells
        ]
        assert all(place.full_name in cells for place in facts.called)

    def test_a_payment_list_adds_up_in_figures_and_words(self, facts):
        paid = tuple(
            Paid(position=p.position, name=p.full_name, unit=p.unit, award=p.award, multiple="0,3", amount=702_000,
                 source="Hướng dẫn số 56-HD/VPTW")
            for p in facts.called[:3]
        )  # fmt: skip
        paper = PaymentListPaper(
            heading=facts.heading, subject="chi tiền thưởng", signature=facts.signature, paid=paid, base_wage=2_340_000,
            base_wage_source="Nghị định số 73/2024/NĐ-CP", valid_on="19/5/2026", rounding="Không làm tròn", total=2_106_000,
        )  # fmt: skip
        said = words(render_whole(paper))
        assert "Tổng số tiền: 2.106.000 đồng (bằng chữ: Hai triệu một trăm linh sáu nghìn đồng)" in said
        assert said.count("Hướng dẫn số 56-HD/VPTW") == 1
        assert "2.340.000 đồng" in said


def test_markup_in_names_is_printed_as_typed():
    place = replace(sample(1).called[0], name="Chi bộ <script>{{ 1 }}</script>", unit='"&amp;"')
    facts = replace(sample(1), called=(place,))
    for make in MADE.values():
        said = words(make(facts)).replace(" ", "")
        assert "<script>{{1}}</script>" in said
        assert '"&amp;"' in said
