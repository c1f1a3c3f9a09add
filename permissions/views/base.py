"""What the administrator's views share: the clock, who may enter, loading what lies in the area, drawing a page."""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.models import User
from organizations.models import Unit

from ..access import Area, area_of
from ..navigation import admin_ways
from ..queries import people_of

PAGE_SIZE = 50
REFUSED = 422


def now() -> datetime:
    """Return the moment of the request. Views are where the clock is read."""
    return timezone.now()


def today() -> date:
    """Return today's day in Viet Nam."""
    return timezone.localdate()


def administrator(view: Callable) -> Callable:
    """Let only administrators in (NotPermitted for others) and hand the view their area as second argument."""

    @wraps(view)
    def checked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return view(request, area_of(request.user, today()), *args, **kwargs)

    return checked


def page(request: HttpRequest, template: str, context: dict, *, is_refused: bool = False) -> HttpResponse:
    """Return an administrator's page; a refused form answers 422 with everything that was typed."""
    frame = {"admin_ways": admin_ways(request.path), "has_errors": is_refused}
    return render(request, template, frame | context, status=REFUSED if is_refused else 200)


def unit_or_404(area: Area, pk: int) -> Unit:
    """Return a unit of the area; 404 for any other."""
    if pk not in area:
        raise Http404
    return Unit.objects.select_related("kind", "parent__kind").get(pk=pk)


def person_or_404(area: Area, pk: int) -> User:
    """Return somebody of the area's people; 404 for any other."""
    person = people_of(area.units, with_unassigned=area.is_general).filter(pk=pk).first()
    if person is None:
        raise Http404
    return person


def open_units(area: Area) -> list[Unit]:
    """Return the units of the area that have not ended, in Vietnamese order, with kind and superior."""
    units = Unit.objects.filter(pk__in=area.units).exclude(ends_on__lt=today()).select_related("kind", "parent__kind")
    return list(units.order_by("kind__rank", "sort_key"))


def asked_unit(request: HttpRequest, area: Area) -> Unit | None:
    """Return the unit that the address asks for with ?don-vi=<id>, or None when it asks for none of the area."""
    asked = request.GET.get("don-vi", "")
    return unit_or_404(area, int(asked)) if asked.isdigit() and int(asked) in area else None
