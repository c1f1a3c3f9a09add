"""Addresses of printers, calibration, blanks and proofs."""

from .row import Row

ROWS: tuple[Row, ...] = ()
