"""THE ONE DOOR: screens, meetings, commands and timers change the state of a nomination through perform()."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from django.db import transaction
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from nominations.enums import NominationState
from nominations.models import Nomination
from organizations.models import Unit
from permissions import access
from permissions.exceptions import NotPermitted
from permissions.models import RoleAssignment
from vietnamese.dates import moment_text

from .effects import what_it_carries
from .enums import UNDOABLE, Action, HandTo, Scope, Through
from .exceptions import GuardFailed, IllegalTransition, ReasonNeeded, StalePage
from .gathering import Gathered
from .guards import Move
from .models import NominationProcess, SeparationMode, TransitionRecord
from .queries import last_record, separation_conflict
from .routing import is_raised, raiser_of, receiver
from .transitions import ALWAYS, EVERY, Transition, find, moves_from


@dataclass(frozen=True)
class Offer:
    """One act that a person sees on a nomination: possible, or refused with the reason beside it."""

    transition: Transition
    holdings: tuple[RoleAssignment, ...]
    refusal: str = ""
    needs_reason: bool = False

    @property
    def is_possible(self) -> bool:
        """Return whether the button works."""
        return not self.refusal


@dataclass(frozen=True)
class Act:
    """One act among several: on which line, with what; `about` stands before the reasons of a refusal."""

    action: Action
    nomination: Nomination
    note: str = ""
    data: dict = field(default_factory=dict)
    about: str = ""
    acting_as: int | None = None
    expected_version: int | None = None
    separation_reason: str = ""
    target: NominationState | None = None


@transaction.atomic
def perform(
    action: Action,
    *,
    nomination: Nomination,
    actor: Any,
    at: datetime,
    note: str = "",
    data: dict | None = None,
    acting_as: int | None = None,
    expected_version: int | None = None,
    separation_reason: str = "",
    target: NominationState | None = None,
) -> TransitionRecord:
    """Move a nomination, in this order and in one transaction: lock, look up the move, capability, guards, write,
    effects, viewflow step, record and what stands beside it.

    `acting_as` is the id of the role assignment to act through where several fit; `expected_version` is the version
    that the person saw; `target` is the state wanted where an act leaves the choice. Raises NotPermitted (who),
    IllegalTransition (when; StalePage when the page was old) and GuardFailed (facts; ReasonNeeded when a reason would
    make it possible). `nomination` is refreshed in place.
    """
    act = Act(
        action,
        nomination,
        note,
        data or {},
        acting_as=acting_as,
        expected_version=expected_version,
        separation_reason=separation_reason,
        target=target,
    )
    return _perform(act, Gathered([nomination], actor), at)


@transaction.atomic
def perform_all(acts: Iterable[Act], *, actor: Any, at: datetime) -> list[TransitionRecord]:
    """Do one act on each of several lines, all or none, each as perform() does it and in the order given.

    What the acts read is read for all of them at once. Raises what perform() raises; the reasons of a GuardFailed begin
    with what the act is about.
    """
    acts = list(acts)
    gathered, records = Gathered([act.nomination for act in acts], actor), []
    for act in acts:
        try:
            records.append(_perform(act, gathered, at))
        except GuardFailed as refusal:
            kind = ReasonNeeded if isinstance(refusal, ReasonNeeded) else GuardFailed
            raise kind(*(f"{act.about}: {reason}" if act.about else reason for reason in refusal.reasons)) from None
    return records


def _perform(act: Act, gathered: Gathered, at: datetime) -> TransitionRecord:
    locked, actor = gathered.lines[act.nomination.pk], gathered.actor
    move = Move(locked, actor, at, act.action, act.note.strip(), dict(act.data))
    row = _look_up(move, act.expected_version, act.target)
    holding = move.holding = _capability(row, move, act.acting_as)
    conflict = _guards(row, move, gathered, act.separation_reason)
    source = _write(row, move, gathered)
    for effect in (*row.effects, *EVERY):
        effect(move)
    _step(locked, gathered, at)
    record = _record(row, move, source, holding, conflict, gathered.sequence_after(locked))
    for keep in row.keeps:
        keep(move, record)
    act.nomination.__dict__.update(locked.__dict__)
    return record


def offers(nomination: Nomination, actor: Any, *, at: datetime) -> list[Offer]:
    """Return the acts with a button of their own that `actor` may see here, each judged as perform() would."""
    found = []
    for row in moves_from(nomination.state_enum):
        if row.through is not Through.BUTTON or find(row.action, nomination) is not row:
            continue
        move = Move(
            nomination, actor, at, row.action, note="…", data={"due_at": datetime.max.replace(tzinfo=at.tzinfo)}
        )
        try:
            holdings = _judge_who(row, move)
        except NotPermitted:
            continue
        move.holding = holdings[0]
        reasons = _judge_facts(row, move)
        conflict = separation_conflict(nomination, row.action, actor, on=move.day)
        if conflict and conflict.mode == SeparationMode.REFUSE:
            reasons.append(_conflict_sentence(conflict))
        found.append(Offer(row, tuple(holdings), " ".join(reasons), bool(conflict)))
    return found


def start_record(
    nomination: Nomination, *, actor: Any, at: datetime, holding: RoleAssignment, data: dict
) -> TransitionRecord:
    """Write the first line of a nomination's history: that its draft was made."""
    row = SimpleNamespace(action=Action.CREATE, text=Action.CREATE.label)
    move = Move(nomination, actor, at, Action.CREATE, data=data)
    return _record(row, move, "", holding, None, 1)


def _look_up(move: Move, expected_version: int | None, target: NominationState | None) -> Transition:
    nomination = move.nomination
    row = find(move.action, nomination, target)
    if row is None:
        raise IllegalTransition(_already_moved(nomination, move.action))
    if expected_version is not None and expected_version != nomination.version:
        raise StalePage(_already_moved(nomination, move.action))
    return row


def _already_moved(nomination: Nomination, action: Action) -> str:
    last = last_record(nomination)
    who = (
        f"Đồng chí {last.actor_name} đã xử lý dòng này, {moment_text(last.at)} ({last.label.lower()}). " if last else ""
    )
    return (
        f"{who}Dòng này đang ở trạng thái “{nomination.get_state_display()}” nên không làm được việc “{action.label}” "
        "từ trang đang mở. Hãy tải lại trang để xem việc tiếp theo."
    )


def _judge_who(row: Transition, move: Move) -> list[RoleAssignment]:
    nomination = move.nomination
    unit = {
        Scope.PROPOSER: lambda: nomination.proposing_unit,
        Scope.HOLDER: lambda: nomination.holder_unit,
        Scope.ACTED: lambda: move.acted,
        Scope.RAISER: lambda: raiser_of(nomination),
    }[row.scope]()
    access.check(move.actor, row.capability, unit, on=move.day)
    return access.holdings(move.actor, row.capability, unit, on=move.day)


def _capability(row: Transition, move: Move, acting_as: int | None) -> RoleAssignment:
    holdings = _judge_who(row, move)
    if acting_as is None:
        return access.act_through(move.actor, holdings[0])
    for holding in holdings:
        if holding.pk == acting_as:
            return access.act_through(move.actor, holding)
    raise NotPermitted("Vai trò được chọn không dùng được cho việc này. Hãy chọn lại vai trò.")


def _judge_facts(row: Transition, move: Move) -> list[str]:
    return [reason for guard in (*ALWAYS, *row.guards) if (reason := guard(move))]


def _guards(row: Transition, move: Move, gathered: Gathered, separation_reason: str) -> dict | None:
    reasons = _judge_facts(row, move)
    if reasons:
        raise GuardFailed(*reasons)
    conflict = gathered.conflict(move.nomination, row.action, move.day)
    if conflict is None:
        return None
    if conflict.mode == SeparationMode.REFUSE:
        raise GuardFailed(_conflict_sentence(conflict))
    if not separation_reason.strip():
        raise ReasonNeeded(
            f"{_conflict_sentence(conflict)} Nếu cơ quan không có người thứ hai, hãy ghi lý do để lưu vào lịch sử."
        )
    return {"earlier": conflict.earlier_label, "reason": separation_reason.strip()}


def _conflict_sentence(conflict) -> str:
    return f"Đồng chí đã làm việc “{conflict.earlier_label}” ở dòng này, việc tiếp theo nên do người khác làm."


def _write(row: Transition, move: Move, gathered: Gathered) -> NominationState:
    nomination = move.nomination
    source, version = nomination.state_enum, nomination.version
    move.data["from_unit"] = nomination.holder_unit
    if row.action in UNDOABLE:
        move.before = what_it_carries(nomination)
    nomination.holder_unit = _receiver(row, move, gathered)
    nomination.state = row.target
    nomination.state_since = _since(row, move)
    nomination.version += 1
    # Compare and set: were the row lock ever lost, the second of two writers would still change nothing.
    written = Nomination.objects.filter(pk=nomination.pk, state=source, version=version).update(
        state=nomination.state,
        state_since=nomination.state_since,
        holder_unit=nomination.holder_unit,
        version=nomination.version,
    )
    if not written:
        raise StalePage(_already_moved(Nomination.objects.get(pk=nomination.pk), move.action))
    return source


def _receiver(row: Transition, move: Move, gathered: Gathered) -> Unit | None:
    """Return who holds the line next; lines that go the same way ask once."""
    nomination = move.nomination
    if row.hand_to is HandTo.ACTED or is_raised(nomination):
        return receiver(nomination, row.hand_to, move.day, acted=move.acted if row.hand_to is HandTo.ACTED else None)
    way = (
        row.hand_to,
        nomination.holder_unit_id,
        nomination.proposing_unit_id,
        nomination.returned_by_unit_id,
        nomination.round.authority_id,
    )
    if way not in gathered.received:
        gathered.received[way] = receiver(nomination, row.hand_to, move.day)
    return gathered.received[way]


def _since(row: Transition, move: Move) -> datetime:
    """Return since when the line counts as waiting where it is now: an act taken back takes no time away."""
    before = move.last.data.get("before", {}) if row.through is Through.UNDO and move.last else {}
    return datetime.fromisoformat(before["state_since"]) if "state_since" in before else move.at


def _step(nomination: Nomination, gathered: Gathered, at: datetime) -> None:
    """Complete the open viewflow task of the nomination's own process; viewflow then asks whoever is next.

    The process is locked already, with all others of the transaction.
    """
    task = gathered.task(nomination)
    if task is None:
        ends = Task.objects.select_for_update(of=("self",)).filter(status=STATUS.DONE, flow_task_type="END")
        _wake(ends.get(process__in=NominationProcess.objects.filter(nomination=nomination).values("process_ptr")))
        return
    activation = task.flow_task.activation_class(task)
    activation.finish(gathered.actor, at)
    activation.activate_next()


def _wake(end: Task) -> None:
    """Undo the end of a process and ask anew who is next: a line that had reached its end is alive again."""
    with end.flow_task.flow_class.lock(end.process_id):
        end.flow_task.activation_class(end).undo()
        gate = end.previous.get()
        activation = gate.flow_task.activation_class(gate)
        activation.undo()
        activation.revive()


def _record(
    row: Any, move: Move, source: str, holding: RoleAssignment, conflict: dict | None, sequence: int
) -> TransitionRecord:
    nomination = move.nomination
    kept: dict[str, Any] = {k: v for k, v in move.data.items() if isinstance(v, (str, int, bool, list))}
    if move.data.get("due_at"):
        kept["due_at"] = move.data["due_at"].isoformat()
    if conflict:
        kept["separation"] = conflict
    if move.before:
        kept["before"] = move.before
    return TransitionRecord.objects.create(
        nomination=nomination,
        sequence=sequence,
        at=move.at,
        actor=move.actor,
        actor_name=move.actor.full_name,
        role=holding.role,
        role_label=holding.get_role_display(),
        position_title=holding.position_title,
        unit=holding.unit,
        unit_name=holding.unit.name,
        on_behalf_of=holding.on_behalf_of,
        action=row.action,
        label=row.text,
        source=source,
        target=nomination.state,
        note=move.note,
        holder_name=_holder_name(nomination.holder_unit),
        data=kept,
    )


def _holder_name(unit: Unit | None) -> str:
    return unit.name if unit else ""
