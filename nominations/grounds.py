"""What the rules of eligibility look at, collected for many lines at once: ratings, discipline, awards, exceptions, texts.

Every function asks the database as often for thirty lines as for one. Lines may be unwritten (primary key None).
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q

from organizations.enums import RecipientKind
from rolls.models import DisciplinaryAction, YearlyRating
from vietnamese.dates import local_day

from .eligibility import judge
from .enums import NominationState, OverrideState
from .models import EligibilityRule, Nomination, RuleOverride
from .past import NOBODY, Subject, awards_of, recognise_all, subject_of
from .rules import Finding
from .standing import Disciplined, Override, PastAward, Rated, Standing, period_of
from .texts import EarlierText, remarks

REMEMBERED = timedelta(days=2 * 366)
"""How far back the texts of a unit are compared."""


@dataclass(frozen=True)
class Offered:
    """Whether a line's round offers its form, by which clause the deciding level gives it, and who decides."""

    is_offered: bool
    clause: str | None
    authority: str


@dataclass
class Grounds:
    """Everything that was found for some lines, by their primary keys."""

    subjects: dict[Hashable, Subject]
    awards: dict[Hashable, list[PastAward]]
    ratings: dict[tuple[str, int], list[Rated]]
    discipline: dict[tuple[str, int], list[Disciplined]]
    rules: dict[int, list[EligibilityRule]]
    overrides: dict[Hashable, list[Override]]
    texts: list[dict] = field(default_factory=list)

    def findings(self, line: Nomination, offered: Offered, *, on: date) -> list[Finding]:
        """Return what the rules of the round and a reader of the achievement say of one of the lines."""
        standing = self.standing(line, offered, on=on)
        judged = judge(self.rules[line.round_id], standing, self.overrides[line.pk])
        return judged + remarks(line.achievement, earlier=self.earlier_texts(line))

    def take_overrides_of(self, pk: int) -> None:
        """Let the unwritten line stand for the written one of this primary key. One query."""
        self.overrides[None] = _overrides([pk])[pk]

    def standing(self, line: Nomination, offered: Offered, *, on: date) -> Standing:
        """Return what the rules look at."""
        nominee, round, subject = line.nominee, line.round, self.subjects[line.pk]
        first, last = period_of(round.period_from, round.period_to, round.period_label, local_day(round.deadline))
        return Standing(
            kind=nominee.kind,
            form=line.form,
            form_label=line.get_form_display(),
            on=on,
            period_from=first,
            period_to=last,
            form_is_offered=offered.is_offered,
            clause=offered.clause,
            authority=offered.authority,
            is_member=nominee.is_party_member,
            joined_on=nominee.joined_on or subject.joined_on,
            ratings=tuple(_unique(self.ratings, subject)),
            discipline=tuple(_unique(self.discipline, subject)),
            awards=tuple(self.awards[line.pk]),
            achievement=line.achievement,
            citation=line.citation,
            model_name=line.model_name,
        )

    def earlier_texts(self, line: Nomination) -> list[EarlierText]:
        """Return what the same nominee, then others of the same unit, handed in in other rounds; newest first."""
        subject, own, others = self.subjects[line.pk], [], []
        for row in self.texts:
            if row["round_id"] == line.round_id:
                continue
            if _is_same(subject, line, row):
                own.append(EarlierText(row["achievement"], "", row["round__title"]))
            elif row["proposing_unit_id"] == line.proposing_unit_id:
                others.append(EarlierText(row["achievement"], row["nominee__full_name"], row["round__title"]))
        return own + others


def _unique(rows: dict[tuple[str, int], list], subject: Subject) -> list:
    return [row for pk in sorted(subject.records) for row in rows[subject.kind, pk]]


def _is_same(subject: Subject, line: Nomination, row: dict) -> bool:
    record = row["nominee__person_id"] or row["nominee__collective_id"]
    if row["nominee__kind"] != subject.kind:
        return False
    if record and record in subject.records:
        return True
    alike = row["nominee__name_key"] in subject.name_keys
    return alike and row["proposing_unit_id"] == line.proposing_unit_id


def grounds_of(
    lines: Iterable[Nomination], *, at: datetime, kinds: Collection[str] = tuple(RecipientKind.values)
) -> Grounds:
    """Return everything that the rules look at for these lines. Their nominees and rounds were loaded with them.

    Twelve queries; `kinds` of recipients that are surely not among the lines spare some.
    """
    lines = list(lines)
    subjects = [subject_of(line) for line in lines]
    recognise_all(subjects, kinds)
    people, collectives = (
        NOBODY.union(*(s.records for s in subjects if s.kind == kind))
        for kind in (RecipientKind.INDIVIDUAL, RecipientKind.COLLECTIVE)
    )
    about = Q(person__in=people) | Q(collective__in=collectives)
    ratings: dict[tuple[str, int], list] = defaultdict(list)
    for row in YearlyRating.objects.filter(about).order_by("-year", "id"):
        ratings[_whose(row)].append(Rated(row.year, row.rating, row.source))
    discipline: dict[tuple[str, int], list] = defaultdict(list)
    for row in DisciplinaryAction.objects.filter(about, struck_at=None):
        discipline[_whose(row)].append(Disciplined(row.form, row.decision_number, row.decided_on, row.ends_on))
    return Grounds(
        subjects={s.key: s for s in subjects},
        awards=awards_of(subjects),
        ratings=ratings,
        discipline=discipline,
        rules=_rules(line.round_id for line in lines),
        overrides=_overrides(line.pk for line in lines if line.pk),
        texts=_texts(lines, people, collectives, at=at),
    )


def _whose(row: YearlyRating | DisciplinaryAction) -> tuple[str, int]:
    if row.person_id:
        return RecipientKind.INDIVIDUAL, row.person_id
    return RecipientKind.COLLECTIVE, row.collective_id


def _rules(round_ids: Iterable[int]) -> dict[int, list[EligibilityRule]]:
    found: dict[int, list[EligibilityRule]] = defaultdict(list)
    for rule in EligibilityRule.objects.filter(round__in=set(round_ids)):
        found[rule.round_id].append(rule)
    return found


def _overrides(pks: Iterable[int]) -> dict[Hashable, list[Override]]:
    """Return the decisions on each line, the one that holds last: a grant or a waiting request after refusals."""
    found: dict[Hashable, list[Override]] = defaultdict(list)
    pks = list(pks)
    rows = RuleOverride.objects.filter(nomination__in=pks) if pks else ()
    for row in sorted(rows, key=lambda row: (row.state != OverrideState.REFUSED, row.pk)):
        when = row.decided_at or row.requested_at
        found[row.nomination_id].append(
            Override(
                code=row.code,
                state=row.state,
                fact=row.fact,
                reason=row.reason or row.request_reason,
                by=row.decided_by_name or row.requested_by_name,
                on=local_day(when) if when else None,
            )
        )
    return found


def _texts(lines: list[Nomination], people: Iterable[int], collectives: Iterable[int], *, at: datetime) -> list[dict]:
    wanted = Q(proposing_unit__in={line.proposing_unit_id for line in lines})
    wanted |= Q(nominee__person__in=people) | Q(nominee__collective__in=collectives)
    return list(
        Nomination.objects.filter(wanted, created_at__gte=at - REMEMBERED)
        .exclude(state__in=[NominationState.DRAFT, NominationState.WITHDRAWN])
        .exclude(achievement="")
        .order_by("-created_at", "-id")
        .values(
            "round_id",
            "round__title",
            "proposing_unit_id",
            "achievement",
            "nominee__kind",
            "nominee__full_name",
            "nominee__name_key",
            "nominee__person_id",
            "nominee__collective_id",
        )
    )
