"""What was given, with the names as they were printed."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from organizations.enums import AwardForm, Nature, RecipientKind
from organizations.models import Unit
from rolls.models import Collective, Person
from vietnamese.fields import NameField, ProseField
from vietnamese.text import search_key, sort_key

from ..enums import AwardState
from .lines import Nomination


class Award(models.Model):
    """What was given: one nominee, one authority, one form, one decision. Names are copied and stay as printed."""

    nomination = models.OneToOneField(Nomination, on_delete=models.PROTECT, related_name="award")
    form = models.CharField("hình thức", max_length=20, choices=AwardForm)
    recipient_kind = models.CharField("đối tượng", max_length=12, choices=RecipientKind)
    address = models.CharField("xưng hô", max_length=20)
    recipient_name = NameField("người, tập thể được tặng", max_length=250)
    unit_text = NameField("đơn vị", max_length=400, blank=True)
    citation = ProseField("lời khen")
    is_posthumous = models.BooleanField("truy tặng", default=False)
    authority_name = NameField("cơ quan tặng", max_length=250)
    authority_nature = models.CharField("tính chất cơ quan tặng", max_length=10, choices=Nature)
    decision_number = models.CharField("số quyết định", max_length=40)
    decided_on = models.DateField("ngày quyết định")
    register_number = models.PositiveIntegerField("số vào sổ", null=True, blank=True)
    state = models.CharField("trạng thái", max_length=10, choices=AwardState, default=AwardState.IN_FORCE)
    conferred_on = models.DateField("ngày trao", null=True, blank=True)
    conferred_note = NameField("ghi chú trao tặng", max_length=200, blank=True)
    name_key = models.CharField(max_length=300, editable=False, db_index=True)
    sort_key = models.CharField(max_length=500, editable=False)
    created_at = models.DateTimeField("ghi lúc")

    class Meta:
        verbose_name = "khen thưởng đã tặng"
        verbose_name_plural = "khen thưởng đã tặng"
        ordering = ["-decided_on", "register_number", "id"]
        constraints = [models.CheckConstraint(condition=Q(form__in=AwardForm.values), name="award_form")]

    def __str__(self):
        return f"{self.get_form_display()}: {self.recipient_name}, {self.decision_number}"

    def save(self, *args, **kwargs):
        self.name_key = search_key(self.recipient_name)[:300]
        self.sort_key = sort_key(self.recipient_name, given_name_first=self.recipient_kind == RecipientKind.INDIVIDUAL)[
            :500
        ]
        super().save(*args, **kwargs)


class EarlierAward(models.Model):
    """An award given before this system or outside it, as a unit has written it down or imported it.

    Kept apart from Award: it has no decision, register number or sheet of ours. `authority_name` and `unit_text` stay
    as they were called at the time.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name="đơn vị ghi")
    recipient_kind = models.CharField("đối tượng", max_length=12, choices=RecipientKind)
    recipient_name = NameField("người, tập thể được tặng", max_length=250)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="earlier_awards")
    collective = models.ForeignKey(
        Collective, on_delete=models.PROTECT, null=True, blank=True, related_name="earlier_awards"
    )
    birth_date = models.DateField("ngày sinh", null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField("năm sinh", null=True, blank=True)
    unit_text = NameField("đơn vị", max_length=400, blank=True)
    form = models.CharField("hình thức", max_length=20, choices=AwardForm)
    authority_name = NameField("cơ quan tặng", max_length=250, blank=True)
    decision_number = NameField("số quyết định", max_length=60, blank=True)
    decided_on = models.DateField("ngày quyết định", null=True, blank=True)
    year = models.PositiveSmallIntegerField("năm")
    citation = ProseField("lời khen, thành tích", blank=True)
    name_key = models.CharField(max_length=300, editable=False, db_index=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    recorded_at = models.DateTimeField("ghi lúc")
    struck_at = models.DateTimeField("gạch lúc", null=True, blank=True)
    struck_because = NameField("lý do gạch", max_length=200, blank=True)

    class Meta:
        verbose_name = "khen thưởng trước đây"
        verbose_name_plural = "khen thưởng trước đây"
        ordering = ["-year", "-decided_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(form__in=AwardForm.values), name="earlier_award_form"),
            models.CheckConstraint(condition=Q(person=None) | Q(collective=None), name="earlier_award_of_one"),
        ]

    def __str__(self):
        return f"{self.get_form_display()} {self.year}: {self.recipient_name}"

    def save(self, *args, **kwargs):
        self.set_keys()
        super().save(*args, **kwargs)

    def set_keys(self) -> None:
        """Compute the search key and the year; save() does it, bulk inserts call it themselves."""
        self.name_key = search_key(self.recipient_name)[:300]
        if self.decided_on:
            self.year = self.decided_on.year
        if self.birth_date:
            self.birth_year = self.birth_date.year
