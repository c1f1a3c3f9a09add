"""Readers of cells that hold one of few words, or a number that is a name: sex, yes or no, rating, card number.

They keep the contract of values.py: (cell, today) -> value or None, ValueRefused with a sentence.
"""

import math
import re
from datetime import date

from vietnamese.text import search_key

from .cells import Cell, ValueRefused, plain

MALE, FEMALE = "male", "female"
MALE_WORDS = {"nam", "male", "m", "ong", "trai", "nam gioi", "dan ong"}
FEMALE_WORDS = {"nu", "female", "f", "ba", "gai", "nu gioi", "dan ba", "phu nu"}
YES_WORDS = {"x", "co", "1", "yes", "y", "true", "dung", "da", "v", "dat", "roi", "ok"}
NO_WORDS = {"khong", "0", "no", "n", "false", "sai", "chua", "ko", "k"}
TICKS = {"✓", "✔", "☑", "√", "þ"}
NOTHING = {"", "-", "–", "—", "/", "…", "..."}

EXCELLENT, GOOD, COMPLETED, NOT_COMPLETED = "excellent", "good", "completed", "not_completed"
RATINGS = {
    EXCELLENT: "htxsnv|htxs|hoan thanh xuat sac nhiem vu|hoan thanh xuat sac|xuat sac|xs|tsvm|trong sach vung manh"
    "|trong sach vung manh tieu bieu|tsvmtb|loai 1",
    GOOD: "httnv|htt|hoan thanh tot nhiem vu|hoan thanh tot|tot|loai 2",
    COMPLETED: "htnv|ht|hoan thanh nhiem vu|hoan thanh|loai 3",
    NOT_COMPLETED: "khtnv|kht|khong hoan thanh nhiem vu|khong hoan thanh|chua hoan thanh nhiem vu|chua hoan thanh"
    "|chtnv|khong ht|yeu kem|yeu|loai 4|vi pham tu cach",
}
RATING_OF = {word: rating for rating, words in RATINGS.items() for word in words.split("|")}
NO_RATING = {"chua xep loai", "khong xep loai", "chua danh gia", "khong danh gia", "kxl", "cxl", "mien danh gia"}
BEFORE_RATING = re.compile(r"^(?:(?:dang vien|to chuc dang|chi bo|dang bo|tap the|du tu cach|dv|ket qua|xep loai)\s+)+")
"""What stands before the rating in older reports: "Đảng viên đủ tư cách, hoàn thành tốt nhiệm vụ"."""


def sex(cell: Cell, today: date | None = None) -> str | None:
    """Return "male" or "female" from Nam/Nữ and the like. Raises ValueRefused for anything else, also for 0 and 1."""
    shown = plain(cell)
    key = search_key(shown)
    if not key:
        return None
    if key in MALE_WORDS:
        return MALE
    if key in FEMALE_WORDS:
        return FEMALE
    raise ValueRefused(f"“{shown[:40]}” không rõ là nam hay nữ. Hãy gõ Nam hoặc Nữ.")


def woman_mark(cell: Cell, today: date | None = None) -> str:
    """Return "female" for a mark in a column headed "Nữ", "male" where the column is left blank.

    A year in the column means the same: older lists write the year of birth under "Nam" or "Nữ".
    """
    return FEMALE if _marked(cell, "Nữ") else MALE


def man_mark(cell: Cell, today: date | None = None) -> str:
    """Return "male" for a mark in a column headed "Nam", "female" where the column is left blank."""
    return MALE if _marked(cell, "Nam") else FEMALE


def _marked(cell: Cell, heading: str) -> bool:
    if isinstance(cell, date) or re.fullmatch(r"(?:19|20)\d\d", plain(cell)):
        return True
    if search_key(plain(cell)) == search_key(heading):
        return True
    return bool(yes_no(cell))


def yes_no(cell: Cell, today: date | None = None) -> bool | None:
    """Return True for x, có, 1, ✓, False for không, 0; None for an empty cell or a dash. ValueRefused for the rest."""
    if isinstance(cell, bool):
        return cell
    shown = plain(cell)
    key = search_key(shown)
    if shown in NOTHING:
        return None
    if shown in TICKS or key in YES_WORDS:
        return True
    if key in NO_WORDS:
        return False
    raise ValueRefused(f"“{shown[:40]}” không rõ là có hay không. Hãy gõ x hoặc “có”, để trống nếu không.")


def rating(cell: Cell, today: date | None = None) -> str | None:
    """Return "excellent", "good", "completed" or "not_completed" for the rating of a year; None for none.

    Reads HTXSNV, HTTNV, HTNV, KHT, the words in full, and of the scale before 2018 "trong sạch vững mạnh" (the best
    rating of a Party organization) and "yếu kém". Raises ValueRefused for anything else.
    """
    shown = plain(cell)
    key = search_key(shown)
    if shown in NOTHING or key in NO_RATING:
        return None
    without = BEFORE_RATING.sub("", key)
    for form in (key, without, key.replace(" ", "")):
        if form in RATING_OF:
            return RATING_OF[form]
    raise ValueRefused(
        f"“{shown[:60]}” không phải mức xếp loại. Hãy gõ HTXSNV, HTTNV, HTNV hoặc KHTNV (hay viết đủ chữ)."
    )


def card_number(cell: Cell, today: date | None = None) -> str | None:
    """Return the number of a Party card as digits: 12 now, 8 (38.012345) before.

    A number from which Excel has taken only the zeros in front gets them back, 10 or 11 figures to 12, 6 or 7 to 8;
    one that shows 6,8E+10 as text has lost figures and is refused.
    """
    if isinstance(cell, bool | date):
        raise ValueRefused(f"“{plain(cell)}” không phải số thẻ đảng. Hãy gõ đủ 12 chữ số.")
    if isinstance(cell, int | float):
        return _card_from_number(cell)
    shown = plain(cell).lstrip("'")
    if shown in NOTHING:
        return None
    if re.search(r"\d[.,]?\d*\s*[eE]\s*\+?\s*\d", shown):
        raise ValueRefused(_cut(shown))
    digits = re.sub(r"[\s.\-]", "", shown)
    if re.fullmatch(r"[0-9]{12}|[0-9]{8}", digits):
        return digits
    count = len(re.findall(r"\d", digits))
    raise ValueRefused(f"“{shown[:40]}” có {count} chữ số; số thẻ đảng có 12 chữ số (thẻ cũ 8). Hãy xem lại thẻ.")


def _card_from_number(number: float) -> str:
    if not math.isfinite(number) or number < 0 or number != math.floor(number) or number >= 10**12:
        raise ValueRefused(_cut(plain(number)))
    digits = str(int(number))
    if len(digits) >= 10:
        return digits.zfill(12)
    if 6 <= len(digits) <= 8:
        return digits.zfill(8)
    raise ValueRefused(
        f"“{digits}” có {len(digits)} chữ số; số thẻ đảng có 12 chữ số (thẻ cũ 8). Hãy để cột này là dạng chữ (Text) rồi gõ lại."
    )


def _cut(shown: str) -> str:
    return (
        f"Bảng tính đã rút gọn số này thành “{shown[:40]}” nên mất chữ số. Hãy để cột này là dạng chữ (Text) rồi gõ lại đủ "
        "12 chữ số."
    )
