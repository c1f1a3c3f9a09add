"""Finding nominations by words without accents, however many there are. The index is made by migration 0005."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from organizations.models import Unit
from permissions.access import units_where
from permissions.roles import Capability
from vietnamese.text import search_key

from .models import Nomination, NominationReach, Round
from .queries import there_is, visible_to, ways_to_know

MOST_WORDS = 12
MOST_COUNTED = 1000
"""How many hits are counted and can be leafed through. Nobody reads more; who has more narrows the search."""
MOST_READ = 3000
"""How many lines with the words of a search are read one by one; where there are more, the database chooses the way."""

SQLITE = "SELECT rowid FROM nominations_words WHERE nominations_words MATCH %s"
POSTGRESQL = "SELECT id FROM nominations_nomination WHERE to_tsvector('simple', search_key) @@ to_tsquery('simple', %s)"

Narrow = Callable[[QuerySet[Nomination]], QuerySet[Nomination]]


@dataclass(frozen=True)
class Hits:
    """What a search found, in Vietnamese order: all primary keys, or a query of so many that only `count` are counted."""

    count: int
    ids: list[int] | None = None
    found: QuerySet[Nomination] | None = None

    @property
    def has_more(self) -> bool:
        """Return whether there are more hits than were counted."""
        return self.found is not None

    def part(self, first: int, after: int) -> QuerySet[Nomination]:
        """Return the lines from place `first`, counted from 0, up to but without place `after`."""
        # the keys first, so that the long texts are read only of these lines
        pks = self.ids[first:after] if self.found is None else self.found.values("pk")[first:after]
        return _in_order(Nomination.objects.filter(pk__in=pks))


def words_of(text: str) -> list[str]:
    """Return the words to look for: without accents, in small letters, at most MOST_WORDS."""
    return search_key(text).split()[:MOST_WORDS]


def common_words(text: str, units: Iterable[str]) -> set[str]:
    """Return the words of `text` that begin a word in more than half of the names of the units, such as "chi" and "bo"."""
    keys = [f" {search_key(name)}" for name in units] if words_of(text) else []
    return {word for word in words_of(text) if 2 * sum(f" {word}" in key for key in keys) > len(keys)}


def matching(lines: QuerySet[Nomination], text: str) -> QuerySet[Nomination]:
    """Narrow `lines` to those with a word beginning with each word of `text` in name, proposing unit, model or code.

    "chi bo ap tan binh" finds "Chi bộ ấp Tân Bình 1". A text without any letter or digit narrows nothing.
    """
    words = words_of(text)
    return lines.filter(pk__in=RawSQL(*_index_query(words))) if words else lines


def _index_query(words: list[str]) -> tuple[str, list[str]]:
    if connection.vendor == "postgresql":
        return POSTGRESQL, [" & ".join(f"'{word}':*" for word in words)]
    return SQLITE, [" ".join(f'"{word}"*' for word in words)]


def words_fit(text: str) -> Q:
    """Return the condition of matching() for lines that are few anyway: each is read, no index is asked."""
    fits = (Q(search_key__startswith=word) | Q(search_key__contains=f" {word}") for word in words_of(text))
    return reduce(and_, fits, Q())


def hits_for(user: Any, narrow: Narrow, *, on: date, text: str = "", common: Collection[str] = ()) -> Hits:
    """Return what the user may know of (nominations.queries.visible_to), `narrow` lets through and has the words of `text`.

    Takes about as long with two hundred thousand nominations as with two thousand: few hits are found by the indexes of
    what was asked, many by walking the names in order until a page is full. The index of words is not asked for words
    that are `common`, because it would list nearly everything: the few lines found are read for them.
    """
    by_reading = " ".join(word for word in words_of(text) if word in common)
    ids = _with_words([word for word in words_of(text) if word not in common])
    if ids is None:
        places = _places(user, lambda lines: narrow(matching(lines, text)), on=on)
    else:
        lines = Nomination.objects.filter(words_fit(by_reading), pk__in=ids)
        ways = (lines.filter(_one_by_one(user, on=on)), lines & visible_to(user, on=on, only_asked=True))
        places = {place for way in ways for place in narrow(way).order_by().values_list("sort_key", "pk")}
    if places is not None:
        return Hits(len(places), ids=[pk for _, pk in sorted(places)])
    found = narrow(matching(Nomination.objects.filter(_one_by_one(user, on=on)), text))
    return Hits(MOST_COUNTED, found=_in_order(found))


def _with_words(words: list[str]) -> list[int] | None:
    """Return the primary keys of all lines with these words, whoever may know of them, None when there are too many."""
    if not words:
        return None
    statement, values = _index_query(words)
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} LIMIT {MOST_READ + 1}", values)
        ids = [pk for (pk,) in cursor]
    return ids if len(ids) <= MOST_READ else None


def choices_for(user: Any, *, on: date) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Return the rounds, newest first, and the proposing units of which the user may know a nomination, as (id, name)."""
    own, others = ways_to_know(user, on=on)[0], ways_to_know(user, on=on)[1:]
    reached = NominationReach.objects.filter(unit__in=units_where(user, Capability.VIEW, on=on))
    # asked once and not for each unit: most people's units are reached by nothing
    is_reached, by_reach = Exists(reached), there_is(reached.filter(nomination=OuterRef("pk")))

    def known(place: str) -> Q:
        lines = Nomination.objects.filter(**{place: OuterRef("pk")})
        ways = (Q(there_is(lines.filter(way))) for way in others)
        return reduce(or_, ways, Q(is_reached) & Q(there_is(lines.filter(by_reach))))

    theirs = Nomination.objects.filter(own).order_by()
    rounds = Round.objects.filter(known("round") | Q(pk__in=theirs.values("round")))
    units = Unit.objects.filter(known("proposing_unit") | Q(pk__in=theirs.values("proposing_unit")))
    return list(rounds.values_list("pk", "title")), list(units.values_list("pk", "name"))


def _one_by_one(user: Any, *, on: date) -> Q:
    """Return the condition of visible_to() for asking line after line: no list of all that reached a unit is made."""
    seen = units_where(user, Capability.VIEW, on=on)
    reached = Q(there_is(NominationReach.objects.filter(unit__in=seen, nomination=OuterRef("pk"))))
    return reduce(or_, ways_to_know(user, on=on), reached)


def _places(user: Any, narrow: Narrow, *, on: date) -> set[tuple[str, int]] | None:
    """Return (place in Vietnamese order, primary key) of all hits, or None when there are more than MOST_COUNTED."""
    seen = units_where(user, Capability.VIEW, on=on)
    found: set[tuple[str, int]] = set()
    for way in (Q(reaches__unit__in=seen), *ways_to_know(user, on=on), None):  # first what an office has most of
        lines = visible_to(user, on=on, only_asked=True) if way is None else Nomination.objects.filter(way)
        found.update(narrow(lines).order_by().values_list("sort_key", "pk")[: MOST_COUNTED + 1])
        if len(found) > MOST_COUNTED:
            return None
    return found


def _in_order(lines: QuerySet[Nomination]) -> QuerySet[Nomination]:
    return lines.order_by("sort_key", "id")
