"""What a printer does to a page, in the words of an office and as a small drawing that shows it larger than it is."""

from dataclasses import dataclass
from math import hypot

from .correction import Correction, Point
from .grid import Grid

LEAST_MM, LEAST_PERCENT, LEAST_DEGREES = 0.05, 0.05, 0.02
GOOD_MM = 0.5
"""What nobody sees on a framed certificate, and as exactly as a school ruler reads."""
MOST_TIMES = 30
SHARE = 0.09


def in_words(seen: Correction) -> str:
    """Return for example "lệch phải 2,5 mm, lệch xuống 1 mm, phóng ngang 0,4%, xoay phải 0,2 độ"."""
    parts = [
        _length(seen.shift_x_mm, "lệch phải", "lệch trái"),
        _length(seen.shift_y_mm, "lệch xuống", "lệch lên"),
        *_stretch(seen),
    ]
    if abs(seen.rotation_deg) >= LEAST_DEGREES:
        parts.append(f"xoay {'phải' if seen.rotation_deg > 0 else 'trái'} {_number(abs(seen.rotation_deg), 2)} độ")
    return ", ".join(filter(None, parts)) or "in đúng chỗ"


def _length(value: float, more: str, less: str) -> str:
    return f"{more if value > 0 else less} {_number(abs(value), 1)} mm" if abs(value) >= LEAST_MM else ""


def _stretch(seen: Correction) -> list[str]:
    across, down = (seen.scale_x - 1) * 100, (seen.scale_y - 1) * 100
    if _percent("", across) == _percent("", down):
        return [_percent("", across)]
    return [_percent(" ngang", across), _percent(" dọc", down)]


def _percent(side: str, value: float) -> str:
    if abs(value) < LEAST_PERCENT:
        return ""
    return f"{'phóng' if value > 0 else 'co'}{side} {_number(abs(value), 1)}%"


def _number(value: float, digits: int) -> str:
    return f"{value:.{digits}f}".rstrip("0").rstrip(".").replace(".", ",")


def farthest_mm(grid: Grid, seen: Correction) -> float:
    """Return how far (mm) the mark that lies worst is from its place."""
    return max(hypot(to.x - mark.x, to.y - mark.y) for mark, to in _moves(grid, seen, 1))


def _moves(grid: Grid, seen: Correction, times: float) -> list[tuple[Point, Point]]:
    found = []
    for mark in grid.marks:
        to = seen.at(mark, **grid.size)
        found.append((mark, Point(mark.x + (to.x - mark.x) * times, mark.y + (to.y - mark.y) * times)))
    return found


@dataclass(frozen=True)
class Drawing:
    """A sheet with where the marks should be and, `times` as far off as in truth, where they are. Lengths in mm."""

    width: str
    height: str
    meant: str
    found: str
    times: int


def drawing(grid: Grid, seen: Correction) -> Drawing:
    """Return the drawing; what is off is enlarged until it can be seen, at most MOST_TIMES."""
    off = farthest_mm(grid, seen)
    times = max(1, min(MOST_TIMES, int(SHARE * min(grid.width_mm, grid.height_mm) / off))) if off else MOST_TIMES
    moves = _moves(grid, seen, times)
    around = (0, 1, 3, 2)
    return Drawing(
        f"{grid.width_mm:g}",
        f"{grid.height_mm:g}",
        " ".join(_pair(moves[index][0]) for index in around),
        " ".join(_pair(moves[index][1]) for index in around),
        times,
    )


def _pair(point: Point) -> str:
    return f"{point.x:.1f},{point.y:.1f}"
