"""A certificate as a picture for the screen: the lines of certificates.layout as outlines in an SVG.

Browsers on telephones do not show a PDF inside a page, and a server has no program that turns one into a picture. The
same sizes, baselines and font outlines that go into the PDF are drawn here; a test lays both over each other.
"""

import re
from html import escape

from fontTools.pens.svgPathPen import SVGPathPen

from documents.metrics import Face

from .layout.designs import Design, Role, design
from .layout.placing import PlacedLine, common_lines, sheet_lines
from .layout.sheets import CertificateRun, CertificateSheet, Layer

WIDTH, HEIGHT = 297, 210
BLANK_OPACITY = 0.3
"""How strongly a pre-printed frame is hinted at: it is on the blank and will not be printed."""


class _Outlines:
    """The glyphs of one picture: each is defined once and then only placed."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[Face, str], int] = {}

    def number(self, face: Face, glyph: str) -> int:
        """Return the number under which the outline of a glyph is defined."""
        return self._numbers.setdefault((face, glyph), len(self._numbers))

    def definitions(self) -> str:
        """Return the outlines in units of their fonts."""
        return "".join(
            f'<path id="g{number}" d="{_outline(face, glyph)}"/>' for (face, glyph), number in self._numbers.items()
        )


def _outline(face: Face, glyph: str) -> str:
    pen = SVGPathPen(None, ntos=lambda number: str(round(number)))
    face.draw(glyph, pen)
    return pen.getCommands()


def sheet_picture(run: CertificateRun, sheet: CertificateSheet) -> bytes:
    """Return the sheet as an SVG of 297 x 210 units (mm of A4). Raises what certificates.layout raises."""
    look, outlines = design(run.design), _Outlines()
    words = "".join(_words(run, look, line, outlines) for line in [*common_lines(run), *sheet_lines(run, sheet)])
    shift = f'transform="translate({run.offset_right / run.paper.scale:g} {run.offset_down / run.paper.scale:g})"'
    frame = (
        f"<g {shift}>{_drawing(look)}</g>"
        if run.layer == Layer.FULL
        else f'<g opacity="{BLANK_OPACITY}">{_drawing(look)}</g>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"><title>{escape(sheet.name)}</title>'
        f'<defs>{outlines.definitions()}</defs><path fill="#fff" d="M0 0H{WIDTH}V{HEIGHT}H0Z"/>{frame}<g {shift}>{words}</g></svg>'
    ).encode()


def _drawing(look: Design) -> str:
    """Return the design's drawing without the size in mm of its outermost element, to stand inside ours."""
    text = look.background.decode("utf-8")
    start = text.index("<svg")
    end = text.index(">", start) + 1
    return re.sub(r'\s(?:width|height)="[^"]*"', "", text[start:end]) + text[end:]


def _words(run: CertificateRun, look: Design, line: PlacedLine, outlines: _Outlines) -> str:
    """Return one line of outlines; before a name the form of address in a role of its own."""
    address = look.roles["address"]
    lead = (
        (address.em(line.address) * address.share + address.gap + line.role.em(" ", line.family))
        if line.address
        else 0.0
    )
    width = (lead + line.role.em(line.text, line.family)) * line.size
    start = line.left + (line.width - width + line.role.tracking * line.size) / 2 if line.is_centred else line.left
    words = _placed(
        run, look, line.role, line.family, line.text, line.size, start + lead * line.size, line.baseline, outlines
    )
    if not line.address:
        return words
    size = line.size * address.share
    return words + _placed(run, look, address, address.family, line.address, size, start, line.baseline, outlines)


def _placed(
    run: CertificateRun,
    look: Design,
    role: Role,
    family: str,
    text: str,
    size: float,
    x: float,
    baseline: float,
    outlines: _Outlines,
) -> str:
    face = role.face(family)
    grid = face.units_per_em
    glyphs = "".join(
        f'<use href="#g{outlines.number(face, glyph)}" x="{round((at + role.tracking * place) * grid)}"/>'
        for place, (glyph, at) in enumerate(face.placed(text, kerned=role.kerned))
    )
    colour, scale = look.palette["ink" if run.is_mono else role.colour], size / grid
    return f'<g fill="{colour}" transform="matrix({scale:.6f} 0 0 {-scale:.6f} {x:.3f} {baseline:.3f})">{glyphs}</g>'
