"""Mirrors role assignments into django-guardian rows on Unit. The only writer of guardian.

viewflow reads guardian to know whom to ask; our own checks read the assignments (permissions.access).
"""

from datetime import date
from typing import Any

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from guardian.models import UserObjectPermission

from organizations.models import Unit

from .models import RoleAssignment, Substitution
from .roles import CAPABILITY_LABELS, GRANTS, PERSONAL, Capability, Role


def ensure_permissions(**kwargs) -> None:
    """Create the Permission rows of all capabilities on Unit. Safe to call again; runs after every migrate."""
    content_type = ContentType.objects.get_for_model(Unit)
    for capability in Capability:
        Permission.objects.update_or_create(
            content_type=content_type, codename=capability.value, defaults={"name": CAPABILITY_LABELS[capability]}
        )


def expected(on: date, user: Any = None) -> set[tuple[int, str, str]]:
    """Return the rows that should exist on `on` as (user id, unit id as text, codename)."""
    held = RoleAssignment.objects.on(on).filter(user__is_active=True)
    lent = Substitution.objects.on(on).filter(substitute__is_active=True, assignment__in=RoleAssignment.objects.on(on))
    if user is not None:
        held, lent = held.filter(user=user), lent.filter(substitute=user)
    own = {(a.user_id, str(a.unit_id), capability.value) for a in held for capability in GRANTS[Role(a.role)]}
    return own | {
        (loan.substitute_id, str(loan.assignment.unit_id), capability.value)
        for loan in lent.select_related("assignment")
        for capability in GRANTS[Role(loan.assignment.role)] - PERSONAL
    }


def existing(user: Any = None) -> set[tuple[int, str, str]]:
    """Return the rows that do exist, in the same form."""
    rows = UserObjectPermission.objects.filter(content_type=ContentType.objects.get_for_model(Unit))
    if user is not None:
        rows = rows.filter(user=user)
    return set(rows.values_list("user_id", "object_pk", "permission__codename"))


def sync_with_substitutes(user: Any, *, on: date) -> None:
    """Sync a person whose roles changed, and those who act in these roles."""
    lent = Substitution.objects.on(on).filter(assignment__user=user).select_related("substitute")
    for person in {user, *(loan.substitute for loan in lent)}:
        sync(on=on, user=person)


def sync(*, on: date, user: Any = None) -> int:
    """Make the guardian rows of one user, or of everybody, equal to the assignments in force on `on`.

    Returns how many rows were added or removed.
    """
    content_type = ContentType.objects.get_for_model(Unit)
    want, have = expected(on, user), existing(user)
    codes = dict(Permission.objects.filter(content_type=content_type).values_list("codename", "pk"))
    for user_id, unit_id, code in have - want:
        UserObjectPermission.objects.filter(
            user_id=user_id, object_pk=unit_id, content_type=content_type, permission__codename=code
        ).delete()
    UserObjectPermission.objects.bulk_create(
        UserObjectPermission(user_id=user_id, object_pk=unit_id, content_type=content_type, permission_id=codes[code])
        for user_id, unit_id, code in sorted(want - have)
    )
    return len(want ^ have)
