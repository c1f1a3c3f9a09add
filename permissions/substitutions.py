"""Lending a role to somebody for some days, and ending that. Row, index and history change together.

Only a role that a person holds themselves can be lent, so nothing is passed on; a member's vote is never lent.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from history.services import record
from vietnamese.dates import local_day, short_date

from .access import administered_units, forget
from .exceptions import NotPermitted
from .grants import sync
from .models import RoleAssignment, Substitution
from .roles import LENDABLE, Role


class LoanRefused(Exception):
    """A role that cannot be lent like this, or a substitution that cannot be ended; the message says why."""


@dataclass(frozen=True)
class Loan:
    """What is lent to whom, from when to when (both days included), why, and by which paper."""

    assignment: RoleAssignment
    substitute: User
    starts_on: date
    ends_on: date
    reason: str
    decided_by: str = ""


@transaction.atomic
def lend_role(loan: Loan, *, actor: Any, at: datetime) -> Substitution:
    """Let `loan.substitute` act in a role of another. The principal may do this, and whoever administers the unit.

    Raises NotPermitted (who) and LoanRefused (facts).
    """
    # Both people are locked in one order, so that two loans that would make a chain cannot be written side by side.
    people = User.objects.select_for_update().filter(pk__in=[loan.assignment.user_id, loan.substitute.pk])
    locked = {person.pk: person for person in people.order_by("pk")}
    assignment = (
        RoleAssignment.objects.select_for_update(of=("self",)).select_related("unit").get(pk=loan.assignment.pk)
    )
    principal, substitute = locked[assignment.user_id], locked[loan.substitute.pk]
    _check_actor(assignment, actor, at)
    if reason := _hindrance(loan, assignment, principal, substitute, today=local_day(at)):
        raise LoanRefused(reason)
    made = Substitution.objects.create(
        assignment=assignment,
        substitute=substitute,
        starts_on=loan.starts_on,
        ends_on=loan.ends_on,
        reason=loan.reason,
        decided_by=loan.decided_by,
        created_at=at,
        created_by=actor,
    )
    _after(substitute, at)
    _record("Ủy quyền", made, actor, at, note=loan.reason, ends_on=loan.ends_on)
    return made


@transaction.atomic
def end_substitution(substitution: Substitution, *, actor: Any, at: datetime, reason: str = "") -> Substitution:
    """End a substitution at once. The principal, the substitute and whoever administers the unit may do this.

    Raises NotPermitted, and LoanRefused when it has ended already.
    """
    made = (
        Substitution.objects.select_for_update(of=("self",))
        .select_related("assignment__user", "assignment__unit", "substitute")
        .get(pk=substitution.pk)
    )
    if actor.pk != made.substitute_id:
        _check_actor(made.assignment, actor, at)
    today = local_day(at)
    if made.ended_at or made.ends_on < today:
        raise LoanRefused(f"Ủy quyền này đã hết hiệu lực từ ngày {short_date(made.ends_on)}. Không cần làm gì thêm.")
    made.ends_on, made.ended_at, made.ended_by_name = max(made.starts_on, today), at, actor.full_name
    made.save()
    _after(made.substitute, at)
    _record("Chấm dứt ủy quyền", made, actor, at, note=reason, ends_on=made.ends_on)
    return made


def may_lend(assignment: RoleAssignment, actor: Any, *, on: date) -> bool:
    """Return whether this person may lend the role, and end what was lent of it."""
    return actor.pk == assignment.user_id or assignment.unit_id in administered_units(actor, on)


def _check_actor(assignment: RoleAssignment, actor: Any, at: datetime) -> None:
    if not actor.is_active or not may_lend(assignment, actor, on=local_day(at)):
        raise NotPermitted(
            "Chỉ người đang giữ vai trò hoặc người quản trị của đơn vị lập và chấm dứt ủy quyền. "
            "Vai trò được ủy quyền không ủy quyền tiếp cho người khác được."
        )


def _hindrance(loan: Loan, assignment: RoleAssignment, principal: User, substitute: User, *, today: date) -> str | None:
    return (
        _role_hindrance(assignment, principal, substitute)
        or _days_hindrance(loan, assignment, today)
        or _other_loans_hindrance(loan, assignment, principal, substitute)
    )


def _role_hindrance(assignment: RoleAssignment, principal: User, substitute: User) -> str | None:
    if substitute.pk == principal.pk:
        return "Không ủy quyền cho chính mình được. Hãy chọn đồng chí khác."
    if assignment.role == Role.MEMBER:
        return (
            "Phiếu biểu quyết là của riêng từng ủy viên nên vai trò Ủy viên Ban Thường vụ không ủy quyền được. "
            "Khi ủy viên vắng, văn thư ghi vắng có lý do ở phiên họp."
        )
    if assignment.role not in LENDABLE:
        return (
            f"Vai trò {assignment.get_role_display()} không ủy quyền được. "
            "Nếu cần người làm thay, hãy đề nghị người quản trị giao vai trò đó cho đồng chí kia."
        )
    if not substitute.is_active:
        return (
            f"Tài khoản của đồng chí {substitute.full_name} đã ngừng nên không nhận ủy quyền được. Hãy chọn người khác."
        )
    return None


def _days_hindrance(loan: Loan, assignment: RoleAssignment, today: date) -> str | None:
    if loan.starts_on < today:
        return "Ủy quyền không có hiệu lực cho những ngày đã qua. Hãy ghi từ hôm nay hoặc một ngày sau hôm nay."
    if loan.ends_on < loan.starts_on:
        return "Ngày hết ủy quyền phải sau hoặc đúng ngày bắt đầu. Hãy xem lại ngày."
    if loan.starts_on < assignment.starts_on:
        return (
            f"Vai trò này bắt đầu từ ngày {short_date(assignment.starts_on)}; hãy ghi ủy quyền từ ngày đó hoặc sau đó."
        )
    if assignment.ends_on and loan.ends_on > assignment.ends_on:
        return (
            f"Vai trò này hết vào ngày {short_date(assignment.ends_on)}; hãy ghi ngày hết ủy quyền không sau ngày đó."
        )
    return None


def _other_loans_hindrance(loan: Loan, assignment: RoleAssignment, principal: User, substitute: User) -> str | None:
    same_time = Substitution.objects.filter(
        ended_at=None, starts_on__lte=loan.ends_on, ends_on__gte=loan.starts_on
    ).select_related("assignment__user", "substitute")
    other = same_time.filter(assignment=assignment).first()
    if other:
        return (
            f"Vai trò này đã ủy quyền cho đồng chí {other.substitute.full_name} từ ngày {short_date(other.starts_on)} "
            f"đến hết ngày {short_date(other.ends_on)}. Hãy chấm dứt ủy quyền đó trước, hoặc chọn ngày khác."
        )
    alike = same_time.filter(assignment__role=assignment.role, assignment__unit=assignment.unit_id)
    if received := alike.filter(substitute=principal).first():
        return (
            f"Đồng chí {principal.full_name} đang nhận ủy quyền cùng vai trò của đồng chí "
            f"{received.assignment.user.full_name} trong thời gian này nên không ủy quyền tiếp được."
        )
    if given := alike.filter(assignment__user=substitute).first():
        return (
            f"Đồng chí {substitute.full_name} đã ủy quyền cùng vai trò cho đồng chí {given.substitute.full_name} trong "
            "thời gian này nên không nhận thay người khác được. Hãy chọn đồng chí khác."
        )
    return None


def _after(substitute: User, at: datetime) -> None:
    forget(substitute)
    sync(on=local_day(at), user=substitute)


def _record(verb: str, made: Substitution, actor: Any, at: datetime, *, note: str, ends_on: date) -> None:
    record(
        verb=verb,
        subject=made,
        actor=actor,
        at=at,
        note=note,
        unit_name=str(made.assignment.unit),
        on_behalf_of="",
        data={
            "role": made.assignment.role,
            "starts_on": made.starts_on.isoformat(),
            "ends_on": ends_on.isoformat(),
            "decided_by": made.decided_by,
        },
    )
