"""One act on one line through its own button, and the copy of a line into a later round."""

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction

from meetings.models import AgendaLine
from nominations.enums import NominationState
from nominations.models import Dossier, Nomination, Round

from ..engine import perform
from ..enums import Action
from .drafts import copy_line, start_dossier
from .meetings import put_on_agenda


@transaction.atomic
def act(
    action: Action,
    nomination: Nomination,
    *,
    actor: Any,
    at: datetime,
    note: str = "",
    due_at: datetime | None = None,
    remarks: dict[str, str] | None = None,
    acting_as: int | None = None,
    expected_version: int | None = None,
    separation_reason: str = "",
) -> None:
    """Do one act as its button promises; `remarks` (part -> what is asked) go with a line that is sent back.

    Raises what perform() raises.

    A member who puts a line that the office did not recommend to the vote does so for the meeting whose agenda already
    holds it; otherwise the line would be counted there as rejected.
    """
    how = {
        "actor": actor,
        "at": at,
        "acting_as": acting_as,
        "expected_version": expected_version,
        "separation_reason": separation_reason,
    }
    if action is Action.RECOMMEND and nomination.state == NominationState.NOT_RECOMMENDED:
        held = AgendaLine.objects.filter(nomination=nomination, is_live=True).first()
        if held is not None:
            put_on_agenda(held, reason=note, **how)
            return
    data = {"due_at": due_at, "remarks": remarks or {}} if due_at else None
    perform(action, nomination=nomination, note=note, data=data, **how)


@transaction.atomic
def copy_to_round(
    nomination: Nomination,
    *,
    round: Round,
    dossier: Dossier | None,
    actor: Any,
    at: datetime,
    submission_key: uuid.UUID,
) -> Nomination:
    """Copy a line into a dossier of the unit in another round; without a dossier a new one is started.

    The same `submission_key` again returns the copy that exists.
    """
    if found := Nomination.objects.filter(submission_key=submission_key, copied_from=nomination).first():
        return found
    target = dossier or start_dossier(round=round, unit=nomination.proposing_unit, actor=actor, at=at)
    return copy_line(nomination, dossier=target, actor=actor, at=at, submission_key=submission_key)
