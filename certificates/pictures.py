"""A certificate as a picture for the screen: the lines of certificates.layout as outlines in an SVG.

Browsers on telephones do not show a PDF inside a page, and a server has no program that turns one into a picture. The
same sizes, baselines and font outlines that go into the PDF are drawn here; a test lays both over each other.
"""

import re
from base64 import b64encode
from collections.abc import Iterable
from functools import lru_cache
from html import escape

from fontTools.pens.svgPathPen import SVGPathPen

from documents.metrics import Face

from .layout.designs import Role
from .layout.grounds import PDF, design_drawing, ground_area
from .layout.placing import PlacedLine, common_lines, sheet_lines, sheet_marks
from .layout.sheets import CertificateRun, CertificateSheet, Layer
from .values import Rect

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


@lru_cache(maxsize=8192)
def _outline(face: Face, glyph: str) -> str:
    pen = SVGPathPen(None, ntos=lambda number: str(round(number)))
    face.draw(glyph, pen)
    return pen.getCommands()


def sheet_picture(run: CertificateRun, sheet: CertificateSheet, *, ground_href: str = "") -> bytes:
    """Return the sheet as an SVG, one unit a mm of the sheet. Raises what certificates.layout raises.

    `ground_href` is the address of a picture of the office's own ground, for a browser that has it already (and for a
    PDF, which no SVG can hold); without it the picture is written into the SVG.
    """
    outlines = _Outlines()
    width, height = (f"{side:g}" for side in run.size_mm)
    words = "".join(_words(line, outlines) for line in [*common_lines(run), *sheet_lines(run, sheet)])
    ground = _ground(run, ground_href)
    moved = f'transform="matrix({" ".join(f"{value:.6g}" for value in run.transform)})"'
    is_on_blank = run.layer != Layer.FULL or not run.layout.ground.is_printed
    frame = f'<g opacity="{BLANK_OPACITY}">{ground}</g>' if is_on_blank else f"<g {moved}>{ground}</g>"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"><title>{escape(sheet.name)}</title>'
        f'<defs>{outlines.definitions()}</defs><path fill="#fff" d="M0 0H{width}V{height}H0Z"/>'
        f"{frame}<g {moved}>{_emblem(run)}{words}{_marks(sheet_marks(run, sheet))}</g></svg>"
    ).encode()


def word_groups(lines: Iterable[PlacedLine]) -> tuple[str, dict[str, str]]:
    """Return the outlines that lines need, and for each field the SVG of its words, one unit a mm of the sheet."""
    outlines, groups = _Outlines(), {}
    for line in lines:
        groups[line.role.name] = groups.get(line.role.name, "") + _words(line, outlines)
    return outlines.definitions(), groups


def _ground(run: CertificateRun, href: str) -> str:
    """Return what lies under the words, printed or only hinted at."""
    ground, area = run.layout.ground, ground_area(run)
    if ground.kind == "design":
        text = design_drawing(ground.code, area.width, area.height).decode("utf-8")
        start = text.index("<svg")
        end = text.index(">", start) + 1
        head = re.sub(r'\s(?:width|height)="[^"]*"', "", text[start:end])
        return head.replace("<svg", f"<svg {_corner(area)}", 1) + text[end:]
    if ground.kind != "own":
        return ""
    if not href and run.own_ground and run.own_ground.mime != PDF:
        href = _inline(run.own_ground.content, run.own_ground.mime)
    return f'<image href="{escape(href)}" {_corner(area)}/>' if href else ""


def _corner(area: Rect) -> str:
    return f'x="{area.x:g}" y="{area.y:g}" width="{area.width:g}" height="{area.height:g}"'


def _inline(content: bytes, mime: str) -> str:
    return f"data:{mime};base64,{b64encode(content).decode()}"


def _emblem(run: CertificateRun) -> str:
    """Return the office's emblem on its white disc; a blank that carries the title carries it too."""
    slot = run.layout.emblem
    if slot is None or run.emblem is None or run.layer == Layer.TITLED:
        return ""
    size = min(slot.disc, slot.image)
    area = Rect(slot.x - size / 2, slot.y - size / 2, size, size)
    href = _inline(run.emblem.content, run.emblem.mime)
    return (
        f'<circle fill="#fff" cx="{slot.x:g}" cy="{slot.y:g}" r="{slot.disc / 2:g}"/>'
        f'<image href="{href}" {_corner(area)}/>'
    )


def _marks(marks: list[Rect]) -> str:
    path = "".join(
        f"M{mark.x:.3f} {mark.y:.3f}h{mark.width:.3f}v{mark.height:.3f}h-{mark.width:.3f}Z" for mark in marks
    )
    return f'<path d="{path}"/>' if path else ""


def _words(line: PlacedLine, outlines: _Outlines) -> str:
    """Return one line of outlines; before a name the form of address in a role of its own."""
    start = line.start
    words = _placed(line.role, line.family, line.text, line.size, start + line.lead, line.baseline, outlines)
    if not line.address or line.address_role is None:
        return words
    role = line.address_role
    return words + _placed(role, role.family, line.address, line.size * role.share, start, line.baseline, outlines)


def _placed(role: Role, family: str, text: str, size: float, x: float, baseline: float, outlines: _Outlines) -> str:
    face = role.face(family)
    grid = face.units_per_em
    glyphs = "".join(
        f'<use href="#g{outlines.number(face, glyph)}" x="{round((at + role.tracking * place) * grid)}"/>'
        for place, (glyph, at) in enumerate(face.placed(text, kerned=role.kerned))
    )
    scale = size / grid
    return (
        f'<g fill="{role.colour}" transform="matrix({scale:.6f} 0 0 {-scale:.6f} {x:.3f} {baseline:.3f})">{glyphs}</g>'
    )
