"""Preparing a ceremony: the occasion, the decisions that are announced, and that it was held or is not."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from documents.models import Decision, DecisionState
from history.services import record
from organizations.models import Unit
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import local_day, short_date

from ..enums import CeremonyState
from ..exceptions import CeremonyRefused
from ..models import Ceremony, CeremonyPlace
from ..order import arrange, with_newcomers
from ..queries.stage import places_of, recipients_of, rules_of
from .lock import take
from .seating import seat_again

FACTS = ("name", "starts_at", "place", "presenter", "note")
RULES = ("higher_first", "kind_order", "within_order", "group_size")


@transaction.atomic
def create_ceremony(
    *, unit: Unit, decisions: Collection[Decision], actor: Any, at: datetime, submission_key: uuid.UUID, **facts
) -> Ceremony:
    """Prepare a ceremony of a unit for its numbered decisions; the order comes from the rules in `facts`.

    `facts` are of Ceremony: name, starts_at, place, presenter, note, higher_first, kind_order, within_order,
    group_size. The same `submission_key` again returns the ceremony that is there. Raises CeremonyRefused for a
    decision that is not numbered, not of the unit, or whose awards are all in another ceremony.
    """
    access.check(actor, Capability.NUMBER_DECISIONS, unit, on=local_day(at))
    Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)  # the same form twice at once: one after the other
    if found := Ceremony.objects.filter(submission_key=submission_key).first():
        return found
    ceremony = Ceremony.objects.create(
        unit=unit,
        created_at=at,
        created_by_name=actor.full_name,
        submission_key=submission_key,
        **{name: facts[name] for name in (*FACTS, *RULES) if name in facts},
    )
    _choose(ceremony, decisions)
    record(verb="Lập buổi lễ trao", subject=ceremony, actor=actor, at=at, unit_name=unit.name)
    return ceremony


@transaction.atomic
def change_ceremony(
    ceremony: Ceremony, *, decisions: Collection[Decision], actor: Any, at: datetime, expected_version: int, **facts
) -> Ceremony:
    """Change the occasion, its rules and its decisions. What was arranged by hand stays, newcomers are put in between.

    An order that nobody touched by hand follows changed rules at once; apply_rules() does it for one that was.
    Raises like create_ceremony(), StaleOrder when another window was faster.
    """
    ceremony = take(ceremony, actor=actor, at=at, expected_version=expected_version)
    before = rules_of(ceremony)
    for name in (*FACTS, *RULES):
        if name in facts:
            setattr(ceremony, name, facts[name])
    ceremony.version += 1
    ceremony.save()
    _choose(ceremony, decisions, is_new_order=rules_of(ceremony) != before and not ceremony.is_hand_ordered)
    record(verb="Sửa buổi lễ trao", subject=ceremony, actor=actor, at=at)
    return ceremony


@transaction.atomic
def apply_rules(ceremony: Ceremony, *, actor: Any, at: datetime, expected_version: int) -> Ceremony:
    """Arrange everybody by the rules again and drop breaks by hand; absences, stand-ins and readings stay."""
    ceremony = take(ceremony, actor=actor, at=at, expected_version=expected_version)
    ceremony.places.filter(breaks_before=True).update(breaks_before=False)
    _by_rules(ceremony)
    ceremony.is_hand_ordered, ceremony.version = False, ceremony.version + 1
    ceremony.save(update_fields=["is_hand_ordered", "version"])
    record(verb="Xếp lại thứ tự theo quy tắc", subject=ceremony, actor=actor, at=at)
    return ceremony


@transaction.atomic
def hold_ceremony(ceremony: Ceremony, *, actor: Any, at: datetime, expected_version: int | None = None) -> Ceremony:
    """Write down that the ceremony has taken place; from then on its order stays. Refused before its day."""
    ceremony = take(ceremony, actor=actor, at=at, expected_version=expected_version)
    if local_day(at) < local_day(ceremony.starts_at):
        raise CeremonyRefused(
            f"Buổi lễ vào ngày {short_date(ceremony.starts_at)}, chưa tới. Ghi “đã tổ chức” từ ngày đó trở đi; "
            "nếu lễ đã làm sớm hơn thì đồng chí sửa lại ngày giờ của buổi lễ trước."
        )
    ceremony.state, ceremony.held_at, ceremony.version = CeremonyState.HELD, at, ceremony.version + 1
    ceremony.save(update_fields=["state", "held_at", "version"])
    record(verb="Ghi đã tổ chức lễ trao", subject=ceremony, actor=actor, at=at)
    return ceremony


@transaction.atomic
def cancel_ceremony(ceremony: Ceremony, *, reason: str, actor: Any, at: datetime) -> Ceremony:
    """Write down that a ceremony does not take place; its awards are free for another one."""
    ceremony = take(ceremony, actor=actor, at=at)
    if not reason.strip():
        raise CeremonyRefused("Hãy ghi lý do không tổ chức: lý do được giữ trong nhật ký.")
    ceremony.state, ceremony.version = CeremonyState.CANCELLED, ceremony.version + 1
    ceremony.save(update_fields=["state", "version"])
    record(verb="Không tổ chức lễ trao", subject=ceremony, actor=actor, at=at, note=reason)
    return ceremony


def _choose(ceremony: Ceremony, decisions: Collection[Decision], *, is_new_order: bool = False) -> None:
    """Make the places fit the chosen decisions: newcomers in, those of dropped decisions out."""
    chosen = _taken(ceremony, decisions)
    ceremony.decisions.set(chosen)
    free = _free_awards(ceremony, chosen)
    places = list(places_of(ceremony))
    known = {place.award_id for place in places}
    # a recipient who was taken off the ceremony by hand stays off while their decision stays in it
    arrivals = [d for d in chosen if not any(p.award.decision_line.decision_id == d.pk for p in places)]
    newcomers = {each.key for each in recipients_of(arrivals)} & free
    staying = {place.award_id for place in places if place.award.decision_line.decision_id in {d.pk for d in chosen}}
    ceremony.places.exclude(award__in=staying).delete()
    CeremonyPlace.objects.bulk_create(
        CeremonyPlace(ceremony=ceremony, award_id=award, position=len(places) + index)
        for index, award in enumerate(sorted(newcomers - known), start=1)
    )
    if is_new_order or not ceremony.is_hand_ordered:
        _by_rules(ceremony)
        return
    kept = [place.award_id for place in places if place.award_id in staying]
    seat_again(ceremony, with_newcomers(kept, _arranged(ceremony)))


def _by_rules(ceremony: Ceremony) -> None:
    seat_again(ceremony, _arranged(ceremony))


def _arranged(ceremony: Ceremony) -> list[int]:
    """Return the awards that have a place, in the order of the rules; revoked ones stand where they were, at the end."""
    placed = list(ceremony.places.order_by("position").values_list("award", flat=True))
    there = set(placed)
    order = [key for key in arrange(recipients_of(ceremony.decisions.all()), rules_of(ceremony)) if key in there]
    arranged = set(order)
    return order + [award for award in placed if award not in arranged]


def _taken(ceremony: Ceremony, decisions: Collection[Decision]) -> Sequence[Decision]:
    wanted = Decision.objects.filter(pk__in=[d.pk for d in decisions]).order_by("pk")
    chosen = list(wanted.select_for_update(of=("self",)))
    if not chosen:
        raise CeremonyRefused("Hãy chọn ít nhất một quyết định được công bố ở buổi lễ.")
    for decision in chosen:
        if decision.unit_id != ceremony.unit_id or decision.state != DecisionState.NUMBERED:
            raise CeremonyRefused(
                f"{decision} chưa được ghi số hoặc không phải của {ceremony.unit}. "
                "Buổi lễ chỉ công bố quyết định đã ghi số của đơn vị mình."
            )
    return chosen


def _free_awards(ceremony: Ceremony, decisions: Sequence[Decision]) -> set[int]:
    """Return the awards that are in no other ceremony; CeremonyRefused where a decision has none left."""
    elsewhere = dict(
        CeremonyPlace.objects.filter(award__decision_line__decision__in=decisions)
        .exclude(ceremony=ceremony)
        .exclude(ceremony__state=CeremonyState.CANCELLED)
        .values_list("award", "ceremony__name")
    )
    free: set[int] = set()
    for decision in decisions:
        awards = {each.key for each in recipients_of([decision])}
        if not awards:
            raise CeremonyRefused(f"{decision} không còn khen thưởng nào có hiệu lực để trao.")
        if awards <= elsewhere.keys():
            other = elsewhere[min(awards)]
            raise CeremonyRefused(
                f"Mọi người, tập thể của {decision} đã ở buổi lễ “{other}”. Mỗi khen thưởng chỉ trao ở một buổi lễ; "
                "đồng chí bỏ quyết định khỏi buổi lễ kia trước."
            )
        free |= awards - elsewhere.keys()
    return free
