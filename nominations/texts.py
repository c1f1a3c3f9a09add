"""What a reader would say of an achievement text: copied from another year, or without figure, period or result. Pure.

These are friendly remarks; none of them ever keeps a line from being submitted.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from vietnamese.text import nfc, one_line

from .enums import Verdict
from .rules import Finding

NEARLY_EQUAL = 0.9
"""Share of words in common, in the same order, from which two texts are one text."""

WORD = re.compile(r"[^\W_]+(?:[.,/]\d+)*")
YEAR = re.compile(r"(?<![\d.,/-])(?:19|20)\d\d(?![\d%]|[.,]\d)")
NOT_A_FIGURE = re.compile(
    r"""
    (?:số\s+)?\d+\s*-\s*[A-ZĐ]{2,}(?:/[\w-]+)?              # 05-CT/TW, 12-HD/ĐU
    | \b(?:chỉ\ thị|nghị\ quyết|kế\ hoạch|quyết\ định|hướng\ dẫn|kết\ luận|quy\ định|thông\ tư|nghị\ định)\s+(?:số\s+)?[\d/]+
    | \b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b                      # 19/5/2026
    | \b\d{1,2}[/.-](?:19|20)\d\d\b                            # 5/2026
    | \b(?:tháng|ngày|quý)\s+\d{1,2}(?:[/.-]\d+)*
    | \b(?:ấp|thôn|tổ|khu|xóm|khóm|buôn|bản|quận|phường|điều|khoản|mục|nhiệm\ kỳ)\s+(?:[^\W\d_]+\s+){0,3}\d+
    | \b(?:chi\ bộ|chi\ đoàn|chi\ hội|đại\ đội|đội|đường|quốc\ lộ|tỉnh\ lộ|lớp)\s+(?:[^\W\d_]+\s+){0,4}\d+
    | (?<!\w)(?:\d+|[IVX]+)\s*[.)]\s                           # the number of a paragraph
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Digits that count nothing: documents, dates, names of places, numbers of paragraphs."""

COUNTED_IN_WORDS = re.compile(
    r"\b(?:hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)\s+(?:mươi|trăm|nghìn|ngàn|triệu|tỷ|hộ|người|lượt|buổi|căn|đồng)"
    r"|\b(?:một|mấy)\s+(?:trăm|nghìn|ngàn|triệu|tỷ)\b",
    re.IGNORECASE,
)
PERIOD = re.compile(
    r"\b(?:năm\s+(?:19|20)\d\d|(?:19|20)\d\d|tháng\s+\d|\d{1,2}\s+(?:tháng|năm|tuần|ngày)|quý\s+(?:[IVX]+|\d|một|hai|ba|bốn)"
    r"|giai\ đoạn|nhiệm\ kỳ|năm\ học|học\ kỳ|năm\ qua|trong\ năm|(?:đầu|cuối|giữa)\ năm|6\ tháng|sáu\ tháng|(?:hai|ba|bốn|năm)\ năm"
    r"|đợt\s+(?:dịch|lũ|thi\ đua)|\d{1,2}/\d{1,2})",
    re.IGNORECASE,
)
RESULT = re.compile(
    r"\b(?:đạt|vượt|tăng|giảm|hoàn\ thành|tiết\ kiệm|thu\ (?:được|về|hoạch|nhập)|giúp|hỗ\ trợ|vận\ động|quyên\ góp|ủng\ hộ|đóng\ góp"
    r"|xây\ (?:dựng|mới|tặng)|sửa\ chữa|làm\ (?:mới|được)|lắp\ đặt|trồng|hiến|trao|tặng|thoát\ nghèo|kết\ nạp|giải\ quyết|hòa\ giải|hoà\ giải"
    r"|giải\s+(?:nhất|nhì|ba|khuyến\ khích|thưởng)|được\ (?:công\ nhận|tặng|khen|biểu\ dương|xếp|đánh\ giá)|nhân\ rộng|chuyển\ đổi|rút\ ngắn"
    r"|cứu|phát\ hiện|xử\ lý|thành\ lập|duy\ trì|không\ còn|đưa\ vào\ sử\ dụng|bê\ tông\ hóa|bê\ tông\ hoá|khánh\ thành|bàn\ giao|sinh\ hoạt)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class EarlierText:
    """A text that was handed in before: what it said, whose it was ("" for the same nominee), and in which round."""

    text: str
    whose: str
    round: str


def words(text: str, *, mask_years: bool = False) -> list[str]:
    """Return the words and figures of a text in small letters; with `mask_years` every year is the same word."""
    plain = one_line(text).lower()
    return WORD.findall(YEAR.sub("nămx", plain) if mask_years else plain)


def years_in(text: str) -> set[str]:
    """Return the years that a text names."""
    return set(YEAR.findall(nfc(text)))


def similarity(one: str, other: str, *, at_least: float = 0.0, mask_years: bool = False) -> float:
    """Return the share of words that two texts have in common in the same order, 0 to 1; two empty texts give 0.

    Below `at_least` only an upper bound is computed, which is much faster; it is below `at_least`, too.
    """
    first, second = words(one, mask_years=mask_years), words(other, mask_years=mask_years)
    if not first or not second:
        return 0.0
    if first == second:
        return 1.0
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    for bound in (matcher.real_quick_ratio, matcher.quick_ratio):
        if (most := bound()) < at_least:
            return most
    return matcher.ratio()


def is_nearly(one: str, other: str, *, mask_years: bool = False) -> bool:
    """Return whether two texts are one text, but for a word here and there."""
    return similarity(one, other, at_least=NEARLY_EQUAL, mask_years=mask_years) > NEARLY_EQUAL


def same_achievement(one: str, other: str, *, share: float = NEARLY_EQUAL) -> bool:
    """Return whether two texts tell of one achievement: alike, and not of different years."""
    years, others = years_in(one), years_in(other)
    if years and others and not years & others:
        return False
    return similarity(one, other, at_least=share) > share


def has_figure(text: str) -> bool:
    """Return whether a text counts something; years, dates, documents and numbers in names count nothing."""
    plain = one_line(YEAR.sub(" ", NOT_A_FIGURE.sub(" ", nfc(text))))
    return bool(re.search(r"\d", plain) or COUNTED_IN_WORDS.search(plain))


def has_period(text: str) -> bool:
    """Return whether a text says when: a year, a month, a quarter, a stretch of time."""
    return bool(PERIOD.search(one_line(text)))


def has_result(text: str) -> bool:
    """Return whether a text names something that was reached."""
    return bool(RESULT.search(one_line(text)))


WANTED = (
    (has_figure, "số liệu (ví dụ: 86 hộ, 41.350.000 đồng)"),
    (has_period, "thời gian (ví dụ: trong năm 2026, quý II, giai đoạn 2021 - 2026)"),
    (has_result, "kết quả cụ thể (ví dụ: giúp 5 hộ thoát nghèo, hoàn thành 1,2 km đường)"),
)


def remarks(text: str, *, earlier: Iterable[EarlierText] = ()) -> list[Finding]:
    """Return what is worth a second look in an achievement text; nothing for an empty or a good one. Never blocks."""
    if not text.strip():
        return []
    found = []
    if copied := next((old for old in earlier if is_nearly(text, old.text, mask_years=True)), None):
        whose = f"của {copied.whose}" if copied.whose else "đã trình"
        found.append(
            Finding(
                "text_same",
                Verdict.LOOK,
                "Thành tích viết cho lần này",
                f"Nội dung gần như giống hệt bản {whose} ở đợt “{copied.round}”.",
                "Hãy viết lại theo việc đã làm lần này. Vẫn trình được nếu đúng là như vậy.",
            )
        )
    if missing := [what for has, what in WANTED if not has(text)]:
        found.append(
            Finding(
                "text",
                Verdict.LOOK,
                "Thành tích có số liệu, thời gian, kết quả",
                f"Nên ghi thêm {_joined(missing)}.",
                "Vẫn trình được; ghi rõ thì Ban Thường vụ dễ xét hơn.",
            )
        )
    return found


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} và {parts[-1]}"
