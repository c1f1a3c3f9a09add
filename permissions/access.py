"""The one place that answers: may this person do this, for this unit, on this day?

Every answer is computed from role assignments of the day asked about, a person's own and those lent to them by a
substitution. A lent role ends when either ends, and never carries what is personal (roles.PERSONAL). A superuser has no capability: maintenance
goes through logged commands.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.db.models.expressions import Combinable

from organizations.models import Unit
from organizations.rules import below

from .exceptions import NotPermitted
from .models import RoleAssignment, Substitution, loan_holds
from .roles import GRANTS, PERSONAL, Capability, Role, roles_with

READ_ALONG: dict[str, Callable[[Any], Combinable]] = {}
"""What other rooms want to know of a person on every page, by name: it is read in the query of their roles."""


def read_along(user: Any, name: str) -> Any | None:
    """Return what was read of this person along with their roles; None when no roles were read, or they have none."""
    held = next((rows for rows in user.__dict__.get("_assignments", {}).values() if rows), None)
    return getattr(held[0], name) if held else None


def assignments(user: Any, on: date) -> list[RoleAssignment]:
    """Return the user's roles in force on `on`, the own before the lent; none for anonymous and deactivated users.

    A lent one is the principal's assignment with `stands_for` set to the principal. An account that was stopped while
    its role goes on (a long illness) keeps its substitute. One query for each user instance and day.
    """
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return []
    cache = user.__dict__.setdefault("_assignments", {})
    if on not in cache:
        cache[on] = _held(user, on)
    return cache[on]


def _held(user: Any, on: date) -> list[RoleAssignment]:
    lent = Substitution.objects.on(on).filter(substitute=user)
    mine = loan_holds(on, "substitutions__") & Q(substitutions__substitute=user)
    own = RoleAssignment.objects.filter(user=user).order_by()
    # A union inside IN, because neither database uses an index for "mine or lent to me" across two tables.
    either = own.values("pk").union(lent.order_by().values("assignment"))
    held = list(
        RoleAssignment.objects.on(on)
        .filter(pk__in=either)
        .annotate(loan=FilteredRelation("substitutions", condition=mine))
        .annotate(loan_ends_on=F("loan__ends_on"), **{name: asked(user) for name, asked in READ_ALONG.items()})
        .select_related("unit__kind", "unit__parent__kind", "user")
    )
    for assignment in held:
        if assignment.user_id != user.pk:
            assignment.stands_for, assignment.lent_until = assignment.user, assignment.loan_ends_on
    return sorted(held, key=lambda a: a.stands_for is not None)


def capabilities_of(assignment: RoleAssignment) -> frozenset[Capability]:
    """Return what a role held like this may do; one that is lent carries nothing personal."""
    granted = GRANTS[Role(assignment.role)]
    return granted - PERSONAL if assignment.stands_for else granted


def forget(user: Any) -> None:
    """Drop what is remembered about the user's assignments on this instance, so that the next question reads anew."""
    user.__dict__.pop("_assignments", None)


def holdings(user: Any, capability: Capability, unit: Unit, *, on: date) -> list[RoleAssignment]:
    """Return the assignments through which the user has `capability` for exactly `unit` (not for those below)."""
    return [a for a in assignments(user, on) if a.unit_id == unit.pk and capability in capabilities_of(a)]


def can(user: Any, capability: Capability, unit: Unit | None, *, on: date) -> bool:
    """Return whether the user has `capability` for `unit` on `on`."""
    return unit is not None and bool(holdings(user, capability, unit, on=on))


def check(user: Any, capability: Capability, unit: Unit | None, *, on: date) -> RoleAssignment:
    """Return the assignment that gives the right, the first where several do, and note for whom the person acts.

    Raises NotPermitted, with a sentence that names the roles which would be needed.
    """
    held = holdings(user, capability, unit, on=on) if unit is not None else []
    if held:
        return act_through(user, held[0])
    if not getattr(user, "is_active", False):
        raise NotPermitted("Tài khoản không còn hoạt động. Hãy liên hệ người quản trị.")
    roles = " hoặc ".join(role.label for role in roles_with(capability))
    where = f" của {unit}" if unit is not None else ""
    raise NotPermitted(
        f"Việc này cần vai trò {roles}{where}; đồng chí không giữ vai trò đó trong ngày hôm nay. "
        "Nếu cần, hãy đề nghị người quản trị giao vai trò."
    )


def act_through(user: Any, holding: RoleAssignment) -> RoleAssignment:
    """Note on the user that they act through this holding, so that the history writes for whom; returns it."""
    user.acting_for = holding.on_behalf_of
    return holding


def units_where(user: Any, capability: Capability, *, on: date) -> set[int]:
    """Return the ids of the units for which the user has `capability` on `on`."""
    return {a.unit_id for a in assignments(user, on) if capability in capabilities_of(a)}


def who_can(capability: Capability, unit: Unit, *, on: date) -> QuerySet:
    """Return the active users who have `capability` for `unit` on `on`, in Vietnamese order of given names."""
    from django.contrib.auth import get_user_model  # the model is a setting, known only at run time

    held = RoleAssignment.objects.on(on).filter(unit=unit, role__in=roles_with(capability))
    found = Q(pk__in=held.values("user_id"))
    if capability not in PERSONAL:
        found |= Q(pk__in=Substitution.objects.on(on).filter(assignment__in=held.values("pk")).values("substitute_id"))
    return get_user_model().objects.filter(found, is_active=True)


def who_can_at(capability: Capability, unit_ids: Iterable[int], *, on: date) -> dict[int, list[Any]]:
    """Return unit id -> the active users who have `capability` there on `on`, in a fixed number of queries."""
    held = RoleAssignment.objects.on(on).filter(unit__in=list(unit_ids), role__in=roles_with(capability))
    found: dict[int, dict[int, Any]] = {}
    for assignment in held.select_related("user").order_by("id"):
        found.setdefault(assignment.unit_id, {})[assignment.user_id] = assignment.user
    if capability not in PERSONAL:
        lent = Substitution.objects.on(on).filter(assignment__in=held.values("pk"))
        for loan in lent.select_related("substitute", "assignment").order_by("id"):
            found.setdefault(loan.assignment.unit_id, {})[loan.substitute_id] = loan.substitute
    return {unit_id: [user for user in users.values() if user.is_active] for unit_id, users in found.items()}


def anybody_can(capability: Capability, unit: Unit, *, on: date) -> bool:
    """Return whether the unit has anybody for `capability` on `on`: whether its office is in this system."""
    return who_can(capability, unit, on=on).exists()


@dataclass(frozen=True)
class Area:
    """What an administrator looks after: the units with the role and everything below them.

    `is_general` says that nobody administers anything outside; only then may rules be changed that hold for all.
    """

    units: frozenset[int]
    is_general: bool

    def __contains__(self, unit_id: int | None) -> bool:
        return unit_id in self.units


def administered_units(user: Any, on: date) -> frozenset[int]:
    """Return the ids of the units that the user administers on `on`: those of the role and all below them.

    Closed units stay with whom they stood under last, so that their history can still be read.
    """
    own = units_where(user, Capability.ADMINISTER, on=on)
    if not own:
        return frozenset()
    parents = dict(Unit.objects.values_list("pk", "parent_id"))
    return frozenset(own.union(*(below(pk, parents) for pk in own)))


def area_of(user: Any, on: date) -> Area:
    """Return what the user administers on `on`, always in their own name. Raises NotPermitted for everybody else."""
    units = administered_units(user, on)
    if not units:
        raise NotPermitted(
            "Trang này dành cho người quản trị. Đồng chí không giữ vai trò Quản trị ở đơn vị nào trong ngày hôm nay."
        )
    user.acting_for = ""
    others = RoleAssignment.objects.on(on).filter(role__in=roles_with(Capability.ADMINISTER), user__is_active=True)
    return Area(units, is_general=not others.exclude(unit_id__in=units).exists())


def account_hindrance(area: Area, person: Any, *, on: date) -> str | None:
    """Return why this administrator may not touch a person's account, or None.

    Who can reset a password can sign in as that person; so a role outside the area, now or to come, is out of reach.
    """
    held = RoleAssignment.objects.filter(user=person).exclude(ends_on__lt=on).exclude(unit_id__in=area.units)
    outside = held.select_related("unit").first()
    if outside is None:
        return None
    return (
        f"Đồng chí {person.full_name} còn giữ vai trò {outside.get_role_display()} ở {outside.unit}. "
        "Hãy nhờ người quản trị ở đó cấp lại mật khẩu hoặc ngừng tài khoản."
    )
