"""Reading rounds and nominations. Each list here has a fixed number of queries whatever its length."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from organizations.enums import RecipientKind
from organizations.models import AwardRight, Unit
from organizations.queries import parents_on, units_above
from organizations.rules import below
from permissions.access import units_where
from permissions.roles import Capability
from vietnamese.dates import local_day
from vietnamese.text import one_line

from .enums import NominationState, QuotaMode, RoundState
from .models import Dossier, Evidence, Nomination, NominationReach, Nominee, Quota, Round, RoundExtension, RoundForm
from .rules import Finding, LineFacts, examine

GONE = (NominationState.WITHDRAWN, NominationState.REJECTED)
"""States in which a line no longer counts against a quota or as a duplicate."""


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
    extended = RoundExtension.objects.filter(round=round, unit_id=unit_id).first()
    return max(round.deadline, extended.deadline) if extended else round.deadline


def quota_for(round: Round, unit_id: int, kind: str) -> Quota | None:
    """Return the quota that binds a unit: its own, or the one for every unit, or None."""
    rows = Quota.objects.filter(round=round, recipient_kind=kind).filter(Q(unit=None) | Q(unit_id=unit_id))
    return next(iter(sorted(rows, key=lambda quota: quota.unit_id is None)), None)


def proposed_count(round: Round, unit_id: int, kind: str) -> int:
    """Return how many lines of a kind the unit has in the round, drafts included, withdrawn and rejected ones not."""
    return (
        Nomination.objects.filter(round=round, proposing_unit_id=unit_id, nominee__kind=kind)
        .exclude(state__in=GONE)
        .count()
    )


def quota_use(round: Round, unit: Unit) -> list[dict]:
    """Return for each kind that the round offers: kind, label, proposed, limit (None without), left (None without)."""
    kinds = sorted({form.recipient_kind for form in round.forms.all()})
    result = []
    for kind in kinds:
        quota, proposed = quota_for(round, unit.pk, kind), proposed_count(round, unit.pk, kind)
        result.append(
            {
                "kind": kind,
                "label": RecipientKind(kind).label,
                "proposed": proposed,
                "limit": quota.limit if quota else None,
                "left": max(0, quota.limit - proposed) if quota else None,
            }
        )
    return result


def _counted(day: date) -> QuerySet[Nomination]:
    """Return nominations with what the rules compare them to, each as a subquery: one query for any number of lines."""
    quotas = (
        Quota.objects.filter(round=OuterRef("round"), recipient_kind=OuterRef("nominee__kind"))
        .filter(Q(unit=None) | Q(unit=OuterRef("proposing_unit")))
        .order_by(F("unit").asc(nulls_last=True))
    )
    files = Evidence.objects.filter(
        Q(nomination=OuterRef("pk")) | Q(nomination=None, dossier=OuterRef("dossier")), removed_at=None
    )
    siblings = Nomination.objects.exclude(state__in=GONE).filter(
        round=OuterRef("round"), nominee__kind=OuterRef("nominee__kind")
    )
    doubles = (
        siblings.filter(
            form=OuterRef("form"),
            nominee__name_key=OuterRef("nominee__name_key"),
            nominee__full_name=OuterRef("nominee__full_name"),
            nominee__unit_text=OuterRef("nominee__unit_text"),
        )
        .annotate(born=Coalesce("nominee__birth_year", 0))
        .filter(born=Coalesce(OuterRef("nominee__birth_year"), 0))
        .exclude(pk=OuterRef("pk"))
        .order_by("id")
    )
    rights = AwardRight.objects.on(day).filter(
        kind=OuterRef("round__authority__level"), form=OuterRef("form"), recipient_kind=OuterRef("nominee__kind")
    )
    offered = RoundForm.objects.filter(
        round=OuterRef("round"), recipient_kind=OuterRef("nominee__kind"), form=OuterRef("form")
    )
    return Nomination.objects.annotate(
        is_offered=Exists(offered),
        clause=Subquery(rights.values("clause")[:1]),
        quota=Subquery(quotas.values("limit")[:1]),
        quota_mode=Subquery(quotas.values("mode")[:1]),
        proposed=_number_of(siblings.filter(proposing_unit=OuterRef("proposing_unit"))),
        double=Subquery(doubles.values("code")[:1]),
        files=_number_of(files),
    )


def _number_of(rows: QuerySet) -> Coalesce:
    return Coalesce(
        Subquery(rows.order_by().annotate(all=Value(1)).values("all").annotate(n=Count("pk")).values("n")), 0
    )


def facts_of(nominations: Iterable[Nomination], *, at: datetime) -> dict[int, LineFacts]:
    """Collect what the rules look at for each of these lines, by primary key, on the data of the day `at`.

    One query whatever their number, when nominee, dossier and the round's authority are loaded with them.
    """
    lines = list(nominations)
    counted = (
        _counted(local_day(at))
        .filter(pk__in=[line.pk for line in lines])
        .values("pk", "is_offered", "clause", "quota", "quota_mode", "proposed", "double", "files")
    )
    found = {row["pk"]: row for row in counted}
    return {line.pk: _line_facts(line, found[line.pk]) for line in lines}


def _line_facts(nomination: Nomination, counted: dict) -> LineFacts:
    nominee, dossier = nomination.nominee, nomination.dossier
    return LineFacts(
        kind=nominee.kind,
        form_label=nomination.get_form_display(),
        form_is_offered=counted["is_offered"],
        clause=counted["clause"],
        authority=nomination.round.authority.name,
        has_name=bool(nominee.full_name),
        has_achievement=bool(nomination.achievement),
        has_citation=bool(nomination.citation),
        has_meeting=dossier.has_meeting,
        members_total=dossier.members_total,
        members_present=dossier.members_present,
        in_favor=nomination.votes_in_favor,
        against=nomination.votes_against,
        invalid=nomination.votes_invalid,
        quota=counted["quota"],
        quota_blocks=counted["quota_mode"] == QuotaMode.BLOCK,
        proposed=counted["proposed"],
        duplicate_code=counted["double"],
        is_outside_party=not (nominee.is_party_member if nominee.is_individual else nominee.is_party_organization),
        evidence_count=counted["files"],
    )


def findings_of(nominations: Iterable[Nomination], *, at: datetime) -> dict[int, list[Finding]]:
    """Return what the rules say of each of these lines today, worst first, by primary key; see facts_of()."""
    return {pk: examine(facts) for pk, facts in facts_of(nominations, at=at).items()}


def findings_for(nomination: Nomination, *, at: datetime) -> list[Finding]:
    """Return what the rules say of a line today, worst first."""
    return findings_of([nomination], at=at)[nomination.pk]


def evidence_of(nomination: Nomination) -> QuerySet[Evidence]:
    """Return the files of the line and those of its whole dossier, without removed ones."""
    return Evidence.objects.filter(
        Q(nomination=nomination) | Q(nomination=None, dossier_id=nomination.dossier_id), removed_at=None
    )


def visible_to(user: Any, *, on: date) -> QuerySet[Nomination]:
    """Return the nominations that the user may know of.

    A cell sees its own, drafts included; an office and a committee see what has reached them; an inspector sees
    everything of the unit, its rounds and the units below.
    """
    seen = units_where(user, Capability.VIEW, on=on)
    inspected = units_where(user, Capability.INSPECT, on=on)
    wanted = Q(proposing_unit__in=seen) | Q(pk__in=_reached(seen))
    if inspected:
        parents = parents_on(on)
        wanted |= Q(proposing_unit__in=inspected.union(*(below(pk, parents) for pk in inspected))) | Q(
            round__unit__in=inspected
        )
    return Nomination.objects.filter(wanted)


def _reached(unit_ids: set[int]) -> QuerySet:
    return NominationReach.objects.filter(unit__in=unit_ids).values("nomination")


def visible_dossiers(user: Any, *, on: date) -> QuerySet[Dossier]:
    """Return the dossiers that the user may know of: their own unit's, and those with a line they may see."""
    seen = units_where(user, Capability.VIEW, on=on)
    return Dossier.objects.filter(Q(unit__in=seen) | Q(pk__in=visible_to(user, on=on).values("dossier")))


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
