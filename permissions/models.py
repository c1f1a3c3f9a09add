"""Role assignments: the truth about rights. The guardian rows are only their index (permissions.grants)."""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from organizations.models import Dated, InForce, Unit
from vietnamese.dates import VIETNAM, local_day
from vietnamese.fields import NameField

from .roles import LENDABLE, Role


class RoleAssignment(Dated):
    """That a user holds a role for a unit from one day to another, by which decision."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments", verbose_name="người dùng"
    )
    role = models.CharField("vai trò", max_length=20, choices=Role)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="assignments", verbose_name="đơn vị")
    position_title = NameField(
        "chức vụ", max_length=100, blank=True, help_text="In trên văn bản, ví dụ: Phó Bí thư. Để trống nếu không có."
    )
    decided_by = NameField(
        "quyết định giao vai trò", max_length=200, blank=True, help_text="Số, ngày, cơ quan ban hành."
    )
    decided_on = models.DateField("ngày quyết định", null=True, blank=True)
    ended_by = NameField("quyết định thôi vai trò", max_length=200, blank=True)

    stands_for = None
    """The principal, where a person holds this role through a substitution (permissions.access); else None."""
    lent_until: date | None = None
    """The last day of that substitution."""

    class Meta(Dated.Meta):
        verbose_name = "vai trò được giao"
        verbose_name_plural = "vai trò được giao"
        ordering = ["-starts_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="assignment_dates",
                violation_error_message="Ngày thôi vai trò phải sau hoặc đúng ngày giao.",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="assignment_role"),
            models.UniqueConstraint(
                fields=["user", "role", "unit"],
                condition=Q(ends_on=None),
                name="assignment_one_open",
                violation_error_message="Người này đang giữ vai trò đó ở đơn vị này.",
            ),
        ]
        indexes = [models.Index(fields=["unit", "role"], name="assignment_unit_role")]

    def __str__(self):
        return f"{self.user.full_name}: {self.get_role_display()}, {self.unit}"

    @property
    def printed_position(self) -> str:
        """Return what papers print: the real position, or the role's name."""
        return self.position_title or self.get_role_display()

    @property
    def is_lendable(self) -> bool:
        """Return whether another may act in the role for some days."""
        return self.role in LENDABLE

    @property
    def on_behalf_of(self) -> str:
        """Return for whom somebody acts who holds this role through a substitution, as the history writes it; else ""."""
        return self.stands_for.full_name if self.stands_for else ""


def loan_holds(day: date, prefix: str = "") -> Q:
    """Return the condition that a substitution holds through `day`: one ended early holds no longer on that day."""
    next_day = datetime.combine(day + timedelta(days=1), time.min, VIETNAM)
    return Q(**{f"{prefix}starts_on__lte": day, f"{prefix}ends_on__gte": day}) & (
        Q(**{f"{prefix}ended_at": None}) | Q(**{f"{prefix}ended_at__gte": next_day})
    )


class LoansInForce(InForce):
    """Substitutions, read by the day."""

    def on(self, day: date):
        """Return the substitutions that hold through `day`, whatever became of the lent role."""
        return self.filter(loan_holds(day))


class Substitution(Dated):
    """That somebody acts in the role of another at one unit for some days, as somebody has decided in writing.

    It covers acts of the office, never a member's vote, and is never passed on: only a role that a person holds
    themselves can be lent. An ended substitution keeps its row; `ends_on` then is the last day on which it held.
    """

    assignment = models.ForeignKey(
        RoleAssignment, on_delete=models.PROTECT, related_name="substitutions", verbose_name="vai trò được ủy quyền"
    )
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="substitutions", verbose_name="người thay"
    )
    reason = NameField("lý do", max_length=300)
    decided_by = NameField("văn bản ủy quyền", max_length=200, blank=True, help_text="Số, ngày, cơ quan ban hành.")
    created_at = models.DateTimeField("lập lúc")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    ended_at = models.DateTimeField("chấm dứt lúc", null=True, blank=True)
    ended_by_name = NameField("người chấm dứt", max_length=100, blank=True)

    objects = LoansInForce.as_manager()

    class Meta(Dated.Meta):
        verbose_name = "ủy quyền"
        verbose_name_plural = "ủy quyền"
        ordering = ["-starts_on", "-id"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_on__isnull=False),
                name="substitution_ends",
                violation_error_message="Hãy ghi ngày hết ủy quyền.",
            ),
        ]
        indexes = [models.Index(fields=["substitute", "ends_on"], name="substitution_of_person")]

    def __str__(self):
        return f"{self.substitute.full_name} thay {self.assignment.user.full_name}"

    def in_force(self, day: date) -> bool:
        """Return whether the substitution holds through `day`, whatever became of the lent role."""
        return super().in_force(day) and (self.ended_at is None or day < local_day(self.ended_at))
