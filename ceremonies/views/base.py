"""What the views of this room share: the clock, and the person's own units."""

from collections.abc import Iterable
from datetime import date, datetime

from django.http import Http404, HttpRequest
from django.utils import timezone

from organizations.models import Unit
from permissions.access import units_where
from permissions.roles import Capability

CLERK = (Capability.NUMBER_DECISIONS,)
"""What prepares, prints and hands over."""


def now() -> datetime:
    """Return the moment of the request. Views are where the clock is read."""
    return timezone.now()


def today() -> date:
    """Return today's day in Viet Nam."""
    return timezone.localdate()


def my_units(request: HttpRequest, capabilities: Iterable[Capability] = CLERK) -> list[Unit]:
    """Return the units for which the person has any of the capabilities today, in Vietnamese order."""
    ids: set[int] = set()
    for capability in capabilities:
        ids |= units_where(request.user, capability, on=today())
    return list(Unit.objects.filter(pk__in=ids).select_related("kind"))


def unit_or_404(request: HttpRequest, pk: int, capabilities: Iterable[Capability] = CLERK) -> Unit:
    """Return one of the person's own units of today; 404 for any other."""
    for unit in my_units(request, capabilities):
        if unit.pk == pk:
            return unit
    raise Http404
