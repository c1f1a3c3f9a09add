"""Who is the same as whom. Pure functions over facts that were loaded before.

A person is recognised by the card number, or by name and birth date; never by the name alone. What is neither sure
nor excluded is doubtful, and a user decides.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from unicodedata import normalize

from vietnamese.text import TONES, one_line, search_key


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of somebody: a row of a sheet, a filled form, a record. Everything but the name may be unknown.

    `id` is the record they stand for, if any; a record that was merged into another one stands for that one.
    """

    full_name: str
    birth_date: date | None = None
    birth_year: int | None = None
    card_number: str = ""
    id: int | None = None

    @property
    def year(self) -> int | None:
        """Return the year of birth, however it is known."""
        return self.birth_date.year if self.birth_date else self.birth_year


@dataclass(frozen=True, slots=True)
class Recognition:
    """Who it is: `sure` is the id of one record; `doubtful` are ids that a user has to decide about."""

    sure: int | None = None
    doubtful: tuple[int, ...] = ()

    @property
    def is_new(self) -> bool:
        """Return whether nobody known can be meant."""
        return self.sure is None and not self.doubtful


NOBODY = Recognition()


class Likeness(IntEnum):
    """How alike two are; the higher answer wins where a record is known under several spellings."""

    DIFFERENT = 0
    DOUBTFUL = 1
    SAME = 2
    SAME_CARD = 3


def card_digits(typed: str) -> str:
    """Return a card number without the spaces, dots and dashes that people type between its digits."""
    return re.sub(r"[\s.\-–]", "", one_line(typed))


def spelling(name: str) -> str:
    """Return a name as it is compared: accents count, capitals and the place of the tone mark do not.

    Hòa and hoà are one spelling, hòa and hóa are two. Minority letters (ŭ, ñ, č) and apostrophes count.
    """
    words = []
    for word in one_line(name).lower().replace("’", "'").replace("\u02bc", "'").split():
        parts = normalize("NFD", word)
        tones = "".join(sorted(TONES[part] for part in parts if part in TONES))
        words.append(normalize("NFC", "".join(part for part in parts if part not in TONES)) + tones)
    return " ".join(words)


def likeness(facts: Facts, other: Facts) -> Likeness:
    """Return how alike two are, each known by one set of facts."""
    same_date = facts.birth_date is not None and facts.birth_date == other.birth_date
    years_differ = facts.year is not None and other.year is not None and facts.year != other.year
    dates_differ = years_differ or bool(facts.birth_date and other.birth_date and not same_date)
    if facts.card_number and other.card_number:
        if facts.card_number != other.card_number:
            return Likeness.DIFFERENT
        if dates_differ and search_key(facts.full_name) != search_key(other.full_name):
            return Likeness.DOUBTFUL  # neither name nor birth date agree: a mistyped number is likelier than a match
        return Likeness.SAME_CARD
    if dates_differ or spelling(facts.full_name) != spelling(other.full_name):
        return Likeness.DIFFERENT
    return Likeness.SAME if same_date else Likeness.DOUBTFUL


def recognise(
    facts: Facts, candidates: Iterable[Facts], apart: Collection[frozenset[int]] = frozenset()
) -> Recognition:
    """Return who of `candidates` is meant.

    Candidates with one id are spellings of one record. `apart` are pairs of ids that a user has said to be two people;
    it counts when `facts` has an id. The order of doubtful ids is that of the candidates.
    """
    known: dict[int, list[Facts]] = {}
    for candidate in candidates:
        if candidate.id is not None and candidate.id != facts.id:
            known.setdefault(candidate.id, []).append(candidate)
    found: dict[Likeness, list[int]] = {answer: [] for answer in Likeness}
    for pk, spellings in known.items():
        if facts.id is not None and frozenset((facts.id, pk)) in apart:
            continue
        cards = {one.card_number for one in spellings if one.card_number}
        if facts.card_number and cards and facts.card_number not in cards:
            continue
        found[max(likeness(facts, one) for one in spellings)].append(pk)
    for answer in (Likeness.SAME_CARD, Likeness.SAME):
        if len(found[answer]) == 1:
            return Recognition(sure=found[answer][0])
        if found[answer]:
            return Recognition(doubtful=tuple(found[answer]))
    return Recognition(doubtful=tuple(found[Likeness.DOUBTFUL]))


def same_name(name: str, names: Iterable[str]) -> bool:
    """Return whether a collective's name is one of `names`, in capitals or not."""
    wanted = spelling(name)
    return any(spelling(one) == wanted for one in names)
