"""Bands and figures of the Đông Sơn drums, straight or circular. Each returns path data; see `shapes.Place`."""

from math import cos, pi, sin, sqrt, tau

from certificates.ornaments.shapes import Place, Point, polar, poly, ring

CHEVRONS = ((0.56, 0.40), (0.28, 0.68))
"""Between two rays: half opening as a share of the gap, and how deep the point lies between the star's radii."""


def comb(place: Place, length: float, near: float, far: float, pitch: float) -> str:
    """Return răng lược: short parallel teeth."""
    count = round(length / pitch)
    middles = [(index + 0.5) * length / count for index in range(count)]
    return "".join(poly([place(s, near), place(s, far)]) for s in middles)


def saw(place: Place, length: float, base: float, tip: float, pitch: float) -> str:
    """Return răng cưa: solid triangles that stand on `base`."""
    count = round(length / pitch)
    step = length / count
    return "".join(
        poly(
            [place((index + 0.08) * step, base), place((index + 0.5) * step, tip), place((index + 0.92) * step, base)],
            close=True,
        )
        for index in range(count)
    )


def tangent_circles(
    place: Place, length: float, middle: float, radius: float, pitch: float, *, is_closed: bool = False
) -> tuple[str, str]:
    """Return vòng tròn tiếp tuyến, dotted circles joined by slanting tangents, as (lines, dots)."""
    count = round(length / pitch)
    step = length / count
    along = 2 * radius * radius / step  # where the inner tangent touches, measured along the band ...
    across = sqrt(radius * radius - along * along)  # ... and across it
    lines = dots = ""
    for index in range(count):
        s = (index + 0.5) * step
        lines += ring(*place(s, middle), radius)
        dots += ring(*place(s, middle), radius * 0.36)
        if is_closed or index < count - 1:
            lines += poly([place(s + along, middle + across), place(s + step - along, middle - across)])
    return lines, dots


def star(x: float, y: float, inner: float, outer: float, rays: int = 14, *, is_half: bool = False) -> tuple[str, str]:
    """Return the star of a drum face and the nested chevrons between its rays, as (solid, lines).

    `is_half` draws the upper half only, standing on its diameter with a ray along it on either side.
    """
    start, sweep = (-pi, pi) if is_half else (-pi / 2, tau)
    gaps = rays // 2 if is_half else rays
    half_gap = sweep / (2 * gaps)
    points = [
        polar(x, y, inner if index % 2 else outer, start + index * half_gap)
        for index in range(2 * gaps + (1 if is_half else 0))
    ]
    lines = ""
    for gap in range(gaps):
        middle = start + (2 * gap + 1) * half_gap
        for opening, depth in CHEVRONS:
            left, right = (polar(x, y, outer, middle + side * opening * half_gap) for side in (-1, 1))
            lines += poly([left, polar(x, y, inner + (outer - inner) * depth, middle), right])
    return poly(points, close=True), lines


def spirals(place: Place, length: float, middle: float, reach: float, pitch: float, turns: float = 1.75) -> str:
    """Return chữ S: pairs of spirals, each pair symmetric about a point on the middle of the band."""
    count, lines = round(length / pitch), ""
    for index in range(count):
        s = (index + 0.5) * length / count
        half: list[Point] = []
        for step in range(8, 49):
            share = step / 48
            angle = tau * turns * (share - 1)
            radius = reach * share**0.9
            half.append((-reach + radius * cos(angle), radius * sin(angle)))
        mirrored = [(-u, -v) for u, v in half[-2::-1]]
        lines += poly([place(s + u, middle + v) for u, v in (*half, *mirrored)])
    return lines


# A bird seen from above, in units of a fifth of its length: u forward, v to its left. Beak, head, neck and body:
BODY = (
    (2.85, 0.02),
    (1.62, 0.24),
    (1.30, 0.40),
    (1.00, 0.26),
    (0.55, 0.22),
    (0.15, 0.40),
    (-0.50, 0.34),
    (-1.05, 0.13),
    (-1.05, -0.13),
    (-0.50, -0.34),
    (0.15, -0.40),
    (0.55, -0.20),
    (1.00, -0.12),
    (1.35, -0.10),
    (1.62, -0.06),
)
CREST = ((1.30, 0.42), (0.95, 0.62), (0.32, 0.86), (0.85, 0.46), (1.05, 0.30))
WING = (
    (0.22, 0.34),
    (-0.10, 0.95),
    (-0.52, 1.62),
    (-0.56, 1.20),
    (-0.92, 1.16),
    (-0.78, 0.82),
    (-1.10, 0.72),
    (-0.66, 0.28),
)
TAIL = (
    (-0.90, 0.13),
    (-2.15, 0.66),
    (-1.92, 0.36),
    (-2.35, 0.22),
    (-2.05, 0.0),
    (-2.35, -0.22),
    (-1.92, -0.36),
    (-2.15, -0.66),
    (-0.90, -0.13),
)
BIRD = (BODY, CREST, WING, tuple((u, -v) for u, v in reversed(WING)), TAIL)  # all wound alike, so that none cuts a hole
EYE, EYE_RADIUS = (1.30, 0.15), 0.08


def flying_birds(place: Place, length: float, middle: float, size: float, count: int) -> tuple[str, str]:
    """Return `count` chim Lạc that fly along the band, as (solid, eyes). `size` is a fifth of a bird's length."""
    solid = eyes = ""
    for index in range(count):
        s = (index + 0.5) * length / count
        solid += "".join(poly([place(s + u * size, middle + v * size) for u, v in shape], close=True) for shape in BIRD)
        eyes += ring(*place(s + EYE[0] * size, middle + EYE[1] * size), EYE_RADIUS * size)
    return solid, eyes
