"""Signed copies: made of a stored paper or of an issued certificate, kept beside it, held against their hash.

The original is never touched. Each is signed once by the same certificate: whoever presses twice gets what is there.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from documents.models import StoredDocument
from documents.services import PaperChanged, paper_bytes
from history.services import record
from organizations.models import Unit
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import local_day

from ..enums import PublicStatus
from ..models import IssuedCertificate, IssuedFile, SignedCopy, signed_path
from ..signing import SignatureFacts, SigningRefused, Source, examine, sign
from .kept import KeptFileLost, digest, keep
from .register import lock_decision, status_of, stored_bytes

LOST = "Tệp gốc không còn nguyên vẹn trên máy chủ nên không ký. Đồng chí báo người phụ trách kỹ thuật lấy lại từ bản sao lưu."
LONGEST_SUBJECT = 300
log = logging.getLogger(__name__)


class CopyLost(Exception):
    """A signed copy is gone or no longer has the bytes that were stored."""


@sensitive_variables("secret")
def sign_document(document: StoredDocument, *, source: Source, secret: str, actor: Any, at: datetime) -> SignedCopy:
    """Return the signed copy of a stored paper. Raises SigningRefused, and NotPermitted for all but the records clerk."""
    access.check(actor, Capability.NUMBER_DECISIONS, document.unit, on=local_day(at))
    if not document.is_final:
        raise SigningRefused("Văn bản này đã được thay bằng bản khác. Đồng chí mở bản đang dùng rồi ký bản đó.")
    signed = sign(_original(lambda: paper_bytes(document)), source, secret, reason=document.title, at=at)
    return _keep(document, signed, unit=document.unit, actor=actor, at=at, document=document)


@sensitive_variables("secret")
def sign_certificate(issued: IssuedCertificate, *, source: Source, secret: str, actor: Any, at: datetime) -> SignedCopy:
    """Return the signed copy of a certificate in force. Raises SigningRefused, NotPermitted as sign_document() does."""
    access.check(actor, Capability.NUMBER_DECISIONS, issued.unit, on=local_day(at))
    refuse_unless_in_force(issued)
    signed = sign(_original(lambda: stored_bytes(issued)), source, secret, reason=str(issued), at=at)
    with transaction.atomic():
        lock_decision(issued.decision_id)
        refuse_unless_in_force(issued)  # a token takes its time: somebody may have revoked it meanwhile
        return _keep(issued, signed, unit=issued.unit, actor=actor, at=at, certificate=issued)


def refuse_unless_in_force(issued: IssuedCertificate) -> None:
    """Raise SigningRefused for a certificate that was replaced or revoked, or has no file yet."""
    status = status_of(issued)
    if status == PublicStatus.REVOKED:
        raise SigningRefused("Giấy này đã bị thu hồi nên không ký số nữa.")
    if status == PublicStatus.REPLACED:
        raise SigningRefused("Giấy này đã được thay bằng bản cấp sau. Đồng chí mở bản đang dùng rồi ký bản đó.")
    if not IssuedFile.objects.filter(certificate=issued).exists():
        raise SigningRefused("Giấy này chưa có tệp PDF lưu trong sổ. Đồng chí in giấy rồi ký.")


def copy_bytes(copy: SignedCopy) -> bytes:
    """Return the bytes of a signed copy. Raises CopyLost when they are gone or changed on the disk."""
    try:
        with copy.file.open("rb") as file:
            content = file.read()
    except OSError as error:
        log.error("Signed copy %s is missing", copy.pk)
        raise CopyLost(str(copy)) from error
    if digest(content) != copy.sha256:
        log.error("Signed copy %s was changed on disk", copy.pk)
        raise CopyLost(str(copy))
    return content


def examine_copy(copy: SignedCopy) -> tuple[bool, list[SignatureFacts]]:
    """Return whether the file is still the one that was stored, and what its signatures say, also if it is not.

    Raises CopyLost when there is no file, SigningRefused when it cannot be read.
    """
    try:
        return True, examine(copy_bytes(copy))
    except CopyLost as lost:
        try:
            with copy.file.open("rb") as file:
                content = file.read()
        except OSError:
            raise lost from None
        return False, examine(content)


def _original(read: Callable[[], bytes]) -> bytes:
    try:
        return read()
    except (PaperChanged, KeptFileLost, OSError) as error:
        log.error("The original of a paper to sign is missing or was changed: %s", type(error).__name__)
        raise SigningRefused(LOST) from None


@transaction.atomic
def _keep(subject: Any, signed: Any, *, unit: Unit, actor: Any, at: datetime, **about: Any) -> SignedCopy:
    """Store a signed copy with who signed when; the one that is there when the same certificate signed before."""
    type(subject).objects.select_for_update(of=("self",)).get(pk=subject.pk)
    signer = signed.subject[:LONGEST_SUBJECT]
    for before in SignedCopy.objects.filter(signer_subject=signer, **about):
        if _is_kept(before):
            return before
    copy = SignedCopy(
        sha256=digest(signed.content),
        size=len(signed.content),
        signer_subject=signer,
        signed_at=at,
        signed_by_name=actor.full_name,
        **about,
    )
    copy.file.name = signed_path(copy, "signed.pdf")
    keep(signed.content, copy.file.name)
    try:
        copy.save()
        data = {"sha256": copy.sha256, "signer": signer}
        record(verb="Ký số", subject=subject, actor=actor, at=at, unit_name=unit.name, data=data)
    except BaseException:
        copy.file.delete(save=False)
        raise
    return copy


def _is_kept(copy: SignedCopy) -> bool:
    try:
        return bool(copy_bytes(copy))
    except CopyLost:
        return False
