"""Addresses of print runs and their sheets."""

from .row import CLERK_OF_NUMBERED, CLERKS, Row, row

ROWS: tuple[Row, ...] = (
    row("workflows:print_run_first", "numbered", "run", **CLERK_OF_NUMBERED),
    row("workflows:print_run_picture", "numbered", "run", **CLERK_OF_NUMBERED),
    row("workflows:print_outcome", "numbered", "run", **CLERK_OF_NUMBERED),
    row("workflows:print_runs", ok=CLERKS, rest=403),
)
