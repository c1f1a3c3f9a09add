"""What the views of this room share: the clock, the person's own units (as certificates have them), loading a ceremony."""

from django.http import Http404, HttpRequest

from certificates.views.base import my_units, now, today, unit_or_404
from organizations.models import Unit
from permissions import access
from permissions.access import units_where
from permissions.exceptions import NotPermitted
from permissions.roles import Capability

from ..models import Ceremony, CeremonyPlace
from ..queries.stage import places_of

__all__ = [
    "READERS",
    "ceremony_or_404",
    "is_clerk",
    "my_units",
    "now",
    "number",
    "place_or_404",
    "readers_only",
    "today",
    "unit_or_404",
]
READERS = (Capability.NUMBER_DECISIONS, Capability.INSPECT)
"""Who reads: the clerk, and the inspector of the unit."""


def readers_only(request: HttpRequest) -> list[Unit]:
    """Return the units whose ceremonies the person may read; NotPermitted where there are none."""
    units = my_units(request, READERS)
    if not units:
        raise NotPermitted(
            "Trang này dành cho văn thư và người kiểm tra. Đồng chí không giữ vai trò đó trong ngày hôm nay."
        )
    return units


def ceremony_or_404(request: HttpRequest, pk: int, *, to_read: bool = False) -> Ceremony:
    """Return a ceremony on which the person acts, or which they read where `to_read`.

    404 for a ceremony of a unit in which the person holds no role; NotPermitted where it is another role.
    """
    ceremony = Ceremony.objects.select_related("unit__kind").filter(pk=pk).first()
    if ceremony is None or ceremony.unit_id not in units_where(request.user, Capability.VIEW, on=today()):
        raise Http404
    if to_read and access.can(request.user, Capability.INSPECT, ceremony.unit, on=today()):
        return ceremony
    access.check(request.user, Capability.NUMBER_DECISIONS, ceremony.unit, on=today())
    return ceremony


def is_clerk(request: HttpRequest, ceremony: Ceremony) -> bool:
    """Return whether the person may act on the ceremony."""
    return access.can(request.user, Capability.NUMBER_DECISIONS, ceremony.unit, on=today())


def place_or_404(ceremony: Ceremony, pk: int) -> CeremonyPlace:
    """Return a place of the ceremony; 404 for any other."""
    place = places_of(ceremony).filter(pk=pk).first()
    if place is None:
        raise Http404
    place.ceremony = ceremony
    return place


def number(typed: str | None) -> int | None:
    """Return a typed whole number, None for anything else."""
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < 10 else None
