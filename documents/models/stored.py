"""Papers as they were made, with their hash and the facts they were made from; answers of superiors."""

import uuid
from pathlib import Path

from django.db import models
from django.db.models import Q

from meetings.models import Meeting
from nominations.models import Dossier, Nomination, Receipt
from organizations.models import Unit
from vietnamese.fields import NameField

from ..enums import DocumentKind
from .decisions import Decision
from .papers import NumberedPaper


def stored_path(document: "StoredDocument", original_name: str) -> str:
    """Return where a paper is kept: a random name under papers/."""
    return str(Path("papers") / f"{uuid.uuid4().hex}.pdf")


class StoredDocument(models.Model):
    """A paper as it was made: its bytes, their hash, and the facts it was made from."""

    kind = models.CharField("loại giấy tờ", max_length=30, choices=DocumentKind)
    title = NameField("tên", max_length=250)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, null=True, blank=True, related_name="papers")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="papers")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="papers")
    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, null=True, blank=True, related_name="papers")
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, null=True, blank=True, related_name="papers")
    numbered = models.ForeignKey(NumberedPaper, on_delete=models.PROTECT, null=True, blank=True, related_name="papers")
    file = models.FileField("tệp", upload_to=stored_path, max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField("cỡ (byte)")
    snapshot = models.JSONField("dữ liệu đã in", default=dict)
    made_at = models.DateTimeField("lập lúc")
    made_by_name = NameField("người lập", max_length=100)
    is_final = models.BooleanField("bản chính thức", default=False)

    class Meta:
        verbose_name = "giấy tờ đã lập"
        verbose_name_plural = "giấy tờ đã lập"
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="stored_document_not_empty"),
            models.UniqueConstraint(fields=["decision", "kind"], condition=Q(is_final=True), name="one_final_paper"),
        ]

    def __str__(self):
        return self.title


class SuperiorAnswer(models.Model):
    """What a superior authority outside this system answered to a submission: number, date, scan, yes or no per line."""

    nomination = models.OneToOneField(Nomination, on_delete=models.PROTECT, related_name="superior_answer")
    authority_name = NameField("cơ quan quyết định", max_length=250)
    number_text = NameField("số văn bản", max_length=60)
    answered_on = models.DateField("ngày văn bản")
    is_granted = models.BooleanField("đồng ý")
    note = NameField("ghi chú", max_length=300, blank=True)
    scan = models.FileField("bản chụp", upload_to="answers", max_length=200, blank=True)
    scan_sha256 = models.CharField(max_length=64, blank=True)
    recorded_at = models.DateTimeField("ghi lúc")
    recorded_by_name = NameField("người ghi", max_length=100)

    class Meta:
        verbose_name = "trả lời của cấp trên"
        verbose_name_plural = "trả lời của cấp trên"

    def __str__(self):
        return f"{self.authority_name}: {self.number_text}"
