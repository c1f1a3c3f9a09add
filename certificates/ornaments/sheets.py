"""The three whole sheets."""

from collections.abc import Callable
from math import asin, pi

from certificates.ornaments.drums import comb, flying_birds, saw, spirals, star, tangent_circles
from certificates.ornaments.lotuses import flower, open_lotus, petal_band, sprig
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
    waves,
)

DRUM_EDGE, DRUM_CORNER, DRUM_INNER = 8.0, 14.6, 10.3
MEDALLION_Y, MEDALLION_RADIUS = 26.2, 11.3
UPPER_HALF = (-pi, pi)
LOTUS_EDGE, LOTUS_INNER, LOTUS_MEDALLION, BOTTOM = 11.0, 12.6, 23.3, 2
SOLEMN_EDGE, SOLEMN_CORNER, SOLEMN_MEDALLION = 11.2, 5.4, 10.6


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
    """Return half a drum face that stands on the lower frame line between the two columns of text.

    On an upright sheet the columns are closer: there the drum ends with its birds.
    """
    x, y = size.middle, size.height - DRUM_EDGE - DRUM_INNER
    is_whole = size.width >= size.height
    solid, lines = star(x, y, 3.2, 8.4, is_half=True)
    for radius in (9.0, 9.6, 11.2, 11.8, 14.6, 15.2, 19.6, 20.2, 27.0, 27.6, *((30.6, 31.2, 33.4, 34.0) * is_whole)):
        lines += arc(x, y, radius, *UPPER_HALF)
    lines += comb(*around(x, y, 10.4, *UPPER_HALF), 9.9, 10.9, 0.8)
    if is_whole:
        lines += comb(*around(x, y, 32.3, *UPPER_HALF), 31.7, 32.9, 1.0)
    lines += spirals(*around(x, y, 17.4, *UPPER_HALF), 17.4, 1.5, 6.2)
    for middle, radius, pitch in ((13.2, 1.0, 3.3), *(((29.1, 1.1, 3.9),) * is_whole)):
        circles, dots = tangent_circles(*around(x, y, middle, *UPPER_HALF), middle, radius, pitch)
        lines, solid = lines + circles, solid + dots
    birds, eyes = flying_birds(*around(x, y, 23.6, *UPPER_HALF), 23.6, 1.78, 7)
    return [stroke(lines), fill(solid + birds), fill(eyes, WHITE)]


def hoa_sen(size: Size) -> list[str]:
    """Return the lotus design: a line with rounded corners and petals all round, lotuses above and on still water."""
    corners = ((0, 0, 0.75), (1, 0, -0.75), (0, 1, 0.25), (1, 1, -0.25))
    x, y, base = size.middle, LOTUS_MEDALLION, size.height - 13.4
    place, length = around(x, y, 9.7)
    ripples = "".join(
        poly([(x + side * near, base + lift), (x + side * far, base + lift)])
        for side in (-1, 1)
        for near, far, lift in ((21, 31, -1.2), (23, 28, -2.8))
    )
    return [
        stroke(frame(size, LOTUS_EDGE, concave=9), GOLD, 0.5),
        stroke(frame(size, LOTUS_INNER, concave=9), GOLD, FINE),
        stroke(_lotus_petals(size), GOLD, FINE),
        *(
            sprig(abs(size.width * right - LOTUS_EDGE), abs(size.height * down - LOTUS_EDGE), turn * pi)
            for right, down, turn in corners
        ),
        fill(ring(x, y, 13.3), WHITE),
        open_lotus(x, y),
        stroke(ring(x, y, 9.0) + ring(x, y, 9.7)),
        stroke(petal_band(lambda s, d: place(s, 9.7 + d), length, 2.5, 3.05), GOLD, FINE),
        stroke(ripples, GOLD, 0.22),
        flower(x, base, 25),
    ]


def _lotus_petals(size: Size) -> str:
    """Return petals along the inner line, fanned out round its corners; they make way for the flower below."""
    lines = ""
    for number, (place, length) in enumerate(sides(size, LOTUS_INNER, 9 + 4.2)):
        gap = (length / 2 - 36, length / 2 + 36) if number == BOTTOM else None
        lines += petal_band(place, length, 3.3, 4.7, gap)
    for right, down, start in ((0, 0, 0.0), (1, 0, pi / 2), (1, 1, pi), (0, 1, 1.5 * pi)):
        centre = abs(size.width * right - LOTUS_INNER), abs(size.height * down - LOTUS_INNER)
        place, length = around(*centre, 9, start + pi / 40, 9 * pi / 20)
        lines += petal_band(lambda s, d, place=place: place(s, 9 + d), length, 3.3, 4.3)
    return lines


def trang_nghiem(size: Size) -> list[str]:
    """Return the plain design: red lines, a narrow guilloche all round, a rosette above."""
    x, y, edge = size.middle, 25.6, SOLEMN_EDGE
    inner = edge + SOLEMN_CORNER + 1.5
    dip = asin((inner - y) / SOLEMN_MEDALLION)
    band, roses = "", ""
    for place, length in sides(size, edge, SOLEMN_CORNER):
        band += waves(place, length, SOLEMN_CORNER / 2, SOLEMN_CORNER / 2 - 0.7, 6.6, 4)
        band += "".join(poly([place(0, d), place(length, d)]) for d in (0, SOLEMN_CORNER))
    half = SOLEMN_CORNER / 2
    for at_x in (edge + half, size.width - edge - half):
        for at_y in (edge + half, size.height - edge - half):
            roses += rosette(at_x, at_y, 0.5, half - 0.35, 8, 3)
            box = [(-half, -half), (half, -half), (half, half), (-half, half)]
            band += poly([(at_x + right, at_y + down) for right, down in box], close=True)
    return [
        stroke(frame(size, edge - 1.3), RED, 0.9, "miter"),
        stroke(band, RED, 0.12, "miter"),
        stroke(roses, RED, 0.1),
        stroke(frame(size, inner, notch=4), RED, FINE, "miter"),
        fill(ring(x, y, SOLEMN_MEDALLION), WHITE),
        stroke(arc(x, y, SOLEMN_MEDALLION, dip, pi - 2 * dip), RED, FINE),
        stroke(rosette(x, y, 5.3, 9.2, 18, 6) + rosette(x, y, 1.3, 5.3, 10, 4), RED, 0.1),
    ]


DRAWINGS: dict[str, Callable[[Size], list[str]]] = {
    "trong_dong": trong_dong,
    "hoa_sen": hoa_sen,
    "trang_nghiem": trang_nghiem,
}
