"""From the records of a ceremony to the facts that its papers print."""

from collections import Counter
from collections.abc import Iterable

from documents.builders.common import layout_standard
from documents.builders.common import superior_facts as superior_of
from documents.contexts.parts import Heading, Signature
from documents.models import Decision
from organizations.enums import RecipientKind
from organizations.models import Signer
from organizations.queries import version_on
from vietnamese.dates import local_day, long_date

from ..models import Ceremony, CeremonyPlace
from ..queries.stage import order_sha256, places_of
from .facts import Announced, Called, StageFacts


def stage_facts(ceremony: Ceremony) -> StageFacts:
    """Return what all papers of the ceremony print. The number of queries does not grow with the recipients."""
    places = list(places_of(ceremony))
    day = local_day(ceremony.starts_at)
    unit, superior = version_on(ceremony.unit, day), superior_of(ceremony.unit, day)
    signer = Signer.objects.on(day).filter(unit=ceremony.unit).order_by("id").first()
    return StageFacts(
        name=ceremony.name,
        organ=unit.organ_name or unit.name,
        starts_at=ceremony.starts_at,
        place=ceremony.place,
        heading=Heading(
            superior=superior.name if superior else "",
            issuer=unit.organ_name or unit.name,
            number="",
            place=unit.place,
            dated=day,
        ),
        signature=_signature(signer),
        presenter=ceremony.presenter,
        decisions=tuple(_announced(ceremony.decisions.order_by("signed_on", "id"), places)),
        called=tuple(_called(place, sheet) for place, sheet in zip(places, _sheets(places), strict=True)),
        order_sha256=order_sha256(ceremony, places),
        standard=layout_standard(ceremony.unit, day),
    )


def _signature(signer: Signer | None) -> Signature:
    if signer is None:
        return Signature()
    return Signature(authority=tuple(signer.lines()), position=signer.position, name=signer.full_name)


def _announced(decisions: Iterable[Decision], places: list[CeremonyPlace]) -> Iterable[Announced]:
    for decision in decisions:
        kinds = [each.award.recipient_kind for each in places if each.award.decision_line.decision_id == decision.pk]
        parts = ((kinds.count(kind), kind.label.lower()) for kind in RecipientKind)
        yield Announced(
            number=decision.number_text,
            dated=long_date(decision.signed_on),
            decider=decision.decider_name,
            award=decision.get_form_display(),
            counts=", ".join(f"{count} {word}" for count, word in parts if count),
        )


def _sheets(places: Iterable[CeremonyPlace]) -> Iterable[int]:
    """Yield where each certificate lies in the stack of its decision, from 1."""
    counts: Counter[int] = Counter()
    for place in places:
        decision = place.award.decision_line.decision_id
        counts[decision] += 1
        yield counts[decision]


def _called(place: CeremonyPlace, sheet: int) -> Called:
    award = place.award
    return Called(
        position=place.position,
        group=place.group,
        spot=place.spot,
        address=award.address,
        name=award.recipient_name,
        unit=award.unit_text,
        citation=award.citation.strip().rstrip("."),
        award=award.get_form_display(),
        is_collective=award.recipient_kind == RecipientKind.COLLECTIVE,
        decision=award.decision_number,
        register=f"{award.register_number:02d}" if award.register_number else "",
        sheet=sheet,
        reading=place.reading,
        is_posthumous=award.is_posthumous,
        is_absent=place.is_absent,
        absent_because=place.absent_because,
        stand_in=place.stand_in_name,
        stand_in_position=place.stand_in_position,
    )
