"""What is printed on certificates, as frozen text: nothing here is looked up again when a paper is printed.

A run is everything that is equal on all its sheets; a sheet is one recipient. Both tidy their text (Unicode NFC,
single spaces) when they are made and refuse what cannot be printed with CertificateRefused, a Vietnamese sentence.
"""

import unicodedata
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from functools import cached_property
from math import cos, radians, sin

from certificates.layout.emblems import Emblem
from certificates.layout.spec import DESIGN_CODES, LayoutSpec
from certificates.layout.standard import standard_spec

MOST_OFFSET_MM = 20.0
MOST_STRETCH, MOST_ROTATION = 0.05, 5.0
MOST_AUTHORITY_LINES = 3
TITLES = {"giay_khen": "Giấy khen", "bang_khen": "Bằng khen"}
QUOC_HIEU = ("Cộng hòa xã hội chủ nghĩa Việt Nam", "Độc lập - Tự do - Hạnh phúc")
HEADINGS = {"party": ("Đảng Cộng sản Việt Nam",), "mass": QUOC_HIEU, "state": QUOC_HIEU}
REQUIRED = {
    "awarder": "cơ quan khen",
    "decision_number": "số quyết định",
    "decision_date": "ngày quyết định",
    "place_and_date": "địa danh và ngày ký",
    "position": "chức vụ người ký",
    "signer": "người ký",
}


class CertificateRefused(Exception):
    """The certificate cannot be printed as asked; the message is a Vietnamese sentence that says what to do."""


class Paper(StrEnum):
    """Sheet sizes, landscape."""

    A4 = "a4"
    A3 = "a3"

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height in mm."""
        return {"a4": (297.0, 210.0), "a3": (420.0, 297.0)}[self.value]

    @property
    def scale(self) -> float:
        """How many mm of this paper are one mm of the A4 design."""
        return {"a4": 1.0, "a3": 2**0.5}[self.value]


class Layer(StrEnum):
    """What the printer adds to the sheet in its tray."""

    FULL = "full"
    """White paper: frame and all words."""
    WORDS = "words"
    """A blank that carries the frame: all words."""
    TITLED = "titled"
    """A blank that also carries heading, Tặng, title and emblem: the words that change."""

    @property
    def label(self) -> str:
        """The choice as the office reads it."""
        return {
            "full": "In cả khung và chữ trên giấy trắng",
            "words": "In chữ trên phôi có khung",
            "titled": "In chữ trên phôi có khung và tiêu đề",
        }[self.value]


class RecipientKind(StrEnum):
    """The values are those that the nominations use."""

    INDIVIDUAL = "individual"
    COLLECTIVE = "collective"


def form_of_address(kind: str, *, is_party_member: bool = False, sex: str | None = None) -> str:
    """Return the word printed before the name: Tập thể, Đồng chí for members, else Ông, Bà, or Ông (Bà) if unknown."""
    if kind == RecipientKind.COLLECTIVE:
        return "Tập thể"
    if is_party_member:
        return "Đồng chí"
    return {"male": "Ông", "female": "Bà"}.get(sex or "", "Ông (Bà)")


def tidy(text: str, *, breaks: bool = False) -> str:
    """Return `text` in NFC with single spaces; with `breaks` the line feeds of the office stay."""
    rows = unicodedata.normalize("NFC", text).split("\n") if breaks else [unicodedata.normalize("NFC", text)]
    return "\n".join(row for row in (" ".join(row.split()) for row in rows) if row)


@dataclass(frozen=True)
class CertificateSheet:
    """One recipient. `unit` and `achievement` may hold the office's own line breaks; `unit` may be empty.

    `code` is the certificate's check code, `check_url` the address that its QR code opens; both may be empty.
    """

    kind: str
    form_of_address: str
    name: str
    unit: str
    achievement: str
    register_number: str
    is_posthumous: bool = False
    code: str = ""
    check_url: str = ""

    def __post_init__(self) -> None:
        _known(self.kind, [kind.value for kind in RecipientKind], "loại người nhận")
        for field in ("form_of_address", "register_number"):
            object.__setattr__(self, field, tidy(getattr(self, field)))
        for field in ("name", "unit", "achievement"):
            object.__setattr__(self, field, tidy(getattr(self, field), breaks=True))
        if not self.name:
            raise CertificateRefused("Có một người hoặc tập thể chưa có tên. Đồng chí ghi tên rồi in lại.")
        if not self.achievement:
            raise CertificateRefused(f"{self.name} chưa có nội dung khen. Đồng chí ghi nội dung khen rồi in lại.")

    @property
    def is_person(self) -> bool:
        """Say whether the name is a person's, which is never broken over two lines."""
        return self.kind == RecipientKind.INDIVIDUAL

    @property
    def gives(self) -> str:
        """The verb above the title: a deceased recipient is honoured with Truy tặng."""
        return "Truy tặng" if self.is_posthumous else "Tặng"

    @classmethod
    def sample(cls, kind: str = RecipientKind.INDIVIDUAL) -> "CertificateSheet":
        """Return a made-up recipient of `kind`."""
        achievement = (
            "Đã có thành tích xuất sắc trong học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh năm 2026"
        )
        if kind == RecipientKind.COLLECTIVE:
            return cls(kind, "Tập thể", "Chi bộ ấp Tân Bình 1", "Đảng bộ xã Tân Mỹ", achievement, "02")
        return cls(kind, "Đồng chí", "Lê Thị Bích Liên", "Phó Bí thư Chi bộ ấp Tân Bình 1", achievement, "01")


@dataclass(frozen=True)
class GroundFile:
    """The office's own picture (PNG, JPEG) or one-page PDF of its blank, as it was made harmless when it was uploaded."""

    content: bytes
    mime: str


@dataclass(frozen=True)
class CertificateRun:
    """What all sheets of a print run share. Dates and place are words as they are printed.

    `spec` is the layout; without one the design's own for `paper` is used. For a printer that does not print exactly
    the whole page is stretched (`scale_x`, `scale_y`), turned (`rotation`, degrees clockwise), both about the sheet's
    middle, then moved (`offset_right`, `offset_down`, mm). `own_ground` is what a ground of kind "own" looks like.
    `is_mono` sets the red words in black. The signature needs 35 mm of empty paper on A4; every design keeps it.
    """

    design: str
    form: str
    nature: str
    awarder: str
    decision_number: str
    decision_date: str
    place_and_date: str
    authority_lines: tuple[str, ...]
    position: str
    signer: str
    paper: Paper = Paper.A4
    layer: Layer = Layer.FULL
    offset_right: float = 0.0
    offset_down: float = 0.0
    is_mono: bool = False
    emblem: Emblem | None = None
    spec: LayoutSpec | None = None
    scale_x: float = 1.0
    scale_y: float = 1.0
    rotation: float = 0.0
    own_ground: GroundFile | None = None

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if type(value) is str:
                object.__setattr__(self, field.name, tidy(value))
        object.__setattr__(self, "authority_lines", tuple(filter(None, map(tidy, self.authority_lines))))
        object.__setattr__(self, "paper", _one_of(Paper, self.paper, "khổ giấy"))
        object.__setattr__(self, "layer", _one_of(Layer, self.layer, "cách in"))
        _known(self.design, DESIGN_CODES, "mẫu")
        _known(self.form, TITLES, "hình thức khen")
        _known(self.nature, HEADINGS, "loại cơ quan khen")
        for field, label in REQUIRED.items():
            if not getattr(self, field):
                raise CertificateRefused(f"Chưa có {label} để in. Đồng chí ghi {label} rồi in lại.")
        if len(self.authority_lines) > MOST_AUTHORITY_LINES:
            raise CertificateRefused(
                f"Phần thẩm quyền ký có {len(self.authority_lines)} dòng, chỉ đủ chỗ cho "
                f"{MOST_AUTHORITY_LINES} dòng. Đồng chí bớt dòng rồi in lại."
            )
        if not all(abs(offset) <= MOST_OFFSET_MM for offset in (self.offset_right, self.offset_down)):
            raise CertificateRefused(
                f"Độ dịch máy in phải từ -{MOST_OFFSET_MM:g} đến {MOST_OFFSET_MM:g} mm. "
                "Đồng chí in lại tờ căn chỉnh và đo lại."
            )
        stretches = (self.scale_x - 1, self.scale_y - 1)
        if not (all(abs(stretch) <= MOST_STRETCH for stretch in stretches) and abs(self.rotation) <= MOST_ROTATION):
            raise CertificateRefused(
                f"Máy in phóng, thu quá {MOST_STRETCH * 100:g}% hoặc xoay quá {MOST_ROTATION:g} độ. "
                "Đồng chí in lại tờ căn chỉnh ở “Kích thước thật” (100%) và đo lại."
            )

    @cached_property
    def layout(self) -> LayoutSpec:
        """The layout of the sheets: the run's own, else the design's for the paper."""
        if self.spec is not None:
            return self.spec
        width, height = self.paper.size_mm
        return standard_spec(self.design, form=self.form, nature=self.nature, width_mm=width, height_mm=height)

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height of the sheet in mm."""
        return self.layout.width_mm, self.layout.height_mm

    @property
    def transform(self) -> tuple[float, float, float, float, float, float]:
        """The printer's correction as (a, b, c, d, e, f) in mm, y downwards: x' = ax + cy + e, y' = bx + dy + f."""
        turn = radians(self.rotation)
        a, b = self.scale_x * cos(turn), self.scale_x * sin(turn)
        c, d = -self.scale_y * sin(turn), self.scale_y * cos(turn)
        x, y = self.size_mm[0] / 2, self.size_mm[1] / 2
        return a, b, c, d, x - a * x - c * y + self.offset_right, y - b * x - d * y + self.offset_down

    @property
    def title(self) -> str:
        """The largest line."""
        return TITLES[self.form]

    @property
    def heading(self) -> tuple[str, ...]:
        """The line or lines above the awarder."""
        return HEADINGS[self.nature]

    def with_(self, **changes: object) -> "CertificateRun":
        """Return the run with some fields changed, checked again."""
        return replace(self, **changes)

    @classmethod
    def sample(cls, **changes: object) -> "CertificateRun":
        """Return a made-up run."""
        run = cls(
            design="trong_dong",
            form="giay_khen",
            nature="party",
            awarder="Ban Thường vụ Đảng ủy xã Tân Mỹ",
            decision_number="45-QĐ/ĐU",
            decision_date="ngày 12 tháng 5 năm 2026",
            place_and_date="Tân Mỹ, ngày 19 tháng 5 năm 2026",
            authority_lines=("T/M Ban Thường vụ",),
            position="Bí thư",
            signer="Nguyễn Văn Bình",
        )
        return replace(run, **changes)


def _one_of(kind: type[StrEnum], value: str, label: str) -> StrEnum:
    _known(str(value), [member.value for member in kind], label)
    return kind(value)


def _known(value: str, allowed: object, label: str) -> None:
    if value not in allowed:
        raise CertificateRefused(f"Không có {label} “{value}”. Đồng chí chọn lại trong danh sách.")
