"""Fonts: every letter really drawn, the wrong version refused, widths as the engine sets them."""

from io import BytesIO
from itertools import product

import pikepdf
import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

from certificates.layout.designs import designs
from documents import fonts
from documents.fonts import PAPER_FAMILY, FontMissing, font_files, missing_glyphs
from documents.metrics import face
from documents.rendering import Renderer

FAMILIES = sorted({family for design in designs() for family in (*design.families, *design.fallbacks)} | {PAPER_FAMILY})
PLAIN, TONES = "aăâeêioôơuưy", "\u0300\u0309\u0303\u0301\u0323"
MM_PER_CSS_PIXEL = 25.4 / 96


def vietnamese_letters() -> list[str]:
    """Return the 67 Vietnamese letters with marks or a stroke, in both cases."""
    from unicodedata import normalize

    small = [normalize("NFC", vowel + tone) for vowel, tone in product(PLAIN, ("", *TONES))] + ["đ"]
    marked = [letter for letter in small if not letter.isascii()]
    return [*marked, *(letter.upper() for letter in marked)]


def outline(font: TTFont, letter: str) -> tuple:
    glyphs = font.getGlyphSet()
    pen = DecomposingRecordingPen(glyphs)
    glyphs[font.getBestCmap()[ord(letter)]].draw(pen)
    return tuple(map(str, pen.value))


def test_there_are_134_vietnamese_letters():
    assert len(set(vietnamese_letters())) == 134


@pytest.mark.parametrize("family", FAMILIES)
def test_each_letter_has_a_picture_of_its_own_in_each_file(family):
    for file in font_files(family):
        with TTFont(file.path) as font:
            pictures = {letter: outline(font, letter) for letter in [*vietnamese_letters(), *"aAeEiIoOuUyYdD"]}
        assert all(pictures.values()), file.path.name
        assert len(set(pictures.values())) == len(pictures), file.path.name


@pytest.mark.parametrize("family", FAMILIES)
def test_names_of_the_highlands_can_be_printed(family):
    assert missing_glyphs("Y Khŭt Ñuôl, H'Bia Niê Kđăm, Kpă H'Ŏm, Rơ Châm H’Yéo, Ĕ Č č", family) == set()


def test_a_letter_that_a_family_lacks_is_named():
    assert missing_glyphs("Y Ƀlô Êban", "Playfair Display") == {"Ƀ"}
    assert missing_glyphs("Y Ƀlô Êban", "EB Garamond") == set()


@pytest.mark.parametrize("invisible", ["\u200b", "\u202e", "\x07", "\ue000", "\u00ad"])
def test_characters_without_a_picture_count_as_missing(invisible):
    assert missing_glyphs(f"Lê{invisible} An", "EB Garamond") == {invisible}


def test_a_line_feed_is_no_missing_letter():
    assert missing_glyphs("Đảng bộ\nxã Tân Mỹ", "EB Garamond") == set()


def test_an_unknown_family_is_refused_with_what_to_do():
    with pytest.raises(FontMissing, match=r"Chưa có phông chữ Không Có.*--setup-only"):
        font_files("Không Có")


def test_paper_fonts_of_version_1_are_refused(tmp_path):
    for file in font_files(PAPER_FAMILY):
        with TTFont(file.path) as font:
            font["head"].fontRevision = 1.07
            font.save(tmp_path / file.path.name)
    with pytest.raises(FontMissing, match="sudo apt install fonts-liberation2"):
        fonts._paper_font_files((tmp_path,))


def test_a_folder_without_paper_fonts_is_passed_over(tmp_path):
    found = fonts._paper_font_files((tmp_path, *fonts.PAPER_FONT_FOLDERS))
    assert [file.style for file in found] == ["normal", "italic", "normal", "italic"]


LINES = [
    "Công Tằng Tôn Nữ Phương Thảo",
    "Vũ Văn Tấn, Ỷ Lan, To Yên",
    "giai đoạn 2021 - 2026, “Mỗi tuần”",
    "TRƯỜNG ĐẢNG ỦY VẪN TẤT",
    "Y Khŭt Ñuôl H'Ŏm",
]
CUTS = [
    ("Playfair Display", "normal", 700, None),
    ("EB Garamond", "normal", 400, None),
    ("EB Garamond", "italic", 400, None),
    ("EB Garamond", "normal", 700, None),
    ("Source Serif 4", "normal", 600, 40),
    ("Source Serif 4", "normal", 400, 14),
    ("Noto Serif", "normal", 700, None),
]


@pytest.mark.parametrize("kerned", [True, False])
@pytest.mark.parametrize(("family", "style", "weight", "optical"), CUTS)
def test_widths_are_those_of_the_engine(family, style, weight, optical, kerned):
    """Right-aligned lines start where the measured width says, to a thousandth."""
    rules = (
        f"@page{{size:500mm 200mm;margin:0}}body{{margin:0}}p{{margin:0;position:absolute;width:500mm;"
        f'text-align:right;white-space:pre;font:{style} {weight} 10mm/10mm "{family}";'
        f"font-kerning:{'normal' if kerned else 'none'};font-variant-numeric:lining-nums;"
        "font-variant-ligatures:no-common-ligatures}"
    )
    rules += f'p{{font-variation-settings:"opsz" {optical}}}' if optical else ""
    pages = "".join(f'<p style="top:{20 * index}mm">{line}</p>' for index, line in enumerate(LINES))
    pdf = Renderer(families=[family], css=[rules]).pdf(f'<html lang="vi">{pages}')
    with pikepdf.open(BytesIO(pdf)) as document:
        starts = [
            float(operands[4]) * MM_PER_CSS_PIXEL
            for operands, operator in pikepdf.parse_content_stream(document.pages[0])
            if str(operator) == "Tm"
        ]
    cut = face(family, style, weight, optical)
    measured = [10 * cut.width(line, kerned=kerned) for line in LINES]
    assert [500 - start for start in starts] == pytest.approx(measured, rel=1e-3)
