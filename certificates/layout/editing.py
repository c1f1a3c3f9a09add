"""What the editor does to a layout, as functions from layout to layout. Lengths in mm; nothing here is saved.

The result of a function may be unsound (a field pushed over the edge): whoever keeps it passes it through
`LayoutSpec.from_json` first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from documents.typesetting import MOST_ACHIEVEMENT_LINES, Step

from .soundness import SMALLEST_QR_MM
from .spec import Align, Citation, EmblemSlot, Field, Key, LayoutSpec, Preprinted, Rect

CITED = (Key.RECIPIENT, Key.UNIT, Key.ACHIEVEMENT)
"""The fields that a citation places together."""
ASCENT, DESCENT = 0.75, 0.25
"""How far a line reaches over and under its baseline, in its size: enough to be grasped."""
STANDARD_QR_MM = 20.0
JOINED_STEPS = (1.0, 0.93, 0.86, 0.78)
"""The sizes of a block that was put together from three fields, as shares of theirs."""
LINES_ALONE = {Key.RECIPIENT: 2, Key.UNIT: 2, Key.ACHIEVEMENT: 4}
"""How many lines a field may have when it stands alone."""


def resized(spec: LayoutSpec, width: float, height: float) -> LayoutSpec:
    """Return the layout on a sheet of another size: places grow with the sheet, letters with its smaller ratio.

    The room for signature and seal never gets lower than 35 mm, or than it was.
    """
    across, down = width / spec.width_mm, height / spec.height_mm
    letters = min(across, down)
    citation = spec.citation and replace(
        spec.citation,
        x=spec.citation.x * across,
        top=spec.citation.top * down,
        bottom=spec.citation.bottom * down,
        recipient=spec.citation.recipient * across,
        unit=spec.citation.unit * across,
        achievement=spec.citation.achievement * across,
        steps=tuple(
            replace(
                step,
                recipient=tuple(size * letters for size in step.recipient),
                unit=step.unit * letters,
                gap_unit=step.gap_unit * letters,
                achievement=step.achievement * letters,
                gap_achievement=step.gap_achievement * letters,
            )
            for step in spec.citation.steps
        ),
    )
    fields = tuple(
        replace(
            field,
            x=field.x * across,
            y=field.y * down,
            width=field.width * across,
            size=field.size * letters,
            least=field.least * letters,
        )
        for field in spec.fields
    )
    return replace(
        spec,
        width_mm=width,
        height_mm=height,
        fields=fields,
        citation=citation,
        ground=replace(spec.ground, area=spec.ground.area and _stretched(spec.ground.area, across, down)),
        seal=_seal(spec.seal, across, down, height),
        emblem=spec.emblem and _slot(spec.emblem, across, down),
        qr=spec.qr and replace(spec.qr, x=spec.qr.x * across, y=spec.qr.y * down),
    )


def _stretched(rect: Rect, across: float, down: float) -> Rect:
    return Rect(rect.x * across, rect.y * down, rect.width * across, rect.height * down)


def _seal(seal: Rect, across: float, down: float, sheet_height: float) -> Rect:
    """Return the room for the seal about the same middle, as high as before at least."""
    moved = _stretched(seal, across, down)
    height = max(moved.height, min(seal.height, 35.0))
    top = max(0.0, min(moved.y - (height - moved.height) / 2, sheet_height - height))
    return replace(moved, y=top, height=height)


def _slot(slot: EmblemSlot, across: float, down: float) -> EmblemSlot:
    letters = min(across, down)
    sizes = {"disc": max(3.0, slot.disc * letters), "image": max(3.0, slot.image * letters)}
    return replace(slot, x=slot.x * across, y=slot.y * down, **sizes)


def separated(spec: LayoutSpec, placed: Iterable[tuple[str, float, float]]) -> LayoutSpec:
    """Return the layout with recipient, unit and achievement as fields of their own where `placed` shows them now.

    `placed` holds key, size and baseline of the lines of a sample, from top to bottom.
    """
    if spec.citation is None:
        return spec
    first: dict[str, tuple[float, float]] = {}
    for key, size, baseline in placed:
        first.setdefault(key, (size, baseline))
    widths = dict(zip(CITED, (spec.citation.recipient, spec.citation.unit, spec.citation.achievement), strict=True))
    made = replace(spec, citation=None)
    for key in CITED:
        field = spec.field(key)
        if field is None:
            continue
        size, baseline = first.get(key, (field.size, (spec.citation.top + spec.citation.bottom) / 2))
        made = made.with_field(
            replace(
                field,
                x=spec.citation.x,
                y=baseline,
                width=widths[key],
                align=Align.CENTER,
                size=size,
                least=min(size, max(1.5, size * 0.75)),
                lines=LINES_ALONE[key],
            )
        )
    return made


def joined(spec: LayoutSpec) -> LayoutSpec:
    """Return the layout with recipient, unit and achievement as one block again, in the room that they take now.

    It begins where the name does and ends under the achievement, over place and date at the latest; letters shrink from
    the sizes of the three fields down to their least ones. A layout that lacks one of the fields stays as it is.
    """
    recipient, unit, achievement = (spec.field(key) for key in CITED)
    if spec.citation is not None or not (recipient and unit and achievement):
        return spec
    left = recipient.x - {Align.LEFT: 0.0, Align.RIGHT: 1.0}.get(Align(recipient.align), 0.5) * recipient.width
    middle = left + recipient.width / 2
    room = 2 * min(middle, spec.width_mm - middle)
    top = max(0.0, recipient.y - recipient.leading * recipient.size)
    citation = Citation(
        x=round(middle, 3),
        top=round(top, 3),
        bottom=round(max(top + 3 * recipient.size, _end_of(spec, achievement)), 3),
        recipient=min(room, recipient.width),
        unit=min(room, unit.width),
        achievement=min(room, achievement.width),
        steps=tuple(_step(recipient, unit, achievement, share) for share in JOINED_STEPS),
    )
    return replace(spec, citation=citation)


def _end_of(spec: LayoutSpec, achievement: Field) -> float:
    """Return where a block that ends with this field ends: over place and date where they stand below it."""
    further = (min(achievement.lines, MOST_ACHIEVEMENT_LINES) - 1) * achievement.leading
    end = achievement.y + (further + DESCENT) * achievement.size
    date = spec.field(Key.DATE)
    if date and date.is_shown and achievement.y < date.y:
        end = min(end, date.y - date.leading * date.size)
    return end


def _step(recipient: Field, unit: Field, achievement: Field, share: float) -> Step:
    """Return the sizes of a block of which every letter has this share of its field's size, down to the least."""
    name, *others = (max(field.least, field.size * share) for field in (recipient, unit, achievement))
    smaller = (max(recipient.least, name * less) for less in JOINED_STEPS)
    return Step(
        recipient=tuple(dict.fromkeys(round(size, 3) for size in smaller)),
        recipient_leading=recipient.leading,
        unit=round(others[0], 3),
        unit_leading=unit.leading,
        gap_unit=round(0.2 * others[0] * share, 3),
        achievement=round(others[1], 3),
        achievement_leading=achievement.leading,
        gap_achievement=round(0.4 * others[1] * share, 3),
    )


def with_text(spec: LayoutSpec, text: str) -> LayoutSpec:
    """Return the layout with a text of the office's own under the recipient's words."""
    number = next(n for n in range(1, 100) if spec.field(f"text{n}") is None)
    width = min(90.0, spec.width_mm - 20)
    under = spec.citation.bottom if spec.citation else spec.height_mm * 0.6
    like = spec.field(Key.DECISION) or spec.fields[0]
    return spec.with_field(
        Field(
            key=f"text{number}",
            x=spec.width_mm / 2,
            y=round(min(under + 6, spec.height_mm - 12), 1),
            width=width,
            family=like.family,
            size=4.4,
            least=3.4,
            lines=2,
            text=text,
        )
    )


def without_text(spec: LayoutSpec, key: str) -> LayoutSpec:
    """Return the layout without a text of the office's own; other fields can only be hidden."""
    if not key.startswith("text"):
        return spec
    return replace(spec, fields=tuple(field for field in spec.fields if field.key != key))


def with_qr(spec: LayoutSpec) -> LayoutSpec:
    """Return the layout with a place for the QR code in the lower left corner, and the short code shown below it."""
    if spec.qr is not None:
        return spec
    side = max(SMALLEST_QR_MM, min(STANDARD_QR_MM, spec.height_mm / 8))
    qr = Rect(round(spec.width_mm * 0.07, 1), round(spec.height_mm * 0.7 - side, 1), side, side)
    made = replace(spec, qr=qr)
    code = spec.field(Key.CODE)
    if code is None:
        code = Field(Key.CODE, qr.x + side / 2, qr.y + side + 4, side + 16, size=3.0, least=2.4)
    return made.with_field(replace(code, is_shown=True))


def without_qr(spec: LayoutSpec) -> LayoutSpec:
    """Return the layout without QR code and short code."""
    code = spec.field(Key.CODE)
    made = replace(spec, qr=None)
    return made.with_field(replace(code, is_shown=False)) if code else made


def with_emblem(spec: LayoutSpec) -> LayoutSpec:
    """Return the layout with a slot for the office's emblem, in the middle above the words."""
    if spec.emblem is not None:
        return spec
    return replace(spec, emblem=EmblemSlot(spec.width_mm / 2, spec.height_mm * 0.125, 16.0, 15.0))


def with_emblem_picture(spec: LayoutSpec, sha256: str) -> LayoutSpec:
    """Return the layout with the office's picture of this hash in its emblem slot; "" leaves the slot empty."""
    made = with_emblem(spec)
    return replace(made, emblem=replace(made.emblem, sha256=sha256))


def on_bought_blank(spec: LayoutSpec, sha256: str) -> LayoutSpec:
    """Return the layout on the office's own blank, which is shown and not printed: it is in the tray already.

    Words that only belong to the shipped drawing are left out with it.
    """
    ground = replace(spec.ground, kind="own", code="", sha256=sha256, area=None, is_printed=False)
    fields = tuple(
        replace(field, is_shown=False) if field.preprinted == Preprinted.ALWAYS else field for field in spec.fields
    )
    return replace(spec, ground=ground, fields=fields)


def boxes(spec: LayoutSpec, placed: Sequence[tuple[str, float, float]]) -> dict[str, tuple[float, float, float, float]]:
    """Return what can be grasped on the sheet by name: x, y, width and height of every part that is shown.

    `placed` holds key, size and baseline of the lines as they are set now.
    """
    found = {"seal": (spec.seal.x, spec.seal.y, spec.seal.width, spec.seal.height)}
    if spec.emblem:
        half = max(spec.emblem.disc, spec.emblem.image) / 2
        found["emblem"] = (spec.emblem.x - half, spec.emblem.y - half, 2 * half, 2 * half)
    if spec.qr:
        found["qr"] = (spec.qr.x, spec.qr.y, spec.qr.width, spec.qr.height)
    if spec.citation:
        block = spec.citation
        width = max(block.recipient, block.unit, block.achievement)
        found["citation"] = (block.x - width / 2, block.top, width, block.bottom - block.top)
    for field in spec.fields:
        if field.is_shown and not (spec.citation and field.key in CITED):
            found[field.key] = _box(field, [line for line in placed if line[0] == field.key])
    return {name: tuple(round(side, 3) for side in box) for name, box in found.items()}


def _box(field: Field, lines: Sequence[tuple[str, float, float]]) -> tuple[float, float, float, float]:
    left = field.x - {Align.LEFT: 0.0, Align.CENTER: field.width / 2, Align.RIGHT: field.width}[Align(field.align)]
    tops = [baseline - ASCENT * size for _, size, baseline in lines] or [field.y - ASCENT * field.size]
    ends = [baseline + DESCENT * size for _, size, baseline in lines] or [field.y + DESCENT * field.size]
    return left, min(tops), field.width, max(ends) - min(tops)
