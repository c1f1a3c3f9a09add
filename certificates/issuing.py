"""The kept PDFs: of a certificate, made from its frozen words the first time it is wanted; of a correction, made with
its approval. From then on both are only read.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from documents.fonts import FontMissing
from documents.rendering import RenderingRefused

from . import batch
from .enums import SlipState
from .exceptions import ActRefused
from .layout.placing import REFUSALS
from .models import CorrectionAnnex, CorrectionSlip, IssuedCertificate, IssuedFile
from .papers import annex_pdf
from .services.kept import KeptFileLost, kept_pdf
from .services.register import certificate_facts, lock_decision, store_file
from .services.slips import keep_annex, settle_slip

SETTLED = (SlipState.APPROVED, SlipState.DONE)


class FileRefused(Exception):
    """The file cannot be made now; `reason` is a Vietnamese sentence."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


def ensure_file(issued: IssuedCertificate, *, at: datetime) -> IssuedFile:
    """Return the kept file of a certificate, making it when there is none: full design, true size.

    Called outside of the transaction of an act: a file that fails takes no act back and is made later from the same
    frozen words. Raises FileRefused.
    """
    kept = IssuedFile.objects.filter(certificate=issued).first()
    if kept is not None:
        return kept
    try:
        run, sheet = certificate_facts(issued)
        content = batch.single_pdf(run, sheet)
    except (*REFUSALS, KeptFileLost) as refusal:
        raise FileRefused(str(refusal)) from refusal
    return store_file(issued, content, engines=batch.ENGINES(), at=at)


@transaction.atomic
def settle(slip: CorrectionSlip, *, actor: Any, at: datetime, **facts: Any) -> CorrectionSlip:
    """Settle a slip as settle_slip() does; an approval comes with its kept annex, or is not written at all.

    Raises as settle_slip() does, and ActRefused when the annex cannot be made.
    """
    settled = settle_slip(slip, actor=actor, at=at, **facts)
    if settled.state == SlipState.APPROVED:
        try:
            _annex_made(settled, at=at)
        except FileRefused as refusal:
            raise ActRefused(refusal.reason) from refusal
    return settled


def annex_bytes(slip: CorrectionSlip, *, at: datetime) -> bytes:
    """Return the annex of a slip: a draft while it waits, then the kept PDF, which is made here for a slip of before.

    Of an approval that was taken back it is what was kept. Raises FileRefused, KeptFileLost, and
    CorrectionAnnex.DoesNotExist for a slip that was never approved and never will be.
    """
    kept = CorrectionAnnex.objects.filter(slip=slip).first()
    if kept is None and slip.state == SlipState.ASKED:
        return _rendered(slip)
    return kept_pdf(kept or _made_later(slip, at=at))


@transaction.atomic
def _made_later(slip: CorrectionSlip, *, at: datetime) -> CorrectionAnnex:
    """Keep the annex of a slip that an earlier version approved, unless somebody takes the approval back meanwhile."""
    lock_decision(slip.certificate.decision_id)
    slip = CorrectionSlip.objects.select_related("certificate__unit", "certificate__decision").get(pk=slip.pk)
    if slip.state not in SETTLED:
        raise CorrectionAnnex.DoesNotExist
    return _annex_made(slip, at=at)


def _annex_made(slip: CorrectionSlip, *, at: datetime) -> CorrectionAnnex:
    return keep_annex(slip, _rendered(slip), at=at)


def _rendered(slip: CorrectionSlip) -> bytes:
    try:
        return annex_pdf(slip)
    except (FontMissing, RenderingRefused) as refusal:
        raise FileRefused(str(refusal)) from refusal
