"""Where every line of a certificate goes: the words of a run and its sheets as lines with size and baseline.

Everything follows the run's layout, in mm of the sheet. The common lines are equal on every sheet of a run and are
rendered once; the own lines belong to one recipient. What a blank carries already is left out and nothing else moves,
so that both outputs are congruent. The family of every text is decided here by looking at its letters, never by the
engine: the field's own family, else the first of the layout's fallbacks that has all letters, for the whole text; else
the sheet is refused.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from certificates import codes
from certificates.layout.designs import Role
from certificates.layout.fitting import fit
from certificates.layout.placeholders import PLACEHOLDERS
from certificates.layout.sheets import CertificateRefused, CertificateRun, CertificateSheet, Layer
from certificates.layout.spec import Address, Align, Citation, Field, Key, Preprinted
from certificates.layout.wording import is_own, run_text, sheet_text
from certificates.values import Rect
from documents.fonts import FontMissing, missing_glyphs
from documents.typesetting import DoesNotFit, Measures, Widths, Words, set_citation

__all__ = [
    "PLACEHOLDERS",
    "REFUSALS",
    "PlacedLine",
    "Refusal",
    "check_run",
    "common_lines",
    "sheet_lines",
    "sheet_marks",
]
REFUSALS = (CertificateRefused, DoesNotFit, FontMissing)
"""Everything that the functions of this module may raise; each message is a Vietnamese sentence for the office."""
INK = "#000000"
IN_CITATION = (Key.RECIPIENT, Key.UNIT, Key.ACHIEVEMENT)


@dataclass(frozen=True)
class PlacedLine:
    """One line on the sheet: what, how large, where. Lengths in mm of the sheet.

    It stands in the box from `left`, `width` wide: centred, else at its right end, else at its left. `address` stands
    before `text` in `address_role`. The role says how it is set: its name is the field's key, its colour is ready.
    """

    role: Role
    text: str
    family: str
    size: float
    baseline: float
    left: float
    width: float
    is_centred: bool = True
    address: str = ""
    is_right: bool = False
    address_role: Role | None = None

    @property
    def top(self) -> float:
        """The top of a line box as high as the size, in which the baseline falls where it should."""
        return self.baseline - self.role.face(self.family).baseline(1) * self.size

    @property
    def lead(self) -> float:
        """The width of the form of address with what follows it up to the name, mm: the space and its kerning."""
        if not self.address:
            return 0.0
        return self.address_width + (self.role.em(f" {self.text}", self.family) - self._text_em) * self.size

    @property
    def address_width(self) -> float:
        """The width of the form of address with the gap after it, mm; the space follows, in the name's own face."""
        return _address_em(self.address_role, self.address) * self.size if self.address else 0.0

    @property
    def ink_width(self) -> float:
        """The width of the whole line, mm, without the tracking after its last letter."""
        return self.lead + (self._text_em - self.role.tracking) * self.size

    @cached_property
    def _text_em(self) -> float:
        return self.role.em(self.text, self.family)

    @property
    def start(self) -> float:
        """Where the line begins, mm from the left edge."""
        if self.is_centred:
            return self.left + (self.width - self.ink_width) / 2
        return self.left + self.width - self.ink_width if self.is_right else self.left


@dataclass(frozen=True)
class Refusal:
    """A sheet that cannot be printed: its place in the run, its name and the reason, a Vietnamese sentence."""

    index: int
    name: str
    reason: str


def check_run(run: CertificateRun, sheets: Sequence[CertificateSheet]) -> list[Refusal]:
    """Return what stops the run from being printed, empty when nothing does; index -1 is the run itself."""
    refusals = []
    try:
        common_lines(run)
    except REFUSALS as refusal:
        refusals.append(Refusal(-1, "", str(refusal)))
    for index, sheet in enumerate(sheets):
        try:
            sheet_lines(run, sheet)
            sheet_marks(run, sheet)
        except REFUSALS as refusal:
            refusals.append(Refusal(index, sheet.name, str(refusal)))
    return refusals


def common_lines(run: CertificateRun) -> list[PlacedLine]:
    """Return the lines that are equal on every sheet of `run`, without those that the blank carries already."""
    return [
        line
        for field in run.layout.fields
        if not is_own(field) and is_printed(run, field)
        for line in _field_lines(run, field, run_text(run, field))
    ]


def sheet_lines(run: CertificateRun, sheet: CertificateSheet) -> list[PlacedLine]:
    """Return the lines of one recipient in the order of the layout's fields."""
    lines: list[PlacedLine] = []
    citation = run.layout.citation
    for field in run.layout.fields:
        if not is_own(field):
            continue
        if citation and field.key in IN_CITATION:
            if field.key == Key.RECIPIENT:
                lines += _citation(run, sheet, citation)
        elif is_printed(run, field):
            lines += _field_lines(run, field, sheet_text(run, sheet, field), sheet)
        elif field.key == Key.GIVES and field.is_shown and sheet.is_posthumous:
            raise CertificateRefused(
                f"{sheet.name} được truy tặng nhưng phôi đã in sẵn chữ “Tặng”. "
                "Đồng chí in riêng tờ này trên phôi chỉ có khung hoặc trên giấy trắng."
            )
    return lines


def sheet_marks(run: CertificateRun, sheet: CertificateSheet) -> list[Rect]:
    """Return the black modules of the sheet's QR code, mm; none without a slot or an address."""
    slot = run.layout.qr
    if slot is None or not sheet.check_url:
        return []
    if codes.module_mm(sheet.check_url, slot.width) < codes.LEAST_MODULE_MM:
        raise CertificateRefused(
            "Mã vuông (QR) nhỏ quá, máy điện thoại không đọc được. Đồng chí kéo ô mã vuông lớn hơn trong bố cục."
        )
    return codes.qr_rects(sheet.check_url, slot.x, slot.y, slot.width)


def is_printed(run: CertificateRun, field: Field) -> bool:
    """Say whether the printer adds this field to the sheet in its tray."""
    carried = {
        Layer.FULL: (),
        Layer.WORDS: (Preprinted.ALWAYS,),
        Layer.TITLED: (Preprinted.ALWAYS, Preprinted.TITLED),
    }[run.layer]
    return field.is_shown and field.preprinted not in carried


def date_baseline(run: CertificateRun) -> float:
    """Return the baseline of place and date: the more lines stand under it, the higher."""
    date = run.layout.field(Key.DATE)
    return date.y - _rise(run, date.rises_with)


def role_of(field: Field, run: CertificateRun) -> Role:
    """Return how a field is set on this run: in its colour, or in black."""
    return _role(field, run.is_mono)


@lru_cache(maxsize=1024)
def _role(field: Field, is_mono: bool) -> Role:
    return Role(
        name=str(field.key),
        family=field.family,
        weight=field.weight,
        style=field.style,
        size=field.size,
        least=field.least,
        caps=field.caps,
        tracking=field.tracking,
        kerned=field.kerned,
        optical_size=field.optical_size,
        colour=INK if is_mono else field.colour,
        leading=field.leading,
    )


def address_role(run: CertificateRun) -> Role:
    """Return how the form of address before the name is set."""
    return _address_role(run.layout.address)


@lru_cache(maxsize=64)
def _address_role(address: Address) -> Role:
    return Role(
        name="address",
        family=address.family,
        weight=address.weight,
        style=address.style,
        share=address.share,
        gap=address.gap,
        kerned=address.kerned,
        optical_size=address.optical_size,
        colour=INK,
    )


def _field_lines(
    run: CertificateRun, field: Field, text: str, sheet: CertificateSheet | None = None
) -> Iterator[PlacedLine]:
    """Yield the lines of a field at its own place."""
    if not text:
        return
    role = role_of(field, run)
    family = _family(run, role, text, sheet.name if sheet else text)
    address, leading_role = _address(run, field, sheet)
    lead = _address_em(leading_role, address) + role.em(" ", family) if address else 0.0
    size, rows = fit(field, role, family, text, lead=lead, whole=_is_person(field, sheet))
    left = {Align.LEFT: field.x, Align.CENTER: field.x - field.width / 2}.get(field.align, field.x - field.width)
    step = _pitch(field)
    first = field.y - _rise(run, field.rises_with) - (step * (len(rows) - 1) if field.grows_up else 0)
    for index, row in enumerate(rows):
        is_first = index == 0
        yield PlacedLine(
            role,
            role.says(row),
            family,
            size,
            round(first + index * step, 3),
            round(left, 3),
            field.width,
            field.align == Align.CENTER,
            address if is_first else "",
            field.align == Align.RIGHT,
            leading_role if is_first and address else None,
        )


def _is_person(field: Field, sheet: CertificateSheet | None) -> bool:
    return sheet is not None and field.key == Key.RECIPIENT and sheet.is_person


def _address(run: CertificateRun, field: Field, sheet: CertificateSheet | None) -> tuple[str, Role | None]:
    """Return the form of address before a name and how it is set."""
    if sheet is None or field.key != Key.RECIPIENT or not run.layout.address.is_shown:
        return "", None
    role = address_role(run)
    if sheet.form_of_address:
        _family(run, role, sheet.form_of_address, sheet.name, fallbacks=())
    return sheet.form_of_address, role


def _pitch(field: Field) -> float:
    """Return the distance between two baselines of a field, mm."""
    return field.leading * field.size


def _rise(run: CertificateRun, key: str) -> float:
    """Return how far the further lines of the field `key`, and of those that push it in turn, push others up (mm).

    Without any line (no “T/M” above a chairman's position) what stands above comes down by one.
    """
    rise = 0.0
    while key:
        field = run.layout.field(key)
        if field is None:
            break
        if field.is_shown:
            rise += (_line_count(run, field) - 1) * _pitch(field)
        key = field.rises_with
    return rise


def _line_count(run: CertificateRun, field: Field) -> int:
    text = run_text(run, field)
    if "\n" not in text and field.lines == 1:
        return 1 if text else 0
    role = role_of(field, run)
    return len(fit(field, role, _family(run, role, text, text), text)[1]) if text else 0


@dataclass(frozen=True)
class _Em:
    """A measure in em that is equal to every other one of the same face, so that what it measured is found again."""

    role: Role
    family: str

    def __call__(self, text: str) -> float:
        return self.role.em(text, self.family)


def _citation(run: CertificateRun, sheet: CertificateSheet, citation: Citation) -> Iterator[PlacedLine]:
    """Yield recipient, unit and achievement between `top` and `bottom`, a little below the middle."""
    fields = {key: run.layout.field(key) for key in IN_CITATION}
    texts = {key: sheet_text(run, sheet, field) if is_printed(run, field) else "" for key, field in fields.items()}
    roles = {key: role_of(field, run) for key, field in fields.items()}
    families = {key: _family(run, roles[key], text, sheet.name) for key, text in texts.items()}
    address, leading_role = _address(run, fields[Key.RECIPIENT], sheet)
    space = roles[Key.RECIPIENT].em(" ", families[Key.RECIPIENT])
    measures = Measures(
        recipient=_Em(roles[Key.RECIPIENT], families[Key.RECIPIENT]),
        prefix=_address_em(leading_role, address) + space if address else 0.0,
        unit=_Em(roles[Key.UNIT], families[Key.UNIT]),
        achievement=_Em(roles[Key.ACHIEVEMENT], families[Key.ACHIEVEMENT]),
    )
    height = citation.bottom - _rise(run, citation.rises_with) - citation.top
    units = tuple(filter(None, texts[Key.UNIT].split("\n")))
    words = Words(texts[Key.RECIPIENT], units, texts[Key.ACHIEVEMENT], is_person=sheet.is_person)
    lines = set_citation(words, measures, citation.steps, _widths(citation), height)
    top = citation.top + (height - sum(line.gap + line.leading for line in lines)) * citation.share_above
    for index, line in enumerate(lines):
        role, family = roles[Key(line.group)], families[Key(line.group)]
        top += line.gap
        baseline = top + role.face(family).baseline(line.leading / line.size) * line.size
        top += line.leading
        width = getattr(citation, line.group)
        yield PlacedLine(
            role,
            role.says(line.text),
            family,
            line.size,
            round(baseline, 2),
            round(citation.x - width / 2, 3),
            width,
            address="" if index else address,
            address_role=None if index or not address else leading_role,
        )


@lru_cache(maxsize=64)
def _widths(citation: Citation) -> Widths:
    return Widths(citation.recipient, citation.unit, citation.achievement)


def _address_em(role: Role, address: str) -> float:
    """Return the width of the form of address and the gap after it, in ems of the name."""
    return role.em(address) * role.share + role.gap if address else 0.0


def _family(run: CertificateRun, role: Role, text: str, name: str, fallbacks: Sequence[str] | None = None) -> str:
    """Return the family for the whole of `text`; raise CertificateRefused that names the letters and whose they are."""
    missing: set[str] = set()
    for family in (role.family, *(run.layout.fallbacks if fallbacks is None else fallbacks)):
        missing = missing_glyphs(role.says(text), family)
        if not missing:
            return family
    letters = ", ".join(f"“{letter}” (mã U+{ord(letter):04X})" for letter in sorted(missing))
    raise CertificateRefused(
        f"Không có phông chữ nào in được {letters} trong “{name}”. "
        "Đồng chí gõ lại chữ đó bằng bàn phím tiếng Việt Unicode."
    )
