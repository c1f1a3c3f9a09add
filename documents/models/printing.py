"""Print runs of certificates."""

from django.db import models
from django.db.models import Q

from runs.models import Run

from .decisions import Decision


class Paper(models.TextChoices):
    """Paper sizes of certificates, landscape."""

    A4 = "a4", "A4 ngang"
    A3 = "a3", "A3 ngang"


class PrintMode(models.TextChoices):
    """What is printed on the sheet."""

    FULL = "full", "Cả khung và chữ, in trên giấy trắng"
    TEXT = "text", "Chỉ in chữ lên phôi có khung"
    TEXT_TITLED = "text_titled", "Chỉ in chữ lên phôi đã có khung và tiêu đề"


class PrintRun(models.Model):
    """One printing of the certificates of a decision: with which design, on which paper, moved by how many mm."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="print_runs")
    run = models.OneToOneField(Run, on_delete=models.PROTECT, related_name="print_run")
    design = models.SlugField("mẫu", max_length=30)
    paper = models.CharField("khổ giấy", max_length=4, choices=Paper, default=Paper.A4)
    mode = models.CharField("cách in", max_length=12, choices=PrintMode, default=PrintMode.FULL)
    shift_x_mm = models.DecimalField("dịch ngang (mm)", max_digits=4, decimal_places=1, default=0)
    shift_y_mm = models.DecimalField("dịch dọc (mm)", max_digits=4, decimal_places=1, default=0)
    dated_on = models.DateField("ngày ghi trên giấy")

    class Meta:
        verbose_name = "lượt in"
        verbose_name_plural = "lượt in"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(shift_x_mm__gte=-20, shift_x_mm__lte=20, shift_y_mm__gte=-20, shift_y_mm__lte=20),
                name="print_shift_range",
                violation_error_message="Độ dịch phải từ -20 đến 20 mm.",
            )
        ]

    def __str__(self):
        return f"{self.decision}, {self.get_paper_display()}"
