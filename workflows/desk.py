"""What lies on a person's desk: reads for the first page and for a cell's lists. Each function has a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Min, Model, OuterRef, Q, QuerySet, Subquery

from documents.enums import DocumentType
from documents.models import REGISTER, Decision, DecisionLine, DecisionState, NumberSeries
from meetings.enums import MeetingState
from meetings.models import AgendaLine, Meeting
from nominations.enums import FINAL, WITH_CELL, NominationState, RoundState
from nominations.models import Dossier, Nomination, Receipt, Round
from nominations.queries import visible_to
from nominations.quotas import GONE, binding_unit, rows_for
from nominations.rules import QuotaUse
from organizations.enums import AwardForm, RecipientKind
from organizations.models import Unit
from organizations.queries import parents_on, signers_on, units_below
from organizations.rules import chain_above
from permissions.access import units_where
from permissions.models import RoleAssignment
from permissions.roles import Capability, Role
from vietnamese.dates import days_between, local_day

from .enums import Action
from .models import TransitionRecord

S = NominationState
YEAR = timedelta(days=365)
SHOWN = 25
"""How many lines the first page lists; the rest is one link away."""


@dataclass
class Call:
    """One open round as it stands for one unit: until when, how many, and the dossiers that the unit has in it."""

    round: Round
    unit: Unit
    deadline: datetime
    is_extended: bool
    quotas: list[QuotaUse]
    dossiers: list[Dossier] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        """Return whether no quota leaves room."""
        return all(use.left == 0 for use in self.quotas)


def returned_lines(units: Iterable[Unit]) -> list[Nomination]:
    """Return the lines that came back to these units, the nearest due date first."""
    return list(
        Nomination.objects.filter(proposing_unit__in=units, state=S.RETURNED)
        .select_related("nominee", "round", "dossier")
        .order_by(F("due_at").asc(nulls_last=True), "id")
    )


def calls_for(
    units: list[Unit], *, at: datetime, only: Round | None = None, parents: dict[int, int | None] | None = None
) -> list[Call]:
    """Return what these units may answer: open rounds of the units above each, nearest deadline first.

    `only` asks for one round, which may be closed. Six queries whatever the number of rounds and units.
    """
    parents = parents_on(local_day(at)) if parents is None else parents
    above = {unit.pk: set(chain_above(unit.pk, parents)) for unit in units}
    rounds = Round.objects.filter(unit__in=set().union(*above.values())).select_related("authority", "unit")
    rounds = rounds.filter(pk=only.pk) if only else rounds.filter(state=RoundState.OPEN)
    rounds = list(rounds.prefetch_related("forms", "quotas", "extensions"))
    dossiers = _dossiers(rounds, units)
    calls = [
        _call(round, unit, dossiers.get((round.pk, unit.pk), []))
        for round in rounds
        for unit in units
        if round.unit_id in above[unit.pk]
    ]
    return sorted(calls, key=lambda call: (call.deadline, call.round.pk, call.unit.sort_key))


def _call(round: Round, unit: Unit, dossiers: list[Dossier]) -> Call:
    extended = [e.deadline for e in round.extensions.all() if e.unit_id == unit.pk][:1]
    deadline = max([round.deadline, *extended])
    counts = {pair: (sum(getattr(dossier, _count_name(*pair)) for dossier in dossiers), 0) for pair in PAIRS}
    offered = {(form.recipient_kind, form.form) for form in round.forms.all()}
    quotas = rows_for(offered, binding_unit(round.quotas.all(), unit.pk), counts)
    return Call(round, unit, deadline, deadline > round.deadline, quotas, dossiers)


PAIRS = [(kind, form) for kind in RecipientKind.values for form in AwardForm.values]
"""Every kind of recipient with every form of award."""


def _count_name(kind: str, form: str) -> str:
    return f"{kind}_{form}_count"


def with_counts(dossiers: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """Return the dossiers with `line_count`, `draft_count`, `returned_count`, `underway_count`, `ended_count`."""
    return dossiers.annotate(
        line_count=Count("nominations"),
        draft_count=Count("nominations", filter=Q(nominations__state=S.DRAFT)),
        returned_count=Count("nominations", filter=Q(nominations__state=S.RETURNED)),
        ended_count=Count("nominations", filter=Q(nominations__state__in=FINAL)),
    ).annotate(underway_count=F("line_count") - F("draft_count") - F("returned_count") - F("ended_count"))


def _dossiers(rounds: list[Round], units: list[Unit]) -> dict[tuple[int, int], list[Dossier]]:
    """Return (round id, unit id) -> dossiers, each also with the count of its lines of each kind and form that count
    against a quota (nominations.quotas.counts_of counts the same).
    """
    found = defaultdict(list)
    counts = {
        _count_name(kind, form): Count(
            "nominations",
            filter=Q(nominations__nominee__kind=kind)
            & (Q(nominations__awarded_form=form) | Q(nominations__awarded_form="", nominations__form=form))
            & ~Q(nominations__state__in=GONE),
        )
        for kind, form in PAIRS
    }
    for dossier in (
        with_counts(Dossier.objects.filter(round__in=rounds, unit__in=units)).annotate(**counts).order_by("id")
    ):
        found[dossier.round_id, dossier.unit_id].append(dossier)
    return found


def lines_of_the_year(units: Iterable[Unit], *, at: datetime) -> list[Nomination]:
    """Return the lines of these units that have left the cell and are not over, or ended within a year before `at`.

    Newest first, at most SHOWN, with what the tracker needs and `receipt_code`, the receipt of their last submission.
    """
    receipt = Receipt.objects.filter(dossier=OuterRef("dossier"), handed_in_at=OuterRef("submitted_at"))
    recent = ~Q(state__in=FINAL) | Q(state_since__gt=at - YEAR)
    return list(
        Nomination.objects.filter(recent, proposing_unit__in=units)
        .exclude(state=S.DRAFT)
        .select_related("nominee", "round__authority", "proposing_unit__kind", "holder_unit__kind", "award")
        .annotate(receipt_code=Subquery(receipt.order_by("-id").values("code")[:1]))
        .order_by("-state_since", "-id")[:SHOWN]
    )


@dataclass(frozen=True)
class Load:
    """How many lines wait at one office and since when the oldest has waited."""

    unit: Unit
    waiting: int
    arrived: int
    oldest: datetime

    def days(self, at: datetime) -> int:
        """Return how many days the oldest line has waited at `at`."""
        return days_between(self.oldest, at)


def appraisal_load(units: Iterable[Unit]) -> list[Load]:
    """Return for each office with waiting lines how many there are, how many of them have only arrived, the oldest."""
    arrived = Q(state__in=[S.SUBMITTED, S.FORWARDED])
    rows = (
        Nomination.objects.filter(holder_unit__in=units)
        .filter(arrived | Q(state=S.UNDER_APPRAISAL))
        .exclude(state=S.FORWARDED, awaits_outside_answer=True)
        .order_by()
        .values_list("holder_unit")
        .annotate(
            n=Count("id"), arrived=Count("id", filter=arrived), oldest=Min("submitted_at"), since=Min("state_since")
        )
    )
    found = {row[0]: row[1:] for row in rows}
    return [Load(u, found[u.pk][0], found[u.pk][1], found[u.pk][2] or found[u.pk][3]) for u in units if u.pk in found]


@dataclass(frozen=True)
class CommitteeWork:
    """What waits at committees: counts of lines, keyed by unit id."""

    recommended: dict[int, int]
    not_recommended: dict[int, int]
    approved: dict[int, int]
    answers: dict[int, int]


def committee_work(units: Iterable[Unit]) -> CommitteeWork:
    """Return how many lines wait for a meeting, a decision or a superior's answer at these units. One query."""
    rows = (
        Nomination.objects.filter(holder_unit__in=units)
        .order_by()
        .values_list("holder_unit")
        .annotate(
            recommended=Count("id", filter=Q(state=S.RECOMMENDED) & ~_on_live(AgendaLine)),
            not_recommended=Count("id", filter=Q(state=S.NOT_RECOMMENDED)),
            approved=Count("id", filter=Q(state=S.APPROVED) & ~_on_live(DecisionLine)),
            answers=Count("id", filter=Q(state=S.FORWARDED, awaits_outside_answer=True)),
        )
    )
    columns = list(zip(*[(r[0], *r[1:]) for r in rows], strict=True)) or [(), (), (), (), ()]
    ids = columns[0]
    return CommitteeWork(*(dict(zip(ids, column, strict=True)) for column in columns[1:]))


def _on_live(lines: type[Model]) -> Exists:
    # asked of each line that waits; a list of all live lines is as long as the archive of decisions
    return Exists(lines.objects.filter(nomination=OuterRef("pk"), is_live=True))


def meetings_at_work(units: Iterable[Unit]) -> list[Meeting]:
    """Return the meetings of these committees whose results are not released yet, with `line_count`."""
    return list(
        Meeting.objects.filter(unit__in=units)
        .exclude(state=MeetingState.RELEASED)
        .select_related("unit")
        .annotate(line_count=Count("lines"))
        .order_by("starts_at", "id")
    )


def draft_decisions(units: Iterable[Unit]) -> list[Decision]:
    """Return the decisions of these units that have no number yet, with `line_count`."""
    return list(
        Decision.objects.filter(unit__in=units, state=DecisionState.DRAFT)
        .select_related("round", "unit")
        .annotate(line_count=Count("lines"))
        .order_by("id")
    )


def latest_steps(user: Any, *, on: date, count: int = 12) -> list[TransitionRecord]:
    """Return the newest steps of the nominations that an inspector may see; drafts that never left a cell are left out."""
    if not units_where(user, Capability.INSPECT, on=on):
        return []
    return list(
        TransitionRecord.objects.filter(nomination__in=visible_to(user, on=on))
        .exclude(action=Action.CREATE)
        .select_related("nomination__nominee")
        .order_by("-at", "-id")[:count]
    )


def unsent_dossiers(calls: Iterable[Call]) -> list[tuple[Call, Dossier]]:
    """Return the dossiers of open rounds in which lines, or everything, are still to be done."""
    return [
        (call, dossier) for call in calls for dossier in call.dossiers if dossier.draft_count or not dossier.line_count
    ]


def own_dossiers(units: Iterable[Unit]) -> QuerySet[Dossier]:
    """Return every dossier of these units with the counts of its lines, newest first."""
    return (
        with_counts(Dossier.objects.filter(unit__in=units))
        .select_related("round", "unit")
        .order_by("-created_at", "-id")
    )


def lines_with_cell(dossier: Dossier) -> QuerySet[Nomination]:
    """Return the lines of a dossier that its cell holds and may change."""
    return dossier.nominations.filter(state__in=WITH_CELL).select_related("nominee").order_by("id")


@dataclass(frozen=True)
class Gap:
    """Something that is missing in the set-up of a unit, the page that mends it, and whether no round can run without."""

    what: str
    fact: str
    page: str
    stops: bool = True


NEEDED_ROLES = (
    (Role.APPRAISER, "Chưa có ai tiếp nhận và thẩm định hồ sơ."),
    (Role.MEMBER, "Chưa có ai biểu quyết."),
    (Role.CHAIR, "Chưa có ai chủ trì phiên họp."),
    (Role.RECORDS_CLERK, "Chưa có ai lập chương trình họp, ghi số quyết định, in giấy khen."),
)
SERIES = ((DocumentType.QUYET_DINH, "Sổ số quyết định"), (REGISTER, "Sổ khen thưởng"))


def gaps(unit: Unit, *, on: date) -> list[Gap]:
    """Return what a unit still lacks before a round can run there, what stops the work first. Six queries."""
    below = units_below(unit, on)
    proposing = [u for u in below if u.kind.proposes]
    held = defaultdict(set)
    for unit_id, role in (
        RoleAssignment.objects.on(on)
        .filter(user__is_active=True, unit__in=[unit, *proposing])
        .values_list("unit", "role")
    ):
        held[unit_id].add(role)
    found = []
    if not proposing:
        found.append(Gap("Chi bộ, đơn vị trực thuộc", "Chưa khai báo đơn vị nào để lập đề nghị.", "permissions:units"))
    if silent := [u.name for u in proposing if Role.CELL_OFFICER not in held[u.pk]]:
        more = f" và {len(silent) - 3} đơn vị khác" if len(silent) > 3 else ""
        found.append(
            Gap(
                "Cán bộ chi bộ",
                f"Chưa giao ai lập đề nghị ở: {', '.join(silent[:3])}{more}.",
                "permissions:people",
                stops=len(silent) == len(proposing),
            )
        )
    found += [Gap(role.label, fact, "permissions:people") for role, fact in NEEDED_ROLES if role not in held[unit.pk]]
    there = set(NumberSeries.objects.on(on).filter(unit=unit).values_list("document_type", flat=True))
    found += [
        Gap(name, "Chưa có sổ đang dùng nên chưa ghi số được.", "workflows:series")
        for kind, name in SERIES
        if kind not in there
    ]
    if not signers_on(unit, on).exists():
        found.append(Gap("Người ký", "Chưa khai báo người ký quyết định và giấy khen.", "permissions:signers"))
    if not unit.phone:
        found.append(
            Gap(
                "Số điện thoại hỗ trợ",
                f"{unit.office} chưa có số điện thoại ở cuối trang.",
                "permissions:units",
                stops=False,
            )
        )
    return sorted(found, key=lambda gap: not gap.stops)
