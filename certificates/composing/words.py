"""The words of certificates as PDF operators, written by ourselves: a sheet costs a fraction of a millisecond.

Operators count in mm from the upper left corner of the sheet, y downwards, as layouts do; `page_operators` sets up that
space and applies the printer's correction, the only place that does. Fonts are named by `font_name` and hold at least the
letters in `Composed.letters`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from certificates.layout.designs import Role
from certificates.layout.placing import PlacedLine
from certificates.layout.sheets import CertificateRun
from certificates.values import Rect
from documents.lettering import PANGO_UNITS, PX_PER_MM, is_plain, lettering, units
from documents.metrics import Face
from documents.specimens import Shaped, beyond_alphabet, shape, shaped

COMPOSER = 2
"""Grows whenever the same facts would give other bytes."""
PT_PER_MM = 72 / 25.4
BLACK = "#000000"
COMMON = "Common"
"""The name of the form that holds what all sheets of a run share."""


@dataclass(frozen=True)
class Composed:
    """Operators in mm, and for each face what its font must hold beyond the alphabet of specimens."""

    operators: str
    letters: Mapping[Face, frozenset[str]]


@dataclass
class _Writer:
    """Operators as they are put together."""

    operators: list[str] = field(default_factory=list)
    letters: dict[Face, set[str]] = field(default_factory=dict)
    colour: str = BLACK
    font: tuple[Face, float] | None = None

    def line(self, line: PlacedLine) -> None:
        """Write one line, the form of address before the name in its own face."""
        if not line.address:
            self._text(line.role, line.family, line.text, line.size, line.start, line.baseline)
            return
        role = line.address_role
        self._text(role, role.family, line.address, line.size * role.share, line.start, line.baseline)
        name = line.start + line.address_width
        self._text(line.role, line.family, f" {line.text}", line.size, name, line.baseline)

    def _text(self, role: Role, family: str, text: str, size: float, x: float, y: float) -> None:
        face = role.face(family)
        needed = self.letters.setdefault(face, set())
        if role.colour != self.colour:
            self.colour = role.colour
            self.operators.append(_fill(role.colour))
        if self.font != (face, size):
            self.font = face, size
            self.operators.append(f"/{font_name(face)} {units(size) / PANGO_UNITS / PX_PER_MM:.5f} Tf")
        if is_plain(text):
            needed.update(beyond_alphabet(text))
            shown = f"{lettering(face).array(text, size, kerned=role.kerned, tracking=role.tracking)} TJ"
        else:
            needed.update(_pieces(text))
            shown = shaped(_as_shaped(role, family, text, size))
        self.operators.append(f"1 0 0 -1 {x:.4f} {y:.4f} Tm {shown}")

    def marks(self, marks: Sequence[Rect]) -> None:
        """Write the black modules of a code, counted in modules: short numbers are half of a sheet's bytes."""
        if not marks:
            return
        module = min(min(mark.width, mark.height) for mark in marks)
        left, top = min(mark.x for mark in marks), min(mark.y for mark in marks)
        self.operators += [_fill(BLACK), f"{module:.6f} 0 0 {module:.6f} {left:.4f} {top:.4f} cm"]
        for mark in marks:
            box = (mark.x - left, mark.y - top, mark.width, mark.height)
            self.operators.append(" ".join(f"{round(length / module, 3):g}" for length in box) + " re")
        self.operators.append("f")


def compose(lines: Iterable[PlacedLine], marks: Sequence[Rect] = ()) -> Composed:
    """Return `lines` and the black modules of a code as operators. Call `shape_hard` first where there are many sheets."""
    writer = _Writer(["0 g", "BT"])
    for line in lines:
        writer.line(line)
    writer.operators.append("ET")
    writer.marks(marks)
    return Composed("\n".join(writer.operators), {face: frozenset(held) for face, held in writer.letters.items()})


def shape_hard(lines: Iterable[PlacedLine]) -> None:
    """Let the engine shape all lines at once in which a letter is more than one glyph, such as “ơ̆” of the Ê Đê."""
    shape(list(_hard(lines)))


def _hard(lines: Iterable[PlacedLine]) -> Iterable[Shaped]:
    for line in lines:
        text = f" {line.text}" if line.address else line.text
        if not is_plain(text):
            yield _as_shaped(line.role, line.family, text, line.size)
        if line.address and not is_plain(line.address):
            role = line.address_role
            yield _as_shaped(role, role.family, line.address, line.size * role.share)


def _as_shaped(role: Role, family: str, text: str, size: float) -> Shaped:
    return role.face(family), text, size, role.kerned, role.tracking


def _pieces(text: str) -> Iterable[str]:
    """Return what a font needs for a text that the engine shaped: its letters, and its words for the joined ones."""
    return {*beyond_alphabet(text), *(word for word in text.split() if not is_plain(word))}


def font_name(face: Face) -> str:
    """Return the name of the face's font on every page, the same in all files."""
    family, style, weight, optical_size = face.key
    cut = f"-{optical_size:g}".replace(".", "p") if optical_size else ""
    return f"{family.replace(' ', '')}-{weight}{'i' if style == 'italic' else ''}{cut}"


def _fill(colour: str) -> str:
    return " ".join(f"{int(colour[at : at + 2], 16) / 255:.4g}" for at in (1, 3, 5)) + " rg"


def page_operators(run: CertificateRun, own: str) -> bytes:
    """Return a page: what all sheets share, then the operators of this one, all moved as the printer needs it."""
    down = f"{PT_PER_MM:.8f} 0 0 {-PT_PER_MM:.8f} 0 {run.size_mm[1] * PT_PER_MM:.4f} cm"
    return f"{down}\n{correction(run)}/{COMMON} Do\n{own}".encode("ascii")


def correction(run: CertificateRun) -> str:
    """Return the printer's correction as an operator in mm from the upper left corner; nothing where there is none."""
    matrix = run.transform
    if matrix == (1, 0, 0, 1, 0, 0):
        return ""
    return " ".join(f"{number:.7g}" for number in matrix) + " cm\n"


def upright(run: CertificateRun) -> str:
    """Return the operator that leads from mm, y down, back to points, y up."""
    return f"{1 / PT_PER_MM:.8f} 0 0 {-1 / PT_PER_MM:.8f} 0 {run.size_mm[1]:g} cm"


def common_operators(under: Iterable[str], words: Composed) -> bytes:
    """Return what all sheets share: forms under the common words, each drawn by its own operators."""
    return "\n".join([*(f"q {drawn} Q" for drawn in under), words.operators]).encode("ascii")
