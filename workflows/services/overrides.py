"""Passing over a rule of eligibility: a cell asks with a reason, the office that has the line in hand answers with one.

Only a rule that blocks can be passed over, only those of eligibility, and nobody decides about their own nomination.
Raises NotPermitted (who), IllegalTransition (when), GuardFailed (facts).
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from history.services import record
from nominations.enums import FINAL, WITH_CELL, EligibilityCode, OverrideState
from nominations.models import Nomination, RuleOverride
from nominations.queries import findings_for
from nominations.rules import Finding
from organizations.models import Unit
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import local_day, moment_text

from .. import announcements
from ..conflicts import kept_from_judging
from ..enums import Action, HandTo
from ..exceptions import GuardFailed, IllegalTransition
from ..guards import Move, actor_is_not_nominee
from ..routing import receiver

S = OverrideState


def blocking_finding(nomination: Nomination, code: str, *, at: datetime) -> Finding | None:
    """Return what the rule says of the line today when it blocks and may be passed over, else None."""
    return next((f for f in findings_for(nomination, at=at) if f.code == code and f.can_be_overridden), None)


def answering_unit(nomination: Nomination, *, at: datetime) -> Unit | None:
    """Return the unit whose office may let the line pass now; None when the line is at its end or nobody is above."""
    if nomination.state in FINAL:
        return None
    if nomination.state in WITH_CELL:
        return receiver(nomination, HandTo.OFFICE, local_day(at))
    return nomination.holder_unit


@transaction.atomic
def request_override(nomination: Nomination, code: str, *, reason: str, actor: Any, at: datetime) -> RuleOverride:
    """Ask the receiving office to let the line pass although a rule blocks it."""
    access.check(actor, Capability.NOMINATE, nomination.proposing_unit, on=local_day(at))
    locked = _lock(nomination)
    _refuse_own(locked, actor, at)
    if locked.state not in WITH_CELL:
        raise IllegalTransition(
            f"Dòng này đang ở trạng thái “{locked.get_state_display()}” nên chi bộ không xin ngoại lệ được nữa. "
            "Cơ quan đang giữ dòng này quyết định."
        )
    if not reason.strip():
        raise GuardFailed("Hãy ghi lý do xin ngoại lệ: cơ quan tiếp nhận cần biết vì sao.")
    if answering_unit(locked, at=at) is None:
        raise GuardFailed("Chưa khai báo cấp trên nhận hồ sơ nên chưa gửi được. Hãy báo người quản trị của Đảng ủy.")
    _refuse_twice(locked, code)
    finding = _finding_or_refused(locked, code, at)
    override = RuleOverride.objects.create(
        nomination=locked,
        code=code,
        rule=finding.rule[:200],
        fact=finding.fact,
        state=S.REQUESTED,
        request_reason=reason.strip(),
        requested_by=actor,
        requested_by_name=actor.full_name,
        requested_at=at,
    )
    _record("Xin xét ngoại lệ", override, actor, at, note=reason, unit=locked.proposing_unit)
    announcements.exception_asked(locked, answering_unit(locked, at=at), actor=actor, at=at)
    return override


@transaction.atomic
def decide_override(
    nomination: Nomination, code: str, *, is_granted: bool, reason: str, actor: Any, at: datetime
) -> RuleOverride:
    """Grant or refuse a waiting request; a grant also without a request, while the rule blocks the line."""
    locked = _lock(nomination)
    unit = answering_unit(locked, at=at)
    if unit is None:
        raise IllegalTransition(
            f"Dòng này đang ở trạng thái “{locked.get_state_display()}” nên không cho phép ngoại lệ được nữa."
        )
    holding = access.check(actor, Capability.OVERRIDE_RULES, unit, on=local_day(at))
    if near := kept_from_judging(locked, actor, at=at, holding=holding):
        raise GuardFailed(near)
    if not reason.strip():
        raise GuardFailed("Hãy ghi lý do: lý do được lưu cùng đề nghị và Ban Thường vụ đọc.")
    override = RuleOverride.objects.select_for_update().filter(nomination=locked, code=code, state=S.REQUESTED).first()
    if override is None:
        _refuse_twice(locked, code)
        if not is_granted:
            raise GuardFailed("Không có yêu cầu ngoại lệ nào đang chờ ở điều kiện này.")
        if locked.state in WITH_CELL:
            raise GuardFailed("Chi bộ đang giữ dòng này và chưa xin ngoại lệ. Hãy chờ chi bộ xin hoặc trình lên.")
        finding = _finding_or_refused(locked, code, at)
        override = RuleOverride(nomination=locked, code=code, rule=finding.rule[:200], fact=finding.fact)
    elif is_granted and (finding := blocking_finding(locked, code, at=at)):
        override.fact = finding.fact
    override.state = S.GRANTED if is_granted else S.REFUSED
    override.reason = reason.strip()
    override.decided_by, override.decided_by_name, override.decided_at = actor, actor.full_name, at
    override.save()
    verb = "Cho phép ngoại lệ" if is_granted else "Không cho phép ngoại lệ"
    _record(verb, override, actor, at, note=reason, unit=unit)
    announcements.exception_answered(locked, unit, asked_by=override.requested_by, actor=actor, at=at)
    return override


def _lock(nomination: Nomination) -> Nomination:
    return (
        Nomination.objects.select_for_update(of=("self",))
        .select_related(
            "nominee", "dossier", "round__authority", "proposing_unit__kind", "holder_unit__kind", "returned_by_unit__kind"
        )
        .get(pk=nomination.pk)
    )  # fmt: skip


def _refuse_own(nomination: Nomination, actor: Any, at: datetime) -> None:
    if reason := actor_is_not_nominee(Move(nomination, actor, at, Action.RECOMMEND)):
        raise GuardFailed(reason)


def _refuse_twice(nomination: Nomination, code: str) -> None:
    standing = RuleOverride.objects.filter(nomination=nomination, code=code).exclude(state=S.REFUSED).first()
    if standing is None:
        return
    if standing.state == S.REQUESTED:
        raise GuardFailed(
            f"Đồng chí {standing.requested_by_name} đã xin ngoại lệ này, {moment_text(standing.requested_at)}. "
            "Hãy chờ cơ quan tiếp nhận trả lời."
        )
    raise GuardFailed(
        f"Đồng chí {standing.decided_by_name} đã cho phép ngoại lệ này, {moment_text(standing.decided_at)}."
    )


def _finding_or_refused(nomination: Nomination, code: str, at: datetime) -> Finding:
    finding = blocking_finding(nomination, code, at=at) if code in EligibilityCode.values else None
    if finding is None:
        raise GuardFailed(
            "Điều kiện này không chặn dòng nên không cần ngoại lệ. Hãy tải lại trang để xem các điều kiện hôm nay."
        )
    return finding


def _record(verb: str, override: RuleOverride, actor: Any, at: datetime, *, note: str, unit: Unit) -> None:
    record(
        verb=verb,
        subject=override.nomination,
        actor=actor,
        at=at,
        note=note.strip(),
        unit_name=unit.name,
        data={"code": override.code, "rule": override.rule, "fact": override.fact},
    )
