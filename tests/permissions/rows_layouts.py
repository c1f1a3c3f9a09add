"""Addresses of layouts and their backgrounds."""

from .row import Row

ROWS: tuple[Row, ...] = ()
