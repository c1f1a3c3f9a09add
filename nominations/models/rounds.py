"""Rounds: what may be proposed, by when, how many, on what basis, and who decides."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from organizations.enums import AwardForm, RecipientKind
from organizations.models import AwardingAuthority, Unit
from vietnamese.fields import NameField, ProseField

from ..enums import QuotaMode, RoundKind, RoundState, Step


class Round(models.Model):
    """A call for nominations by one committee: what may be proposed, by when, and who decides."""

    code = models.CharField("mã đợt", max_length=20, unique=True)
    title = NameField("tên đợt", max_length=300)
    kind = models.CharField("loại", max_length=10, choices=RoundKind)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="rounds", verbose_name="đơn vị tổ chức")
    authority = models.ForeignKey(
        AwardingAuthority, on_delete=models.PROTECT, related_name="rounds", verbose_name="cơ quan quyết định"
    )
    period_label = NameField("thời gian xét", max_length=100, help_text="Ví dụ: năm 2026; giai đoạn 2021 - 2026.")
    period_from = models.DateField("xét từ ngày", null=True, blank=True)
    period_to = models.DateField("xét đến ngày", null=True, blank=True)
    deadline = models.DateTimeField("hạn trình")
    citation = ProseField(
        "mẫu lời khen",
        blank=True,
        help_text="Lời in trên giấy khen, được điền sẵn khi lập đề nghị. Chi bộ sửa được.",
    )
    is_personnel = models.BooleanField(
        "thuộc công tác cán bộ", default=False, help_text="Việc về cán bộ không lấy ý kiến bằng phiếu gửi, phải họp."
    )
    bars_own_proposals = models.BooleanField(
        "không tự xét dòng do mình đề nghị",
        default=False,
        help_text="Người đã trình một dòng, hoặc đang giữ vai trò ở đơn vị đề nghị, không thẩm định và không biểu quyết dòng đó.",
    )
    posting_days = models.PositiveSmallIntegerField(
        "số ngày làm việc niêm yết lấy ý kiến", default=0, help_text="0 là không niêm yết trước khi biểu quyết."
    )
    appraisers_needed = models.PositiveSmallIntegerField(
        "số phiếu thẩm định cần có", default=0, help_text="0 là không bắt buộc có phiếu thẩm định trước khi ghi ý kiến."
    )
    state = models.CharField("trạng thái", max_length=10, choices=RoundState, default=RoundState.OPEN)
    closed_at = models.DateTimeField("đóng lúc", null=True, blank=True)
    created_at = models.DateTimeField("tạo lúc")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        verbose_name = "đợt khen thưởng"
        verbose_name_plural = "đợt khen thưởng"
        ordering = ["-deadline", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RoundState.values), name="round_state"),
            models.CheckConstraint(
                condition=Q(period_from=None) | Q(period_to=None) | Q(period_to__gte=F("period_from")),
                name="round_period",
                violation_error_message="Ngày cuối của thời gian xét phải sau ngày đầu.",
            ),
        ]

    def __str__(self):
        return self.title


class RoundForm(models.Model):
    """That a round offers a form of award to collectives or to individuals."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="forms")
    recipient_kind = models.CharField("đối tượng", max_length=12, choices=RecipientKind)
    form = models.CharField("hình thức", max_length=20, choices=AwardForm)
    achievement_template = ProseField(
        "mẫu thành tích", blank=True, help_text="Khung để chi bộ viết theo, được điền sẵn vào ô Thành tích."
    )
    citation_template = ProseField(
        "mẫu lời khen", blank=True, help_text="Lời in trên giấy của hình thức này. Để trống thì dùng mẫu chung của đợt."
    )

    class Meta:
        verbose_name = "hình thức của đợt"
        verbose_name_plural = "hình thức của đợt"
        ordering = ["recipient_kind", "form"]
        constraints = [models.UniqueConstraint(fields=["round", "recipient_kind", "form"], name="round_form_once")]

    def __str__(self):
        return f"{self.get_form_display()}, {self.get_recipient_kind_display().lower()}"


class RoundBasis(models.Model):
    """One legal-basis line ("căn cứ") of a round, in the order in which papers print it."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="bases")
    position = models.PositiveSmallIntegerField("thứ tự")
    text = NameField("căn cứ", max_length=500)

    class Meta:
        verbose_name = "căn cứ"
        verbose_name_plural = "căn cứ"
        ordering = ["position", "id"]

    def __str__(self):
        return self.text


class Quota(models.Model):
    """How many lines a unit may propose in a round. Without a unit it holds for every proposing unit."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="quotas")
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đơn vị"
    )
    recipient_kind = models.CharField("đối tượng", max_length=12, choices=RecipientKind)
    form = models.CharField(
        "hình thức", max_length=20, choices=AwardForm, blank=True, help_text="Để trống: tính chung mọi hình thức."
    )
    limit = models.PositiveSmallIntegerField("chỉ tiêu")
    mode = models.CharField("khi vượt", max_length=6, choices=QuotaMode, default=QuotaMode.WARN)

    class Meta:
        verbose_name = "chỉ tiêu"
        verbose_name_plural = "chỉ tiêu"
        constraints = [
            models.UniqueConstraint(
                fields=["round", "unit", "recipient_kind", "form"],
                name="quota_once",
                violation_error_message="Đơn vị này đã có chỉ tiêu cho đối tượng đó.",
            ),
            models.UniqueConstraint(
                fields=["round", "recipient_kind", "form"],
                condition=Q(unit=None),
                name="quota_general_once",
                violation_error_message="Đợt này đã có chỉ tiêu chung cho đối tượng đó.",
            ),
        ]

    def __str__(self):
        return f"{self.get_recipient_kind_display()}: {self.limit}"


class RoundExtension(models.Model):
    """A later deadline of a round for one unit, with the office's reason."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="extensions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="đơn vị")
    deadline = models.DateTimeField("hạn mới")
    reason = NameField("lý do", max_length=300)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "gia hạn"
        verbose_name_plural = "gia hạn"
        ordering = ["-granted_at", "-id"]

    def __str__(self):
        return f"{self.unit}: đến {self.deadline:%d/%m/%Y}"


class RoundStep(models.Model):
    """How long a step of a round may take: so many working days from arrival, or until a day, the earlier of both."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField("bước", max_length=12, choices=Step)
    working_days = models.PositiveSmallIntegerField("số ngày làm việc", null=True, blank=True)
    due_on = models.DateField("chậm nhất ngày", null=True, blank=True)
    remind_before_days = models.PositiveSmallIntegerField("nhắc trước (ngày làm việc)", default=1)
    escalate_after_days = models.PositiveSmallIntegerField(
        "báo cấp trên sau (ngày làm việc)", null=True, blank=True, help_text="Để trống: không báo cấp trên."
    )

    class Meta:
        verbose_name = "hạn của bước"
        verbose_name_plural = "hạn của các bước"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "step"], name="round_step_once"),
            models.CheckConstraint(condition=Q(step__in=Step.values), name="round_step_known"),
            models.CheckConstraint(
                condition=Q(working_days__isnull=False) | Q(due_on__isnull=False),
                name="round_step_has_limit",
                violation_error_message="Hãy ghi số ngày làm việc hoặc ngày chậm nhất.",
            ),
        ]

    def __str__(self):
        return f"{self.get_step_display()}"


class StepExtension(models.Model):
    """More time for one unit in one step of a round, with who granted it and why. The latest one holds."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="step_extensions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="đơn vị đang giữ")
    step = models.CharField("bước", max_length=12, choices=Step)
    due_on = models.DateField("hạn mới")
    reason = NameField("lý do", max_length=300)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_by_name = NameField("người cho gia hạn", max_length=100)
    granted_at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "gia hạn của bước"
        verbose_name_plural = "gia hạn của bước"
        ordering = ["-granted_at", "-id"]

    def __str__(self):
        return f"{self.unit}: {self.get_step_display()}"
