"""What a clerk chooses before printing: whose certificates, in which order, with which layout, on which machine."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from ..enums import RunOutput, SheetOrder
from ..models import BlankKind, CalibrationProfile, Paper, PrintMode, PrintRun
from .names import STANDARD_PATTERN

OWN = ""
"""The `design` that says: the unit's own layouts in use; STANDARD where it has none."""
STANDARD = "trong_dong"


class Part(StrEnum):
    """Which recipients of a decision are printed."""

    ALL = "all"
    INDIVIDUALS = "individual"
    COLLECTIVES = "collective"
    LINES = "lines"
    SHEETS = "sheets"
    SPOILED = "spoiled"


@dataclass(frozen=True)
class Selection:
    """The recipients of one run: all, one kind, chosen lines, or sheets of an earlier `run`.

    `numbers` are places in the reading order of the decision for LINES, sheet numbers of `run` for SHEETS. SPOILED takes
    the spoiled sheets of `run` whose recipients got no good one since. Both lie as they lay then.
    """

    part: str = Part.ALL
    numbers: tuple[int, ...] = ()
    run: PrintRun | None = None


@dataclass(frozen=True)
class PrintSettings:
    """How a decision's certificates are printed. Shifts in mm, on top of those of the printer's `profile`.

    `design` is the code of a standard design, or OWN; `paper` is the size of standard designs only, since layouts have
    one of their own. `dated_on` None is the day on which the decision was signed.
    """

    design: str = STANDARD
    paper: str = Paper.A4
    mode: str = PrintMode.FULL
    shift_x_mm: Decimal = Decimal(0)
    shift_y_mm: Decimal = Decimal(0)
    dated_on: date | None = None
    profile: CalibrationProfile | None = None
    blank: BlankKind | None = None
    order: str = SheetOrder.STAGE
    output: str = RunOutput.ONE_FILE
    name_pattern: str = STANDARD_PATTERN
    selection: Selection = field(default_factory=Selection)
    reprint_reason: str = ""
    accepted_by_name: str = ""
    accepted_reason: str = ""

    @property
    def calibration(self) -> Mapping[str, str]:
        """The profile's corrections as they are frozen on the run; empty without a profile."""
        if self.profile is None:
            return {}
        names = ("shift_x_mm", "shift_y_mm", "scale_x", "scale_y", "rotation_deg")
        return {
            "profile": str(self.profile),
            "measured_at": self.profile.measured_at.isoformat(),
            **{name: str(getattr(self.profile, name)) for name in names},
        }

    @property
    def on_paper(self) -> dict[str, float]:
        """What moves, scales and turns the print on the sheet, as CertificateRun takes it: mm, ratios, degrees clockwise."""
        profile = self.profile
        return {
            "offset_right": float(self.shift_x_mm + (profile.shift_x_mm if profile else 0)),
            "offset_down": float(self.shift_y_mm + (profile.shift_y_mm if profile else 0)),
            "scale_x": float(profile.scale_x) if profile else 1.0,
            "scale_y": float(profile.scale_y) if profile else 1.0,
            "rotation": float(profile.rotation_deg) if profile else 0.0,
        }
