"""Units of all levels in one dated tree, what a level may award, awarding authorities and signers.

A unit is closed, never deleted: rights, nominations and awards hang on it.
"""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from vietnamese.fields import NameField, ProseField
from vietnamese.text import search_key, sort_key

from .enums import AwardForm, Nature, RecipientKind


def or_zero(name: str) -> Coalesce:
    """Return the id that a nullable foreign key holds, 0 for none: in a unique constraint, two NULLs then are equal."""
    return Coalesce(F(name), Value(0), output_field=models.BigIntegerField())


class InForce(models.QuerySet):
    """Rows with starts_on and ends_on (both days included; no end means still in force)."""

    def on(self, day: date):
        """Return the rows in force on `day`."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


class Dated(models.Model):
    """A row that is in force from one day to another."""

    starts_on = models.DateField("từ ngày")
    ends_on = models.DateField("đến hết ngày", null=True, blank=True)

    objects = InForce.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="%(app_label)s_%(class)s_dates",
                violation_error_message="Ngày kết thúc phải sau hoặc đúng ngày bắt đầu.",
            )
        ]

    def in_force(self, day: date) -> bool:
        """Return whether the row is in force on `day`."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class UnitKind(models.Model):
    """A level or kind of body, as a row: what it does in a round and what its documents are called."""

    code = models.SlugField("mã", max_length=40, unique=True)
    name = NameField("tên loại", max_length=100, unique=True)
    rank = models.PositiveSmallIntegerField("cấp (1 là cao nhất)")
    nature = models.CharField("tính chất", max_length=10, choices=Nature, default=Nature.PARTY)
    proposes = models.BooleanField("lập đề nghị", default=False)
    appraises = models.BooleanField("có cơ quan thẩm định", default=False)
    has_standing_committee = models.BooleanField("có ban thường vụ", default=False)
    symbol = models.CharField("ký hiệu văn bản", max_length=10, blank=True, help_text="Ví dụ ĐU, TU, CB.")

    class Meta:
        verbose_name = "loại đơn vị"
        verbose_name_plural = "loại đơn vị"
        ordering = ["rank", "name"]

    def __str__(self):
        return self.name


class AwardRight(Dated):
    """That bodies of a kind may give a form of award, from when to when, and by which clause."""

    kind = models.ForeignKey(
        UnitKind, on_delete=models.PROTECT, related_name="award_rights", verbose_name="loại đơn vị"
    )
    form = models.CharField("hình thức", max_length=20, choices=AwardForm)
    recipient_kind = models.CharField("đối tượng", max_length=12, choices=RecipientKind)
    clause = NameField("điều khoản", max_length=200, help_text="Ví dụ: Điều 34 Quy định 24-QĐ/TW.")
    source = NameField("nguồn", max_length=300, blank=True)

    class Meta(Dated.Meta):
        verbose_name = "thẩm quyền khen thưởng"
        verbose_name_plural = "thẩm quyền khen thưởng"
        ordering = ["kind__rank", "form", "recipient_kind", "-starts_on"]

    def __str__(self):
        return f"{self.kind}: {self.get_form_display()} ({self.get_recipient_kind_display().lower()})"


class UnitFacts(models.Model):
    """What a unit is called and where it stands; kept for now on Unit and for every period on UnitVersion."""

    kind = models.ForeignKey(UnitKind, on_delete=models.PROTECT, related_name="+", verbose_name="loại")
    name = NameField("tên", max_length=250, help_text="Ví dụ: Đảng bộ xã Tân Mỹ, Chi bộ ấp Tân Bình 1.")
    organ_name = NameField("tên cấp ủy", max_length=250, blank=True, help_text="Ví dụ: Đảng ủy xã Tân Mỹ.")
    standing_committee_name = NameField(
        "tên ban thường vụ", max_length=250, blank=True, help_text="Ví dụ: Ban Thường vụ Đảng ủy xã Tân Mỹ."
    )
    office_name = NameField("cơ quan thẩm định", max_length=250, blank=True, help_text="Ví dụ: Văn phòng Đảng ủy xã.")
    symbol = models.CharField("ký hiệu văn bản", max_length=10, blank=True)
    place = NameField("địa danh", max_length=100, blank=True, help_text="Ghi trước ngày trên văn bản, ví dụ Tân Mỹ.")

    class Meta:
        abstract = True

    FACTS = ("kind", "parent", "name", "organ_name", "standing_committee_name", "office_name", "symbol", "place")


class Unit(UnitFacts, Dated):
    """A body in the tree, with its facts of today. The only model that rights hang on."""

    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name="trực thuộc"
    )
    code = models.CharField("mã đơn vị", max_length=30, blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    search_key = models.CharField(max_length=300, editable=False, db_index=True)
    sort_key = models.CharField(max_length=500, editable=False, db_index=True)

    class Meta(Dated.Meta):
        verbose_name = "đơn vị"
        verbose_name_plural = "đơn vị"
        ordering = ["sort_key", "id"]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.search_key = search_key(self.name)[:300]
        self.sort_key = sort_key(self.name)[:500]
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise UnitDeletionError("units are closed, never deleted")

    @property
    def committee(self) -> str:
        """Return who speaks for the unit: its committee's name, or its own where it has none."""
        return self.organ_name or self.name

    @property
    def decider(self) -> str:
        """Return the body that decides here: the standing committee where there is one."""
        return self.standing_committee_name or self.committee

    @property
    def office(self) -> str:
        """Return who receives and appraises dossiers here."""
        return self.office_name or self.committee


class UnitDeletionError(Exception):
    """Somebody tried to delete a unit; units are closed, because rights and history hang on them."""


class UnitVersion(UnitFacts, Dated):
    """What a unit was from one day to another: its name, kind and superior of that time."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="versions", verbose_name="đơn vị")
    parent = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="trực thuộc"
    )
    source = NameField("căn cứ", max_length=300, blank=True)

    class Meta(Dated.Meta):
        verbose_name = "giai đoạn của đơn vị"
        verbose_name_plural = "giai đoạn của đơn vị"
        ordering = ["unit_id", "starts_on"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["unit"], condition=Q(ends_on=None), name="unit_version_one_open"),
            models.UniqueConstraint(fields=["unit", "starts_on"], name="unit_version_start"),
        ]

    def __str__(self):
        return f"{self.name} từ {self.starts_on:%d/%m/%Y}"


class UnitSuccession(models.Model):
    """That a unit went over into another one: merged, split or founded anew. Awards of the one are history of the other.

    A mere renaming needs no succession: it is a version of the same unit.
    """

    predecessor = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="successions", verbose_name="đơn vị trước"
    )
    successor = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="predecessions", verbose_name="đơn vị kế tục"
    )
    happened_on = models.DateField("từ ngày")
    source = NameField("căn cứ", max_length=300, blank=True)

    class Meta:
        verbose_name = "kế tục đơn vị"
        verbose_name_plural = "kế tục đơn vị"
        ordering = ["-happened_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"],
                name="succession_once",
                violation_error_message="Đã ghi đơn vị này kế tục đơn vị kia.",
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=models.F("successor")),
                name="succession_of_two",
                violation_error_message="Một đơn vị không kế tục chính nó.",
            ),
        ]

    def __str__(self):
        return f"{self.predecessor} → {self.successor}"


class Holiday(models.Model):
    """A day on which offices do not work, or a weekend day on which they do to make up for another one."""

    day = models.DateField("ngày", unique=True, error_messages={"unique": "Ngày này đã có trong lịch nghỉ."})
    name = NameField("tên", max_length=100, help_text="Ví dụ: Giải phóng miền Nam; làm bù ngày 30/4.")
    is_working = models.BooleanField("là ngày làm bù", default=False)
    source = NameField("căn cứ", max_length=300, blank=True)

    class Meta:
        verbose_name = "ngày nghỉ, ngày làm bù"
        verbose_name_plural = "ngày nghỉ, ngày làm bù"
        ordering = ["day"]

    def __str__(self):
        return f"{self.day:%d/%m/%Y} {self.name}"


class AwardingAuthority(models.Model):
    """Who gives an award: a standing committee in this system, or a body above it or beside it that is not."""

    name = NameField("tên cơ quan tặng", max_length=250, unique=True)
    nature = models.CharField("tính chất", max_length=10, choices=[(Nature.PARTY, "Đảng"), (Nature.STATE, "Nhà nước")])
    level = models.ForeignKey(UnitKind, on_delete=models.PROTECT, related_name="+", verbose_name="cấp")
    unit = models.OneToOneField(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="authority",
        verbose_name="đơn vị trong hệ thống",
    )
    is_active = models.BooleanField("đang dùng", default=True)

    class Meta:
        verbose_name = "cơ quan khen thưởng"
        verbose_name_plural = "cơ quan khen thưởng"
        ordering = ["level__rank", "name"]

    def __str__(self):
        return self.name


class Signer(Dated):
    """Who may sign for a unit, as the signature block prints it."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="signers", verbose_name="đơn vị")
    full_name = NameField("họ và tên", max_length=100)
    position = NameField("chức vụ", max_length=100, help_text="Không kèm tên cơ quan, ví dụ: Bí thư.")
    authority_lines = ProseField(
        "quyền hạn ký",
        help_text="Mỗi dòng một hàng, ví dụ: T/M BAN THƯỜNG VỤ. Từ 1 đến 3 dòng.",
        default="T/M BAN THƯỜNG VỤ",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="tài khoản",
    )

    class Meta(Dated.Meta):
        verbose_name = "người ký"
        verbose_name_plural = "người ký"
        ordering = ["unit_id", "-starts_on"]

    def __str__(self):
        return f"{self.full_name}, {self.position}"

    def lines(self) -> list[str]:
        """Return the authority lines as a list, empty lines left out."""
        return [line.strip() for line in self.authority_lines.splitlines() if line.strip()]
