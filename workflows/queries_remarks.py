"""Reading what people say beside a line: what was asked when it was sent back, and comments with their audience."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from nominations.enums import NominationState
from nominations.models import Nomination, NominationReach
from nominations.queries import is_nominee
from permissions import access
from permissions.models import RoleAssignment
from permissions.roles import Capability

from .enums import Action
from .models import Audience, Comment, Remark, TransitionRecord

APPRAISING = frozenset({Capability.APPRAISE, Capability.VOTE, Capability.CONDUCT_MEETING, Capability.NUMBER_DECISIONS})
"""What makes somebody at a unit that a line has reached one of the appraising side."""


@dataclass(frozen=True)
class Side:
    """On which side of a line a person stands: in which role they comment (None: they only read), and what they read."""

    holding: RoleAssignment | None
    reads_appraisers: bool

    @property
    def audiences(self) -> tuple[Audience, ...]:
        """Return for whom the person may write; nobody writes what they could not read."""
        if self.holding is None:
            return ()
        return (Audience.EVERYONE, Audience.APPRAISERS) if self.reads_appraisers else (Audience.EVERYONE,)


def side_of(nomination: Nomination, person: Any, *, on: date) -> Side:
    """Return on which side a person stands who may know of the line; at most one query.

    Whoever works for the proposing unit, and the nominee, stand on the cell's side whatever else they are: what the
    appraising side says among itself is not theirs to read. An inspector reads everything and writes nothing.
    """
    held = access.assignments(person, on)
    proposer = nomination.proposing_unit_id
    for capability in (Capability.NOMINATE, Capability.VIEW):
        for assignment in held:
            if (
                assignment.unit_id == proposer
                and capability in access.capabilities_of(assignment)
                and not _inspects(assignment)
            ):
                return Side(assignment, reads_appraisers=False)
    candidates = [a for a in held if a.unit_id != proposer and APPRAISING & access.capabilities_of(a)]
    holding = next((a for a in candidates if a.unit_id == nomination.holder_unit_id), None)
    if holding is None and candidates:
        reached = _reached(nomination)
        holding = next((a for a in candidates if a.unit_id in reached), None)
    if is_nominee(person, nomination.nominee):
        return Side(holding, reads_appraisers=False)
    return Side(holding, reads_appraisers=holding is not None or any(map(_inspects, held)))


def _inspects(assignment: RoleAssignment) -> bool:
    return Capability.INSPECT in access.capabilities_of(assignment)


def _reached(nomination: Nomination) -> frozenset[int]:
    return frozenset(NominationReach.objects.filter(nomination=nomination).values_list("unit_id", flat=True))


def comments_for(nomination: Nomination, side: Side) -> QuerySet[Comment]:
    """Return the comments that somebody on this side may read, oldest first. There is no other way to read comments."""
    readable = Q() if side.reads_appraisers else Q(audience=Audience.EVERYONE)
    return Comment.objects.filter(readable, nomination=nomination).order_by("written_at", "id")


def remarks_of(nomination: Nomination) -> dict[int, list[Remark]]:
    """Return id of the record of a return -> what was asked then, in the order of the page."""
    return by_record(Remark.objects.filter(nomination=nomination).order_by("id"))


def by_record(remarks: Iterable[Remark]) -> dict[int, list[Remark]]:
    """Return id of the record of a return -> those of the remarks that belong to it."""
    found: dict[int, list[Remark]] = {}
    for remark in remarks:
        found.setdefault(remark.record_id, []).append(remark)
    return found


def asked_of(nominations: Iterable[Nomination]) -> dict[int, list[Remark]]:
    """Return nomination id -> what the last return asks, for those that are with their cell because of it; one query."""
    returned = [n.pk for n in nominations if n.state == NominationState.RETURNED]
    if not returned:
        return {}
    found: dict[int, list[Remark]] = {}
    for remark in current_remarks().filter(nomination__in=returned).order_by("id"):
        found.setdefault(remark.nomination_id, []).append(remark)
    return found


def current_remarks() -> QuerySet[Remark]:
    """Return the remarks of the last return of each line; those of earlier returns are history."""
    returns = TransitionRecord.objects.filter(nomination=OuterRef("nomination"), action=Action.SEND_BACK)
    return Remark.objects.annotate(last_return=Subquery(returns.order_by("-sequence").values("pk")[:1])).filter(
        record_id=F("last_return")
    )
