"""The records clerk's print runs: started after a check, stopped, gone on with, settled when the paper is there."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from ceremonies.queries import stage_order
from certificates.enums import SheetOrder
from certificates.exceptions import ActRefused
from certificates.layout.sheets import CertificateRefused
from certificates.models import PrintRun
from certificates.preflight import BLOCK, LOOK, Check, examine
from certificates.printing import PrintSettings, start_print_run
from certificates.services.kept import KeptFileLost
from certificates.services.sheets import settle_sheets
from documents.models import Decision, DecisionState
from history.services import record
from permissions import access
from permissions.roles import Capability
from runs.services import cancel_run, resume_run
from vietnamese.dates import local_day
from vietnamese.text import one_line

from ..exceptions import GuardFailed, IllegalTransition
from .separation import separation_of_proofs


def stage_of(decision: Decision, settings: PrintSettings) -> Sequence[int] | None:
    """Return the order of the ceremony, as awards, where the stack follows the stage and there is a ceremony."""
    return stage_order(decision) if settings.order == SheetOrder.STAGE else None


def start_printing(
    decision: Decision, settings: PrintSettings, *, actor: Any, at: datetime, submission_key: uuid.UUID | None = None
) -> PrintRun:
    """Start a print run of a numbered decision; the same `submission_key` again returns that run.

    Raises GuardFailed with what the check before printing found: everything red, and amber findings that nobody has
    accepted with a reason; IllegalTransition while the decision has no number.
    """
    _refuse_unnumbered(decision, actor, at)
    if submission_key and (
        found := PrintRun.objects.filter(decision=decision, run__submission_key=submission_key).first()
    ):
        return found
    stage = stage_of(decision, settings)
    separation = separation_of_proofs(decision.unit, local_day(at))
    checks = examine(decision, settings, at=at, stage=stage, separation=separation)
    if stopping := [check.fact for check in checks if check.result == BLOCK]:
        raise GuardFailed(*stopping)
    amber = [check for check in checks if check.result == LOOK]
    settings = _accepted(settings, amber, actor)
    with transaction.atomic():
        try:
            printing = start_print_run(
                decision, settings, actor=actor, at=at, submission_key=submission_key, stage=stage
            )
        except (CertificateRefused, KeptFileLost) as refusal:
            raise GuardFailed(str(refusal)) from refusal
        except ActRefused as refusal:
            raise GuardFailed(refusal.reason) from refusal
        _record_start(printing, amber, actor=actor, at=at)
    return printing


def _accepted(settings: PrintSettings, amber: Sequence[Check], actor: Any) -> PrintSettings:
    """Return the settings with who accepts what deserves a look, the clerk when nobody else is named; none for nothing."""
    if not amber:
        return replace(settings, accepted_by_name="", accepted_reason="")
    reason = one_line(settings.accepted_reason)
    if not reason:
        raise GuardFailed(f"Còn {len(amber)} mục cần xem. Đồng chí xem từng mục, rồi ghi ai chấp nhận và lý do vẫn in.")
    name = one_line(settings.accepted_by_name) or actor.full_name
    return replace(settings, accepted_by_name=name[:100], accepted_reason=reason[:300])


def _record_start(printing: PrintRun, amber: Sequence[Check], *, actor: Any, at: datetime) -> None:
    decision = printing.decision
    accepted = f"{printing.accepted_by_name} chấp nhận: {printing.accepted_reason}" if amber else ""
    again = f"In lại: {printing.reprint_reason}" if printing.reprint_reason else ""
    record(
        verb="Lập tệp in giấy khen",
        subject=decision,
        actor=actor,
        at=at,
        note=". ".join(filter(None, (printing.part, again, accepted))),
        unit_name=decision.unit.name,
        data={
            "print_run": printing.pk,
            "number": decision.number_text,
            "stack_sha256": printing.stack_sha256,
            "accepted": [f"{check.rule}: {check.fact}" for check in amber],
        },
    )


@transaction.atomic
def stop_printing(printing: PrintRun, *, actor: Any, at: datetime) -> bool:
    """Stop a print run; what is done is kept. Returns False when it was over already."""
    access.check(actor, Capability.NUMBER_DECISIONS, printing.decision.unit, on=local_day(at))
    stopped = cancel_run(printing.run, at=at)
    if stopped:
        record(verb="Dừng lập tệp in", subject=printing.decision, actor=actor, at=at, data={"print_run": printing.pk})
    return stopped


@transaction.atomic
def resume_printing(printing: PrintRun, *, actor: Any, at: datetime) -> bool:
    """Go on with a stopped or failed print run. Returns False when there is nothing to go on with.

    Raises GuardFailed when the decision got another number meanwhile: its sheets would carry the voided one.
    """
    _refuse_unnumbered(printing.decision, actor, at)
    if printing.run.payload.get("decision_number") != printing.decision.number_text:
        raise GuardFailed(
            "Quyết định đã được ghi số khác sau khi lập tệp này. Đồng chí mở trang In giấy khen rồi lập tệp mới."
        )
    resumed = resume_run(printing.run, at=at)
    if resumed:
        record(
            verb="Tiếp tục lập tệp in", subject=printing.decision, actor=actor, at=at, data={"print_run": printing.pk}
        )
    return resumed


def settle_printing(
    printing: PrintRun,
    *,
    spoiled: Mapping[int, str],
    skipped: Collection[int] = (),
    actor: Any,
    at: datetime,
) -> PrintRun:
    """Write down what came out of the printer: spoiled sheets with their reasons, and those that were not printed.

    Raises GuardFailed with a Vietnamese sentence for what does not fit the run.
    """
    access.check(actor, Capability.NUMBER_DECISIONS, printing.decision.unit, on=local_day(at))
    try:
        return settle_sheets(printing, spoiled=spoiled, skipped=skipped, actor=actor, at=at)
    except ActRefused as refusal:
        raise GuardFailed(refusal.reason) from refusal


def _refuse_unnumbered(decision: Decision, actor: Any, at: datetime) -> None:
    access.check(actor, Capability.NUMBER_DECISIONS, decision.unit, on=local_day(at))
    if decision.state != DecisionState.NUMBERED:
        raise IllegalTransition(
            "Quyết định chưa được ghi số nên chưa in giấy khen được. Đồng chí ghi số sau khi văn bản đã ký."
        )
