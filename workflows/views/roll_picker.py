"""Choosing a nominee from the roll of the unit, and the question who is meant where a typed name leaves it open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from nominations.models import Dossier
from organizations.enums import RecipientKind
from rolls.models import Collective, Person, RollEntry
from rolls.queries import places_of, roll_of
from vietnamese.dates import short_date

from ..forms.line import values_of_collective, values_of_person
from ..services.entering import recognise
from .autosave import KIND_SLUGS
from .base import today

SHOWN = 6
WORDS = {RecipientKind.INDIVIDUAL: "person", RecipientKind.COLLECTIVE: "collective"}


@dataclass(frozen=True)
class Chosen:
    """Who was chosen from the roll, and what the form shows of them."""

    pk: int
    name: str
    values: dict


def kind_asked(request: HttpRequest) -> str | None:
    """Return the kind of nominee that an address with somebody from the roll asks for."""
    return next((kind for kind, word in WORDS.items() if request.GET.get(word)), None)


def chosen(request: HttpRequest, dossier: Dossier, kind: str) -> Chosen | None:
    """Return who the address names, if they stand on the unit's roll today."""
    asked = request.GET.get(WORDS[kind], "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 12):
        return None
    entry = roll_of(dossier.unit, on=today(), kind=kind).filter(**{WORDS[kind]: int(asked)}).first()
    if entry is None:
        return None
    if kind == RecipientKind.INDIVIDUAL:
        values = values_of_person(entry.person, entry.position, dossier.unit.name)
        return Chosen(entry.person_id, entry.person.full_name, values)
    return Chosen(entry.collective_id, entry.collective.name, values_of_collective(entry.collective))


def roll(request: HttpRequest, dossier: Dossier, kind: str, chosen: Chosen | None = None) -> dict:
    """Return the picker: what was searched, who was found, how many more there are; `total` 0 when the roll is empty."""
    text = request.GET.get("tim", "")[:100]
    everybody = roll_of(dossier.unit, on=today(), kind=kind)
    found = roll_of(dossier.unit, on=today(), kind=kind, text=text)
    count = found.count()
    entries = list(found[:SHOWN])
    word = WORDS[kind]
    taken = _proposed(dossier, word, entries)
    base = {"loai": KIND_SLUGS[kind]}
    return {
        "text": text,
        "kind": KIND_SLUGS[kind],
        "is_individual": kind == RecipientKind.INDIVIDUAL,
        "total": count if not text else everybody.count(),
        "more": count - len(entries),
        "chosen": chosen,
        "rows": [
            {
                "name": getattr(entry, word).shown_name,
                "about": _about(entry),
                "is_proposed": getattr(entry, f"{word}_id") in taken,
                "url": f"?{urlencode(base | {word: getattr(entry, f'{word}_id')})}",
            }
            for entry in entries
        ],
    }


def _proposed(dossier: Dossier, word: str, entries: list[RollEntry]) -> set[int]:
    ids = [getattr(entry, f"{word}_id") for entry in entries]
    return set(
        dossier.nominations.exclude(state="withdrawn")
        .filter(**{f"nominee__{word}__in": ids})
        .values_list(f"nominee__{word}", flat=True)
    )


def _about(entry: RollEntry) -> str:
    born = _born(entry.person) if entry.person else ""
    return ", ".join(filter(None, [f"sinh {born}" if born else "", entry.position]))


def _born(person: Person) -> str:
    return short_date(person.birth_date) if person.birth_date else str(person.birth_year or "")


def described(candidates: Iterable[Person | Collective], *, on: date) -> list[tuple[int, str]]:
    """Return (id, what tells them apart) of people or collectives of whom one may be meant."""
    candidates = list(candidates)
    people = [one for one in candidates if isinstance(one, Person)]
    places = places_of(people, on=on) if people else {}
    return [(one.pk, _description(one, places.get(one.pk, []))) for one in candidates]


def _description(one: Any, places: list[str]) -> str:
    if isinstance(one, Collective):
        return one.name + (f", trước đây là {', '.join(one.former_names.splitlines())}" if one.former_names else "")
    born = _born(one)
    return ", ".join([one.full_name, f"sinh {born}" if born else "chưa rõ năm sinh", *places])


def asked_before(dossier: Dossier, typed: dict) -> list[tuple[int, str]]:
    """Return the answers among which the person chose, found again from the name and birth that they sent."""
    model = Person if typed["kind"] == RecipientKind.INDIVIDUAL else Collective
    return described(model.objects.filter(pk__in=recognise(dossier, typed).doubtful), on=today())
