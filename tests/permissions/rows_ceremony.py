"""Addresses of ceremonies, their papers and bonuses."""

from .row import Row

ROWS: tuple[Row, ...] = ()
