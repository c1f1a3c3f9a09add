"""A cell as it comes from a spreadsheet, and the sentence for one that cannot be read."""

import math
import re
from datetime import date, datetime

from vietnamese.text import one_line

Cell = str | int | float | bool | date | datetime | None
EXCEL_ERROR = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)|Err:\d+")


class ValueRefused(ValueError):
    """The cell cannot be read. `reason` is a Vietnamese sentence."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


def plain(cell: Cell) -> str:
    """Return what the cell shows, on one line and in NFC: whole numbers without a point, dates as dd/mm/yyyy.

    Raises ValueRefused for an error of the spreadsheet program such as #N/A.
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "Có" if cell else "Không"
    if isinstance(cell, date):
        return f"{cell.day:02d}/{cell.month:02d}/{cell.year:04d}"
    if isinstance(cell, float) and math.isfinite(cell) and cell.is_integer():
        return str(int(cell))
    shown = one_line(str(cell))
    if EXCEL_ERROR.fullmatch(shown):
        raise ValueRefused(f"Ô này báo lỗi {shown} trong bảng tính. Hãy gõ lại giá trị, không dùng công thức.")
    return shown
