"""Records of the check page and signed copies for the scene."""

from django.core.files.base import ContentFile

from certificates.models import IssuedCertificate, SignedCopy
from certificates.services.kept import digest
from certificates.services.register import store_file
from documents.models import Decision
from tests.certificates.check_samples import issued
from tests.certificates.signing_samples import blank_pdf
from tests.factories import World


def records(w: World, at: dict) -> dict:
    """Make the records and return their ids by the names that the table uses; `at` holds those that are there already."""
    decision = Decision.objects.get(pk=at["numbered"])
    certificate = IssuedCertificate.objects.filter(decision=decision).first() or issued(w, decision=decision)[0]
    store_file(certificate, blank_pdf(), engines={}, at=w.at)
    return {
        "certificate_to_sign": certificate.pk,
        "signed_paper": signed_copy(w, document_id=at["paper"]).pk,
        "signed_certificate": signed_copy(w, certificate=certificate).pk,
    }


def signed_copy(w: World, **about) -> SignedCopy:
    """Keep a file as a signed copy; the table asks who opens it, not what it says."""
    copy = SignedCopy(
        sha256=digest(blank_pdf()), size=len(blank_pdf()), signer_subject="Đảng ủy xã Tân Mỹ", signed_at=w.at,
        signed_by_name=w.clerk.full_name, **about,
    )  # fmt: skip
    copy.file.save("signed.pdf", ContentFile(blank_pdf()), save=False)
    copy.save()
    return copy
