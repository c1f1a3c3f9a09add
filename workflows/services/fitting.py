"""Whether the words of a line fit on a certificate, and how it would look, asked while the cell still holds the line.

Everything here is measured by the code that prints, with the layout that the deciding unit uses. What is decided later
(number, date, signer) stands in as a sample of the usual length.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from certificates.layout.placing import REFUSALS, sheet_lines
from certificates.layout.sheets import CertificateRun, CertificateSheet
from certificates.layout.spec import Ground, LayoutSpec
from certificates.models import FrozenLayout, LayoutVersion
from certificates.printing.jobs import ground_of
from certificates.queries import latest_print_run
from certificates.services.emblems import emblem_of
from certificates.services.kept import KeptFileLost
from certificates.services.layouts import layout_in_use, layouts_in_use
from nominations.models import Nomination, Nominee, Round
from nominations.rules import form_of_address, printed_unit
from organizations.enums import Nature, RecipientKind
from organizations.models import AwardingAuthority, Signer
from organizations.queries import signers_on
from vietnamese.dates import long_date

DESIGN = "trong_dong"
"""The design of an office that has printed nothing yet; the others leave the citation the same room."""
ROOM = "In được tối đa 3 dòng trên giấy khen, khoảng 260 ký tự."
"""What people are told before they write; citation_refusal() and room_left() measure the real words."""
ROOM_LETTERS = 260
MOST_LETTERS = 600
"""Letters after which nobody needs to know how many more would fit."""
FILLER = "đã có thành tích xuất sắc trong thực hiện nhiệm vụ năm nay "
"""Text of usual words, with which the free room is measured."""
UNDECIDED = {
    "decision_number": "00-QĐ/ĐU",
    "authority_lines": ("T/M Ban Thường vụ",),
    "position": "Chức vụ người ký",
    "signer": "Họ và tên người ký",
}
"""Samples of the usual length for what is decided after the vote."""


def certificate_run(round: Round, form: str, *, on: date, kind: str = RecipientKind.INDIVIDUAL) -> CertificateRun:
    """Return what certificates of the round share: what is known already, and samples for what is decided later.

    The layout is the deciding unit's own for the form and kind of recipient; where it has none, the design of its last
    certificates. The signature block is that of who may sign there on `on`, because its lines take room from the citation.
    """
    authority = round.authority
    unit = authority.unit
    signer = signers_on(unit, on).order_by("-starts_on").first() if unit else None
    own = layout_in_use(unit, form, kind) if unit else None
    last = latest_print_run(unit.pk) if unit and own is None else None
    day = long_date(on)
    return CertificateRun(
        design=(last.design if last else "") or DESIGN,
        form=form,
        nature=_nature(authority),
        awarder=unit.decider if unit else authority.name,
        decision_date=day,
        place_and_date=f"{unit.place}, {day}" if unit and unit.place else day,
        **UNDECIDED | _signature(signer) | (_own_layout(own) if own else {}),
    )


def _own_layout(own: FrozenLayout) -> dict:
    """Return a layout with its pictures as a run takes them.

    A bought blank is drawn too, for it will be the paper. A picture that is lost is left out: here the words count.
    """
    spec = LayoutSpec.from_json(own.spec)
    try:
        ground, emblem = ground_of(own.background), emblem_of(spec)
    except KeptFileLost:
        return {"spec": replace(spec, ground=Ground())}
    if ground is not None:
        spec = replace(spec, ground=replace(spec.ground, is_printed=True))
    return {"spec": spec, "own_ground": ground, "emblem": emblem}


Specs = Mapping[tuple[str, str], LayoutSpec]
"""The layouts that a unit uses, by form and kind of recipient."""


def specs_in_use(authority: AwardingAuthority) -> Specs:
    """Return the layouts of an authority's unit, in one query."""
    if authority.unit_id is None:
        return {}
    return {place: LayoutSpec.from_json(own.spec) for place, own in layouts_in_use(authority.unit_id).items()}


def specs_among(versions: Iterable[LayoutVersion]) -> Specs:
    """Return the layouts that these versions are, each with its `form`, `recipient_kind` and `spec` read along."""
    return {(version.form, version.recipient_kind): LayoutSpec.from_json(version.spec) for version in versions}


def _nature(authority: AwardingAuthority) -> str:
    return "state" if authority.nature == Nature.STATE else "party"


def _signature(signer: Signer | None) -> dict:
    if signer is None:
        return {}
    return {"authority_lines": tuple(signer.lines()[:3]), "position": signer.position, "signer": signer.full_name}


def certificate_sheet(nominee: Nominee, citation: str) -> CertificateSheet:
    """Return the recipient's own words as they would be printed. Raises CertificateRefused without name or citation."""
    return CertificateSheet(
        kind=nominee.kind,
        form_of_address=form_of_address(nominee),
        name=nominee.full_name,
        unit=printed_unit(nominee),
        achievement=citation,
        register_number="",
        is_posthumous=nominee.is_deceased,
    )


def refusal(run: CertificateRun, nominee: Nominee, citation: str) -> str:
    """Return why name, unit and citation cannot be printed, a sentence; "" when they can, or while one is missing."""
    if not nominee.full_name or not citation.strip():
        return ""
    try:
        sheet_lines(run, certificate_sheet(nominee, citation))
    except REFUSALS as refused:
        return str(refused)
    return ""


def room_left(run: CertificateRun, nominee: Nominee, citation: str) -> int:
    """Return how many letters of usual words the citation may grow by, at most MOST_LETTERS.

    Negative when it is too long: as many letters have to go. A citation of the round's own line breaks is measured as it is.
    """
    named = Nominee(**{f.attname: getattr(nominee, f.attname) for f in Nominee._meta.concrete_fields})
    named.full_name = named.full_name or "Nguyễn Thị Hồng Hạnh"
    words = " ".join(citation.split())

    def fits(extra: int) -> bool:
        text = f"{words} {(FILLER * 12)[:extra]}".strip() if extra >= 0 else words[:extra]
        return not refusal(run, named, text)

    if fits(0):
        low, high = 0, MOST_LETTERS
    else:
        low, high = -len(words), 0
    while low < high - 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def citation_refusal(nomination: Nomination, specs: Specs | None = None) -> str | None:
    """Return why name, unit and citation do not fit on the certificate, or None when they do.

    The layout is the unit's own, else the standard design. Only the room of the recipient's own words is asked: signer,
    number and date are not known yet. `specs` are those of specs_in_use() or specs_among(), where the page asks for many lines.
    """
    authority = nomination.round.authority
    specs = specs_in_use(authority) if specs is None else specs
    day = long_date(nomination.state_since)
    run = CertificateRun(
        design=DESIGN,
        form=nomination.form,
        nature=_nature(authority),
        awarder=authority.name,
        decision_date=day,
        place_and_date=day,
        spec=specs.get((nomination.form, nomination.nominee.kind)),
        **UNDECIDED,
    )
    return refusal(run, nomination.nominee, nomination.citation) or None


def preview(run: CertificateRun, nominee: Nominee, citation: str) -> bytes:
    """Return the certificate as a PNG, samples pale. Raises what REFUSALS names, each with a Vietnamese sentence."""
    from certificates.preview import preview_png  # the engine is loaded by whoever draws, not by every process

    return preview_png(run, certificate_sheet(nominee, citation))


def template_of(round: Round, kind: str, form: str = "") -> tuple[str, str]:
    """Return (achievement, citation) that a new line starts with: the form's own templates, else the round's citation.

    Without a form: what all forms offered to the kind agree on.
    """
    rows = [row for row in round.forms.all() if row.recipient_kind == kind and form in ("", row.form)]
    achievements = {row.achievement_template for row in rows}
    citations = {row.citation_template or round.citation for row in rows}
    return (
        achievements.pop() if len(achievements) == 1 else "",
        citations.pop() if len(citations) == 1 else round.citation,
    )
