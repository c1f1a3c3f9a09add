"""What a cell holds in its hands after handing in: a code, what was handed in, and the hashes of it."""

from django.conf import settings
from django.db import models

from vietnamese.fields import NameField

from .lines import Dossier


class Receipt(models.Model):
    """That a dossier, or the lines of it that were ready, was handed in at a moment. Never changed.

    `content` holds the lines with what was written in them, the files with their sha256, and the receiving office, as
    they were at that moment; `sha256` is the hash of its canonical JSON.
    """

    code = models.CharField("mã biên nhận", max_length=30, unique=True)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="receipts")
    sequence = models.PositiveSmallIntegerField("lần trình")
    handed_in_at = models.DateTimeField("trình lúc")
    handed_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    handed_in_by_name = NameField("người trình", max_length=100)
    content = models.JSONField("đã trình", default=dict)
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = "biên nhận"
        verbose_name_plural = "biên nhận"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["dossier", "sequence"], name="receipt_sequence")]

    def __str__(self):
        return self.code
