"""The shipped designs as data: `certificates/designs/<code>.toml` says where and how every line is set.

Positions are baselines in mm on A4, so that whoever measures a sheet with a ruler finds the numbers of the file;
`standard.standard_spec` makes layouts of them for any sheet. The drawing of the same name (`<code>.svg`) lies under the
words.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from certificates.layout.spec import DESIGN_CODES
from documents.metrics import Face, face
from documents.typesetting import Step, Widths

FOLDER = Path(__file__).resolve().parents[1] / "designs"


@dataclass(frozen=True)
class Role:
    """How one kind of line is set. Sizes in mm, of A4 in a design, of the sheet in a placed line; `tracking` in em.

    `colour` names a colour of the design's palette; in a placed line it is the colour itself (#rrggbb).

    The form of address has a `share` of the name's size and a `gap` after it, in em of the name, besides the space.
    """

    name: str
    family: str
    weight: int
    style: str = "normal"
    size: float = 0.0
    least: float = 0.0
    caps: bool = False
    tracking: float = 0.0
    kerned: bool = False
    optical_size: float | None = None
    colour: str = "ink"
    baseline: float = 0.0
    leading: float = 0.0
    left: float = 0.0
    width: float = 0.0
    share: float = 1.0
    gap: float = 0.0

    def face(self, family: str | None = None) -> Face:
        """Return the cut of the role's family, or of `family` when it stands in for it."""
        stands_in = family not in (None, self.family)
        return face(family or self.family, self.style, self.weight, None if stands_in else self.optical_size)

    def says(self, text: str) -> str:
        """Return `text` as the role prints it."""
        return text.upper() if self.caps else text

    def em(self, text: str, family: str | None = None) -> float:
        """Return the width of `text` as printed, in em."""
        shown = self.says(text)
        return self.face(family).width(shown, kerned=self.kerned) + self.tracking * len(shown)


@dataclass(frozen=True)
class EmblemSlot:
    """Centre of the slot, diameter of its white disc and side of the picture, in mm."""

    x: float
    y: float
    disc: float
    image: float


@dataclass(frozen=True)
class Headings:
    """Baselines of a heading of one line and of two; under two, awarder and Tặng stand `drop` mm lower."""

    one: tuple[float, ...]
    two: tuple[float, ...]
    drop: float


@dataclass(frozen=True)
class Citation:
    """The zone of the citation: its top, its left edge and width, in mm."""

    top: float
    left: float
    width: float


@dataclass(frozen=True)
class Signature:
    """The block on the right: from the date down to the position, whose baseline is fixed."""

    left: float
    width: float
    position: float
    leading: float
    date_gap: float
    citation_gap: float


@dataclass(frozen=True)
class Design:
    """One design, read from its file."""

    code: str
    label: str
    note: str
    families: tuple[str, ...]
    fallbacks: tuple[str, ...]
    palette: Mapping[str, str]
    emblem: EmblemSlot
    headings: Headings
    citation: Citation
    widths: Widths
    signature: Signature
    steps: tuple[Step, ...]
    roles: Mapping[str, Role]

    @property
    def background(self) -> bytes:
        """The drawing under the words, an SVG of 297 x 210 mm."""
        return (FOLDER / f"{self.code}.svg").read_bytes()


@cache
def design(code: str) -> Design:
    """Return the design called `code`."""
    data = tomllib.loads((FOLDER / f"{code}.toml").read_text(encoding="utf-8"))
    citation = data["citation"]
    return Design(
        code=code,
        label=data["label"],
        note=data["note"],
        families=tuple(data["families"]),
        fallbacks=tuple(data["fallbacks"]),
        palette=data["palette"],
        emblem=EmblemSlot(**data["emblem"]),
        headings=Headings(tuple(data["heading"]["one"]), tuple(data["heading"]["two"]), data["heading"]["drop"]),
        citation=Citation(citation["top"], citation["left"], citation["width"]),
        widths=Widths(citation["recipient"], citation["unit"], citation["achievement"]),
        signature=Signature(**data["signature"]),
        steps=tuple(Step(**step | {"recipient": tuple(step["recipient"])}) for step in data["steps"]),
        roles={name: Role(name, **role) for name, role in data["roles"].items()},
    )


def designs() -> Sequence[Design]:
    """Return all shipped designs, the standard one first."""
    return [design(code) for code in DESIGN_CODES]
