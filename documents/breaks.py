"""Where lines of a paper may break, the same for every form in which a paper is made.

A line never breaks inside a date, a number, a document number or "Điều 1."; titles are set in few lines of even length.
"""

import re
from collections.abc import Iterator

from .fonts import PAPER_FAMILY
from .metrics import face
from .typesetting import NO_BREAK, break_lines

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


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of `text` in order, each with whether no line may break inside it."""
    end = 0
    for found in TIED.finditer(text):
        yield text[end : found.start()], False
        yield found[0], True
        end = found.end()
    yield text[end:], False


def width_mm(text: str, size_pt: float, weight: int = 400, style: str = "normal") -> float:
    """Return how wide one line of `text` is in the font of papers."""
    return face(PAPER_FAMILY, style, weight).width(text, kerned=True) * size_pt * MM_PER_PT


def balanced_lines(
    text: str, size_pt: float, limit_mm: float, weight: int = 400, style: str = "normal"
) -> tuple[str, ...]:
    """Return `text` in as few lines as `limit_mm` allows, of even length, broken where the sense breaks."""
    lines = None
    if len(text) <= MOST_BALANCED_LETTERS:
        lines = break_lines(
            text.replace(NO_BREAK, PEN_ROOM),
            lambda part: width_mm(part.replace(PEN_ROOM, " "), size_pt, weight, style),
            limit_mm,
            MOST_BALANCED_LINES,
        )
    return tuple(line.replace(PEN_ROOM, NO_BREAK) for line in lines or (text,))
