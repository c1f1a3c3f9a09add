"""What the rules of eligibility look at, collected for many lines at once: ratings, discipline, awards, exceptions, texts.

Every function asks the database as often for thirty lines as for one. Lines may be unwritten (primary key None).
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import BigIntegerField, DateField, Q, Value
from django.db.models.functions import Cast

from organizations.enums import RecipientKind
from rolls.models import DisciplinaryAction, YearlyRating
from vietnamese.dates import local_day

from .eligibility import judge
from .enums import EligibilityCode, NominationState, OverrideState, RuleOutcome
from .models import EligibilityRule, EvidenceType, Nomination, Nominee, Quota, RequiredEvidence, RuleOverride
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


@dataclass(frozen=True)
class Conditions:
    """What rounds ask, by their ids: rules of eligibility, quotas, types of file. Rows to read, never to save."""

    rules: Mapping[int, list[EligibilityRule]]
    quotas: Mapping[int, list[Quota]]
    files: Mapping[int, list[RequiredEvidence]]

    @property
    def codes(self) -> set[str]:
        """Return the codes of the rules that are not switched off for everybody."""
        return {rule.code for rules in self.rules.values() for rule in rules if rule.outcome != RuleOutcome.OFF}


@dataclass
class Grounds:
    """Everything that was found for some lines, by their primary keys."""

    subjects: dict[Hashable, Subject]
    awards: dict[Hashable, list[PastAward]]
    ratings: dict[tuple[str, int], list[Rated]]
    discipline: dict[tuple[str, int], list[Disciplined]]
    rules: Mapping[int, list[EligibilityRule]]
    overrides: dict[Hashable, list[Override]]
    texts: list[dict] = field(default_factory=list)

    def findings(self, line: Nomination, offered: Offered, *, on: date) -> list[Finding]:
        """Return what the rules of the round and a reader of the achievement say of one of the lines."""
        standing = self.standing(line, offered, on=on)
        judged = judge(self.rules.get(line.round_id, ()), standing, self.overrides[line.pk])
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


def conditions_from(
    rules: Iterable[EligibilityRule], quotas: Iterable[Quota], files: Iterable[RequiredEvidence]
) -> Conditions:
    """Return the conditions that these rows are; types of file were read with their rows."""
    found = Conditions(defaultdict(list), defaultdict(list), defaultdict(list))
    for rows, part in ((rules, found.rules), (quotas, found.quotas), (files, found.files)):
        for row in rows:
            part[row.round_id].append(row)
    return found


def conditions_of(round_ids: Iterable[int]) -> Conditions:
    """Return what these rounds ask. One query."""
    of = {"round__in": set(round_ids)}
    no_number, nothing, no = Cast(Value(None), BigIntegerField()), Value(""), Value(False)
    shared = ("round_id", "recipient_kind", "form")
    rules = EligibilityRule.objects.filter(**of).order_by().values_list(
        Value("rule"), *shared, "number", no_number, no_number, "code", "outcome", "rating", "clause", no
    )  # fmt: skip
    quotas = Quota.objects.filter(**of).order_by().values_list(
        Value("quota"), *shared, "limit", "unit_id", no_number, "mode", nothing, nothing, nothing, no
    )  # fmt: skip
    files = RequiredEvidence.objects.filter(**of).order_by().values_list(
        Value("file"), *shared, "type__position", no_number, "type_id", nothing, nothing, nothing, "type__name", "is_required"
    )  # fmt: skip
    found = Conditions(defaultdict(list), defaultdict(list), defaultdict(list))
    for what, pk, kind, form, number, unit, type_id, word, outcome, rating, text, is_required in rules.union(
        quotas, files, all=True
    ):
        about = {"round_id": pk, "recipient_kind": kind, "form": form}
        if what == "rule":
            found.rules[pk].append(
                EligibilityRule(**about, code=word, outcome=outcome, number=number, rating=rating, clause=text)
            )
        elif what == "quota":
            found.quotas[pk].append(Quota(**about, unit_id=unit, limit=number, mode=word))
        else:
            asked = EvidenceType(pk=type_id, name=text, position=number)
            found.files[pk].append(RequiredEvidence(**about, type=asked, is_required=bool(is_required)))
    return found


def grounds_of(
    lines: Iterable[Nomination],
    conditions: Conditions,
    *,
    at: datetime,
    kinds: Collection[str] = tuple(RecipientKind.values),
    overrides: Iterable[RuleOverride] | None = None,
    with_earlier_texts: bool = True,
) -> Grounds:
    """Return everything that the rules look at for these lines. Their nominees and rounds were loaded with them.

    `conditions` are those of all their rounds. Seven queries; `kinds` of recipients that are surely not among the lines,
    `overrides` (all of these lines) that were loaded before, and rules that no round has spare some. Without earlier texts
    nobody compares what is written with that of other rounds: the appraiser did, and a committee's long agenda need not.
    """
    lines = list(lines)
    subjects = [subject_of(line) for line in lines]
    recognise_all(subjects, kinds)
    people, collectives = (
        NOBODY.union(*(s.records for s in subjects if s.kind == kind))
        for kind in (RecipientKind.INDIVIDUAL, RecipientKind.COLLECTIVE)
    )
    ratings, discipline = _rolls(people, collectives, conditions.codes)
    return Grounds(
        subjects={s.key: s for s in subjects},
        awards=awards_of(subjects),
        ratings=ratings,
        discipline=discipline,
        rules=conditions.rules,
        overrides=_overrides((line.pk for line in lines if line.pk), overrides),
        texts=_texts(lines, people, collectives, at=at) if with_earlier_texts else [],
    )


def _rolls(people: Iterable[int], collectives: Iterable[int], codes: Collection[str]) -> tuple[dict, dict]:
    """Return the ratings, newest first, and the discipline of records, as far as rules ask for them; one query."""
    about = Q(person__in=people) | Q(collective__in=collectives)
    no_number, no_day = Cast(Value(None), BigIntegerField()), Cast(Value(None), DateField())
    rated = YearlyRating.objects.filter(about).order_by().values_list(
        "pk", "year", "person", "collective", "rating", "source", no_day, no_day
    )  # fmt: skip
    punished = DisciplinaryAction.objects.filter(about, struck_at=None).order_by().values_list(
        "pk", no_number, "person", "collective", "form", "decision_number", "decided_on", "ends_on"
    )  # fmt: skip
    wanted = [rated] if EligibilityCode.RATING_YEARS in codes else []
    wanted += [punished] if EligibilityCode.NO_DISCIPLINE in codes else []
    rows = wanted[0].union(*wanted[1:], all=True) if wanted else ()
    ratings: dict[tuple[str, int], list[Rated]] = defaultdict(list)
    discipline: dict[tuple[str, int], list[Disciplined]] = defaultdict(list)
    for _, year, person, collective, word, source, decided_on, ends_on in sorted(rows, key=_newest, reverse=True):
        whose = (RecipientKind.INDIVIDUAL, person) if person else (RecipientKind.COLLECTIVE, collective)
        if year is None:
            discipline[whose].append(Disciplined(word, source, decided_on, ends_on))
        else:
            ratings[whose].append(Rated(year, word, source))
    return ratings, discipline


def _newest(row: tuple) -> tuple:
    pk, year, *_, decided_on, _ends_on = row
    return (year or 0, decided_on or date.min, pk)


def _overrides(pks: Iterable[int], rows: Iterable[RuleOverride] | None = None) -> dict[Hashable, list[Override]]:
    """Return the decisions on each line, the one that holds last: a grant or a waiting request after refusals."""
    found: dict[Hashable, list[Override]] = defaultdict(list)
    pks = list(pks)
    if rows is None:
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
    # each is asked apart: an OR over two indexes and tables would read every nomination there is
    theirs = Nominee.objects.filter(Q(person__in=people) | Q(collective__in=collectives)).order_by()
    of_units = Nomination.objects.filter(proposing_unit__in={line.proposing_unit_id for line in lines}).order_by()
    of_nominees = Nomination.objects.filter(nominee__in=theirs.values("pk")).order_by()
    wanted = of_units.values("pk").union(of_nominees.values("pk"))
    return list(
        Nomination.objects.filter(pk__in=wanted, created_at__gte=at - REMEMBERED)
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
