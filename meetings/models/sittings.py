"""Dated rules of votes, meetings and who attends them."""

import uuid
from fractions import Fraction

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from organizations.models import Dated, Unit, UnitKind
from vietnamese.dates import local_day, short_date
from vietnamese.fields import NameField, ProseField

from ..enums import AttendanceStatus, MajorityBase, MeetingMode, MeetingState, QuorumBase, Secrecy, TieRule
from ..rules import Terms


def _terms(row: "VotingRule | Meeting") -> Terms:
    has_limit = row.disagreement_numerator is not None
    return Terms(
        quorum=Fraction(row.quorum_numerator, row.quorum_denominator),
        majority=Fraction(row.majority_numerator, row.majority_denominator),
        base=row.majority_base,
        quorum_base=row.quorum_base,
        tie=row.tie_rule,
        disagreement=Fraction(row.disagreement_numerator, row.disagreement_denominator) if has_limit else None,
    )


class VotingRule(Dated):
    """The shares that hold for committees of a kind, or for one unit, from a day on."""

    kind = models.ForeignKey(
        UnitKind, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="loại đơn vị"
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đơn vị"
    )
    quorum_numerator = models.PositiveSmallIntegerField("số dự họp tối thiểu, tử số", default=2)
    quorum_denominator = models.PositiveSmallIntegerField("mẫu số", default=3)
    majority_numerator = models.PositiveSmallIntegerField("tán thành phải hơn, tử số", default=1)
    majority_denominator = models.PositiveSmallIntegerField("mẫu số", default=2)
    majority_base = models.CharField("tính trên", max_length=24, choices=MajorityBase, default=MajorityBase.SERVING)
    quorum_base = models.CharField("số dự họp tính trên", max_length=24, choices=QuorumBase, default=QuorumBase.SERVING)
    tie_rule = models.CharField("khi hai bên bằng nhau", max_length=8, choices=TieRule, default=TieRule.REJECT)
    disagreement_numerator = models.PositiveSmallIntegerField(
        "ý kiến khác đáng kể, từ (tử số)",
        null=True,
        blank=True,
        help_text="Khi lấy ý kiến bằng phiếu gửi: từ tỷ lệ này trên số phiếu không tán thành thì dòng phải đưa ra phiên họp. "
        "Để trống: không đưa.",
    )
    disagreement_denominator = models.PositiveSmallIntegerField("mẫu số", null=True, blank=True)
    allows_poll = models.BooleanField("được lấy ý kiến bằng phiếu gửi", default=True)
    heads_are_recused = models.BooleanField("người đứng đầu đơn vị được đề nghị không biểu quyết", default=False)
    source = NameField("căn cứ", max_length=300, blank=True)

    class Meta(Dated.Meta):
        verbose_name = "quy tắc biểu quyết"
        verbose_name_plural = "quy tắc biểu quyết"
        ordering = ["-starts_on", "id"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(condition=Q(kind=None) ^ Q(unit=None), name="voting_rule_kind_or_unit"),
            models.CheckConstraint(
                condition=Q(
                    quorum_denominator__gt=0,
                    majority_denominator__gt=0,
                    quorum_numerator__lte=F("quorum_denominator"),
                    majority_numerator__lt=F("majority_denominator"),
                ),
                name="voting_rule_shares",
            ),
            models.CheckConstraint(
                condition=Q(disagreement_numerator=None, disagreement_denominator=None)
                | Q(
                    disagreement_numerator__gt=0,
                    disagreement_denominator__gt=0,
                    disagreement_numerator__lte=F("disagreement_denominator"),
                ),
                name="voting_rule_disagreement",
            ),
        ]

    def __str__(self):
        return f"{self.unit or self.kind} từ {self.starts_on:%d/%m/%Y}"

    def terms(self) -> Terms:
        """Return the rule as the pure value that meetings.rules computes with."""
        return _terms(self)


class Meeting(models.Model):
    """One meeting of a standing committee. Shares and numbers are copied in when voting opens."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="meetings", verbose_name="đơn vị")
    committee_name = NameField("tên ban thường vụ", max_length=250)
    title = NameField("nội dung phiên họp", max_length=250)
    mode = models.CharField("cách làm", max_length=4, choices=MeetingMode, default=MeetingMode.ROOM)
    secrecy = models.CharField("hình thức biểu quyết", max_length=6, choices=Secrecy, default=Secrecy.OPEN)
    starts_at = models.DateTimeField("họp lúc")
    poll_closes_at = models.DateTimeField("hạn gửi phiếu", null=True, blank=True)
    met_until = models.TimeField("họp xong lúc", null=True, blank=True)
    place = NameField("nơi họp", max_length=200, blank=True)
    chair_name = NameField("chủ trì", max_length=100, blank=True)
    chair_position = NameField("chức vụ người chủ trì", max_length=100, blank=True)
    clerk_name = NameField("thư ký phiên họp", max_length=100, blank=True)
    opinions = ProseField("ý kiến tại phiên họp", blank=True)
    minutes_number = models.CharField("số biên bản", max_length=20, blank=True)
    state = models.CharField("trạng thái", max_length=10, choices=MeetingState, default=MeetingState.PREPARING)
    opened_at = models.DateTimeField("mở biểu quyết lúc", null=True, blank=True)
    closed_at = models.DateTimeField("đóng lúc", null=True, blank=True)
    closed_by_name = NameField("người đóng phiên", max_length=100, blank=True)
    released_at = models.DateTimeField("công bố lúc", null=True, blank=True)
    released_by_name = NameField("người công bố", max_length=100, blank=True)
    conclusion = ProseField("kết luận của người chủ trì", blank=True)
    serving = models.PositiveSmallIntegerField("ủy viên đương nhiệm", null=True, blank=True)
    attending = models.PositiveSmallIntegerField("có mặt", null=True, blank=True)
    quorum_numerator = models.PositiveSmallIntegerField(default=2)
    quorum_denominator = models.PositiveSmallIntegerField(default=3)
    majority_numerator = models.PositiveSmallIntegerField(default=1)
    majority_denominator = models.PositiveSmallIntegerField(default=2)
    majority_base = models.CharField(max_length=24, choices=MajorityBase, default=MajorityBase.SERVING)
    quorum_base = models.CharField(max_length=24, choices=QuorumBase, default=QuorumBase.SERVING)
    tie_rule = models.CharField(max_length=8, choices=TieRule, default=TieRule.REJECT)
    disagreement_numerator = models.PositiveSmallIntegerField(null=True, blank=True)
    disagreement_denominator = models.PositiveSmallIntegerField(null=True, blank=True)
    created_at = models.DateTimeField("lập lúc")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = "phiên họp"
        verbose_name_plural = "phiên họp"
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MeetingState.values), name="meeting_state"),
            models.CheckConstraint(
                condition=~Q(state__in=[MeetingState.CLOSED, MeetingState.RELEASED])
                | Q(closed_at__isnull=False, attending__isnull=False, serving__isnull=False),
                name="meeting_closed_is_complete",
            ),
            models.CheckConstraint(
                condition=~Q(state=MeetingState.RELEASED) | Q(released_at__isnull=False),
                name="meeting_released_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(mode=MeetingMode.ROOM) | Q(poll_closes_at__isnull=False),
                name="meeting_poll_has_end",
                violation_error_message="Hãy ghi hạn gửi phiếu.",
            ),
        ]

    def __str__(self):
        return f"{self.title} ({short_date(local_day(self.starts_at))})"

    @property
    def is_poll(self) -> bool:
        """Return whether the committee is asked in writing."""
        return self.mode == MeetingMode.POLL

    @property
    def is_secret(self) -> bool:
        """Return whether nobody may tell a vote from its voter."""
        return self.secrecy == Secrecy.SECRET

    def terms(self) -> Terms:
        """Return the shares of this meeting."""
        return _terms(self)


class Attendance(models.Model):
    """One member serving on the day of the meeting, and whether they attend."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = NameField("họ và tên", max_length=100)
    position = NameField("chức vụ", max_length=100, blank=True)
    status = models.CharField("dự họp", max_length=10, choices=AttendanceStatus, default=AttendanceStatus.UNKNOWN)
    reason = NameField("lý do vắng", max_length=200, blank=True)

    class Meta:
        verbose_name = "người dự họp"
        verbose_name_plural = "người dự họp"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "user"], name="attendance_once"),
            models.CheckConstraint(condition=Q(status__in=AttendanceStatus.values), name="attendance_status"),
        ]

    def __str__(self):
        return f"{self.name}: {self.get_status_display()}"
