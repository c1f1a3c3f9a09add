"""What a person has open that others would have to go on with, and who may hand it over to whom."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet

from accounts.models import User
from nominations.enums import NominationState
from nominations.models import Appraisal, Dossier, OpinionRequest
from organizations.models import Unit
from organizations.queries import parents_on
from organizations.rules import below
from permissions import access
from permissions.models import RoleAssignment, Substitution
from permissions.queries import loans_of, loans_to, roles_of
from permissions.roles import Capability, Role
from vietnamese.dates import local_day

from .models import LineClaim
from .queries_appraisal import open_sheets
from .queries_queue import CLAIM_IDLE

UNFINISHED = (NominationState.DRAFT, NominationState.RETURNED)
OFFICE = (Capability.APPRAISE, Capability.NUMBER_DECISIONS)
"""Who runs an office, and so sees to it that the work of a leaver goes on."""


@dataclass(frozen=True)
class Reach:
    """For which units somebody may hand over another's work, and at which of them also the roles."""

    units: frozenset[int]
    administered: frozenset[int]


@dataclass(frozen=True)
class CellWork:
    """Dossiers of a unit that have unfinished lines, where the leaver is the only one who can go on with them."""

    unit: Unit
    dossiers: int


@dataclass
class OpenWork:
    """Everything that a person has open in these units. Typed text that was never saved is personal and is not here."""

    claims: list[LineClaim] = field(default_factory=list)
    sheets: list[Appraisal] = field(default_factory=list)
    opinions: list[OpinionRequest] = field(default_factory=list)
    cells: list[CellWork] = field(default_factory=list)
    roles: list[RoleAssignment] = field(default_factory=list)
    loans: list[Substitution] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any(vars(self).values())


def reach_of(actor: Any, *, on: date) -> Reach:
    """Return what an administrator or an office may hand over: their units and those below."""
    administered = access.administered_units(actor, on)
    offices = set().union(*(access.units_where(actor, capability, on=on) for capability in OFFICE))
    if not offices:
        return Reach(administered, administered)
    parents = parents_on(on)
    return Reach(administered.union(offices, *(below(pk, parents) for pk in offices)), administered)


def reach_over(actor: Any, person: User, *, on: date) -> Reach | None:
    """Return for which units the actor may hand over this person's work, or None: they may not know of it.

    Everybody hands over their own work, but for the roles.
    """
    reach = reach_of(actor, on=on)
    worked = set(roles_of(person).order_by().values_list("unit_id", flat=True))
    if actor.pk == person.pk:
        return Reach(reach.units | worked, reach.administered)
    return reach if worked & reach.units else None


def people_in(reach: Reach, *, on: date) -> QuerySet[User]:
    """Return the people with a role today in these units, in Vietnamese order, also those whose account was stopped."""
    return User.objects.filter(pk__in=RoleAssignment.objects.on(on).filter(unit__in=reach.units).values("user_id"))


def open_work(person: User, units: frozenset[int], *, at: datetime) -> OpenWork:
    """Return what the person has open in these units, in a fixed number of queries."""
    on = local_day(at)
    roles = [held for held in roles_of(person).select_related("unit__kind", "user") if held.unit_id in units]
    roles = [held for held in roles if held.ends_on is None or held.ends_on >= on]
    loans = [
        loan for found in (loans_of(person), loans_to(person)) for loan in found.filter(ended_at=None, ends_on__gte=on)
    ]
    claims = LineClaim.objects.filter(user=person, nomination__holder_unit__in=units, active_at__gte=at - CLAIM_IDLE)
    opinions = OpinionRequest.objects.filter(asked_by=person, unit__in=units, answered_at=None, cancelled_at=None)
    return OpenWork(
        claims=list(claims.select_related("nomination__nominee", "nomination__holder_unit", "nomination__round")),
        sheets=list(open_sheets(person, units)),
        opinions=list(opinions.select_related("nomination__nominee", "unit")),
        cells=_cells_run_alone(person, roles, on),
        roles=roles,
        loans=[loan for loan in loans if loan.assignment.unit_id in units],
    )


def _cells_run_alone(person: User, roles: list[RoleAssignment], on: date) -> list[CellWork]:
    cells = {held.unit_id: held.unit for held in roles if held.role == Role.CELL_OFFICER}
    if not cells:
        return []
    others = RoleAssignment.objects.on(on).filter(unit__in=cells, role=Role.CELL_OFFICER, user__is_active=True)
    shared = set(others.exclude(user=person).values_list("unit_id", flat=True))
    unfinished = Dossier.objects.filter(unit__in=cells.keys() - shared, nominations__state__in=UNFINISHED)
    counts = dict(unfinished.order_by().values_list("unit").annotate(n=Count("pk", distinct=True)))
    return [CellWork(unit, counts[pk]) for pk, unit in cells.items() if pk in counts]
