"""What the record of a numbered paper says on the paper itself: number, day, signature. Before that, the blanks for a pen."""

from datetime import date

from documents.contexts import Signature
from documents.enums import DocumentKind
from documents.models import NumberedPaper, PaperState
from organizations.models import Signer, Unit
from organizations.queries import signers_on

from .common import typed_number

DEFAULT_AUTHORITY = ("T/M Ban Thường vụ",)


def paper_of(kind: str, **about) -> NumberedPaper | None:
    """Return the record of a paper of `kind` that is not voided: a draft or a numbered one.

    `about` names what it is about (meeting, posting or correction) and for whom (addressee, authority); what is not
    named must be empty on the record.
    """
    fields = {"addressee": None, "authority": None} | about
    return NumberedPaper.objects.filter(kind=kind, **fields).exclude(state=PaperState.VOIDED).first()


def number_line(kind: str, paper: NumberedPaper | None, symbol: str, typed: str = "") -> str:
    """Return the number of the paper; without one what was typed, or the blank before its symbol."""
    if paper is not None and paper.number_text:
        return paper.number_text
    return typed_number(typed, DocumentKind(kind).document_type, symbol)


def day_of(paper: NumberedPaper | None, otherwise: date | None = None) -> date | None:
    """Return the day on which the paper was signed; a draft has none yet."""
    return paper.signed_on if paper is not None and paper.state != PaperState.DRAFT else otherwise


def signature_of(paper: NumberedPaper | None, unit: Unit, day: date, otherwise: Signature | None = None) -> Signature:
    """Return the recorded signature; of a draft that of the signer chosen for it.

    Without a record or a signer it is `otherwise`, or who signs for the unit on `day`, for the hand to confirm.
    """
    if paper is not None and paper.signer_name:
        lines = tuple(line.strip() for line in paper.authority_lines.splitlines() if line.strip())
        return Signature(authority=lines, position=paper.signer_position, name=paper.signer_name)
    if paper is not None and paper.signer is not None:
        return signed_by(paper.signer)
    if otherwise is not None:
        return otherwise
    first = signers_on(unit, day).first()
    return signed_by(first) if first else Signature(authority=DEFAULT_AUTHORITY)


def signed_by(signer: Signer) -> Signature:
    """Return the signature block of a signer."""
    return Signature(authority=tuple(signer.lines()), position=signer.position, name=signer.full_name)
