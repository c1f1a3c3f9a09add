"""Which records of an office a person may open: their own unit's as its records clerk."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from organizations.models import Unit
from permissions import access
from permissions.roles import Capability

from .base import CLERK, my_units, today


def of_unit_or_404(request: HttpRequest, rows: QuerySet, pk: int) -> Any:
    """Return the record of a unit whose records clerk the person is.

    404 for a unit in which they have no role; NotPermitted where they have another one.
    """
    found = rows.select_related("unit__kind").filter(pk=pk).first()
    if found is None or not any(held.unit_id == found.unit_id for held in access.assignments(request.user, today())):
        raise Http404
    access.check(request.user, Capability.NUMBER_DECISIONS, found.unit, on=today())
    return found


def clerk_units(request: HttpRequest) -> list[Unit]:
    """Return the units whose records clerk the person is; NotPermitted, naming the role, where there is none."""
    units = my_units(request)
    if not units:
        access.check(request.user, CLERK[0], None, on=today())
    return units
