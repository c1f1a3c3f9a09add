"""Taking a ceremony to change it: the right is checked, nobody else changes it meanwhile, two windows do not collide."""

from datetime import datetime
from typing import Any

from permissions import access
from permissions.roles import Capability
from vietnamese.dates import local_day

from ..enums import CeremonyState
from ..exceptions import CeremonyRefused, StaleOrder
from ..models import Ceremony

CLOSED = {
    CeremonyState.HELD: "Buổi lễ đã ghi là đã tổ chức nên thứ tự không đổi nữa.",
    CeremonyState.CANCELLED: "Buổi lễ này không tổ chức. Đồng chí lập buổi lễ khác nếu cần.",
}


def take(
    ceremony: Ceremony, *, actor: Any, at: datetime, expected_version: int | None = None, is_open: bool = True
) -> Ceremony:
    """Return the ceremony as it is now, locked until the end of the transaction.

    Raises NotPermitted without the right, CeremonyRefused when it is over and `is_open` asks for one that is not,
    StaleOrder when it was changed since `expected_version`.
    """
    access.check(actor, Capability.NUMBER_DECISIONS, ceremony.unit, on=local_day(at))
    taken = Ceremony.objects.select_for_update(of=("self",)).select_related("unit__kind").get(pk=ceremony.pk)
    if is_open and taken.state in CLOSED:
        raise CeremonyRefused(CLOSED[CeremonyState(taken.state)])
    if expected_version is not None and taken.version != expected_version:
        raise StaleOrder
    return taken
