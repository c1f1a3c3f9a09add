"""A ceremony and the one order from which everything about it is made."""

import uuid
from pathlib import Path

from django.db import models
from django.db.models import Q

from documents.models import Decision
from nominations.models import Award
from organizations.models import Unit
from runs.models import Run
from vietnamese.fields import NameField, ProseField

from ..enums import CeremonyPaperKind, CeremonyState, KindOrder, Presence, WithinOrder

SMALLEST_GROUP, LARGEST_GROUP = 5, 10


def paper_path(paper: "CeremonyPaper", original_name: str) -> str:
    """Return where a paper of a ceremony is kept: a random name under ceremonies/."""
    return str(Path(paper.FOLDER) / f"{uuid.uuid4().hex}.pdf")


class Ceremony(models.Model):
    """An occasion at which awards of one or several decisions are handed over.

    `version` counts every change of the order, so that two windows do not overwrite each other; `is_hand_ordered` says
    that somebody moved a place by hand since the rules were last applied.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="ceremonies", verbose_name="đơn vị tổ chức")
    name = NameField("tên buổi lễ", max_length=200)
    starts_at = models.DateTimeField("bắt đầu lúc")
    place = NameField("địa điểm", max_length=200)
    decisions = models.ManyToManyField(Decision, related_name="ceremonies", verbose_name="quyết định được công bố")
    state = models.CharField("trạng thái", max_length=10, choices=CeremonyState, default=CeremonyState.PREPARING)
    higher_first = models.BooleanField("hình thức cao trao trước", default=True)
    kind_order = models.CharField(
        "tập thể, cá nhân", max_length=20, choices=KindOrder, default=KindOrder.COLLECTIVES_FIRST
    )
    within_order = models.CharField(
        "trong cùng hình thức", max_length=12, choices=WithinOrder, default=WithinOrder.DECISION
    )
    group_size = models.PositiveSmallIntegerField("số người mỗi lượt", default=8)
    presenter = NameField("người trao", max_length=200, blank=True)
    note = ProseField("ghi chú", blank=True)
    is_hand_ordered = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField("lập lúc")
    created_by_name = NameField("người lập", max_length=100)
    held_at = models.DateTimeField("ghi đã tổ chức lúc", null=True, blank=True)
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        verbose_name = "buổi lễ"
        verbose_name_plural = "buổi lễ"
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(group_size__gte=SMALLEST_GROUP, group_size__lte=LARGEST_GROUP),
                name="ceremony_group_size",
                violation_error_message="Mỗi lượt lên sân khấu từ 5 đến 10 người.",
            ),
            models.CheckConstraint(
                condition=~Q(state=CeremonyState.HELD) | Q(held_at__isnull=False), name="ceremony_held_when"
            ),
        ]

    def __str__(self):
        return self.name


class CeremonyPlace(models.Model):
    """One recipient's place: where in the order, in which group, who comes instead, how the name is read, who was there.

    `position` starts at 1 and has no gaps. `breaks_before` starts a new group by hand; `group` and `spot` are where that
    puts the recipient on the stage, from 1. An absent recipient without a stand-in keeps the place in the stack but does
    not come up.
    """

    ceremony = models.ForeignKey(Ceremony, on_delete=models.CASCADE, related_name="places")
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="ceremony_places")
    position = models.PositiveIntegerField("thứ tự")
    breaks_before = models.BooleanField("bắt đầu lượt mới", default=False)
    group = models.PositiveSmallIntegerField("lượt", default=1)
    spot = models.PositiveSmallIntegerField("vị trí trong lượt", default=1)
    is_absent = models.BooleanField("báo vắng", default=False)
    absent_because = NameField("lý do vắng", max_length=200, blank=True)
    stand_in_name = NameField("người nhận thay", max_length=100, blank=True)
    stand_in_position = NameField("chức vụ, quan hệ của người nhận thay", max_length=200, blank=True)
    reading = NameField("cách đọc tên", max_length=250, blank=True)
    presence = models.CharField("điểm danh", max_length=8, choices=Presence, default=Presence.UNKNOWN)
    presence_at = models.DateTimeField("điểm danh lúc", null=True, blank=True)
    presence_by_name = NameField("người điểm danh", max_length=100, blank=True)

    class Meta:
        verbose_name = "vị trí trong buổi lễ"
        verbose_name_plural = "vị trí trong buổi lễ"
        ordering = ["ceremony_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["ceremony", "award"], name="ceremony_place_once"),
            models.CheckConstraint(condition=Q(position__gte=1), name="ceremony_place_from_one"),
            models.CheckConstraint(
                condition=Q(stand_in_name="") | Q(is_absent=True), name="ceremony_stand_in_for_absent"
            ),
        ]

    def __str__(self):
        return f"{self.position}. {self.award.recipient_name}"


class CeremonyPaper(models.Model):
    """A paper as it was made from the order of that moment. `order_sha256` tells whether the order is still the same."""

    FOLDER = "ceremonies"
    """Under the media folder; nothing but papers of ceremonies lies there."""

    ceremony = models.ForeignKey(Ceremony, on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField("loại", max_length=16, choices=CeremonyPaperKind)
    order_sha256 = models.CharField(max_length=64)
    file = models.FileField("tệp", upload_to=paper_path, max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField("cỡ (byte)")
    made_at = models.DateTimeField("lập lúc")
    made_by_name = NameField("người lập", max_length=100)

    class Meta:
        verbose_name = "giấy tờ của buổi lễ"
        verbose_name_plural = "giấy tờ của buổi lễ"
        ordering = ["-id"]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.ceremony}"


class PaperOrder(models.Model):
    """That somebody asked for papers of a ceremony: a run makes them, one piece each, and keeps them as they are done.

    `kinds` are pairs in the order of the run's pieces: a CeremonyPaperKind, and the id of the paper once it is kept.
    """

    ceremony = models.ForeignKey(Ceremony, on_delete=models.CASCADE, related_name="paper_orders")
    run = models.OneToOneField(Run, on_delete=models.PROTECT, related_name="paper_order")
    kinds = models.JSONField("các loại")
    ordered_at = models.DateTimeField("yêu cầu lúc")
    ordered_by_name = NameField("người yêu cầu", max_length=100)

    class Meta:
        verbose_name = "lượt lập giấy tờ"
        verbose_name_plural = "lượt lập giấy tờ"
        ordering = ["-id"]

    def __str__(self):
        return f"{self.ceremony}, {self.ordered_at}"

    @property
    def words(self) -> list[str]:
        """Return the ordered kinds in words."""
        return [CeremonyPaperKind(kind).label for kind, _ in self.kinds]
