"""Writing down an order: positions without gaps, groups and spots as ceremonies.order computes them."""

from collections.abc import Sequence

from ..models import Ceremony, CeremonyPlace
from ..order import Standing, part_of, seat
from ..queries.stage import rules_of

SEATED = ("position", "group", "spot")


def seat_again(ceremony: Ceremony, order: Sequence[int] | None = None) -> None:
    """Give the places of a ceremony the order of these awards (None: the one they have) and compute the groups.

    The ceremony is locked by the caller. Only places that change are written.
    """
    places = list(ceremony.places.select_related("award").order_by("position", "pk"))
    if order is not None:
        by_award = {place.award_id: place for place in places}
        places = [by_award[award] for award in order]
    rules = rules_of(ceremony)
    spots = seat([_standing(place, rules) for place in places], ceremony.group_size)
    changed = []
    for position, (place, spot) in enumerate(zip(places, spots, strict=True), start=1):
        facts = (position, spot.group, spot.spot)
        if facts != (place.position, place.group, place.spot):
            place.position, place.group, place.spot = facts
            changed.append(place)
    # every row is there: this writes hundreds of them at once, where bulk_update would spell out each value three times
    CeremonyPlace.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["ceremony", "award"], update_fields=SEATED
    )


def _standing(place: CeremonyPlace, rules) -> Standing:
    comes_up = not place.is_absent or bool(place.stand_in_name)
    part = part_of(place.award.form, place.award.recipient_kind, rules)
    return Standing(part, comes_up, place.breaks_before)
