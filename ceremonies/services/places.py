"""Arranging single places by hand: moved, broken into groups, absent, with a stand-in, read in a certain way."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from history.services import record

from ..exceptions import CeremonyRefused
from ..models import Ceremony, CeremonyPlace
from ..order import put
from ..queries.stage import places_of
from .lock import take
from .seating import seat_again


@dataclass(frozen=True)
class PlaceFacts:
    """What an office knows about a recipient before the day: absent and why, who comes instead, how the name is read."""

    is_absent: bool = False
    absent_because: str = ""
    stand_in_name: str = ""
    stand_in_position: str = ""
    reading: str = ""


@transaction.atomic
def move_place(place: CeremonyPlace, position: int, *, actor: Any, at: datetime, expected_version: int) -> Ceremony:
    """Move a recipient to `position` (from 1; outside the order: its nearest end). The others keep their order."""
    ceremony = take(place.ceremony, actor=actor, at=at, expected_version=expected_version)
    order = list(ceremony.places.order_by("position", "pk").values_list("award", flat=True))
    moved = put(order, place.award_id, position)
    if moved == order:
        return ceremony
    _hand_breaks_on(ceremony, place)
    seat_again(ceremony, moved)
    ceremony.is_hand_ordered = True
    _changed(ceremony)
    data = {"award": place.award_id, "from": order.index(place.award_id) + 1, "to": moved.index(place.award_id) + 1}
    record(verb="Chuyển chỗ trên sân khấu", subject=ceremony, actor=actor, at=at, data=data)
    return ceremony


@transaction.atomic
def break_before(place: CeremonyPlace, *, breaks: bool, actor: Any, at: datetime, expected_version: int) -> Ceremony:
    """Begin a new group with this recipient, or take such a break away again.

    Raises CeremonyRefused where the group ends there anyhow: with the award, the kind, or because it is full.
    """
    ceremony = take(place.ceremony, actor=actor, at=at, expected_version=expected_version)
    place = places_of(ceremony).get(pk=place.pk)
    if not breaks and not place.breaks_before:
        raise CeremonyRefused(
            f"Lượt trước dừng ở đây vì hết hình thức, hết loại hoặc đã đủ khoảng {ceremony.group_size} người, không phải "
            "do ngắt tay. Muốn gộp, đồng chí sửa số người mỗi lượt hoặc cách xếp tập thể, cá nhân của buổi lễ."
        )
    place.breaks_before = breaks
    place.save(update_fields=["breaks_before"])
    seat_again(ceremony)
    ceremony.is_hand_ordered = True
    _changed(ceremony)
    verb = "Ngắt lượt lên sân khấu" if breaks else "Bỏ chỗ ngắt lượt"
    record(verb=verb, subject=ceremony, actor=actor, at=at, data={"award": place.award_id})
    return ceremony


@transaction.atomic
def save_place(
    place: CeremonyPlace, facts: PlaceFacts, *, actor: Any, at: datetime, expected_version: int | None = None
) -> CeremonyPlace:
    """Write down what is known of a recipient before the day. Who is absent without a stand-in does not come up.

    Raises CeremonyRefused for a stand-in of somebody who comes.
    """
    ceremony = take(place.ceremony, actor=actor, at=at, expected_version=expected_version)
    if facts.stand_in_name and not facts.is_absent:
        raise CeremonyRefused(
            "Người nhận thay chỉ ghi khi người được tặng báo vắng. Đồng chí đánh dấu báo vắng, hoặc xóa tên người nhận thay."
        )
    place = places_of(ceremony).get(pk=place.pk)
    before = {name: getattr(place, name) for name in PlaceFacts.__dataclass_fields__}
    for name, value in before.items():
        setattr(place, name, getattr(facts, name) if facts.is_absent or name == "reading" else type(value)())
    after = {name: getattr(place, name) for name in before}
    if after == before:
        return place
    place.save(update_fields=[*before])
    seat_again(ceremony)
    _changed(ceremony)
    record(
        verb="Ghi người vắng, cách đọc tên",
        subject=ceremony,
        actor=actor,
        at=at,
        data={
            "award": place.award_id,
            "changed": {name: after[name] for name in before if after[name] != before[name]},
        },
    )
    place.refresh_from_db()
    return place


@transaction.atomic
def save_readings(
    ceremony: Ceremony, readings: Mapping[int, str], *, actor: Any, at: datetime, expected_version: int
) -> int:
    """Write down how names are read, by id of the place; return how many changed."""
    ceremony = take(ceremony, actor=actor, at=at, expected_version=expected_version)
    changed = []
    for place in ceremony.places.filter(pk__in=list(readings)):
        typed = " ".join(readings[place.pk].split())
        if place.reading != typed:
            place.reading = typed
            changed.append(place)
    if changed:
        CeremonyPlace.objects.bulk_update(changed, ["reading"], batch_size=200)
        _changed(ceremony)
        data = {"awards": [place.award_id for place in changed]}
        record(verb="Ghi cách đọc tên", subject=ceremony, actor=actor, at=at, data=data)
    return len(changed)


@transaction.atomic
def drop_place(place: CeremonyPlace, *, reason: str, actor: Any, at: datetime, expected_version: int) -> Ceremony:
    """Take a recipient off the ceremony: the award was revoked, or is handed over elsewhere. The award stays as it is."""
    ceremony = take(place.ceremony, actor=actor, at=at, expected_version=expected_version)
    if not reason.strip():
        raise CeremonyRefused("Hãy ghi lý do đưa ra khỏi buổi lễ, ví dụ: đã trao tại chi bộ.")
    place = places_of(ceremony).get(pk=place.pk)
    _hand_breaks_on(ceremony, place)
    data = {"award": place.award_id, "recipient": place.award.recipient_name}
    place.delete()
    seat_again(ceremony)
    _changed(ceremony)
    record(verb="Đưa ra khỏi buổi lễ", subject=ceremony, actor=actor, at=at, note=reason, data=data)
    return ceremony


def _hand_breaks_on(ceremony: Ceremony, leaving: CeremonyPlace) -> None:
    """A break by hand belongs to the place in the row: who leaves it hands it to whoever follows."""
    row = ceremony.places.get(pk=leaving.pk)
    if not row.breaks_before:
        return
    ceremony.places.filter(pk=row.pk).update(breaks_before=False)
    ceremony.places.filter(position=row.position + 1).update(breaks_before=True)


def _changed(ceremony: Ceremony) -> None:
    ceremony.version += 1
    ceremony.save(update_fields=["version", "is_hand_ordered"])
