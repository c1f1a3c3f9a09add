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


def paths(code: str) -> list[dict[str, str]]:
    return [dict(element.attrib) for element in etree.fromstring(drawing(code).encode()).iter(f"{SVG}path")]


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


@pytest.mark.parametrize("code", DRAWINGS)
def test_nothing_is_drawn_where_office_printers_cannot_print(code):
    for path in paths(code):
        absolute = re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", path["d"])
        assert absolute
        for x, y in absolute:
            assert PRINTABLE_MM <= float(x) <= 297 - PRINTABLE_MM
            assert PRINTABLE_MM <= float(y) <= 210 - PRINTABLE_MM
