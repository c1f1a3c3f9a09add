"""Printers and how each puts ink on paper: shift, scale and rotation, measured with a ruler."""

from django.db import models
from django.db.models import Q

from organizations.models import Unit
from vietnamese.fields import NameField

from .blanks import BlankKind


class Printer(models.Model):
    """A printer of a unit's office, as people there call it."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="printers", verbose_name="đơn vị")
    name = NameField("tên máy in", max_length=100, help_text="Ví dụ: Canon LBP 2900 ở phòng văn thư.")
    is_active = models.BooleanField("đang dùng", default=True)
    created_at = models.DateTimeField("ghi lúc")

    class Meta:
        verbose_name = "máy in"
        verbose_name_plural = "máy in"
        ordering = ["unit_id", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"], name="printer_once", violation_error_message="Đơn vị đã có máy in tên này."
            )
        ]

    def __str__(self):
        return self.name


class CalibrationProfile(models.Model):
    """What corrects one printer's tray with one blank (none: white paper). A new measurement is a new row.

    The page is scaled by `scale_x` and `scale_y`, turned by `rotation_deg` (clockwise as seen) about the middle of the
    sheet and moved by the shifts (mm, right and down), so that it lands where it should. `measured` is what the ruler
    said, as typed.
    """

    printer = models.ForeignKey(Printer, on_delete=models.PROTECT, related_name="profiles")
    tray = NameField("khay giấy", max_length=60, blank=True)
    blank = models.ForeignKey(BlankKind, on_delete=models.PROTECT, null=True, blank=True, related_name="profiles")
    width_mm = models.DecimalField("rộng (mm)", max_digits=5, decimal_places=1)
    height_mm = models.DecimalField("cao (mm)", max_digits=5, decimal_places=1)
    shift_x_mm = models.DecimalField("dịch ngang (mm)", max_digits=6, decimal_places=3, default=0)
    shift_y_mm = models.DecimalField("dịch dọc (mm)", max_digits=6, decimal_places=3, default=0)
    scale_x = models.DecimalField("tỷ lệ ngang", max_digits=8, decimal_places=6, default=1)
    scale_y = models.DecimalField("tỷ lệ dọc", max_digits=8, decimal_places=6, default=1)
    rotation_deg = models.DecimalField("góc xoay (độ)", max_digits=7, decimal_places=4, default=0)
    measured = models.JSONField("số đo", default=dict, blank=True)
    measured_at = models.DateTimeField("đo lúc")
    measured_by_name = NameField("người đo", max_length=100)
    is_current = models.BooleanField("đang dùng", default=True)

    class Meta:
        verbose_name = "số đo căn chỉnh"
        verbose_name_plural = "số đo căn chỉnh"
        ordering = ["printer_id", "tray", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["printer", "tray", "blank", "width_mm", "height_mm"],
                condition=Q(is_current=True, blank__isnull=False),
                name="calibration_one_of_blank",
            ),
            models.UniqueConstraint(
                fields=["printer", "tray", "width_mm", "height_mm"],
                condition=Q(is_current=True, blank=None),
                name="calibration_one_of_paper",
            ),
            models.CheckConstraint(
                condition=Q(shift_x_mm__gte=-20, shift_x_mm__lte=20, shift_y_mm__gte=-20, shift_y_mm__lte=20)
                & Q(scale_x__gte="0.95", scale_x__lte="1.05", scale_y__gte="0.95", scale_y__lte="1.05")
                & Q(rotation_deg__gte=-3, rotation_deg__lte=3),
                name="calibration_range",
                violation_error_message="Số đo lệch quá xa: dịch tối đa 20 mm, tỷ lệ 95% đến 105%, xoay 3 độ.",
            ),
        ]

    def __str__(self):
        return " / ".join(filter(None, (self.printer.name, self.tray, self.blank and self.blank.name)))
