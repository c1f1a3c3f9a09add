"""What somebody was awarded before: by this system, and as units have written it down. Also across renamed units.

A person is recognised by the record, or by name and birth date; name with birth year, or name with unit, may be somebody
else and is marked so. A collective is recognised by its record, by its unit, by the names of both at any time, and
through units that went over into its own.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast

from organizations.enums import AwardForm, RecipientKind
from organizations.models import Unit
from organizations.queries import histories
from rolls.models import Collective, Person
from rolls.recognition import spelling
from vietnamese.text import search_key

from .enums import AwardState
from .models import Award, EarlierAward, Nomination, Nominee
from .standing import PastAward


@dataclass
class Subject:
    """Somebody whose past is asked for. `records` are ids of Person or Collective that surely are this one.

    `own_units` are the units that a collective is or went forth from; `unit_id` is where somebody is proposed.
    """

    key: Hashable
    kind: str
    full_name: str
    birth_date: date | None = None
    birth_year: int | None = None
    unit_id: int | None = None
    unit_text: str = ""
    records: set[int] = field(default_factory=set)
    own_units: set[int] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    joined_on: date | None = None

    @property
    def is_individual(self) -> bool:
        """Return whether this is a person."""
        return self.kind == RecipientKind.INDIVIDUAL

    @property
    def year(self) -> int | None:
        """Return the year of birth, however it is known."""
        return self.birth_date.year if self.birth_date else self.birth_year

    @property
    def spellings(self) -> set[str]:
        """Return every name of the subject as names are compared."""
        return {spelling(name) for name in {self.full_name, *self.names} if name.strip()}

    @property
    def name_keys(self) -> set[str]:
        """Return every name of the subject as the database searches it."""
        return {search_key(name)[:300] for name in {self.full_name, *self.names} if name.strip()}


def past_awards(
    *,
    person: Person | None = None,
    collective: Collective | None = None,
    full_name: str = "",
    birth_date: date | None = None,
    birth_year: int | None = None,
    unit: Unit | None = None,
) -> list[PastAward]:
    """Return the awards of somebody, newest first: of a record, or of whoever name and birth date or year are about.

    `unit` is where a person is proposed. Without a person, a name of one and birth data, it is the collective itself.
    """
    is_unit = unit is not None and not (person or collective or full_name or birth_date or birth_year)
    shown = unit.name if is_unit else full_name or getattr(person or collective, "shown_name", "")
    subject = Subject(
        key=0,
        kind=RecipientKind.COLLECTIVE if collective or is_unit else RecipientKind.INDIVIDUAL,
        full_name=shown,
        birth_date=birth_date or (person.birth_date if person else None),
        birth_year=birth_year or (person.birth_year if person else None),
        unit_id=unit.pk if unit else None,
        records={record.pk for record in (person, collective) if record},
        own_units={unit.pk} if is_unit else set(),
    )
    recognise_all([subject], [subject.kind])
    return awards_of([subject])[0]


def subject_of(line: Nomination) -> Subject:
    """Return whose past a line is about; `line` may be unwritten."""
    nominee: Nominee = line.nominee
    record = nominee.person_id if nominee.is_individual else nominee.collective_id
    return Subject(
        key=line.pk,
        kind=nominee.kind,
        full_name=nominee.full_name,
        birth_date=nominee.birth_date,
        birth_year=nominee.birth_year,
        unit_id=line.proposing_unit_id,
        unit_text=nominee.unit_text,
        records={record} if record else set(),
        own_units={nominee.unit_id} if nominee.unit_id else set(),
        joined_on=nominee.joined_on,
    )


NOBODY = frozenset({0})
"""Stands in for no record, so that a question that finds nothing is asked all the same: as often for one as for many."""


def recognise_all(subjects: Iterable[Subject], kinds: Collection[str] = tuple(RecipientKind.values)) -> None:
    """Add to each subject the records, units and names that surely are theirs.

    One query for people, two for collectives, whoever is among the subjects; `kinds` spares those that are not.
    """
    subjects = list(subjects)
    if RecipientKind.INDIVIDUAL in kinds:
        _recognise_people([s for s in subjects if s.is_individual])
    if RecipientKind.COLLECTIVE in kinds:
        _recognise_collectives([s for s in subjects if not s.is_individual])


def _recognise_people(subjects: list[Subject]) -> None:
    ids = NOBODY.union(*(s.records for s in subjects))
    named = [s for s in subjects if s.birth_date and s.full_name.strip()]
    wanted = Q(pk__in=ids) | Q(merged_into__in=ids) | Q(merged_from__in=ids)
    if named:
        keys = {key for s in named for key in s.name_keys}
        days = {s.birth_date for s in named}
        wanted |= Q(name_key__in=keys, birth_date__in=days)
        wanted |= Q(merged_into__name_key__in=keys, merged_into__birth_date__in=days)
    rows = set(
        Person.objects.filter(wanted).values_list(
            "pk", "merged_into", "full_name", "birth_date", "birth_year", "joined_on"
        )
    )
    for s in subjects:
        for _ in range(2):  # what was merged into a record that is recognised only by name comes in the second turn
            for pk, into, name, born, _year, _joined in rows:
                is_theirs = s.records & {pk, into} or (
                    s.birth_date and born == s.birth_date and spelling(name) == spelling(s.full_name)
                )
                if is_theirs:
                    s.records |= {pk, into} - {None}
        for pk, into, _name, born, year, joined in sorted(rows, key=str):
            if {pk, into} & s.records:
                s.joined_on = s.joined_on or joined
                if s.birth_date is None and s.birth_year is None:
                    s.birth_date, s.birth_year = born, year


def _recognise_collectives(subjects: list[Subject]) -> None:
    ids = NOBODY.union(*(s.records for s in subjects))
    recorded = Q(pk__in=ids) | Q(merged_into__in=ids) | Q(merged_from__in=ids)
    before, names = histories(
        NOBODY.union(*(s.own_units for s in subjects)),
        also=Collective.objects.filter(recorded, unit__isnull=False).order_by().values("unit"),
    )
    for s in subjects:
        s.own_units = set().union(*(before(pk) for pk in s.own_units))
    units = NOBODY.union(*(s.own_units for s in subjects))
    rows = set(
        Collective.objects.filter(recorded | Q(unit__in=units)).values_list(
            "pk", "merged_into", "unit", "name", "former_names"
        )
    )
    for s in subjects:
        for pk, into, unit_id, name, former in rows:
            if s.records & {pk, into} or (unit_id and unit_id in s.own_units):
                s.records |= {pk, into} - {None}
                s.names |= {name, *filter(None, former.splitlines())}
                s.own_units |= before(unit_id) if unit_id else set()
        s.names.update(name for unit_id in s.own_units for name in names.get(unit_id, ()))


@dataclass(frozen=True)
class _Row:
    """An award as it was found, with what tells whose it is."""

    award: PastAward
    kind: str
    record: int | None
    unit_ids: frozenset[int]
    near: int | None
    birth_date: date | None
    birth_year: int | None
    nomination_id: int | None = None


def awards_of(subjects: Iterable[Subject]) -> dict[Hashable, list[PastAward]]:
    """Return for each subject, by its key, the awards, newest first. The subjects were recognised before. One query.

    The award of a line itself is not its past; `key` is the primary key of the line.
    """
    subjects = list(subjects)
    by_name: dict[str, list[_Row]] = defaultdict(list)
    by_record: dict[tuple[str, int], list[_Row]] = defaultdict(list)
    by_unit: dict[int, list[_Row]] = defaultdict(list)
    for row in _rows_about(subjects):
        by_name[row.kind + search_key(row.award.recipient_name)[:300]].append(row)
        if row.record:
            by_record[row.kind, row.record].append(row)
        for unit_id in row.unit_ids:
            by_unit[unit_id].append(row)
    found: dict[Hashable, list[PastAward]] = {}
    for s in subjects:
        rows = {id(r): r for key in s.name_keys for r in by_name[s.kind + key]}
        rows |= {id(r): r for pk in s.records for r in by_record[s.kind, pk]}
        rows |= {id(r): r for pk in s.own_units for r in by_unit[pk] if r.kind == s.kind}
        mine = [_as_theirs(s, row) for row in rows.values() if row.nomination_id is None or row.nomination_id != s.key]
        found[s.key] = sorted(filter(None, mine), key=_when, reverse=True)
    return found


def _when(award: PastAward) -> tuple:
    return (award.day, award.decision_number, award.form)


def _rows_about(subjects: list[Subject]) -> Iterable[_Row]:
    """Yield the awards that may be somebody's among the subjects: given here, and written down. One query."""
    for row in _given_here(subjects).union(_written_down(subjects), all=True):
        (
            kind, name, form, decided_on, year, authority, number, citation, unit_text, achievement, model_name, state,
            person, collective, unit, unit_of_collective, near, birth_date, birth_year, nomination,
        ) = row  # fmt: skip
        award = PastAward(
            recipient_name=name, form=form, form_label=AwardForm(form).label, year=year or decided_on.year,
            decided_on=decided_on, authority_name=authority, decision_number=number, citation=citation, unit_text=unit_text,
            achievement=achievement, model_name=model_name, is_revoked=state == AwardState.REVOKED,
        )  # fmt: skip
        units = frozenset({unit, unit_of_collective} - {None})
        yield _Row(award, kind, person or collective, units, near, birth_date, birth_year, nomination)


_NO_NUMBER = Cast(Value(None), BigIntegerField())
"""Stands in a column that one of two united queries has not; typed, because some databases unite only equal types."""


def _given_here(subjects: list[Subject]) -> QuerySet:
    wanted = Q(name_key__in={key for s in subjects for key in s.name_keys} or {" "})
    theirs = Q(person__in=_records(subjects, RecipientKind.INDIVIDUAL))
    if any(not s.is_individual for s in subjects):
        theirs |= Q(collective__in=_records(subjects, RecipientKind.COLLECTIVE))
        theirs |= Q(unit__in={pk for s in subjects for pk in s.own_units})
    # nominees are found by their own indexes; an OR over two tables would read every award there is
    nominees = Nominee.objects.filter(theirs).order_by()
    wanted |= Q(nomination__in=Nomination.objects.filter(nominee__in=nominees.values("pk")).order_by().values("pk"))
    nominee = "nomination__nominee__"
    return Award.objects.filter(wanted).order_by().values_list(
        "recipient_kind", "recipient_name", "form", "decided_on", _NO_NUMBER, "authority_name", "decision_number", "citation",
        "unit_text", "nomination__achievement", "nomination__model_name", "state", f"{nominee}person", f"{nominee}collective",
        f"{nominee}unit", f"{nominee}collective__unit", "nomination__proposing_unit", f"{nominee}birth_date",
        f"{nominee}birth_year", "nomination",
    )  # fmt: skip


def _written_down(subjects: list[Subject]) -> QuerySet:
    wanted = Q(name_key__in={key for s in subjects for key in s.name_keys} or {" "})
    wanted |= Q(person__in=_records(subjects, RecipientKind.INDIVIDUAL))
    if any(not s.is_individual for s in subjects):
        wanted |= Q(collective__in=_records(subjects, RecipientKind.COLLECTIVE))
    none, nothing = _NO_NUMBER, Value("")
    return EarlierAward.objects.filter(wanted, struck_at=None).order_by().values_list(
        "recipient_kind", "recipient_name", "form", "decided_on", "year", "authority_name", "decision_number", "citation",
        "unit_text", nothing, nothing, nothing, "person", "collective", none, "collective__unit", "unit", "birth_date",
        "birth_year", none,
    )  # fmt: skip


def _records(subjects: list[Subject], kind: str) -> set[int]:
    return {pk for s in subjects if s.kind == kind for pk in s.records}


def _as_theirs(s: Subject, row: _Row) -> PastAward | None:
    """Return the award as one of the subject's, sure or possible, or None when it is somebody else's."""
    because = (_as_persons if s.is_individual else _as_collectives)(s, row)
    if because is None:
        return None
    return row.award if because == "" else _possibly(row.award, because)


def _possibly(award: PastAward, because: str) -> PastAward:
    return PastAward(**{**award.__dict__, "is_certain": False, "because": because})


def _as_persons(s: Subject, row: _Row) -> str | None:
    """Return "" when the award is surely the person's, why it may be, or None."""
    if row.record and row.record in s.records:
        return ""
    year = row.birth_date.year if row.birth_date else row.birth_year
    if spelling(row.award.recipient_name) not in s.spellings or (year and s.year and year != s.year):
        return None
    if s.birth_date and row.birth_date:
        return "" if s.birth_date == row.birth_date else None
    if year and year == s.year:
        return "cùng họ tên và năm sinh"
    at_home = row.near is not None and row.near == s.unit_id
    named = bool(s.unit_text) and search_key(s.unit_text) in search_key(row.award.unit_text)
    return "cùng họ tên và đơn vị" if at_home or named else None


def _as_collectives(s: Subject, row: _Row) -> str | None:
    """Return "" when the award is surely the collective's, why it may be, or None."""
    if (row.record and row.record in s.records) or row.unit_ids & s.own_units:
        return ""
    if spelling(row.award.recipient_name) not in s.spellings:
        return None
    if row.near is not None and row.near in s.own_units | {s.unit_id}:
        return ""
    return "cùng tên"


def past_of(lines: Iterable[Nomination]) -> dict[Any, list[PastAward]]:
    """Return for each line, by primary key, the earlier awards of its nominee, newest first. See awards_of()."""
    subjects = [subject_of(line) for line in lines]
    recognise_all(subjects)
    return awards_of(subjects)
