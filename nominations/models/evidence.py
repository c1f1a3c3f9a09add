"""Files handed in with a line or a dossier."""

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q

from organizations.enums import AwardForm, RecipientKind
from vietnamese.fields import NameField

from .lines import Dossier, Nomination
from .rounds import Round


def evidence_path(evidence: "Evidence", original_name: str) -> str:
    """Return where a file is kept: a random name, so that nothing typed by a person becomes a path."""
    return str(Path("evidence") / uuid.uuid4().hex)


def thumbnail_path(evidence: "Evidence", original_name: str) -> str:
    """Return where the small picture of a file is kept."""
    return str(Path("evidence") / "small" / uuid.uuid4().hex)


class EvidenceType(models.Model):
    """What a file can be, as a row: a report, a photo, a copy of an earlier decision."""

    code = models.SlugField("mã", max_length=40, unique=True)
    name = NameField("tên loại", max_length=100, unique=True)
    hint = NameField("giải thích", max_length=250, blank=True)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    is_active = models.BooleanField("đang dùng", default=True)

    class Meta:
        verbose_name = "loại minh chứng"
        verbose_name_plural = "loại minh chứng"
        ordering = ["position", "id"]

    def __str__(self):
        return self.name


class RequiredEvidence(models.Model):
    """That a round asks for a type of file with each line of a form of award. Empty kind or form: with all."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="required_evidence")
    recipient_kind = models.CharField("đối tượng", max_length=12, choices=RecipientKind, blank=True)
    form = models.CharField("hình thức", max_length=20, choices=AwardForm, blank=True)
    type = models.ForeignKey(EvidenceType, on_delete=models.PROTECT, related_name="+", verbose_name="loại minh chứng")
    is_required = models.BooleanField("bắt buộc", default=True, help_text="Không bắt buộc: chỉ nhắc.")

    class Meta:
        verbose_name = "minh chứng phải có"
        verbose_name_plural = "minh chứng phải có"
        ordering = ["type__position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "recipient_kind", "form", "type"], name="required_evidence_once")
        ]

    def __str__(self):
        return str(self.type)


class Evidence(models.Model):
    """One file handed in with a line or with the whole dossier; its content was checked (nominations.uploads)."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="evidence")
    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence")
    type = models.ForeignKey(
        EvidenceType, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="loại"
    )
    paper = models.CharField(
        "bản ký của giấy tờ", max_length=30, blank=True, help_text="Loại giấy tờ mà tệp này là bản đã ký, quét lại."
    )
    caption = NameField("tên tài liệu", max_length=200)
    original_name = NameField("tên tệp", max_length=200)
    file = models.FileField("tệp", upload_to=evidence_path, max_length=200)
    thumbnail = models.FileField("ảnh nhỏ", upload_to=thumbnail_path, max_length=200, blank=True)
    page_count = models.PositiveSmallIntegerField("số trang", null=True, blank=True)
    mime = models.CharField("loại tệp", max_length=100)
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


class Upload(models.Model):
    """A file on its way in, piece by piece; when a connection breaks, the browser goes on where it stopped."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="uploads")
    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, null=True, blank=True, related_name="uploads")
    type = models.ForeignKey(EvidenceType, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    caption = NameField("tên tài liệu", max_length=200, blank=True)
    name = NameField("tên tệp", max_length=200)
    size = models.PositiveIntegerField("cỡ (byte)")
    received = models.PositiveIntegerField("đã nhận (byte)", default=0)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    started_at = models.DateTimeField("bắt đầu lúc")
    touched_at = models.DateTimeField("nhận lần cuối lúc")

    class Meta:
        verbose_name = "tệp đang gửi"
        verbose_name_plural = "tệp đang gửi"
        ordering = ["id"]

    def __str__(self):
        return self.name
