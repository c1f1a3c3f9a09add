"""Saying that a pile of certificates was sorted by hand: nothing is printed, and it is on record who says so."""

from datetime import datetime
from typing import Any

from django.db import transaction

from history.services import record

from ..exceptions import CeremonyRefused
from ..models import Ceremony
from ..queries.piles import RESTACKED, piles_of
from ..queries.stage import places_of
from .lock import take


@transaction.atomic
def say_restacked(ceremony: Ceremony, decision_id: int, *, actor: Any, at: datetime, expected_version: int) -> Ceremony:
    """Write down that the pile of a decision now lies in the order of the ceremony, because somebody sorted it.

    Sheets of nobody in the ceremony go to the end. What lacks, is spoiled or was replaced stays as it is: sorting cannot
    cure it. Raises CeremonyRefused when there is no pile, StaleOrder when the order is not the one that the person saw.
    """
    ceremony = take(ceremony, actor=actor, at=at, expected_version=expected_version)
    places = list(places_of(ceremony))
    decision = next((place.award.decision_line.decision for place in places if _is_of(place, decision_id)), None)
    pile = piles_of(ceremony, [decision]).get(decision_id) if decision else None
    if pile is None:
        raise CeremonyRefused("Quyết định này chưa có chồng giấy nào đã in. Đồng chí in trước, rồi mới xếp lại.")
    in_pile = [sheet.award for sheet in pile.sheets]
    wanted = [place.award_id for place in places if place.award_id in set(in_pile)]
    stack = [*wanted, *(award for award in in_pile if award not in set(wanted))]
    record(
        verb=RESTACKED,
        subject=ceremony,
        actor=actor,
        at=at,
        note=f"Quyết định số {decision.number_text}, {len(stack)} tờ",
        unit_name=ceremony.unit.name,
        data={"decision": decision_id, "stack": stack, "last_run": pile.last_run},
    )
    return ceremony


def _is_of(place, decision_id: int) -> bool:
    return place.award.decision_line.decision_id == decision_id
