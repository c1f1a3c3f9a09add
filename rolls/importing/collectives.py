"""The roll of collectives from a sheet."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from organizations.queries import units_below
from spreadsheets.enums import RowState
from spreadsheets.exceptions import ImportRefused
from spreadsheets.fields import problem, read_fields
from spreadsheets.models import ImportRow, SpreadsheetImport
from spreadsheets.registry import NEW, SheetRow, Verdict
from vietnamese.dates import local_day
from vietnamese.names import proposed_name
from vietnamese.text import search_key

from ..enums import Rating
from ..models import Collective, RollEntry, YearlyRating
from ..queries import Recogniser
from ..recognition import spelling
from .fields import collective_fields
from .matching import UnitNames, open_entries
from .people import CHANGED, SOURCE

PARTY = ("chi bo", "dang bo", "dang uy", "to dang", "chi uy", "ban thuong vu")
"""How the names of Party organizations begin, as search keys: asked only when no column says it."""
NO_UNIT = "Không thấy đơn vị tên này trong {unit}. Hãy ghi đúng tên đơn vị giữ danh sách, hoặc để trống."


class CollectiveChecker:
    """Judges rows of a roll of collectives."""

    def __init__(self, sheet_import: SpreadsheetImport):
        self._import = sheet_import
        self._today = local_day(sheet_import.created_at)
        self._fields = collective_fields(self._today)
        self._units = UnitNames(sheet_import.unit, units_below(sheet_import.unit, self._today))
        self._known = Recogniser.load_collectives(sheet_import.unit)

    def check(self, rows: Sequence[SheetRow]) -> list[Verdict]:
        """Return a verdict for each row, in order."""
        verdicts = [self._read(row) for row in rows]
        good = [verdict for verdict in verdicts if not verdict.problems]
        sure = {verdict.values["collective"] for verdict in good} - {None}
        units = {verdict.values["unit"] for verdict in good}
        standing = open_entries(units, collectives=sure) if sure else set()
        rated = ratings_of(sure)
        doubtful = {int(match["id"]) for verdict in good for match in verdict.matches}
        labels = {c.pk: _label(c) for c in Collective.objects.filter(pk__in=doubtful).select_related("unit")}
        for verdict in good:
            for match in verdict.matches:
                match["label"] = labels[int(match["id"])]
            if (pk := verdict.values["collective"]) is not None:
                _known(verdict, (verdict.values["unit"], pk) in standing, rated.get(pk, {}))
        return verdicts

    def _read(self, row: SheetRow) -> Verdict:
        read, problems = read_fields(self._fields, row, self._today)
        name, unit = read.get("name") or "", self._units.find(read.get("unit") or "")
        if unit is None:
            problems.append(problem("unit", read["unit"], NO_UNIT.format(unit=self._import.unit)))
        is_party = read.get("is_party_organization")
        found, proposed = self._known.collective(name), proposed_name(name) if name else None
        values = {
            "name": name,
            "is_party_organization": search_key(name).startswith(PARTY) if is_party is None else is_party,
            "unit": unit,
            "collective": found.sure,
            "ratings": {
                code.removeprefix("rating_"): r for code, r in read.items() if code.startswith("rating_") and r
            },
        }
        return Verdict(
            state=RowState.DOUBTFUL if found.doubtful and not problems else RowState.GOOD,
            values=values,
            problems=problems,
            matches=[{"id": str(pk), "label": ""} for pk in found.doubtful],
            proposed={"name": proposed} if proposed and found.is_new else {},
            same_keys=() if problems else (f"{unit} {spelling(name)}",),
        )


def _label(collective: Collective) -> str:
    return f"{collective.name}, {collective.unit}" if collective.unit else collective.name


def _known(verdict: Verdict, is_standing: bool, rated: dict[int, str]) -> None:
    wanted = verdict.values["ratings"]
    for year, rating in wanted.items():
        if rated.get(int(year), rating) != rating:
            verdict.remarks.append(
                f"Năm {year} đã ghi “{Rating(rated[int(year)]).label}”, giữ nguyên. Nếu sai, hãy sửa trong danh sách."
            )
    verdict.values["ratings"] = {year: rating for year, rating in wanted.items() if int(year) not in rated}
    if is_standing and not verdict.values["ratings"]:
        verdict.state = RowState.KNOWN


def ratings_of(collectives: set[int]) -> dict[int, dict[int, str]]:
    """Return collective id -> year -> rating on record."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    rows = YearlyRating.objects.filter(collective__in=collectives).values_list("collective", "year", "rating")
    for pk, year, rating in rows:
        found[pk][year] = rating
    return found


class CollectiveTaker:
    """Writes rows of a roll of collectives."""

    def __init__(self, sheet_import: SpreadsheetImport, actor: Any, at: datetime):
        self._actor, self._at = actor, at
        self._source = SOURCE.format(name=sheet_import.original_name)[:200]
        self._known = Recogniser.load_collectives(sheet_import.unit)
        self._linked = set(Collective.objects.exclude(unit=None).values_list("unit_id", flat=True))

    def take(self, rows: Sequence[ImportRow]) -> list[list[list] | None]:
        """Write the rows; what came onto the roll meanwhile makes nothing. Raises ImportRefused as PeopleTaker does."""
        made: list[list[list]] = []
        for row in rows:
            pk = self._meant(row)
            one: list[list] = []
            if pk is None:
                collective = self._collective(row.values)
                collective.save()
                self._known.add_collective(collective)
                pk = collective.pk
                one.append(["rolls.Collective", pk])
            made.append(one)
            self._enter(row, pk, one)
        return [one or None for one in made]

    def _meant(self, row: ImportRow) -> int | None:
        found = self._known.collective(row.values["name"])
        if found.sure is not None and row.chosen != NEW:
            return found.sure
        if row.chosen.isdecimal():
            kept = Collective.objects.filter(pk=int(row.chosen)).values_list("pk", "merged_into").first()
            if kept is not None:
                return kept[1] or kept[0]
        if row.chosen != NEW and (found.doubtful or row.values["collective"] is not None):
            raise ImportRefused(CHANGED.format(number=row.number, name=row.values["name"]))
        return None

    def _collective(self, values: dict[str, Any]) -> Collective:
        own = self._known.unit_called(values["name"])
        if own in self._linked:
            own = None
        self._linked.add(own)
        return Collective(
            name=values["name"],
            is_party_organization=values["is_party_organization"],
            unit_id=own,
            created_at=self._at,
            created_by=self._actor,
        )

    def _enter(self, row: ImportRow, pk: int, one: list[list]) -> None:
        unit = row.values["unit"]
        if not RollEntry.objects.filter(unit=unit, collective=pk, ends_on=None).exists():
            entry = RollEntry.objects.create(unit_id=unit, collective_id=pk, starts_on=local_day(self._at))
            one.append(["rolls.RollEntry", entry.pk])
        rated = ratings_of({pk}).get(pk, {})
        for year, rating in row.values["ratings"].items():
            if int(year) not in rated:
                made = YearlyRating.objects.create(
                    collective_id=pk,
                    year=int(year),
                    rating=rating,
                    source=self._source,
                    recorded_by=self._actor,
                    recorded_at=self._at,
                )
                one.append(["rolls.YearlyRating", made.pk])
