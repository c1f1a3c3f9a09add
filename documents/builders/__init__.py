"""From records to the facts that papers print. Reads only; names come from the copies that the records keep."""

from .ballots import ballot_papers_context
from .cell import cell_letter_context, cell_minutes_context, roster_context
from .decision import decision_context
from .minutes import committee_minutes_context, tally_context
from .office import appraisal_sheet_context, appraisal_summary_context, office_submission_context, office_symbol
from .postings import posting_notice_context
from .receipt import receipt_context
from .report import achievement_report_context
from .results import conclusion_notice_context, correction_notice_context, result_notice_context, result_units
from .upward import upward_authorities, upward_submission_context

__all__ = [
    "achievement_report_context",
    "appraisal_sheet_context",
    "appraisal_summary_context",
    "ballot_papers_context",
    "cell_letter_context",
    "cell_minutes_context",
    "committee_minutes_context",
    "conclusion_notice_context",
    "correction_notice_context",
    "decision_context",
    "office_submission_context",
    "office_symbol",
    "posting_notice_context",
    "receipt_context",
    "result_notice_context",
    "result_units",
    "roster_context",
    "tally_context",
    "upward_authorities",
    "upward_submission_context",
]
