"""Filters for the templates of papers."""

import re

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from documents.fonts import PAPER_FAMILY
from documents.metrics import face
from documents.typesetting import NO_BREAK, break_lines

register = template.Library()

MM_PER_PT = 25.4 / 72
MOST_BALANCED_LINES = 4
PEN_ROOM = "\ue000"  # stands for the blanks that are filled in by hand while lines are broken: they are no white space
MOST_BALANCED_LETTERS = 260
"""Longer text is left to the renderer: trying every set of line ends would take longer than it is worth."""

CAPITALS = "".join(letter for letter in map(chr, range(0x41, 0x1EFF)) if letter.isupper())
DATE = r"(?:\d{1,2}/\d{1,2}/\d{4}|\d{1,2} tháng \d{1,2} năm \d{4}|\u00a0+tháng\u00a0+năm(?: \d{4}|\u00a0+))"
TIED = re.compile(
    "|".join(
        (
            rf"ngày ?{DATE}",
            DATE,
            r"Điều \d+\.?",
            r"(?:[Ss]ố )?(?:\d[\d/]*|\u00a0+)-[A-ZĐa-z]+/[A-ZĐa-z]+",  # số 12-QĐ/ĐU, 05-CT/TW
            r"(?:[Ss]ố )?\d+/\d{4}/[A-ZĐ]+-[A-ZĐ]+",  # 152/2025/NĐ-CP
            r"[\d.]+ giờ [\d.]+ phút",
            r"\d{4} [-–] \d{4}",
            r"năm \d{4}",
            r"\d[\d.,]* (?:đồng|tập thể|cá nhân|trường hợp|hồ sơ|đảng viên|ủy viên)\b",
            r"\d+[/\d.,]*\d%?",
            r"(?:Đ/c|[TK]/[MTL]) \S+",
            r"Hồ Chí Minh|Bác Hồ",
            rf"\b[{CAPITALS}]\w* \d{{1,3}}\b(?![/.,]\d)",  # Chi bộ ấp Tân Bình 1
            r"\(để [^()]{1,12}\)",
        )
    )
)


@register.filter
def tie(text: object) -> SafeString:
    """Return escaped text in which no line breaks inside a date, a number, a document number or "Điều 1."."""
    plain = str(text)
    pieces, end = [], 0
    for found in TIED.finditer(plain):
        pieces += [conditional_escape(plain[end : found.start()]), format_html('<span class="tie">{}</span>', found[0])]
        end = found.end()
    pieces.append(conditional_escape(plain[end:]))
    return mark_safe("".join(pieces))  # every piece is escaped above


@register.simple_tag
def balanced(text: str, size_pt: float, width_mm: float, weight: int = 400, style: str = "normal") -> SafeString:
    """Return escaped text in as few lines as `width_mm` allows, of even length, broken where the sense breaks."""
    cut = face(PAPER_FAMILY, style, weight)
    lines = None
    if len(text) <= MOST_BALANCED_LETTERS:
        lines = break_lines(
            text.replace(NO_BREAK, PEN_ROOM),
            lambda part: cut.width(part.replace(PEN_ROOM, " "), kerned=True) * size_pt * MM_PER_PT,
            width_mm,
            MOST_BALANCED_LINES,
        )
    shown = [line.replace(PEN_ROOM, NO_BREAK) for line in lines or (text,)]
    return format_html_join(mark_safe("<br>"), "{}", ((tie(line),) for line in shown))
