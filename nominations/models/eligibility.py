"""What a round asks of a nominee, and who let a line pass all the same."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from organizations.enums import AwardForm, RecipientKind
from rolls.enums import Rating
from vietnamese.fields import NameField, ProseField

from ..enums import EligibilityCode, OverrideState, RuleOutcome
from .lines import Nomination
from .rounds import Round


class EligibilityRule(models.Model):
    """One rule of one round. Without a round it is a default that new rounds start from.

    `number` is years or months as the rule needs (rating years, years since the last award, months of membership);
    `rating` is the lowest rating that counts. Empty kind or form: for all.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, null=True, blank=True, related_name="eligibility_rules")
    code = models.CharField("điều kiện", max_length=30, choices=EligibilityCode)
    recipient_kind = models.CharField("đối tượng", max_length=12, choices=RecipientKind, blank=True)
    form = models.CharField("hình thức", max_length=20, choices=AwardForm, blank=True)
    outcome = models.CharField("khi chưa đạt", max_length=6, choices=RuleOutcome, default=RuleOutcome.WARN)
    number = models.PositiveSmallIntegerField("số năm hoặc số tháng", null=True, blank=True)
    rating = models.CharField("xếp loại thấp nhất", max_length=16, choices=Rating, blank=True)
    clause = NameField("căn cứ", max_length=300, blank=True)

    class Meta:
        verbose_name = "điều kiện xét"
        verbose_name_plural = "điều kiện xét"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(code__in=EligibilityCode.values), name="eligibility_code"),
            models.UniqueConstraint(fields=["round", "code", "recipient_kind", "form"], name="eligibility_once"),
            models.UniqueConstraint(
                fields=["code", "recipient_kind", "form"], condition=Q(round=None), name="eligibility_default_once"
            ),
        ]

    def __str__(self):
        return self.get_code_display()


class RuleOverride(models.Model):
    """That a line may pass although a rule fails: who asked and why, who allowed it and why. Kept for ever."""

    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="overrides")
    code = models.CharField("điều kiện", max_length=30)
    rule = NameField("tên điều kiện", max_length=200)
    fact = ProseField("sự việc lúc đó", blank=True)
    state = models.CharField("trạng thái", max_length=10, choices=OverrideState)
    request_reason = ProseField("lý do xin", blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    requested_by_name = NameField("người xin", max_length=100, blank=True)
    requested_at = models.DateTimeField("xin lúc", null=True, blank=True)
    reason = ProseField("lý do quyết định", blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    decided_by_name = NameField("người quyết định", max_length=100, blank=True)
    decided_at = models.DateTimeField("quyết định lúc", null=True, blank=True)

    class Meta:
        verbose_name = "cho phép ngoại lệ"
        verbose_name_plural = "cho phép ngoại lệ"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=OverrideState.values), name="override_state"),
            models.UniqueConstraint(
                fields=["nomination", "code"], condition=~Q(state="refused"), name="override_once"
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.nomination_id}: {self.rule}"
