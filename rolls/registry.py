"""What rooms above do when two records have become one person. Nothing here knows what they keep."""

from collections.abc import Callable

from .models import Person

AfterMerging = Callable[[Person], None]
AFTER_MERGING: list[AfterMerging] = []


def after_merging(act: AfterMerging) -> AfterMerging:
    """Add a function, when Django starts, that is given the kept person, inside the transaction, when all foreign keys point to it.

    It may raise django.db.IntegrityError: then the two are not merged, because something of both excludes the other.
    """
    if act not in AFTER_MERGING:
        AFTER_MERGING.append(act)
    return act
