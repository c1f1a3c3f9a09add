"""What a paper consists of, in order, as plain data. PDF and Word walk the same blocks, so they cannot say two things.

A block knows what it says and how it ranks (leads on to what follows, closes the text, stays with what precedes it);
what that looks like is the business of templates/documents/blocks/ and of documents.word. Lengths are in mm.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from .layout import LayoutStandard
from .parts import Heading, Signature

LONG = 100
"""A closing paragraph of more letters is of two lines at least, so it need not take lines before it along."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """Words of one look inside a paragraph."""

    text: str
    is_bold: bool = False
    is_italic: bool = False


class Role(StrEnum):
    """What a paragraph is to the paper. The value is its class in the style sheet."""

    BODY = ""
    LEADS = "leads"  # never the last line of a page
    CLOSING = "closing"  # stays with the signature
    CLOSING_LONG = "closing closing-long"
    ADDRESSEE = "addressee"
    BASIS = "basis"
    CENTERED = "centered"
    DECIDER = "decider"
    DECIDES = "decides"


class Align(StrEnum):
    """How a column is set."""

    LEFT = "left"
    CENTER = "center"


@dataclass(frozen=True, kw_only=True)
class Block:
    """One piece of a paper. `template` prints it in HTML."""

    template: ClassVar[str]

    @property
    def stays_with_previous(self) -> bool:
        """Whether the block never begins a page."""
        return False


@dataclass(frozen=True, kw_only=True)
class HeadingBlock(Block):
    """The head: bodies, number, place and date, and the Party's name or Quốc hiệu."""

    template: ClassVar[str] = "documents/blocks/heading.html"

    heading: Heading
    state_name: str
    standard: LayoutStandard

    @property
    def left_mm(self) -> float:
        """How wide a line of the left column may be."""
        return self.standard.heading_left_mm - 4


@dataclass(frozen=True, kw_only=True)
class TitleBlock(Block):
    """Type name, subject and the rule under it."""

    template: ClassVar[str] = "documents/blocks/title.html"

    type_name: str
    subject: str
    subject_rule: str
    subject_pt: float
    width_mm: float


@dataclass(frozen=True, kw_only=True)
class AnnexBlock(Block):
    """The head of an annex, on a page of its own: DANH SÁCH, whom it lists, the paper that it belongs to."""

    template: ClassVar[str] = "documents/blocks/annex.html"

    heading: str
    title: str
    source: str
    title_rule: str
    title_pt: float
    source_pt: float
    width_mm: float


@dataclass(frozen=True, kw_only=True)
class SheetBlock(Block):
    """That what follows begins on a new sheet. `running` stands at the head of the further pages of that sheet."""

    template: ClassVar[str] = "documents/blocks/sheet.html"

    running: str = ""
    is_first: bool = False


@dataclass(frozen=True, kw_only=True)
class Paragraph(Block):
    """Running text."""

    template: ClassVar[str] = "documents/blocks/paragraph.html"

    runs: tuple[Run, ...]
    role: Role = Role.BODY

    @property
    def stays_with_previous(self) -> bool:
        """A short last paragraph takes lines before it along."""
        return self.role is Role.CLOSING

    @property
    def text(self) -> str:
        """All words."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, kw_only=True)
class PenLines(Block):
    """Dotted lines for a pen."""

    template: ClassVar[str] = "documents/blocks/pen_lines.html"

    count: int = 3

    @property
    def lines(self) -> range:
        """One number for each line."""
        return range(self.count)


@dataclass(frozen=True, kw_only=True)
class SectionBlock(Block):
    """The heading of a part."""

    template: ClassVar[str] = "documents/blocks/section.html"

    text: str


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a table. `key` is its class in the style sheet; without a width it takes what is left."""

    key: str
    head: str
    width_mm: float | None = None
    align: Align = Align.LEFT


@dataclass(frozen=True, kw_only=True)
class TableBlock(Block):
    """A table whose head is repeated on every page. `name` is its class in the style sheet; sizes in points."""

    template: ClassVar[str] = "documents/blocks/table.html"

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    name: str = "list"
    size_pt: float | None = None

    @property
    def css_class(self) -> str:
        """Its classes in the style sheet: what it is and, when it differs, the size of its letters."""
        return f"{self.name} size-{self.size_pt:g}" if self.size_pt else self.name

    @property
    def has_widths(self) -> bool:
        """Whether the table itself says how wide its columns are; else the style sheet does."""
        return any(column.width_mm for column in self.columns)

    @property
    def cells(self) -> tuple[tuple[tuple[Column, str], ...], ...]:
        """The rows, each cell with its column."""
        return tuple(tuple(zip(self.columns, row, strict=True)) for row in self.rows)


@dataclass(frozen=True, kw_only=True)
class Copies:
    """Places of receipt beside the signature."""

    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SigningPlace:
    """Where one person signs: lines in bold capitals, the position, room for the hand, the name."""

    authority: tuple[str, ...]
    position: str = ""
    name: str = ""
    note: str = ""

    @classmethod
    def of(cls, signature: Signature) -> "SigningPlace":
        """Return the place for a signature."""
        return cls(authority=signature.authority_caps, position=signature.position_caps, name=signature.name)


@dataclass(frozen=True, kw_only=True)
class EndingBlock(Block):
    """The end: places of receipt or a second signature on the left, the signature on the right."""

    template: ClassVar[str] = "documents/blocks/ending.html"

    copies: Copies | None = None
    left: SigningPlace | None = None
    right: SigningPlace
    name_pt: float

    @property
    def stays_with_previous(self) -> bool:
        """A signature never stands alone on a page."""
        return True


def say(text: str, *, label: str = "", role: Role = Role.BODY) -> Paragraph:
    """Return a paragraph, with a label in bold before it if one is given."""
    runs = (Run(text=label, is_bold=True), Run(text=f" {text}" if label and text else text))
    return Paragraph(runs=tuple(run for run in runs if run.text), role=role)


def close(text: str) -> Paragraph:
    """Return the last paragraph before the signature."""
    return say(text, role=Role.CLOSING_LONG if len(text) > LONG else Role.CLOSING)


def spoken(paragraphs: tuple[str, ...], lines: int = 3) -> tuple[Block, ...]:
    """Return typed paragraphs, or dotted lines for a pen when nothing was typed."""
    return tuple(say(text) for text in paragraphs) or (PenLines(count=lines),)
