"""What the views of this room share: the clock, and loading a record that the person may know of."""

from collections.abc import Iterable
from datetime import date, datetime

from django.http import Http404, HttpRequest
from django.utils import timezone

from nominations.models import Dossier, Nomination
from nominations.queries import visible_dossiers, visible_to
from organizations.models import Unit
from permissions.access import units_where
from permissions.roles import Capability


def now() -> datetime:
    """Return the moment of the request. Views are where the clock is read."""
    return timezone.now()


def today() -> date:
    """Return today's day in Viet Nam."""
    return timezone.localdate()


def nomination_or_404(request: HttpRequest, pk: int) -> Nomination:
    """Return a nomination that the person may know of, with what pages print of it; 404 for any other."""
    found = (
        visible_to(request.user, on=today())
        .select_related(
            "nominee", "round__authority__level", "round__unit", "dossier", "proposing_unit__kind", "holder_unit__kind"
        )
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found


def dossier_or_404(request: HttpRequest, pk: int) -> Dossier:
    """Return a dossier that the person may know of; 404 for any other."""
    found = (
        visible_dossiers(request.user, on=today())
        .select_related("round__authority", "unit__kind")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found


def my_units(request: HttpRequest, *capabilities: Capability) -> list[Unit]:
    """Return the units for which the person has any of the capabilities today, in Vietnamese order."""
    ids: set[int] = set()
    for capability in capabilities:
        ids |= units_where(request.user, capability, on=today())
    return list(Unit.objects.filter(pk__in=ids).select_related("kind"))


def unit_or_404(request: HttpRequest, pk: int, capabilities: Iterable[Capability]) -> Unit:
    """Return one of the person's own units of today; 404 for any other."""
    for unit in my_units(request, *capabilities):
        if unit.pk == pk:
            return unit
    raise Http404
