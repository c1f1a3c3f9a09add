"""Award decisions: frozen when they get their number."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from meetings.models import Meeting
from nominations.models import Award, Nomination, Round
from organizations.enums import AwardForm, RecipientKind
from organizations.models import Unit
from vietnamese.fields import NameField, ProseField

from .numbers import Number, Signed


class DecisionState(models.TextChoices):
    """Where a decision stands."""

    DRAFT = "draft", "Dự thảo"
    NUMBERED = "numbered", "Đã ghi số"
    VOIDED = "voided", "Đã hủy"


class Decision(Signed):
    """An award decision of one unit for one or many approved lines. Frozen by "Ghi số"."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="decisions", verbose_name="đơn vị ban hành")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="decisions", verbose_name="đợt")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions")
    form = models.CharField("hình thức", max_length=20, choices=AwardForm)
    state = models.CharField("trạng thái", max_length=10, choices=DecisionState, default=DecisionState.DRAFT)
    subject = ProseField("trích yếu", help_text="Bắt đầu bằng chữ thường: về việc ...")
    bases = ProseField("căn cứ", blank=True, help_text="Mỗi căn cứ một dòng.")
    bonus_text = ProseField("tiền thưởng", blank=True, help_text="Để trống nếu không có.")
    executors = ProseField("nơi thi hành", blank=True, help_text="Ghi ở Điều cuối.")
    recipients = ProseField("nơi nhận", blank=True, help_text="Mỗi nơi một dòng.")
    place = NameField("địa danh", max_length=100)
    superior_name = NameField("tên đảng bộ cấp trên", max_length=250, blank=True)
    issuing_name = NameField("tên cơ quan ban hành", max_length=250)
    decider_name = NameField("cơ quan quyết định", max_length=250)
    number = models.OneToOneField(Number, on_delete=models.PROTECT, null=True, blank=True, related_name="decision")
    created_at = models.DateTimeField("dự thảo lúc")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = "quyết định khen thưởng"
        verbose_name_plural = "quyết định khen thưởng"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=DecisionState.DRAFT, number=None)
                | Q(
                    state__in=[DecisionState.NUMBERED, DecisionState.VOIDED],
                    number__isnull=False,
                    signed_on__isnull=False,
                    numbered_at__isnull=False,
                ),
                name="decision_numbered_is_complete",
            )
        ]

    def __str__(self):
        return f"Quyết định số {self.number_text}" if self.number_text else f"Dự thảo quyết định {self.pk}"


class DecisionLine(models.Model):
    """One recipient on a decision. The printed strings are frozen when the decision gets its number."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="lines")
    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="decision_lines")
    position = models.PositiveSmallIntegerField("thứ tự đọc")
    is_live = models.BooleanField(default=True)
    recipient_kind = models.CharField("đối tượng", max_length=12, choices=RecipientKind)
    address = models.CharField("xưng hô", max_length=20)
    name = NameField("tên in", max_length=250)
    unit_text = NameField("đơn vị in", max_length=400, blank=True)
    citation = ProseField("lời khen in")
    is_posthumous = models.BooleanField("truy tặng", default=False)
    register = models.OneToOneField(
        Number, on_delete=models.PROTECT, null=True, blank=True, related_name="register_line"
    )
    award = models.OneToOneField(Award, on_delete=models.PROTECT, null=True, blank=True, related_name="decision_line")

    class Meta:
        verbose_name = "người, tập thể được tặng"
        verbose_name_plural = "người, tập thể được tặng"
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "nomination"], name="decision_line_once"),
            models.UniqueConstraint(fields=["nomination"], condition=Q(is_live=True), name="decision_one_live"),
        ]

    def __str__(self):
        return f"{self.position}. {self.name}"
