"""The proof: one sheet per layout, looked at and approved by a second person before a decision's certificates are printed."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from documents.models import Decision, DecisionLine
from organizations.enums import RecipientKind
from vietnamese.fields import NameField

from .layouts import FrozenLayout


class Proof(models.Model):
    """One sheet shown for approval. `content_sha256` is of everything that would be printed with this layout.

    When anything of it changes, the hash differs and the approval counts no more. `reason` says why the same person
    prepared and approved, where the committee's rule allows that.
    """

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="proofs")
    recipient_kind = models.CharField("đối tượng", max_length=12, choices=RecipientKind)
    layout = models.ForeignKey(FrozenLayout, on_delete=models.PROTECT, related_name="proofs")
    line = models.ForeignKey(DecisionLine, on_delete=models.PROTECT, related_name="+")
    content_sha256 = models.CharField(max_length=64)
    asked_at = models.DateTimeField("trình lúc")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_by_name = NameField("người trình", max_length=100)
    is_approved = models.BooleanField("đã duyệt", null=True)
    settled_at = models.DateTimeField("duyệt lúc", null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    settled_by_name = NameField("người duyệt", max_length=100, blank=True)
    note = NameField("nhận xét", max_length=300, blank=True)
    reason = NameField("lý do một người làm hai việc", max_length=300, blank=True)
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        verbose_name = "tờ in thử"
        verbose_name_plural = "tờ in thử"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_approved=None, settled_at=None) | Q(is_approved__isnull=False, settled_at__isnull=False),
                name="proof_settled_is_complete",
            )
        ]

    def __str__(self):
        return f"{self.decision}, {self.get_recipient_kind_display()}"
