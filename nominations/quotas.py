"""How many lines each unit may propose and how much of that is used: by kind, and by form where a quota says so."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, Value
from django.db.models.functions import Coalesce, NullIf

from organizations.models import Unit

from .enums import NominationState, QuotaMode
from .models import Nomination, Quota, Round
from .rules import QuotaUse

GONE = (NominationState.WITHDRAWN, NominationState.REJECTED)
"""States in which a line no longer counts against a quota or as a duplicate."""

APPROVED = (NominationState.APPROVED, NominationState.ISSUED, NominationState.FORWARDED)
"""States in which the committee has said yes."""

Counts = Mapping[tuple[str, str], tuple[int, int]]
"""(kind, form) -> (lines that count, lines that are approved) of one unit in one round."""


def quota_use(round: Round, unit: Unit) -> list[QuotaUse]:
    """Return how much of each quota the unit has used in the round, and of each kind without one; see rows_for()."""
    return uses_of([round], [unit.pk])[round.pk, unit.pk]


def uses_of(
    rounds: Iterable[Round], unit_ids: Iterable[int], *, with_drafts: bool = True
) -> dict[tuple[int, int], list[QuotaUse]]:
    """Return (round id, unit id) -> quota_use() for each pair; three queries, one less where forms are prefetched.

    An office counts without drafts: those are the cell's own matter.
    """
    rounds, unit_ids = list(rounds), list(unit_ids)
    quotas = _quotas(round.pk for round in rounds)
    counts = counts_of((round.pk for round in rounds), unit_ids, with_drafts=with_drafts)
    return {
        (round.pk, unit_id): rows_for(
            {(form.recipient_kind, form.form) for form in round.forms.all()},
            binding_unit(quotas[round.pk], unit_id),
            counts[round.pk, unit_id],
        )
        for round in rounds
        for unit_id in unit_ids
    }


def _quotas(round_ids: Iterable[int]) -> dict[int, list[Quota]]:
    found: dict[int, list[Quota]] = defaultdict(list)
    for quota in Quota.objects.filter(round__in=list(round_ids)):
        found[quota.round_id].append(quota)
    return found


def granted_form() -> Coalesce:
    """Return the expression of Nomination.granted_form: a line counts against the quota of what it is granted."""
    return Coalesce(NullIf("awarded_form", Value("")), "form")


def counts_of(
    round_ids: Iterable[int], unit_ids: Iterable[int], *, without: int | None = None, with_drafts: bool = True
) -> dict[tuple[int, int], Counts]:
    """Return (round id, unit id) -> counts by kind and form; drafts count, withdrawn and rejected lines do not.

    `without` is the primary key of a line that is left out.
    """
    found: dict[tuple[int, int], dict] = defaultdict(dict)
    left_out = GONE if with_drafts else (*GONE, NominationState.DRAFT)
    rows = (
        Nomination.objects.filter(round__in=list(round_ids), proposing_unit__in=list(unit_ids))
        .exclude(Q(state__in=left_out) | Q(pk=without))
        .order_by()
        .annotate(granted=granted_form())
        .values_list("round", "proposing_unit", "nominee__kind", "granted")
        .annotate(all=Count("pk"), approved=Count("pk", filter=Q(state__in=APPROVED)))
    )
    for round_id, unit_id, kind, form, every, approved in rows:
        found[round_id, unit_id][kind, form] = (every, approved)
    return found


def binding_unit(quotas: Iterable[Quota], unit_id: int) -> dict[tuple[str, str], Quota]:
    """Return (kind, form or "") -> the quota that binds the unit: its own, or the one for every unit."""
    found: dict[tuple[str, str], Quota] = {}
    for quota in sorted(quotas, key=lambda quota: quota.unit_id is not None):
        if quota.unit_id in (None, unit_id):
            found[quota.recipient_kind, quota.form] = quota
    return found


def rows_for(
    offered: Iterable[tuple[str, str]], quotas: Mapping[tuple[str, str], Quota], counts: Counts
) -> list[QuotaUse]:
    """Return a row for each quota, and a row without limit for a kind that has none, in a fixed order."""
    kinds = sorted({kind for kind, _ in offered} | {kind for kind, _ in quotas})
    found = []
    for kind in kinds:
        mine = sorted(form for of, form in quotas if of == kind) or [""]
        found += [use_of(kind, form, quotas.get((kind, form)), counts) for form in mine]
    return found


def use_of(kind: str, form: str, quota: Quota | None, counts: Counts) -> QuotaUse:
    """Return how much of one quota is used; `form` "" counts every form of the kind."""
    rows = [number for (of, what), number in counts.items() if of == kind and form in ("", what)]
    return QuotaUse(
        kind=kind,
        form=form,
        proposed=sum(every for every, _ in rows),
        limit=quota.limit if quota else None,
        blocks=bool(quota and quota.mode == QuotaMode.BLOCK),
        approved=sum(approved for _, approved in rows),
    )


@dataclass(frozen=True)
class Book:
    """The quotas of some rounds by their ids, and what counts against them by round and unit."""

    quotas: Mapping[int, list[Quota]]
    counts: Mapping[tuple[int, int], Counts]

    def binding(self, line: Nomination) -> tuple[QuotaUse, ...]:
        """Return the quotas that bind a line: of its form and of any form. One that is not written yet counts, too."""
        kind, form = key = (line.nominee.kind, line.granted_form)
        bound = binding_unit(self.quotas.get(line.round_id, ()), line.proposing_unit_id)
        mine = dict(self.counts.get((line.round_id, line.proposing_unit_id), {}))
        if line.pk is None:
            every, approved = mine.get(key, (0, 0))
            mine[key] = (every + 1, approved)
        return tuple(use_of(kind, which, bound[kind, which], mine) for which in (form, "") if (kind, which) in bound)

    def approved_rows(self, lines: Iterable[Nomination]) -> list[dict]:
        """Return for each unit, kind and quota among the lines: unit name, use, and how many of them fall under it.

        For a committee that votes: "đã duyệt 4, chỉ tiêu 6". Units without a quota are left out.
        """
        here: Counter[tuple] = Counter()
        names: dict[int, str] = {}
        for line in lines:
            names[line.proposing_unit_id] = line.proposing_unit_name
            for form in (line.granted_form, ""):
                here[line.round_id, line.proposing_unit_id, line.nominee.kind, form] += 1
        rows = []
        for (round_id, unit_id, kind, form), number in here.items():
            quota = binding_unit(self.quotas.get(round_id, ()), unit_id).get((kind, form))
            if quota:
                use = use_of(kind, form, quota, self.counts.get((round_id, unit_id), {}))
                rows.append({"unit": names[unit_id], "use": use, "here": number})
        return sorted(rows, key=lambda row: (row["unit"], row["use"].kind, row["use"].form))


def book_of(lines: Iterable[Nomination], quotas: Mapping[int, list[Quota]], *, without: int | None = None) -> Book:
    """Return what binds these lines, where `quotas` are all of their rounds. One query; none where there is no quota.

    `without` is the primary key of the written line whose place an unwritten one takes.
    """
    if not any(quotas.values()):
        return Book({}, {})
    lines = list(lines)
    rounds, units = {line.round_id for line in lines}, {line.proposing_unit_id for line in lines}
    return Book(quotas, counts_of(rounds, units, without=without))
