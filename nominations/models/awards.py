"""What was given, with the names as they were printed."""

from django.db import models
from django.db.models import Q

from organizations.enums import AwardForm, Nature, RecipientKind
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
