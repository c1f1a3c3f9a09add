"""Bonuses: multiples of the base wage as dated data, and lists whose amounts are frozen when they are made."""

import uuid

from django.db import models
from django.db.models import F, Q

from history.models import AppendOnlyQuerySet
from nominations.models import Award
from organizations.enums import AwardForm, RecipientKind
from organizations.models import Dated, Unit, UnitKind, or_zero
from vietnamese.fields import NameField

from ..enums import Rounding
from .stage import Ceremony


class BaseWage(Dated):
    """The base wage (lương cơ sở) in VND a month, from a day on, with the paper that sets it."""

    amount = models.PositiveIntegerField("mức lương cơ sở (đồng)")
    source = NameField("văn bản quy định", max_length=200)

    class Meta(Dated.Meta):
        verbose_name = "lương cơ sở"
        verbose_name_plural = "lương cơ sở"
        ordering = ["-starts_on"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gte=100_000), name="base_wage_plausible"),
        ]

    def __str__(self):
        return f"{self.amount} đồng"


class BonusRate(Dated):
    """The multiple of the base wage that goes with an award: by form, kind of recipient and level of the awarding unit.

    Collectives can be told apart by their own level (a cell, a grassroots organization); a rate that names a level goes
    before one that names none. Without a rate in force no bonus is proposed and the list says so.
    """

    level = models.ForeignKey(UnitKind, on_delete=models.PROTECT, related_name="bonus_rates", verbose_name="cấp tặng")
    form = models.CharField("hình thức", max_length=20, choices=AwardForm)
    recipient_kind = models.CharField("đối tượng", max_length=12, choices=RecipientKind)
    recipient_level = models.ForeignKey(
        UnitKind,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="loại tổ chức được tặng",
    )
    multiple = models.DecimalField("hệ số", max_digits=5, decimal_places=2)
    source = NameField("văn bản quy định", max_length=300)

    class Meta(Dated.Meta):
        verbose_name = "mức tiền thưởng"
        verbose_name_plural = "mức tiền thưởng"
        ordering = ["level__rank", "form", "recipient_kind", "-starts_on"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(condition=Q(multiple__gt=0, multiple__lte=100), name="bonus_rate_range"),
            models.CheckConstraint(
                condition=Q(recipient_level=None) | Q(recipient_kind=RecipientKind.COLLECTIVE),
                name="bonus_rate_level_of_collective",
                violation_error_message="Chỉ tập thể mới có loại tổ chức được tặng.",
            ),
            models.UniqueConstraint(
                F("level"),
                F("form"),
                F("recipient_kind"),
                or_zero("recipient_level"),
                F("starts_on"),
                name="bonus_rate_once",
            ),
        ]

    def __str__(self):
        whom = [self.get_form_display(), self.get_recipient_kind_display().lower(), self.recipient_level]
        multiple = f"{self.multiple:.2f}".rstrip("0").rstrip(".").replace(".", ",")
        return f"{self.level}, {', '.join(str(each) for each in whom if each)}: hệ số {multiple}"


class RoundingRule(Dated):
    """How a unit rounds the amounts that it pays."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="đơn vị")
    rounding = models.CharField("cách làm tròn", max_length=14, choices=Rounding)
    source = NameField("căn cứ", max_length=200, blank=True)

    class Meta(Dated.Meta):
        verbose_name = "cách làm tròn tiền thưởng"
        verbose_name_plural = "cách làm tròn tiền thưởng"
        ordering = ["unit_id", "-starts_on"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["unit", "starts_on"], name="rounding_rule_once"),
        ]

    def __str__(self):
        return self.get_rounding_display()


class PaymentList(models.Model):
    """A list of bonuses, frozen when it was made: base wage, rules and amounts are copied. Written once."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="payment_lists")
    ceremony = models.ForeignKey(
        Ceremony, on_delete=models.PROTECT, null=True, blank=True, related_name="payment_lists"
    )
    title = NameField("tên danh sách", max_length=250)
    valid_on = models.DateField("tính theo quy định ngày")
    base_wage = models.PositiveIntegerField("lương cơ sở (đồng)")
    base_wage_source = NameField("văn bản về lương cơ sở", max_length=200)
    rounding = models.CharField("cách làm tròn", max_length=14, choices=Rounding)
    total = models.PositiveBigIntegerField("tổng số tiền (đồng)")
    made_at = models.DateTimeField("lập lúc")
    made_by_name = NameField("người lập", max_length=100)
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = "danh sách chi tiền thưởng"
        verbose_name_plural = "danh sách chi tiền thưởng"
        ordering = ["-id"]

    def __str__(self):
        return self.title


class PaymentLine(models.Model):
    """One bonus of a list: amount = multiple x base wage, rounded, in VND. Written once."""

    payment_list = models.ForeignKey(PaymentList, on_delete=models.PROTECT, related_name="lines")
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="payment_lines")
    position = models.PositiveIntegerField("thứ tự")
    recipient_name = NameField("người, tập thể được thưởng", max_length=250)
    unit_text = NameField("đơn vị", max_length=400, blank=True)
    form = models.CharField("hình thức", max_length=20, choices=AwardForm)
    multiple = models.DecimalField("hệ số", max_digits=5, decimal_places=2)
    rate_source = NameField("văn bản quy định", max_length=300)
    amount = models.PositiveIntegerField("số tiền (đồng)")

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = "dòng chi tiền thưởng"
        verbose_name_plural = "dòng chi tiền thưởng"
        ordering = ["payment_list_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["payment_list", "award"], name="payment_line_once"),
            models.UniqueConstraint(fields=["payment_list", "position"], name="payment_line_position"),
        ]

    def __str__(self):
        return f"{self.recipient_name}: {self.amount}"
