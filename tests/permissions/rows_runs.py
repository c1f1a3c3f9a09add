"""Addresses of print runs and their sheets."""

from .row import Row

ROWS: tuple[Row, ...] = ()
