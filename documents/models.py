"""Numbers, decisions, stored papers and print runs. What was issued stays what was issued: snapshots and hashes."""

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q

from meetings.models import Meeting
from nominations.models import Award, Dossier, Nomination, Receipt, Round
from organizations.enums import AwardForm, RecipientKind
from organizations.models import Dated, Signer, Unit
from runs.models import Run
from vietnamese.fields import NameField, ProseField

from .enums import DocumentKind, DocumentType

REGISTER = "register"
SERIES_TYPES = [*DocumentType.choices, (REGISTER, "Sổ khen thưởng")]


class NumberSeries(Dated):
    """A counter: issuing unit, type of document and term. The register of awards is a series of its own."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="series", verbose_name="đơn vị")
    document_type = models.CharField("loại văn bản", max_length=20, choices=SERIES_TYPES)
    term = NameField("nhiệm kỳ", max_length=40, help_text="Ví dụ: 2025-2030. Sổ khen thưởng có thể theo năm.")
    body_symbol = models.CharField("ký hiệu cơ quan", max_length=10, blank=True)
    next_number = models.PositiveIntegerField("số tiếp theo", default=1)

    class Meta(Dated.Meta):
        verbose_name = "sổ số văn bản"
        verbose_name_plural = "sổ số văn bản"
        ordering = ["unit_id", "document_type", "-starts_on"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["unit", "document_type", "term"],
                name="series_once",
                violation_error_message="Đơn vị đã có sổ số cho loại văn bản và nhiệm kỳ này.",
            ),
            models.CheckConstraint(condition=Q(next_number__gte=1), name="series_from_one"),
        ]

    def __str__(self):
        return f"{self.get_document_type_display()}, {self.unit}, {self.term}"


class NumberState(models.TextChoices):
    """A number is used or voided; it is never given back."""

    USED = "used", "Đã dùng"
    VOIDED = "voided", "Đã hủy"


class Number(models.Model):
    """One number taken from a series. A voided number stays as a row with its reason, so it is no gap."""

    series = models.ForeignKey(NumberSeries, on_delete=models.PROTECT, related_name="numbers")
    value = models.PositiveIntegerField("số")
    text = models.CharField("số, ký hiệu", max_length=40)
    used_for = models.CharField("dùng cho", max_length=300)
    taken_at = models.DateTimeField("lấy lúc")
    taken_by_name = NameField("người lấy số", max_length=100)
    state = models.CharField("trạng thái", max_length=8, choices=NumberState, default=NumberState.USED)
    void_reason = NameField("lý do hủy", max_length=300, blank=True)
    voided_at = models.DateTimeField("hủy lúc", null=True, blank=True)

    class Meta:
        verbose_name = "số đã lấy"
        verbose_name_plural = "số đã lấy"
        ordering = ["series_id", "value"]
        constraints = [
            models.UniqueConstraint(fields=["series", "value"], name="number_once"),
            models.CheckConstraint(
                condition=Q(state=NumberState.USED, voided_at=None)
                | (Q(state=NumberState.VOIDED, voided_at__isnull=False) & ~Q(void_reason="")),
                name="number_void_has_reason",
            ),
        ]

    def __str__(self):
        return self.text


class DecisionState(models.TextChoices):
    """Where a decision stands."""

    DRAFT = "draft", "Dự thảo"
    NUMBERED = "numbered", "Đã ghi số"
    VOIDED = "voided", "Đã hủy"


class Decision(models.Model):
    """An award decision of one unit for one or many approved lines. Frozen by "Ghi số"."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="decisions", verbose_name="đơn vị ban hành")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="decisions", verbose_name="đợt")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions")
    form = models.CharField("hình thức", max_length=20, choices=AwardForm)
    state = models.CharField("trạng thái", max_length=10, choices=DecisionState, default=DecisionState.DRAFT)
    subject = ProseField("trích yếu", help_text="Bắt đầu bằng chữ thường: về việc ...")
    bases = ProseField("căn cứ", blank=True, help_text="Mỗi căn cứ một dòng.")
    bonus_text = ProseField("tiền thưởng", blank=True, help_text="Để trống nếu không có.")
    executors = ProseField("nơi thi hành", blank=True, help_text="Ghi ở Điều cuối.")
    recipients = ProseField("nơi nhận", blank=True, help_text="Mỗi nơi một dòng.")
    place = NameField("địa danh", max_length=100)
    superior_name = NameField("tên đảng bộ cấp trên", max_length=250, blank=True)
    issuing_name = NameField("tên cơ quan ban hành", max_length=250)
    decider_name = NameField("cơ quan quyết định", max_length=250)
    signed_on = models.DateField("ngày ký", null=True, blank=True)
    signer = models.ForeignKey(
        Signer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người ký"
    )
    signer_name = NameField("họ tên người ký", max_length=100, blank=True)
    signer_position = NameField("chức vụ người ký", max_length=100, blank=True)
    authority_lines = ProseField("quyền hạn ký", blank=True)
    number = models.OneToOneField(Number, on_delete=models.PROTECT, null=True, blank=True, related_name="decision")
    number_text = models.CharField("số, ký hiệu", max_length=40, blank=True)
    numbered_at = models.DateTimeField("ghi số lúc", null=True, blank=True)
    numbered_by_name = NameField("người ghi số", max_length=100, blank=True)
    created_at = models.DateTimeField("dự thảo lúc")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = "quyết định khen thưởng"
        verbose_name_plural = "quyết định khen thưởng"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=DecisionState.DRAFT, number=None)
                | Q(
                    state__in=[DecisionState.NUMBERED, DecisionState.VOIDED],
                    number__isnull=False,
                    signed_on__isnull=False,
                    numbered_at__isnull=False,
                ),
                name="decision_numbered_is_complete",
            )
        ]

    def __str__(self):
        return f"Quyết định số {self.number_text}" if self.number_text else f"Dự thảo quyết định {self.pk}"


class DecisionLine(models.Model):
    """One recipient on a decision. The printed strings are frozen when the decision gets its number."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="lines")
    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="decision_lines")
    position = models.PositiveSmallIntegerField("thứ tự đọc")
    is_live = models.BooleanField(default=True)
    recipient_kind = models.CharField("đối tượng", max_length=12, choices=RecipientKind)
    address = models.CharField("xưng hô", max_length=20)
    name = NameField("tên in", max_length=250)
    unit_text = NameField("đơn vị in", max_length=400, blank=True)
    citation = ProseField("lời khen in")
    is_posthumous = models.BooleanField("truy tặng", default=False)
    register = models.OneToOneField(
        Number, on_delete=models.PROTECT, null=True, blank=True, related_name="register_line"
    )
    award = models.OneToOneField(Award, on_delete=models.PROTECT, null=True, blank=True, related_name="decision_line")

    class Meta:
        verbose_name = "người, tập thể được tặng"
        verbose_name_plural = "người, tập thể được tặng"
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "nomination"], name="decision_line_once"),
            models.UniqueConstraint(fields=["nomination"], condition=Q(is_live=True), name="decision_one_live"),
        ]

    def __str__(self):
        return f"{self.position}. {self.name}"


def stored_path(document: "StoredDocument", original_name: str) -> str:
    """Return where a paper is kept: a random name under papers/."""
    return str(Path("papers") / f"{uuid.uuid4().hex}.pdf")


class StoredDocument(models.Model):
    """A paper as it was made: its bytes, their hash, and the facts it was made from."""

    kind = models.CharField("loại giấy tờ", max_length=30, choices=DocumentKind)
    title = NameField("tên", max_length=250)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, null=True, blank=True, related_name="papers")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="papers")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="papers")
    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, null=True, blank=True, related_name="papers")
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, null=True, blank=True, related_name="papers")
    file = models.FileField("tệp", upload_to=stored_path, max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField("cỡ (byte)")
    snapshot = models.JSONField("dữ liệu đã in", default=dict)
    made_at = models.DateTimeField("lập lúc")
    made_by_name = NameField("người lập", max_length=100)
    is_final = models.BooleanField("bản chính thức", default=False)

    class Meta:
        verbose_name = "giấy tờ đã lập"
        verbose_name_plural = "giấy tờ đã lập"
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="stored_document_not_empty"),
            models.UniqueConstraint(fields=["decision", "kind"], condition=Q(is_final=True), name="one_final_paper"),
        ]

    def __str__(self):
        return self.title


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


class SuperiorAnswer(models.Model):
    """What a superior authority outside this system answered to a submission: number, date, scan, yes or no per line."""

    nomination = models.OneToOneField(Nomination, on_delete=models.PROTECT, related_name="superior_answer")
    authority_name = NameField("cơ quan quyết định", max_length=250)
    number_text = NameField("số văn bản", max_length=60)
    answered_on = models.DateField("ngày văn bản")
    is_granted = models.BooleanField("đồng ý")
    note = NameField("ghi chú", max_length=300, blank=True)
    scan = models.FileField("bản chụp", upload_to="answers", max_length=200, blank=True)
    scan_sha256 = models.CharField(max_length=64, blank=True)
    recorded_at = models.DateTimeField("ghi lúc")
    recorded_by_name = NameField("người ghi", max_length=100)

    class Meta:
        verbose_name = "trả lời của cấp trên"
        verbose_name_plural = "trả lời của cấp trên"

    def __str__(self):
        return f"{self.authority_name}: {self.number_text}"
