"""The one order of a ceremony, as the print run, the papers and the pages ask for it."""

import json
from collections.abc import Iterable
from hashlib import sha256

from django.db.models import QuerySet

from documents.models import Decision, DecisionLine
from nominations.enums import AwardState
from vietnamese.text import sort_key

from ..enums import CeremonyState
from ..models import Ceremony, CeremonyPlace
from ..order import Recipient, Rules


def stage_order(decision: Decision) -> list[int] | None:
    """Return the ids of the awards of a decision in the order of their ceremony; None where they are in none.

    Every award of the decision is in the list: those that are in no ceremony follow in the order of the decision.
    """
    placed = list(
        CeremonyPlace.objects.filter(award__decision_line__decision=decision)
        .exclude(ceremony__state=CeremonyState.CANCELLED)
        .order_by("ceremony__starts_at", "ceremony_id", "position", "pk")
        .values_list("award", flat=True)
    )
    if not placed:
        return None
    there = set(placed)
    listed = decision.lines.exclude(award=None).order_by("position", "pk").values_list("award", flat=True)
    return placed + [award for award in listed if award not in there]


def places_of(ceremony: Ceremony) -> QuerySet[CeremonyPlace]:
    """Return the places in the order of the stage, with award, line and decision: what papers and pages print."""
    return (
        CeremonyPlace.objects.filter(ceremony=ceremony)
        .select_related("award__decision_line__decision", "award__decision_line__register")
        .order_by("position", "pk")
    )


def order_sha256(ceremony: Ceremony, places: Iterable[CeremonyPlace] | None = None) -> str:
    """Return the hash of everything that the papers of a ceremony print.

    That is the occasion, the order, groups and spots, names, units, citations, decisions, readings and stand-ins; not
    who was there on the day, and not the office's own note.
    """
    occasion = [ceremony.name, ceremony.starts_at.timestamp(), ceremony.place, ceremony.presenter]
    rows = [_printed(place) for place in (places_of(ceremony) if places is None else places)]
    return sha256(json.dumps([occasion, rows], ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _printed(place: CeremonyPlace) -> list:
    award = place.award
    return [
        place.award_id,
        place.group,
        place.spot,
        place.is_absent,
        place.absent_because,
        place.stand_in_name,
        place.stand_in_position,
        place.reading,
        award.form,
        award.recipient_kind,
        award.address,
        award.recipient_name,
        award.unit_text,
        award.citation,
        award.is_posthumous,
        award.register_number,
        award.decision_number,
        award.decided_on.isoformat(),
        award.state,
    ]


def rules_of(ceremony: Ceremony) -> Rules:
    """Return what the office decided about the order of a ceremony."""
    return Rules(ceremony.higher_first, ceremony.kind_order, ceremony.within_order, ceremony.group_size)


def recipients_of(decisions: Iterable[Decision]) -> list[Recipient]:
    """Return whom these decisions award, as the order looks at them; revoked awards are left out."""
    lines = (
        DecisionLine.objects.filter(decision__in=list(decisions), award__state=AwardState.IN_FORCE)
        .select_related("award")
        .order_by("decision__signed_on", "decision_id", "position", "pk")
    )
    ranks: dict[int, int] = {}
    return [
        Recipient(
            key=line.award_id,
            form=line.award.form,
            kind=line.award.recipient_kind,
            decision=ranks.setdefault(line.decision_id, len(ranks)),
            line=line.position,
            unit_key=sort_key(line.award.unit_text),
            name_key=line.award.sort_key,
        )
        for line in lines
    ]
