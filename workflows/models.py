"""What the process writes: the record of every move, viewflow's own row, and which acts should not meet in one person."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from viewflow.workflow.models import Process

from history.models import AppendOnly
from nominations.models import Nomination
from organizations.models import Dated, Unit
from vietnamese.fields import NameField


class NominationProcess(Process):
    """viewflow's process of one nomination: exactly one each."""

    nomination = models.OneToOneField(Nomination, on_delete=models.PROTECT, related_name="process")

    class Meta:
        verbose_name = "quy trình của đề nghị"
        verbose_name_plural = "quy trình của đề nghị"


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
