"""What an office finds out about a line: criteria, appraisal sheets, opinions of other bodies, objections to posted names."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from organizations.models import Unit
from vietnamese.fields import NameField, ProseField

from ..enums import Advice, Consent, Mark
from .lines import Nomination
from .rounds import Round, RoundForm


class Criterion(models.Model):
    """One point that appraisers judge for a form of award of a round, in the order of the sheet."""

    round_form = models.ForeignKey(RoundForm, on_delete=models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField("thứ tự")
    text = NameField("tiêu chí", max_length=400)
    source = NameField("căn cứ", max_length=300, blank=True)

    class Meta:
        verbose_name = "tiêu chí thẩm định"
        verbose_name_plural = "tiêu chí thẩm định"
        ordering = ["position", "id"]

    def __str__(self):
        return self.text[:60]


class Appraisal(models.Model):
    """One appraiser's sheet on one line at one unit. Asked for or begun by themselves; unseen by others until all are in.

    `criteria` of the marks are copied as text, so that a sheet stays readable when the round's criteria change. A
    sheet that is no longer needed is excused with a reason, never removed.
    """

    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="appraisals")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    appraiser = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    appraiser_name = NameField("người thẩm định", max_length=100)
    position_title = NameField("chức vụ", max_length=100, blank=True)
    asked_by_name = NameField("người đề nghị cho ý kiến", max_length=100, blank=True)
    asked_at = models.DateTimeField("đề nghị lúc")
    due_on = models.DateField("hạn", null=True, blank=True)
    advice = models.CharField("kết luận", max_length=12, choices=Advice, blank=True)
    remark = ProseField("nhận xét", blank=True)
    saved_at = models.DateTimeField("ghi lúc", null=True, blank=True)
    submitted_at = models.DateTimeField("nộp lúc", null=True, blank=True)
    on_behalf_of = NameField("theo ủy quyền của", max_length=150, blank=True)
    excused_at = models.DateTimeField("thôi yêu cầu lúc", null=True, blank=True)
    excused_reason = NameField("lý do thôi yêu cầu", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = "phiếu thẩm định"
        verbose_name_plural = "phiếu thẩm định"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["nomination", "unit", "appraiser"], condition=Q(excused_at=None), name="appraisal_once"
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None) | ~Q(advice=""), name="appraisal_submitted_has_advice"
            ),
            models.CheckConstraint(
                condition=Q(excused_at=None) | ~Q(excused_reason=""), name="appraisal_excused_has_reason"
            ),
        ]
        indexes = [models.Index(fields=["appraiser", "submitted_at"], name="appraisal_of_person")]

    def __str__(self):
        return f"{self.nomination_id}: {self.appraiser_name}"

    @property
    def is_in(self) -> bool:
        """Return whether the sheet was handed in."""
        return self.submitted_at is not None


class AppraisalMark(models.Model):
    """What a sheet says of one criterion."""

    appraisal = models.ForeignKey(Appraisal, on_delete=models.CASCADE, related_name="marks")
    position = models.PositiveSmallIntegerField("thứ tự")
    criterion = NameField("tiêu chí", max_length=400)
    mark = models.CharField("đánh giá", max_length=8, choices=Mark, blank=True)
    remark = NameField("nhận xét", max_length=500, blank=True)

    class Meta:
        verbose_name = "đánh giá theo tiêu chí"
        verbose_name_plural = "đánh giá theo tiêu chí"
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["appraisal", "position"], name="appraisal_mark_once")]

    def __str__(self):
        return f"{self.position}. {self.mark}"


class OpinionRequest(models.Model):
    """That another body was asked for its opinion on a line (hiệp y), and its answer.

    Answered by people of `asked_unit` with their account, or by whoever holds the link; only the sha256 of the link's
    secret is kept. A request is answered once; a cancelled one keeps its reason.
    """

    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="opinion_requests")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="đơn vị hỏi")
    asked_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đơn vị được hỏi"
    )
    body_name = NameField("cơ quan được hỏi", max_length=250)
    email = models.EmailField("địa chỉ thư", blank=True)
    question = ProseField("nội dung xin ý kiến")
    due_on = models.DateField("hạn trả lời")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_by_name = NameField("người hỏi", max_length=100)
    asked_at = models.DateTimeField("hỏi lúc")
    secret_sha256 = models.CharField(max_length=64, unique=True, null=True, editable=False)
    consent = models.CharField("ý kiến", max_length=12, choices=Consent, blank=True)
    answer = ProseField("trả lời", blank=True)
    answered_by_name = NameField("người trả lời", max_length=100, blank=True)
    answered_by_position = NameField("chức vụ người trả lời", max_length=150, blank=True)
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    cancelled_at = models.DateTimeField("thôi hỏi lúc", null=True, blank=True)
    cancelled_reason = NameField("lý do thôi hỏi", max_length=300, blank=True)
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        verbose_name = "xin ý kiến hiệp y"
        verbose_name_plural = "xin ý kiến hiệp y"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None) | (~Q(consent="") & ~Q(answered_by_name="")),
                name="opinion_answered_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | Q(answered_at=None), name="opinion_cancelled_or_answered"
            ),
        ]
        indexes = [models.Index(fields=["asked_unit", "answered_at"], name="opinion_of_unit")]

    def __str__(self):
        return f"{self.body_name}: {self.nomination_id}"


class Posting(models.Model):
    """That the names of a round's lines were posted for objections before the vote, from one day to another."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="đơn vị niêm yết")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="postings", verbose_name="đợt")
    starts_on = models.DateField("từ ngày")
    ends_on = models.DateField("đến hết ngày")
    place = NameField("nơi niêm yết", max_length=300, blank=True)
    contact = NameField("nơi nhận ý kiến", max_length=300, blank=True)
    created_at = models.DateTimeField("lập lúc")
    created_by_name = NameField("người lập", max_length=100)
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        verbose_name = "niêm yết"
        verbose_name_plural = "niêm yết"
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="posting_dates",
                violation_error_message="Ngày cuối phải sau hoặc đúng ngày đầu.",
            )
        ]

    def __str__(self):
        return f"Niêm yết {self.starts_on:%d/%m/%Y}"


class PostedLine(models.Model):
    """One name on a posting, as it was posted."""

    posting = models.ForeignKey(Posting, on_delete=models.CASCADE, related_name="lines")
    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="posted_lines")
    position = models.PositiveSmallIntegerField("thứ tự")
    name = NameField("tên niêm yết", max_length=250)

    class Meta:
        verbose_name = "dòng niêm yết"
        verbose_name_plural = "dòng niêm yết"
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["posting", "nomination"], name="posted_line_once")]

    def __str__(self):
        return f"{self.position}. {self.name}"


class Objection(models.Model):
    """What somebody objects to a posted name, and the answer. The vote on the line waits until it is answered."""

    line = models.ForeignKey(PostedLine, on_delete=models.PROTECT, related_name="objections")
    from_name = NameField(
        "người nêu ý kiến", max_length=100, blank=True, help_text="Để trống nếu người nêu không ghi tên."
    )
    contact = NameField("liên hệ", max_length=150, blank=True)
    channel = NameField("nhận bằng", max_length=100, help_text="Ví dụ: đơn, điện thoại, trực tiếp tại chi bộ.")
    text = ProseField("nội dung")
    received_on = models.DateField("nhận ngày")
    recorded_by_name = NameField("người ghi", max_length=100)
    recorded_at = models.DateTimeField("ghi lúc")
    is_upheld = models.BooleanField("ý kiến đúng", null=True)
    answer = ProseField("kết quả xem xét, trả lời", blank=True)
    answered_by_name = NameField("người trả lời", max_length=100, blank=True)
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        verbose_name = "ý kiến về người được niêm yết"
        verbose_name_plural = "ý kiến về người được niêm yết"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None) | (~Q(answer="") & Q(is_upheld__isnull=False)),
                name="objection_answered_is_complete",
            )
        ]

    def __str__(self):
        return f"{self.line_id}: {self.text[:40]}"
