"""Papers that carry a number, their signed scans, and how a unit sets them."""

import uuid
from pathlib import Path

from django.db import models
from django.db.models import Q

from meetings.models import Meeting, ResultCorrection
from nominations.models import Posting
from organizations.models import AwardingAuthority, Dated, Unit, or_zero
from vietnamese.fields import NameField

from ..enums import DocumentKind
from .decisions import Decision
from .numbers import Number, Signed


class PaperState(models.TextChoices):
    """Where a paper of the office stands that carries a number."""

    DRAFT = "draft", "Dự thảo"
    NUMBERED = "numbered", "Đã ghi số"
    VOIDED = "voided", "Đã hủy"


class NumberedPaper(Signed):
    """A paper around a meeting or a posting that takes a number of its series once it is signed (not an award decision).

    `addressee` is the unit to which a result notice goes, `authority` the superior to which an upward submission goes.
    Signer, number and day are frozen by "Ghi số"; a void keeps the row with the reason.
    """

    kind = models.CharField("loại giấy tờ", max_length=30, choices=DocumentKind)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="đơn vị ban hành")
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="numbered_papers"
    )
    posting = models.ForeignKey(
        Posting, on_delete=models.PROTECT, null=True, blank=True, related_name="numbered_papers"
    )
    correction = models.ForeignKey(
        ResultCorrection, on_delete=models.PROTECT, null=True, blank=True, related_name="numbered_papers"
    )
    addressee = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    authority = models.ForeignKey(AwardingAuthority, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField("trạng thái", max_length=10, choices=PaperState, default=PaperState.DRAFT)
    number = models.OneToOneField(Number, on_delete=models.PROTECT, null=True, blank=True, related_name="paper")
    void_reason = NameField("lý do hủy", max_length=300, blank=True)
    created_at = models.DateTimeField("lập lúc")
    created_by_name = NameField("người lập", max_length=100)
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = "văn bản của cấp ủy"
        verbose_name_plural = "văn bản của cấp ủy"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=PaperState.DRAFT, number=None)
                | Q(
                    state__in=[PaperState.NUMBERED, PaperState.VOIDED],
                    number__isnull=False,
                    signed_on__isnull=False,
                    numbered_at__isnull=False,
                ),
                name="numbered_paper_is_complete",
            ),
            models.UniqueConstraint(
                "kind",
                *(or_zero(name) for name in ("meeting", "posting", "correction", "addressee", "authority")),
                condition=~Q(state=PaperState.VOIDED),
                name="numbered_paper_once",
            ),
        ]

    def __str__(self):
        return self.number_text or f"Dự thảo {self.get_kind_display()}"


def scan_path(scan: "SignedScan", original_name: str) -> str:
    """Return where the scan of a signed paper is kept: a random name under signed/."""
    return str(Path("signed") / f"{uuid.uuid4().hex}{Path(original_name).suffix.lower()[:5]}")


class SignedScan(models.Model):
    """The scan of a paper as it was signed and sealed, with its sha256. A later one does not replace it, it follows."""

    paper = models.ForeignKey(NumberedPaper, on_delete=models.PROTECT, null=True, blank=True, related_name="scans")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="scans")
    file = models.FileField("tệp", upload_to=scan_path, max_length=200)
    original_name = models.CharField("tên tệp", max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField("cỡ (byte)")
    uploaded_at = models.DateTimeField("tải lên lúc")
    uploaded_by_name = NameField("người tải lên", max_length=100)

    class Meta:
        verbose_name = "bản ký"
        verbose_name_plural = "bản ký"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(paper=None) ^ Q(decision=None), name="signed_scan_of_one"),
            models.CheckConstraint(condition=Q(size__gt=0), name="signed_scan_not_empty"),
        ]

    def __str__(self):
        return self.original_name


class PaperStyle(Dated):
    """How one unit sets the points of the layout standard on which offices differ, from a day on.

    Source: the variants found in offices' own papers and guides to Hướng dẫn 05-HD/VPTW (2026).
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="paper_styles", verbose_name="đơn vị")
    basis_style = models.CharField(
        "các dòng căn cứ",
        max_length=8,
        choices=[("dashed", "Chữ đứng, gạch đầu dòng"), ("italic", "Chữ nghiêng, không gạch")],
        default="dashed",
    )
    end_mark = models.CharField(
        "kết thúc văn bản", max_length=3, choices=[(".", "Dấu chấm ( . )"), ("./.", "Dấu ./.")], default="."
    )
    heading_alignment = models.CharField(
        "tiêu đề bên phải",
        max_length=8,
        choices=[("center", "Căn giữa cột"), ("right", "Căn lề phải")],
        default="center",
    )
    line_spacing_pt = models.PositiveSmallIntegerField(
        "giãn dòng (pt)", choices=[(18, "Đúng 18 pt"), (19, "Đúng 19 pt")], default=18
    )
    spelling = models.CharField(
        "dấu thanh ở chữ cố định",
        max_length=8,
        choices=[("first", "ủy, hòa"), ("second", "uỷ, hoà")],
        default="first",
    )
    pads_months = models.BooleanField("tháng luôn hai chữ số (05/09/2026)", default=False)
    position_is_bold = models.BooleanField("in đậm chức vụ người ký", default=False)
    source = NameField("căn cứ", max_length=300, blank=True)

    class Meta(Dated.Meta):
        verbose_name = "cách trình bày văn bản"
        verbose_name_plural = "cách trình bày văn bản"
        ordering = ["-starts_on", "-id"]

    def __str__(self):
        return f"{self.unit} từ {self.starts_on:%d/%m/%Y}"
