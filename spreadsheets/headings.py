"""Finding the heading of a sheet and what its columns mean.

People send lists made for paper: the name of the Party organization, "DANH SÁCH ...", perhaps a place and date, then
the heading in one, two or three lines, then often a line (1) (2) (3). Headings are compared without accents, hints and
asterisks. Where the office has once said what a heading means, that holds.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from itertools import islice, pairwise
from typing import Any

from vietnamese.legacy import convert, detect
from vietnamese.text import one_line, search_key

from .cells import Cell
from .reading import Row

LOOKED_AT = 40
"""So many rows are looked at for a heading."""
MAX_LINES = 3
"""Lines that a heading may take."""
HINT = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
COLUMN_MARK = re.compile(r"[(\[]?\s*(?:\d{1,2}|[A-ZĐ]|[a-zđ])\s*[)\]]?(?:\s*=.*)?")
ENDS_A_HEADING = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}|\d{5,}")
SOMEBODY_ELSE = {"vo", "chong", "cha", "me", "noi", "nguoi"}
"""Words that make another thing of a heading that otherwise means a field: the name of the wife, the place of birth."""
EXACT, WITHOUT_HINT, SIMILAR, CONTAINS = 100, 90, 70, 40
"""How sure a match is. A heading that only contains a synonym gives way to every better one."""


@dataclass(frozen=True)
class Field:
    """What a column may mean.

    `synonyms` are headings seen for it, in any case and with or without accents; `label` counts as one. `reads` turns a
    cell into the value, given the day of today, and raises spreadsheets.values.ValueRefused.
    """

    code: str
    label: str
    synonyms: tuple[str, ...] = ()
    required: bool = False
    reads: Callable[[Cell, date], Any] = lambda cell, today: cell


@dataclass(frozen=True)
class Header:
    """Where the heading is. `row_number` is its first line, `headings` are all its lines together, column by column,
    already in Unicode; data begin in row `first_data_row`.
    """

    row_number: int
    headings: list[str]
    first_data_row: int


def heading_key(text: str) -> str:
    """Return what is compared and remembered of a heading: "Ngày sinh* (dd/mm/yyyy)" gives "ngay sinh dd mm yyyy"."""
    return search_key(text)


def _bare_key(text: str) -> str:
    """Return the key without hints in brackets and without what stands after a line break as an explanation."""
    return search_key(HINT.sub(" ", text)) or search_key(text)


def find_header(rows: Iterable[Row], fields: Sequence[Field]) -> Header | None:
    """Return the heading among the first LOOKED_AT rows, or None when no row looks like one.

    The row (with the lines below that belong to it) that means most fields is taken, the first of equals. It has to
    mean two of them, or the required one of a list that has few columns.
    """
    rows = list(islice(rows, LOOKED_AT))
    best: Header | None = None
    best_score = (0, 0)
    for place, row in enumerate(rows):
        if not _may_be_heading(row):
            continue
        for lines in range(1, MAX_LINES + 1):
            if place + lines > len(rows) or (lines > 1 and not _goes_on(rows[place : place + lines])):
                break
            header = _header(rows[place:], lines)
            score = _score(header.headings, fields)
            if score > best_score:
                best, best_score = header, score
    return best


def _score(headings: Sequence[str], fields: Sequence[Field]) -> tuple[int, int]:
    """Return (fields that are meant, how surely), (0, 0) when this is no heading."""
    found = _assign(headings, fields)
    filled = sum(1 for heading in headings if heading)
    required = {field.code for field in fields if field.required}
    if all(sureness < SIMILAR for _, sureness in found.values()):
        return 0, 0
    if len(found) == 1 and (filled > 3 or not {code for code, _ in found.values()} <= required):
        return 0, 0
    return len(found), sum(sureness for _, sureness in found.values())


def _may_be_heading(row: Row) -> bool:
    """Return whether the row is words: data have dates and long numbers."""
    filled = [cell for cell in row.cells if cell is not None]
    texts = [cell for cell in filled if isinstance(cell, str)]
    years = [cell for cell in filled if not isinstance(cell, str) and _is_word_or_year(cell)]
    if not texts or any(isinstance(cell, date | datetime) for cell in filled):
        return False
    if any(ENDS_A_HEADING.search(HINT.sub("", text)) for text in texts):
        return False
    return 2 * (len(texts) + len(years)) > len(filled)


def _goes_on(rows: Sequence[Row]) -> bool:
    """Return whether the last of the rows is a further line of the heading that the others begin.

    It is, when it only stands under a group ("Ngày vào Đảng" over two columns), or repeats what is merged downwards.
    """
    if len(rows) < 2 or rows[-1].number != rows[-2].number + 1:
        return False
    above, below = _texts(rows[-2].cells), _texts(rows[-1].cells)
    if not any(below) or not all(_is_word_or_year(cell) for cell in rows[-1].cells) or _is_numbering(rows[-1]):
        return False
    above += [""] * (len(below) - len(above))
    groups = 0
    for column, text in enumerate(below):
        if not text or text == above[column]:
            continue
        under_group = not above[column] and any(above[:column])
        begins_group = above[column] and (column + 1 < len(below) and not above[column + 1] and below[column + 1])
        if not under_group and not begins_group:
            return False
        groups += 1
    return groups > 0 or any(a and a == b for a, b in zip(above, below, strict=False))


def _is_word_or_year(cell: Cell) -> bool:
    if isinstance(cell, int) and not isinstance(cell, bool):
        return 1990 <= cell <= 2100
    return cell is None or (isinstance(cell, str) and not ENDS_A_HEADING.search(cell) and len(cell) <= 120)


def _texts(cells: Sequence[Cell]) -> list[str]:
    return ["" if cell is None else str(cell).strip() for cell in cells]


def _header(rows: Sequence[Row], lines: int) -> Header:
    """Return the heading whose first line is rows[0], `lines` lines long, with its texts put together."""
    width = max(len(row.cells) for row in rows[:lines])
    table = [_texts(row.cells) + [""] * (width - len(row.cells)) for row in rows[:lines]]
    for upper, lower in pairwise(table):
        for column in range(1, width):
            if not upper[column] and lower[column]:
                upper[column] = upper[column - 1]
    encoding = detect(text for line in table for text in line)
    headings = []
    for column in range(width):
        parts = dict.fromkeys(line[column] for line in table if line[column])
        headings.append(one_line(convert(" ".join(parts), encoding)))
    return Header(rows[0].number, headings, _first_data_row(rows, lines))


def _first_data_row(rows: Sequence[Row], lines: int) -> int:
    """Return the number of the row after the heading, past blank rows and lines that number the columns."""
    number = rows[lines - 1].number + 1
    for row in rows[lines:]:
        if any(cell is not None for cell in row.cells) and not _is_numbering(row):
            break
        number = row.number + 1
    return number


def _is_numbering(row: Row) -> bool:
    """Return whether the row numbers the columns: (1) (2) (3), or A B 1 2 with one step between."""
    marks = [str(cell).strip() for cell in row.cells if cell is not None]
    if len(marks) < 2 or not all(COLUMN_MARK.fullmatch(mark) for mark in marks):
        return False
    numbers = [int(found[0]) for mark in marks if (found := re.search(r"\d+", mark.partition("=")[0]))]
    letters = [mark for mark in marks if not re.search(r"\d", mark)]
    if len(set(letters)) != len(letters) or (letters and len(marks) < 3):
        return False
    steps = all(after == before + 1 for before, after in pairwise(numbers))
    return steps and (not numbers or numbers[0] in (0, 1, 2))


def match_headings(headings: Sequence[str], fields: Sequence[Field], remembered: Mapping[str, str]) -> dict[int, str]:
    """Return column index -> field code. A field is given to one column, a column gets at most one.

    `remembered` is heading_key -> field code as the office said before, "" for a column to leave out; it goes before
    everything else. Then the surest matches by meaning are taken first, the leftmost of equal ones.
    """
    codes = {field.code for field in fields}
    said: dict[int, str] = {}
    for column, heading in enumerate(headings):
        code = remembered.get(heading_key(heading)) if heading else None
        if code == "" or (code in codes and code not in said.values()):
            said[column] = code
    open_headings = ["" if column in said else heading for column, heading in enumerate(headings)]
    open_fields = [field for field in fields if field.code not in said.values()]
    guessed = {column: code for column, (code, _) in _assign(open_headings, open_fields).items()}
    return dict(sorted((column, code) for column, code in (said | guessed).items() if code))


def _assign(headings: Sequence[str], fields: Sequence[Field]) -> dict[int, tuple[str, int]]:
    """Return column -> (field code, sureness), the surest first, every field and every column once."""
    candidates = []
    for column, heading in enumerate(headings):
        if not heading:
            continue
        for order, field in enumerate(fields):
            if sureness := _sureness(heading, field):
                candidates.append((-sureness, column, order, field.code))
    assigned: dict[int, tuple[str, int]] = {}
    taken: set[str] = set()
    for negative, column, _order, code in sorted(candidates):
        if column not in assigned and code not in taken:
            assigned[column] = (code, -negative)
            taken.add(code)
    return assigned


def _sureness(heading: str, field: Field) -> int:
    """Return 0 to 100: how surely the heading means the field."""
    full, bare = heading_key(heading), _bare_key(heading)
    best = 0
    for synonym in (field.label, *field.synonyms):
        best = max(best, _likeness(full, bare, search_key(synonym)))
    return best


def _likeness(full: str, bare: str, synonym: str) -> int:
    if not synonym or not full:
        return 0
    if full == synonym:
        return EXACT
    if bare == synonym:
        return WITHOUT_HINT
    words, wanted = bare.split(), synonym.split()
    if (set(words) - set(wanted)) & SOMEBODY_ELSE:
        return 0
    same_digits = re.findall(r"\d+", bare) == re.findall(r"\d+", synonym)
    if (
        len(synonym) >= 7
        and len(words) == len(wanted)
        and same_digits
        and SequenceMatcher(None, bare, synonym).ratio() >= 0.9
    ):
        return SIMILAR
    if len(wanted) < 2 or 2 * len(wanted) < len(words):
        return 0
    places = [i for i in range(len(words) - len(wanted) + 1) if words[i : i + len(wanted)] == wanted]
    if not places:
        return 0
    return CONTAINS + 20 * len(wanted) // len(words) + (5 if places[0] == 0 else 0)
