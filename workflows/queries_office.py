"""Reading for the office's pages: the appraiser's queue, how far a round has come. Fixed numbers of queries."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from nominations.enums import NominationState
from nominations.models import Evidence, Nomination, Round, RoundExtension
from organizations.models import Unit
from organizations.queries import parents_on
from organizations.rules import below, chain_above
from permissions.access import units_where
from permissions.roles import Capability
from vietnamese.text import search_key

S = NominationState
WAITING = Q(state__in=[S.SUBMITTED, S.UNDER_APPRAISAL]) | Q(state=S.FORWARDED, awaits_outside_answer=False)
"""What the office of the holding unit has to look at: arrived from below, or under its appraisal."""

NOT_WITH_OFFICES = (S.DRAFT, S.WITHDRAWN)
"""States of which the offices above are told nothing."""


@dataclass(frozen=True)
class QueueFilter:
    """What the appraiser narrows the queue to; all parts together, empty ones do not count."""

    text: str = ""
    round_id: int | None = None
    unit_id: int | None = None
    kind: str = ""

    def __bool__(self) -> bool:
        return bool(self.text or self.round_id or self.unit_id or self.kind)


@dataclass(frozen=True)
class Overview:
    """The whole queue in figures: how many wait, since when the oldest, in which rounds and from which units."""

    count: int = 0
    oldest: datetime | None = None
    rounds: list[tuple[int, str]] = field(default_factory=list)
    units: list[tuple[int, str]] = field(default_factory=list)
    waiting: Mapping[int, int] = field(default_factory=dict)
    """Round id -> how many wait in it."""


@dataclass(frozen=True)
class Progress:
    """How many of the lines that arrived have an opinion; returned ones have, until they come back."""

    done: int
    total: int
    returned: int


def queue_of(unit_ids: set[int]) -> QuerySet[Nomination]:
    """Return the lines that wait for the offices of these units, the one submitted first in front."""
    return Nomination.objects.filter(WAITING, holder_unit__in=unit_ids).order_by("submitted_at", "id")


def narrowed(lines: QuerySet[Nomination], by: QueueFilter) -> QuerySet[Nomination]:
    """Return the lines that fit the filter. Words are compared without accents with name, unit, model and code."""
    for word in search_key(by.text).split():
        lines = lines.filter(search_key__contains=word)
    if by.round_id:
        lines = lines.filter(round_id=by.round_id)
    if by.unit_id:
        lines = lines.filter(proposing_unit_id=by.unit_id)
    return lines.filter(nominee__kind=by.kind) if by.kind else lines


def for_list(lines: QuerySet[Nomination]) -> QuerySet[Nomination]:
    """Return the lines with only what a row of a list prints; long texts stay in the database."""
    return lines.select_related("nominee").only(
        "code",
        "state",
        "state_since",
        "submitted_at",
        "model_name",
        "proposing_unit_name",
        "appraisal_note",
        "version",
        "holder_unit_id",
        "nominee__kind",
        "nominee__full_name",
        "nominee__sex",
        "nominee__is_party_member",
        "nominee__position",
    )


def for_reading(lines: QuerySet[Nomination]) -> QuerySet[Nomination]:
    """Return the lines with everything that a dossier page and the rules need, in one query."""
    return lines.select_related(
        "nominee",
        "dossier",
        "round__authority__level",
        "round__unit",
        "proposing_unit__kind",
        "holder_unit__kind",
        "returned_by_unit__kind",
    )


def overview_of(unit_ids: set[int]) -> Overview:
    """Return the figures of the queue of these units, in one query."""
    groups = list(
        queue_of(unit_ids)
        .order_by()
        .values_list(
            "round_id", "round__title", "proposing_unit_id", "proposing_unit__name", "proposing_unit__sort_key"
        )
        .annotate(lines=Count("pk"), oldest=Min("submitted_at"))
    )
    if not groups:
        return Overview()
    units = sorted({(key, unit_id, name) for _, _, unit_id, name, key, _, _ in groups})
    waiting: Counter[int] = Counter()
    for round_id, *_, lines, _oldest in groups:
        waiting[round_id] += lines
    return Overview(
        count=waiting.total(),
        oldest=min((group[-1] for group in groups if group[-1]), default=None),
        rounds=sorted({(round_id, title) for round_id, title, *_ in groups}, reverse=True),
        units=[(unit_id, name) for _, unit_id, name in units],
        waiting=waiting,
    )


def progress_of(unit_ids: set[int], round_ids: Iterable[int], *, waiting: int) -> Progress:
    """Return how far the offices of these units have come in these rounds, where `waiting` lines still wait."""
    arrived = Nomination.objects.filter(round__in=list(round_ids), reaches__unit__in=unit_ids).exclude(
        state=S.WITHDRAWN
    )
    found = arrived.aggregate(
        all=Count("pk", distinct=len(unit_ids) > 1),
        returned=Count("pk", filter=Q(state=S.RETURNED), distinct=len(unit_ids) > 1),
    )
    return Progress(done=max(0, found["all"] - waiting), total=max(found["all"], waiting), returned=found["returned"])


def place_in(lines: QuerySet[Nomination], nomination: Nomination) -> tuple[int, int]:
    """Return how many of the lines come before `nomination` in the order of the queue, and how many there are. One query."""
    found = lines.order_by().aggregate(before=Count("pk", filter=_after(nomination, "lt")), all=Count("pk"))
    return found["before"], found["all"]


def line_after(lines: QuerySet[Nomination], nomination: Nomination) -> int | None:
    """Return the primary key of the next line in the order of the queue, of the first one after the last, or None."""
    others = lines.exclude(pk=nomination.pk).values_list("pk", flat=True)
    return others.filter(_after(nomination, "gt")).first() or others.first()


def _after(nomination: Nomination, than: str) -> Q:
    moment = nomination.submitted_at
    return Q(**{f"submitted_at__{than}": moment}) | Q(submitted_at=moment, **{f"pk__{than}": nomination.pk})


def arrived_line(unit_ids: set[int], pk: int) -> Nomination | None:
    """Return a line that has reached one of these units, wherever it is now, or None."""
    return for_reading(Nomination.objects.filter(pk=pk, reaches__unit__in=unit_ids)).first()


def files_with(nomination: Nomination) -> list[Evidence]:
    """Return the files of a line and of its whole dossier, those of the line first."""
    rows = Evidence.objects.filter(
        Q(nomination=nomination) | Q(nomination=None, dossier_id=nomination.dossier_id), removed_at=None
    ).select_related("type", "uploaded_by")
    return sorted(rows, key=lambda row: (row.nomination_id is None, row.pk))


def rounds_seen_by(user: Any, *, on: date) -> QuerySet[Round]:
    """Return the rounds that the user may read: of their own units, and of the units above those they nominate for."""
    return (
        Round.objects.filter(unit__in=round_units(user, on=on))
        .select_related("authority__level", "unit__kind")
        .prefetch_related("forms")
    )


def round_units(user: Any, *, on: date) -> set[int]:
    """Return the units whose rounds the user may read."""
    units = units_where(user, Capability.VIEW, on=on) | units_where(user, Capability.MANAGE_ROUNDS, on=on)
    proposing = units_where(user, Capability.NOMINATE, on=on)
    return units | units_answered_by(proposing, on=on) if proposing else units


def units_answered_by(unit_ids: set[int], *, on: date) -> set[int]:
    """Return the units whose rounds these may answer: those above them."""
    parents = parents_on(on)
    return set().union(*(chain_above(pk, parents) for pk in unit_ids))


def with_counts(rounds: QuerySet[Round]) -> QuerySet[Round]:
    """Return the rounds with `line_count`, `open_count` (with offices and committees) and `granted_count`."""
    live = ~Q(nominations__state__in=NOT_WITH_OFFICES)
    ended = Q(nominations__state__in=[S.ISSUED, S.REJECTED])
    return rounds.annotate(
        line_count=Count("nominations", filter=live),
        open_count=Count("nominations", filter=live & ~ended),
        granted_count=Count("nominations", filter=Q(nominations__state=S.ISSUED)),
    )


def proposing_units(unit: Unit, day: date) -> list[Unit]:
    """Return the units below `unit` that propose, in Vietnamese order."""
    return list(Unit.objects.filter(pk__in=below(unit.pk, parents_on(day)), kind__proposes=True).select_related("kind"))


def counts_by_unit(round: Round) -> dict[int, dict[str, int]]:
    """Return for each proposing unit of the round how many lines it has in which state; nothing of drafts."""
    rows = (
        round.nominations.exclude(state__in=NOT_WITH_OFFICES)
        .order_by()
        .values_list("proposing_unit_id", "state")
        .annotate(n=Count("pk"))
    )
    found: dict[int, dict[str, int]] = {}
    for unit_id, state, n in rows:
        found.setdefault(unit_id, {})[state] = n
    return found


def extensions_of(round: Round) -> list[RoundExtension]:
    """Return the extensions that hold, the latest for each unit, in the order in which they were granted."""
    latest: dict[int, RoundExtension] = {}
    for extension in round.extensions.select_related("unit", "granted_by").order_by("granted_at", "id"):
        latest[extension.unit_id] = extension
    return list(latest.values())
