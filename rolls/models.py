"""People and collectives as the units know them: one record each, whatever units and years they appear in.

A person is recognised by the card number, or by name and birth date; never by the name alone. Whoever is not sure is
asked, and the answer is kept.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from organizations.enums import Sex
from organizations.models import Dated, Unit
from vietnamese.fields import NameField, ProseField
from vietnamese.text import search_key, sort_key

from .enums import Rating


class Named(models.Model):
    """Something with a name that is searched without accents and sorted in Vietnamese order."""

    GIVEN_NAME_FIRST = False

    name_key = models.CharField(max_length=300, editable=False, db_index=True)
    sort_key = models.CharField(max_length=500, editable=False, db_index=True)
    created_at = models.DateTimeField("ghi lúc")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        self.set_keys()
        super().save(*args, **kwargs)

    def set_keys(self) -> None:
        """Compute both keys from the name; save() does it, bulk inserts call it themselves."""
        self.name_key = search_key(self.shown_name)[:300]
        self.sort_key = sort_key(self.shown_name, given_name_first=self.GIVEN_NAME_FIRST)[:500]


class Person(Named):
    """A person, member of the Party or not. Everything but the name may be unknown."""

    GIVEN_NAME_FIRST = True

    full_name = NameField("họ và tên", max_length=250)
    birth_date = models.DateField("ngày sinh", null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField("năm sinh", null=True, blank=True)
    sex = models.CharField("giới tính", max_length=8, choices=Sex, blank=True)
    ethnicity = NameField("dân tộc", max_length=50, blank=True)
    is_party_member = models.BooleanField("là đảng viên", default=True)
    joined_on = models.DateField("ngày vào Đảng", null=True, blank=True)
    card_number = models.CharField("số thẻ đảng viên", max_length=20, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="tài khoản",
    )
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_from")

    class Meta:
        verbose_name = "người"
        verbose_name_plural = "người"
        ordering = ["sort_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["card_number"],
                condition=~Q(card_number="") & Q(merged_into=None),
                name="person_card_once",
                violation_error_message="Số thẻ đảng viên này đã thuộc về người khác.",
            )
        ]
        indexes = [models.Index(fields=["name_key", "birth_date"], name="person_recognised")]

    def __str__(self):
        return self.full_name

    def save(self, *args, **kwargs):
        if self.birth_date:
            self.birth_year = self.birth_date.year
        super().save(*args, **kwargs)

    @property
    def shown_name(self) -> str:
        """Return the name that keys are made from."""
        return self.full_name


class Collective(Named):
    """A collective: a unit of this system, or any other body, Party organization or not."""

    name = NameField("tên tập thể", max_length=250)
    former_names = ProseField("tên trước đây", blank=True, help_text="Mỗi dòng một tên.")
    is_party_organization = models.BooleanField("là tổ chức đảng", default=False)
    unit = models.OneToOneField(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="collective", verbose_name="đơn vị"
    )
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_from")

    class Meta:
        verbose_name = "tập thể"
        verbose_name_plural = "tập thể"
        ordering = ["sort_key", "id"]

    def __str__(self):
        return self.name

    @property
    def shown_name(self) -> str:
        """Return the name that keys are made from."""
        return self.name


def of_one(name: str) -> models.CheckConstraint:
    """Return the constraint that a row is about a person or about a collective, never both and never neither."""
    return models.CheckConstraint(
        condition=Q(person=None, collective__isnull=False) | Q(person__isnull=False, collective=None), name=name
    )


class RollEntry(Dated):
    """That a person or a collective stands on the roll of a unit, from when to when."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="roll", verbose_name="đơn vị")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="entries")
    collective = models.ForeignKey(Collective, on_delete=models.PROTECT, null=True, blank=True, related_name="entries")
    position = NameField("chức vụ, công việc", max_length=150, blank=True)
    ended_because = NameField("lý do ra khỏi danh sách", max_length=200, blank=True)

    class Meta(Dated.Meta):
        verbose_name = "dòng trong danh sách"
        verbose_name_plural = "danh sách của đơn vị"
        ordering = ["unit_id", "id"]
        constraints = [
            *Dated.Meta.constraints,
            of_one("roll_entry_of_one"),
            models.UniqueConstraint(
                fields=["unit", "person"],
                condition=Q(ends_on=None),
                name="roll_person_once",
                violation_error_message="Người này đã có trong danh sách của đơn vị.",
            ),
            models.UniqueConstraint(
                fields=["unit", "collective"],
                condition=Q(ends_on=None),
                name="roll_collective_once",
                violation_error_message="Tập thể này đã có trong danh sách của đơn vị.",
            ),
        ]

    def __str__(self):
        return f"{self.person or self.collective}, {self.unit}"


class YearlyRating(models.Model):
    """The rating of a person or a collective for one year."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="ratings")
    collective = models.ForeignKey(Collective, on_delete=models.PROTECT, null=True, blank=True, related_name="ratings")
    year = models.PositiveSmallIntegerField("năm")
    rating = models.CharField("xếp loại", max_length=16, choices=Rating)
    source = NameField("căn cứ", max_length=200, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    recorded_at = models.DateTimeField("ghi lúc")

    class Meta:
        verbose_name = "xếp loại"
        verbose_name_plural = "xếp loại"
        ordering = ["-year", "id"]
        constraints = [
            of_one("rating_of_one"),
            models.CheckConstraint(condition=Q(rating__in=Rating.values), name="rating_known"),
            models.UniqueConstraint(fields=["person", "year"], name="rating_person_once"),
            models.UniqueConstraint(fields=["collective", "year"], name="rating_collective_once"),
        ]

    def __str__(self):
        return f"{self.year}: {self.get_rating_display()}"


class DisciplinaryAction(models.Model):
    """A disciplinary action; one recorded by mistake is struck with a reason, never deleted."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="discipline")
    collective = models.ForeignKey(
        Collective, on_delete=models.PROTECT, null=True, blank=True, related_name="discipline"
    )
    form = NameField("hình thức", max_length=100, help_text="Ví dụ: Khiển trách, Cảnh cáo.")
    decision_number = NameField("số quyết định", max_length=60, blank=True)
    decided_on = models.DateField("ngày quyết định")
    ends_on = models.DateField("hết hiệu lực", null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    recorded_at = models.DateTimeField("ghi lúc")
    struck_at = models.DateTimeField("gạch lúc", null=True, blank=True)
    struck_because = NameField("lý do gạch", max_length=200, blank=True)

    class Meta:
        verbose_name = "kỷ luật"
        verbose_name_plural = "kỷ luật"
        ordering = ["-decided_on", "-id"]
        constraints = [
            of_one("discipline_of_one"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("decided_on")), name="discipline_dates",
                violation_error_message="Ngày hết hiệu lực phải sau ngày quyết định.",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.form}, {self.decision_number}"


class NotTheSame(models.Model):
    """That somebody has said that two people with alike names are two people; they are not asked about again."""

    first = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    said_at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "hai người khác nhau"
        verbose_name_plural = "hai người khác nhau"
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="not_the_same_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="not_the_same_ordered"),
        ]

    def __str__(self):
        return f"{self.first} / {self.second}"
