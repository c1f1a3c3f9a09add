"""The roll of people from a sheet: recognise each row, write what is new, never touch what is known."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from typing import Any

from organizations.enums import RecipientKind
from organizations.queries import units_below
from spreadsheets.bulk import insert_rows
from spreadsheets.enums import RowState
from spreadsheets.exceptions import ImportRefused
from spreadsheets.fields import problem, read_fields
from spreadsheets.models import ImportRow, SpreadsheetImport
from spreadsheets.registry import NEW, SheetRow, Verdict
from vietnamese.dates import local_day
from vietnamese.names import proposed_name

from ..enums import Rating
from ..exceptions import RollRefused
from ..models import NotTheSame, Person, RollEntry, YearlyRating
from ..recognition import Facts, Likeness, Recognition, likeness, spelling
from ..services.facts import clean_facts
from .fields import people_fields
from .matching import UnitNames, labels_of, open_entries, recognise_all

MOST_COMPARED = 50
"""Rows of one file with one name that a row is compared with."""
OF_THIS_FILE = "row:"
CHANGED = (
    "Từ khi kiểm tra đến nay, có người trùng tên với dòng {number} ({name}) được ghi vào danh sách. Chưa có gì được ghi. "
    "Đồng chí bấm “Kiểm tra lại” rồi nhập."
)
PERSON = (
    "full_name", "birth_date", "birth_year", "sex", "ethnicity", "is_party_member", "joined_on", "card_number",
    "name_key", "sort_key", "created_at", "created_by",
)  # fmt: skip
ENTRY = ("unit", "person", "position", "starts_on", "ended_because")
RATING = ("person", "year", "rating", "source", "recorded_by", "recorded_at")
SOURCE = "Bảng tính {name}"


@dataclass
class _Read:
    """A row while it is judged."""

    row: SheetRow
    verdict: Verdict
    facts: Facts | None = None
    spelled: str = ""


class PeopleChecker:
    """Judges rows of a roll of people."""

    def __init__(self, sheet_import: SpreadsheetImport):
        self._import = sheet_import
        self._today = local_day(sheet_import.created_at)
        self._fields = people_fields(self._today)
        self._units = UnitNames(sheet_import.unit, units_below(sheet_import.unit, self._today))
        self._same_names: dict[int, list[int]] = defaultdict(list)

    def check(self, rows: Sequence[SheetRow]) -> list[Verdict]:
        """Return a verdict for each row, in order."""
        batch = [self._read(row) for row in rows]
        good = [one for one in batch if one.facts is not None]
        known = recognise_all([one.facts for one in good])
        self._judge(good, known)
        self._compare_within(good, batch)
        return [one.verdict for one in batch]

    def _read(self, row: SheetRow) -> _Read:
        read, problems = read_fields(self._fields, row, self._today)
        values = values_of(read, row, self._today, problems)
        values["unit"] = self._unit(read.get("unit"), problems)
        if problems:
            return _Read(row, Verdict(values=values, problems=problems))
        facts = facts_of(values)
        keys = [f"card {facts.card_number}"] if facts.card_number else []
        spelled = spelling(facts.full_name)
        keys += [f"born {facts.birth_date} {spelled}"] if facts.birth_date else []
        proposed = proposed_name(facts.full_name)
        verdict = Verdict(values=values, proposed={"full_name": proposed} if proposed else {}, same_keys=tuple(keys))
        return _Read(row, verdict, facts, spelled)

    def _unit(self, name: str | None, problems: list[dict]) -> int | None:
        found = self._units.find(name or "")
        if found is None:
            reason = (
                f"Không thấy đơn vị tên này trong {self._import.unit}. Hãy ghi đúng tên chi bộ; nếu cột này không phải tên "
                "chi bộ thì ở bước xem cột, chọn “Không lấy cột này”."
            )
            problems.append(problem("unit", name, reason))
        return found

    def _judge(self, good: Sequence[_Read], known: Sequence[Recognition]) -> None:
        """Say of each row whether it is new, known, or doubtful."""
        sure = {found.sure for found in known if found.sure}
        standing = open_entries({one.verdict.values["unit"] for one in good}, people=sure) if sure else set()
        rated = ratings_of(sure)
        labels = labels_of({pk for found in known for pk in found.doubtful}, on=self._today)
        for one, found in zip(good, known, strict=True):
            verdict = one.verdict
            if found.sure is not None:
                _known(verdict, found.sure, (verdict.values["unit"], found.sure) in standing, rated.get(found.sure, {}))
            elif found.doubtful:
                verdict.state = RowState.DOUBTFUL
                verdict.matches = [{"id": str(pk), "label": labels[pk]} for pk in found.doubtful if pk in labels]

    def _compare_within(self, good: Sequence[_Read], batch: Sequence[_Read]) -> None:
        """Ask about rows of one file that may be one person: the same name, and nothing that tells them apart."""
        in_batch = {one.row.number: one for one in batch}
        alike: list[tuple[_Read, list[int]]] = []
        for one in good:
            key = _hash(one.spelled)
            if one.verdict.values["person"] is None and self._same_names[key]:
                alike.append((one, self._same_names[key][:MOST_COMPARED]))
            self._same_names[key].append(one.row.number)
        elsewhere = {number for _, numbers in alike for number in numbers if number not in in_batch}
        rows = self._import.rows.filter(number__in=elsewhere).values_list("number", "values") if elsewhere else ()
        facts = {number: facts_of(values) for number, values in rows}
        facts |= {one.row.number: one.facts for one in good}
        for one, numbers in alike:
            doubtful = [n for n in numbers if n in facts and likeness(one.facts, facts[n]) == Likeness.DOUBTFUL]
            if doubtful:
                one.verdict.state = RowState.DOUBTFUL
                one.verdict.matches += [
                    {"id": f"{OF_THIS_FILE}{n}", "label": f"người ở dòng {n} của bảng này, không ghi thêm"}
                    for n in doubtful
                ]


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())


def _known(verdict: Verdict, person: int, is_standing: bool, rated: dict[int, str]) -> None:
    """Judge a row about somebody on record: what is new of it is written, what is known stays as it is."""
    wanted = verdict.values["ratings"]
    for year, rating in wanted.items():
        if int(year) in rated and rated[int(year)] != rating:
            verdict.remarks.append(
                f"Năm {year} đã ghi “{Rating(rated[int(year)]).label}”, giữ nguyên. Nếu sai, hãy sửa trong danh sách."
            )
    new = {year: rating for year, rating in wanted.items() if int(year) not in rated}
    verdict.values |= {"person": person, "ratings": new}
    verdict.proposed = {}
    if is_standing and not new:
        verdict.state = RowState.KNOWN
    elif is_standing:
        verdict.remarks.append(f"Đã có trong danh sách, chỉ ghi thêm xếp loại năm {', '.join(new)}.")
    else:
        verdict.remarks.append("Đã có trong hệ thống, ghi thêm vào danh sách của đơn vị này.")


def ratings_of(people: Iterable[int]) -> dict[int, dict[int, str]]:
    """Return person id -> year -> rating on record."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    if not people:
        return found
    for pk, year, rating in YearlyRating.objects.filter(person__in=set(people)).values_list("person", "year", "rating"):
        found[pk][year] = rating
    return found


def values_of(read: dict[str, Any], row: SheetRow, today: date, problems: list[dict]) -> dict[str, Any]:
    """Return what would be written of a person, as JSON, with the keys by which people are found and sorted."""
    marked = read.pop("woman", None) or read.pop("man", None)
    born, year = read.pop("birth", None) or (marked and marked[1:]) or (None, None)
    joined = read.pop("joined_on", None)
    facts = {
        "full_name": read.get("full_name") or "",
        "birth_date": born,
        "birth_year": year,
        "sex": read.get("sex") or (marked and marked[0]) or _by_elimination(row),
        "ethnicity": read.get("ethnicity") or "",
        "is_party_member": read.get("is_party_member") is not False,
        "joined_on": joined[0] if joined else None,
        "card_number": read.get("card_number") or "",
    }
    if not problems:
        try:
            facts |= clean_facts(RecipientKind.INDIVIDUAL, facts, today)
        except RollRefused as refusal:
            joined_on = facts["joined_on"]  # readers have refused everything else already
            problems.append(problem("joined_on" if joined_on else "", joined_on, refusal.reason))
    person = Person(full_name=facts["full_name"])
    person.set_keys()
    return facts | {
        "birth_date": facts["birth_date"] and facts["birth_date"].isoformat(),
        "joined_on": facts["joined_on"] and facts["joined_on"].isoformat(),
        "position": read.get("position") or "",
        "ratings": {code.removeprefix("rating_"): r for code, r in read.items() if code.startswith("rating_") and r},
        "person": None,
        "keys": [person.name_key, person.sort_key],
    }


def _by_elimination(row: SheetRow) -> str:
    """Return "male" where a sheet marks the women only and this row has no mark, "" where nothing is said."""
    if "woman" in row.cells and not {"man", "sex"} & row.cells.keys():
        return "male"
    return ""


def facts_of(values: dict[str, Any]) -> Facts:
    """Return by what somebody is recognised."""
    born = values["birth_date"]
    return Facts(
        values["full_name"], date.fromisoformat(born) if born else None, values["birth_year"], values["card_number"]
    )


class PeopleTaker:
    """Writes rows of a roll of people."""

    def __init__(self, sheet_import: SpreadsheetImport, actor: Any, at: datetime):
        self._actor, self._at, self._day = actor, at, local_day(at)
        self._source = SOURCE.format(name=sheet_import.original_name)[:200]

    def take(self, rows: Sequence[ImportRow]) -> list[list[list] | None]:
        """Write the rows; who came onto the roll meanwhile makes nothing.

        Raises ImportRefused when somebody of that name was written down since the check, so that a person decides.
        """
        found = recognise_all([facts_of(row.values) for row in rows])
        meant = [self._meant(row, one) for row, one in zip(rows, found, strict=True)]
        new = [row for row, pk in zip(rows, meant, strict=True) if pk is None]
        made_ids = insert_rows(Person, PERSON, [self._person(row.values) for row in new])
        new_ids = {row.pk: pk for row, pk in zip(new, made_ids, strict=True)}
        people = [new_ids[row.pk] if pk is None else pk for row, pk in zip(rows, meant, strict=True)]
        made: dict[int, list] = defaultdict(list)
        for pk, person in new_ids.items():
            made[pk].append(["rolls.Person", person])
        self._keep_apart(rows, new_ids, made)
        known = {pk for pk in meant if pk is not None}
        self._enter(rows, people, known, made)
        self._rate(rows, people, known, made)
        return [made.get(row.pk) for row in rows]

    def _meant(self, row: ImportRow, found: Recognition) -> int | None:
        """Return the id of the person a row is about, None for somebody new."""
        if found.sure is not None:
            return found.sure
        if row.chosen.isdecimal():
            kept = Person.objects.filter(pk=int(row.chosen)).values_list("pk", "merged_into").first()
            if kept is None:
                raise ImportRefused(CHANGED.format(number=row.number, name=row.values["full_name"]))
            return kept[1] or kept[0]
        if row.chosen != NEW and (found.doubtful or row.values["person"] is not None):
            raise ImportRefused(CHANGED.format(number=row.number, name=row.values["full_name"]))
        return None

    def _person(self, values: dict[str, Any]) -> tuple:
        """Return the row of a new person under PERSON."""
        born, joined = values["birth_date"], values["joined_on"]
        return (
            values["full_name"],
            date.fromisoformat(born) if born else None,
            values["birth_year"],
            values["sex"],
            values["ethnicity"],
            values["is_party_member"],
            date.fromisoformat(joined) if joined else None,
            values["card_number"],
            *values["keys"],
            self._at,
            self._actor.pk,
        )

    def _keep_apart(self, rows: Sequence[ImportRow], new: dict[int, int], made: dict[int, list]) -> None:
        """Keep the answer that somebody is not the one of the same name."""
        pairs, owners = [], []
        for row in rows:
            if row.chosen != NEW or row.pk not in new:
                continue
            others = [int(match["id"]) for match in row.matches if match["id"].isdecimal()]
            for other in Person.objects.filter(pk__in=others).values_list("pk", flat=True):
                pairs.append(NotTheSame(first_id=other, second_id=new[row.pk], said_by=self._actor, said_at=self._at))
                owners.append(row.pk)
        NotTheSame.objects.bulk_create(pairs)
        for pk, pair in zip(owners, pairs, strict=True):
            made[pk].append(["rolls.NotTheSame", pair.pk])

    def _enter(self, rows: Sequence[ImportRow], people: Sequence[int], known: set[int], made: dict[int, list]) -> None:
        """Put the people on the rolls of their units; `known` are those who may stand there already."""
        taken = open_entries({row.values["unit"] for row in rows}, people=known) if known else set()
        entries, owners = [], []
        for row, person in zip(rows, people, strict=True):
            unit = row.values["unit"]
            if (unit, person) in taken:
                continue
            taken.add((unit, person))
            entries.append((unit, person, row.values["position"], self._day, ""))
            owners.append(row.pk)
        for pk, entry in zip(owners, insert_rows(RollEntry, ENTRY, entries), strict=True):
            made[pk].append(["rolls.RollEntry", entry])

    def _rate(self, rows: Sequence[ImportRow], people: Sequence[int], known: set[int], made: dict[int, list]) -> None:
        """Write down the ratings of years that have none yet; `known` are those who may have some."""
        rated = {(pk, year) for pk, years in ratings_of(known).items() for year in years}
        ratings, owners = [], []
        for row, person in zip(rows, people, strict=True):
            for year, rating in row.values["ratings"].items():
                if (person, int(year)) in rated:
                    continue
                rated.add((person, int(year)))
                ratings.append((person, int(year), rating, self._source, self._actor.pk, self._at))
                owners.append(row.pk)
        for pk, rating in zip(owners, insert_rows(YearlyRating, RATING, ratings), strict=True):
            made[pk].append(["rolls.YearlyRating", rating])
