"""How a unit sets its papers: every choice is measured in the PDF and found in the Word file."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from tempfile import mkdtemp

import pytest
from django.test import override_settings
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Pt

from documents.builders.common import layout_standard
from documents.contexts import GUIDE_05_HD, Alignment, BasisStyle, OfficeSubmissionContext, Spelling, TallyContext
from documents.enums import DocumentKind as K
from documents.models import PaperStyle
from documents.papers import render_paper, render_paper_for_editing
from tests.documents.paper_probe import MM, Paper

DAY = date(2026, 5, 4)
RIGHT = 210 - 15


def style(unit, **choices) -> PaperStyle:
    """Write down how a unit sets its papers from the beginning of the year on."""
    return PaperStyle.objects.create(unit=unit, **({"starts_on": date(2026, 1, 1)} | choices))


class TestWhichHolds:
    def test_without_a_choice_it_is_the_guide(self, w):
        assert layout_standard(w.commune, DAY) == GUIDE_05_HD
        assert layout_standard() == GUIDE_05_HD

    def test_every_choice_reaches_the_standard(self, w):
        style(
            w.commune, basis_style="italic", end_mark="./.", heading_alignment="right", line_spacing_pt=19,
            spelling="second", pads_months=True, position_is_bold=True,
        )  # fmt: skip
        assert layout_standard(w.commune, DAY) == replace(
            GUIDE_05_HD, basis_style=BasisStyle.ITALIC, end_mark="./.", heading_alignment=Alignment.RIGHT,
            line_spacing_pt=19, spelling=Spelling.ON_SECOND_VOWEL, pads_months=True, position_is_bold=True,
        )  # fmt: skip

    def test_it_holds_from_its_day_on(self, w):
        style(w.commune, end_mark="./.", starts_on=DAY)
        style(w.commune, line_spacing_pt=19, starts_on=DAY + timedelta(days=10))
        assert layout_standard(w.commune, DAY - timedelta(days=1)).end_mark == "."
        assert layout_standard(w.commune, DAY).end_mark == "./."
        later = layout_standard(w.commune, DAY + timedelta(days=10))
        assert (later.end_mark, later.line_spacing_pt) == (".", 19)

    def test_a_cell_writes_as_its_committee_unless_it_chose_itself(self, w):
        style(w.commune, end_mark="./.")
        assert layout_standard(w.cell, DAY, office=w.commune).end_mark == "./."
        style(w.cell, line_spacing_pt=19)
        own = layout_standard(w.cell, DAY, office=w.commune)
        assert (own.end_mark, own.line_spacing_pt) == (".", 19)

    def test_it_goes_before_the_settings_of_the_house(self, w):
        with override_settings(PAPER_LAYOUT={"line_spacing_pt": 19, "type_name_pt": 15}, PAD_MONTHS=True):
            style(w.commune)
            chosen = layout_standard(w.commune, DAY)
            assert (chosen.line_spacing_pt, chosen.type_name_pt, chosen.pads_months) == (18, 15, False)
            assert layout_standard(w.sibling, DAY).line_spacing_pt == 19

    def test_it_is_read_in_one_query(self, w, django_assert_num_queries):
        style(w.commune)
        with django_assert_num_queries(1):
            layout_standard(w.cell, DAY, office=w.commune)


class TestOnPaper:
    """One paper in each way of setting it. The sample has a legal basis, short dates and one signature."""

    @pytest.fixture
    def printed(self, tmp_path):
        def printed(**choices):
            context = replace(OfficeSubmissionContext.sample(), standard=replace(GUIDE_05_HD, **choices))
            folder = Path(mkdtemp(dir=tmp_path))  # papers are read when they are asked, so each has a file of its own
            return Paper(render_paper(K.OFFICE_SUBMISSION, context), folder)

        return printed

    @staticmethod
    def word(**choices):
        context = replace(OfficeSubmissionContext.sample(), standard=replace(GUIDE_05_HD, **choices))
        return Document(BytesIO(render_paper_for_editing(K.OFFICE_SUBMISSION, context)))

    @staticmethod
    def basis(document):
        return next(p for p in document.paragraphs if "Quy định số 208" in p.text.replace("\u00a0", " "))

    def test_basis_with_a_dash_or_italic(self, printed):
        dashed, italic = printed(), printed(basis_style=BasisStyle.ITALIC)
        assert "- Căn cứ Quy định số 208-QĐ/TW" in dashed.text
        assert dashed.span("- Căn cứ Quy định").font == "Liberation-Serif"
        assert "- Căn cứ" not in italic.text
        assert italic.span("Căn cứ Quy định").font == "Liberation-Serif-Italic"
        first, second = self.basis(self.word()), self.basis(self.word(basis_style=BasisStyle.ITALIC))
        assert first.text.startswith("- Căn cứ") and not any(run.italic for run in first.runs)
        assert second.text.startswith("Căn cứ") and all(run.italic for run in second.runs)
        for paper in (dashed, italic):
            assert "về thi hành Điều lệ Đảng;" in paper.text
            assert "phong cách Hồ Chí Minh, Thực hiện" in paper.text

    def test_end_mark(self, printed):
        assert "xem xét, quyết định. Nơi nhận" in printed().text
        assert "xem xét, quyết định./. Nơi nhận" in printed(end_mark="./.").text
        assert any(p.text.endswith("quyết định./.") for p in self.word(end_mark="./.").paragraphs)

    def test_heading_in_the_middle_or_at_the_right(self, printed):
        centred, right = printed(), printed(heading_alignment=Alignment.RIGHT)
        for start in ("ĐẢNG CỘNG", "Tân Mỹ,"):
            assert right.row(start).right == pytest.approx(RIGHT, abs=0.6)
        assert centred.row("ĐẢNG CỘNG").middle == pytest.approx(centred.row("Tân Mỹ,").middle, abs=0.4)
        assert centred.row("ĐẢNG CỘNG").right < RIGHT - 5
        party = self.word(heading_alignment=Alignment.RIGHT).tables[0].cell(0, 1).paragraphs[0]
        assert (party.text, party.alignment) == ("ĐẢNG CỘNG SẢN VIỆT NAM", ALIGN.RIGHT)
        assert self.word().tables[0].cell(0, 1).paragraphs[0].alignment == ALIGN.CENTER

    def test_the_rule_stays_under_the_party_name(self, printed):
        right = printed(heading_alignment=Alignment.RIGHT)
        party = right.row("ĐẢNG CỘNG")
        _, start, end = right.picture().rule_below(party.bottom - 1, within_mm=3, least_mm=40)
        assert (start, end) == pytest.approx((party.left, party.right), abs=0.5)

    @pytest.mark.parametrize("spacing", [18, 19])
    def test_line_spacing(self, printed, spacing):
        paper = printed(line_spacing_pt=spacing)
        first, second = paper.row("Thực hiện đợt"), paper.row("cách Hồ Chí Minh năm 2026”, Văn")
        lines = [row for row in paper.pages[0] if first.top <= row.top <= second.top]
        assert second.top - first.top == pytest.approx((len(lines) - 1) * spacing * MM, abs=0.05)
        assert self.word(line_spacing_pt=spacing).styles["Normal"].paragraph_format.line_spacing == Pt(spacing)

    def test_spelling_of_fixed_text_only(self, printed):
        second = printed(spelling=Spelling.ON_SECOND_VOWEL)
        assert "Uỷ viên Ban Thường vụ có quyền" in second.text
        assert "Ban Thường vụ Đảng ủy xã Tân Mỹ" in second.text
        assert any(p.text.startswith("Uỷ viên Ban") for p in self.word(spelling=Spelling.ON_SECOND_VOWEL).paragraphs)

    def test_months_with_two_digits(self, printed):
        assert "(kèm theo Tờ trình số 05-TTr/VPĐU, ngày 01/9/2026" in printed().page_texts[1]
        assert "ngày 01/09/2026" in printed(pads_months=True).page_texts[1]
        assert "Tân Mỹ, ngày 01 tháng 9 năm 2026" in printed(pads_months=True).text
        texts = [p.text.replace("\u00a0", " ") for p in self.word(pads_months=True).paragraphs]
        assert any("ngày 01/09/2026" in text for text in texts)

    def test_weight_of_the_position(self, printed):
        assert printed().span("CHÁNH VĂN PHÒNG").font == "Liberation-Serif"
        assert printed(position_is_bold=True).span("CHÁNH VĂN PHÒNG").font == "Liberation-Serif-Bold"
        assert self.word(position_is_bold=True).styles["Chức vụ ký"].font.bold
        assert not self.word().styles["Chức vụ ký"].font.bold

    def test_minutes_write_in_the_spelling_too(self, tmp_path):
        other = replace(TallyContext.sample(), standard=replace(GUIDE_05_HD, spelling=Spelling.ON_SECOND_VOWEL))
        text = Paper(render_paper(K.TALLY_MINUTES, other), tmp_path).text
        assert "Tỷ lệ tính trên số uỷ viên đương nhiệm" in text
        assert "ĐẢNG ỦY XÃ TÂN MỸ" in text
