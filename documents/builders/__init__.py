"""From records to the facts that papers print. Reads only; names come from the copies that the records keep."""

from .cell import cell_letter_context, cell_minutes_context, roster_context
from .decision import decision_context
from .meeting import (
    committee_minutes_context,
    office_submission_context,
    tally_context,
    upward_authorities,
    upward_submission_context,
)
from .receipt import receipt_context
from .report import achievement_report_context

__all__ = [
    "achievement_report_context",
    "cell_letter_context",
    "cell_minutes_context",
    "committee_minutes_context",
    "decision_context",
    "office_submission_context",
    "receipt_context",
    "roster_context",
    "tally_context",
    "upward_authorities",
    "upward_submission_context",
]
