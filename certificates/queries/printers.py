"""Printers and their measurements as pages show them."""

from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet

from organizations.models import Unit

from ..models import CalibrationProfile, Printer


def printers_of(units: Iterable[Unit]) -> QuerySet[Printer]:
    """Return the printers of the units with the profiles that are in use, those in use first; two queries."""
    current = CalibrationProfile.objects.filter(is_current=True).select_related("blank").order_by("tray", "id")
    return (
        Printer.objects.filter(unit__in=units)
        .select_related("unit")
        .prefetch_related(Prefetch("profiles", queryset=current, to_attr="current_profiles"))
        .order_by("-is_active", "name", "id")
    )


def profiles_of(printer: Printer) -> QuerySet[CalibrationProfile]:
    """Return all measurements of a printer, newest first."""
    return printer.profiles.select_related("blank", "printer").order_by("-id")
