"""A layout as data: the sheet, what lies under the words, and where and how each field is set. All lengths in mm.

Positions are measured with a ruler from the left and the upper edge of the sheet as it lies on the table; `y` is the
baseline of a line, never the edge of an invisible box. Whatever comes from outside (an import, the editor, the
database) passes `LayoutSpec.from_json`, which refuses with LayoutRefused, a Vietnamese sentence.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

from certificates.layout.strict import LayoutRefused, json_object
from certificates.values import Rect
from documents.typesetting import Step

__all__ = ["LayoutRefused", "LayoutSpec", "Rect"]
DESIGN_CODES = ("trong_dong", "hoa_sen", "trang_nghiem")
SCHEMA = 1


class Align(StrEnum):
    """Which point of a line stands at its `x`."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class Key(StrEnum):
    """What a field shows. Texts that the office adds itself are called text1, text2 and so on."""

    HEADING = "heading"
    MOTTO = "motto"
    AWARDER = "awarder"
    GIVES = "gives"
    TITLE = "title"
    RECIPIENT = "recipient"
    UNIT = "unit"
    ACHIEVEMENT = "achievement"
    DATE = "date"
    AUTHORITY = "authority"
    POSITION = "position"
    SIGNER = "signer"
    DECISION = "decision"
    DECISION_DATE = "decision_date"
    REGISTER = "register"
    CODE = "code"


class Preprinted(StrEnum):
    """Which blanks carry a field already, so that printing on them leaves it out."""

    NEVER = "never"
    TITLED = "titled"
    """Blanks with frame and title: heading, Tặng, title."""
    ALWAYS = "always"
    """Every blank: words that belong to the drawing."""


@dataclass(frozen=True)
class Field:
    """One field: at most `lines` lines, each at most `width` wide, the first baseline at `y`, `leading` x size apart.

    The text is set in `size` and shrinks to `least` before it is refused. `tracking` is in em. `rises_with` names the
    field whose further lines push this one up (place and date over two signing lines); `grows_up` sets further lines
    above the first baseline instead of below it. `text` belongs to free texts only and may hold the placeholders of
    `placing.PLACEHOLDERS`.
    """

    key: str
    x: float
    y: float
    width: float
    align: str = Align.CENTER
    family: str = "EB Garamond"
    weight: int = 400
    style: str = "normal"
    size: float = 5.0
    least: float = 4.0
    lines: int = 1
    leading: float = 1.25
    colour: str = "#000000"
    caps: bool = False
    tracking: float = 0.0
    kerned: bool = False
    optical_size: float | None = None
    is_shown: bool = True
    preprinted: str = Preprinted.NEVER
    grows_up: bool = False
    rises_with: str = ""
    text: str = ""


@dataclass(frozen=True)
class Address:
    """The form of address before the name: its own face, its size as a share of the name's, the gap after it in em."""

    family: str = "EB Garamond"
    weight: int = 400
    style: str = "italic"
    share: float = 0.74
    gap: float = 0.05
    kerned: bool = False
    optical_size: float | None = None
    is_shown: bool = True


@dataclass(frozen=True)
class Citation:
    """Recipient, unit and achievement set together as one block between `top` and `bottom`, centred on `x`.

    The steps are tried from large to small. With a citation the y, size, least and lines of the three fields are not
    used; without one each stands at its own place. `rises_with` moves `bottom` up as it does fields.
    """

    x: float
    top: float
    bottom: float
    recipient: float
    unit: float
    achievement: float
    steps: tuple[Step, ...]
    share_above: float = 0.65
    rises_with: str = Key.AUTHORITY


@dataclass(frozen=True)
class EmblemSlot:
    """Centre of the slot, diameter of its white disc and side of the picture.

    `sha256` is that of the office's own picture in it (certificates.models.Background); empty while there is none.
    """

    x: float
    y: float
    disc: float
    image: float
    sha256: str = ""


@dataclass(frozen=True)
class Ground:
    """What lies under the words: a shipped design's drawing, the office's own picture or PDF, or nothing.

    `kind` is "design" (`code` names it), "own" (`sha256` is that of certificates.models.Background) or "none". It is
    laid into `area`, by default the whole sheet. `is_printed` is False when the picture only shows what the bought
    blank looks like and is never printed.
    """

    kind: str = "none"
    code: str = ""
    sha256: str = ""
    area: Rect | None = None
    is_printed: bool = True


@dataclass(frozen=True)
class LayoutSpec:
    """One layout. `seal` is where nothing is printed: 35 mm high by default, over the signer's name."""

    width_mm: float
    height_mm: float
    ground: Ground
    fields: tuple[Field, ...]
    seal: Rect
    citation: Citation | None = None
    address: Address = Address()
    emblem: EmblemSlot | None = None
    qr: Rect | None = None
    fallbacks: tuple[str, ...] = ()
    schema: int = SCHEMA

    def field(self, key: str) -> Field | None:
        """Return the field that shows `key`, or None."""
        return next((field for field in self.fields if field.key == key), None)

    def with_field(self, field: Field) -> "LayoutSpec":
        """Return the layout with this field in the place of the one of the same key, or added at the end."""
        others = [field if old.key == field.key else old for old in self.fields]
        return replace(self, fields=tuple(others if self.field(field.key) else [*others, field]))

    def to_json(self) -> dict[str, Any]:
        """Return the layout as plain JSON data; `from_json` reads it back to an equal layout."""
        return json.loads(json.dumps(self._data()))

    @cached_property
    def sha256(self) -> str:
        """The hash of the canonical JSON: equal layouts have equal hashes."""
        text = json.dumps(_canonical(self._data()), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def _data(self) -> dict[str, Any]:
        """Return the layout as plain data. A slot without a picture names none, as in layouts of before there were any."""
        data = asdict(self)
        if self.emblem is not None and not self.emblem.sha256:
            del data["emblem"]["sha256"]
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "LayoutSpec":
        """Read a layout from JSON data. Raises LayoutRefused for anything that is not a sound layout."""
        from certificates.layout.soundness import sound_layout  # which stands on the classes of this file

        return sound_layout(data)

    @classmethod
    def from_text(cls, text: str | bytes) -> "LayoutSpec":
        """Read a layout from a file's JSON text. Raises LayoutRefused like from_json, also for a key written twice."""
        return cls.from_json(json_object(text))


def _canonical(value: Any) -> Any:
    """Return `value` with every number written the same way, 5 like 5.0."""
    if isinstance(value, dict):
        return {key: _canonical(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(part) for part in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
