"""The records clerk's print runs: started after a check, stopped, gone on with."""

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction

from certificates.layout.sheets import CertificateRefused
from certificates.models import PrintRun
from certificates.preflight import BLOCK, examine
from certificates.printing import PrintSettings, lines_in_order, start_print_run
from documents.models import Decision, DecisionState
from history.services import record
from permissions import access
from permissions.roles import Capability
from runs.services import cancel_run, resume_run
from vietnamese.dates import local_day

from ..exceptions import GuardFailed, IllegalTransition


def start_printing(
    decision: Decision, settings: PrintSettings, *, actor: Any, at: datetime, submission_key: uuid.UUID | None = None
) -> PrintRun:
    """Start a print run for all recipients of a numbered decision; the same `submission_key` again returns that run.

    Raises GuardFailed with what the check before printing found, IllegalTransition while the decision has no number.
    """
    _refuse_unnumbered(decision, actor, at)
    if submission_key and (
        found := PrintRun.objects.filter(decision=decision, run__submission_key=submission_key).first()
    ):
        return found
    stopping = [check.fact for check in examine(decision, lines_in_order(decision), settings) if check.result == BLOCK]
    if stopping:
        raise GuardFailed(*stopping)
    with transaction.atomic():
        try:
            printing = start_print_run(decision, settings, actor=actor, at=at, submission_key=submission_key)
        except CertificateRefused as refusal:
            raise GuardFailed(str(refusal)) from refusal
        record(
            verb="Lập tệp in giấy khen",
            subject=decision,
            actor=actor,
            at=at,
            unit_name=decision.unit.name,
            data={"print_run": printing.pk, "number": decision.number_text},
        )
    return printing


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
    if printing.run.payload["run"]["decision_number"] != printing.decision.number_text:
        raise GuardFailed(
            "Quyết định đã được ghi số khác sau khi lập tệp này. Đồng chí mở trang In giấy khen rồi lập tệp mới."
        )
    resumed = resume_run(printing.run, at=at)
    if resumed:
        record(
            verb="Tiếp tục lập tệp in", subject=printing.decision, actor=actor, at=at, data={"print_run": printing.pk}
        )
    return resumed


def _refuse_unnumbered(decision: Decision, actor: Any, at: datetime) -> None:
    access.check(actor, Capability.NUMBER_DECISIONS, decision.unit, on=local_day(at))
    if decision.state != DecisionState.NUMBERED:
        raise IllegalTransition(
            "Quyết định chưa được ghi số nên chưa in giấy khen được. Đồng chí ghi số sau khi văn bản đã ký."
        )
