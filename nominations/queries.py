"""Reading rounds and nominations. Each list here has a fixed number of queries whatever its length."""

from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from organizations.enums import RecipientKind
from organizations.models import Unit
from organizations.queries import award_right, units_above, units_below
from permissions.access import units_where
from permissions.roles import Capability
from vietnamese.dates import local_day
from vietnamese.text import one_line

from .enums import NominationState, QuotaMode, RoundState
from .models import Dossier, Evidence, Nomination, NominationReach, Nominee, Quota, Round, RoundExtension
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
        .exclude(state__in=GONE).count()
    )


def quota_use(round: Round, unit: Unit) -> list[dict]:
    """Return for each kind that the round offers: kind, label, proposed, limit (None without), left (None without)."""
    kinds = sorted({form.recipient_kind for form in round.forms.all()})
    result = []
    for kind in kinds:
        quota, proposed = quota_for(round, unit.pk, kind), proposed_count(round, unit.pk, kind)
        result.append({
            "kind": kind, "label": RecipientKind(kind).label, "proposed": proposed,
            "limit": quota.limit if quota else None, "left": max(0, quota.limit - proposed) if quota else None,
        })
    return result


def duplicate_of(nomination: Nomination) -> Nomination | None:
    """Return another open line of the round for the same name, birth year, kind and form, or None."""
    nominee = nomination.nominee
    return (
        Nomination.objects.filter(
            round_id=nomination.round_id, form=nomination.form, nominee__kind=nominee.kind,
            nominee__full_name=one_line(nominee.full_name), nominee__birth_year=nominee.birth_year,
            nominee__unit_text=nominee.unit_text,
        )
        .exclude(pk=nomination.pk).exclude(state__in=GONE).order_by("id").first()
    )


def line_facts(nomination: Nomination, *, at: datetime) -> LineFacts:
    """Collect what the rules look at, on the data of the day `at`."""
    nominee, dossier, round = nomination.nominee, nomination.dossier, nomination.round
    quota = quota_for(round, nomination.proposing_unit_id, nominee.kind)
    right = award_right(round.authority.level_id, nomination.form, nominee.kind, local_day(at))
    duplicate = duplicate_of(nomination)
    return LineFacts(
        kind=nominee.kind,
        form_label=nomination.get_form_display(),
        form_is_offered=round.forms.filter(recipient_kind=nominee.kind, form=nomination.form).exists(),
        clause=right.clause if right else None,
        authority=round.authority.name,
        has_name=bool(nominee.full_name),
        has_achievement=bool(nomination.achievement),
        has_citation=bool(nomination.citation),
        has_meeting=dossier.has_meeting,
        members_total=dossier.members_total,
        members_present=dossier.members_present,
        in_favor=nomination.votes_in_favor,
        against=nomination.votes_against,
        invalid=nomination.votes_invalid,
        quota=quota.limit if quota else None,
        quota_blocks=bool(quota and quota.mode == QuotaMode.BLOCK),
        proposed=proposed_count(round, nomination.proposing_unit_id, nominee.kind),
        duplicate_code=duplicate.code if duplicate else None,
        is_outside_party=not (nominee.is_party_member if nominee.is_individual else nominee.is_party_organization),
        evidence_count=evidence_of(nomination).count(),
    )


def findings_for(nomination: Nomination, *, at: datetime) -> list[Finding]:
    """Return what the rules say of a line today, worst first."""
    return examine(line_facts(nomination, at=at))


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
        below = {unit.pk for pk in inspected for unit in units_below(Unit.objects.get(pk=pk), on)}
        wanted |= Q(proposing_unit__in=inspected | below) | Q(round__unit__in=inspected)
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
        .select_related("authority", "unit").prefetch_related("forms").order_by("deadline", "id")
    )


def rounds_of(unit_ids: set[int]) -> QuerySet[Round]:
    """Return the rounds run by these units with the number of their lines, newest first."""
    return (
        Round.objects.filter(unit__in=unit_ids).select_related("authority", "unit").prefetch_related("forms")
        .annotate(line_count=Count("nominations", filter=~Q(nominations__state__in=[*GONE, NominationState.DRAFT])))
    )
