"""A print job before it is started: recipients in stack order, the layout of each kind, what each sheet will say.

Who was issued a certificate before keeps its frozen words and layout; for everybody else the words of the decision and
the layouts in use count. How the printer is fed (layer, shifts, scale, rotation) is the job's own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from documents.models import Decision, DecisionLine
from vietnamese.dates import long_date

from ..codes import ALPHABET, LENGTH, check_url
from ..enums import PrintMode
from ..layout.sheets import CertificateRun, CertificateSheet, GroundFile, Paper
from ..layout.spec import LayoutSpec
from ..layout.standard import standard_spec
from ..models import Background, FrozenLayout, IssuedCertificate
from ..services.backgrounds import mime_of
from ..services.emblems import emblem_of
from ..services.kept import read_kept
from ..services.layouts import layout_in_use
from ..services.register import certificate_facts, newest_of, sheet_of
from .choosing import chosen_lines
from .settings import OWN, STANDARD, PrintSettings

LAYERS = {PrintMode.FULL: "full", PrintMode.TEXT: "words", PrintMode.TEXT_TITLED: "titled"}
SAMPLE_CODE = (ALPHABET[-4:] * LENGTH)[:LENGTH]
"""Stands where the check code will be, on sheets that are only looked at."""


@dataclass(frozen=True)
class ChosenLayout:
    """The layout that one kind of recipient is printed with; a standard design has no background."""

    spec: LayoutSpec
    background: Background | None = None
    is_own: bool = False

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the sheet in mm."""
        return self.spec.width_mm, self.spec.height_mm


@dataclass(frozen=True)
class Job:
    """What would be printed. `runs` hold the words that all sheets of a kind share, at true size and in full."""

    decision: Decision
    settings: PrintSettings
    lines: Sequence[DecisionLine]
    layouts: Mapping[str, ChosenLayout]
    runs: Mapping[str, CertificateRun]

    @cached_property
    def issued(self) -> dict[int, IssuedCertificate]:
        """The newest certificate of each award, where there is one."""
        return newest_of([line.award_id for line in self.lines])

    def certificate(self, line: DecisionLine) -> IssuedCertificate | None:
        """Return the certificate that this run would print again; None where a new one will be entered."""
        found = self.issued.get(line.award_id)
        if found is None or (found.decision_number, found.decided_on) != (
            self.decision.number_text,
            self.decision.signed_on,
        ):
            return None
        return found

    def facts(self, line: DecisionLine) -> tuple[CertificateRun, CertificateSheet]:
        """Return run and sheet of a recipient at true size and in full. Raises CertificateRefused without the words."""
        issued = self.certificate(line)
        if issued is not None:
            return certificate_facts(issued)
        sheet = sheet_of(line)
        return self.runs[line.recipient_kind], with_code(sheet, SAMPLE_CODE)

    def size(self, line: DecisionLine) -> tuple[float, float]:
        """Return width and height of a recipient's sheet in mm."""
        issued = self.certificate(line)
        if issued is None:
            return self.layouts[line.recipient_kind].size
        return float(issued.layout.spec["width_mm"]), float(issued.layout.spec["height_mm"])

    def printed(self, line: DecisionLine) -> tuple[CertificateRun, CertificateSheet]:
        """Return run and sheet of a recipient as the printer gets them: its layer, shifted, scaled and turned."""
        run, sheet = self.facts(line)
        if id(run) not in self._fed:
            self._fed[id(run)] = run, fed(run, print_facts(self.settings))
        return self._fed[id(run)][1], sheet

    @cached_property
    def _fed(self) -> dict[int, tuple[CertificateRun, CertificateRun]]:
        """Runs as the printer gets them, by the identity of the run: recipients who share one get one object."""
        return {}


def plan(decision: Decision, settings: PrintSettings, *, stage: Sequence[int] | None = None) -> Job:
    """Return the job for a numbered decision; `stage` is the order of a ceremony, as awards.

    Raises CertificateRefused with a Vietnamese sentence when nobody is chosen or words that all sheets share are missing.
    """
    lines = chosen_lines(decision, settings, stage)
    kinds = sorted({line.recipient_kind for line in lines})
    layouts = {kind: chosen_layout(decision, settings, kind) for kind in kinds}
    runs = {kind: _shared(decision, settings, layouts[kind]) for kind in kinds}
    return Job(decision, settings, lines, layouts, runs)


def chosen_layout(decision: Decision, settings: PrintSettings, kind: str) -> ChosenLayout:
    """Return the layout for a kind of recipient: the unit's own one in use, or the standard design that was chosen."""
    if settings.design == OWN and (kept := layout_in_use(decision.unit, decision.form, kind)):
        return own_layout(kept)
    width, height = Paper(settings.paper).size_mm
    spec = standard_spec(
        settings.design or STANDARD,
        form=decision.form,
        kind=kind,
        nature=decision.unit.kind.nature,
        width_mm=width,
        height_mm=height,
    )
    return ChosenLayout(spec)


def own_layout(kept: FrozenLayout) -> ChosenLayout:
    """Return a frozen layout as one to print with."""
    return ChosenLayout(LayoutSpec.from_json(kept.spec), kept.background, is_own=True)


def certificate_run(decision: Decision, settings: PrintSettings, kind: str = "individual") -> CertificateRun:
    """Return what all sheets of a kind of recipient share, at true size and in full. Raises CertificateRefused."""
    return _shared(decision, settings, chosen_layout(decision, settings, kind))


def _shared(decision: Decision, settings: PrintSettings, layout: ChosenLayout) -> CertificateRun:
    return CertificateRun(
        design=settings.design or STANDARD,
        form=decision.form,
        nature=decision.unit.kind.nature,
        awarder=decision.decider_name,
        decision_number=decision.number_text,
        decision_date=long_date(decision.signed_on),
        place_and_date=f"{decision.place}, {long_date(settings.dated_on or decision.signed_on)}",
        authority_lines=tuple(decision.authority_lines.splitlines()),
        position=decision.signer_position,
        signer=decision.signer_name,
        paper=settings.paper,
        spec=layout.spec,
        own_ground=ground_of(layout.background),
        emblem=emblem_of(layout.spec),
    )


def ground_of(background: Background | None) -> GroundFile | None:
    """Return the office's own picture as layouts take it."""
    if background is None:
        return None
    content = read_kept(background.file.name, background.sha256)
    return GroundFile(content=content, mime=mime_of(content))


def print_facts(settings: PrintSettings) -> dict[str, Any]:
    """Return how the printer is fed, as plain data: layer, mm, ratios, degrees clockwise."""
    return {"layer": LAYERS[PrintMode(settings.mode)], **settings.on_paper}


def fed(run: CertificateRun, facts: Mapping[str, Any]) -> CertificateRun:
    """Return the run as one printer gets it; `facts` are those of print_facts()."""
    return run.with_(**facts)


def with_code(sheet: CertificateSheet, code: str) -> CertificateSheet:
    """Return the sheet with a check code and the address that its QR code leads to."""
    return replace(sheet, code=code, check_url=check_url(code))
