"""Certificates made at once, in this process: one sheet to look at, or to measure a printer with."""

from documents.models import Decision, DecisionLine

from ..models import PrintRun
from .jobs import Job, certificate_run, fed, print_facts
from .settings import PrintSettings
from .working import Facts, facts_of, sheets_of


def sheet_pdf(job: Job, line: DecisionLine) -> bytes:
    """Return the one sheet of a recipient as the printer would get it. Raises like certificates.layout."""
    from ..batch import single_pdf

    return single_pdf(*job.printed(line))


def first_page(printing: PrintRun) -> bytes:
    """Return the first sheet of a run as a PDF of its own, whatever the worker has done so far.

    Raises CertificateRefused and KeptFileLost, each a Vietnamese sentence.
    """
    from ..batch import single_pdf

    return single_pdf(*first_facts(printing))


def first_facts(printing: PrintRun) -> Facts:
    """Return run and sheet of the first sheet of a run, as the printer gets it. Raises like first_page."""
    [sheet] = sheets_of(printing.run, 1, 1)
    run, words = facts_of(sheet)
    return fed(run, printing.run.payload["fed"]), words


def calibration_pdf(decision: Decision, settings: PrintSettings, kind: str) -> bytes:
    """Return the sheet by which the shifts of a printer are measured."""
    from ..batch import render_calibration

    return render_calibration(fed(certificate_run(decision, settings, kind), print_facts(settings)))
