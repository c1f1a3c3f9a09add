"""Reading for the pages of appraisal: sheets that wait for somebody, opinions asked and owed. Fixed numbers of queries."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, DateField, Exists, F, Min, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast

from nominations.appraisals import APPRAISED
from nominations.enums import FINAL, NominationState
from nominations.models import Appraisal, Nomination, Objection, OpinionRequest, PostedLine, Posting, RoundForm


@dataclass(frozen=True)
class Owed:
    """How many things somebody still owes, and until when the first of them."""

    count: int
    first: date | None


@dataclass(frozen=True)
class PostingWork:
    """What keeps the names of one round from the vote: how many are not posted, how many objections are not answered."""

    round_id: int
    title: str
    unposted: int = 0
    objections: int = 0
    first: date | None = None
    """When the first unanswered objection came."""


def open_sheets(user: Any, unit_ids: Collection[int]) -> QuerySet[Appraisal]:
    """Return the sheets that somebody was asked for or has begun and not handed in, where the line still waits there."""
    return (
        Appraisal.objects.filter(appraiser=user, unit__in=unit_ids, submitted_at=None, excused_at=None)
        .filter(nomination__holder_unit=F("unit"), nomination__state__in=APPRAISED)
        .select_related("nomination__nominee", "nomination__round", "unit")
        .order_by(F("due_on").asc(nulls_last=True), "id")
    )


def sheets_owed(user: Any, unit_ids: Collection[int]) -> Owed:
    """Return how many asked-for sheets somebody still owes. One query; none for somebody who appraises nowhere."""
    if not unit_ids:
        return Owed(0, None)
    asked = open_sheets(user, unit_ids).exclude(asked_by_name="").order_by()
    found = asked.aggregate(n=Count("pk"), first=Min("due_on"))
    return Owed(found["n"], found["first"])


def dated_sheets(first: date, last: date) -> QuerySet[Appraisal]:
    """Return the asked-for sheets, of whomever, that are not in and whose day lies from `first` to `last`."""
    return (
        Appraisal.objects.filter(submitted_at=None, excused_at=None, due_on__range=(first, last))
        .exclude(asked_by_name="")
        .filter(nomination__holder_unit=F("unit"), nomination__state__in=APPRAISED)
        .select_related("nomination__nominee", "nomination__round", "unit__kind", "appraiser")
        .order_by("due_on", "id")
    )


def handed_in_by(user: Any, unit_ids: Collection[int]) -> QuerySet[Appraisal]:
    """Return the sheets that somebody has handed in, the latest first."""
    return (
        Appraisal.objects.filter(appraiser=user, unit__in=unit_ids, excused_at=None)
        .exclude(submitted_at=None)
        .select_related("nomination__nominee", "nomination__round", "unit")
        .order_by("-submitted_at", "-id")
    )


def load_of(unit_id: int) -> dict[int, int]:
    """Return user -> how many asked-for sheets they still owe at a unit."""
    return dict(
        Appraisal.objects.filter(unit=unit_id, submitted_at=None, excused_at=None)
        .filter(nomination__holder_unit=unit_id, nomination__state__in=APPRAISED)
        .exclude(asked_by_name="")
        .values_list("appraiser_id")
        .annotate(n=Count("pk"))
    )


def _unanswered() -> QuerySet[OpinionRequest]:
    return (
        OpinionRequest.objects.filter(answered_at=None, cancelled_at=None)
        .exclude(nomination__state__in=FINAL)
        .select_related("nomination__nominee", "nomination__round", "unit", "asked_unit")
        .order_by("due_on", "id")
    )


def asked_of(unit_ids: Collection[int]) -> QuerySet[OpinionRequest]:
    """Return what other offices ask these units and nobody has answered, the earliest day first."""
    return _unanswered().filter(asked_unit__in=unit_ids)


def dated_requests(first: date, last: date) -> QuerySet[OpinionRequest]:
    """Return the requests for an opinion, by whomever, that nobody has answered and whose day lies from `first` to `last`."""
    return _unanswered().filter(due_on__range=(first, last)).select_related(
        "nomination__nominee", "nomination__round", "unit__kind", "asked_unit__kind"
    )  # fmt: skip


def opinions_open(answering: Collection[int], asking: Collection[int], *, on: date) -> tuple[Owed, Owed]:
    """Return what these units owe others, and what is over its day of what these offices have asked. One query at most."""
    if not answering and not asking:
        return Owed(0, None), Owed(0, None)
    owed, late = Q(asked_unit__in=answering), Q(unit__in=asking, due_on__lt=on)
    found = _unanswered().filter(owed | late).order_by().aggregate(
        n=Count("pk", filter=owed), first=Min("due_on", filter=owed),
        late=Count("pk", filter=late), since=Min("due_on", filter=late),
    )  # fmt: skip
    return Owed(found["n"], found["first"]), Owed(found["late"], found["since"])


def asked_by(unit_ids: Collection[int]) -> QuerySet[OpinionRequest]:
    """Return what these offices have asked others and still wait for, the earliest day first."""
    return _unanswered().filter(unit__in=unit_ids)


def lately_closed(unit_ids: Collection[int]) -> QuerySet[OpinionRequest]:
    """Return the answered and cancelled requests of these offices and to these units, the latest first."""
    return (
        OpinionRequest.objects.filter(Q(unit__in=unit_ids) | Q(asked_unit__in=unit_ids))
        .exclude(answered_at=None, cancelled_at=None)
        .select_related("nomination__nominee", "nomination__round", "unit", "asked_unit")
        .order_by("-id")
    )


def postings_here(round_id: int, unit_ids: Iterable[int]) -> QuerySet[Posting]:
    """Return the postings of a round by these units with `line_count`, `objection_count` and `open_count`, newest first."""
    return (
        Posting.objects.filter(round=round_id, unit__in=unit_ids)
        .select_related("unit")
        .annotate(
            line_count=Count("lines", distinct=True),
            objection_count=Count("lines__objections", distinct=True),
            open_count=Count("lines__objections", filter=Q(lines__objections__answered_at=None), distinct=True),
        )
    )


def postings_owed(unit_ids: Collection[int], user: Any) -> list[PostingWork]:
    """Return the rounds in which names wait at these units: recommended ones that nobody has posted, and objections that
    nobody has answered, but for those about the person. One query; none without a unit.
    """
    if not unit_ids:
        return []
    unposted = (
        Nomination.objects.filter(
            holder_unit__in=unit_ids, state=NominationState.RECOMMENDED, round__posting_days__gt=0
        )
        .exclude(Exists(PostedLine.objects.filter(nomination=OuterRef("pk"), posting__unit=OuterRef("holder_unit"))))
        .order_by()
        .values_list("round_id", "round__title")
        .annotate(unposted=Count("pk"), open=Value(0), first=Cast(Value(None), DateField()))
    )
    objected = (
        Objection.objects.filter(answered_at=None, line__posting__unit__in=unit_ids)
        .exclude(line__nomination__state__in=FINAL)
        .exclude(line__nomination__nominee__user__isnull=False, line__nomination__nominee__user=user)
        .order_by()
        .values_list("line__posting__round_id", "line__posting__round__title")
        .annotate(unposted=Value(0), open=Count("pk"), first=Min("received_on"))
    )
    found: dict[int, PostingWork] = {}
    for round_id, title, names, objections, first in unposted.union(objected, all=True):
        work = found.get(round_id, PostingWork(round_id, title))
        found[round_id] = PostingWork(
            round_id, title, work.unposted + names, work.objections + objections, first or work.first
        )
    return sorted(found.values(), key=lambda work: (-work.objections, work.round_id))


def forms_with_criteria(unit_ids: Collection[int]) -> QuerySet[RoundForm]:
    """Return the forms of rounds of these units that have criteria, newest round first."""
    return (
        RoundForm.objects.filter(round__unit__in=unit_ids, criteria__isnull=False)
        .select_related("round")
        .distinct()
        .order_by("-round__created_at", "-round_id", "form")
    )
