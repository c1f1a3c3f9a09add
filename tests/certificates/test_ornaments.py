"""The drawings: shipped files are what the program draws, inside the printable area, in lines a laser can print."""

import re

import pytest
from lxml import etree

from certificates.layout.designs import FOLDER, designs
from certificates.ornaments import DRAWINGS, drawing

COLOURS = {"#A6192E", "#B08D3C", "#FFFFFF", "none"}
LEAST_GOLD_MM, LEAST_RED_MM = 0.18, 0.1
PRINTABLE_MM = 6.5
SVG = "{http://www.w3.org/2000/svg}"


SHAPES = [(297, 210), (280, 210), (420, 210), (210, 297)]


def paths(code: str, width: float = 297, height: float = 210) -> list[dict[str, str]]:
    tree = etree.fromstring(drawing(code, width, height).encode())
    return [dict(element.attrib) for element in tree.iter(f"{SVG}path")]


def test_every_design_has_a_drawing():
    assert [design.code for design in designs()] == list(DRAWINGS)


@pytest.mark.parametrize("code", DRAWINGS)
def test_the_shipped_file_is_what_is_drawn(code):
    assert (FOLDER / f"{code}.svg").read_text(encoding="utf-8") == drawing(code)


@pytest.mark.parametrize("code", DRAWINGS)
def test_colours_are_solid_and_lines_thick_enough(code):
    for path in paths(code):
        assert {path["fill"], path.get("stroke", "none")} <= COLOURS
        assert not {"opacity", "fill-opacity", "stroke-opacity"} & set(path)
        width = float(path.get("stroke-width", 1))
        assert width >= (LEAST_GOLD_MM if path.get("stroke") == "#B08D3C" else LEAST_RED_MM)


@pytest.mark.parametrize("size", SHAPES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("code", DRAWINGS)
def test_the_border_is_drawn_for_the_shape_of_the_sheet_inside_the_printable_area(code, size):
    """Every edge has its border equally far from it, and nothing lies where office printers cannot print."""
    points = [
        (float(x), float(y))
        for path in paths(code, *size)
        for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", path["d"])
    ]
    left, right = min(x for x, _ in points), size[0] - max(x for x, _ in points)
    top, bottom = min(y for _, y in points), size[1] - max(y for _, y in points)
    assert left == pytest.approx(right, abs=0.02) and top == pytest.approx(bottom, abs=0.02)
    assert min(left, top) >= PRINTABLE_MM and max(left, top) < 2 * PRINTABLE_MM
