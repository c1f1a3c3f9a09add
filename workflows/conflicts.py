"""Guards of who stands too near to a line to judge it: the nominee's substitute, a relative, whoever proposed it.

Like all guards each returns a Vietnamese reason why not, or None. What they read is asked once for each person.
"""

from datetime import datetime
from typing import Any

from meetings.queries import declared_by, is_relative
from nominations.models import Nomination
from nominations.queries import is_nominee
from permissions import access
from permissions.models import RoleAssignment
from permissions.roles import Capability

from .enums import Action
from .guards import Move, actor_is_not_nominee

JUDGING = frozenset({Action.RECOMMEND, Action.DECLINE, Action.SEND_BACK, Action.REOPEN, Action.CORRECT})
"""The acts that say something about the merit of a line. Receiving, numbering and the count of votes do not."""


def principal_is_not_nominee(move: Move) -> str | None:
    """Nobody acts on a nomination in the name of the nominee."""
    principal = move.holding.stands_for if move.holding else None
    if principal is None or not is_nominee(principal, move.nomination.nominee):
        return None
    return (
        f"Đồng chí đang làm thay đồng chí {principal.full_name}, mà đồng chí {principal.full_name} là người được đề nghị "
        "ở dòng này, nên không xử lý theo ủy quyền được. Hãy nhờ đồng chí khác cùng vai trò làm việc này."
    )


def actor_is_no_relative(move: Move) -> str | None:
    """Nobody judges the nomination of a relative whom they have declared."""
    nominee = move.nomination.nominee
    if move.action not in JUDGING or not nominee.is_individual:
        return None
    relative = next((r for r in declared_by(move.actor) if is_relative(r, nominee)), None)
    if relative is None:
        return None
    return (
        f"Đồng chí đã khai “{relative.full_name}” là người thân ({relative.relation}) nên không thẩm định, không quyết "
        "định dòng này. Hãy nhờ đồng chí khác cùng vai trò; nếu chỉ trùng tên, hãy ghi năm sinh ở trang Người thân."
    )


def actor_did_not_propose(move: Move) -> str | None:
    """Where the round says so, nobody judges a line that they submitted or that comes from a unit they work for."""
    nomination = move.nomination
    if move.action not in JUDGING or not nomination.round.bars_own_proposals:
        return None
    works_there = access.can(move.actor, Capability.NOMINATE, nomination.proposing_unit, on=move.day)
    if not works_there and not _submitted(move):
        return None
    why = f"đang làm việc ở {nomination.proposing_unit.name}" if works_there else "đã trình dòng này"
    return (
        f"Đồng chí {why}; đợt này quy định không tự xét dòng do mình đề nghị. "
        "Hãy nhờ đồng chí khác cùng vai trò làm việc này."
    )


def _submitted(move: Move) -> bool:
    known = move.data.get(SUBMITTED)
    if known is None:
        return move.nomination.records.filter(action=Action.SUBMIT, actor=move.actor).exists()
    return known


SUBMITTED = "submitted_by_actor"
"""Where a page that asks about many lines says of each whether the actor handed it in."""

NEARNESS = (principal_is_not_nominee, actor_is_no_relative, actor_did_not_propose)
"""Guards of every move, beside that nobody acts on their own nomination."""


def kept_from_judging(
    nomination: Nomination,
    actor: Any,
    *,
    at: datetime,
    holding: RoleAssignment | None = None,
    submitted: bool | None = None,
) -> str | None:
    """Return why this person may not appraise or decide the line through this holding, or None.

    `submitted` says whether they handed the line in, where the page has asked that for all its lines.
    """
    move = Move(nomination, actor, at, Action.RECOMMEND, data={SUBMITTED: submitted}, holding=holding)
    return next((reason for guard in (actor_is_not_nominee, *NEARNESS) if (reason := guard(move))), None)
