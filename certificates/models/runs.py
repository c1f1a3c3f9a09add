"""Print runs of certificates and every sheet of them."""

from django.db import models
from django.db.models import Q

from documents.models import Decision
from nominations.models import Award
from runs.models import Run
from vietnamese.fields import NameField

from ..enums import Paper, PrintMode, RunOutput, SheetOrder, SheetState
from .blanks import BlankKind
from .layouts import FrozenLayout
from .printers import CalibrationProfile
from .register import IssuedCertificate


class PrintRun(models.Model):
    """One printing of certificates of a decision: all or some, in which order, with which layouts, on which printer.

    `individual_layout` and `collective_layout` are those that were used; runs of versions before 0.4 name a `design`
    only. The shifts (mm) are what somebody typed for this run; `calibration` is what the printer's profile added,
    frozen. `stack_sha256` is of the sequence of awards, so that a ceremony can tell whether script and stack agree.
    `accepted_reason` says why amber findings of the check before printing were accepted, by whom.
    """

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="print_runs")
    run = models.OneToOneField(Run, on_delete=models.PROTECT, related_name="print_run")
    design = models.SlugField("mẫu", max_length=30, blank=True)
    individual_layout = models.ForeignKey(
        FrozenLayout, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    collective_layout = models.ForeignKey(
        FrozenLayout, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    paper = models.CharField("khổ giấy", max_length=4, choices=Paper, default=Paper.A4)
    mode = models.CharField("cách in", max_length=12, choices=PrintMode, default=PrintMode.FULL)
    shift_x_mm = models.DecimalField("dịch ngang (mm)", max_digits=4, decimal_places=1, default=0)
    shift_y_mm = models.DecimalField("dịch dọc (mm)", max_digits=4, decimal_places=1, default=0)
    profile = models.ForeignKey(
        CalibrationProfile, on_delete=models.PROTECT, null=True, blank=True, related_name="runs"
    )
    calibration = models.JSONField("căn chỉnh đã dùng", default=dict, blank=True)
    printer_name = NameField("máy in", max_length=160, blank=True)
    blank = models.ForeignKey(BlankKind, on_delete=models.PROTECT, null=True, blank=True, related_name="runs")
    dated_on = models.DateField("ngày ghi trên giấy")
    order = models.CharField("thứ tự tờ", max_length=10, choices=SheetOrder, default=SheetOrder.STAGE)
    output = models.CharField("tệp lập ra", max_length=8, choices=RunOutput, default=RunOutput.ONE_FILE)
    name_pattern = models.CharField("cách đặt tên tệp", max_length=120, blank=True)
    part = NameField("phần được in", max_length=200, blank=True, help_text="Empty: the whole decision.")
    reprint_reason = NameField("lý do in lại", max_length=300, blank=True)
    stack_sha256 = models.CharField(max_length=64, blank=True)
    accepted_by_name = NameField("người chấp nhận cảnh báo", max_length=100, blank=True)
    accepted_reason = NameField("lý do chấp nhận cảnh báo", max_length=300, blank=True)
    confirmed_at = models.DateTimeField("xác nhận đã in lúc", null=True, blank=True)
    confirmed_by_name = NameField("người xác nhận đã in", max_length=100, blank=True)

    class Meta:
        verbose_name = "lượt in"
        verbose_name_plural = "lượt in"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(shift_x_mm__gte=-20, shift_x_mm__lte=20, shift_y_mm__gte=-20, shift_y_mm__lte=20),
                name="print_shift_range",
                violation_error_message="Độ dịch phải từ -20 đến 20 mm.",
            ),
        ]

    def __str__(self):
        return f"{self.decision}, {self.get_paper_display()}"


class PrintedSheet(models.Model):
    """One sheet of a run: whose it is, which issued certificate it shows, what came out of the printer."""

    printing = models.ForeignKey(PrintRun, on_delete=models.PROTECT, related_name="sheets")
    position = models.PositiveIntegerField("tờ số")
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="printed_sheets")
    certificate = models.ForeignKey(IssuedCertificate, on_delete=models.PROTECT, related_name="sheets")
    state = models.CharField("tình trạng", max_length=8, choices=SheetState, default=SheetState.MADE)
    spoiled_because = NameField("lý do hỏng", max_length=200, blank=True)
    settled_at = models.DateTimeField("ghi lúc", null=True, blank=True)
    settled_by_name = NameField("người ghi", max_length=100, blank=True)

    class Meta:
        verbose_name = "tờ đã in"
        verbose_name_plural = "tờ đã in"
        ordering = ["printing_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["printing", "position"], name="printed_sheet_once"),
            models.CheckConstraint(
                condition=~Q(state=SheetState.SPOILED) | ~Q(spoiled_because=""), name="printed_sheet_spoiled_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(state=SheetState.MADE, settled_at=None)
                | (~Q(state=SheetState.MADE) & Q(settled_at__isnull=False)),
                name="printed_sheet_settled",
            ),
        ]

    def __str__(self):
        return f"{self.position}. {self.certificate}"
