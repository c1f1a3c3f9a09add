"""The lines of an agenda with their results, and what changed them on record."""

from django.db import models
from django.db.models import F, Q

from history.models import AppendOnly
from nominations.models import Nomination, Round
from organizations.enums import AwardForm
from vietnamese.fields import NameField

from ..enums import AgendaChangeKind, Outcome, Section
from ..rules import Count
from .sittings import Meeting


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

    @property
    def result(self) -> str:
        """Return what holds: the outcome of the vote, or what the latest correction made of it."""
        return max(self.corrections.all(), key=lambda made: made.pk).after if self.corrections.all() else self.outcome

    def count(self) -> Count | None:
        """Return the frozen result, or None before the meeting is closed."""
        if self.in_favor is None:
            return None
        return Count(self.in_favor, self.against, self.abstain, self.not_voted, self.recused, self.invalid or 0)


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
