"""Where things stand on a paper: millimetres, points, fonts, pages."""

from dataclasses import replace

import pytest

from documents.contexts import (
    GUIDE_05_HD,
    Alignment,
    BasisStyle,
    DecisionContext,
    Line,
    Lines,
    RosterContext,
    Signature,
)
from documents.enums import DocumentKind
from documents.papers import CONTEXTS, render_paper
from tests.documents.paper_probe import MM, Paper

ON_A5 = {DocumentKind.BALLOT_PAPERS}
LEFT, RIGHT, TOP, BOTTOM = 30, 210 - 15, 20, 297 - 20
LINE = 18 * MM
CLOSE = 0.4  # mm; glyph boxes start a little beside their origin


@pytest.fixture
def decision(tmp_path):
    return Paper(render_paper(DocumentKind.DECISION, DecisionContext.sample()), tmp_path)


@pytest.fixture(params=[kind for kind in CONTEXTS if kind not in ON_A5])
def any_paper(request, tmp_path):
    return Paper(render_paper(request.param, CONTEXTS[request.param].sample()), tmp_path)


def test_every_paper_keeps_the_margins(any_paper):
    width, height = any_paper.size_mm
    for page, words in enumerate(any_paper.words):
        body = words if page == 0 else words[1:]  # the first word of later pages is the page number
        assert min(word.left for word in body) >= LEFT - CLOSE
        assert max(word.right for word in body) <= width - 15 + CLOSE
        assert min(word.top for word in body) >= TOP - CLOSE
        assert max(word.bottom for word in body) <= height - 20 + CLOSE


def test_every_paper_is_a4(any_paper):
    assert sorted(any_paper.size_mm) == pytest.approx([210, 297], abs=0.1)


def test_only_the_roster_lies_on_its_side(tmp_path):
    sizes = {}
    for kind, context in ((kind, context) for kind, context in CONTEXTS.items() if kind not in ON_A5):
        (tmp_path / kind).mkdir()
        width, height = Paper(render_paper(kind, context.sample()), tmp_path / kind).size_mm
        sizes[kind] = width > height
    assert [kind for kind, lies in sizes.items() if lies] == [DocumentKind.ROSTER]


def test_every_paper_uses_liberation_serif_only(any_paper):
    assert any_paper.fonts
    hashes = {"Liberation-Mono"} if "GIẤY BIÊN NHẬN" in any_paper.text else set()
    assert {font for font in any_paper.fonts if not font.startswith("Liberation-Serif")} == hashes


def test_pages_are_numbered_from_the_second_at_the_top_in_the_middle(any_paper):
    width, _ = any_paper.size_mm
    assert any_paper.pages[0][0].text != "1"
    assert len(any_paper.pages) > 1 or "đính chính" in any_paper.text
    for number, rows in enumerate(any_paper.pages[1:], 2):
        assert rows[0].text == str(number)
        assert rows[0].middle == pytest.approx((LEFT + width - 15) / 2, abs=CLOSE)
        assert (rows[0].top + rows[0].bottom) / 2 == pytest.approx(10, abs=1)


def test_heading_stands_in_two_columns(decision):
    party, superior, issuer = (decision.row(text) for text in ("ĐẢNG CỘNG", "ĐẢNG BỘ TỈNH", "ĐẢNG ỦY XÃ"))
    star, number, place = decision.row("*"), decision.row("Số 12"), decision.row("Tân Mỹ,")
    assert party.top == pytest.approx(superior.top, abs=0.6)
    assert superior.middle == pytest.approx(issuer.middle, abs=CLOSE) == pytest.approx(star.middle, abs=CLOSE)
    assert number.middle == pytest.approx(issuer.middle, abs=CLOSE)
    assert place.middle == pytest.approx(party.middle, abs=CLOSE)
    assert number.top == pytest.approx(place.top, abs=CLOSE)
    assert superior.top < issuer.top < star.top < number.top
    assert party.left > superior.right
    assert party.right <= RIGHT + CLOSE


def test_party_name_has_a_rule_of_its_own_length(decision):
    party = decision.row("ĐẢNG CỘNG")
    _, start, end = decision.picture().rule_below(party.bottom - 1, within_mm=3, least_mm=40)
    assert start == pytest.approx(party.left, abs=0.5)
    assert end == pytest.approx(party.right, abs=0.5)
    assert end - start == pytest.approx(186 * MM, abs=12)  # about 186 pt in the offices' samples


@pytest.mark.parametrize(
    ("start", "font", "size"),
    [
        ("ĐẢNG CỘNG SẢN VIỆT NAM", "Liberation-Serif-Bold", 15),
        ("ĐẢNG BỘ TỈNH", "Liberation-Serif", 14),
        ("ĐẢNG ỦY XÃ", "Liberation-Serif-Bold", 14),
        ("Số 12-QĐ/ĐU", "Liberation-Serif", 14),
        ("Tân Mỹ, ngày", "Liberation-Serif-Italic", 14),
        ("QUYẾT ĐỊNH", "Liberation-Serif-Bold", 16),
        ("về việc khen thưởng", "Liberation-Serif-Bold", 14),
        ("- Căn cứ", "Liberation-Serif", 14),
        ("Điều 1.", "Liberation-Serif-Bold", 14),
        ("Tặng, truy tặng", "Liberation-Serif", 14),
        ("T/M BAN THƯỜNG VỤ", "Liberation-Serif-Bold", 14),
        ("BÍ THƯ", "Liberation-Serif", 14),
        ("Trần Minh Quang", "Liberation-Serif-Bold", 14),
        ("Nơi nhận:", "Liberation-Serif", 14),
        ("- Như Điều 3", "Liberation-Serif", 12),
    ],
)
def test_sizes_and_weights(decision, start, font, size):
    span = decision.span(start)
    assert (span.font, span.size) == (font, size)


def test_body_is_indented_justified_and_spaced(decision):
    first = decision.row("- Căn cứ Quy định")
    second = decision.row("ương về thi hành")
    assert first.left == pytest.approx(LEFT + 10, abs=CLOSE)
    assert second.left == pytest.approx(LEFT, abs=CLOSE)
    assert first.right == pytest.approx(RIGHT, abs=CLOSE)
    assert second.top - first.top == pytest.approx(LINE, abs=0.05)
    following = decision.row("- Căn cứ Chỉ thị")
    assert following.top - second.top == pytest.approx(LINE + 6 * MM, abs=0.05)


def test_type_name_and_subject_are_centred(decision):
    middle = (LEFT + RIGHT) / 2
    for start in ("QUYẾT ĐỊNH", "về việc khen thưởng", "-----"):
        assert decision.row(start).middle == pytest.approx(middle, abs=CLOSE)


def test_signature_leaves_five_lines_for_the_hand(decision):
    position, name = decision.row("BÍ THƯ"), decision.row("Trần Minh Quang")
    assert name.top - position.top == pytest.approx(6 * LINE, abs=0.1)
    assert name.middle == pytest.approx(position.middle, abs=CLOSE)
    assert decision.row("Nơi nhận:").left == pytest.approx(LEFT, abs=CLOSE)


def test_label_of_the_places_of_receipt_is_underlined(decision):
    label = decision.row("Nơi nhận:")
    _, start, end = decision.picture().rule_below(label.bottom - 1.6, within_mm=1.6, least_mm=12)
    assert (start, end) == pytest.approx((label.left, label.right), abs=0.5)


def test_layout_standard_moves_the_paper(tmp_path):
    other = replace(
        GUIDE_05_HD,
        margin_left_mm=35,
        line_spacing_pt=19,
        basis_style=BasisStyle.ITALIC,
        basis_last_mark=".",
        end_mark="./.",
        heading_alignment=Alignment.RIGHT,
        position_is_bold=True,
        type_name_pt=15,
        copies_label_pt=12,
    )
    paper = Paper(render_paper(DocumentKind.DECISION, replace(DecisionContext.sample(), standard=other)), tmp_path)
    first, second = paper.row("Căn cứ Quy định"), paper.row("Trung ương về thi hành")
    assert second.left == pytest.approx(35, abs=CLOSE)
    assert second.top - first.top == pytest.approx(19 * MM, abs=0.05)
    assert paper.row("ĐẢNG CỘNG").right == pytest.approx(RIGHT, abs=CLOSE)
    assert paper.span("Căn cứ Quy định").font == "Liberation-Serif-Italic"
    assert paper.span("BÍ THƯ").font == "Liberation-Serif-Bold"
    assert paper.span("QUYẾT ĐỊNH").size == 15
    assert paper.span("Nơi nhận:").size == 12
    assert "Xét đề nghị của Văn phòng Đảng ủy." in paper.text
    assert "kể từ ngày ký./." in paper.text


def _rows(collectives: int, individuals: int) -> Lines:
    return Lines(
        [
            *(
                Line(name=f"Chi bộ ấp {number}", is_collective=True, achievement=f"Mô hình số {number}")
                for number in range(1, collectives + 1)
            ),
            *(
                Line(
                    name=f"Nguyễn Văn Số {number}",
                    address="Đồng chí",
                    position="Chi ủy viên",
                    unit="Chi bộ ấp 1",
                    achievement="Đã có thành tích xuất sắc",
                )
                for number in range(1, individuals + 1)
            ),
        ]
    )


def test_four_hundred_recipients_repeat_the_head_of_the_table(tmp_path):
    paper = Paper(
        render_paper(DocumentKind.DECISION, replace(DecisionContext.sample(), lines=_rows(150, 250))), tmp_path
    )
    annex = paper.page_texts[1:]
    assert len(annex) > 8
    assert all("TT" in page and ("Tên tập thể" in page or "Họ và tên" in page) for page in annex)
    for number in range(1, 251):
        assert f"Đ/c Nguyễn Văn Số {number} " in paper.text
    assert "Tặng Giấy khen cho 150 tập thể và 250 cá nhân" in paper.text
    assert sum(page.count("Họ và tên") for page in annex) >= 4


@pytest.mark.parametrize("lines_of_basis", range(1, 14))
def test_signature_never_stands_alone(tmp_path, lines_of_basis):
    """Wherever the page ends, the signature has at least two lines of the text above it on its page."""
    basis = tuple(
        f"Hướng dẫn số {number}-HD/ĐU, ngày 05/02/2026 của Ban Thường vụ" for number in range(1, lines_of_basis + 1)
    )
    signature = Signature(authority=("T/M Ban Thường vụ", "K/T Bí thư"), position="Phó Bí thư", name="Võ Thị Kim Ngân")
    context = replace(DecisionContext.sample(), basis=basis, signature=signature, bonus=())
    paper = Paper(render_paper(DocumentKind.DECISION, context), tmp_path)
    page = next(rows for rows in paper.pages if any("Võ Thị Kim Ngân" in row.text for row in rows))
    texts = [row.text for row in page]
    authority = next(place for place, text in enumerate(texts) if "T/M BAN THƯỜNG VỤ" in text)
    above = [text for text in texts[:authority] if not text.isdigit() and text != "Nơi nhận:"]
    assert len(above) >= 2, texts
    assert any("K/T BÍ THƯ" in text for text in texts)
    assert any("PHÓ BÍ THƯ" in text for text in texts)


def test_signature_after_a_list_takes_a_row_along(tmp_path):
    """A list that fills the page to its end does not leave the signature alone on the next."""
    for count in range(4, 12):
        context = replace(RosterContext.sample(), lines=_rows(0, count))
        folder = tmp_path / str(count)
        folder.mkdir()
        paper = Paper(render_paper(DocumentKind.ROSTER, context), folder)
        page = next(text for text in paper.page_texts if "BÍ THƯ" in text)
        assert "Danh sách này có" in page
        assert "Đ/c Nguyễn Văn" in page
