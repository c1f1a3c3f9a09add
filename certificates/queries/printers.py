"""Printers and their measurements as pages show them."""

from collections.abc import Iterable

from django.db.models import Count, Max, Prefetch, Q, QuerySet

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


def profiles_to_print_with(unit: Unit) -> QuerySet[CalibrationProfile]:
    """Return the profiles in use of the unit's printers in use: what a run may choose from."""
    return (
        CalibrationProfile.objects.filter(printer__unit=unit, printer__is_active=True, is_current=True)
        .filter(Q(blank=None) | Q(blank__is_active=True))
        .select_related("printer", "blank")
        .order_by("printer__name", "tray", "id")
    )


def printer_counts(units: Iterable[Unit]) -> dict[str, object]:
    """Return how many printers there are in use, how many of them were measured, and when the last one was."""
    return Printer.objects.filter(unit__in=units, is_active=True).aggregate(
        printers=Count("pk", distinct=True),
        measured=Count("pk", filter=Q(profiles__is_current=True), distinct=True),
        last=Max("profiles__measured_at"),
    )
