"""Addresses of the register of issued certificates and the acts on them."""

from .row import Row

ROWS: tuple[Row, ...] = ()
