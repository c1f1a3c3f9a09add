"""Lines, circles, frames and the places along which bands are drawn. Path data are SVG, lengths in mm."""

from collections.abc import Callable, Sequence
from math import cos, sin, tau
from typing import NamedTuple

RED, GOLD, WHITE = "#A6192E", "#B08D3C", "#FFFFFF"
FINE = 0.2


class Size(NamedTuple):
    """Width and height of the area that a drawing fills, in mm of A4."""

    width: float
    height: float

    @property
    def middle(self) -> float:
        """The middle from left to right."""
        return self.width / 2


A4 = Size(297.0, 210.0)
Point = tuple[float, float]
Place = Callable[[float, float], Point]
"""Where a point of a band lies: (s along the band, d across it) -> (x, y)."""


def number(value: float) -> str:
    """Return `value` to a hundredth of a mm, as short as possible and never as -0."""
    return f"{round(value, 2) + 0:g}"


def poly(points: Sequence[Point], *, close: bool = False) -> str:
    """Return a path through `points`."""
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) + ("Z" if close else "")


def ring(x: float, y: float, radius: float) -> str:
    """Return a circle as path data, so that hundreds of circles share one element."""
    r = number(radius)
    across = number(2 * radius)
    return f"M{number(x - radius)} {number(y)}a{r} {r} 0 1 0 {across} 0a{r} {r} 0 1 0 -{across} 0Z"


def polar(x: float, y: float, radius: float, angle: float) -> Point:
    """Return the point at `radius` and `angle` (radians, clockwise on paper) from (x, y)."""
    return x + radius * cos(angle), y + radius * sin(angle)


def arc(x: float, y: float, radius: float, start: float, sweep: float) -> str:
    """Return a part of a circle."""
    return poly([polar(x, y, radius, start + sweep * step / 72) for step in range(73)])


def stroke(data: str, colour: str = GOLD, width: float = FINE, join: str = "round") -> str:
    """Return an element that draws the lines of `data`."""
    return (
        f'<path d="{data}" fill="none" stroke="{colour}" stroke-width="{width:g}" '
        f'stroke-linecap="round" stroke-linejoin="{join}"/>'
    )


def fill(data: str, colour: str = GOLD) -> str:
    """Return an element that fills the areas of `data`."""
    return f'<path d="{data}" fill="{colour}"/>'


def frame(size: Size, inset: float, *, notch: float = 0.0, concave: float = 0.0) -> str:
    """Return a frame line; `notch` steps the corners in as squares, `concave` rounds them inwards."""
    left, top, right, bottom = inset, inset, size.width - inset, size.height - inset
    if notch:
        n = notch
        return poly(
            [
                (left + n, top),
                (right - n, top),
                (right - n, top + n),
                (right, top + n),
                (right, bottom - n),
                (right - n, bottom - n),
                (right - n, bottom),
                (left + n, bottom),
                (left + n, bottom - n),
                (left, bottom - n),
                (left, top + n),
                (left + n, top + n),
            ],
            close=True,
        )
    if concave:
        c = concave
        turn = f"A{number(c)} {number(c)} 0 0 0 "
        return "".join(
            (
                f"M{number(left + c)} {number(top)}L{number(right - c)} {number(top)}",
                f"{turn}{number(right)} {number(top + c)}L{number(right)} {number(bottom - c)}",
                f"{turn}{number(right - c)} {number(bottom)}L{number(left + c)} {number(bottom)}",
                f"{turn}{number(left)} {number(bottom - c)}L{number(left)} {number(top + c)}",
                f"{turn}{number(left + c)} {number(top)}Z",
            )
        )
    return poly([(left, top), (right, top), (right, bottom), (left, bottom)], close=True)


def sides(size: Size, inset: float, corner: float) -> list[tuple[Place, float]]:
    """Return the four straight bands between the corner squares as (place, length), d growing inwards."""
    start = inset + corner
    across, along = size.width - 2 * start, size.height - 2 * start
    return [
        (lambda s, d: (start + s, inset + d), across),
        (lambda s, d: (size.width - inset - d, start + s), along),
        (lambda s, d: (size.width - start - s, size.height - inset - d), across),
        (lambda s, d: (inset + d, size.height - start - s), along),
    ]


def around(x: float, y: float, radius: float, start: float = 0.0, sweep: float = tau) -> tuple[Place, float]:
    """Return a circular band as (place, length): s is measured on `radius`, d is the distance from the centre."""
    return (lambda s, d: polar(x, y, d, start + s / radius)), sweep * radius


def rosette(x: float, y: float, inner: float, outer: float, petals: int, strands: int) -> str:
    """Return a guilloche: one closed wave between two radii, repeated with a shifted phase."""
    middle, reach = (inner + outer) / 2, (outer - inner) / 2
    angles = [tau * step / (petals * 20) for step in range(petals * 20)]
    return "".join(
        poly(
            [polar(x, y, middle + reach * cos(petals * angle + strand * tau / strands), angle) for angle in angles],
            close=True,
        )
        for strand in range(strands)
    )


def waves(place: Place, length: float, middle: float, reach: float, pitch: float, strands: int) -> str:
    """Return a guilloche along a band: waves of one length, each a little later than the one before."""
    count = round(length / pitch)
    steps = count * 24
    return "".join(
        poly(
            [
                place(length * step / steps, middle + reach * cos(tau * (count * step / steps + strand / strands)))
                for step in range(steps + 1)
            ]
        )
        for strand in range(strands)
    )
