"""Files handed in with a line or a dossier."""

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q

from vietnamese.fields import NameField

from .lines import Dossier, Nomination


def evidence_path(evidence: "Evidence", original_name: str) -> str:
    """Return where a file is kept: a random name, so that nothing typed by a person becomes a path."""
    return str(Path("evidence") / uuid.uuid4().hex)


class Evidence(models.Model):
    """One file handed in with a line or with the whole dossier; its content was checked (nominations.uploads)."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="evidence")
    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence")
    caption = NameField("tên tài liệu", max_length=200)
    original_name = NameField("tên tệp", max_length=200)
    file = models.FileField("tệp", upload_to=evidence_path, max_length=200)
    mime = models.CharField("loại tệp", max_length=40)
    size = models.PositiveIntegerField("cỡ (byte)")
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("gửi lúc")
    removed_at = models.DateTimeField("gỡ lúc", null=True, blank=True)

    class Meta:
        verbose_name = "minh chứng"
        verbose_name_plural = "minh chứng"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["nomination", "sha256"],
                condition=Q(removed_at=None),
                name="evidence_once",
                violation_error_message="Tệp này đã có ở dòng này.",
            ),
            models.UniqueConstraint(
                fields=["dossier", "sha256"],
                condition=Q(removed_at=None, nomination=None),
                name="evidence_dossier_once",
                violation_error_message="Tệp này đã có trong hồ sơ.",
            ),
        ]

    def __str__(self):
        return self.caption
