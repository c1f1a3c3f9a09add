"""The papers of a ceremony that are not signed: the announcer's script, stage groups, seat cards, frame labels.

Sizes that matter are kept here in mm and pt; the style sheets of templates/ceremonies/papers/ read them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from documents.breaks import balanced_lines, width_mm
from documents.fonts import PAPER_FAMILY
from documents.rendering import render_html
from vietnamese.text import sort_key

from .facts import Called, StageFacts

FOLDER = "ceremonies/papers"
CARD_MM = (105.0, 148.5)
"""A seat card: a quarter of A4, four on a sheet."""
CARDS_ON_A_SHEET = 4
LABEL_MM = (70.0, 37.125)
"""A frame label: the usual sheet of 24 labels, three in a row."""
LABELS_ON_A_SHEET = 24
CARD_NAME_PT = (34.0, 30.0, 26.0, 22.0, 19.0)
"""Sizes of a name on a seat card, tried from large to small until it has at most three lines."""
LABEL_NAME_PT = (13.0, 12.0, 11.0, 10.0)
MOST_NAME_LINES = 3
INDEX_ROWS, INDEX_ROW_MM = 24, 6.4
"""Names in a column of the index, two columns on a sheet."""
CARD_AIR_MM, LABEL_AIR_MM = 16.0, 24.0
"""What the box takes of the width of a name: padding, and on a label the number before it."""


@dataclass(frozen=True)
class Card:
    """A recipient with the name as it is set: lines and their size in pt, and a class of the style sheet for it."""

    place: Called
    lines: tuple[str, ...]
    size_pt: float

    @property
    def size_class(self) -> str:
        """The class that gives the name its size."""
        return f"pt-{self.size_pt:g}".replace(".", "-")


def script(facts: StageFacts) -> bytes:
    """Return the announcer's script as PDF: large print, how names are read, who comes instead; A4 upright."""
    return _pdf("script", facts)


def groups(facts: StageFacts) -> bytes:
    """Return a sheet in landscape for each group: who stands where, seen from the hall, with the certificates' places.

    Behind them everybody by name, stand-ins too, for who shows people their seats.
    """
    return _pdf("groups", facts, index=_index(facts), row_mm=INDEX_ROW_MM)


@dataclass(frozen=True)
class Sought:
    """Somebody who asks where to sit: a recipient, or who comes instead of one."""

    name: str
    about: str
    place: Called


def _index(facts: StageFacts) -> list[tuple[str, list[Sequence[Sought]]]]:
    """Return two columns of names for each page: people by given name, then collectives."""
    people = [Sought(place.name, place.unit, place) for place in facts.called if not place.is_collective]
    people += [
        Sought(place.stand_in, f"nhận thay {place.full_name}", place) for place in facts.called if place.stand_in
    ]
    people.sort(key=lambda each: sort_key(each.name, given_name_first=True))
    collectives = [Sought(place.name, "", place) for place in facts.called if place.is_collective]
    collectives.sort(key=lambda each: sort_key(each.name))
    pages = []
    for title, names in (("cá nhân, theo tên", people), ("tập thể", collectives)):
        columns = [names[start : start + INDEX_ROWS] for start in range(0, len(names), INDEX_ROWS)]
        pages += [(title, columns[start : start + 2]) for start in range(0, len(columns), 2)]
    return pages


def seat_cards(facts: StageFacts) -> bytes:
    """Return the cards for the seats as PDF, four on a sheet of A4, in the order of the stage."""
    cards = [_card(place, CARD_MM[0] - CARD_AIR_MM, CARD_NAME_PT) for place in facts.called]
    return _pdf("seat_cards", facts, sheets=_sheets(cards, CARDS_ON_A_SHEET), sizes=CARD_NAME_PT, box=CARD_MM)


def frame_labels(facts: StageFacts) -> bytes:
    """Return the labels for the frames as PDF, 24 on a sheet of A4 (70 x 37 mm each), in the order of the stack."""
    cards = [_card(place, LABEL_MM[0] - LABEL_AIR_MM, LABEL_NAME_PT) for place in facts.called]
    return _pdf("frame_labels", facts, sheets=_sheets(cards, LABELS_ON_A_SHEET), sizes=LABEL_NAME_PT, box=LABEL_MM)


def _card(place: Called, room_mm: float, sizes: Sequence[float]) -> Card:
    """Return the name in the largest size in which it has at most three lines; the smallest takes what is left."""
    for size in sizes:
        lines = balanced_lines(place.full_name, size, room_mm, 700)
        if len(lines) <= MOST_NAME_LINES and (len(lines) > 1 or width_mm(place.full_name, size, 700) <= room_mm):
            return Card(place, lines, size)
    return Card(place, (place.full_name,), sizes[-1])


def _sheets(cards: Sequence[Card], each: int) -> list[Sequence[Card]]:
    return [cards[start : start + each] for start in range(0, len(cards), each)]


def _pdf(name: str, facts: StageFacts, **more) -> bytes:
    context = {"facts": facts, "footer": _css_string(facts.name), **more}
    css = [render_to_string(f"{FOLDER}/{sheet}.css", context) for sheet in ("common", name)]
    return render_html(render_to_string(f"{FOLDER}/{name}.html", context), css=css, families=(PAPER_FAMILY,))


def _css_string(text: str) -> SafeString:
    """Return text as the inside of a string in a style sheet; only what would end the string is escaped."""
    return mark_safe(" ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"'))
