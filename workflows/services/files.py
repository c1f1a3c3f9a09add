"""Files of a dossier: who may hand them in, describe them, take them out, and until when."""

from datetime import datetime
from typing import Any

from documents.enums import DocumentKind
from nominations import transfers
from nominations.enums import WITH_CELL
from nominations.evidence import add_evidence, describe_evidence, remove_evidence
from nominations.models import Dossier, Evidence, EvidenceType, Nomination, Upload
from nominations.uploads import SCANS, UploadRefused, inspect
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import local_day

from ..exceptions import GuardFailed, IllegalTransition

PAPERS_OF_DOSSIER = (DocumentKind.SUBMISSION_LETTER, DocumentKind.MEETING_MINUTES_CELL, DocumentKind.ROSTER)
PAPERS_OF_LINE = (DocumentKind.ACHIEVEMENT_REPORT,)
"""The papers that a cell signs and sends back: three with the dossier, one with each line."""


def attach(
    dossier: Dossier,
    *,
    nomination: Nomination | None,
    name: str,
    content: bytes,
    actor: Any,
    at: datetime,
    caption: str = "",
    type: EvidenceType | None = None,
) -> Evidence:
    """Attach a file while the line, or for the whole dossier any line, is with the cell.

    Raises UploadRefused with a sentence for the person; AlreadyThere when the dossier has the file.
    """
    check_may_change(dossier, nomination, actor=actor, at=at)
    accepted = inspect(name, content)
    return add_evidence(
        dossier, nomination=nomination, accepted=accepted, caption=caption, type=type, actor=actor, at=at
    )


def attach_signed(
    dossier: Dossier, *, nomination: Nomination | None, paper: str, name: str, content: bytes, actor: Any, at: datetime
) -> Evidence:
    """Attach the signed scan of a paper, a PDF or a picture; also after submission, because it is signed and sent later.

    The newest one counts, the ones before stay in the list. Raises GuardFailed for a paper that the cell does not sign
    here, UploadRefused as attach() does.
    """
    access.check(actor, Capability.NOMINATE, dossier.unit, on=local_day(at))
    if paper not in (PAPERS_OF_LINE if nomination else PAPERS_OF_DOSSIER):
        raise GuardFailed("Giấy tờ này không cần bản ký của chi bộ.")
    accepted = inspect(name, content, kinds=SCANS)
    caption = f"{DocumentKind(paper).label}, bản đã ký"
    return add_evidence(
        dossier, nomination=nomination, accepted=accepted, caption=caption, paper=paper, actor=actor, at=at
    )


def describe(
    evidence: Evidence,
    *,
    caption: str,
    type: EvidenceType | None,
    nomination: Nomination | None,
    actor: Any,
    at: datetime,
) -> None:
    """Change what a file is called, is, and is about, while both the old and the new place are with the cell."""
    check_may_change(evidence.dossier, evidence.nomination, actor=actor, at=at)
    check_may_change(evidence.dossier, nomination, actor=actor, at=at)
    describe_evidence(evidence, caption=caption, type=type, nomination=nomination, actor=actor, at=at)


def detach(evidence: Evidence, *, actor: Any, at: datetime) -> None:
    """Take a file out again while it is with the cell."""
    check_may_change(evidence.dossier, evidence.nomination, actor=actor, at=at)
    remove_evidence(evidence, actor=actor, at=at)


def begin_upload(dossier: Dossier, *, nomination: Nomination | None, actor: Any, at: datetime, **about: Any) -> Upload:
    """Announce a file that comes in pieces; see transfers.begin(). Old ones that stopped are swept away first."""
    check_may_change(dossier, nomination, actor=actor, at=at)
    transfers.sweep(at=at)
    return transfers.begin(dossier, nomination=nomination, actor=actor, at=at, **about)


def upload_of(actor: Any, dossier: Dossier, key: Any) -> Upload | None:
    """Return a file on its way that this person sends into this dossier."""
    rows = Upload.objects.select_related("nomination__nominee", "type", "dossier__unit")
    return rows.filter(key=key, dossier=dossier, started_by=actor).first()


def take_piece(upload: Upload, *, offset: int, content: bytes, actor: Any, at: datetime) -> Evidence | Upload:
    """Take a piece; with the last one the file is looked into and kept. Return the file, or how far it is.

    A refused file is forgotten. Raises transfers.WrongOffset, and what attach() raises.
    """
    try:
        check_may_change(upload.dossier, upload.nomination, actor=actor, at=at)
        upload = transfers.receive(upload, offset=offset, content=content, at=at)
        if upload.received < upload.size:
            return upload
        kept = attach(
            upload.dossier,
            nomination=upload.nomination,
            name=upload.name,
            content=transfers.content_of(upload),
            caption=upload.caption,
            type=upload.type,
            actor=actor,
            at=at,
        )
    except (UploadRefused, IllegalTransition):
        transfers.discard(upload)
        raise
    transfers.discard(upload)
    return kept


def check_may_change(dossier: Dossier, nomination: Nomination | None, *, actor: Any, at: datetime) -> None:
    """Raise NotPermitted, or IllegalTransition once the line, or for the whole dossier every line, has gone."""
    access.check(actor, Capability.NOMINATE, dossier.unit, on=local_day(at))
    lines = [nomination] if nomination else list(dossier.nominations.all())
    if lines and not any(n.state in WITH_CELL for n in lines):
        raise IllegalTransition("Hồ sơ đã trình nên không thêm hay gỡ tệp được nữa.")
