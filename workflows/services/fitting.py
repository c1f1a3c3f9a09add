"""Whether the words of a line fit on a certificate, asked while the cell still holds the line."""

from documents.certificates.layout import REFUSALS, sheet_lines
from documents.certificates.sheets import CertificateRun, CertificateSheet
from nominations.models import Nomination
from nominations.rules import form_of_address, printed_unit
from organizations.enums import Nature

DESIGN = "trong_dong"
"""The standard design; the others leave the citation the same room (documents/designs)."""

ROOM = "In được tối đa 3 dòng trên giấy khen, khoảng 260 ký tự."
"""What people are told before they write; citation_refusal() measures the real words."""


def citation_refusal(nomination: Nomination) -> str | None:
    """Return why name, unit and citation do not fit on a certificate of the standard design, or None when they do.

    Only the room of the recipient's own words is asked: signer, number and date are not known yet.
    """
    nominee = nomination.nominee
    if not nominee.full_name or not nomination.citation:
        return None
    try:
        sheet = CertificateSheet(
            nominee.kind,
            form_of_address(nominee),
            nominee.full_name,
            printed_unit(nominee),
            nomination.citation,
            "0001",
            nominee.is_deceased,
        )
        sheet_lines(_blank_run(nomination), sheet)
    except REFUSALS as refusal:
        return str(refusal)
    return None


def _blank_run(nomination: Nomination) -> CertificateRun:
    authority = nomination.round.authority
    return CertificateRun(
        design=DESIGN,
        form=nomination.form,
        nature="state" if authority.nature == Nature.STATE else "party",
        awarder=authority.name,
        decision_number="00-QĐ/ĐU",
        decision_date="ngày 28 tháng 12 năm 2026",
        place_and_date="ngày 28 tháng 12 năm 2026",
        authority_lines=("T/M Ban Thường vụ",),
        position="Bí thư",
        signer="Họ và tên",
    )
