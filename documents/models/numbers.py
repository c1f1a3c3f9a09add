"""Number series and the numbers that were taken from them. A number is never given back."""

from django.db import models
from django.db.models import Q

from organizations.models import Dated, Signer, Unit
from vietnamese.fields import NameField, ProseField

from ..enums import DocumentType

REGISTER = "register"
SERIES_TYPES = [*DocumentType.choices, (REGISTER, "Sổ khen thưởng")]


class NumberSeries(Dated):
    """A counter: issuing unit, type of document, term and symbol of the body, for a unit's office numbers its own papers.

    The register of awards is a series of its own.
    """

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
                fields=["unit", "document_type", "term", "body_symbol"],
                name="series_once",
                violation_error_message="Đơn vị đã có sổ số cho loại văn bản và nhiệm kỳ này.",
            ),
            models.CheckConstraint(condition=Q(next_number__gte=1), name="series_from_one"),
        ]

    def __str__(self):
        return ", ".join(filter(None, [self.get_document_type_display(), str(self.unit), self.term, self.body_symbol]))


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


class Signed(models.Model):
    """What "Ghi số" freezes on a paper: who signed it as what, on which day, and the number it got when."""

    signed_on = models.DateField("ngày ký", null=True, blank=True)
    signer = models.ForeignKey(
        Signer, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người ký"
    )
    signer_name = NameField("họ tên người ký", max_length=100, blank=True)
    signer_position = NameField("chức vụ người ký", max_length=100, blank=True)
    authority_lines = ProseField("quyền hạn ký", blank=True)
    number_text = models.CharField("số, ký hiệu", max_length=40, blank=True)
    numbered_at = models.DateTimeField("ghi số lúc", null=True, blank=True)
    numbered_by_name = NameField("người ghi số", max_length=100, blank=True)

    class Meta:
        abstract = True

    def take_signer(self, signer: Signer) -> None:
        """Copy who signs as text, so that it outlives changes of the list of signers."""
        self.signer = signer
        self.signer_name, self.signer_position = signer.full_name, signer.position
        self.authority_lines = "\n".join(signer.lines())
