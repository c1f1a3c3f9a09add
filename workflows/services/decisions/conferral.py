"""Recording the day on which awards were handed over: one day for all, with exceptions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from documents.models import DecisionLine
from history.services import record
from nominations.models import Award
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import local_day

from ...exceptions import GuardFailed

RECEIVED_BY = "Nhận thay: "


@dataclass(frozen=True)
class Handover:
    """What is recorded of one recipient: the day, None for not yet, and who received it instead, "" for themselves."""

    line: DecisionLine
    conferred_on: date | None
    received_by: str = ""

    @property
    def note(self) -> str:
        """Return the note that the award keeps."""
        return f"{RECEIVED_BY}{self.received_by}" if self.received_by else ""


@dataclass(frozen=True)
class HandoverResult:
    """What became of one recipient: recorded, unchanged, or refused with the reason."""

    line: DecisionLine
    is_changed: bool
    refusal: str = ""


@transaction.atomic
def confer(award: Award, *, conferred_on: date, note: str, actor: Any, at: datetime) -> Award:
    """Record the day on which the award was handed over to its recipient."""
    line = award.decision_line
    access.check(actor, Capability.NUMBER_DECISIONS, line.decision.unit, on=local_day(at))
    if conferred_on > local_day(at):
        raise GuardFailed("Ngày trao chưa tới. Hãy ghi sau khi đã trao.")
    if conferred_on < award.decided_on:
        raise GuardFailed("Ngày trao phải sau hoặc đúng ngày quyết định.")
    award.conferred_on, award.conferred_note = conferred_on, note
    award.save()
    record(verb="Ghi ngày trao", subject=award, actor=actor, at=at, note=note, data={"on": conferred_on.isoformat()})
    return award


def confer_each(handovers: Iterable[Handover], *, actor: Any, at: datetime) -> list[HandoverResult]:
    """Record each handover in a transaction of its own; a refusal does not stop the others. Unchanged ones are skipped."""
    return [_one(handover, actor=actor, at=at) for handover in handovers]


@transaction.atomic
def take_back(line: DecisionLine, *, actor: Any, at: datetime) -> None:
    """Remove a day of conferral that was recorded by mistake; the history keeps what it was."""
    access.check(actor, Capability.NUMBER_DECISIONS, line.decision.unit, on=local_day(at))
    award = line.award
    record(
        verb="Bỏ ngày trao đã ghi nhầm",
        subject=award,
        actor=actor,
        at=at,
        note=award.conferred_note,
        data={"on": award.conferred_on.isoformat()},
    )
    award.conferred_on, award.conferred_note = None, ""
    award.save()


def _one(handover: Handover, *, actor: Any, at: datetime) -> HandoverResult:
    line, award = handover.line, handover.line.award
    if (award.conferred_on, award.conferred_note) == (handover.conferred_on, handover.note):
        return HandoverResult(line, False)
    if handover.conferred_on is None:
        take_back(line, actor=actor, at=at)
        return HandoverResult(line, True)
    try:
        confer(award, conferred_on=handover.conferred_on, note=handover.note, actor=actor, at=at)
    except GuardFailed as refusal:
        return HandoverResult(line, False, refusal.reason)
    return HandoverResult(line, True)
