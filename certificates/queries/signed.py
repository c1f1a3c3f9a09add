"""Signed copies of papers and certificates."""

from django.db.models import QuerySet

from documents.models import Decision, StoredDocument

from ..models import IssuedCertificate, SignedCopy


def copies_of(about: Decision | StoredDocument | IssuedCertificate) -> QuerySet[SignedCopy]:
    """Return the signed copies of a paper, of all papers of a decision, or of a certificate, newest first."""
    fields = {Decision: "document__decision", StoredDocument: "document", IssuedCertificate: "certificate"}
    return SignedCopy.objects.filter(**{fields[type(about)]: about}).select_related("document", "certificate")
