"""A committee's meeting: members serving, attendance, agenda, ballots and recusals."""

import uuid
from fractions import Fraction

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from history.models import AppendOnly
from nominations.models import Nomination, Round
from organizations.enums import AwardForm
from organizations.models import Dated, Unit, UnitKind
from vietnamese.fields import NameField, ProseField
from vietnamese.text import search_key

from .enums import (
    AgendaChangeKind,
    AttendanceStatus,
    Choice,
    MajorityBase,
    MeetingMode,
    MeetingState,
    Outcome,
    QuorumBase,
    RecusalGround,
    Secrecy,
    Section,
    TieRule,
)
from .rules import Count, Terms


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
        return f"{self.title} ({self.starts_at:%d/%m/%Y})"

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
    hands_invalid = models.PositiveSmallIntegerField("không hợp lệ", null=True, blank=True)
    is_postponed = models.BooleanField("để lại phiên sau", default=False)
    is_withdrawn = models.BooleanField("đã rút khỏi chương trình", default=False)
    voted_form = models.CharField(
        "hình thức đưa ra biểu quyết", max_length=20, choices=AwardForm, blank=True, default=""
    )
    """Another form than the one proposed; empty while the proposed one is voted on. Both are kept."""
    raise_to = models.ForeignKey(
        Round,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="trình tiếp đợt của cấp trên",
    )
    """A round of a higher authority to which the committee proposes the nominee beside its own decision."""
    raise_form = models.CharField(
        "hình thức đề nghị cấp trên", max_length=20, choices=AwardForm, blank=True, default=""
    )
    raised = models.OneToOneField(
        Nomination, on_delete=models.PROTECT, null=True, blank=True, related_name="raised_by_line", editable=False
    )
    in_favor = models.PositiveSmallIntegerField(null=True, blank=True)
    against = models.PositiveSmallIntegerField(null=True, blank=True)
    abstain = models.PositiveSmallIntegerField(null=True, blank=True)
    not_voted = models.PositiveSmallIntegerField(null=True, blank=True)
    recused = models.PositiveSmallIntegerField(null=True, blank=True)
    invalid = models.PositiveSmallIntegerField(null=True, blank=True)
    needed = models.PositiveSmallIntegerField("phiếu tán thành cần có", null=True, blank=True)
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

    @property
    def form(self) -> str:
        """Return the form of award that is voted on."""
        return self.voted_form or self.nomination.form

    @property
    def form_text(self) -> str:
        """Return it as pages show it: "Giấy khen", or "Bằng khen (đề nghị Giấy khen)" where it is another one."""
        proposed = self.nomination.get_form_display()
        return f"{self.get_voted_form_display()} (đề nghị {proposed})" if self.voted_form else proposed

    def count(self) -> Count | None:
        """Return the frozen result, or None before the meeting is closed."""
        if self.in_favor is None:
            return None
        return Count(self.in_favor, self.against, self.abstain, self.not_voted, self.recused, self.invalid or 0)


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


class AgendaChange(AppendOnly):
    """That a line was added to a frozen agenda or taken off it, with the reason."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="changes")
    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="+")
    line_name = models.CharField("dòng", max_length=250)
    kind = models.CharField("thay đổi", max_length=10, choices=AgendaChangeKind)

    class Meta:
        verbose_name = "thay đổi chương trình"
        verbose_name_plural = "thay đổi chương trình"
        ordering = ["id"]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.line_name}"


class ResultCorrection(AppendOnly):
    """That a released result was wrong and was corrected: by whose authority, on which paper. `note` is the reason."""

    line = models.ForeignKey(AgendaLine, on_delete=models.PROTECT, related_name="corrections")
    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="corrections")
    before = models.CharField("kết quả đã công bố", max_length=10, choices=Outcome)
    after = models.CharField("kết quả đúng", max_length=10, choices=Outcome)
    authority = models.CharField("thẩm quyền đính chính", max_length=300)
    paper_number = models.CharField("văn bản đính chính", max_length=100)
    paper_on = models.DateField("ngày văn bản")

    class Meta:
        verbose_name = "đính chính kết quả"
        verbose_name_plural = "đính chính kết quả"
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(before=F("after")), name="correction_changes")]

    def __str__(self):
        return f"{self.line_id}: {self.after}"


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
