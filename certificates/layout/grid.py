"""The test grid of a printer: four marks, eight distances read with a school ruler, and what they say.

At each corner the ruler is laid from the mark to the two nearest edges of the sheet, so that every distance is short
and any ruler reads it. Eight numbers for five unknowns leave three over: that is how a mistyped one is found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot, radians
from typing import NamedTuple

from .correction import UNCHANGED, Correction, CorrectionRefused, Point, deviation, measure, misfits, without_one

EDGE_MM = 20.0
"""From the marks to the edges of the sheet: outside of what the printers of offices leave white."""
FARTHEST_MM = 45.0
"""No mark can be farther from its edge: pages that moved more than that were cut off."""
MOST_MISFIT_MM = 0.75
"""How far a number may lie from what all eight say together, when each was read to half a millimetre."""
ALIKE_MM = 1.5
CORNERS = ("góc trên bên trái", "góc trên bên phải", "góc dưới bên trái", "góc dưới bên phải")


class Reading(NamedTuple):
    """One number to read: at which mark (0 to 3) and from which edge of the sheet."""

    number: int
    mark: int
    axis: str
    edge: str

    @property
    def label(self) -> str:
        """What is measured, as the form and the sheet call it."""
        return f"{CORNERS[self.mark].capitalize()}, cách mép {self.edge}"

    @property
    def name(self) -> str:
        """The number as a sentence names it."""
        return f"số {self.number} ({CORNERS[self.mark]}, cách mép {self.edge})"


READINGS = (
    Reading(1, 0, "x", "trái"),
    Reading(2, 0, "y", "trên"),
    Reading(3, 1, "x", "phải"),
    Reading(4, 1, "y", "trên"),
    Reading(5, 2, "x", "trái"),
    Reading(6, 2, "y", "dưới"),
    Reading(7, 3, "x", "phải"),
    Reading(8, 3, "y", "dưới"),
)


@dataclass(frozen=True)
class Measured:
    """What eight numbers say: how the page lies on the paper, and what corrects the next one."""

    seen: Correction
    correction: Correction


@dataclass(frozen=True)
class Grid:
    """The test grid on a sheet of this size (mm)."""

    width_mm: float
    height_mm: float

    @property
    def size(self) -> dict[str, float]:
        """The size as the functions of `correction` take it."""
        return {"width_mm": self.width_mm, "height_mm": self.height_mm}

    @property
    def marks(self) -> tuple[Point, ...]:
        """Where the four marks are meant to be: upper left, upper right, lower left, lower right."""
        left, right, top, bottom = EDGE_MM, self.width_mm - EDGE_MM, EDGE_MM, self.height_mm - EDGE_MM
        return Point(left, top), Point(right, top), Point(left, bottom), Point(right, bottom)

    def points(self, distances: Sequence[float]) -> list[Point]:
        """Return where the marks lie on the paper, by the eight distances (mm) in the order of READINGS."""
        found: list[dict[str, float]] = [{}, {}, {}, {}]
        for reading, distance in zip(READINGS, distances, strict=True):
            found[reading.mark][reading.axis] = self._from_upper_left(reading, float(distance))
        return [Point(**point) for point in found]

    def distances(self, points: Sequence[Point]) -> list[float]:
        """Return what a ruler says when the marks lie at these points: the inverse of `points`."""
        return [self._from_upper_left(reading, getattr(points[reading.mark], reading.axis)) for reading in READINGS]

    def measured(self, distances: Sequence[float], applied: Correction = UNCHANGED) -> Measured:
        """Return what the eight distances say of a grid that was printed with the correction `applied`.

        Raises CorrectionRefused with a sentence that names the number which looks mistyped.
        """
        self._refuse_impossible(distances)
        points = self.points(distances)
        self._refuse_contradicting(distances, points)
        correction = measure(self.marks, points, applied=applied, **self.size)
        return Measured(deviation(self.marks, points, **self.size), correction)

    def _from_upper_left(self, reading: Reading, distance: float) -> float:
        """Return a coordinate for a distance, and a distance for a coordinate: either is the rest of the side."""
        if reading.edge in ("trái", "trên"):
            return distance
        return (self.width_mm if reading.axis == "x" else self.height_mm) - distance

    def _refuse_impossible(self, distances: Sequence[float]) -> None:
        for reading, distance in zip(READINGS, distances, strict=True):
            if 0 <= distance <= FARTHEST_MM:
                continue
            hint = f" Có phải là {_mm(distance / 10)} không?" if 120 <= distance <= 280 else ""
            raise CorrectionRefused(
                f"{_upper(reading.name)} ghi {_mm(distance)}, lẽ ra gần {_mm(EDGE_MM)}.{hint} "
                f"Đồng chí đo lại số {reading.number}.",
                [(reading.mark, reading.axis)],
            )

    def _refuse_contradicting(self, distances: Sequence[float], points: Sequence[Point]) -> None:
        """Refuse numbers that no movement of the page explains, naming the one without which all others agree."""
        off = misfits(self.marks, points, **self.size)
        if _greatest(off) <= MOST_MISFIT_MM:
            return
        suspects = []
        for reading, distance in zip(READINGS, distances, strict=True):
            mended = without_one(self.marks, points, reading.mark, reading.axis, **self.size)
            if _greatest(misfits(self.marks, mended, **self.size)) <= MOST_MISFIT_MM:
                should_be = self._from_upper_left(reading, getattr(mended[reading.mark], reading.axis))
                suspects.append((self._strength(mended), reading, distance, should_be))
        if not suspects:
            self._refuse_several(off)
        suspects.sort(key=lambda suspect: suspect[0])
        strength, first, distance, should_be = suspects[0]
        alike = [reading for other, reading, *_ in suspects[1:] if other - strength < ALIKE_MM]
        again = " và ".join(f"số {reading.number}" for reading in (first, *alike[:1]))
        raise CorrectionRefused(
            f"{_upper(first.name)} ghi {_mm(distance)}, nhưng các số còn lại cho thấy phải khoảng {_mm(should_be)}. "
            f"Hình như gõ nhầm hoặc đo nhầm. Đồng chí đo lại {again}.",
            [(reading.mark, reading.axis) for reading in (first, *alike[:1])],
        )

    def _refuse_several(self, off: Sequence[tuple[float, float]]) -> None:
        size = {reading: abs(off[reading.mark][reading.axis == "y"]) for reading in READINGS}
        worst = sorted(READINGS, key=lambda reading: -size[reading])[:2]
        names = " và ".join(reading.name for reading in worst)
        raise CorrectionRefused(
            f"Các số đo không khớp với nhau, có ít nhất hai số sai; đáng ngờ nhất là {names}. "
            "Đồng chí đo lại cả tám số, đặt vạch 0 của thước đúng mép giấy.",
            [(reading.mark, reading.axis) for reading in worst],
        )

    def _strength(self, points: Sequence[Point]) -> float:
        """Return how much (mm) a page would have moved: of two explanations the weaker movement is the likelier."""
        seen = deviation(self.marks, points, **self.size)
        stretch = max(abs(seen.scale_x - 1) * self.width_mm, abs(seen.scale_y - 1) * self.height_mm)
        turn = radians(abs(seen.rotation_deg)) * max(self.width_mm, self.height_mm)
        return hypot(seen.shift_x_mm, seen.shift_y_mm) + stretch + turn


def _greatest(vectors: Sequence[tuple[float, float]]) -> float:
    return max(abs(part) for vector in vectors for part in vector)


def _upper(text: str) -> str:
    return text[0].upper() + text[1:]


def _mm(value: float) -> str:
    return f"{value:.1f} mm".replace(".", ",").replace(",0 mm", " mm")
