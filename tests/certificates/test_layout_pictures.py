"""The picture of a layout on the screen: its sheet, its ground, its marks, and nothing that runs or points outside."""

from dataclasses import replace

import pytest
from lxml import etree

from certificates.layout.emblems import Emblem
from certificates.layout.sheets import CertificateRun, GroundFile
from certificates.layout.spec import Ground, Rect
from certificates.layout.standard import standard_spec
from certificates.pictures import sheet_picture
from tests.certificates import certificate_samples as samples

SVG = "{http://www.w3.org/2000/svg}"
WIDE = standard_spec("trong_dong", width_mm=420, height_mm=210)
OWN = replace(WIDE, ground=Ground("own", sha256="a" * 64, area=Rect(10.0, 10.0, 200.0, 100.0)))
PICTURE = GroundFile(b"\x89PNG", "image/png")


def drawn(spec, sheet=samples.SHORT, *, ground_href="", **changes):
    return etree.fromstring(sheet_picture(CertificateRun.sample(spec=spec, **changes), sheet, ground_href=ground_href))


def images(tree):
    return [image.get("href") for image in tree.iter(f"{SVG}image")]


def test_a_unit_is_a_mm_of_the_sheet_and_the_design_fills_it():
    tree = drawn(WIDE)
    assert tree.get("viewBox") == "0 0 420 210"
    (design,) = (svg for svg in tree.iter(f"{SVG}svg") if svg is not tree)
    assert [design.get(key) for key in ("x", "y", "width", "height", "viewBox")] == [
        "0",
        "0",
        "420",
        "210",
        "0 0 420 210",
    ]


@pytest.mark.parametrize(
    ("own", "href", "shown"),
    [
        (PICTURE, "", ["data:image/png;base64,iVBORw=="]),
        (PICTURE, "/nen/7.png?a=1&b=2", ["/nen/7.png?a=1&b=2"]),
        (GroundFile(b"%PDF", "application/pdf"), "", []),
        (GroundFile(b"%PDF", "application/pdf"), "/nen/7.png", ["/nen/7.png"]),
        (None, "", []),
        (None, '"><script>', ['"><script>']),
    ],
)
def test_an_own_ground_is_linked_or_written_into_the_picture(own, href, shown):
    tree = drawn(OWN, own_ground=own, ground_href=href)
    assert images(tree) == shown
    assert not list(tree.iter(f"{SVG}script"))
    for image in tree.iter(f"{SVG}image"):
        assert [image.get(key) for key in ("x", "y", "width", "height")] == ["10", "10", "200", "100"]


def test_emblem_and_code_are_shown_where_they_are_printed():
    sheet = replace(samples.SHORT, check_url="https://example.vn/kiem-tra/7K4M29XRQA01/")
    tree = drawn(WIDE, sheet, emblem=Emblem(b"\x89PNG", "image/png"))
    assert images(tree) == ["data:image/png;base64,iVBORw=="]
    assert tree.find(f"{SVG}g[2]/{SVG}circle").get("cx") == "210"
    marks = tree.find(f"{SVG}g[2]/{SVG}path").get("d")
    assert marks.count("M") > 100
    assert drawn(WIDE).find(f"{SVG}g[2]/{SVG}path") is None
    assert images(drawn(WIDE, emblem=Emblem(b"x", "image/png"), layer="titled")) == []


def test_a_correction_moves_the_print_and_not_the_blank():
    moved = {"rotation": 1.0, "offset_right": 3.0}
    full, blank = (drawn(WIDE, layer=layer, **moved) for layer in ("full", "words"))
    transforms = [[group.get("transform") for group in tree.findall(f"{SVG}g")] for tree in (full, blank)]
    assert transforms[0][0] == transforms[0][1] == transforms[1][1] and transforms[0][0].startswith("matrix(0.999848")
    assert transforms[1][0] is None and blank.find(f"{SVG}g").get("opacity") == "0.3"


def test_a_blank_that_is_only_shown_is_pale():
    tree = drawn(replace(OWN, ground=replace(OWN.ground, is_printed=False)), own_ground=PICTURE)
    assert tree.find(f"{SVG}g").get("opacity") == "0.3" and images(tree)
