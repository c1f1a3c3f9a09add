"""How the words of one field become lines of one size: balanced, broken at words, shrunk to a floor, else refused."""

from functools import lru_cache

from certificates.layout.designs import Role
from certificates.layout.spec import Field
from documents.typesetting import DoesNotFit, break_lines

STEPS = 50
"""A size is tried in steps of a fiftieth of the largest."""
BEFORE_ANOTHER_LINE = 0.88
"""A line shrinks to this share of its size before a further line is taken for it."""
MOST_SHOWN = 90


def fit(
    field: Field, role: Role, family: str, text: str, *, lead: float = 0.0, whole: bool = False
) -> tuple[float, tuple[str, ...]]:
    """Return size (mm) and lines of `text`: the fewest lines, then the largest size from `size` down to `least`.

    A line feed starts a new line. `lead` (em) is taken at the start of the first line; `whole` text is never broken.
    Raises DoesNotFit.
    """
    return _fit(field, role, family, text, lead, whole)


@lru_cache(maxsize=512)
def _fit(field: Field, role: Role, family: str, text: str, lead: float, whole: bool) -> tuple[float, tuple[str, ...]]:
    paragraphs = text.split("\n")
    for count in range(len(paragraphs), (len(paragraphs) if whole else field.lines) + 1):
        floor = field.least if whole or count == field.lines else max(field.least, field.size * BEFORE_ANOTHER_LINE)
        found = _in_lines(field, role, family, paragraphs, count, floor, lead)
        if found:
            return found
    shown = text.replace("\n", " / ")
    shown = shown if len(shown) <= MOST_SHOWN else f"{shown[:MOST_SHOWN]}…"
    room = "một dòng" if field.lines == 1 else f"{field.lines} dòng"
    raise DoesNotFit(f"Dòng “{shown}” dài quá, không in vừa {room}. Đồng chí ghi gọn hơn.")


def _in_lines(
    field: Field, role: Role, family: str, paragraphs: list[str], count: int, floor: float, lead: float
) -> tuple[float, tuple[str, ...]] | None:
    """Return the largest size from the field's down to `floor` in which the paragraphs take at most `count` lines."""
    if count > field.lines:
        return None
    if count == len(paragraphs):
        widest = max(
            role.em(row, family) - role.tracking + (0 if place else lead) for place, row in enumerate(paragraphs)
        )
        return _stepped(field, widest, floor, tuple(paragraphs))
    for step in range(STEPS):
        size = round(field.size * (1 - step / STEPS), 3)
        if size < floor:
            break
        rows = _broken(role, family, paragraphs, size, field.width, count, lead * size)
        if rows is not None:
            return size, rows
    return None


def _stepped(field: Field, em: float, floor: float, rows: tuple[str, ...]) -> tuple[float, tuple[str, ...]] | None:
    for step in range(STEPS):
        size = round(field.size * (1 - step / STEPS), 3)
        if size < floor:
            return None
        if em * size <= field.width:
            return size, rows
    return None


def _broken(
    role: Role, family: str, paragraphs: list[str], size: float, width: float, count: int, lead: float
) -> tuple[str, ...] | None:
    """Return the paragraphs in at most `count` lines at `size`; None when they need more."""
    rows: list[str] = []
    for place, paragraph in enumerate(paragraphs):
        room = count - len(rows) - (len(paragraphs) - place - 1)
        found = break_lines(paragraph, lambda row: role.em(row, family) * size, width, room, lead=0 if place else lead)
        if found is None:
            return None
        rows += found
    return tuple(rows)
