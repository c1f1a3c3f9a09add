"""The records clerk's acts: draft a decision, record its number and signature ("Ghi số"), correct, confer."""

from .conferral import confer
from .drafting import draft_decision, draft_for_each_unit, waiting_lines
from .drafts import discard_draft, drop_line, move_line, save_decision, save_line
from .lock import refuse_unless_draft
from .numbers import issue_paper, number_decision, replace_number

__all__ = [
    "confer", "discard_draft", "draft_decision", "draft_for_each_unit", "drop_line", "issue_paper", "move_line", "number_decision",
    "refuse_unless_draft", "replace_number", "save_decision", "save_line", "waiting_lines",
]  # fmt: skip
