"""The shipped designs as layouts, for any sheet: the files in mm of A4 become fields in mm of the sheet in the tray.

The design is enlarged until it fills the sheet one way. What the sheet is longer the other way goes between the parts,
never into the letters: side parts keep their distance from the edge, the upper half stays with the upper edge, the
lower half with the lower one. Signature and seal never get less than 35 mm, on A3 they get 49.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from certificates.layout.designs import Design, Role, design
from certificates.layout.spec import (
    Address,
    Align,
    Citation,
    EmblemSlot,
    Field,
    Ground,
    Key,
    LayoutSpec,
    Preprinted,
    Rect,
)
from documents.typesetting import Step

A4_MM = (297.0, 210.0)
SEAL_MM = 35.0
QR_MM, QR_QUIET = 19.0, 0.09
"""Side of the QR code's slot, and which share of it the empty margin takes on one side."""
CAPITALS = 0.9
"""Height of a capital with its marks (Ẩ, Ỹ), as a share of the size."""
DEPTH = 0.32
"""How far letters and marks reach below the baseline (ỹ, Ợ), as a share of the size."""
GROWTH = {"heading": 0.12, "awarder": 0.16, "gives": 0.19, "title": 0.23, "citation": 0.27}
"""How much of the height to spare stands above each part of the upper half."""
UPRIGHT_MM = 250.0
"""The width in which the words of an upright sheet are set: smaller margins, so that the letters need not shrink as much."""
UPRIGHT_SHIFT_MM = 7.0
"""How much nearer (mm of A4) the signature then stands to the right edge, so that the seal is clear of the drawing."""
TITLE_DROP = 0.5
"""How far title and citation come down under a heading of two lines, as a share of what awarder and Tặng do."""
SIDE_GROWTH = 0.5
"""How much of the width to spare the lines of the citation may use."""
QUOC_HIEU = ("state", "mass")
"""Whose certificates carry Quốc hiệu in two lines; those of the Party carry the Party's name in one."""


class _Sheet:
    """How lengths of the A4 design become lengths of the sheet."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.drawn = min(width / A4_MM[0], height / A4_MM[1])  # how much larger the drawing is than on A4 ...
        self.scale = self.drawn if width >= height else width / UPRIGHT_MM  # ... and the words
        self.spare_across = width - A4_MM[0] * self.scale
        self.spare_down = height - A4_MM[1] * self.scale

    @property
    def share_above(self) -> float:
        """How much of the height that a citation leaves over stands above it: on tall sheets less."""
        return round(0.65 - 0.3 * min(1.0, self.spare_down / (0.3 * self.height)), 3)

    def long(self, mm: float) -> float:
        return round(mm * self.scale, 3)

    def middle(self, x: float) -> float:
        """A place that belongs to the middle of the sheet."""
        return round(x * self.scale + self.spare_across / 2, 3)

    def from_right(self, x: float) -> float:
        """A place that keeps its distance from the right edge; on an upright sheet it comes nearer to make room."""
        nearer = UPRIGHT_SHIFT_MM * self.scale if self.width < self.height else 0.0
        return round(x * self.scale + self.spare_across + nearer, 3)

    def upper(self, y: float, part: str) -> float:
        return round(y * self.scale + self.spare_down * GROWTH.get(part, 0), 3)

    def lower(self, y: float) -> float:
        return round(y * self.scale + self.spare_down, 3)


@lru_cache(maxsize=64)
def standard_spec(
    code: str,
    *,
    form: str = "giay_khen",
    kind: str = "individual",
    nature: str = "party",
    width_mm: float = A4_MM[0],
    height_mm: float = A4_MM[1],
) -> LayoutSpec:
    """Return the design `code` as the layout of a sheet of `width_mm` x `height_mm`.

    `nature` (party, mass or state) decides between the Party's name and Quốc hiệu. Form and kind of recipient change
    the words and no place; they are taken so that a design may come to tell them apart.
    """
    look, sheet = design(code), _Sheet(width_mm, height_mm)
    block = look.signature
    seal = _seal(look, sheet)
    raised = _raised(look, sheet, seal)
    box = {"x": sheet.from_right(block.left + block.width / 2), "width": sheet.long(block.width)}
    has_motto = nature in QUOC_HIEU
    date = sheet.lower(block.position - block.leading - block.date_gap) - raised
    fields = [
        *_head(look, sheet, has_motto=has_motto),
        *_citation_fields(look, sheet),
        _field(look, sheet, "date", y=date, rises_with=Key.AUTHORITY, **box),
        _field(
            look, sheet, "authority", y=sheet.lower(block.position - block.leading) - raised, lines=3,
            leading=block.leading / look.roles["authority"].size, grows_up=True, rises_with=Key.POSITION, **box,
        ),
        _field(
            look, sheet, "position", y=sheet.lower(block.position) - raised, lines=2,
            leading=block.leading / look.roles["position"].size, grows_up=True, **box,
        ),
        _field(look, sheet, "signer", y=sheet.lower(look.roles["signer"].baseline), **box),
        *_corner(look, sheet),
    ]  # fmt: skip
    return LayoutSpec(
        width_mm=float(width_mm),
        height_mm=float(height_mm),
        ground=Ground("design", code),
        fields=tuple(fields),
        seal=seal,
        citation=_citation(look, sheet, raised, has_motto=has_motto),
        address=_address(look.roles["address"]),
        emblem=EmblemSlot(
            sheet.middle(look.emblem.x),
            *(round(mm * sheet.drawn, 3) for mm in (look.emblem.y, look.emblem.disc, look.emblem.image)),
        ),
        qr=_qr(look, sheet),
        fallbacks=look.fallbacks,
    )


def _seal(look: Design, sheet: _Sheet) -> Rect:
    """Return the empty place over the signer: 35 mm high on A4 and smaller sheets, as much larger on larger ones."""
    block, signer = look.signature, look.roles["signer"]
    height = SEAL_MM * max(1.0, sheet.scale)
    bottom = sheet.lower(signer.baseline) - CAPITALS * signer.size * sheet.scale
    return Rect(sheet.from_right(block.left), round(bottom - height, 3), sheet.long(block.width), round(height, 3))


def _raised(look: Design, sheet: _Sheet, seal: Rect) -> float:
    """Return how much the position has to rise, so that its letters end above the seal (small sheets)."""
    position = look.roles["position"]
    depth = sheet.lower(look.signature.position) + DEPTH * position.size * sheet.scale
    return round(max(0.0, depth - seal.y), 3)


def _field(look: Design, sheet: _Sheet, name: str, *, x: float, y: float, width: float, **more: object) -> Field:
    """Return a field in the style of the design's role `name`."""
    role = look.roles[name]
    return Field(
        key=name,
        x=x,
        y=round(y, 3),
        width=width,
        family=role.family,
        weight=role.weight,
        style=role.style,
        size=sheet.long(role.size or 5.0),
        least=sheet.long(role.least or role.size or 4.0),
        colour=look.palette[role.colour].lower(),
        caps=role.caps,
        tracking=role.tracking,
        kerned=role.kerned,
        optical_size=role.optical_size,
        **_rounded(more),
    )


def _rounded(values: Mapping[str, object]) -> dict[str, object]:
    return {key: round(value, 3) if isinstance(value, float) else value for key, value in values.items()}


def _head(look: Design, sheet: _Sheet, *, has_motto: bool) -> list[Field]:
    """Return heading, motto, awarder, Tặng and title, all centred; two lines of heading push awarder and Tặng down."""
    margins = sheet.long(A4_MM[0] - look.citation.width)
    box = {
        "x": sheet.middle(A4_MM[0] / 2),
        "width": round(min(sheet.long(look.citation.width), sheet.width - margins), 3),
    }
    drop = look.headings.drop if has_motto else 0.0
    lines = look.headings.two if has_motto else look.headings.one
    fixed = {"preprinted": Preprinted.TITLED}
    fields = [_field(look, sheet, "heading", y=sheet.upper(lines[0], "heading"), **box, **fixed)]
    if has_motto:
        fields.append(_field(look, sheet, "motto", y=sheet.upper(lines[1], "heading"), **box, **fixed))
    for name, lower, more in (("awarder", drop, {}), ("gives", drop, fixed), ("title", TITLE_DROP * drop, fixed)):
        fields.append(_field(look, sheet, name, y=sheet.upper(look.roles[name].baseline + lower, name), **box, **more))
    return fields


def _citation_fields(look: Design, sheet: _Sheet) -> list[Field]:
    """Return the styles of recipient, unit and achievement; the citation decides their sizes and places."""
    x, y = sheet.middle(A4_MM[0] / 2), sheet.upper(look.citation.top + 15, "citation")
    step, fields = look.steps[0], []
    for number, (name, width, size) in enumerate(
        (
            ("recipient", look.widths.recipient, step.recipient[0]),
            ("unit", look.widths.unit, step.unit),
            ("achievement", look.widths.achievement, step.achievement),
        )
    ):
        plain = _field(look, sheet, name, x=x, y=y + number * 10 * sheet.scale, width=_long_line(sheet, width))
        fields.append(_sized(plain, sheet.long(size)))
    return fields


def _sized(field: Field, size: float) -> Field:
    return replace(field, size=size, least=round(size * 0.75, 3))


def _long_line(sheet: _Sheet, width: float) -> float:
    return round(width * sheet.scale + sheet.spare_across * SIDE_GROWTH, 3)


def _citation(look: Design, sheet: _Sheet, raised: float, *, has_motto: bool) -> Citation:
    block = look.signature
    bottom = block.position - block.leading - block.date_gap - block.citation_gap
    return Citation(
        x=sheet.middle(look.citation.left + look.citation.width / 2),
        top=sheet.upper(look.citation.top + (TITLE_DROP * look.headings.drop if has_motto else 0), "citation"),
        bottom=round(sheet.lower(bottom) - raised, 3),
        recipient=_long_line(sheet, look.widths.recipient),
        unit=_long_line(sheet, look.widths.unit),
        achievement=_long_line(sheet, look.widths.achievement),
        steps=tuple(
            Step(
                recipient=tuple(sheet.long(size) for size in step.recipient),
                recipient_leading=step.recipient_leading,
                unit=sheet.long(step.unit),
                unit_leading=step.unit_leading,
                gap_unit=sheet.long(step.gap_unit),
                achievement=sheet.long(step.achievement),
                achievement_leading=step.achievement_leading,
                gap_achievement=sheet.long(step.gap_achievement),
            )
            for step in look.steps
        ),
        share_above=sheet.share_above,
        rises_with=Key.AUTHORITY,
    )


def _address(role: Role) -> Address:
    return Address(
        family=role.family,
        weight=role.weight,
        style=role.style,
        share=role.share,
        gap=role.gap,
        kerned=role.kerned,
        optical_size=role.optical_size,
    )


def _qr(look: Design, sheet: _Sheet) -> Rect:
    """Return the slot of the QR code over the lines in the lower left corner; its black begins where they begin."""
    decision = look.roles["decision"]
    side = round(max(QR_MM, QR_MM * sheet.scale), 3)
    bottom = sheet.lower(decision.baseline - 2 * decision.leading + 1)
    return Rect(round(sheet.long(decision.left) - QR_QUIET * side, 3), round(bottom - side, 3), side, side)


def _corner(look: Design, sheet: _Sheet) -> list[Field]:
    """Return the check code, the decision, its date and the number in the register, in the lower left corner."""
    decision, register = look.roles["decision"], look.roles["register"]
    box = {"align": Align.LEFT, "width": sheet.long(decision.width), "x": sheet.long(decision.left)}
    number = _field(look, sheet, "decision", y=sheet.lower(decision.baseline), **box)
    dated = _field(look, sheet, "decision", y=sheet.lower(decision.baseline + decision.leading), **box)
    code = _field(look, sheet, "decision", y=sheet.lower(decision.baseline - decision.leading), **box)
    return [
        replace(code, key=Key.CODE.value),
        number,
        replace(dated, key=Key.DECISION_DATE.value),
        _field(look, sheet, "register", y=sheet.lower(register.baseline), **box),
    ]
