"""From what a ruler says about a printed test grid to what must be done to later pages: shift, scale, rotation.

Points are mm from the upper left corner of the sheet, x to the right, y down, as it lies on the table. A printer is
taken to move, stretch and turn the whole page; what it does beyond that (a bent line) is left as it is.

The arithmetic is a least-squares fit in closed form. With c the middle of the sheet, a map sends p to

    c + R(rotation) * S(scale_x, scale_y) * (p - c) + shift

where R turns clockwise as seen. For a fixed rotation the best shift and the best two scales are plain averages; what is
left to choose is a quadratic form in the cosine and sine of the rotation, whose largest value has a formula.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan2, cos, degrees, radians, sin
from typing import NamedTuple

MOST_SHIFT_MM = 20.0
LEAST_SCALE, MOST_SCALE = 0.98, 1.02
"""Paper that dries shrinks by some thousandths; one or two hundredths and more come from a wrong setting."""
MOST_ROTATION_DEG = 2.0
MM_TO_PT = 72 / 25.4


class CorrectionRefused(Exception):
    """The readings cannot be right; the message is a Vietnamese sentence that says which number to look at again.

    `readings` names the numbers it is about, where it is about single ones: index of the mark and "x" or "y".
    """

    def __init__(self, reason: str, readings: Sequence[tuple[int, str]] = ()):
        super().__init__(reason)
        self.reason = reason
        self.readings = tuple(readings)


class Point(NamedTuple):
    """A point of the sheet in mm."""

    x: float
    y: float


@dataclass(frozen=True)
class Correction:
    """A movement of a whole page: scaled and turned (degrees, clockwise) about the middle of the sheet, then shifted (mm)."""

    shift_x_mm: float = 0.0
    shift_y_mm: float = 0.0
    scale_x: float = 1.0
    scale_y: float = 1.0
    rotation_deg: float = 0.0

    def at(self, point: Point, *, width_mm: float, height_mm: float) -> Point:
        """Return where a point of a sheet of this size comes to lie."""
        dx, dy = (point.x - width_mm / 2) * self.scale_x, (point.y - height_mm / 2) * self.scale_y
        cosine, sine = cos(radians(self.rotation_deg)), sin(radians(self.rotation_deg))
        return Point(
            width_mm / 2 + dx * cosine - dy * sine + self.shift_x_mm,
            height_mm / 2 + dx * sine + dy * cosine + self.shift_y_mm,
        )

    def pdf_matrix(self, *, width_mm: float, height_mm: float) -> tuple[float, float, float, float, float, float]:
        """Return the six numbers of the PDF operator `cm`: points, origin at the lower left, y up."""
        cosine, sine = cos(radians(self.rotation_deg)), sin(radians(self.rotation_deg))
        a, b = self.scale_x * cosine, -self.scale_x * sine
        c, d = self.scale_y * sine, self.scale_y * cosine
        middle_x, middle_y = width_mm / 2, height_mm / 2
        e = middle_x - a * middle_x - c * middle_y + self.shift_x_mm
        f = middle_y - b * middle_x - d * middle_y - self.shift_y_mm
        return a, b, c, d, e * MM_TO_PT, f * MM_TO_PT

    @property
    def is_nothing(self) -> bool:
        """Whether it leaves every page where it is."""
        return self == UNCHANGED


UNCHANGED = Correction()


def fit(sent: Sequence[Point], found: Sequence[Point], *, width_mm: float, height_mm: float) -> Correction:
    """Return the movement of the sheet that brings the points `sent` nearest to `found`, in the sense of least squares.

    At least three points that are not on one line. Raises ValueError for fewer.
    """
    if len(sent) != len(found) or len(sent) < 3:
        raise ValueError("a fit needs three pairs of points")
    p0, q0 = _mean(sent), _mean(found)
    p = [Point(x - p0.x, y - p0.y) for x, y in sent]
    q = [Point(x - q0.x, y - q0.y) for x, y in found]
    xx, yy = sum(each.x**2 for each in p), sum(each.y**2 for each in p)
    if not xx or not yy:
        raise ValueError("the points lie on one line")
    pairs = list(zip(p, q, strict=True))
    a, b = sum(s.x * f.x for s, f in pairs), sum(s.x * f.y for s, f in pairs)
    c, d = sum(s.y * f.x for s, f in pairs), sum(s.y * f.y for s, f in pairs)
    angle = atan2(2 * (a * b / xx - c * d / yy), (a * a - b * b) / xx + (d * d - c * c) / yy) / 2
    scale_x, scale_y = (a * cos(angle) + b * sin(angle)) / xx, (d * cos(angle) - c * sin(angle)) / yy
    turned = Correction(0, 0, scale_x, scale_y, degrees(angle)).at(p0, width_mm=width_mm, height_mm=height_mm)
    return Correction(q0.x - turned.x, q0.y - turned.y, scale_x, scale_y, degrees(angle))


def deviation(expected: Sequence[Point], read: Sequence[Point], *, width_mm: float, height_mm: float) -> Correction:
    """Return what happened to the page on its way to the paper: what somebody sees who lays a ruler on it."""
    return fit(expected, read, width_mm=width_mm, height_mm=height_mm)


def measure(
    expected: Sequence[Point],
    read: Sequence[Point],
    *,
    width_mm: float,
    height_mm: float,
    applied: Correction = UNCHANGED,
) -> Correction:
    """Return the correction with which the next page lands where it should.

    `expected` are the places of the marks as they are meant, `read` those found on paper. `applied` is the correction
    with which the grid was printed already, so that a second grid refines the first. Raises CorrectionRefused where
    the result lies outside of what a sound printer does.
    """
    size = {"width_mm": width_mm, "height_mm": height_mm}
    _check_deviation(deviation(expected, read, **size), applied)
    found = fit(read, [applied.at(point, **size) for point in expected], **size)
    _check_range(found)
    return Correction(
        round(found.shift_x_mm, 3),
        round(found.shift_y_mm, 3),
        round(found.scale_x, 6),
        round(found.scale_y, 6),
        round(found.rotation_deg, 4),
    )


def misfits(
    expected: Sequence[Point], read: Sequence[Point], *, width_mm: float, height_mm: float
) -> list[tuple[float, float]]:
    """Return for each mark how far (mm, right and down) it was read from where the best movement puts it."""
    best = fit(expected, read, width_mm=width_mm, height_mm=height_mm)
    placed = [best.at(point, width_mm=width_mm, height_mm=height_mm) for point in expected]
    return [(r.x - s.x, r.y - s.y) for r, s in zip(read, placed, strict=True)]


def without_one(
    expected: Sequence[Point], read: Sequence[Point], mark: int, axis: str, *, width_mm: float, height_mm: float
) -> list[Point]:
    """Return the readings with one number replaced by what all the others say it should be.

    The number is set to its fitted place again and again; every round brings it nearer by the share that the others
    have in it, so that sixty rounds are exact to far below a hair.
    """
    points = list(read)
    for _ in range(60):
        best = fit(expected, points, width_mm=width_mm, height_mm=height_mm)
        placed = best.at(expected[mark], width_mm=width_mm, height_mm=height_mm)
        points[mark] = points[mark]._replace(**{axis: getattr(placed, axis)})
    return points


def _mean(points: Sequence[Point]) -> Point:
    return Point(sum(p.x for p in points) / len(points), sum(p.y for p in points) / len(points))


def _check_deviation(seen: Correction, applied: Correction) -> None:
    """Refuse a page that was scaled by a setting of the print window, before anything else is said about it."""
    scales = (seen.scale_x, seen.scale_y)
    if all(LEAST_SCALE <= scale <= MOST_SCALE for scale in scales):
        return
    if max(scales) < LEAST_SCALE or min(scales) > MOST_SCALE:
        word = "thu nhỏ" if max(scales) < 1 else "phóng to"
        percent = f"{sum(scales) * 50:.1f}".replace(".", ",")
        raise CorrectionRefused(
            f"Theo số đo, máy in đã {word} cả tờ còn {percent}% khổ thật. Hình như khi in đang chọn “Vừa trang”. "
            "Đồng chí chọn “Kích thước thật” (100%), in lại tờ căn chỉnh rồi đo lại."
            if word == "thu nhỏ"
            else f"Theo số đo, máy in đã {word} cả tờ thành {percent}% khổ thật. "
            "Đồng chí chọn “Kích thước thật” (100%), in lại tờ căn chỉnh rồi đo lại."
        )
    is_x = not LEAST_SCALE <= seen.scale_x <= MOST_SCALE
    percent = f"{(seen.scale_x if is_x else seen.scale_y) * 100:.1f}".replace(".", ",")
    side, names = ("ngang", "trái và mép phải") if is_x else ("dọc", "trên và mép dưới")
    raise CorrectionRefused(
        f"Theo số đo, chiều {side} bị kéo thành {percent}% mà chiều kia vẫn đúng. Máy in thường không làm thế. "
        f"Đồng chí xem lại khổ giấy đã chọn và các số đo từ mép {names}.",
        [(mark, "x" if is_x else "y") for mark in range(4)],
    )


def _check_range(found: Correction) -> None:
    if abs(found.rotation_deg) > MOST_ROTATION_DEG:
        raise CorrectionRefused(
            f"Theo số đo, tờ giấy bị xoay {abs(found.rotation_deg):.1f} độ, nhiều hơn mức máy tính bù được (2 độ). ".replace(
                ".", ",", 1
            )
            + "Đồng chí chỉnh lại thanh chặn giấy của khay cho sát, in lại tờ căn chỉnh rồi đo lại."
        )
    if max(abs(found.shift_x_mm), abs(found.shift_y_mm)) > MOST_SHIFT_MM:
        raise CorrectionRefused(
            f"Theo số đo, chữ lệch hơn {MOST_SHIFT_MM:g} mm. "
            "Đồng chí xem lại khổ giấy đã chọn trong cửa sổ in, in lại tờ căn chỉnh rồi đo lại."
        )
