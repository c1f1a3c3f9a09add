"""Giving and ending roles. The assignment and its index change together, and the history is written."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.services import create_person, set_active
from history.services import record
from organizations.models import Unit
from organizations.rules import chain_above
from organizations.services import UnitChangeRefused, close_unit
from vietnamese.dates import local_day, short_date

from .access import forget
from .grants import sync_with_substitutes
from .models import RoleAssignment
from .registry import HINDRANCES
from .roles import Role


class AssignmentRefused(Exception):
    """A role that cannot be given or ended like this; the message says why, in Vietnamese."""


@transaction.atomic
def give_role(
    *,
    user: Any,
    role: Role,
    unit: Unit,
    starts_on: date,
    actor: Any,
    at: datetime,
    position_title: str = "",
    decided_by: str = "",
    decided_on: date | None = None,
    ends_on: date | None = None,
) -> RoleAssignment:
    """Give `user` a role for `unit`. Raises AssignmentRefused when the same role is already held in that time."""
    same = RoleAssignment.objects.select_for_update().filter(user=user, role=role, unit=unit)
    for held in same:
        if (held.ends_on is None or held.ends_on >= starts_on) and (ends_on is None or held.starts_on <= ends_on):
            raise AssignmentRefused(f"{user.full_name} đã giữ vai trò {Role(role).label} ở {unit} trong thời gian này.")
    assignment = RoleAssignment.objects.create(
        user=user,
        role=role,
        unit=unit,
        starts_on=starts_on,
        ends_on=ends_on,
        position_title=position_title,
        decided_by=decided_by,
        decided_on=decided_on,
    )
    _after(user, at)
    record(
        verb="Giao vai trò",
        subject=assignment,
        actor=actor,
        at=at,
        note=decided_by,
        unit_name=str(unit),
        data={"role": role, "starts_on": starts_on.isoformat()},
    )
    return assignment


@transaction.atomic
def end_role(
    assignment: RoleAssignment, *, ends_on: date, actor: Any, at: datetime, ended_by: str = ""
) -> RoleAssignment:
    """End a role after `ends_on` (the last day on which it is held).

    Raises AssignmentRefused when it has ended already, or when a person (not the system) would take the only
    administrator away from a unit.
    """
    assignment = RoleAssignment.objects.select_for_update().get(pk=assignment.pk)
    if ends_on < assignment.starts_on:
        raise AssignmentRefused("Ngày thôi vai trò phải sau hoặc đúng ngày giao vai trò. Hãy xem lại ngày.")
    if assignment.ends_on and assignment.ends_on < local_day(at):
        raise AssignmentRefused(
            f"Vai trò này đã thôi từ hết ngày {short_date(assignment.ends_on)}. Không cần làm gì thêm."
        )
    if actor is not None:
        _keep_an_administrator(assignment, on=ends_on + timedelta(days=1))
    return _end(assignment, ends_on=ends_on, actor=actor, at=at, ended_by=ended_by)


def _end(assignment: RoleAssignment, *, ends_on: date, actor: Any, at: datetime, ended_by: str) -> RoleAssignment:
    assignment.ends_on = ends_on
    assignment.ended_by = ended_by
    assignment.save()
    _after(assignment.user, at)
    record(
        verb="Thôi vai trò",
        subject=assignment,
        actor=actor,
        at=at,
        note=ended_by,
        unit_name=str(assignment.unit),
        data={"ends_on": ends_on.isoformat()},
    )
    return assignment


def _keep_an_administrator(leaving: RoleAssignment, *, on: date) -> None:
    """Refuse to leave a unit without any administrator at it or above it: nobody could undo that from a screen."""
    if leaving.role != Role.ADMINISTRATOR:
        return
    parents = dict(Unit.objects.values_list("pk", "parent_id"))
    over = {leaving.unit_id, *chain_above(leaving.unit_id, parents)}
    others = RoleAssignment.objects.on(on).filter(role=Role.ADMINISTRATOR, unit_id__in=over, user__is_active=True)
    if not others.exclude(user=leaving.user).exists():
        raise AssignmentRefused(
            f"{leaving.user.full_name} là người quản trị duy nhất của {leaving.unit}. "
            "Hãy giao vai trò Quản trị cho đồng chí khác trước, rồi làm lại."
        )


@dataclass(frozen=True)
class FirstRole:
    """The role with which a new person starts."""

    role: str
    unit: Unit
    starts_on: date
    position_title: str = ""
    decided_by: str = ""
    decided_on: date | None = None


@transaction.atomic
def register_person(*, first_role: FirstRole, actor: Any, at: datetime, **person) -> tuple[User, str]:
    """Create a person together with a first role; returns the user and the one-time password.

    `person` is what accounts.services.create_person takes. Raises AlreadyCreated and AssignmentRefused.
    """
    user, password = create_person(actor=actor, at=at, **person)
    give_role(user=user, actor=actor, at=at, **vars(first_role))
    return user, password


@transaction.atomic
def register_people(rows: list[tuple[dict, FirstRole]], *, actor: Any, at: datetime) -> list[tuple[User, str]]:
    """Create several people, all or none; see register_person."""
    return [register_person(first_role=first_role, actor=actor, at=at, **person) for person, first_role in rows]


@transaction.atomic
def set_account_active(user: User, is_active: bool, *, actor: Any, at: datetime, note: str) -> None:
    """Stop or resume an account together with the index of its rights.

    Raises AssignmentRefused for one's own account and for the only administrator of a unit.
    """
    if not is_active:
        if actor is not None and actor.pk == user.pk:
            raise AssignmentRefused("Đồng chí không tự ngừng tài khoản của mình được. Hãy nhờ người quản trị khác.")
        for held in RoleAssignment.objects.on(local_day(at)).filter(user=user).select_related("user", "unit"):
            _keep_an_administrator(held, on=local_day(at))
    set_active(user, is_active, actor=actor, at=at, note=note)
    _after(user, at)


@transaction.atomic
def close_unit_with_roles(unit: Unit, *, ends_on: date, source: str, actor: Any, at: datetime) -> int:
    """Close a unit and end the roles held there on the same day; returns how many roles ended.

    Raises UnitChangeRefused when the tree or another room (permissions.registry) says that it cannot be closed yet.
    """
    for hindrance in HINDRANCES:
        if reason := hindrance(unit):
            raise UnitChangeRefused(reason)
    close_unit(unit, actor=actor, at=at, ends_on=ends_on, source=source)
    ended = 0
    for held in RoleAssignment.objects.filter(unit=unit, starts_on__lte=ends_on).exclude(ends_on__lte=ends_on):
        _end(held, ends_on=ends_on, actor=actor, at=at, ended_by=f"Đơn vị kết thúc. {source}".strip()[:200])
        ended += 1
    return ended


def _after(user: Any, at: datetime) -> None:
    forget(user)
    sync_with_substitutes(user, on=local_day(at))
