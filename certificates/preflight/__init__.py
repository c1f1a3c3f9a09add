"""The check before printing: what stops a run, what deserves a look, and the facts behind both."""

from collections.abc import Sequence
from datetime import datetime

from documents.models import Decision

from ..layout.placing import REFUSALS
from ..printing.jobs import Job, plan
from ..printing.settings import PrintSettings
from ..rules import BLOCK, LOOK, PASS, Check
from ..services.kept import KeptFileLost
from ..services.proofs import REASON
from . import machine, papers, past, words

__all__ = ["BLOCK", "LOOK", "PASS", "Check", "examine", "examine_job"]


def examine(
    decision: Decision,
    settings: PrintSettings,
    *,
    at: datetime,
    stage: Sequence[int] | None = None,
    separation: str = REASON,
) -> list[Check]:
    """Return what speaks for and against printing, worst first.

    Nothing is printed while one check says block; what says look needs a name and a reason. `separation` is what the
    committee's rule says of one person who prepares and approves a proof: where two people are needed, a missing one stops the run.
    """
    try:
        job = plan(decision, settings, stage=stage)
    except (*REFUSALS, KeptFileLost) as refusal:
        return [Check(BLOCK, "Phần chung của cả lô", str(refusal))]
    return examine_job(job, at=at, separation=separation)


def examine_job(job: Job, *, at: datetime, separation: str = REASON) -> list[Check]:
    """Return the same for a job that is planned already."""
    checks = [
        *words.checks(job),
        *papers.checks(job),
        *past.checks(job, separation=separation),
        *machine.checks(job, at=at),
    ]
    return sorted(checks, key=lambda check: (BLOCK, LOOK, PASS).index(check.result))
