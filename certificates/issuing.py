"""The PDF of an issued certificate: made from its frozen words the first time it is wanted, then only read."""

from datetime import datetime

from . import batch
from .layout.placing import REFUSALS
from .models import IssuedCertificate, IssuedFile
from .services.kept import KeptFileLost
from .services.register import certificate_facts, store_file


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
