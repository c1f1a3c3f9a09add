"""Reading rounds and nominations. Each list here has a fixed number of queries whatever its length."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull

from organizations.enums import RecipientKind
from organizations.models import AwardRight, Unit
from organizations.queries import parents_on, units_above
from organizations.rules import below
from permissions.access import units_where
from permissions.roles import Capability
from vietnamese.dates import local_day
from vietnamese.names import proposed_name
from vietnamese.text import one_line

from .enums import EligibilityCode, NominationState, RoundState, Verdict
from .evidence import missing_types
from .grounds import Conditions, Grounds, Offered, conditions_of, grounds_of
from .models import (
    Dossier,
    Evidence,
    Nomination,
    NominationReach,
    Nominee,
    Round,
    RoundExtension,
    RoundForm,
    RuleOverride,
)
from .overrides import requests_before
from .quotas import GONE, Book, book_of
from .rules import Finding, LineFacts, QuotaUse, examine, form_of_address, worst_first


def is_nominee(user: Any, nominee: Nominee) -> bool:
    """Return whether the user is the person nominated: linked, or same full name and same birth year, both known."""
    if user is None or not nominee.is_individual:
        return False
    if nominee.user_id is not None:
        return nominee.user_id == user.pk
    same_name = one_line(user.full_name).casefold() == one_line(nominee.full_name).casefold()
    return same_name and user.birth_year is not None and user.birth_year == nominee.birth_year


def deadline_for(round: Round, unit_id: int) -> datetime:
    """Return the deadline of the round for a unit: the latest extension where there is one."""
    return deadline_among(round, RoundExtension.objects.filter(round=round, unit_id=unit_id)[:1])


def deadline_among(round: Round, extensions: Iterable[RoundExtension]) -> datetime:
    """Return deadline_for() the unit to which the round gave these extensions: the one granted last counts."""
    latest = max(extensions, key=lambda row: (row.granted_at, row.pk), default=None)
    return max(round.deadline, latest.deadline) if latest else round.deadline


def with_judged_facts(rows: QuerySet, day: date, *, of: str = "") -> QuerySet:
    """Return the nominations with what the rules compare them to, each as a subquery: one query for any number of lines.

    They are `is_offered`, `clause`, `double` and `files`, which examined() takes as `counted`. Rows of another table
    have them of the nomination to which `of` leads, such as "nomination__".
    """

    def its(name: str) -> OuterRef:
        return OuterRef(f"{of}{name}")

    files = Evidence.objects.filter(
        Q(nomination=its("pk")) | Q(nomination=None, dossier=its("dossier")), removed_at=None, paper=""
    )
    doubles = (
        Nomination.objects.exclude(state__in=GONE)
        .filter(
            round=its("round"),
            nominee__kind=its("nominee__kind"),
            form=its("form"),
            nominee__name_key=its("nominee__name_key"),
            nominee__full_name=its("nominee__full_name"),
            nominee__unit_text=its("nominee__unit_text"),
        )
        .annotate(born=Coalesce("nominee__birth_year", 0))
        .filter(born=Coalesce(its("nominee__birth_year"), 0))
        .exclude(pk=its("pk"))
        .order_by("id")
    )
    rights = AwardRight.objects.on(day).filter(
        kind=its("round__authority__level"), form=its("form"), recipient_kind=its("nominee__kind")
    )
    offered = RoundForm.objects.filter(round=its("round"), recipient_kind=its("nominee__kind"), form=its("form"))
    return rows.annotate(
        is_offered=Exists(offered),
        clause=Subquery(rights.values("clause")[:1]),
        double=Subquery(doubles.values("code")[:1]),
        files=_number_of(files),
    )


def _number_of(rows: QuerySet) -> Coalesce:
    return Coalesce(
        Subquery(rows.order_by().annotate(all=Value(1)).values("all").annotate(n=Count("pk")).values("n")), 0
    )


def line_facts(
    line: Nomination, *, double: str | None, quotas: tuple[QuotaUse, ...], files: int = 0, missing: Iterable = ()
) -> LineFacts:
    """Return what the rules about content look at; `missing` are types of file, each with whether it is required."""
    nominee, dossier = line.nominee, line.dossier
    return LineFacts(
        kind=nominee.kind,
        has_name=bool(nominee.full_name),
        has_achievement=bool(line.achievement),
        has_citation=bool(line.citation),
        has_meeting=dossier.has_meeting,
        members_total=dossier.members_total,
        members_present=dossier.members_present,
        in_favor=line.votes_in_favor,
        against=line.votes_against,
        invalid=line.votes_invalid,
        quotas=quotas,
        duplicate_code=double,
        is_outside_party=not (nominee.is_party_member if nominee.is_individual else nominee.is_party_organization),
        evidence_count=files,
        address=form_of_address(nominee),
        probable_name=proposed_name(nominee.full_name) or "",
        required_files=tuple(kind.name for kind, is_required in missing if is_required),
        wanted_files=tuple(kind.name for kind, is_required in missing if not is_required),
    )


class Examined(NamedTuple):
    """What the rules say of some lines, worst first, by primary key, and what that rests on."""

    findings: dict[int, list[Finding]]
    grounds: Grounds
    book: Book


def findings_of(
    nominations: Iterable[Nomination], *, at: datetime, files: Iterable[Evidence] | None = None
) -> dict[int, list[Finding]]:
    """Return what the rules say of each of these lines on the data of the day `at`, worst first, by primary key.

    The number of queries does not depend on that of the lines, when nominee, dossier and the round's authority are
    loaded with them; `files` are those that the lines and their dossiers have, where the page has loaded them.
    """
    lines = list(nominations)
    return examined(lines, at=at, files=files).findings if lines else {}


def examined(
    nominations: Iterable[Nomination],
    *,
    at: datetime,
    kinds: Collection[str] = tuple(RecipientKind.values),
    files: Iterable[Evidence] | None = None,
    overrides: Iterable[RuleOverride] | None = None,
    with_earlier_texts: bool = True,
    counted: Mapping[int, Mapping[str, Any]] | None = None,
    conditions: Conditions | None = None,
) -> Examined:
    """Return findings_of() these lines, and what they rest on: earlier awards, ratings, exceptions, quotas.

    For `kinds`, `overrides` and `with_earlier_texts` see grounds_of(); a page that shows a single line names its kind.
    `counted` (primary key -> with_judged_facts()) and `conditions` of all rounds spare a query each.
    """
    lines, day = list(nominations), local_day(at)
    if counted is None:
        rows = with_judged_facts(Nomination.objects.filter(pk__in=[line.pk for line in lines]), day)
        counted = {row["pk"]: row for row in rows.values("pk", "is_offered", "clause", "double", "files")}
    if conditions is None:
        conditions = conditions_of(line.round_id for line in lines)
    book, missing = book_of(lines, conditions.quotas), missing_types(lines, wanted=conditions.files, files=files)
    grounds = grounds_of(
        lines, conditions, at=at, kinds=kinds, overrides=overrides, with_earlier_texts=with_earlier_texts
    )
    found = {}
    for line in lines:
        row = counted[line.pk]
        facts = line_facts(
            line, double=row["double"], quotas=book.binding(line), files=row["files"], missing=missing[line.pk]
        )
        offered = Offered(row["is_offered"], row["clause"], line.round.authority.name)
        found[line.pk] = together(examine(facts), grounds.findings(line, offered, on=day))
    return Examined(found, grounds, book)


def together(content: list[Finding], others: list[Finding]) -> list[Finding]:
    """Return all findings, worst first. That somebody is no member is said once."""
    if any(f.code == EligibilityCode.MEMBERSHIP and f.verdict != Verdict.PASS for f in others):
        content = [f for f in content if f.code != "outside_party"]
    return worst_first(content + others)


def findings_for(nomination: Nomination, *, at: datetime) -> list[Finding]:
    """Return what the rules say of a line today, worst first."""
    return findings_of([nomination], at=at)[nomination.pk]


def offered_to(round: Round, line: Nomination, *, on: date) -> Offered:
    """Return whether a round offers the form of an unwritten line, and by which clause its authority gives it."""
    rights = AwardRight.objects.on(on).filter(
        kind=OuterRef("authority__level"), form=line.form, recipient_kind=line.nominee.kind
    )
    forms = RoundForm.objects.filter(round=OuterRef("pk"), recipient_kind=line.nominee.kind, form=line.form)
    row = Round.objects.filter(pk=round.pk).annotate(
        is_offered=Exists(forms), clause=Subquery(rights.values("clause")[:1])
    )
    is_offered, clause, authority = row.values_list("is_offered", "clause", "authority__name").get()
    return Offered(is_offered, clause, authority)


def evidence_of(nomination: Nomination) -> QuerySet[Evidence]:
    """Return the files of the line and those of its whole dossier, without removed ones."""
    return Evidence.objects.filter(
        Q(nomination=nomination) | Q(nomination=None, dossier_id=nomination.dossier_id), removed_at=None
    )


def visible_to(user: Any, *, on: date, only_asked: bool = False) -> QuerySet[Nomination]:
    """Return the nominations that the user may know of.

    A cell sees its own, drafts included; an office and a committee see what has reached them; an inspector sees
    everything of the unit, its rounds and the units below. Whoever may pass over a rule sees the line that asks for it;
    `only_asked` leaves out all others.
    """
    wanted = Q(pk__in=()) if only_asked else _of_their_units(user, on=on)
    if asked := requests_before(units_where(user, Capability.OVERRIDE_RULES, on=on), on=on):
        wanted |= Q(pk__in={request.nomination_id for request in asked})
    return Nomination.objects.filter(wanted)


def _of_their_units(user: Any, *, on: date) -> Q:
    first, *others = ways_to_know(user, on=on)
    return reduce(or_, others, first) | Q(pk__in=_reached(units_where(user, Capability.VIEW, on=on)))


def there_is(rows: QuerySet) -> IsNull:
    """Return the condition that there is such a row, asked anew for each row outside and left at the first one.

    PostgreSQL would answer EXISTS by a list of all such rows.
    """
    return IsNull(Subquery(rows.order_by().values("pk")[:1]), False)


def ways_to_know(user: Any, *, on: date) -> list[Q]:
    """Return the conditions, each of which alone lets the user know of a nomination, but for what has reached a unit."""
    inspected = units_where(user, Capability.INSPECT, on=on)
    ways = [Q(proposing_unit__in=units_where(user, Capability.VIEW, on=on))]
    if inspected:
        parents = parents_on(on)
        ways.append(Q(proposing_unit__in=inspected.union(*(below(pk, parents) for pk in inspected))))
        ways.append(Q(round__in=Round.objects.filter(unit__in=inspected).values("pk")))
    return ways


def _reached(unit_ids: set[int]) -> QuerySet:
    return NominationReach.objects.filter(unit__in=unit_ids).values("nomination")


def visible_dossiers(user: Any, *, on: date) -> QuerySet[Dossier]:
    """Return the dossiers that the user may know of: their own unit's, and those with a line they may see."""
    seen = units_where(user, Capability.VIEW, on=on)
    lines = Nomination.objects.filter(_of_their_units(user, on=on))
    return Dossier.objects.filter(Q(unit__in=seen) | Q(pk__in=lines.values("dossier")))


def open_rounds_for(unit: Unit, *, at: datetime) -> QuerySet[Round]:
    """Return the rounds that a proposing unit may answer: open ones of the units above it, nearest deadline first."""
    above = [above.pk for above in units_above(unit, local_day(at))]
    return (
        Round.objects.filter(unit__in=above, state=RoundState.OPEN)
        .select_related("authority", "unit")
        .prefetch_related("forms")
        .order_by("deadline", "id")
    )


def rounds_of(unit_ids: set[int]) -> QuerySet[Round]:
    """Return the rounds run by these units with the number of their lines, newest first."""
    return (
        Round.objects.filter(unit__in=unit_ids)
        .select_related("authority", "unit")
        .prefetch_related("forms")
        .annotate(line_count=Count("nominations", filter=~Q(nominations__state__in=[*GONE, NominationState.DRAFT])))
    )
