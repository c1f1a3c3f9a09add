"""Reading the rolls: whose roll somebody keeps, who stands on it, and who is known already."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from organizations.enums import RecipientKind
from organizations.models import Unit, UnitVersion
from organizations.queries import parents_on
from organizations.rules import below, chain_above
from permissions.access import units_where
from permissions.exceptions import NotPermitted
from permissions.roles import Capability
from vietnamese.text import search_key

from .models import Collective, NotTheSame, Person, RollEntry
from .recognition import NOBODY, Facts, Recognition, card_digits, recognise, spelling


def keepable_ids(user: Any, *, on: date) -> set[int]:
    """Return the ids of the units whose roll the user may keep: those of the role and all below them on `on`."""
    own = units_where(user, Capability.KEEP_ROLLS, on=on)
    if not own:
        return set()
    parents = parents_on(on)
    return own.union(*(below(pk, parents) for pk in own))


def keepable_units(user: Any, *, on: date) -> list[Unit]:
    """Return the units whose roll the user may keep, in Vietnamese order."""
    return list(Unit.objects.filter(pk__in=keepable_ids(user, on=on)).select_related("kind", "parent"))


def may_keep(user: Any, unit: Unit, *, on: date) -> bool:
    """Return whether the user may keep the roll of `unit`."""
    own = units_where(user, Capability.KEEP_ROLLS, on=on)
    return unit.pk in own or bool(own and own.intersection(chain_above(unit.pk, parents_on(on))))


def check_keeper(user: Any, unit: Unit, *, on: date) -> None:
    """Raise NotPermitted when the user may not keep the roll of `unit`."""
    if not may_keep(user, unit, on=on):
        raise NotPermitted(
            f"Đồng chí không giữ danh sách của {unit}. Người của đơn vị đó, hoặc cơ quan tham mưu của cấp trên, "
            "giữ danh sách này."
        )


def inspectable_ids(user: Any, *, on: date) -> set[int]:
    """Return the ids of the units that the user inspects: those of the role and all below them on `on`."""
    own = units_where(user, Capability.INSPECT, on=on)
    if not own:
        return set()
    parents = parents_on(on)
    return own.union(*(below(pk, parents) for pk in own))


def readable_units(user: Any, *, on: date) -> list[Unit]:
    """Return the units whose roll the user may read, in Vietnamese order: those kept and those inspected."""
    ids = keepable_ids(user, on=on) | inspectable_ids(user, on=on)
    return list(Unit.objects.filter(pk__in=ids).select_related("kind", "parent"))


def standing_units(subject: Person | Collective, *, on: date) -> set[int]:
    """Return the ids of the units on whose roll somebody stands on `on`; a unit of ours stands for itself, too."""
    found = set(RollEntry.objects.on(on).filter(**{word_of(subject): subject}).values_list("unit_id", flat=True))
    if isinstance(subject, Collective) and subject.unit_id:
        found.add(subject.unit_id)
    return found


def word_of(subject: Person | Collective) -> str:
    """Return the name of the field in which a record about `subject` points to it."""
    return "person" if isinstance(subject, Person) else "collective"


def may_keep_records_of(user: Any, subject: Person | Collective, *, on: date) -> bool:
    """Return whether the user keeps the roll of a unit on which `subject` stands."""
    return bool(standing_units(subject, on=on) & keepable_ids(user, on=on))


def check_keeper_of(user: Any, subject: Person | Collective, *, on: date) -> None:
    """Raise NotPermitted when the user keeps no roll on which `subject` stands."""
    if not may_keep_records_of(user, subject, on=on):
        raise NotPermitted(f"Đồng chí không giữ danh sách có {subject}. Người giữ danh sách đó làm được việc này.")


def may_strike_discipline(user: Any, subject: Person | Collective, *, on: date) -> bool:
    """Return whether the user keeps rolls at a unit above one of `subject`; the unit's own keepers only read."""
    own = units_where(user, Capability.KEEP_ROLLS, on=on)
    where = standing_units(subject, on=on) if own else set()
    if not where:
        return False
    parents = parents_on(on)
    return bool(own & {pk for unit in where for pk in chain_above(unit, parents)})


def may_discipline(user: Any, subject: Person | Collective, *, on: date) -> bool:
    """Return whether the user may write down discipline: keeps rolls above a unit of `subject`, or inspects there."""
    if may_strike_discipline(user, subject, on=on):
        return True
    inspected = inspectable_ids(user, on=on)
    return bool(inspected and inspected & standing_units(subject, on=on))


def check_discipliner(user: Any, subject: Person | Collective, *, on: date, is_striking: bool = False) -> None:
    """Raise NotPermitted when the user may not write down (or strike) discipline of `subject`."""
    may = may_strike_discipline if is_striking else may_discipline
    if not may(user, subject, on=on):
        who = "cơ quan tham mưu của cấp trên" + (" gạch" if is_striking else " hoặc người kiểm tra ghi")
        raise NotPermitted(f"Kỷ luật của {subject} do {who}. Nếu có chỗ sai, hãy gọi cơ quan đó.")


def roll_of(unit: Unit, *, on: date, kind: str, text: str = "") -> QuerySet[RollEntry]:
    """Return who stands on the roll of `unit` on `on`, in Vietnamese order; of one RecipientKind.

    `text` is searched in names without accents, and in card numbers.
    """
    return entries_of([unit.pk], on=on, kind=kind, text=text)


def entries_of(
    units: Iterable[int], *, on: date, kind: str, text: str = "", member: bool | None = None, gone: bool = False
) -> QuerySet[RollEntry]:
    """Return who stands on the rolls of several units; see roll_of().

    `member` keeps members of the Party, or the others; `gone` returns who had gone off before `on` instead.
    """
    which = "person" if kind == RecipientKind.INDIVIDUAL else "collective"
    found = RollEntry.objects.filter(ends_on__lt=on) if gone else RollEntry.objects.on(on)
    found = found.filter(unit__in=units, **{f"{which}__isnull": False, f"{which}__merged_into": None})
    if member is not None:
        is_so = "person__is_party_member" if which == "person" else "collective__is_party_organization"
        found = found.filter(**{is_so: member})
    digits = card_digits(text)
    if which == "person" and digits.isdecimal():
        found = found.filter(person__card_number__contains=digits)
    else:
        for word in search_key(text).split():
            found = found.filter(**{f"{which}__name_key__contains": word})
    return found.select_related("unit", which).order_by(f"{which}__sort_key", "id")


def subjects_of(kind: str, units: Iterable[int]) -> QuerySet:
    """Return the people or the collectives that stand or stood on the rolls of `units`, merged records among them."""
    units = list(units)
    if kind == RecipientKind.INDIVIDUAL:
        known = RollEntry.objects.filter(unit__in=units, person__isnull=False).values("person")
        return Person.objects.filter(Q(pk__in=known) | Q(merged_into__in=known))
    known = RollEntry.objects.filter(unit__in=units, collective__isnull=False).values("collective")
    return Collective.objects.filter(Q(pk__in=known) | Q(merged_into__in=known) | Q(unit__in=units))


def places_of(subjects: Iterable[Person | Collective], *, on: date) -> dict[int, list[str]]:
    """Return id -> names of the units on whose roll they stand on `on`, or stood last; of one kind, in one query."""
    subjects = list(subjects)
    if not subjects:
        return {}
    word = word_of(subjects[0])
    places: dict[int, list[RollEntry]] = defaultdict(list)
    found = RollEntry.objects.filter(**{f"{word}__in": subjects}).select_related("unit").order_by("-ends_on", "-id")
    for entry in found:
        places[getattr(entry, f"{word}_id")].append(entry)
    return {
        pk: [entry.unit.name for entry in entries if entry.in_force(on)] or [f"{entries[0].unit.name} (trước đây)"]
        for pk, entries in places.items()
    }


def counts_of(units: Iterable[int], *, on: date) -> dict[int, tuple[int, int]]:
    """Return unit id -> how many people and how many collectives stand on its roll on `on`; units without any are left out."""
    standing = RollEntry.objects.on(on).filter(unit__in=units, person__merged_into=None, collective__merged_into=None)
    rows = standing.order_by().values_list("unit_id").annotate(people=Count("person"), collectives=Count("collective"))
    return {unit: (people, collectives) for unit, people, collectives in rows}


def _facts(person: Person) -> Facts:
    return Facts(
        person.full_name,
        person.birth_date,
        person.birth_year,
        person.card_number,
        person.merged_into_id or person.pk,
    )


def find_person(
    *,
    full_name: str,
    birth_date: date | None = None,
    birth_year: int | None = None,
    card_number: str = "",
    known_as: int | None = None,
) -> Recognition:
    """Return who of everybody on record is meant. `known_as` is the id of the record that is asked about, if any."""
    facts = Facts(full_name, birth_date, birth_year, card_digits(card_number), known_as)
    alike = Q(name_key=search_key(full_name)[:300])
    if facts.card_number:
        alike |= Q(card_number=facts.card_number)
    roots = [person.merged_into_id or person.pk for person in Person.objects.filter(alike)]
    known = Person.objects.filter(Q(pk__in=roots) | Q(merged_into__in=roots)).order_by("pk")
    return recognise(facts, [_facts(person) for person in known], pairs_apart(known_as))


def pairs_apart(pk: int | None) -> set[frozenset[int]]:
    """Return the pairs with `pk` that somebody has said to be two people."""
    if pk is None:
        return set()
    said = NotTheSame.objects.filter(Q(first=pk) | Q(second=pk)).values_list("first_id", "second_id")
    return {frozenset(pair) for pair in said}


def tree_of(unit: Unit) -> set[int]:
    """Return the units among which a collective's name means one collective.

    That is the nearest unit at or above `unit` with an office that appraises, and everything below it; a top unit
    where there is none. "Chi bộ ấp 1" of another commune is another collective. Closed units stay where they stood.
    """
    parents = dict(Unit.objects.values_list("pk", "parent_id"))
    chain = [unit.pk, *chain_above(unit.pk, parents)]
    offices = set(Unit.objects.filter(pk__in=chain, kind__appraises=True).values_list("pk", flat=True))
    top = next((pk for pk in chain if pk in offices), chain[-1])
    return {top, *below(top, parents)}


class Recogniser:
    """Everybody on record, read once; answers in memory, for imports of many rows."""

    def __init__(self):
        self._by_card: dict[str, set[int]] = defaultdict(set)
        self._by_name: dict[str, set[int]] = defaultdict(set)
        self._people: dict[int, list[Facts]] = defaultdict(list)
        self._collectives: dict[str, set[int]] = defaultdict(set)
        self._units: dict[str, set[int]] = defaultdict(set)

    @classmethod
    def load(cls, unit: Unit | None = None) -> "Recogniser":
        """Read all people, and the collectives of the unit's tree (of all trees without a unit)."""
        recogniser = cls.load_collectives(unit)
        fields = ("pk", "full_name", "birth_date", "birth_year", "card_number", "merged_into")
        for pk, name, day, year, card, root in Person.objects.values_list(*fields).iterator(chunk_size=2000):
            recogniser._know(Facts(name, day, year, card, root or pk))
        return recogniser

    @classmethod
    def load_collectives(cls, unit: Unit | None = None) -> "Recogniser":
        """Read the collectives and units of the unit's tree alone, without people."""
        recogniser = cls()
        recogniser._read_collectives(unit)
        return recogniser

    def _read_collectives(self, unit: Unit | None) -> None:
        tree = tree_of(unit) if unit else None
        units: dict[int, set[str]] = defaultdict(set)
        versions, now = UnitVersion.objects.all(), Unit.objects.all()
        if tree is not None:
            versions, now = versions.filter(unit__in=tree), now.filter(pk__in=tree)
        for pk, name in [*versions.values_list("unit_id", "name"), *now.values_list("pk", "name")]:
            units[pk].add(spelling(name))
        for pk, names in units.items():
            for name in names:
                self._units[name].add(pk)
        for collective in _collectives_in(tree).iterator(chunk_size=2000):
            self.add_collective(collective)
            for name in units.get(collective.unit_id, ()):
                self._collectives[name].add(collective.merged_into_id or collective.pk)

    def _know(self, facts: Facts) -> None:
        self._people[facts.id].append(facts)
        self._by_name[search_key(facts.full_name)].add(facts.id)
        if facts.card_number:
            self._by_card[facts.card_number].add(facts.id)

    def add(self, person: Person) -> None:
        """Know one person more, already saved."""
        self._know(_facts(person))

    def add_collective(self, collective: Collective) -> None:
        """Know one collective more, already saved, by its name and former names."""
        for name in (collective.name, *collective.former_names.splitlines()):
            if name.strip():
                self._collectives[spelling(name)].add(collective.merged_into_id or collective.pk)

    def person(
        self, full_name: str, birth_date: date | None = None, birth_year: int | None = None, card_number: str = ""
    ) -> Recognition:
        """Return who is meant by these facts; as find_person()."""
        facts = Facts(full_name, birth_date, birth_year, card_digits(card_number))
        alike = self._by_name.get(search_key(full_name), set()) | self._by_card.get(facts.card_number, set())
        if not alike:
            return NOBODY
        return recognise(facts, [one for pk in sorted(alike) for one in self._people[pk]])

    def collective(self, name: str) -> Recognition:
        """Return which collective is called so: sure when one is, doubtful when several are."""
        return _one_or_several(self._collectives.get(spelling(name), set()))

    def unit_called(self, name: str) -> int | None:
        """Return the id of the only unit that is or was called so, or None."""
        return _one_or_several(self._units.get(spelling(name), set())).sure


def _one_or_several(ids: set[int]) -> Recognition:
    return Recognition(sure=next(iter(ids))) if len(ids) == 1 else Recognition(doubtful=tuple(sorted(ids)))


def _collectives_in(tree: set[int] | None) -> QuerySet[Collective]:
    """Return the collectives of a tree: its units, who stands on a roll there, and those that stand nowhere."""
    if tree is None:
        return Collective.objects.all()
    return Collective.objects.filter(
        Q(unit__in=tree) | Q(entries__unit__in=tree) | Q(unit=None, entries=None, merged_into=None) |
        Q(merged_into__entries__unit__in=tree) | Q(merged_into__unit__in=tree)
    ).distinct()  # fmt: skip


def find_collective(name: str, unit: Unit | None = None) -> Recognition:
    """Return which collective is called so in the tree of `unit`, by its name, a former name or its unit's names."""
    return Recogniser.load_collectives(unit).collective(name)
