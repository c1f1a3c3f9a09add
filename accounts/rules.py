"""What may be carried from a form that did not arrive to the page on which it is sent again. Pure functions.

A session that expired must not cost what somebody wrote. Passwords, tokens and files are never carried; what is
too large to be carried safely is left in the browser, whose back button still has it.
"""

import re
from collections.abc import Iterable

PREFIX = "giu."
"""Stands before the name of a carried field, so that it cannot be taken for a field of the sign-in form."""
MAX_FIELDS = 500
MAX_CHARACTERS = 200_000
SECRET = re.compile(r"passw|mat[_-]?khau|secret|token", re.IGNORECASE)
TECHNICAL = re.compile(r"[0-9a-f-]{32,36}", re.IGNORECASE)

Fields = list[tuple[str, str]]


def carriable(fields: Iterable[tuple[str, str]]) -> Fields:
    """Return the fields that may be carried, in their order; none at all where they are too many or too long."""
    kept = [(name, value) for name, value in fields if not SECRET.search(name)]
    if len(kept) > MAX_FIELDS or sum(len(name) + len(value) for name, value in kept) > MAX_CHARACTERS:
        return []
    return kept


def wrapped(fields: Fields) -> Fields:
    """Return the fields under the names that they have inside the sign-in form."""
    return [(PREFIX + name, value) for name, value in fields]


def unwrapped(fields: Iterable[tuple[str, str]]) -> Fields:
    """Return what wrapped() made, taken out of a sign-in form again and checked once more."""
    return carriable((name.removeprefix(PREFIX), value) for name, value in fields if name.startswith(PREFIX))


def readable(fields: Fields) -> list[str]:
    """Return what a person wrote and may want to read or copy: text of several words, each only once."""
    texts = (value.strip() for _, value in fields)
    return list(
        dict.fromkeys(text for text in texts if any(c.isspace() for c in text) and not TECHNICAL.fullmatch(text))
    )
