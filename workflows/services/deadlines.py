"""The calendar of a round: how long each step may take, more time for one unit, and due dates of what waits already."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from history.services import record
from nominations.enums import STEP_OF, RoundState, Step
from nominations.models import Nomination, Round, RoundStep, StepExtension
from nominations.services import RoundRefused
from organizations.models import Unit
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import local_day, short_date

from ..deadlines import END_OF_DAY, StepLimit, at_hour, due_of, forget_limits
from .watching import move_timers, start_watches

CHUNK = 500
"""Lines whose due date is written in one statement."""


@transaction.atomic
def set_steps(round: Round, *, limits: Mapping[str, StepLimit], actor: Any, at: datetime) -> int:
    """Set how long the steps of a round may take; a step that is not named has no limit any more.

    The due dates of the lines that wait follow at once; returns how many of them changed. Raises NotPermitted, and
    RoundRefused for a round that is decided or a limit that says nothing.
    """
    access.check(actor, Capability.MANAGE_ROUNDS, round.unit, on=local_day(at))
    locked = _lock(round)
    if any(limit.working_days is None and limit.due_on is None for limit in limits.values()):
        raise RoundRefused("Bước có hạn phải ghi số ngày làm việc hoặc ngày chậm nhất.")
    before = {row.step: _of(row) for row in locked.steps.all()}
    if before == dict(limits):
        return 0
    locked.steps.exclude(step__in=limits).delete()
    for step, limit in limits.items():
        RoundStep.objects.update_or_create(round=locked, step=step, defaults={
            "working_days": limit.working_days, "due_on": limit.due_on,
            "remind_before_days": limit.remind_before, "escalate_after_days": limit.escalate_after,
        })  # fmt: skip
    said = [f"{Step(step).label}: {limit_words(limits[step])}" for step in Step.values if step in limits]
    record(verb="Đặt hạn của các bước", subject=locked, actor=actor, at=at, note="; ".join(said) or "Không đặt hạn")
    return _dates_changed(locked)


@transaction.atomic
def extend_step(
    round: Round, *, unit: Unit, step: str, due_on: date, reason: str, actor: Any, at: datetime
) -> StepExtension:
    """Give one unit more time in one step of a round. Raises NotPermitted and RoundRefused.

    Lines that the unit holds in that step get the new date at once; those that come later get it where it is the later.
    """
    held = access.check(actor, Capability.MANAGE_ROUNDS, round.unit, on=local_day(at))
    locked = _lock(round)
    if due_on <= local_day(at):
        raise RoundRefused("Hạn mới phải sau ngày hôm nay.")
    if not reason.strip():
        raise RoundRefused("Hãy ghi lý do gia hạn.")
    if step != Step.COMPLETION and not locked.steps.filter(step=step).exists():
        raise RoundRefused(f"Đợt này không đặt hạn cho bước “{Step(step).label}” nên không cần gia hạn.")
    if (latest := _latest_due(locked, unit, step)) and due_on <= local_day(latest):
        raise RoundRefused(f"Hạn hiện nay đã là {short_date(latest)}. Hạn mới phải sau ngày đó.")
    extension = StepExtension.objects.create(
        round=locked, unit=unit, step=step, due_on=due_on, reason=reason, granted_by=actor,
        granted_by_name=actor.full_name, granted_at=at,
    )  # fmt: skip
    if step == Step.COMPLETION:
        _move_returns(locked, unit, at_hour(due_on, END_OF_DAY))
    record(
        verb=f"Gia hạn bước {Step(step).label}", subject=locked, actor=actor, at=at, unit_name=unit.name,
        note=f"Đến {short_date(due_on)}. {reason}", role_label=held.get_role_display(),
        on_behalf_of=getattr(held, "on_behalf_of", ""),
    )  # fmt: skip
    _dates_changed(locked)
    return extension


def recompute(rounds: Iterable[Round]) -> int:
    """Write the due dates of the waiting lines anew, as the calendars of these rounds now say; return how many changed."""
    return sum(_dates_changed(round) for round in rounds)


def limit_words(limit: StepLimit) -> str:
    """Return the limit as people say it: "3 ngày làm việc, chậm nhất 15/12/2026"."""
    days = f"{limit.working_days} ngày làm việc" if limit.working_days is not None else ""
    last = f"chậm nhất {short_date(limit.due_on)}" if limit.due_on else ""
    return ", ".join(filter(None, [days, last]))


def limits_shown(round: Round) -> list[dict]:
    """Return what the page of a round says of its steps, in the order in which a line travels."""
    kept = {row.step: row for row in round.steps.all()}
    return [
        {
            "label": step.label,
            "limit": limit_words(_of(kept[step])),
            "remind": kept[step].remind_before_days,
            "escalate": kept[step].escalate_after_days,
        }
        for step in Step
        if step in kept
    ]


def _of(row: RoundStep) -> StepLimit:
    return StepLimit(row.working_days, row.due_on, row.remind_before_days, row.escalate_after_days)


def _lock(round: Round) -> Round:
    locked = Round.objects.select_for_update(of=("self",)).select_related("unit").get(pk=round.pk)
    if locked.state == RoundState.DECIDED:
        raise RoundRefused("Đợt này đã có quyết định, không còn dòng nào đang xử lý.")
    forget_limits(round)
    return locked


def _latest_due(round: Round, unit: Unit, step: str) -> datetime | None:
    states = [state for state, its_step in STEP_OF.items() if its_step == step]
    held = Nomination.objects.filter(round=round, holder_unit=unit, state__in=states, step_due_at__isnull=False)
    return held.order_by("-step_due_at").values_list("step_due_at", flat=True).first()


def _move_returns(round: Round, unit: Unit, due_at: datetime) -> None:
    """The date on which a returned line is expected is the line's own: it moves with the extension, never to an earlier day."""
    Nomination.objects.filter(round=round, holder_unit=unit, state="returned", due_at__lt=due_at).update(due_at=due_at)


def _dates_changed(round: Round) -> int:
    forget_limits(round)
    waiting = Nomination.objects.filter(round=round, state__in=STEP_OF).only(
        "round_id", "state", "state_since", "due_at", "step_due_at", "holder_unit_id"
    )
    late: dict[tuple[datetime | None, str], list[int]] = defaultdict(list)
    for line in waiting.order_by().iterator(chunk_size=2000):
        line.round = round
        if (due := due_of(line)) != line.step_due_at:
            late[due, line.state].append(line.pk)
    for (due, state), pks in late.items():
        for start in range(0, len(pks), CHUNK):
            # a line that has moved in the meantime got the date of its new step from the move
            Nomination.objects.filter(pk__in=pks[start : start + CHUNK], state=state).update(step_due_at=due)
    move_timers(round)
    start_watches(round)
    return sum(map(len, late.values()))
