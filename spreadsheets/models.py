"""One import of one sheet: the file, how its columns were read, what became of every row."""

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q

from organizations.models import Unit
from runs.models import Run
from vietnamese.fields import NameField

from .enums import ImportState, RowState


def import_path(row: "SpreadsheetImport", original_name: str) -> str:
    """Return where a sheet is kept: a random name, so that nothing typed by a person becomes a path."""
    return str(Path("imports") / uuid.uuid4().hex)


class SpreadsheetImport(models.Model):
    """A sheet that somebody wants to take in for a unit.

    `columns` is a list of {"index", "heading", "field", "encoding"}: field "" leaves the column out, encoding is a value
    of vietnamese.legacy.Encoding. `target` says what else the kind needs to know (a dossier, a kind of nominee).
    """

    kind = models.SlugField("loại dữ liệu", max_length=40)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="đơn vị")
    target = models.JSONField("nơi nhận", default=dict, blank=True)
    original_name = NameField("tên tệp", max_length=200)
    file = models.FileField("tệp", upload_to=import_path, max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField("cỡ (byte)")
    sheet_name = models.CharField("trang tính", max_length=100, blank=True)
    header_row = models.PositiveIntegerField("dòng tiêu đề", null=True, blank=True)
    first_row = models.PositiveIntegerField("dòng dữ liệu đầu tiên", null=True, blank=True)
    columns = models.JSONField("cột", default=list, blank=True)
    state = models.CharField("trạng thái", max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    done_count = models.PositiveIntegerField("số dòng đã xử lý", default=0)
    total_count = models.PositiveIntegerField("tổng số dòng", default=0)
    error = models.TextField("lỗi", blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField("gửi lúc")
    checked_at = models.DateTimeField("kiểm tra lúc", null=True, blank=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    taken_at = models.DateTimeField("nhập lúc", null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    undone_at = models.DateTimeField("hoàn tác lúc", null=True, blank=True)
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        verbose_name = "lần nhập bảng tính"
        verbose_name_plural = "các lần nhập bảng tính"
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=Q(state__in=ImportState.values), name="import_state")]
        indexes = [models.Index(fields=["unit", "-id"], name="import_unit")]

    def __str__(self):
        return self.original_name


class ImportRow(models.Model):
    """One row of the sheet. `values` is what would be written, `shown` what the person sees of each mapped column.

    `problems` is a list of {"column", "value", "reason"}; `matches` a list of records that the row may be about, of
    which `chosen` is one ("new" for none of them); `made` lists the rows that were written, for undoing.
    """

    sheet_import = models.ForeignKey(SpreadsheetImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField("dòng trong bảng tính")
    state = models.CharField("kết quả", max_length=10, choices=RowState)
    shown = models.JSONField("như trong tệp", default=dict)
    values = models.JSONField("giá trị", default=dict)
    problems = models.JSONField("lỗi", default=list)
    matches = models.JSONField("có thể trùng với", default=list)
    chosen = models.CharField("đã chọn", max_length=40, blank=True)
    made = models.JSONField("đã ghi", default=list)

    class Meta:
        verbose_name = "dòng nhập"
        verbose_name_plural = "dòng nhập"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["sheet_import", "number"], name="import_row_once"),
            models.CheckConstraint(condition=Q(state__in=RowState.values), name="import_row_state"),
        ]
        indexes = [models.Index(fields=["sheet_import", "state", "number"], name="import_row_state_idx")]

    def __str__(self):
        return f"{self.sheet_import_id}/{self.number}"


class RememberedHeading(models.Model):
    """That a unit once said what a heading means; the next sheet with that heading is read the same way."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    kind = models.SlugField("loại dữ liệu", max_length=40)
    heading_key = models.CharField("tiêu đề", max_length=200)
    field = models.CharField("nghĩa", max_length=40, blank=True)
    remembered_at = models.DateTimeField("ghi nhớ lúc")

    class Meta:
        verbose_name = "tiêu đề đã ghi nhớ"
        verbose_name_plural = "tiêu đề đã ghi nhớ"
        constraints = [models.UniqueConstraint(fields=["unit", "kind", "heading_key"], name="heading_once")]

    def __str__(self):
        return f"{self.heading_key} = {self.field or 'bỏ qua'}"
