"""The act "Ghi số": number, register numbers and awards at once; and what corrects it."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from documents.enums import DocumentKind, DocumentType
from documents.issuing import PaperRefused, issue
from documents.models import REGISTER, Decision, DecisionState
from documents.services import take_number, void_number
from history.services import record
from nominations.models import Award
from organizations.models import Signer
from runs.services import cancel_run
from vietnamese.dates import local_day

from ... import announcements
from ...engine import perform
from ...enums import Action
from ...exceptions import GuardFailed, StalePage
from .lock import lock


@transaction.atomic
def number_decision(
    decision: Decision,
    *,
    signer: Signer,
    signed_on: date,
    actor: Any,
    at: datetime,
    expected_version: int | None = None,
    separation_reason: str = "",
) -> Decision:
    """The act "Ghi số": record signer, authority lines and date, take the number, freeze text and list, take the register
    numbers and move every line to ISSUED, all in one transaction or not at all.

    Raises GuardFailed (no signer on that day, date in the future or before the meeting; ReasonNeeded where the actor
    did an earlier act that should not meet this one), NoSeries, IllegalTransition (StalePage).
    """
    decision = lock(decision, actor, at, DecisionState.DRAFT)
    if expected_version is not None and decision.version != expected_version:
        raise StalePage("Dự thảo vừa được sửa ở trang khác. Hãy tải lại trang, đọc lại rồi ghi số.")
    _check_signature(decision, signer, signed_on, at)
    lines = list(decision.lines.select_related("nomination__nominee").order_by("position", "id"))
    decision.take_signer(signer)
    decision.signed_on = signed_on
    decision.number = take_number(
        unit=decision.unit,
        document_type=DocumentType.QUYET_DINH,
        day=signed_on,
        used_for=decision.subject[:300],
        actor=actor,
        at=at,
    )
    decision.number_text = decision.number.text
    decision.numbered_at, decision.numbered_by_name, decision.state = at, actor.full_name, DecisionState.NUMBERED
    decision.version += 1
    decision.save()
    for line in lines:
        line.decision = decision
        line.register = take_number(
            unit=decision.unit,
            document_type=REGISTER,
            day=signed_on,
            used_for=f"{decision.number_text}: {line.name}"[:300],
            actor=actor,
            at=at,
        )
        line.save()
        perform(
            Action.ISSUE,
            nomination=line.nomination,
            actor=actor,
            at=at,
            note=f"Quyết định số {decision.number_text}.",
            data={"decision_line": line, "number": decision.number_text},
            separation_reason=separation_reason,
        )
    record(
        verb="Ghi số quyết định",
        subject=decision,
        actor=actor,
        at=at,
        unit_name=decision.unit.name,
        data={"number": decision.number_text, "signed_on": signed_on.isoformat()},
    )
    announcements.decision_numbered(decision, [line.nomination for line in lines], actor=actor, at=at)
    return decision


def issue_paper(decision: Decision, *, actor: Any, at: datetime) -> str:
    """Make and store the paper of a numbered decision; return "" or, in Vietnamese, why it could not be made now.

    Called after the number is safe, outside of its transaction: a paper that fails takes no number back and is made
    from the same frozen record when somebody opens it.
    """
    try:
        issue(DocumentKind.DECISION, decision, actor=actor, at=at)
    except PaperRefused as refusal:
        return refusal.reason
    return ""


@transaction.atomic
def replace_number(
    decision: Decision,
    *,
    reason: str,
    signer: Signer,
    signed_on: date,
    actor: Any,
    at: datetime,
    expected_version: int | None = None,
) -> Decision:
    """Void the number of a decision that was recorded wrongly and take the next one for the same text and list.

    The voided number stays in the series with its reason; so does the paper, no longer final. Awards follow to the
    new number and date, print runs with the old number that are still at work are stopped.
    """
    decision = lock(decision, actor, at, DecisionState.NUMBERED)
    if expected_version is not None and decision.version != expected_version:
        raise StalePage("Quyết định vừa được ghi số lại ở trang khác. Hãy tải lại trang để xem số hiện nay.")
    if not reason.strip():
        raise GuardFailed("Hãy ghi lý do hủy số: lý do được giữ trong sổ số văn bản.")
    _check_signature(decision, signer, signed_on, at)
    old = decision.number
    void_number(old, reason=reason, at=at)
    decision.take_signer(signer)
    decision.signed_on = signed_on
    decision.number = take_number(
        unit=decision.unit,
        document_type=DocumentType.QUYET_DINH,
        day=signed_on,
        used_for=decision.subject[:300],
        actor=actor,
        at=at,
    )
    decision.number_text = decision.number.text
    decision.numbered_at, decision.numbered_by_name = at, actor.full_name
    decision.version += 1
    decision.save()
    decision.papers.filter(is_final=True).update(is_final=False)
    for printing in decision.print_runs.select_related("run"):
        cancel_run(printing.run, at=at)
    Award.objects.filter(decision_line__decision=decision).update(
        decision_number=decision.number_text, decided_on=signed_on
    )
    record(
        verb="Hủy số, ghi số mới",
        subject=decision,
        actor=actor,
        at=at,
        note=reason,
        unit_name=decision.unit.name,
        data={"voided": old.text, "number": decision.number_text},
    )
    return decision


def _check_signature(decision: Decision, signer: Signer, signed_on: date, at: datetime) -> None:
    if signer.unit_id != decision.unit_id or not signer.in_force(signed_on):
        raise GuardFailed(
            f"{signer.full_name} không phải người ký của {decision.unit} vào ngày đó. Hãy chọn lại người ký hoặc ngày ký."
        )
    if signed_on > local_day(at):
        raise GuardFailed("Ngày ký chưa tới. Hãy ghi số sau khi văn bản đã được ký.")
    if decision.meeting and signed_on < local_day(decision.meeting.starts_at):
        raise GuardFailed("Ngày ký phải sau hoặc đúng ngày họp Ban Thường vụ.")
