"""From who was at a ceremony to the days of conferral: what would be written, and writing it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ceremonies.enums import CeremonyState, Presence
from ceremonies.models import Ceremony, CeremonyPlace
from ceremonies.queries import places_of
from nominations.enums import AwardState
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import local_day, short_date

from ...exceptions import GuardFailed
from .conferral import Handover, HandoverResult, confer_each

GIVEN = {Presence.PRESENT, Presence.STAND_IN}


@dataclass(frozen=True)
class FromAttendance:
    """What the attendance of a ceremony says about conferral.

    `to_write` are handovers that are not recorded yet, `done` places recorded just so; `differing` are recorded in
    another way (day or who took it) and stay as they are; `away` have nothing to record.
    """

    to_write: Sequence[Handover]
    done: Sequence[CeremonyPlace]
    differing: Sequence[CeremonyPlace]
    away: Sequence[CeremonyPlace]


def from_attendance(ceremony: Ceremony) -> FromAttendance:
    """Compare the attendance of a ceremony with the days of conferral that are recorded."""
    day = local_day(ceremony.starts_at)
    to_write, done, differing, away = [], [], [], []
    for place in places_of(ceremony):
        award = place.award
        if place.presence not in GIVEN or award.state == AwardState.REVOKED:
            away.append(place)
            continue
        handover = Handover(
            award.decision_line, day, place.stand_in_name if place.presence == Presence.STAND_IN else ""
        )
        if award.conferred_on is None:
            to_write.append(handover)
        elif (award.conferred_on, award.conferred_note) == (day, handover.note):
            done.append(place)
        else:
            differing.append(place)
    return FromAttendance(to_write, done, differing, away)


def confer_from_attendance(ceremony: Ceremony, *, actor: Any, at: datetime) -> list[HandoverResult]:
    """Record the day of the ceremony for everybody who was there, with who took it instead.

    What is recorded already stays; each recipient is a transaction of its own (see confer_each). Raises GuardFailed
    before the day and for a ceremony that does not take place, NotPermitted without the right.
    """
    access.check(actor, Capability.NUMBER_DECISIONS, ceremony.unit, on=local_day(at))
    if ceremony.state == CeremonyState.CANCELLED:
        raise GuardFailed("Buổi lễ này không tổ chức nên không có ngày trao để ghi.")
    if local_day(at) < local_day(ceremony.starts_at):
        raise GuardFailed(f"Buổi lễ vào ngày {short_date(ceremony.starts_at)}, chưa tới. Hãy ghi sau khi đã trao.")
    return confer_each(from_attendance(ceremony).to_write, actor=actor, at=at)
