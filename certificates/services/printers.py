"""Printers of an office and how each puts ink on paper: added, renamed, put away, measured."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from history.services import record
from organizations.models import Unit
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import local_day

from ..exceptions import ActRefused
from ..layout.correction import Correction
from ..layout.grid import Grid
from ..models import BlankKind, CalibrationProfile, Printer
from .equipment import free_name, locked

LONGEST_TRAY = 60
PLACES = {"shift_x_mm": 3, "shift_y_mm": 3, "scale_x": 6, "scale_y": 6, "rotation_deg": 4}


@dataclass(frozen=True)
class Feed:
    """What a profile is about: a tray of a printer with a blank, or with white paper of a size (mm)."""

    printer: Printer
    tray: str
    width_mm: Decimal
    height_mm: Decimal
    blank: BlankKind | None = None

    @property
    def grid(self) -> Grid:
        """The test grid of this paper."""
        return Grid(float(self.width_mm), float(self.height_mm))

    @property
    def label(self) -> str:
        """The feed as the test grid and the history call it."""
        return ", ".join(
            (self.printer.name, self.tray or "khay thường dùng", self.blank.name if self.blank else "giấy trắng")
        )


def correction_of(profile: CalibrationProfile | None) -> Correction:
    """Return what a profile does to a page; nothing without one."""
    return Correction(**{name: float(getattr(profile, name)) for name in PLACES}) if profile else Correction()


def feed_of(profile: CalibrationProfile) -> Feed:
    """Return what a profile is about. Needs `printer` and `blank` loaded."""
    return Feed(profile.printer, profile.tray, profile.width_mm, profile.height_mm, profile.blank)


@transaction.atomic
def add_printer(*, unit: Unit, name: str, actor: Any, at: datetime) -> Printer:
    """Write down a printer of the unit. Raises NotPermitted, ActRefused."""
    access.check(actor, Capability.NUMBER_DECISIONS, unit, on=local_day(at))
    Unit.objects.select_for_update().get(pk=unit.pk)
    name = free_name(Printer, unit, name)
    printer = Printer.objects.create(unit=unit, name=name, created_at=at)
    record(verb="Thêm máy in", subject=printer, actor=actor, at=at, unit_name=unit.name)
    return printer


@transaction.atomic
def save_profile(
    feed: Feed, distances: Sequence[Decimal], *, base: CalibrationProfile | None, actor: Any, at: datetime
) -> CalibrationProfile:
    """Keep what eight distances say as the feed's profile in use; the one before stays readable.

    `base` is the profile with which the grid was printed. The same numbers again return the profile that is there.
    Raises NotPermitted, ActRefused, and CorrectionRefused for numbers that cannot be right.
    """
    printer = locked(feed.printer, actor, at)
    if not printer.is_active:
        raise ActRefused("Máy in này đã thôi dùng. Đồng chí dùng lại máy in rồi mới căn chỉnh.")
    current = current_profile(feed)
    measured = {"distances": [str(distance) for distance in distances], "base": base.pk if base else None}
    if current and {name: current.measured.get(name) for name in measured} == measured:
        return current
    if base is not None and base != current:
        raise ActRefused(
            "Căn chỉnh của khay này vừa được đo lại ở một cửa sổ khác. Đồng chí in lại tờ căn chỉnh rồi đo lại."
        )
    found = feed.grid.measured([float(distance) for distance in distances], correction_of(base))
    if current:
        current.is_current = False
        current.save(update_fields=["is_current"])
    profile = CalibrationProfile.objects.create(
        printer=printer, tray=feed.tray, blank=feed.blank, width_mm=feed.width_mm, height_mm=feed.height_mm,
        **{name: Decimal(f"{getattr(found.correction, name):.{digits}f}") for name, digits in PLACES.items()},
        measured=measured | {"seen": asdict(found.seen)}, measured_at=at, measured_by_name=actor.full_name,
    )  # fmt: skip
    _write("Căn chỉnh máy in", profile, actor, at, measured, unit=printer.unit)
    return profile


def current_profile(feed: Feed) -> CalibrationProfile | None:
    """Return the profile in use for exactly this printer, tray, blank and size."""
    return CalibrationProfile.objects.filter(
        printer=feed.printer, tray=feed.tray, blank=feed.blank, width_mm=feed.width_mm, height_mm=feed.height_mm,
        is_current=True,
    ).first()  # fmt: skip


def _write(verb: str, subject: Any, actor: Any, at: datetime, data: dict, unit: Unit | None = None) -> None:
    record(verb=verb, subject=subject, actor=actor, at=at, unit_name=(unit or subject.unit).name, data=data)
