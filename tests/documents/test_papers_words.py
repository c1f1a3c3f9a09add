"""How papers set words: what is tied, where lines end, what lists share, spelling, ratios."""

from dataclasses import replace

import pytest
from django.template import Context, Template

from documents.contexts import (
    GUIDE_05_HD,
    MEMBER,
    CommitteeMinutesContext,
    ConclusionNoticeContext,
    DecisionContext,
    Line,
    Lines,
    Signature,
    Spelling,
    Vote,
)
from documents.enums import DocumentKind
from documents.papers import render_paper
from documents.templatetags.papers import BREAKS, NO_BREAK, tie
from tests.documents.paper_probe import Paper, in_order


@pytest.fixture
def render(tmp_path):
    def rendered(kind, context):
        return Paper(render_paper(kind, context), tmp_path)

    return rendered


@pytest.mark.parametrize(
    "whole",
    [
        "số 12-QĐ/ĐU",
        "05-CT/TW",
        "ngày 05 tháng 02 năm 2026",
        "ngày 05/9/2026",
        "Điều 1.",
        "1.404.000 đồng",
        "88,9%",
        "19 giờ 30 phút",
        "02 tập thể",
        "2021 - 2026",
        "Đ/c Nguyễn",
        "T/M BAN",
        "Hồ Chí Minh",
        "năm 2026",
        "152/2025/NĐ-CP",
        "Bình 1",
        "(để báo cáo)",
    ],
)
def test_numbers_and_dates_are_tied(whole):
    glued = whole.replace(" ", NO_BREAK)
    assert (f'<span class="tie">{glued}</span>' if BREAKS.search(whole) else glued) in tie(f"theo {whole} và")


def test_no_line_ends_early_before_a_tied_piece(render):
    """Once a line ended after one word because of what was tied behind it."""
    rows = [row.text for row in render(DocumentKind.CONCLUSION_NOTICE, ConclusionNoticeContext.sample()).pages[0]]
    assert any(row.startswith("thưởng trong đợt “Khen thưởng học tập") for row in rows), rows


def test_tied_text_is_escaped():
    assert tie("<b>Điều 1</b>") == "&lt;b&gt;Điều\u00a01&lt;/b&gt;"
    assert tie("<b>05-CT/TW</b>") == '&lt;b&gt;<span class="tie">05-CT/TW</span>&lt;/b&gt;'


@pytest.mark.parametrize("padding", range(24))
def test_no_line_breaks_inside_a_number_or_a_date(render, padding):
    """Whatever stands before it, the citation is never torn."""
    basis = (
        "x" * padding + " Nghị quyết của Ban Chấp hành Đảng bộ số 12-NQ/ĐU, ngày 05 tháng 02 năm 2026 về công tác "
        "xây dựng Đảng và Hướng dẫn số 05-HD/VPTW, ngày 27/5/2026",
    )
    rows = [row.text for row in render(DocumentKind.DECISION, replace(DecisionContext.sample(), basis=basis)).pages[0]]
    for whole in ("số 12-NQ/ĐU", "ngày 05 tháng 02 năm 2026", "số 05-HD/VPTW", "ngày 27/5/2026"):
        assert any(whole in row for row in rows), rows


def test_subject_is_set_in_lines_of_even_length():
    html = Template("{% load papers %}{% balanced text 14 160 700 %}").render(
        Context({"text": DecisionContext.sample().subject})
    )
    lines = html.split("<br>")
    assert len(lines) == 2
    assert min(map(len, lines)) > 0.8 * max(map(len, lines))


def _achieved(*achievements: str) -> Lines:
    return Lines(
        Line(name=f"Chi bộ {place}", is_collective=True, achievement=text) for place, text in enumerate(achievements)
    )


@pytest.mark.parametrize(
    ("achievements", "common", "own"),
    [
        (
            ["Đã có thành tích, với mô hình “A”", "Đã có thành tích, với mô hình “B”", "Đã có thành tích"],
            "Đã có thành tích",
            ["Với mô hình “A”", "Với mô hình “B”", ""],
        ),
        (["Đã có thành tích.", "Đã có thành tích"], "Đã có thành tích", ["", ""]),
        (
            ["Học tập tư tưởng, đạo đức", "Học tập tư tưởng, phong cách"],
            "",
            ["Học tập tư tưởng, đạo đức", "Học tập tư tưởng, phong cách"],
        ),
        (["Đã có thành tích", "Đã có thành tích xuất sắc"], "", ["Đã có thành tích", "Đã có thành tích xuất sắc"]),
        (["Đã có thành tích; xây cầu", "Đã có thành tích; hiến đất"], "Đã có thành tích", ["Xây cầu", "Hiến đất"]),
        (["Một mình"], "", ["Một mình"]),
        (["", ""], "", ["", ""]),
    ],
)
def test_what_achievements_share_is_said_once(achievements, common, own):
    lines = _achieved(*achievements)
    assert lines.stated_once == common
    assert [line.achievement for line in lines.apart] == own


def test_shared_achievement_stands_once_above_both_parts(render):
    sample = DecisionContext.sample()
    paper = render(DocumentKind.DECISION, sample)
    annex = paper.text.partition("DANH SÁCH")[2]
    assert annex.count("Đã có thành tích xuất sắc") == 1
    in_order(annex, "Thành tích: Đã có thành tích xuất sắc", "I. TẬP THỂ", "Với mô hình “Bỏ ống heo đất", "II. CÁ NHÂN")


def test_namesakes_are_told_apart_by_their_year(render):
    rows = Lines(
        Line(name="Nguyễn Văn Hùng", address=MEMBER, birth_year=year, achievement="Đã có thành tích")
        for year in (1968, 1984)
    )
    text = render(DocumentKind.DECISION, replace(DecisionContext.sample(), lines=rows)).text
    assert "Đ/c Nguyễn Văn Hùng, sinh năm 1968" in text
    assert "Đ/c Nguyễn Văn Hùng, sinh năm 1984" in text
    other = Lines(
        [rows[0], Line(name="Nguyễn Văn An", address=MEMBER, birth_year=1984, achievement="Đã có thành tích")]
    )
    assert "sinh năm" not in render(DocumentKind.DECISION, replace(DecisionContext.sample(), lines=other)).text


def test_spelling_of_fixed_text_is_a_point_of_the_layout_standard():
    second = replace(GUIDE_05_HD, spelling=Spelling.ON_SECOND_VOWEL)
    assert GUIDE_05_HD.spell("Ủy viên, CỘNG HÒA, khóa") == "Ủy viên, CỘNG HÒA, khóa"
    assert (
        second.spell("Ủy viên, ủy ban, ỦY, CỘNG HÒA, khóa, quý, hoàn")
        == "Uỷ viên, uỷ ban, UỶ, CỘNG HOÀ, khoá, quý, hoàn"
    )


def test_names_keep_their_own_spelling(render):
    sample = CommitteeMinutesContext.sample()
    other = replace(sample, standard=replace(GUIDE_05_HD, spelling=Spelling.ON_SECOND_VOWEL))
    text = render(DocumentKind.COMMITTEE_MINUTES, other).text
    assert "Tổng số uỷ viên đương nhiệm" in text
    assert "ĐẢNG ỦY XÃ TÂN MỸ" in text


@pytest.mark.parametrize(
    ("in_favor", "base", "ratio"),
    [(9, 9, "100%"), (8, 9, "88,9%"), (2, 3, "66,7%"), (1, 8, "12,5%"), (0, 5, "0%"), (0, 0, "")],
)
def test_ratio_is_rounded_to_one_decimal(in_favor, base, ratio):
    assert Vote(in_favor=in_favor, base=base).ratio == ratio


def test_four_lines_of_authority_are_refused():
    with pytest.raises(ValueError, match="nhiều nhất 3 dòng"):
        Signature(authority=("T/M", "K/T", "T/L", "x"))
