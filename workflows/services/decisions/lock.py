"""What every act on a decision begins with: who may, the row locked, the state it must be in."""

from datetime import datetime
from typing import Any

from documents.models import Decision, DecisionState
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import local_day

from ...exceptions import IllegalTransition


def lock(decision: Decision, actor: Any, at: datetime, state: DecisionState) -> Decision:
    """Return the decision locked for this transaction.

    Raises NotPermitted for anybody but the unit's records clerk, IllegalTransition when it is gone or in another state.
    """
    access.check(actor, Capability.NUMBER_DECISIONS, decision.unit, on=local_day(at))
    locked = (
        Decision.objects.select_for_update(of=("self",))
        .select_related("unit__kind", "round", "meeting", "number")
        .filter(pk=decision.pk)
        .first()
    )
    if locked is None:
        raise IllegalTransition("Dự thảo này đã bị bỏ. Hãy mở lại danh sách quyết định.")
    refuse_unless(locked, state)
    return locked


def refuse_unless(decision: Decision, state: DecisionState) -> None:
    """Raise IllegalTransition, naming number and clerk where there are any, unless the decision is in `state`."""
    if decision.state != state:
        number = (
            f", số {decision.number_text} do đồng chí {decision.numbered_by_name} ghi" if decision.number_text else ""
        )
        raise IllegalTransition(
            f"Quyết định này đang ở trạng thái “{decision.get_state_display()}”{number}. Hãy tải lại trang."
        )


def refuse_unless_draft(decision: Decision) -> None:
    """Raise IllegalTransition, naming the number, when the decision is not a draft any more."""
    refuse_unless(decision, DecisionState.DRAFT)
