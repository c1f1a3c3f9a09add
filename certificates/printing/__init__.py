"""Certificates of a numbered decision: the frozen words, the check before printing, and the background run.

A print run carries everything that it prints in its own payload, so that a run gives the same sheets whatever happens
to the rest meanwhile. The rendering engine is loaded by whoever prints, not by every process.
"""

import uuid
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from documents.models import Decision, DecisionLine
from runs.models import Run, RunItem
from runs.registry import Handler, register
from runs.services import start_run
from vietnamese.dates import long_date

from ..layout.placing import REFUSALS
from ..layout.sheets import CertificateRefused, CertificateRun, CertificateSheet
from ..models import PrintMode, PrintRun
from .settings import OWN, STANDARD, Part, PrintSettings, Selection

__all__ = ["OWN", "STANDARD", "Part", "PrintSettings", "Selection"]

KIND = "certificates"
CHUNK_SIZE = 100
"""Sheets in one piece of a run: about a second of work, and what is lost when a worker dies."""
LAYERS = {PrintMode.FULL: "full", PrintMode.TEXT: "words", PrintMode.TEXT_TITLED: "titled"}


def certificate_run(decision: Decision, settings: PrintSettings) -> CertificateRun:
    """Return what all sheets of a numbered decision share. Raises CertificateRefused with a Vietnamese sentence."""
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
        layer=LAYERS[PrintMode(settings.mode)],
        offset_right=float(settings.shift_x_mm),
        offset_down=float(settings.shift_y_mm),
    )


def certificate_sheet(line: DecisionLine) -> CertificateSheet:
    """Return one recipient as frozen on the decision. Raises CertificateRefused when name or citation is missing."""
    return CertificateSheet(
        kind=line.recipient_kind,
        form_of_address=line.address,
        name=line.name,
        unit=line.unit_text,
        achievement=line.citation,
        register_number=f"{line.register.value:02d}" if line.register else "",
        is_posthumous=line.is_posthumous,
    )


def lines_in_order(decision: Decision) -> Sequence[DecisionLine]:
    """Return the recipients in the order in which they are read out and the sheets are stacked."""
    return list(decision.lines.select_related("register", "award").order_by("position", "id"))


@transaction.atomic
def start_print_run(
    decision: Decision, settings: PrintSettings, *, actor: Any, at: datetime, submission_key: uuid.UUID | None = None
) -> PrintRun:
    """Start printing in the background; the same `submission_key` again returns the run that is there.

    Raises CertificateRefused when a sheet cannot be made at all; call preflight.examine() first for everything else.
    """
    Decision.objects.select_for_update().get(pk=decision.pk)
    if submission_key and (
        found := PrintRun.objects.filter(decision=decision, run__submission_key=submission_key).first()
    ):
        return found
    run = certificate_run(decision, settings)
    sheets = [certificate_sheet(line) for line in lines_in_order(decision)]
    if not sheets:
        raise CertificateRefused("Quyết định này không có người hoặc tập thể nào để in.")
    weights = [min(CHUNK_SIZE, len(sheets) - start) for start in range(0, len(sheets), CHUNK_SIZE)]
    work = start_run(
        kind=KIND,
        title=f"{decision.get_form_display()} theo Quyết định số {decision.number_text}",
        payload=_payload(run, sheets),
        weights=weights,
        actor=actor,
        at=at,
        submission_key=submission_key,
    )
    return PrintRun.objects.create(
        decision=decision,
        run=work,
        design=settings.design,
        paper=settings.paper,
        mode=settings.mode,
        shift_x_mm=settings.shift_x_mm,
        shift_y_mm=settings.shift_y_mm,
        dated_on=settings.dated_on or decision.signed_on,
    )


def write_certificates(decision: Decision, settings: PrintSettings, out: Path) -> int:
    """Write the certificates of a decision to the PDF `out` at once, in this process; return their number.

    For commands that have no worker. Raises CertificateRefused naming the sheets that cannot be printed.
    """
    from ..batch import render_all

    sheets = [certificate_sheet(line) for line in lines_in_order(decision)]
    render_all(certificate_run(decision, settings), sheets, out, workers=1)
    return len(sheets)


def sheet_pdf(decision: Decision, settings: PrintSettings, line: DecisionLine) -> bytes:
    """Return the one sheet of a recipient as it would be printed. Raises like certificates.layout."""
    from ..batch import render_single

    return render_single(certificate_run(decision, settings), certificate_sheet(line))


def calibration_pdf(decision: Decision, settings: PrintSettings) -> bytes:
    """Return the sheet by which the shifts of a printer are measured."""
    from ..batch import render_calibration

    return render_calibration(certificate_run(decision, settings))


def _payload(run: CertificateRun, sheets: Sequence[CertificateSheet]) -> dict:
    return {"run": asdict(run), "sheets": [asdict(sheet) for sheet in sheets], "in_a_piece": CHUNK_SIZE}


def _run_of(run: Run) -> CertificateRun:
    facts = run.payload["run"]
    return CertificateRun(**facts | {"authority_lines": tuple(facts["authority_lines"])})


def _do_item(run: Run, item: RunItem, target: Path) -> None:
    from ..batch import render_chunk

    size = run.payload["in_a_piece"]
    facts = run.payload["sheets"][item.position * size : (item.position + 1) * size]
    sheets = [CertificateSheet(**sheet) for sheet in facts]
    target.write_bytes(render_chunk(_run_of(run), sheets))


def _finish(run: Run, paths: list[Path], target: Path) -> None:
    from ..batch import assemble, render_common

    assemble(render_common(_run_of(run)), paths, target)


def register_handler() -> None:
    """Tell the worker how certificates are printed."""
    register(KIND, Handler(_do_item, _finish, refusals=REFUSALS))
