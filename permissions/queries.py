"""Reading people and their roles for the administrator, and what the set-up of units lacks."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from accounts.models import User
from history.models import Entry
from organizations.models import Signer, Unit
from vietnamese.text import search_key

from .models import RoleAssignment, Substitution
from .registry import SET_UP_CHECKS, Finding
from .roles import LENDABLE, Role
from .rules import SMALLEST_COMMITTEE


def people_of(units: Iterable[int], *, with_unassigned: bool) -> QuerySet[User]:
    """Return everybody who holds, held or will hold a role in the units; on demand also those who never had any."""
    known = Q(pk__in=RoleAssignment.objects.filter(unit_id__in=units).values("user_id"))
    if with_unassigned:
        known |= ~Q(pk__in=RoleAssignment.objects.values("user_id"))
    return User.objects.filter(known)


def with_roles_of(people: QuerySet[User], on: date) -> QuerySet[User]:
    """Return the people with their roles of `on` as the list `roles_today`, in one more query."""
    held = RoleAssignment.objects.on(on).select_related("unit").order_by("unit__sort_key", "id")
    return people.prefetch_related(Prefetch("assignments", queryset=held, to_attr="roles_today"))


def search_people(
    people: QuerySet[User], *, text: str = "", role: str = "", state: str = "", on: date
) -> QuerySet[User]:
    """Narrow people by name or user name without accents, by a role of `on`, and by the state of the account."""
    for word in search_key(text).split():
        people = people.filter(search_key__contains=word)
    if role:
        people = people.filter(pk__in=RoleAssignment.objects.on(on).filter(role=role).values("user_id"))
    if state == "stopped":
        return people.filter(is_active=False)
    if state == "waiting":
        return people.filter(is_active=True, must_change_password=True)
    if state == "idle":
        return people.filter(is_active=True).exclude(pk__in=RoleAssignment.objects.on(on).values("user_id"))
    return people.filter(is_active=True) if state == "active" else people


def same_name(people: QuerySet[User], full_name: str) -> User | None:
    """Return somebody of these people who has the same name, accents aside: perhaps the same person."""
    wanted = search_key(full_name)
    candidates = people.filter(search_key__startswith=wanted)
    return next((person for person in candidates if search_key(person.full_name) == wanted), None)


def roles_at(unit: Unit) -> QuerySet[RoleAssignment]:
    """Return all roles ever given at a unit, newest first, with their people."""
    return RoleAssignment.objects.filter(unit=unit).select_related("user", "unit").order_by("-starts_on", "-id")


def roles_of(person: User) -> QuerySet[RoleAssignment]:
    """Return all roles ever given to a person, newest first, with their units."""
    return RoleAssignment.objects.filter(user=person).select_related("unit", "user").order_by("-starts_on", "-id")


def sorted_by_time(assignments: Iterable[RoleAssignment], on: date) -> dict[str, list[RoleAssignment]]:
    """Return assignments as `now`, `later` and `past`, seen from `on`."""
    groups: dict[str, list[RoleAssignment]] = {"now": [], "later": [], "past": []}
    for assignment in assignments:
        name = "now" if assignment.in_force(on) else "later" if assignment.starts_on > on else "past"
        groups[name].append(assignment)
    order = list(Role.values)
    groups["now"].sort(key=lambda assignment: order.index(assignment.role))
    return groups


def held_by_unit(units: Iterable[int], on: date) -> dict[int, list[RoleAssignment]]:
    """Return unit id -> roles that active people hold there on `on`."""
    found: dict[int, list[RoleAssignment]] = {}
    held = RoleAssignment.objects.on(on).filter(unit_id__in=units, user__is_active=True).select_related("user")
    for assignment in held.order_by("user__sort_key", "id"):
        found.setdefault(assignment.unit_id, []).append(assignment)
    return found


def entries_about(*subjects: Any, limit: int = 30) -> list[Entry]:
    """Return the newest entries of the history about some records."""
    wanted = Q(pk=None)
    for subject in subjects:
        wanted |= Q(subject_type=subject._meta.label, subject_id=subject.pk)
    return list(Entry.objects.filter(wanted).order_by("-id")[:limit])


def cells_without_officer(units: Iterable[int], on: date) -> QuerySet[Unit]:
    """Return the units that propose and have nobody who could write a dossier on `on`."""
    return _cells(units, on).exclude(pk__in=_officers(on)).select_related("kind", "parent")


def cells_with_officer(units: Iterable[int], on: date) -> QuerySet[Unit]:
    """Return the units that propose and have somebody who could write a dossier on `on`."""
    return _cells(units, on).filter(pk__in=_officers(on))


def _cells(units: Iterable[int], on: date) -> QuerySet[Unit]:
    return Unit.objects.on(on).filter(pk__in=units, kind__proposes=True, kind__appraises=False)


def _officers(on: date) -> QuerySet:
    held = RoleAssignment.objects.on(on).filter(role=Role.CELL_OFFICER, user__is_active=True)
    return held.values("unit_id")


def roles_ending_soon(units: Iterable[int], on: date, days: int = 30) -> QuerySet[RoleAssignment]:
    """Return the roles whose last day lies within the coming days."""
    soon = RoleAssignment.objects.on(on).filter(unit_id__in=units, ends_on__lte=on + timedelta(days=days))
    return soon.select_related("user", "unit").order_by("ends_on", "id")


def set_up_findings(units: Iterable[int], on: date) -> list[Finding]:
    """Return what the committees among the units lack on `on`, the serious things of each unit first.

    Looks at roles, signers and names; other rooms add what they know (permissions.registry).
    """
    committees = list(
        Unit.objects.on(on)
        .filter(pk__in=units)
        .filter(Q(kind__has_standing_committee=True) | Q(kind__appraises=True))
        .select_related("kind")
        .order_by("kind__rank", "sort_key")
    )
    held = held_by_unit([unit.pk for unit in committees], on)
    signing = set(Signer.objects.on(on).filter(unit__in=committees).values_list("unit_id", flat=True))
    leading = set(Unit.objects.on(on).filter(parent__in=committees).values_list("parent_id", flat=True))
    findings = [
        Finding(unit, "Chưa có chi bộ, đơn vị nào trực thuộc để lập đề nghị.", "Thêm các chi bộ",
                f"{reverse('permissions:units_new')}?don-vi={unit.pk}")
        for unit in committees if unit.kind.has_standing_committee and unit.pk not in leading
    ]  # fmt: skip
    for unit in committees:
        findings += _role_findings(unit, held.get(unit.pk, []))
        findings += _name_findings(unit)
        if unit.kind.has_standing_committee and unit.pk not in signing:
            findings.append(
                Finding(
                    unit,
                    "Chưa có người ký quyết định.",
                    "Thêm người ký",
                    reverse("permissions:signer_new") + f"?don-vi={unit.pk}",
                )
            )
    for check in SET_UP_CHECKS:
        findings += check(committees, on)
    place = {unit.pk: i for i, unit in enumerate(committees)}
    return sorted(findings, key=lambda finding: (place[finding.unit.pk], not finding.is_serious))


def _role_findings(unit: Unit, held: Sequence[RoleAssignment]) -> list[Finding]:
    by_role: dict[str, set[int]] = {}
    for assignment in held:
        by_role.setdefault(assignment.role, set()).add(assignment.user_id)
    new_person = f"{reverse('permissions:person_new')}?don-vi={unit.pk}"

    def missing(sentence: str, role: Role, *, is_serious: bool = True) -> Finding:
        return Finding(unit, sentence, f"Thêm người làm {role.label}", f"{new_person}&vai-tro={role.value}", is_serious)

    found = []
    if unit.kind.appraises and not by_role.get(Role.APPRAISER):
        found.append(
            missing(
                "Chưa có cán bộ thẩm định: không ai nhận được hồ sơ của chi bộ.",
                Role.APPRAISER,
                is_serious=unit.kind.has_standing_committee,
            )
        )
    if unit.kind.has_standing_committee:
        members, chairs = by_role.get(Role.MEMBER, set()), by_role.get(Role.CHAIR, set())
        if len(members) < SMALLEST_COMMITTEE:
            count = f"mới có {len(members)}" if members else "chưa có"
            found.append(
                missing(
                    f"Ban Thường vụ {count} ủy viên; cần ít nhất {SMALLEST_COMMITTEE} người để biểu quyết.", Role.MEMBER
                )
            )
        if not chairs:
            found.append(missing("Chưa có người chủ trì phiên họp.", Role.CHAIR))
        elif not chairs & members:
            give = (
                reverse("permissions:role_give", args=[min(chairs)]) + f"?don-vi={unit.pk}&vai-tro={Role.MEMBER.value}"
            )
            found.append(
                Finding(
                    unit,
                    "Người chủ trì chưa có vai trò Ủy viên Ban Thường vụ nên không biểu quyết được.",
                    "Giao thêm vai trò Ủy viên cho người chủ trì",
                    give,
                    is_serious=False,
                )
            )
        if not by_role.get(Role.RECORDS_CLERK):
            found.append(missing("Chưa có văn thư: không ai ghi số quyết định và in giấy khen.", Role.RECORDS_CLERK))
    return found


def _name_findings(unit: Unit) -> list[Finding]:
    change = reverse("permissions:unit_change", args=[unit.pk]) + "?sua=1"
    found = []
    if unit.kind.has_standing_committee and not unit.standing_committee_name:
        found.append(Finding(unit, "Chưa ghi tên ban thường vụ; quyết định in tên này.", "Ghi tên", change))
    if unit.kind.has_standing_committee and not unit.place:
        found.append(Finding(unit, "Chưa ghi địa danh đứng trước ngày trên văn bản.", "Ghi địa danh", change))
    if unit.kind.appraises and not unit.phone:
        found.append(
            Finding(
                unit,
                "Chưa ghi số điện thoại để người dùng gọi khi cần giúp.",
                "Ghi số điện thoại",
                change,
                is_serious=False,
            )
        )
    return found


def loans_of(person: User) -> QuerySet[Substitution]:
    """Return what a person has ever lent, newest first, with roles, units and people."""
    return _loans().filter(assignment__user=person)


def loans_to(person: User) -> QuerySet[Substitution]:
    """Return what a person was ever lent, newest first."""
    return _loans().filter(substitute=person)


def loans_at(unit: Unit) -> QuerySet[Substitution]:
    """Return what was ever lent at a unit, newest first."""
    return _loans().filter(assignment__unit=unit)


def _loans() -> QuerySet[Substitution]:
    return Substitution.objects.select_related("assignment__user", "assignment__unit__kind", "substitute")


def lendable_roles(person: User, on: date) -> list[RoleAssignment]:
    """Return the roles that a person holds on `on` or will hold, and may lend, in the order of the page of roles."""
    held = roles_of(person).filter(role__in=LENDABLE).exclude(ends_on__lt=on)
    order = list(Role.values)
    return sorted(held, key=lambda assignment: (order.index(assignment.role), assignment.unit.sort_key))


def people_near(unit: Unit, on: date) -> QuerySet[User]:
    """Return the active people with a role on `on` at the unit, directly above or below it, or, for a cell, beside it."""
    near = Q(unit=unit) | Q(unit=unit.parent_id) | Q(unit__parent=unit)
    if not unit.kind.appraises and unit.parent_id:
        near |= Q(unit__parent=unit.parent_id)
    return User.objects.filter(pk__in=RoleAssignment.objects.on(on).filter(near).values("user_id"), is_active=True)
