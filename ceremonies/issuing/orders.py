"""Papers that somebody ordered: a run with one piece for each, kept as they are done, each of them once."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from history.services import record
from runs.services import cancel_run, resume_run, start_run

from ..enums import PAPER_RUN, CeremonyPaperKind, CeremonyState
from ..exceptions import CeremonyRefused
from ..models import Ceremony, CeremonyPaper, PaperOrder
from ..queries.papers import pending_kinds
from ..services.lock import take
from .making import drawn, kept_file, refuse_unmakable, write


@transaction.atomic
def order_papers(ceremony: Ceremony, kinds: Iterable[str], *, actor: Any, at: datetime) -> PaperOrder | None:
    """Ask the worker for papers of these kinds, from the order as it will be when each is drawn.

    Kinds that are asked for already and not done yet are left out, so pressing twice makes one order; None where nothing
    is left. Raises NotPermitted, and CeremonyRefused when one of the papers cannot be made, or the ceremony does not
    take place.
    """
    ceremony = take(ceremony, actor=actor, at=at, is_open=False)
    if ceremony.state == CeremonyState.CANCELLED:
        raise CeremonyRefused("Buổi lễ này không tổ chức nên không lập giấy tờ.")
    waiting = pending_kinds(ceremony)
    wanted = [CeremonyPaperKind(kind) for kind in kinds if kind not in waiting]
    if not wanted:
        return None
    refuse_unmakable(ceremony, wanted)
    run = start_run(
        kind=PAPER_RUN,
        title=f"Giấy tờ của {ceremony.name}",
        payload={"ceremony": ceremony.pk},
        weights=[1] * len(wanted),
        actor=actor,
        at=at,
    )
    return PaperOrder.objects.create(
        ceremony=ceremony,
        run=run,
        kinds=[[kind, None] for kind in wanted],
        ordered_at=at,
        ordered_by_name=actor.full_name,
    )


@transaction.atomic
def stop_papers(order: PaperOrder, *, actor: Any, at: datetime) -> bool:
    """Stop an order; papers that are kept already stay. Returns False when it was over."""
    ceremony = take(order.ceremony, actor=actor, at=at, is_open=False)
    stopped = cancel_run(order.run, at=at)
    if stopped:
        record(verb="Dừng lập giấy tờ buổi lễ", subject=ceremony, actor=actor, at=at, data={"order": order.pk})
    return stopped


@transaction.atomic
def resume_papers(order: PaperOrder, *, actor: Any, at: datetime) -> bool:
    """Go on with a stopped or failed order. Returns False when there is nothing to go on with."""
    take(order.ceremony, actor=actor, at=at, is_open=False)
    return resume_run(order.run, at=at)


def make_ordered(order: PaperOrder, position: int, *, clock: Callable[[], datetime]) -> int:
    """Make the paper at `position` of an order and keep it; return its id.

    A second call, by a worker that follows a killed one or works beside a slow one, returns the paper of the first. Raises
    CeremonyRefused when it cannot be made any more.
    """
    kind, kept = order.kinds[position]
    if kept is not None:
        return kept
    made, content = drawn(order.ceremony, CeremonyPaperKind(kind), by=order.ordered_by_name, at=clock())
    with kept_file(made, content), transaction.atomic():
        return _keep_once(order, position, made)


def _keep_once(order: PaperOrder, position: int, made: CeremonyPaper) -> int:
    locked = PaperOrder.objects.select_for_update().get(pk=order.pk)
    if (kept := locked.kinds[position][1]) is not None:
        return kept
    write(made, actor=order.run.created_by)
    locked.kinds[position][1] = made.pk
    locked.save(update_fields=["kinds"])
    return made.pk
