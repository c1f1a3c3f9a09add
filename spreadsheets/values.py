"""From a cell to a value. Every reader takes the cell and the day of today, and returns the value or None for an empty
cell; what cannot be read raises ValueRefused with a Vietnamese sentence for the person who has to correct the sheet.

Nothing is guessed where two readings are possible: a number from which Excel has cut digits is refused, not repaired.
"""

import math
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

from .cells import Cell, ValueRefused, plain
from .words import card_number, man_mark, rating, sex, woman_mark, yes_no

__all__ = [
    "ValueRefused", "card_number", "day", "day_or_year", "excel_day", "long_text", "man_mark", "plain", "rating", "sex",
    "text", "text_up_to", "whole_number", "woman_mark", "year", "yes_no",
]  # fmt: skip

OLDEST = 120
"""Years: nobody in a list is older, and no date in it is earlier."""
LONGEST = 32_767
"""Letters that a cell of Excel can hold."""
DAY = re.compile(r"(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4}|\d{2})")
ISO_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
LONG_DAY = re.compile(r"(?:ngày\s*)?(\d{1,2})\s*tháng\s*(\d{1,2})\s*(?:,\s*)?năm\s*(\d{4})", re.IGNORECASE)
MONTH = re.compile(r"(?:tháng\s*|t\.?\s*)?(\d{1,2})\s*(?:[/.\-]|năm|\s)\s*(\d{4})", re.IGNORECASE)
YEAR = re.compile(r"(?:năm\s*|sn\s*:?\s*|sinh\s*(?:năm\s*)?)?(\d{4})", re.IGNORECASE)
UNKNOWN_DAY = re.compile(r"[-_.?x0]{0,2}\s*[/.\-]\s*(?:[-_.?x0]{0,2}|0?\d|1[0-2])\s*[/.\-]\s*(\d{4})", re.IGNORECASE)
CLOCK = re.compile(r"[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:AM|PM|SA|CH)?$", re.IGNORECASE)


def text(cell: Cell, today: date | None = None, *, longest: int = 255) -> str | None:
    """Return the text of a cell on one line. Raises ValueRefused when it has more than `longest` letters."""
    shown = plain(cell)
    if len(shown) > longest:
        raise ValueRefused(f"Dài {len(shown)} chữ cái, chỉ ghi được {longest}. Hãy viết ngắn lại.")
    return shown or None


def text_up_to(longest: int) -> Callable[[Cell, date], str | None]:
    """Return a reader of texts of at most `longest` letters."""
    return lambda cell, today=None: text(cell, longest=longest)


def long_text(cell: Cell, today: date | None = None) -> str | None:
    """Return a text that may have several lines, each trimmed; blank lines at the ends are dropped."""
    if not isinstance(cell, str):
        return text(cell, longest=LONGEST)
    lines = [plain(line) for line in re.split(r"\r\n?|\n", cell)]
    return "\n".join(lines).strip() or None


def excel_day(serial: float) -> date:
    """Return the day of a serial number of Excel, 1900 system: 1 is 1/1/1900, 26079 is 26/5/1971.

    Excel takes 1900 for a leap year, as Lotus did: 60 is a day that never was, and later numbers are one too high.
    Raises ValueRefused for 60 and for what is no day of the years 1900 to 9999.
    """
    whole = math.floor(serial) if math.isfinite(serial) else 0
    if whole == 60 or not 1 <= whole <= 2_958_465:
        raise ValueRefused(f"“{plain(serial)}” không phải ngày, tháng, năm. Hãy gõ dạng 26/5/1971.")
    return date(1899, 12, 31 if whole < 60 else 30) + timedelta(days=whole)


def day_or_year(cell: Cell, today: date) -> tuple[date | None, int | None] | None:
    """Return (day, its year), or (None, year) where only the year or month and year are known.

    Reads dates of the spreadsheet, 26/5/1971, 26-05-71, 26.5.1971, 26051971, 1971-05-26, "ngày 26 tháng 5 năm 1971",
    05/1971, 1971 (text or number), 00/00/1971, and serial numbers of Excel. Day before month, always. Of a year in two
    figures the last one that is not in the future is meant. Raises ValueRefused for a day that does not exist, one
    after `today`, or one more than OLDEST years ago.
    """
    if cell is None or isinstance(cell, bool):
        return _no_day(cell)
    if isinstance(cell, datetime):
        return _plausible(cell.date(), today)
    if isinstance(cell, date):
        return _plausible(cell, today)
    if isinstance(cell, int | float):
        return _from_number(cell, today)
    shown = CLOCK.sub("", plain(cell)).strip(" ,;'")
    return _from_text(shown, today) if shown else None


def _no_day(cell: bool | None) -> None:
    if cell is not None:
        raise ValueRefused("Ô này là đúng/sai, không phải ngày, tháng, năm. Hãy gõ dạng 26/5/1971.")


def day(cell: Cell, today: date) -> date | None:
    """Return a whole date; raise ValueRefused as day_or_year() does, and when only the year or month is given."""
    found = day_or_year(cell, today)
    if found is None:
        return None
    if found[0] is None:
        raise ValueRefused(f"“{plain(cell)}” chưa đủ ngày, tháng, năm. Hãy gõ dạng 26/5/1971.")
    return found[0]


def year(cell: Cell, today: date) -> int | None:
    """Return the year of a date or a year alone."""
    found = day_or_year(cell, today)
    return None if found is None else found[1]


def _from_number(number: float, today: date) -> tuple[date | None, int | None]:
    if math.isfinite(number) and float(number).is_integer():
        whole = int(number)
        if 1_000 <= whole <= 2_200:
            return _plausible_year(whole, today)
        if 1_011_900 <= whole <= 31_129_999:
            return _from_text(f"{whole:08d}", today)
    if not 2_200 < number < 80_000:
        raise ValueRefused(f"“{plain(number)}” không phải ngày, tháng, năm. Hãy gõ dạng 26/5/1971.")
    return _plausible(excel_day(number), today)


def _from_text(shown: str, today: date) -> tuple[date | None, int | None]:
    if found := YEAR.fullmatch(shown):
        return _plausible_year(int(found[1]), today)
    if found := UNKNOWN_DAY.fullmatch(shown):
        return _plausible_year(int(found[1]), today)
    if re.fullmatch(r"\d{8}", shown):
        shown = f"{shown[:2]}/{shown[2:4]}/{shown[4:]}"
    if found := ISO_DAY.fullmatch(shown):
        return _plausible(_existing(int(found[3]), int(found[2]), int(found[1])), today)
    if found := DAY.fullmatch(shown) or LONG_DAY.fullmatch(shown):
        number_of_day, month, full_year = int(found[1]), int(found[2]), _full_year(found[3], today)
        if number_of_day == 0 and 0 <= month <= 12:
            return _plausible_year(full_year, today)
        return _plausible(_existing(number_of_day, month, full_year), today)
    if (found := MONTH.fullmatch(shown)) and int(found[1]) <= 12:
        return _plausible_year(int(found[2]), today)
    if re.fullmatch(r"\d{5}(\.\d+)?", shown):
        return _plausible(excel_day(float(shown)), today)
    raise ValueRefused(f"“{shown[:60]}” không phải ngày, tháng, năm. Hãy gõ dạng 26/5/1971, hoặc chỉ năm: 1971.")


def _full_year(figures: str, today: date) -> int:
    if len(figures) == 4:
        return int(figures)
    this_century = today.year // 100 * 100 + int(figures)
    return this_century if this_century <= today.year else this_century - 100


def _existing(number_of_day: int, month: int, full_year: int) -> date:
    try:
        return date(full_year, month, number_of_day)
    except ValueError:
        hint = " Hãy gõ ngày trước, tháng sau." if month > 12 >= number_of_day else " Hãy xem lại ngày và tháng."
        raise ValueRefused(f"Không có ngày {number_of_day}/{month}/{full_year}.{hint}") from None


def _plausible(found: date, today: date) -> tuple[date, int]:
    if found > today:
        raise ValueRefused(f"Ngày {_short(found)} chưa đến. Hãy xem lại năm.")
    if found.year < today.year - OLDEST:
        raise ValueRefused(f"Ngày {_short(found)} đã quá {OLDEST} năm. Hãy xem lại năm.")
    return found, found.year


def _plausible_year(found: int, today: date) -> tuple[None, int]:
    if found > today.year:
        raise ValueRefused(f"Năm {found} chưa đến. Hãy xem lại.")
    if found < today.year - OLDEST:
        raise ValueRefused(f"Năm {found} đã quá {OLDEST} năm. Hãy xem lại.")
    return None, found


def _short(found: date) -> str:
    return f"{found.day}/{found.month}/{found.year}"


def whole_number(cell: Cell, today: date | None = None) -> int | None:
    """Return a whole number; dots and spaces between thousands are Vietnamese (18.117).

    Raises ValueRefused for a fraction, for anything else, and for a number that Excel shows as 1,8E+13.
    """
    if isinstance(cell, bool | date):
        raise ValueRefused(f"“{plain(cell)}” không phải số. Hãy gõ số, ví dụ 18.117.")
    if isinstance(cell, int | float):
        if not math.isfinite(cell) or cell != math.floor(cell) or abs(cell) >= 2**53:
            raise ValueRefused(f"“{plain(cell)}” không phải số nguyên. Hãy gõ số, ví dụ 18.117.")
        return int(cell)
    shown = plain(cell)
    if not shown:
        return None
    if re.fullmatch(r"[-+]?\d+", shown) or re.fullmatch(r"[-+]?\d{1,3}([. ]\d{3})+", shown):
        return int(re.sub(r"[. ]", "", shown))
    raise ValueRefused(f"“{shown[:60]}” không phải số nguyên. Hãy gõ số, ví dụ 18.117.")
