"""Starting a print run: register, sheets and background work in one transaction, or nothing of it."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from documents.models import Decision, DecisionLine
from runs.models import Run
from runs.services import start_run

from ..enums import RunOutput
from ..models import FrozenLayout, IssuedCertificate, PrintRun
from ..queries import printed_before
from ..services.acts import reprint_all
from ..services.layouts import freeze_layout
from ..services.register import enter, register_text
from ..services.sheets import lay_down
from ..services.stack import stack_sha256
from .choosing import part_text
from .jobs import Job, plan, print_facts
from .names import file_names
from .settings import OWN, PrintSettings

KIND, ZIP_KIND = "certificates", "certificates_zip"
CHUNK_SIZE = 100
"""Sheets in one piece of a run: about a second of work, and what is lost when a worker dies."""


@transaction.atomic
def start_print_run(
    decision: Decision,
    settings: PrintSettings,
    *,
    actor: Any,
    at: datetime,
    submission_key: uuid.UUID | None = None,
    stage: Sequence[int] | None = None,
) -> PrintRun:
    """Start printing in the background; the same `submission_key` again returns the run that is there.

    Every recipient gets a row in the register first, and what was on paper before is counted as a reprint with
    `settings.reprint_reason`. Raises CertificateRefused and ActRefused when a sheet cannot be made at all; call
    preflight.examine() first for everything else.
    """
    Decision.objects.select_for_update().get(pk=decision.pk)
    if submission_key and (
        found := PrintRun.objects.filter(decision=decision, run__submission_key=submission_key).first()
    ):
        return found
    job = plan(decision, settings, stage=stage)
    layouts = {kind: freeze_layout(chosen.spec, chosen.background, at) for kind, chosen in job.layouts.items()}
    issued = enter(job.lines, runs=job.runs, layouts=layouts, actor=actor, at=at)
    _count_reprints(issued, settings, actor=actor, at=at)
    work = _start_work(job, actor=actor, at=at, submission_key=submission_key)
    printing = _print_run(job, layouts, work)
    lay_down(printing, [(line.award_id, issued[line.pk].pk) for line in job.lines])
    return printing


def _count_reprints(
    issued: Mapping[int, IssuedCertificate], settings: PrintSettings, *, actor: Any, at: datetime
) -> None:
    again = printed_before([certificate.pk for certificate in issued.values()])
    repeated = [certificate for certificate in issued.values() if certificate.pk in again]
    reprint_all(repeated, reason=settings.reprint_reason, actor=actor, at=at)


def _start_work(job: Job, *, actor: Any, at: datetime, submission_key: uuid.UUID | None) -> Run:
    count = len(job.lines)
    is_zip = job.settings.output == RunOutput.ZIP
    facts = {
        "decision_number": job.decision.number_text,
        "in_a_piece": CHUNK_SIZE,
        "fed": print_facts(job.settings),
    }
    if is_zip:
        facts["names"] = file_names(job.settings.name_pattern, [_name_facts(job, place) for place in range(count)])
    return start_run(
        kind=ZIP_KIND if is_zip else KIND,
        title=f"{job.decision.get_form_display()} theo Quyết định số {job.decision.number_text}",
        payload=facts,
        weights=[min(CHUNK_SIZE, count - start) for start in range(0, count, CHUNK_SIZE)],
        actor=actor,
        at=at,
        submission_key=submission_key,
    )


def _name_facts(job: Job, place: int) -> dict[str, str]:
    """Return what a pattern of file names may name, for the sheet at `place`, counted from 0."""
    line: DecisionLine = job.lines[place]
    return {
        "stt": str(place + 1).zfill(len(str(len(job.lines)))),
        "so": register_text(line.register.value),
        "ten": line.name,
        "don_vi": line.unit_text,
        "quyet_dinh": job.decision.number_text,
    }


def _print_run(job: Job, layouts: Mapping[str, FrozenLayout], work: Run) -> PrintRun:
    settings = job.settings
    is_own = any(chosen.is_own for chosen in job.layouts.values())
    return PrintRun.objects.create(
        decision=job.decision,
        run=work,
        design=OWN if is_own else next(iter(job.runs.values())).design,
        individual_layout=layouts.get("individual"),
        collective_layout=layouts.get("collective"),
        paper=settings.paper,
        mode=settings.mode,
        shift_x_mm=settings.shift_x_mm,
        shift_y_mm=settings.shift_y_mm,
        profile=settings.profile,
        calibration=dict(settings.calibration),
        printer_name=str(settings.profile) if settings.profile else "",
        blank=settings.blank,
        dated_on=settings.dated_on or job.decision.signed_on,
        order=settings.order,
        output=settings.output,
        name_pattern=settings.name_pattern if settings.output == RunOutput.ZIP else "",
        part=part_text(settings, job.lines),
        reprint_reason=settings.reprint_reason,
        stack_sha256=stack_sha256(line.award_id for line in job.lines),
        accepted_by_name=settings.accepted_by_name,
        accepted_reason=settings.accepted_reason,
    )
