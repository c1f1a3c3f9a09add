"""Reading the process for the committee's pages."""

from collections.abc import Iterable
from typing import NamedTuple

from nominations.enums import NominationState

from .enums import Action
from .models import TransitionRecord


class PutOn(NamedTuple):
    """Who had a line put to the vote that the office had not recommended, and why ("" where nothing was said)."""

    name: str
    reason: str


def put_on_agenda_by(nomination_ids: Iterable[int]) -> dict[int, PutOn]:
    """Return nomination id -> the member who had it put to the vote although the office had not recommended it.

    Only the last opinion counts: a line that the office recommended later is not in the answer. One query.
    """
    opinions = (
        TransitionRecord.objects.filter(
            nomination__in=list(nomination_ids), action__in=(Action.RECOMMEND, Action.DECLINE)
        )
        .order_by("nomination_id", "sequence")
        .values_list("nomination_id", "source", "actor_name", "note")
    )
    last = {nomination_id: (source, PutOn(name, note)) for nomination_id, source, name, note in opinions}
    return {pk: put_on for pk, (source, put_on) in last.items() if source == NominationState.NOT_RECOMMENDED}
