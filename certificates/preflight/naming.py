"""Recipients as findings name them."""

from collections.abc import Sequence

from documents.models import DecisionLine

MOST_NAMED = 5


def named(line: DecisionLine) -> str:
    """Return "Lê Thị Bích Liên (dòng 2)"."""
    return f"{line.name} (dòng {line.position})"


def several(names: Sequence[str]) -> str:
    """Return up to five names and how many more there are."""
    rest = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" và {rest} tên khác" if rest > 0 else "")


def all_named(lines: Sequence[DecisionLine]) -> str:
    """Return the recipients, as several() does."""
    return several([named(line) for line in lines])
