"""The three whole sheets."""

from collections.abc import Callable
from math import asin, pi

from certificates.ornaments.drums import comb, flying_birds, saw, spirals, star, tangent_circles
from certificates.ornaments.lotuses import flower, open_lotus, sprig
from certificates.ornaments.shapes import (
    A4,
    FINE,
    GOLD,
    RED,
    WHITE,
    Size,
    arc,
    around,
    fill,
    frame,
    poly,
    ring,
    rosette,
    sides,
    stroke,
)

DRUM_EDGE, DRUM_CORNER, DRUM_INNER = 8.0, 14.6, 10.3
MEDALLION_Y, MEDALLION_RADIUS = 26.2, 11.3
UPPER_HALF = (-pi, pi)


def drawing(code: str, width: float = A4.width, height: float = A4.height) -> str:
    """Return the SVG of the design `code` for an area of this shape, in mm of A4; the same text every time."""
    elements = "\n".join(DRAWINGS[code](Size(width, height)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}mm" height="{height:g}mm" '
        f'viewBox="0 0 {width:g} {height:g}">\n{elements}\n</svg>\n'
    )


def trong_dong(size: Size) -> list[str]:
    """Return the drum design: bands all round, a drum face on top, half a drum rising from the lower line."""
    inner = frame(size, DRUM_EDGE + DRUM_INNER, notch=DRUM_CORNER - 9.0)
    return [
        stroke(frame(size, DRUM_EDGE - 1.1), RED, 0.55, "miter"),
        stroke(frame(size, DRUM_EDGE), GOLD, 0.25, "miter"),
        *_drum_bands(size),
        stroke(inner, RED, FINE, "miter"),
        *_drum_medallion(size),
        *_rising_drum(size),
    ]


def _drum_bands(size: Size) -> list[str]:
    lines = dots = solid = ""
    for place, length in sides(size, DRUM_EDGE, DRUM_CORNER):
        lines += "".join(poly([place(0, d), place(length, d)]) for d in (1.9, 2.45, 7.05, 7.6))
        lines += comb(place, length, 0.6, 1.9, 0.95)
        circles, points = tangent_circles(place, length, 4.75, 1.45, 5.1)
        lines, dots = lines + circles, dots + points
        solid += saw(place, length, 7.6, 9.1, 1.55)
    box = DRUM_CORNER / 2
    for x in (DRUM_EDGE + box, size.width - DRUM_EDGE - box):
        for y in (DRUM_EDGE + box, size.height - DRUM_EDGE - box):
            solid += star(x, y, 1.35, 3.9, 8)[0]
            lines += "".join(ring(x, y, radius) for radius in (4.3, 4.8, 6.5))
            lines += comb(*around(x, y, 5.65), 5.15, 6.15, 0.8)
            lines += poly([(x - box, y - box), (x + box, y - box), (x + box, y + box), (x - box, y + box)], close=True)
    return [stroke(lines), fill(solid + dots)]


def _drum_medallion(size: Size) -> list[str]:
    """Return the emblem slot: a drum face hung from the top band; an emblem on a disc of 15.8 mm covers its star."""
    x, y = size.middle, MEDALLION_Y
    dip = asin((DRUM_EDGE + DRUM_INNER - y) / MEDALLION_RADIUS)  # the inner red line runs round the medallion
    rays, chevrons = star(x, y, 2.2, 5.8)
    circles, dots = tangent_circles(*around(x, y, 7.05), 7.05, 0.55, 1.85, is_closed=True)
    rings = "".join(ring(x, y, radius) for radius in (6.2, 7.95, 8.5, 9.8, 10.2))
    return [
        fill(ring(x, y, MEDALLION_RADIUS), WHITE),
        stroke(arc(x, y, MEDALLION_RADIUS, dip, pi - 2 * dip), RED, FINE),
        fill(rays + dots),
        stroke(chevrons + circles + rings + comb(*around(x, y, 9.15), 8.75, 9.5, 0.8)),
    ]


def _rising_drum(size: Size) -> list[str]:
    """Return half a drum face that stands on the lower frame line between the two columns of text."""
    x, y = size.middle, size.height - DRUM_EDGE - DRUM_INNER
    solid, lines = star(x, y, 3.2, 8.4, is_half=True)
    for radius in (9.0, 9.6, 11.2, 11.8, 14.6, 15.2, 19.6, 20.2, 27.0, 27.6, 30.6, 31.2, 33.4, 34.0):
        lines += arc(x, y, radius, *UPPER_HALF)
    lines += comb(*around(x, y, 10.4, *UPPER_HALF), 9.9, 10.9, 0.8)
    lines += comb(*around(x, y, 32.3, *UPPER_HALF), 31.7, 32.9, 1.0)
    lines += spirals(*around(x, y, 17.4, *UPPER_HALF), 17.4, 1.5, 6.2)
    for middle, radius, pitch in ((13.2, 1.0, 3.3), (29.1, 1.1, 3.9)):
        circles, dots = tangent_circles(*around(x, y, middle, *UPPER_HALF), middle, radius, pitch)
        lines, solid = lines + circles, solid + dots
    birds, eyes = flying_birds(*around(x, y, 23.6, *UPPER_HALF), 23.6, 1.78, 7)
    return [stroke(lines), fill(solid + birds), fill(eyes, WHITE)]


def hoa_sen(size: Size) -> list[str]:
    """Return the lotus design: a double line with rounded corners, a lotus above and one on still water below."""
    corners = (
        (11, 11, 0.75),
        (size.width - 11, 11, -0.75),
        (11, size.height - 11, 0.25),
        (size.width - 11, size.height - 11, -0.25),
    )
    x, y, base = size.middle, 19.5, size.height - 13.4
    ripples = "".join(
        poly([(size.middle + side * near, base + lift), (size.middle + side * far, base + lift)])
        for side in (-1, 1)
        for near, far, lift in ((21, 31, -1.2), (23, 28, -2.8))
    )
    return [
        stroke(frame(size, 11, concave=9), GOLD, 0.5),
        stroke(frame(size, 12.6, concave=9), GOLD, FINE),
        *(sprig(corner_x, corner_y, turn * pi) for corner_x, corner_y, turn in corners),
        fill(ring(x, y, 11.2), WHITE),
        open_lotus(x, y),
        stroke(ring(x, y, 9.0) + ring(x, y, 9.7)),
        stroke(ripples, GOLD, 0.22),
        flower(size.middle, base, 25),
    ]


def trang_nghiem(size: Size) -> list[str]:
    """Return the plain design: two red lines and a rosette."""
    return [
        stroke(frame(size, 10.5), RED, 0.9, "miter"),
        stroke(frame(size, 12.6, notch=4), RED, FINE, "miter"),
        stroke(rosette(size.middle, 25.6, 5.3, 9.2, 18, 6) + rosette(size.middle, 25.6, 1.3, 5.3, 10, 4), RED, 0.1),
    ]


DRAWINGS: dict[str, Callable[[Size], list[str]]] = {
    "trong_dong": trong_dong,
    "hoa_sen": hoa_sen,
    "trang_nghiem": trang_nghiem,
}
