"""Giving and ending roles. The assignment and its index change together, and the history is written."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from history.services import record
from organizations.models import Unit
from vietnamese.dates import local_day

from .access import forget
from .grants import sync
from .models import RoleAssignment
from .roles import Role


class AssignmentRefused(Exception):
    """A role that cannot be given or ended like this; the message says why, in Vietnamese."""


@transaction.atomic
def give_role(
    *, user: Any, role: Role, unit: Unit, starts_on: date, actor: Any, at: datetime, position_title: str = "",
    decided_by: str = "", decided_on: date | None = None, ends_on: date | None = None,
) -> RoleAssignment:
    """Give `user` a role for `unit`. Raises AssignmentRefused when the same role is already held in that time."""
    same = RoleAssignment.objects.select_for_update().filter(user=user, role=role, unit=unit)
    for held in same:
        if (held.ends_on is None or held.ends_on >= starts_on) and (ends_on is None or held.starts_on <= ends_on):
            raise AssignmentRefused(f"{user.full_name} đã giữ vai trò {Role(role).label} ở {unit} trong thời gian này.")
    assignment = RoleAssignment.objects.create(
        user=user, role=role, unit=unit, starts_on=starts_on, ends_on=ends_on, position_title=position_title,
        decided_by=decided_by, decided_on=decided_on,
    )
    _after(user, at)
    record(verb="Giao vai trò", subject=assignment, actor=actor, at=at, note=decided_by, unit_name=str(unit),
           data={"role": role, "starts_on": starts_on.isoformat()})
    return assignment


@transaction.atomic
def end_role(assignment: RoleAssignment, *, ends_on: date, actor: Any, at: datetime, ended_by: str = "") -> RoleAssignment:
    """End a role after `ends_on` (the last day on which it is held)."""
    assignment = RoleAssignment.objects.select_for_update().get(pk=assignment.pk)
    if ends_on < assignment.starts_on:
        raise AssignmentRefused("Ngày thôi vai trò phải sau hoặc đúng ngày giao vai trò. Hãy xem lại ngày.")
    assignment.ends_on = ends_on
    assignment.ended_by = ended_by
    assignment.save()
    _after(assignment.user, at)
    record(verb="Thôi vai trò", subject=assignment, actor=actor, at=at, note=ended_by, unit_name=str(assignment.unit),
           data={"ends_on": ends_on.isoformat()})
    return assignment


def _after(user: Any, at: datetime) -> None:
    forget(user)
    sync(on=local_day(at), user=user)
