"""Reading the process for the committee's pages."""

from collections.abc import Iterable

from nominations.enums import NominationState

from .enums import Action
from .models import TransitionRecord


def put_on_agenda_by(nomination_ids: Iterable[int]) -> dict[int, str]:
    """Return nomination id -> the member who had it put to the vote although the office had not recommended it.

    Only the last opinion counts: a line that the office recommended later is not in the answer.
    """
    opinions = (
        TransitionRecord.objects.filter(
            nomination__in=list(nomination_ids), action__in=(Action.RECOMMEND, Action.DECLINE)
        )
        .order_by("nomination_id", "sequence")
        .values_list("nomination_id", "source", "actor_name")
    )
    last = {nomination_id: (source, name) for nomination_id, source, name in opinions}
    return {pk: name for pk, (source, name) in last.items() if source == NominationState.NOT_RECOMMENDED}
