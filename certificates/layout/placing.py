"""Where every line of a certificate goes: the words of a run and its sheets as lines with size and baseline.

The common lines are equal on every sheet of a run and are rendered once; the own lines belong to one recipient. The
family of every text is decided here by looking at its letters, never by the engine: the role's own family, else the
first of the design's fallbacks that has all letters, for the whole text; else the sheet is refused.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from certificates.layout.designs import Design, Role, design
from certificates.layout.sheets import CertificateRefused, CertificateRun, CertificateSheet, Layer
from documents.fonts import FontMissing, missing_glyphs
from documents.typesetting import DoesNotFit, Measures, Words, set_citation

SIZE_STEP_MM = 0.1
SHARE_ABOVE = 0.65  # of the height left over: the title is so large that a citation in the middle seems to hang from it
REFUSALS = (CertificateRefused, DoesNotFit, FontMissing)
"""Everything that the functions of this module may raise; each message is a Vietnamese sentence for the office."""


@dataclass(frozen=True)
class PlacedLine:
    """One line on the sheet: what, how large, where. Lengths in mm of A4; `address` stands before `text` in its role."""

    role: Role
    text: str
    family: str
    size: float
    baseline: float
    left: float
    width: float
    is_centred: bool = True
    address: str = ""

    @property
    def top(self) -> float:
        """The top of a line box as high as the size, in which the baseline falls where it should."""
        return self.baseline - self.role.face(self.family).baseline(1) * self.size


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
        except REFUSALS as refusal:
            refusals.append(Refusal(index, sheet.name, str(refusal)))
    return refusals


def common_lines(run: CertificateRun) -> list[PlacedLine]:
    """Return the lines that are equal on every sheet of `run`; a titled blank carries heading and title already."""
    look = design(run.design)
    lines = list(_head(run, look)) if run.layer != Layer.TITLED else []
    awarder = _line(look, "awarder", run.awarder, baseline=_below_heading(run, look, "awarder"))
    return [*lines, awarder, *_signature(run, look), *_decision(run, look)]


def sheet_lines(run: CertificateRun, sheet: CertificateSheet) -> list[PlacedLine]:
    """Return the lines of one recipient, from top to bottom."""
    look = design(run.design)
    if run.layer == Layer.TITLED and sheet.is_posthumous:
        raise CertificateRefused(
            f"{sheet.name} được truy tặng nhưng phôi đã in sẵn chữ “Tặng”. "
            "Đồng chí in riêng tờ này trên phôi chỉ có khung hoặc trên giấy trắng."
        )
    lines = []
    if run.layer != Layer.TITLED:
        lines.append(_line(look, "gives", sheet.gives, baseline=_below_heading(run, look, "gives")))
    lines += _citation(run, sheet, look)
    if sheet.register_number:
        lines.append(_line(look, "register", f"Vào sổ khen thưởng số {sheet.register_number}"))
    return lines


def date_baseline(run: CertificateRun) -> float:
    """Return the baseline of place and date: the more authority lines, the higher."""
    block = design(run.design).signature
    return block.position - block.leading * len(run.authority_lines) - block.date_gap


def _head(run: CertificateRun, look: Design) -> Iterator[PlacedLine]:
    baselines = look.headings.one if len(run.heading) == 1 else look.headings.two
    for name, text, baseline in zip(("heading", "motto"), run.heading, baselines, strict=False):
        yield _line(look, name, text, baseline=baseline)
    yield _line(look, "title", run.title)


def _below_heading(run: CertificateRun, look: Design, name: str) -> float:
    """Return the baseline of a line that makes room for a heading of two lines."""
    return look.roles[name].baseline + (look.headings.drop if len(run.heading) > 1 else 0)


def _signature(run: CertificateRun, look: Design) -> Iterator[PlacedLine]:
    block = look.signature
    box = {"left": block.left, "width": block.width}
    yield _line(look, "date", run.place_and_date, baseline=date_baseline(run), **box)
    count = len(run.authority_lines)
    for index, text in enumerate(run.authority_lines):
        yield _line(look, "authority", text, baseline=block.position - block.leading * (count - index), **box)
    yield _line(look, "position", run.position, baseline=block.position, **box)
    yield _line(look, "signer", run.signer, **box)


def _decision(run: CertificateRun, look: Design) -> Iterator[PlacedLine]:
    role = look.roles["decision"]
    yield _line(look, "decision", f"Quyết định số {run.decision_number}")
    yield _line(look, "decision", run.decision_date, baseline=role.baseline + role.leading)


def _line(
    look: Design,
    name: str,
    text: str,
    *,
    baseline: float | None = None,
    left: float | None = None,
    width: float | None = None,
) -> PlacedLine:
    """Return one line of `name` in the largest size between the role's size and its least that fits its width."""
    role = look.roles[name]
    is_centred = left is not None or not role.left
    left = left if left is not None else role.left or look.citation.left
    width = width or role.width or look.citation.width
    family = _family(look, role, text, text)
    size = role.size
    while role.em(text, family) * size > width:
        size = round(size - SIZE_STEP_MM, 3)
        if size < role.least:
            raise DoesNotFit(f"Dòng “{text}” dài quá, không in vừa một dòng. Đồng chí ghi gọn hơn.")
    return PlacedLine(role, role.says(text), family, size, baseline or role.baseline, left, width, is_centred)


def _citation(run: CertificateRun, sheet: CertificateSheet, look: Design) -> Iterator[PlacedLine]:
    """Yield recipient, unit and achievement between the title and the date, a little below the middle."""
    roles = look.roles
    families = {
        name: _family(look, roles[name], text, sheet.name)
        for name, text in (("recipient", sheet.name), ("unit", sheet.unit), ("achievement", sheet.achievement))
    }
    _family(look, roles["address"], sheet.form_of_address, sheet.name, fallbacks=())
    measures = Measures(
        recipient=lambda text: roles["recipient"].em(text, families["recipient"]),
        prefix=_address_em(roles["address"], sheet.form_of_address) + roles["recipient"].em(" ", families["recipient"]),
        unit=lambda text: roles["unit"].em(text, families["unit"]),
        achievement=lambda text: roles["achievement"].em(text, families["achievement"]),
    )
    height = date_baseline(run) - look.signature.citation_gap - look.citation.top
    words = Words(sheet.name, tuple(filter(None, sheet.unit.split("\n"))), sheet.achievement)
    lines = set_citation(words, measures, look.steps, look.widths, height)
    top = look.citation.top + (height - sum(line.gap + line.leading for line in lines)) * SHARE_ABOVE
    for index, line in enumerate(lines):
        role, family = roles[line.group], families[line.group]
        top += line.gap
        baseline = top + role.face(family).baseline(line.leading / line.size) * line.size
        top += line.leading
        yield PlacedLine(
            role,
            line.text,
            family,
            line.size,
            round(baseline, 2),
            look.citation.left,
            look.citation.width,
            address="" if index else sheet.form_of_address,
        )


def _address_em(role: Role, address: str) -> float:
    """Return the width of the form of address and the gap after it, in ems of the name."""
    return role.em(address) * role.share + role.gap if address else 0.0


def _family(look: Design, role: Role, text: str, name: str, fallbacks: Sequence[str] | None = None) -> str:
    """Return the family for the whole of `text`; raise CertificateRefused that names the letters and whose they are."""
    missing: set[str] = set()
    for family in (role.family, *(look.fallbacks if fallbacks is None else fallbacks)):
        missing = missing_glyphs(role.says(text), family)
        if not missing:
            return family
    letters = ", ".join(f"“{letter}” (mã U+{ord(letter):04X})" for letter in sorted(missing))
    raise CertificateRefused(
        f"Không có phông chữ nào in được {letters} trong “{name}”. "
        "Đồng chí gõ lại chữ đó bằng bàn phím tiếng Việt Unicode."
    )
