"""Engraved lotus petals and flowers."""

from math import cos, pi, sin, tau

from certificates.ornaments.shapes import GOLD, RED, WHITE, Place, Point, fill, polar, poly, ring, stroke

ROWS = (  # of the open flower, back to front: lean, length, width, curl
    ((0.30, 1.0, 0.26, 0.10), (0.0, 1.06, 0.27, 0.0)),
    ((1.20, 0.98, 0.25, 0.30), (0.88, 1.0, 0.27, 0.18), (0.56, 1.0, 0.29, 0.10)),
    ((1.42, 0.80, 0.24, 0.18), (1.02, 0.84, 0.28, 0.02), (0.40, 0.90, 0.33, -0.10), (0.0, 0.84, 0.34, 0.0)),
    ((0.74, 0.68, 0.31, -0.12),),
    ((0.36, 0.66, 0.31, -0.14),),
    ((0.0, 0.58, 0.34, 0.0),),
)
STRAIGHT = 1e-6
OGEE = (
    (0.86, 0.0),
    (0.99, 0.16),
    (1.0, 0.3),
    (0.94, 0.44),
    (0.82, 0.57),
    (0.64, 0.69),
    (0.42, 0.79),
    (0.2, 0.88),
    (0.0, 1.0),
)
"""Half a petal of a band from its foot to its tip: (share of half the width, share of the height)."""


def petal(
    x: float,
    y: float,
    lean: float,
    length: float,
    width: float,
    curl: float = 0.0,
    *,
    veins: int = 4,
    reach: float = 0.5,
) -> tuple[str, str]:
    """Return a petal as (outline, veins). `lean` is measured from upright, `curl` bends it; veins gather at the tip."""

    def spine(t: float) -> tuple[float, float, float]:
        angle = lean + curl * t
        if abs(curl) < STRAIGHT:
            return x + length * t * sin(lean), y - length * t * cos(lean), angle
        return x + length / curl * (cos(lean) - cos(angle)), y - length / curl * (sin(angle) - sin(lean)), angle

    def edge(share: float, start: float = 0.0, end: float = 1.0, steps: int = 22) -> list[Point]:
        points = []
        for step in range(steps + 1):
            t = start + (end - start) * step / steps
            half = share * width * 3 * ((1 - t) ** 2 * t * 0.46 + (1 - t) * t * t * 0.66)
            at_x, at_y, angle = spine(t)
            points.append((at_x + half * cos(angle), at_y + half * sin(angle)))
        return points

    lines = ""
    for vein in range(veins):
        share = (vein + 0.5) / (veins + 0.4)
        for side in (-1, 1):
            lines += poly(edge(side * share, reach + 0.2 * share, 0.95 - 0.12 * (vein % 2), 12))
    return poly(edge(-1) + edge(1)[::-1], close=True), lines


def flower(x: float, y: float, size: float, colour: str = RED, thin: float = 0.1, bold: float = 0.22) -> str:
    """Return an open flower seen from the side: back petals first, each covering what lies behind it."""
    elements = ""
    for row in ROWS:
        for lean, length, width, curl in row:
            for side in (-1, 1) if lean else (1,):
                shape, lines = petal(
                    x + side * lean * size * 0.07, y, side * lean, length * size, width * size, side * curl
                )
                elements += fill(shape, WHITE) + stroke(lines, colour, thin) + stroke(shape, colour, bold)
    return elements


def open_lotus(x: float, y: float, colour: str = GOLD) -> str:
    """Return a lotus seen from above, 17 mm across: three rows of eight petals round the seed pod."""
    elements = ""
    for shift, start, length, width in ((0.5, 3.0, 5.2, 3.6), (0.0, 2.4, 4.6, 3.2), (0.5, 1.4, 3.4, 2.2)):
        for index in range(8):
            angle = tau * (index + shift) / 8
            shape, veins = petal(*polar(x, y, start, angle - pi / 2), angle, length, width, veins=1, reach=0.6)
            elements += fill(shape, WHITE) + stroke(veins + shape, colour, 0.18)
    pod = ring(x, y, 1.7)
    seeds = "".join(ring(*polar(x, y, 1, tau * index / 6), 0.2) for index in range(6)) + ring(x, y, 0.2)
    return elements + fill(pod, WHITE) + stroke(pod, colour) + fill(seeds, colour)


def sprig(x: float, y: float, turn: float, colour: str = GOLD) -> str:
    """Return three plain petals that point away at the angle `turn` from upright."""
    elements = ""
    for lean, length in ((-0.62, 4.6), (0.62, 4.6), (0.0, 5.6)):
        shape, _ = petal(x, y, turn + lean, length, 1.7, veins=0)
        elements += fill(shape, WHITE) + stroke(shape, colour, 0.22)
    return elements


def petal_band(place: Place, length: float, height: float, pitch: float, gap: tuple[float, float] | None = None) -> str:
    """Return cánh sen: a row of pointed petals that stand on d = 0, each with a second outline inside it.

    No petal reaches into `gap`, a stretch from s to s of the band.
    """
    count = round(length / pitch)
    step, lines = length / count, ""
    for index in range(count):
        start = index * step
        if gap and start + step > gap[0] and start < gap[1]:
            continue
        for share in (1.0, 0.62):
            half, tip = step / 2 * share, height * share
            outline = [(half * bulge, tip * rise) for bulge, rise in OGEE]
            left = [place(start + step / 2 - across, up) for across, up in outline]
            right = [place(start + step / 2 + across, up) for across, up in reversed(outline[:-1])]
            lines += poly(left + right)
    return lines
