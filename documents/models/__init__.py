"""Numbers, decisions, stored papers. What was issued stays what was issued: snapshots and hashes."""

from .decisions import Decision, DecisionLine, DecisionState
from .numbers import REGISTER, SERIES_TYPES, Number, NumberSeries, NumberState
from .papers import NumberedPaper, PaperState, PaperStyle, SignedScan, scan_path
from .stored import StoredDocument, SuperiorAnswer, stored_path

__all__ = [
    "REGISTER",
    "SERIES_TYPES",
    "Decision",
    "DecisionLine",
    "DecisionState",
    "Number",
    "NumberSeries",
    "NumberState",
    "NumberedPaper",
    "PaperState",
    "PaperStyle",
    "SignedScan",
    "StoredDocument",
    "SuperiorAnswer",
    "scan_path",
    "stored_path",
]
