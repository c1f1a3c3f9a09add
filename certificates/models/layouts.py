"""Layouts of certificates: what a unit uses for a form of award and a kind of recipient, and every version that was saved."""

import json
import uuid
from functools import cached_property
from pathlib import Path

from django.db import models
from django.db.models import Q

from history.models import AppendOnlyQuerySet
from organizations.enums import AwardForm, RecipientKind
from organizations.models import Unit
from vietnamese.fields import NameField

from ..enums import BackgroundKind

BLANKS, EMBLEMS = "blanks/", "emblems/"
"""The folders of blanks and of the offices' own emblems; the folder says which of the two a Background is."""
EMBLEM = "bieu-trung"


def background_path(background: "Background", original_name: str) -> str:
    """Return where a picture is kept: a random name with the ending of what was written, emblems apart from blanks.

    `original_name` is never the name that came in, but one that our own services give: EMBLEM and an ending is an emblem.
    """
    folder = EMBLEMS if Path(original_name).stem == EMBLEM else BLANKS
    return f"{folder}{uuid.uuid4().hex}{Path(original_name).suffix}"


class Background(models.Model):
    """An office's own picture, or PDF of its blank, as it was made harmless: re-encoded picture or one cleaned page.

    A blank lies under the words, an emblem in the emblem slot.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = NameField("tên", max_length=100)
    kind = models.CharField("loại", max_length=8, choices=BackgroundKind)
    file = models.FileField("tệp", upload_to=background_path, max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField("cỡ (byte)")
    uploaded_at = models.DateTimeField("đưa lên lúc")
    uploaded_by_name = NameField("người đưa lên", max_length=100)

    class Meta:
        verbose_name = "hình nền giấy khen"
        verbose_name_plural = "hình nền giấy khen"
        ordering = ["-id"]

    def __str__(self):
        return self.name


class FrozenLayout(models.Model):
    """A layout exactly as something was printed with it. Written once; `sha256` is that of its canonical JSON."""

    sha256 = models.CharField(max_length=64, unique=True)
    spec = models.JSONField("bố cục")
    background = models.ForeignKey(Background, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    frozen_at = models.DateTimeField("giữ lúc")

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = "bố cục đã dùng"
        verbose_name_plural = "bố cục đã dùng"

    def __str__(self):
        return self.sha256[:12]

    @cached_property
    def canonical(self) -> str:
        """The spec as one text, written once for all certificates that share this object."""
        return json.dumps(self.spec, sort_keys=True)


class Layout(models.Model):
    """A certificate's layout: award form x kind of recipient x issuing unit. What it says is in its versions.

    `draft` is what the editor holds and nobody prints with yet; it is kept as it is typed.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="certificate_layouts", verbose_name="đơn vị")
    form = models.CharField("hình thức", max_length=20, choices=AwardForm)
    recipient_kind = models.CharField("đối tượng", max_length=12, choices=RecipientKind)
    name = NameField("tên bố cục", max_length=100)
    is_in_use = models.BooleanField("đang dùng", default=False)
    draft = models.JSONField("bản đang sửa", null=True, blank=True)
    draft_background = models.ForeignKey(
        Background, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="hình nền đang sửa"
    )
    draft_version = models.PositiveIntegerField(
        default=0, help_text="counts saves of the draft, so that two windows do not overwrite"
    )
    draft_saved_at = models.DateTimeField("bản đang sửa lưu lúc", null=True, blank=True)
    draft_saved_by_name = NameField("người sửa", max_length=100, blank=True)
    created_at = models.DateTimeField("tạo lúc")
    created_by_name = NameField("người tạo", max_length=100)
    retired_at = models.DateTimeField("thôi dùng lúc", null=True, blank=True)
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        verbose_name = "bố cục giấy khen"
        verbose_name_plural = "bố cục giấy khen"
        ordering = ["unit_id", "form", "recipient_kind", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "form", "recipient_kind"], condition=Q(is_in_use=True), name="layout_one_in_use"
            ),
            models.CheckConstraint(condition=Q(is_in_use=False) | Q(retired_at=None), name="layout_retired_is_unused"),
        ]

    def __str__(self):
        return self.name


class LayoutVersion(models.Model):
    """One saved version of a layout; the newest is the one that is printed with."""

    layout = models.ForeignKey(Layout, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("bản")
    frozen = models.ForeignKey(FrozenLayout, on_delete=models.PROTECT, related_name="versions")
    saved_at = models.DateTimeField("lưu lúc")
    saved_by_name = NameField("người lưu", max_length=100)
    note = NameField("ghi chú", max_length=200, blank=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = "bản của bố cục"
        verbose_name_plural = "bản của bố cục"
        ordering = ["layout_id", "-number"]
        constraints = [models.UniqueConstraint(fields=["layout", "number"], name="layout_version_once")]

    def __str__(self):
        return f"{self.layout}, bản {self.number}"
