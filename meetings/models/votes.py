"""Votes, open and sealed, and who does not vote on which line."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from vietnamese.fields import NameField
from vietnamese.text import search_key

from ..enums import LONGEST_OPINION, Choice, RecusalGround
from .agenda import AgendaLine
from .sittings import Meeting


class Ballot(models.Model):
    """One member's vote on one line of an open ballot. Others see that it exists, not what it says, until the close.

    `opinion` is what the member wrote beside it; a written poll sends disagreement to a meeting, which then needs its words.
    """

    line = models.ForeignKey(AgendaLine, on_delete=models.CASCADE, related_name="ballots")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField("phiếu", max_length=10, choices=Choice)
    cast_at = models.DateTimeField("lúc")
    opinion = models.CharField("ý kiến", max_length=LONGEST_OPINION, blank=True)

    class Meta:
        verbose_name = "phiếu"
        verbose_name_plural = "phiếu"
        constraints = [
            models.UniqueConstraint(fields=["line", "user"], name="ballot_once"),
            models.CheckConstraint(condition=Q(choice__in=Choice.values), name="ballot_choice"),
        ]

    def __str__(self):
        return f"phiếu {self.pk}"


class SecretVoter(models.Model):
    """That a member has put a secret ballot on a line into the urn. Neither what it says nor when."""

    line = models.ForeignKey(AgendaLine, on_delete=models.CASCADE, related_name="secret_voters")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "người đã bỏ phiếu kín"
        verbose_name_plural = "người đã bỏ phiếu kín"
        constraints = [models.UniqueConstraint(fields=["line", "user"], name="secret_voter_once")]

    def __str__(self):
        return f"{self.line_id}"


class SealedBallot(models.Model):
    """One envelope in the urn of a secret ballot: unreadable without the meeting's key, which is no part of the database.

    Key and envelopes are destroyed by the count (see meetings.urn).
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="sealed_ballots")
    content = models.BinaryField()

    class Meta:
        verbose_name = "phiếu kín"
        verbose_name_plural = "phiếu kín"

    def __str__(self):
        return "phiếu kín"


class Recusal(models.Model):
    """That a member does not vote on a line, and why."""

    line = models.ForeignKey(AgendaLine, on_delete=models.CASCADE, related_name="recusals")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = NameField("họ và tên", max_length=100)
    ground = models.CharField("lý do", max_length=10, choices=RecusalGround)

    class Meta:
        verbose_name = "không biểu quyết vì liên quan"
        verbose_name_plural = "không biểu quyết vì liên quan"
        constraints = [models.UniqueConstraint(fields=["line", "user"], name="recusal_once")]

    def __str__(self):
        return f"{self.name} {self.get_ground_display()}"


class DeclaredRelative(models.Model):
    """A relative whom a committee member has declared, so that the system finds the conflict by itself."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="declared_relatives")
    full_name = NameField("họ và tên người thân", max_length=100)
    birth_year = models.PositiveSmallIntegerField("năm sinh", null=True, blank=True)
    relation = NameField("quan hệ", max_length=60)
    name_key = models.CharField(max_length=150, editable=False, db_index=True)

    class Meta:
        verbose_name = "người thân đã khai báo"
        verbose_name_plural = "người thân đã khai báo"
        ordering = ["id"]

    def __str__(self):
        return f"{self.full_name} ({self.relation})"

    def save(self, *args, **kwargs):
        self.name_key = search_key(self.full_name)[:150]
        super().save(*args, **kwargs)
