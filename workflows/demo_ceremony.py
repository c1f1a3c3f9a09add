"""Ceremonies of the demo: one that was held, with everything printed and paid, and one whose order was changed by hand."""

import uuid
from datetime import datetime, time, timedelta
from decimal import Decimal

from ceremonies.enums import CeremonyPaperKind, Presence
from ceremonies.issuing import make_pack, make_paper
from ceremonies.models import Ceremony, CeremonyPlace
from ceremonies.queries import places_of
from ceremonies.queries.money import Multiple, propose
from ceremonies.services.attendance import Mark, mark
from ceremonies.services.ceremonies import create_ceremony, hold_ceremony
from ceremonies.services.payments import PaymentOrder, freeze_payments
from ceremonies.services.places import PlaceFacts, move_place, save_place
from documents.models import Decision
from vietnamese.dates import VIETNAM, local_day

from .committee import Committee
from .journey import moment
from .services import decisions
from .services.decisions.attendance import confer_from_attendance

STAND_IN = {
    "Lê Thị Bích Liên": PlaceFacts(
        is_absent=True, absent_because="Nằm viện", stand_in_name="Nguyễn Minh Trí", stand_in_position="Con trai"
    )
}
"""Who is known to be absent before the day, and who comes instead."""
ABSENT = "Y Khŭt Ñuôl"
"""Who did not come on the day; the certificate was handed over later."""

OWN_MULTIPLE = Multiple(Decimal(1), "Quy chế chi tiêu nội bộ của Đảng ủy xã (dữ liệu mẫu)")
"""What a mass organization gets, for which the Party's guide names no multiple."""


def prepare(decision: Decision, office: Committee) -> Ceremony:
    """Prepare the ceremony of January 2023, with the papers and the bonuses of the day before."""
    at = moment(2023, 1, 9, 9)
    ceremony = _create(decision, office, starts_at=moment(2023, 1, 19, 8), at=at)
    for place in places_of(ceremony):
        if facts := STAND_IN.get(place.award.recipient_name):
            save_place(place, facts, actor=office.people["vanthu"], at=at)
    ceremony.refresh_from_db()
    return ceremony


def hold(ceremony: Ceremony, office: Committee) -> None:
    """List the bonuses, make all papers, write down who was there and the day of handing over."""
    clerk, eve = office.people["vanthu"], ceremony.starts_at - timedelta(hours=20)
    _list_bonuses(ceremony, office, at=eve)
    make_pack(ceremony, actor=clerk, at=eve + timedelta(hours=1))
    for minutes, place in enumerate(places_of(ceremony)):
        at = ceremony.starts_at - timedelta(minutes=30 - minutes)
        mark(place, Mark(_presence(place)), seen=place.presence, actor=clerk, at=at)
    after = ceremony.starts_at + timedelta(hours=3)
    hold_ceremony(ceremony, actor=clerk, at=after)
    confer_from_attendance(ceremony, actor=clerk, at=after)
    later = moment(2023, 2, 3)
    award = ceremony.places.get(award__recipient_name=ABSENT).award
    decisions.confer(award, conferred_on=local_day(later), note="Trao tại chi bộ", actor=clerk, at=later)


def prepare_next(office: Committee, *, at: datetime) -> Ceremony:
    """Prepare a ceremony for this year's decision; after the script is made the last recipient is moved to the front."""
    clerk = office.people["vanthu"]
    decision = Decision.objects.filter(unit=office.unit, state="numbered").latest("signed_on")
    day = local_day(at) + timedelta(days=6)
    starts_at = datetime.combine(day, time(8), tzinfo=VIETNAM)
    ceremony = _create(decision, office, starts_at=starts_at, at=at - timedelta(hours=7))
    make_paper(ceremony, CeremonyPaperKind.SCRIPT, actor=clerk, at=at - timedelta(hours=6))
    last = places_of(ceremony).last()
    return move_place(last, 1, actor=clerk, at=at - timedelta(hours=5), expected_version=ceremony.version)


def _create(decision: Decision, office: Committee, *, starts_at: datetime, at: datetime) -> Ceremony:
    return create_ceremony(
        unit=office.unit,
        decisions=[decision],
        actor=office.people["vanthu"],
        at=at,
        submission_key=uuid.uuid4(),
        name=f"Lễ trao tặng {decision.get_form_display()} theo Quyết định số {decision.number_text}",
        starts_at=starts_at,
        place=f"Hội trường {office.unit.committee}",
        presenter=f"đồng chí {decision.signer_name}, {decision.signer_position}",
    )


def _list_bonuses(ceremony: Ceremony, office: Committee, *, at: datetime) -> None:
    """Freeze the bonuses by the rules of the day on which the decision was signed; nothing where no rule was in force."""
    valid_on = ceremony.decisions.get().signed_on
    proposal = propose(ceremony, valid_on)
    if not proposal.chosen():
        return
    own = {line.place.award_id: OWN_MULTIPLE for line in proposal.lines if line.missing}
    order = PaymentOrder(title=f"Chi tiền thưởng, {ceremony.name}", valid_on=valid_on, own=own)
    freeze_payments(ceremony, order, actor=office.people["vanthu"], at=at, submission_key=uuid.uuid4())


def _presence(place: CeremonyPlace) -> Presence:
    if place.award.recipient_name == ABSENT:
        return Presence.ABSENT
    return Presence.STAND_IN if place.stand_in_name else Presence.PRESENT
