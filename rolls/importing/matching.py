"""Recognising many people at once with memory for one batch only: two or three queries per batch, whatever the rolls hold."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q

from organizations.models import Unit
from vietnamese.dates import short_date
from vietnamese.text import search_key

from ..models import Person, RollEntry
from ..queries import places_of
from ..recognition import NOBODY, Facts, Recognition, recognise

FIELDS = ("pk", "full_name", "birth_date", "birth_year", "card_number", "merged_into", "name_key")


def recognise_all(facts: Sequence[Facts]) -> list[Recognition]:
    """Return who of everybody on record is meant, for each of `facts`; as rolls.queries.find_person()."""
    keys = [search_key(one.full_name)[:300] for one in facts]
    cards = {one.card_number for one in facts if one.card_number}
    alike = list(Person.objects.filter(Q(name_key__in=set(keys)) | Q(card_number__in=cards)).values_list(*FIELDS))
    if not alike:
        return [NOBODY] * len(facts)
    by_key, by_card, spellings = _index(_with_merged(alike))
    answers = []
    for one, key in zip(facts, keys, strict=True):
        ids = by_key.get(key, set()) | by_card.get(one.card_number or None, set())
        candidates = [spelled for pk in sorted(ids) for spelled in spellings[pk]]
        answers.append(recognise(one, candidates) if candidates else NOBODY)
    return answers


def _with_merged(rows: list[tuple]) -> list[tuple]:
    """Return the rows together with all other spellings of the same people."""
    roots = {row[5] or row[0] for row in rows}
    known = {row[0] for row in rows}
    related = Person.objects.filter(Q(pk__in=roots - known) | Q(merged_into__in=roots))
    return rows + [row for row in related.values_list(*FIELDS) if row[0] not in known]


def _index(rows: Iterable[tuple]) -> tuple[dict[str, set[int]], dict[str, set[int]], dict[int, list[Facts]]]:
    """Return people by name key, by card number, and how each is known; a merged record stands for the one it went into."""
    by_key, by_card, spellings = defaultdict(set), defaultdict(set), defaultdict(list)
    for pk, name, day, year, card, merged_into, key in rows:
        root = merged_into or pk
        by_key[key].add(root)
        if card:
            by_card[card].add(root)
        spellings[root].append(Facts(name, day, year, card, root))
    return by_key, by_card, spellings


def open_entries(units: Iterable[int], *, people: Iterable[int] = (), collectives: Iterable[int] = ()) -> set[tuple]:
    """Return (unit id, person or collective id) of who of them stands on the rolls of these units."""
    found = RollEntry.objects.filter(unit__in=set(units), ends_on=None).order_by()
    if people:
        return set(found.filter(person__in=set(people)).values_list("unit_id", "person_id"))
    return set(found.filter(collective__in=set(collectives)).values_list("unit_id", "collective_id"))


BEGINNINGS = ("chi bo", "cb", "dang bo", "db", "dang uy")


class UnitNames:
    """The units into whose rolls an import may write, by what a sheet calls them."""

    def __init__(self, unit: Unit, below: Sequence[Unit]):
        self._own = unit
        self._found: dict[str, int | None] = {}
        self._by_key: dict[str, set[int]] = defaultdict(set)
        for one in (unit, *below):
            self._by_key[search_key(one.name)].add(one.pk)
        self._short: dict[str, set[int]] = defaultdict(set)
        for one in (unit, *below):
            self._short[_bare(search_key(one.name))].add(one.pk)

    def find(self, name: str) -> int | None:
        """Return what _find() does; a sheet names the same units over and over."""
        if name not in self._found:
            self._found[name] = self._find(name)
        return self._found[name]

    def _find(self, name: str) -> int | None:
        """Return the id of the only unit that may be meant ("CB ấp 1" is Chi bộ ấp 1), or None; "" is the import's own."""
        key = search_key(name)
        if not key:
            return self._own.pk
        for names, wanted in ((self._by_key, key), (self._short, _bare(key))):
            if len(names.get(wanted, ())) == 1:
                return next(iter(names[wanted]))
        return None


def _bare(key: str) -> str:
    """Return a name without the word for what kind of unit it is."""
    for beginning in BEGINNINGS:
        if key.startswith(f"{beginning} "):
            return key.removeprefix(f"{beginning} ")
    return key


def labels_of(ids: Iterable[int], *, on: date) -> dict[int, str]:
    """Return person id -> how they are told apart: "Lê Văn An, sinh 12/5/1970, thẻ 0123..., Chi bộ ấp 1"."""
    people = Person.objects.in_bulk(set(ids))
    places = places_of(people.values(), on=on) if people else {}
    return {pk: _label(person, places.get(pk, ())) for pk, person in people.items()}


def _label(person: Person, places: Iterable[str]) -> str:
    born = short_date(person.birth_date) if person.birth_date else str(person.birth_year or "")
    parts = (
        person.full_name,
        f"sinh {born}" if born else "",
        f"số thẻ {person.card_number}" if person.card_number else "",
        *places,
    )
    return ", ".join(part for part in parts if part)
