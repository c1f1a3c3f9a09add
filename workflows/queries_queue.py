"""Reading the office's queue: what waits, for whom, in which order. Every figure of the page comes from one query."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    DateTimeField,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import OrderBy
from django.db.models.functions import Cast

from nominations.enums import NominationState
from nominations.models import Nomination, NominationReach
from nominations.queries import there_is
from nominations.search import words_fit, words_of
from notices.queries import unread_of
from vietnamese.text import sort_key

from .models import LineClaim, LineView, SavedView

S = NominationState
WAITING = Q(state__in=[S.SUBMITTED, S.UNDER_APPRAISAL]) | Q(state=S.FORWARDED, awaits_outside_answer=False)
"""What the office of the holding unit has to look at: arrived from below, or under its appraisal."""

CLAIM_IDLE = timedelta(minutes=30)
"""A claim ends by itself when its holder has neither opened the line nor acted on it for this long."""

VIEW_FRESH = timedelta(seconds=60)
"""Whoever was seen at a line within this time counts as looking at it now; pages report every 20 seconds."""

MINE, FREE = "toi", "khong"
"""What stands in the address for lines that I have claimed, and for those that nobody has."""

ORDERS: dict[str, tuple[str, ...]] = {
    "": ("submitted_at", "id"),
    "han": ("step_due_at", "submitted_at", "id"),
    "donvi": ("proposing_unit__sort_key", "submitted_at", "id"),
    "ten": ("sort_key", "id"),
}
"""What stands in the address for an order -> the fields that it compares; what has no value comes last."""


@dataclass(frozen=True)
class QueueFilter:
    """What the appraiser narrows the queue to, and in which order it stands; empty parts do not count."""

    text: str = ""
    round_id: int | None = None
    unit_id: int | None = None
    kind: str = ""
    state: str = ""
    overdue: bool = False
    claimant: str = ""
    order: str = ""

    def __bool__(self) -> bool:
        return replace(self, order="", text="" if not words_of(self.text) else self.text) != QueueFilter()


class Group(NamedTuple):
    """Lines of the queue that are alike in everything that can be filtered by, counted."""

    round_id: int
    round_title: str
    unit_id: int
    unit_name: str
    unit_key: str
    state: str
    kind: str
    claimant_id: int | None
    claimant_name: str | None
    lines: int
    found: int
    overdue: int
    overdue_found: int
    oldest: datetime | None


@dataclass(frozen=True)
class Progress:
    """How many of the lines that arrived have an opinion; returned ones have, until they come back."""

    done: int
    total: int
    returned: int


@dataclass(frozen=True)
class Overview:
    """The whole queue in figures. `user_id` is who reads it; `arrived` says of each round how many lines have come to
    these offices so far and how many of them are returned now; `unread` is how many notices the person has not read.
    """

    groups: list[Group] = field(default_factory=list)
    user_id: int | None = None
    arrived: dict[int, tuple[int, int]] = field(default_factory=dict)
    unread: int = 0

    @property
    def count(self) -> int:
        """Return how many lines wait."""
        return sum(group.lines for group in self.groups)

    @property
    def oldest(self) -> datetime | None:
        """Return since when the oldest line waits."""
        return min((group.oldest for group in self.groups if group.oldest), default=None)

    @property
    def rounds(self) -> list[tuple[int, str]]:
        """Return the rounds with lines that wait, the latest first."""
        return sorted({(group.round_id, group.round_title) for group in self.groups}, reverse=True)

    @property
    def units(self) -> list[tuple[int, str]]:
        """Return the units whose lines wait, in Vietnamese order."""
        found = sorted({(group.unit_key, group.unit_id, group.unit_name) for group in self.groups})
        return [(unit_id, name) for _, unit_id, name in found]

    @property
    def claimants(self) -> list[tuple[int, str]]:
        """Return the other people who have claimed lines, by given name."""
        found = {(g.claimant_id, g.claimant_name) for g in self.groups if g.claimant_id not in (None, self.user_id)}
        return sorted(found, key=lambda person: (sort_key(person[1], given_name_first=True), person[0]))

    @property
    def waiting(self) -> Counter[int]:
        """Return round id -> how many lines wait in it."""
        counted: Counter[int] = Counter()
        for group in self.groups:
            counted[group.round_id] += group.lines
        return counted

    def progress(self, round_id: int | None = None) -> Progress | None:
        """Return how far the offices have come in the rounds with lines that wait, or in one of them; None without any."""
        rounds = [pk for pk in self.waiting if round_id in (None, pk)]
        if not rounds:
            return None
        waiting = sum(self.waiting[pk] for pk in rounds)
        arrived, returned = (sum(self.arrived.get(pk, (0, 0))[i] for pk in rounds) for i in (0, 1))
        return Progress(done=max(0, arrived - waiting), total=max(arrived, waiting), returned=returned)

    def counted(self, by: QueueFilter) -> int:
        """Return how many lines the filter leaves; its words must be those with which the overview was made."""
        has_words = bool(words_of(by.text))
        return sum(
            (group.overdue_found if has_words else group.overdue)
            if by.overdue
            else (group.found if has_words else group.lines)
            for group in self.groups
            if self._fits(group, by)
        )

    def _fits(self, group: Group, by: QueueFilter) -> bool:
        return (
            by.round_id in (None, group.round_id)
            and by.unit_id in (None, group.unit_id)
            and by.kind in ("", group.kind)
            and by.state in ("", group.state)
            and by.claimant in ("", self._named(group.claimant_id))
        )

    def _named(self, claimant_id: int | None) -> str:
        return FREE if claimant_id is None else MINE if claimant_id == self.user_id else str(claimant_id)


def queue_of(unit_ids: set[int]) -> QuerySet[Nomination]:
    """Return the lines that wait for the offices of these units, the one submitted first in front."""
    return Nomination.objects.filter(WAITING, holder_unit__in=unit_ids).order_by(*ORDERS[""])


def overview_of(unit_ids: set[int], *, user: Any, at: datetime, text: str = "") -> Overview:
    """Return the figures of the queue of these units, in one query; `found` counts only what has the words of `text`."""
    lines = queue_of(unit_ids).order_by()
    late, found = Q(step_due_at__lt=at), words_fit(text)
    has_words = bool(words_of(text))
    live = Q(claim__active_at__gte=at - CLAIM_IDLE)
    rows = lines.values_list(
        Value("waiting"), "round_id", "round__title", "proposing_unit_id", "proposing_unit__name", "proposing_unit__sort_key", "state",
        "nominee__kind", Case(When(live, then=F("claim__user_id"))), Case(When(live, then=F("claim__user_name"))),
    ).annotate(
        n=Count("pk"),
        found=Count("pk", filter=found if has_words else None),
        late=Count("pk", filter=late),
        late_found=Count("pk", filter=late & found if has_words else late),
        oldest=Min("submitted_at"),
    )  # fmt: skip
    groups, arrived = [], {}
    unread = 0
    for what, *values in rows.union(_arrived(unit_ids), _unread(user), all=True):
        if what == "waiting":
            groups.append(Group(*values))
        elif what == "arrived":
            arrived[values[0]] = (values[9], values[10])
        else:
            unread = values[9]
    return Overview(groups, user.pk, arrived, unread)


def _unread(user: Any) -> QuerySet:
    """Return how many notices the person has not read, in the columns of overview_of(); every page says it."""
    nothing, no_number = Value(""), Cast(Value(None), BigIntegerField())
    return unread_of(user).order_by().values_list(
        Value("unread"), no_number, nothing, no_number, nothing, nothing, nothing, nothing, no_number, nothing
    ).annotate(
        n=Count("pk"), found=Value(0), late=Value(0), late_found=Value(0), oldest=Cast(Value(None), DateTimeField())
    )  # fmt: skip


def _arrived(unit_ids: set[int]) -> QuerySet:
    """Return for each round with lines that wait how many have come here and how many of them are returned, in the
    columns of overview_of().
    """
    nothing = Value("")
    no_number, no_moment = Cast(Value(None), BigIntegerField()), Cast(Value(None), DateTimeField())
    # asked line after line of these rounds: a join would start from everything that ever reached the units
    reached = NominationReach.objects.filter(unit__in=unit_ids, nomination=OuterRef("pk"))
    came = Nomination.objects.filter(there_is(reached), round__in=queue_of(unit_ids).order_by().values("round"))
    return came.exclude(state=S.WITHDRAWN).order_by().values_list(
        Value("arrived"), "round_id", nothing, no_number, nothing, nothing, nothing, nothing, no_number, nothing
    ).annotate(
        n=Count("pk"),
        found=Count("pk", filter=Q(state=S.RETURNED)),
        late=Value(0),
        late_found=Value(0),
        oldest=no_moment,
    )  # fmt: skip


def narrowed(lines: QuerySet[Nomination], by: QueueFilter, *, user: Any, at: datetime) -> QuerySet[Nomination]:
    """Return the lines that fit the filter, in its order. Words are looked up without accents."""
    lines = lines.filter(words_fit(by.text))
    for name, value in (("round_id", by.round_id), ("proposing_unit_id", by.unit_id), ("nominee__kind", by.kind)):
        if value:
            lines = lines.filter(**{name: value})
    if by.state:
        lines = lines.filter(state=by.state)
    if by.overdue:
        lines = lines.filter(step_due_at__lt=at)
    if by.claimant:
        held = LineClaim.objects.filter(active_at__gte=at - CLAIM_IDLE)
        if by.claimant == FREE:
            lines = lines.exclude(pk__in=held.values("nomination"))
        else:
            owner = user.pk if by.claimant == MINE else int(by.claimant)
            lines = lines.filter(pk__in=held.filter(user=owner).values("nomination"))
    return lines.order_by(*(OrderBy(F(name), nulls_last=True) for name in ORDERS[by.order]))


def for_list(lines: QuerySet[Nomination]) -> QuerySet[Nomination]:
    """Return the lines with only what a row of a list prints; long texts stay in the database."""
    return lines.select_related("nominee", "claim").only(
        "code",
        "state",
        "state_since",
        "submitted_at",
        "step_due_at",
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
        "claim__user_id",
        "claim__user_name",
        "claim__active_at",
    )


def claim_on(line: Nomination, *, at: datetime) -> LineClaim | None:
    """Return the claim on a line; one whose holder has been idle for CLAIM_IDLE counts as none."""
    claim: LineClaim | None = getattr(line, "claim", None)
    return claim if claim is not None and claim.active_at >= at - CLAIM_IDLE else None


def claims_on(line_ids: Iterable[int], *, at: datetime) -> dict[int, LineClaim]:
    """Return line id -> claim for those of the lines that somebody has in hand."""
    found = LineClaim.objects.filter(nomination__in=list(line_ids), active_at__gte=at - CLAIM_IDLE)
    return {claim.nomination_id: claim for claim in found}


def looking_at(line: Nomination, *, user: Any, at: datetime) -> list[str]:
    """Return the names of the others who have the line open now, who was seen last in front."""
    seen = LineView.objects.filter(nomination=line, seen_at__gte=at - VIEW_FRESH).exclude(user=user)
    return list(seen.order_by("-seen_at").values_list("user_name", flat=True))


def saved_views(user: Any, page: str) -> QuerySet[SavedView]:
    """Return the filters that the person keeps for a page, in the order in which they were kept."""
    return SavedView.objects.filter(user=user, page=page)


Key = tuple[tuple[str, Any], ...]
"""Where a line stands in an order: each compared field with the value that the line has there."""


def key_of(line: Nomination, order: str) -> Key:
    """Return where the line stands in the order; take it before an act that changes the line."""
    return tuple((name, _value(line, name)) for name in ORDERS[order])


def place_in(lines: QuerySet[Nomination], key: Key) -> int:
    """Return how many of the lines come before what `key` says, in the order that it was taken for. One query."""
    return lines.filter(_beside(key, _less)).count()


def line_after(lines: QuerySet[Nomination], key: Key) -> int | None:
    """Return the primary key of the line after what `key` says, of the first one after the last, or None."""
    pks = lines.exclude(pk=dict(key)["id"]).values_list("pk", flat=True)
    return pks.filter(_beside(key, _more)).first() or pks.first()


def _value(line: Nomination, name: str) -> Any:
    value: Any = line
    for part in name.split("__"):
        value = getattr(value, part)
    return value


def _beside(key: Key, differs: Callable[[str, Any], Q | None]) -> Q:
    """Return what holds for the lines of which the first field that is not equal differs in the wanted way."""
    parts, equal = [], Q()
    for name, value in key:
        wanted = differs(name, value)
        if wanted is not None:
            parts.append(equal & wanted)
        equal &= Q(**({f"{name}__isnull": True} if value is None else {name: value}))
    return parts[0] if len(parts) == 1 else Q(*parts, _connector=Q.OR)


def _less(name: str, value: Any) -> Q | None:
    return Q(**({f"{name}__isnull": False} if value is None else {f"{name}__lt": value}))


def _more(name: str, value: Any) -> Q | None:
    if value is None:
        return None
    more = Q(**{f"{name}__gt": value})
    return more | Q(**{f"{name}__isnull": True}) if name == "step_due_at" else more
