"""Blanks bought from a print shop, counted: a ledger of what came and went; what runs use is counted from their sheets."""

import uuid

from django.db import models
from django.db.models import Q

from history.models import AppendOnly
from organizations.models import Unit
from vietnamese.fields import NameField

from ..enums import BlankMove, PrintMode


class BlankKind(models.Model):
    """One kind of pre-printed sheet of a unit."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="blank_kinds", verbose_name="đơn vị")
    name = NameField("tên phôi", max_length=100, help_text="Ví dụ: Phôi giấy khen A4 khung đỏ, nhà in Tân Tiến.")
    width_mm = models.DecimalField("rộng (mm)", max_digits=5, decimal_places=1)
    height_mm = models.DecimalField("cao (mm)", max_digits=5, decimal_places=1)
    carries = models.CharField(
        "phôi đã in sẵn",
        max_length=12,
        choices=[
            (PrintMode.TEXT, "Khung"),
            (PrintMode.TEXT_TITLED, "Khung, tiêu đề và biểu trưng"),
        ],
        default=PrintMode.TEXT,
    )
    is_active = models.BooleanField("đang dùng", default=True)
    created_at = models.DateTimeField("ghi lúc")

    class Meta:
        verbose_name = "loại phôi"
        verbose_name_plural = "loại phôi"
        ordering = ["unit_id", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"],
                name="blank_kind_once",
                violation_error_message="Đơn vị đã có loại phôi tên này.",
            ),
            models.CheckConstraint(
                condition=Q(width_mm__gte=100, width_mm__lte=900, height_mm__gte=100, height_mm__lte=900),
                name="blank_kind_size",
                violation_error_message="Khổ phôi phải từ 100 đến 900 mm mỗi chiều.",
            ),
        ]

    def __str__(self):
        return self.name


class BlankEntry(AppendOnly):
    """One line of the ledger. `sheets` is how many came (RECEIVED) or went; for COUNTED it is how many were found.

    `expected` is what the books said when the sheets were counted. `actor_name`, `at` and `note` come from AppendOnly.
    """

    kind = models.ForeignKey(BlankKind, on_delete=models.PROTECT, related_name="entries")
    move = models.CharField("việc", max_length=10, choices=BlankMove)
    sheets = models.PositiveIntegerField("số tờ")
    expected = models.PositiveIntegerField("số tờ theo sổ", null=True, blank=True)
    on = models.DateField("ngày")
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        verbose_name = "dòng sổ phôi"
        verbose_name_plural = "sổ phôi"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(move=BlankMove.COUNTED, expected__isnull=False)
                | (~Q(move=BlankMove.COUNTED) & Q(expected=None, sheets__gte=1)),
                name="blank_entry_complete",
            )
        ]

    def __str__(self):
        return f"{self.get_move_display()}: {self.sheets}"
