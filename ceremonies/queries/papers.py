"""The papers of a ceremony: the newest of each kind, whether it still says what the order says, and what is being made."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Max

from runs.enums import ItemState, RunState
from runs.models import RunItem
from runs.queries import LIVE, is_left_alone

from ..enums import CeremonyPaperKind
from ..models import Ceremony, CeremonyPaper, PaperOrder

WITH_AMOUNTS = (CeremonyPaperKind.PAYMENT_LIST, CeremonyPaperKind.HANDOVER_BOOK)
"""Papers that print bonuses."""


@dataclass(frozen=True)
class PaperState:
    """A kind of paper: the newest one that was made, whether it is still right, and whether a new one is on its way."""

    kind: CeremonyPaperKind
    paper: CeremonyPaper | None
    agrees: bool
    pending: str = ""

    @property
    def is_stale(self) -> bool:
        """Return whether the newest one says something else than the order does now."""
        return self.paper is not None and not self.agrees

    @property
    def is_being_made(self) -> bool:
        """Return whether the worker has it in hand; else it waits, or nothing was ordered."""
        return self.pending == ItemState.LEASED


@dataclass(frozen=True)
class Making:
    """How far the ordered papers are. `ended` is the newest order where it failed or was stopped before its end."""

    live: Sequence[PaperOrder] = field(default_factory=list)
    done: int = 0
    total: int = 0
    has_begun: bool = False
    is_slow: bool = False
    ended: PaperOrder | None = None
    missing: Sequence[str] = field(default_factory=list)

    @property
    def is_live(self) -> bool:
        """Return whether something is still being made."""
        return bool(self.live)

    @property
    def has_failed(self) -> bool:
        """Return whether the newest order ended with a reason that people must read; else it was stopped by hand."""
        return self.ended is not None and self.ended.run.state == RunState.FAILED


def newest_papers(ceremony: Ceremony) -> dict[str, CeremonyPaper]:
    """Return the last paper of each kind that was made."""
    return {paper.kind: paper for paper in CeremonyPaper.objects.filter(ceremony=ceremony).order_by("pk")}


def paper_states(ceremony: Ceremony, order_sha256: str) -> list[PaperState]:
    """Return where each kind of paper stands, for the order that has this hash now."""
    newest, pending = newest_papers(ceremony), pending_kinds(ceremony)
    listed_at = ceremony.payment_lists.aggregate(last=Max("made_at"))["last"]
    return [
        PaperState(
            kind,
            paper := newest.get(kind),
            paper is not None and _agrees(paper, order_sha256, listed_at),
            pending.get(kind, ""),
        )
        for kind in CeremonyPaperKind
    ]


def _agrees(paper: CeremonyPaper, order_sha256: str, listed_at: datetime | None) -> bool:
    """Return whether a paper is still right.

    A payment list is frozen for itself and goes out of date with the next one, as do the amounts in the handover book.
    """
    if paper.kind in WITH_AMOUNTS and listed_at is not None and listed_at > paper.made_at:
        return False
    return paper.kind == CeremonyPaperKind.PAYMENT_LIST or paper.order_sha256 == order_sha256


def pending_kinds(ceremony: Ceremony) -> dict[str, str]:
    """Return the kinds that were ordered and are not done, with the state of their piece."""
    items = RunItem.objects.filter(
        run__paper_order__ceremony=ceremony,
        run__state__in=LIVE,
        state__in=[ItemState.WAITING, ItemState.LEASED],
    ).select_related("run__paper_order")
    return {_kind(item): item.state for item in items}


def _kind(item: RunItem) -> str:
    return item.run.paper_order.kinds[item.position][0]


def making(ceremony: Ceremony, *, at: datetime) -> Making:
    """Return how far the ordered papers of a ceremony are."""
    orders = PaperOrder.objects.filter(ceremony=ceremony).select_related("run")
    newest = orders.order_by("-pk").first()
    live = list(orders.filter(run__state__in=LIVE).order_by("pk"))
    items = list(RunItem.objects.filter(run__in=[order.run_id for order in live]).values_list("state", "attempts"))
    has_begun = any(attempts for _, attempts in items)
    ended = newest if newest and newest.run.state in (RunState.FAILED, RunState.CANCELLED) else None
    return Making(
        live=live,
        done=sum(state == ItemState.DONE for state, _ in items),
        total=len(items),
        has_begun=has_begun,
        is_slow=bool(live) and is_left_alone(live[0].run, at=at),
        ended=ended,
        missing=_missing(ended),
    )


def _missing(order: PaperOrder | None) -> list[str]:
    """Return what an order that ended did not make, in words."""
    if order is None:
        return []
    return [CeremonyPaperKind(kind).label for kind, kept in order.kinds if kept is None]
