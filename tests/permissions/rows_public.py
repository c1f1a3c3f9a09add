"""Addresses of the check page and signed copies."""

from .row import Row, row

ROWS: tuple[Row, ...] = (
    row("certificates:check", rest=200, for_everybody=True),
    row("certificates:check_code", "MA-SAI", rest=404, for_everybody=True),
)
