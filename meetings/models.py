"""A committee's meeting: members serving, attendance, agenda, ballots and recusals."""

import uuid
from fractions import Fraction

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from nominations.models import Nomination
from organizations.models import Dated, Unit, UnitKind
from vietnamese.fields import NameField, ProseField
from vietnamese.text import search_key

from .enums import AttendanceStatus, Choice, MajorityBase, MeetingState, Outcome, RecusalGround, Section
from .rules import Count, Terms


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
        ]

    def __str__(self):
        return f"{self.unit or self.kind} từ {self.starts_on:%d/%m/%Y}"

    def terms(self) -> Terms:
        """Return the rule as the pure value that meetings.rules computes with."""
        return Terms(
            Fraction(self.quorum_numerator, self.quorum_denominator),
            Fraction(self.majority_numerator, self.majority_denominator),
            self.majority_base,
        )


class Meeting(models.Model):
    """One meeting of a standing committee. Shares and numbers are copied in when voting opens."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="meetings", verbose_name="đơn vị")
    committee_name = NameField("tên ban thường vụ", max_length=250)
    title = NameField("nội dung phiên họp", max_length=250)
    starts_at = models.DateTimeField("họp lúc")
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
    serving = models.PositiveSmallIntegerField("ủy viên đương nhiệm", null=True, blank=True)
    attending = models.PositiveSmallIntegerField("có mặt", null=True, blank=True)
    quorum_numerator = models.PositiveSmallIntegerField(default=2)
    quorum_denominator = models.PositiveSmallIntegerField(default=3)
    majority_numerator = models.PositiveSmallIntegerField(default=1)
    majority_denominator = models.PositiveSmallIntegerField(default=2)
    majority_base = models.CharField(max_length=24, choices=MajorityBase, default=MajorityBase.SERVING)
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
                condition=~Q(state=MeetingState.CLOSED)
                | Q(closed_at__isnull=False, attending__isnull=False, serving__isnull=False),
                name="meeting_closed_is_complete",
            ),
        ]

    def __str__(self):
        return f"{self.title} ({self.starts_at:%d/%m/%Y})"

    def terms(self) -> Terms:
        """Return the shares of this meeting."""
        return Terms(
            Fraction(self.quorum_numerator, self.quorum_denominator),
            Fraction(self.majority_numerator, self.majority_denominator),
            self.majority_base,
        )


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


class AgendaLine(models.Model):
    """One nomination on a meeting's agenda, with its result once the meeting is closed."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="lines")
    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="agenda_lines")
    position = models.PositiveSmallIntegerField("thứ tự")
    section = models.CharField("phần", max_length=16, choices=Section, default=Section.RECOMMENDED)
    name = NameField("người, tập thể được đề nghị", max_length=250)
    is_live = models.BooleanField("đang chờ kết quả", default=True)
    hands_in_favor = models.PositiveSmallIntegerField("tán thành", null=True, blank=True)
    hands_against = models.PositiveSmallIntegerField("không tán thành", null=True, blank=True)
    hands_abstain = models.PositiveSmallIntegerField("không có ý kiến", null=True, blank=True)
    is_postponed = models.BooleanField("để lại phiên sau", default=False)
    in_favor = models.PositiveSmallIntegerField(null=True, blank=True)
    against = models.PositiveSmallIntegerField(null=True, blank=True)
    abstain = models.PositiveSmallIntegerField(null=True, blank=True)
    not_voted = models.PositiveSmallIntegerField(null=True, blank=True)
    recused = models.PositiveSmallIntegerField(null=True, blank=True)
    outcome = models.CharField("kết quả", max_length=10, choices=Outcome, blank=True)

    class Meta:
        verbose_name = "dòng chương trình"
        verbose_name_plural = "dòng chương trình"
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "nomination"], name="agenda_line_once"),
            models.UniqueConstraint(fields=["nomination"], condition=Q(is_live=True), name="agenda_one_live_meeting"),
            models.CheckConstraint(
                condition=Q(hands_in_favor=None, hands_against=None, hands_abstain=None)
                | Q(hands_in_favor__isnull=False, hands_against__isnull=False, hands_abstain__isnull=False),
                name="agenda_hands_all_or_none",
            ),
        ]

    def __str__(self):
        return f"{self.position}. {self.name}"

    @property
    def by_hands(self) -> bool:
        """Return whether a show of hands was entered for the line."""
        return self.hands_in_favor is not None

    def count(self) -> Count | None:
        """Return the frozen result, or None before the meeting is closed."""
        if self.in_favor is None:
            return None
        return Count(self.in_favor, self.against, self.abstain, self.not_voted, self.recused)


class Ballot(models.Model):
    """One member's vote on one line of an open ballot. Others see that it exists, not what it says, until the close."""

    line = models.ForeignKey(AgendaLine, on_delete=models.CASCADE, related_name="ballots")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField("phiếu", max_length=10, choices=Choice)
    cast_at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "phiếu"
        verbose_name_plural = "phiếu"
        constraints = [
            models.UniqueConstraint(fields=["line", "user"], name="ballot_once"),
            models.CheckConstraint(condition=Q(choice__in=Choice.values), name="ballot_choice"),
        ]

    def __str__(self):
        return f"phiếu {self.pk}"


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
