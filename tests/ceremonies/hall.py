"""A small ceremony: four recipients of one numbered decision, and short questions about it."""

from datetime import UTC, datetime
from uuid import uuid4

from ceremonies.models import Ceremony, CeremonyPlace
from ceremonies.queries import places_of
from ceremonies.services.ceremonies import create_ceremony
from tests.factories import NOW, World

ON_THE_DAY = datetime(2026, 5, 19, 1, 0, tzinfo=UTC)
"""8:00 of 19 May 2026 in Viet Nam."""


def a_ceremony(w: World, decisions, **facts) -> Ceremony:
    """Prepare a ceremony of the commune on 19 May."""
    values = {
        "unit": w.commune, "name": "Lễ trao năm 2026", "starts_at": ON_THE_DAY, "place": "Hội trường xã", "actor": w.clerk,
        "at": NOW, "submission_key": uuid4(),
    }  # fmt: skip
    return create_ceremony(decisions=decisions, **(values | facts))


def refreshed(ceremony: Ceremony) -> Ceremony:
    """Return the ceremony as it is in the database now."""
    return Ceremony.objects.select_related("unit__kind").get(pk=ceremony.pk)


def names(ceremony: Ceremony) -> list[str]:
    """Return the recipients in the order of the stage."""
    return [place.award.recipient_name for place in places_of(ceremony)]


def awards(ceremony: Ceremony) -> list[int]:
    """Return the ids of the awards in the order of the stage."""
    return [place.award_id for place in places_of(ceremony)]


def spots(ceremony: Ceremony) -> list[tuple[int, int]]:
    """Return group and spot of each place in the order of the stage."""
    return [(place.group, place.spot) for place in places_of(ceremony)]


def place_of(ceremony: Ceremony, name: str) -> CeremonyPlace:
    """Return the place of a recipient, with its ceremony."""
    return places_of(ceremony).select_related("ceremony__unit", "award").get(award__recipient_name=name)
