"""Addresses of the check page and signed copies."""

from .row import Row

ROWS: tuple[Row, ...] = ()
