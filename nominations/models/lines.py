"""Dossiers, nominees and nominations. A nomination's `state` has one door: workflows.engine.perform."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from organizations.enums import AwardForm, RecipientKind, Sex
from organizations.models import Unit
from rolls.models import Collective, Person
from vietnamese.fields import NameField, ProseField
from vietnamese.text import search_key, sort_key

from ..enums import CellBallot, NominationState
from .rounds import Round


class Dossier(models.Model):
    """A cell's bundle for one round: the record of its meeting, its papers' numbers, and its nominations."""

    code = models.CharField("mã hồ sơ", max_length=30, unique=True)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="dossiers", verbose_name="đợt")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="dossiers", verbose_name="đơn vị đề nghị")
    unit_name = NameField("tên đơn vị khi lập", max_length=250)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField("lập lúc")
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    copied_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    met_on = models.DateField("ngày họp", null=True, blank=True)
    met_from = models.TimeField("họp từ lúc", null=True, blank=True)
    met_until = models.TimeField("kết thúc lúc", null=True, blank=True)
    met_place = NameField("nơi họp", max_length=200, blank=True)
    chair_name = NameField("chủ trì", max_length=100, blank=True)
    chair_position = NameField("chức vụ người chủ trì", max_length=100, blank=True)
    clerk_name = NameField("người ghi biên bản", max_length=100, blank=True)
    members_total = models.PositiveSmallIntegerField("tổng số đảng viên", null=True, blank=True)
    members_present = models.PositiveSmallIntegerField("số đảng viên dự họp", null=True, blank=True)
    ballot = models.CharField("cách biểu quyết", max_length=8, choices=CellBallot, default=CellBallot.HANDS)
    opinions = ProseField("ý kiến tại cuộc họp", blank=True)
    letter_number = models.CharField(
        "số tờ trình", max_length=20, blank=True, help_text="Theo sổ của chi bộ, để trống nếu chưa có."
    )
    minutes_number = models.CharField(
        "số biên bản", max_length=20, blank=True, help_text="Theo sổ của chi bộ, để trống nếu chưa có."
    )
    signer_name = NameField("người ký", max_length=100, blank=True)
    signer_position = NameField("chức vụ người ký", max_length=100, blank=True)

    class Meta:
        verbose_name = "hồ sơ đề nghị"
        verbose_name_plural = "hồ sơ đề nghị"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(members_present=None) | Q(members_total=None) | Q(members_present__lte=F("members_total")),
                name="dossier_present_of_total",
                violation_error_message="Số đảng viên dự họp không thể lớn hơn tổng số đảng viên.",
            )
        ]

    def __str__(self):
        return f"Hồ sơ {self.code}"

    @property
    def has_meeting(self) -> bool:
        """Return whether the cell's meeting is recorded well enough for the minutes."""
        return bool(self.met_on and self.members_total and self.members_present and self.chair_name and self.clerk_name)


class Nominee(models.Model):
    """The collective or individual of one nomination, as the cell knows it."""

    kind = models.CharField("đối tượng", max_length=12, choices=RecipientKind)
    full_name = NameField("họ và tên hoặc tên tập thể", max_length=250)
    unit_text = NameField("đơn vị in trên giấy khen", max_length=250, blank=True, help_text="Ví dụ: Đảng bộ xã Tân Mỹ.")
    position = NameField("chức vụ, công việc", max_length=150, blank=True)
    sex = models.CharField("giới tính", max_length=8, choices=Sex, blank=True)
    birth_year = models.PositiveSmallIntegerField("năm sinh", null=True, blank=True)
    birth_date = models.DateField("ngày sinh", null=True, blank=True)
    ethnicity = NameField("dân tộc", max_length=50, blank=True)
    joined_on = models.DateField("ngày vào Đảng", null=True, blank=True)
    is_party_member = models.BooleanField("là đảng viên", default=False)
    is_party_organization = models.BooleanField("là tổ chức đảng", default=False)
    is_deceased = models.BooleanField("đã mất (truy tặng)", default=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="tài khoản",
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tập thể trong hệ thống"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="nominees", verbose_name="trong danh sách"
    )
    collective = models.ForeignKey(
        Collective,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="nominees",
        verbose_name="tập thể trong danh sách",
    )
    name_key = models.CharField(max_length=300, editable=False, db_index=True)

    class Meta:
        verbose_name = "người, tập thể được đề nghị"
        verbose_name_plural = "người, tập thể được đề nghị"
        constraints = [models.CheckConstraint(condition=Q(kind__in=RecipientKind.values), name="nominee_kind")]

    def __str__(self):
        return self.full_name

    def save(self, *args, **kwargs):
        self.name_key = search_key(self.full_name)[:300]
        if self.birth_date:
            self.birth_year = self.birth_date.year
        super().save(*args, **kwargs)

    @property
    def is_individual(self) -> bool:
        """Return whether this is a person."""
        return self.kind == RecipientKind.INDIVIDUAL

    @property
    def subject_key(self) -> str:
        """Return who this surely is, the same for every nomination of them; "" when the name alone is known."""
        if self.person_id:
            return f"person:{self.person_id}"
        if unit := self.unit_id or (self.collective.unit_id if self.collective_id else None):
            return f"unit:{unit}"
        if self.collective_id:
            return f"collective:{self.collective_id}"
        if self.is_individual and self.birth_date:
            return f"name:{search_key(self.full_name)[:200]}:{self.birth_date:%Y-%m-%d}"
        return ""


class Nomination(models.Model):
    """One line: one nominee, one form of award, one round. `state` has one door: workflows.engine.perform."""

    code = models.CharField("mã đề nghị", max_length=30, unique=True)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="nominations", verbose_name="hồ sơ")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="nominations", verbose_name="đợt")
    nominee = models.OneToOneField(Nominee, on_delete=models.PROTECT, related_name="nomination")
    proposing_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="proposals", verbose_name="đơn vị đề nghị"
    )
    proposing_unit_name = NameField("tên đơn vị đề nghị", max_length=250)
    form = models.CharField("hình thức", max_length=20, choices=AwardForm)
    model_name = NameField("tên mô hình", max_length=300, blank=True)
    achievement = ProseField("thành tích", blank=True)
    citation = ProseField("lời khen in trên giấy", blank=True)
    votes_in_favor = models.PositiveSmallIntegerField("tán thành", null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField("không tán thành", null=True, blank=True)
    votes_invalid = models.PositiveSmallIntegerField("không hợp lệ, không ý kiến", null=True, blank=True)

    state = models.CharField(
        "trạng thái", max_length=20, choices=NominationState, default=NominationState.DRAFT, editable=False
    )
    state_since = models.DateTimeField("từ lúc", editable=False)
    holder_unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        related_name="held_nominations",
        editable=False,
        verbose_name="đang giữ",
    )
    returned_by_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    awaits_outside_answer = models.BooleanField("chờ cấp trên ngoài hệ thống", default=False, editable=False)
    due_at = models.DateTimeField("hạn bổ sung", null=True, blank=True, editable=False)
    step_due_at = models.DateTimeField("hạn của bước", null=True, blank=True, editable=False)
    awarded_form = models.CharField(
        "hình thức được duyệt", max_length=20, choices=AwardForm, blank=True, default="", editable=False
    )
    """The form that the committee granted instead of `form`; empty while it is the one proposed."""
    raised_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="raised", editable=False
    )
    """The line of a lower authority out of which its committee proposed this one to a higher authority."""
    submitted_at = models.DateTimeField("trình lúc", null=True, blank=True, editable=False)
    appraisal_note = ProseField("ý kiến thẩm định", blank=True, editable=False)
    created_at = models.DateTimeField("lập lúc", editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    copied_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    search_key = models.CharField(max_length=600, editable=False, db_index=True)
    sort_key = models.CharField(max_length=500, editable=False, db_index=True)
    subject_key = models.CharField(max_length=250, editable=False, blank=True, default="")

    class Meta:
        verbose_name = "đề nghị khen thưởng"
        verbose_name_plural = "đề nghị khen thưởng"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=NominationState.values), name="nomination_state"),
            models.CheckConstraint(condition=Q(form__in=AwardForm.values), name="nomination_form"),
            models.CheckConstraint(
                condition=Q(state__in=["issued", "rejected", "withdrawn"], holder_unit=None)
                | (~Q(state__in=["issued", "rejected", "withdrawn"]) & Q(holder_unit__isnull=False)),
                name="nomination_final_has_no_holder",
            ),
            models.UniqueConstraint(
                fields=["round", "form", "subject_key"],
                condition=~Q(subject_key="") & ~Q(state__in=["withdrawn", "rejected"]),
                name="nomination_subject_once",
                violation_error_message="Người hoặc tập thể này đã được đề nghị cùng hình thức trong đợt.",
            ),
        ]
        indexes = [
            models.Index(fields=["holder_unit", "state", "state_since"], name="nomination_queue"),
            models.Index(fields=["proposing_unit", "-id"], name="nomination_cell"),
            models.Index(fields=["round", "state"], name="nomination_round"),
            models.Index(fields=["holder_unit", "step_due_at"], name="nomination_due"),
        ]

    def __str__(self):
        return f"{self.code} {self.nominee.full_name}"

    def save(self, *args, **kwargs):
        nominee = self.nominee
        self.search_key = search_key(f"{nominee.full_name} {self.proposing_unit_name} {self.model_name} {self.code}")[
            :600
        ]
        self.sort_key = sort_key(nominee.full_name, given_name_first=nominee.is_individual)[:500]
        self.subject_key = nominee.subject_key
        super().save(*args, **kwargs)

    @property
    def granted_form(self) -> str:
        """Return the form of award that counts: the one granted, until then the one proposed."""
        return self.awarded_form or self.form

    @property
    def granted_label(self) -> str:
        """Return what the form that counts is called."""
        return AwardForm(self.granted_form).label

    @property
    def form_text(self) -> str:
        """Return the form as pages show it: "Giấy khen", or "Bằng khen (đề nghị Giấy khen)" where both are kept."""
        if self.granted_form == self.form:
            return self.granted_label
        return f"{self.granted_label} (đề nghị {AwardForm(self.form).label})"

    @property
    def state_enum(self) -> NominationState:
        """Return the state as the enum."""
        return NominationState(self.state)


class NominationReach(models.Model):
    """That a nomination has arrived at a unit; from then on those who may view there can see it."""

    nomination = models.ForeignKey(Nomination, on_delete=models.CASCADE, related_name="reaches")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    first_at = models.DateTimeField("lần đầu lúc")

    class Meta:
        verbose_name = "nơi đề nghị đã đến"
        verbose_name_plural = "nơi đề nghị đã đến"
        constraints = [models.UniqueConstraint(fields=["unit", "nomination"], name="reach_once")]

    def __str__(self):
        return f"{self.nomination_id} tại {self.unit_id}"
