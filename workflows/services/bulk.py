"""One act on many lines of the queue: what stands in its way is said before, what became of each line afterwards."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from nominations.appraisals import sheets_of
from nominations.enums import NominationState, Verdict
from nominations.models import Nomination
from nominations.queries import is_nominee
from nominations.rules import Finding, called
from permissions.exceptions import NotPermitted
from vietnamese.dates import local_day

from ..conflicts import kept_from_judging
from ..enums import Action
from ..exceptions import GuardFailed, IllegalTransition
from ..models import LineClaim, SeparationMode, TransitionRecord
from ..queries import Conflict, conflicts_of_lines
from ..queries_queue import claims_on
from .claims import claim, release
from .lines import Result, opine_each, perform_each


class Hand(StrEnum):
    """What can be done with many lines beside the acts of the table."""

    CLAIM = "claim"
    RELEASE = "release"


OPINIONS = (Action.RECOMMEND, Action.SEND_BACK, Action.DECLINE)
JUDGED = (*OPINIONS, Hand.CLAIM, None)
"""What only somebody who may judge the line does, or may come to do: nobody takes in hand what they cannot act on."""
NOT_BEFORE_SHEETS = (Action.RECOMMEND, Action.DECLINE)


@dataclass(frozen=True)
class Obstacle:
    """Why a line stands apart; one that is not `is_final` can be ticked all the same."""

    reason: str
    is_final: bool = True


@dataclass(frozen=True)
class Plan:
    """What is known of the lines before the press: obstacles, claims of others, acts of the person's own that conflict."""

    obstacles: Mapping[int, Obstacle]
    claims: Mapping[int, LineClaim]
    conflicts: Mapping[int, Conflict]


def plan(
    what: Action | Hand | None,
    lines: Iterable[Nomination],
    findings: Mapping[int, list[Finding]],
    *,
    actor: Any,
    at: datetime,
) -> Plan:
    """Return what stands in the way of doing `what` (None: not chosen yet) with these lines.

    A fixed number of queries for each unit that holds some. It judges as perform() will; perform() has the last word.
    """
    lines, on = list(lines), local_day(at)
    claims = claims_on((line.pk for line in lines), at=at)
    conflicts = conflicts_of_lines(lines, [what], actor, on=on) if isinstance(what, Action) else {}
    lacking = _without_sheets(lines) if what in NOT_BEFORE_SHEETS else {}
    submitted = _submitted_by(actor, lines) if what in JUDGED else set()
    obstacles = {}
    for line in lines:
        found = (
            _own(line, what, actor, at, line.pk in submitted)
            or _by_state(line, what)
            or _by_rule(what, findings.get(line.pk, ()), conflicts.get(line.pk), lacking.get(line.pk, ""))
            or _by_claim(what, claims.get(line.pk), actor)
        )
        if found:
            obstacles[line.pk] = found
    return Plan(obstacles, claims, conflicts)


def do(
    what: Action | Hand,
    lines: Iterable[Nomination],
    *,
    actor: Any,
    at: datetime,
    versions: Mapping[int, int],
    seen_holders: Mapping[int, int],
    act: Mapping[str, Any],
) -> list[Result]:
    """Do `what` with each line, each in a transaction of its own; return what became of each, in their order.

    `versions` and `seen_holders` (line -> user) are what the person saw: a line that was changed or taken in hand by
    somebody else since then is left alone. `act` is what perform() takes besides: note, data, separation_reason.
    """
    lines = list(lines)
    if isinstance(what, Hand):
        return [_hand(what, line, actor=actor, at=at) for line in lines]
    claims = claims_on((line.pk for line in lines), at=at)
    results: dict[int, Result] = {}
    for line in lines:
        held = claims.get(line.pk)
        if held and held.user_id not in (actor.pk, seen_holders.get(line.pk)):
            results[line.pk] = Result(line, called(line.nominee), _held(held, "vừa nhận xử lý"))
        elif what == Action.RECEIVE and line.state == NominationState.UNDER_APPRAISAL:
            results[line.pk] = Result(line, called(line.nominee), RECEIVED_BEFORE)
    free = [line for line in lines if line.pk not in results]
    each = perform_each if what == Action.RECEIVE else opine_each
    for result in each(what, free, actor=actor, at=at, versions=dict(versions), **act):
        results[result.nomination.pk] = result
    return [results[line.pk] for line in lines]


def take_back_each(
    lines: Iterable[Nomination], *, actor: Any, at: datetime, versions: Mapping[int, int], mine: Collection[int]
) -> list[Result]:
    """Take back what was done with many lines at once, each for itself: what somebody has opened since then stands.

    `versions` are those that the act left behind; lines in `mine` the actor had in hand, and has again. Return what
    became of each, in their order.
    """
    results = perform_each(Action.TAKE_BACK, lines, actor=actor, at=at, versions=dict(versions))
    for result in results:
        if result.is_done and result.nomination.pk in mine:
            _hand(Hand.CLAIM, result.nomination, actor=actor, at=at)
    return results


RECEIVED_BEFORE = "Dòng này đã được tiếp nhận từ trước nên không cần tiếp nhận nữa."


def _hand(what: Hand, line: Nomination, *, actor: Any, at: datetime) -> Result:
    name = called(line.nominee)
    try:
        (claim if what is Hand.CLAIM else release)(line, actor=actor, at=at)
    except (NotPermitted, IllegalTransition, GuardFailed) as refusal:
        return Result(line, name, refusal.reason)
    return Result(line, name)


def _own(
    line: Nomination, what: Action | Hand | None, actor: Any, at: datetime, was_submitted_by_actor: bool
) -> Obstacle | None:
    if is_nominee(actor, line.nominee):
        return Obstacle("Đồng chí là người được đề nghị, cần người khác xử lý.")
    if what not in JUDGED:
        return None
    reason = kept_from_judging(line, actor, at=at, submitted=was_submitted_by_actor)
    return Obstacle(reason) if reason else None


def _by_state(line: Nomination, what: Action | Hand | None) -> Obstacle | None:
    is_received = line.state == NominationState.UNDER_APPRAISAL
    return Obstacle(RECEIVED_BEFORE) if what == Action.RECEIVE and is_received else None


def _by_rule(
    what: Action | Hand | None, findings: Iterable[Finding], conflict: Conflict | None, lacking: str
) -> Obstacle | None:
    if conflict is not None and conflict.mode == SeparationMode.REFUSE:
        return Obstacle(
            f"Đồng chí đã làm việc “{conflict.earlier_label}” ở dòng này; cấp ủy quy định việc này phải do người khác làm."
        )
    blocked = [f.rule for f in findings if f.verdict == Verdict.BLOCK and f.is_eligibility]
    if what == Action.RECOMMEND and blocked:
        return Obstacle(f"Chưa đạt điều kiện: {'; '.join(blocked)}. Mở dòng để xem, xét ngoại lệ hoặc trả lại.")
    return Obstacle(lacking) if lacking else None


def _by_claim(what: Action | Hand | None, held: LineClaim | None, actor: Any) -> Obstacle | None:
    is_mine = held is not None and held.user_id == actor.pk
    if what is Hand.RELEASE:
        return None if is_mine else Obstacle("Đồng chí chưa nhận xử lý dòng này nên không có gì để trả về.")
    if what is Hand.CLAIM and is_mine:
        return Obstacle("Đồng chí đã nhận xử lý dòng này rồi.")
    if held is None or is_mine:
        return None
    if what is Hand.CLAIM:
        return Obstacle(_held(held, "đang xử lý") + " Nếu cần nhận thay, hãy mở riêng dòng đó.")
    return Obstacle(_held(held, "đang xử lý") + " Chỉ đánh dấu khi đã trao đổi với đồng chí ấy.", is_final=False)


def _held(held: LineClaim, doing: str) -> str:
    return f"Đồng chí {held.user_name} {doing} dòng này."


def _without_sheets(lines: list[Nomination]) -> dict[int, str]:
    """Return line -> why the office may not say anything of it before the appraisal sheets are in."""
    found: dict[int, str] = {}
    for unit_id in {line.holder_unit_id for line in lines}:
        here = [line for line in lines if line.holder_unit_id == unit_id]
        needed = {line.pk: line.round.appraisers_needed for line in here}
        sheets = sheets_of(needed, unit_id, needed=needed, with_marks=False)
        found |= {pk: sheet.hindrance for pk, sheet in sheets.items() if sheet.hindrance}
    return found


def _submitted_by(actor: Any, lines: list[Nomination]) -> set[int]:
    """Return which of the lines the person handed in, as far as their rounds ask for that."""
    asked = [line.pk for line in lines if line.round.bars_own_proposals]
    done = TransitionRecord.objects.filter(nomination__in=asked, action=Action.SUBMIT, actor=actor)
    return set(done.values_list("nomination_id", flat=True))
