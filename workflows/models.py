"""What the process writes: the record of every move, viewflow's own row, and which acts should not meet in one person."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from viewflow.workflow.models import Process

from history.models import AppendOnly
from nominations.enums import Step
from nominations.models import Dossier, Nomination, Round
from organizations.models import Dated, Unit
from vietnamese.fields import NameField, ProseField


class NominationProcess(Process):
    """viewflow's process of one nomination: exactly one each."""

    nomination = models.OneToOneField(Nomination, on_delete=models.PROTECT, related_name="process")

    class Meta:
        verbose_name = "quy trình của đề nghị"
        verbose_name_plural = "quy trình của đề nghị"


class DeadlineProcess(Process):
    """viewflow's process that watches the time of one step of a round at one unit; its timers remind and escalate."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    step = models.CharField("bước", max_length=12, choices=Step)
    due_at = models.DateTimeField("hạn")

    class Meta:
        verbose_name = "theo dõi hạn"
        verbose_name_plural = "theo dõi hạn"
        constraints = [models.UniqueConstraint(fields=["round", "unit", "step", "due_at"], name="deadline_once")]


class TransitionRecord(AppendOnly):
    """One move of a nomination: who, in which role and unit, did what, when, from which state to which, with which note.

    Names are copied as text and survive renamed units and departed users. Append-only, in code and in the database.
    """

    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="records")
    sequence = models.PositiveIntegerField("thứ tự")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=20, blank=True)
    position_title = models.CharField("chức vụ", max_length=100, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    action = models.CharField("việc", max_length=30)
    label = models.CharField("tên việc", max_length=100)
    source = models.CharField("từ trạng thái", max_length=20, blank=True)
    target = models.CharField("đến trạng thái", max_length=20)
    holder_name = models.CharField("nơi giữ sau đó", max_length=250, blank=True)
    data = models.JSONField("chi tiết", default=dict)

    class Meta:
        verbose_name = "bước của đề nghị"
        verbose_name_plural = "lịch sử của đề nghị"
        ordering = ["nomination_id", "sequence"]
        constraints = [models.UniqueConstraint(fields=["nomination", "sequence"], name="transition_sequence")]
        indexes = [models.Index(fields=["unit", "-id"], name="transition_unit")]

    def __str__(self):
        return f"{self.nomination_id}/{self.sequence} {self.action}"


class SeparationMode(models.TextChoices):
    """What happens when one person does both acts of a pair on the same line."""

    REASON = "reason", "Cho phép nếu ghi lý do"
    REFUSE = "refuse", "Không cho phép"


class SeparationRule(Dated):
    """A pair of acts that one person should not do on the same line, as a committee has decided.

    Without a unit the rule holds everywhere; a unit's own rule comes first.
    """

    first_action = models.CharField("việc trước", max_length=30)
    second_action = models.CharField("việc sau", max_length=30)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đơn vị"
    )
    mode = models.CharField("xử lý", max_length=8, choices=SeparationMode, default=SeparationMode.REASON)
    source = NameField("căn cứ", max_length=300, blank=True)

    class Meta(Dated.Meta):
        verbose_name = "hai việc nên do hai người làm"
        verbose_name_plural = "hai việc nên do hai người làm"
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(condition=~Q(first_action=models.F("second_action")), name="separation_two_acts"),
        ]

    def __str__(self):
        return f"{self.first_action} - {self.second_action}"


class Audience(models.TextChoices):
    """Who may read a comment."""

    EVERYONE = "everyone", "Mọi người liên quan, cả chi bộ"
    APPRAISERS = "appraisers", "Chỉ bên thẩm định và Ban Thường vụ"


class Comment(models.Model):
    """What somebody says beside a line. Append-only: a comment is answered, not changed."""

    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    author_name = NameField("người viết", max_length=100)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit_name = NameField("đơn vị", max_length=250)
    audience = models.CharField("ai đọc được", max_length=12, choices=Audience, default=Audience.EVERYONE)
    text = ProseField("nội dung")
    written_at = models.DateTimeField("viết lúc")
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        verbose_name = "ý kiến trao đổi"
        verbose_name_plural = "ý kiến trao đổi"
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=Q(audience__in=Audience.values), name="comment_audience")]

    def __str__(self):
        return f"{self.author_name}: {self.text[:40]}"


class Remark(models.Model):
    """What was asked about one field of a returned line, and the cell's answer to it."""

    record = models.ForeignKey(TransitionRecord, on_delete=models.PROTECT, related_name="remarks")
    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="remarks")
    field = models.CharField("phần", max_length=20)
    text = ProseField("cần bổ sung")
    answer = ProseField("trả lời", blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    answered_by_name = NameField("người trả lời", max_length=100, blank=True)
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)

    class Meta:
        verbose_name = "yêu cầu bổ sung"
        verbose_name_plural = "yêu cầu bổ sung"
        ordering = ["id"]

    def __str__(self):
        return f"{self.field}: {self.text[:40]}"


class AutosavedForm(models.Model):
    """What somebody has typed into a form and not saved yet, kept a few seconds after the last change.

    `page` names the form ("line:7", "new-line:3:individual", "meeting:3"); `tab` is a random name of the browser window
    that writes here; `base_version` is the version of the record that the form was opened with.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    page = models.CharField("trang", max_length=80)
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, null=True, blank=True, related_name="autosaved")
    nomination = models.ForeignKey(
        Nomination, on_delete=models.CASCADE, null=True, blank=True, related_name="autosaved"
    )
    data = models.JSONField("đã gõ", default=dict)
    base_version = models.PositiveIntegerField(null=True, blank=True)
    tab = models.UUIDField("cửa sổ")
    saved_at = models.DateTimeField("giữ lúc")

    class Meta:
        verbose_name = "nội dung gõ dở"
        verbose_name_plural = "nội dung gõ dở"
        constraints = [models.UniqueConstraint(fields=["user", "page"], name="autosaved_once")]
        indexes = [models.Index(fields=["page"], name="autosaved_page")]

    def __str__(self):
        return self.page


class LineClaim(models.Model):
    """That somebody has taken a waiting line in hand. Released by hand, by an act on the line, or after an idle time."""

    nomination = models.OneToOneField(Nomination, on_delete=models.CASCADE, related_name="claim")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="claims")
    user_name = NameField("người nhận xử lý", max_length=100)
    claimed_at = models.DateTimeField("nhận lúc")
    active_at = models.DateTimeField("hoạt động lần cuối")

    class Meta:
        verbose_name = "dòng đã nhận xử lý"
        verbose_name_plural = "dòng đã nhận xử lý"
        indexes = [models.Index(fields=["user", "active_at"], name="claim_of_person")]

    def __str__(self):
        return f"{self.nomination_id}: {self.user_name}"


class LineView(models.Model):
    """When somebody had a line open last: who is looking at it now, and whether an act may still be taken back."""

    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="views")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    user_name = NameField("người xem", max_length=100)
    seen_at = models.DateTimeField("xem lúc")

    class Meta:
        verbose_name = "lượt xem dòng"
        verbose_name_plural = "lượt xem dòng"
        constraints = [models.UniqueConstraint(fields=["nomination", "user"], name="line_view_once")]

    def __str__(self):
        return f"{self.nomination_id}: {self.user_name}"


class SavedView(models.Model):
    """A set of filters that somebody keeps under a name. `query` is the query string of the page."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    page = models.SlugField("trang", max_length=30)
    name = NameField("tên", max_length=60)
    query = models.CharField("bộ lọc", max_length=500)

    class Meta:
        verbose_name = "bộ lọc đã lưu"
        verbose_name_plural = "bộ lọc đã lưu"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "page", "name"],
                name="saved_view_once",
                violation_error_message="Đồng chí đã có bộ lọc tên này. Hãy đặt tên khác.",
            )
        ]

    def __str__(self):
        return self.name
