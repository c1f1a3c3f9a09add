"""What the public page keeps of its visitors, and copies of papers that carry the office's electronic signature."""

import uuid
from pathlib import Path

from django.db import models

from documents.models import StoredDocument
from history.models import AppendOnlyQuerySet
from vietnamese.fields import NameField

from .register import IssuedCertificate


def signed_path(copy: "SignedCopy", original_name: str) -> str:
    """Return where a signed copy is kept: a random name under signed/."""
    return str(Path("signed") / f"{uuid.uuid4().hex}.pdf")


class CheckAttempt(models.Model):
    """How often a visitor asked for codes that do not exist, within one hour. `visitor` is a keyed hash, no address."""

    visitor = models.CharField(max_length=64)
    hour = models.DateTimeField()
    misses = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "lượt tra cứu sai"
        verbose_name_plural = "lượt tra cứu sai"
        constraints = [models.UniqueConstraint(fields=["visitor", "hour"], name="check_attempt_once")]

    def __str__(self):
        return f"{self.visitor[:8]}: {self.misses}"


class SignedCopy(models.Model):
    """A stored paper or an issued certificate with the office's PAdES signature; the unsigned original stays as it is."""

    document = models.ForeignKey(
        StoredDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="signed_copies"
    )
    certificate = models.ForeignKey(
        IssuedCertificate, on_delete=models.PROTECT, null=True, blank=True, related_name="signed_copies"
    )
    file = models.FileField("tệp", upload_to=signed_path, max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField("cỡ (byte)")
    signer_subject = NameField("chủ thể chứng thư số", max_length=300)
    signed_at = models.DateTimeField("ký lúc")
    signed_by_name = NameField("người ký", max_length=100)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = "bản ký số"
        verbose_name_plural = "bản ký số"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(document=None, certificate__isnull=False)
                | models.Q(document__isnull=False, certificate=None),
                name="signed_copy_of_one",
            )
        ]

    def __str__(self):
        return self.signer_subject
