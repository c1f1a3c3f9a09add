"""Reading for the office's pages: one line and its files, how far a round has come. Fixed numbers of queries."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from nominations.enums import NominationState
from nominations.models import Evidence, Nomination, Round, RoundExtension
from organizations.models import Unit
from organizations.queries import parents_on
from organizations.rules import below, chain_above
from permissions.access import units_where
from permissions.roles import Capability

S = NominationState
NOT_WITH_OFFICES = (S.DRAFT, S.WITHDRAWN)
"""States of which the offices above are told nothing."""


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


def arrived_line(unit_ids: set[int], pk: int) -> Nomination | None:
    """Return a line that has reached one of these units, wherever it is now, or None."""
    return for_reading(Nomination.objects.filter(pk=pk, reaches__unit__in=unit_ids)).first()


def arrived_lines(unit_ids: set[int], pks: Iterable[int]) -> list[Nomination]:
    """Return those of the lines that have reached one of these units, wherever they are now, in the order asked for."""
    place = {pk: i for i, pk in enumerate(pks)}
    reached = Nomination.objects.filter(pk__in=place, reaches__unit__in=unit_ids).values("pk")
    found = for_reading(Nomination.objects.filter(pk__in=reached))
    return sorted(found, key=lambda line: place[line.pk])


def files_of(nomination: Nomination) -> QuerySet[Evidence]:
    """Return the files of a line and of its whole dossier."""
    return Evidence.objects.filter(
        Q(nomination=nomination) | Q(nomination=None, dossier_id=nomination.dossier_id), removed_at=None
    )


def files_with(nomination: Nomination) -> list[Evidence]:
    """Return the files of a line and of its whole dossier, those of the line first, with types and senders."""
    return in_reading_order(files_of(nomination).select_related("type", "uploaded_by"))


def in_reading_order(files: Iterable[Evidence]) -> list[Evidence]:
    """Return the files of the line first, then those of its dossier, each in the order in which they came."""
    return sorted(files, key=lambda row: (row.nomination_id is None, row.pk))


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


def put_line_counts(rounds: Iterable[Round]) -> None:
    """Put on each round its `line_count`, `open_count` (with offices and committees) and `granted_count`.

    One query, for the rounds of one page; it is answered by the index of rounds and states alone.
    """
    rounds = list(rounds)
    counts: dict[int, Counter[str]] = {round.pk: Counter() for round in rounds}
    rows = Nomination.objects.filter(round__in=counts).order_by().values_list("round", "state")
    for pk, state, n in rows.annotate(n=Count("*")):
        counts[pk][state] = n
    for round in rounds:
        states = counts[round.pk]
        round.line_count = states.total() - sum(states[state] for state in NOT_WITH_OFFICES)
        round.open_count = round.line_count - states[S.ISSUED] - states[S.REJECTED]
        round.granted_count = states[S.ISSUED]


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
