"""Who was there: written down at the door, by several phones at once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from history.services import record
from vietnamese.dates import clock, local_day, short_date

from ..enums import CeremonyState, Presence
from ..exceptions import CeremonyRefused
from ..models import CeremonyPlace
from .lock import take


@dataclass(frozen=True)
class Mark:
    """What is written of one recipient; who came instead stays "" for the stand-in that is known already."""

    presence: str
    stand_in_name: str = ""
    stand_in_position: str = ""


class MarkedElsewhere(CeremonyRefused):
    """Another phone has written something else since this one looked."""


@transaction.atomic
def mark(place: CeremonyPlace, mark: Mark, *, seen: str, actor: Any, at: datetime) -> CeremonyPlace:
    """Write down whether a recipient is there. `seen` is what the phone showed when the button was pressed.

    The last word never overwrites what the phone did not see: MarkedElsewhere names who wrote what. CeremonyRefused
    without the name of a stand-in, before the day, and for a ceremony that is not held. The order does not change.
    """
    ceremony = take(place.ceremony, actor=actor, at=at, is_open=False)
    if ceremony.state == CeremonyState.CANCELLED:
        raise CeremonyRefused("Buổi lễ này không tổ chức nên không điểm danh.")
    if local_day(at) < local_day(ceremony.starts_at):
        raise CeremonyRefused(
            f"Điểm danh mở từ ngày làm lễ, {short_date(ceremony.starts_at)}. Người báo vắng trước thì ghi ở chỗ của họ, "
            "trên trang của buổi lễ."
        )
    place = CeremonyPlace.objects.select_for_update(of=("self",)).select_related("award").get(pk=place.pk)
    presence = Presence(mark.presence)
    name = mark.stand_in_name or place.stand_in_name
    if presence == Presence.STAND_IN and not name:
        raise CeremonyRefused("Hãy ghi họ tên người nhận thay.")
    is_same = place.presence == presence and name == place.stand_in_name
    if is_same:
        return place
    if place.presence != seen:
        raise MarkedElsewhere(
            f"{place.award.recipient_name}: đồng chí {place.presence_by_name} vừa ghi “{place.get_presence_display()}” "
            f"lúc {clock(place.presence_at)} ở máy khác. Nếu chưa đúng, đồng chí bấm lại."
        )
    before = place.presence
    place.presence, place.presence_at, place.presence_by_name = presence, at, actor.full_name
    if presence == Presence.STAND_IN:
        place.is_absent, place.stand_in_name = True, name
        place.stand_in_position = mark.stand_in_position or place.stand_in_position
    place.save(
        update_fields=[
            "presence", "presence_at", "presence_by_name", "is_absent", "stand_in_name", "stand_in_position",
        ]
    )  # fmt: skip
    data = {"award": place.award_id, "from": before, "to": str(presence), "stand_in": place.stand_in_name}
    record(verb="Điểm danh lễ trao", subject=place, actor=actor, at=at, note=presence.label, data=data)
    return place
