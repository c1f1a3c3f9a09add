"""What an appraiser may say of a line, judged before the button is pressed as perform() will judge it afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nominations.enums import NominationState
from nominations.models import Nomination
from permissions import access
from permissions.models import RoleAssignment
from permissions.roles import Capability
from vietnamese.dates import local_day

from ..conflicts import kept_from_judging
from ..enums import Action
from ..models import SeparationMode
from ..queries import Conflict, separation_conflicts
from ..transitions import Transition, moves_from

OPINIONS = (Action.RECOMMEND, Action.SEND_BACK, Action.DECLINE)
NEEDS_REASON = frozenset(
    row.action for row in moves_from(NominationState.UNDER_APPRAISAL) if row.needs_note and row.action in OPINIONS
)
"""The opinions that the table does not accept without a reason."""


@dataclass(frozen=True)
class Opinions:
    """What one person can do with one waiting line.

    `rows` are the moves that an opinion can be, also where the line still has to be received first; `refusal` says why
    none is possible; `conflict` names an earlier act of the same person, which may make a reason necessary.
    """

    rows: tuple[Transition, ...]
    is_waiting: bool
    holding: RoleAssignment | None = None
    refusal: str = ""
    conflict: Conflict | None = None


def opinions_on(
    nomination: Nomination, actor: Any, *, at: datetime, known: Mapping[Action, Conflict] | None = None
) -> Opinions:
    """Return what `actor` can say of a line that waits for an office; one query beyond what is loaded.

    `known` are the conflicts with what the actor did before, for every act, where the page has read them already.
    """
    rows = opinion_rows(nomination)
    is_waiting = nomination.state != NominationState.UNDER_APPRAISAL
    held = access.holdings(actor, Capability.APPRAISE, nomination.holder_unit, on=local_day(at))
    holding = held[0] if held else None
    if own := kept_from_judging(nomination, actor, at=at, holding=holding):
        return Opinions(rows, is_waiting, holding, own)
    acts = [*OPINIONS, Action.RECEIVE] if is_waiting else OPINIONS
    if known is None:
        conflicts = separation_conflicts(nomination, acts, actor, on=local_day(at))
    else:
        conflicts = {action: known[action] for action in acts if action in known}
    refused = {action: c for action, c in conflicts.items() if c.mode == SeparationMode.REFUSE}
    possible = () if Action.RECEIVE in refused else tuple(row for row in rows if row.action not in refused)
    refusal = "" if possible else _refused(next(iter(refused.values())))
    return Opinions(possible or rows, is_waiting, holding, refusal, next(iter(conflicts.values()), None))


def opinion_rows(nomination: Nomination) -> tuple[Transition, ...]:
    """Return the moves that an opinion on the line would be; their labels say whether a committee sits here."""
    return tuple(
        row
        for action in OPINIONS
        for row in moves_from(NominationState.UNDER_APPRAISAL)
        if row.action == action and (row.applies is None or row.applies(nomination))
    )


def _refused(conflict: Conflict) -> str:
    return (
        f"Đồng chí đã làm việc “{conflict.earlier_label}” ở dòng này; cấp ủy quy định việc thẩm định phải do người khác "
        "làm. Hãy nhờ một cán bộ thẩm định khác."
    )
