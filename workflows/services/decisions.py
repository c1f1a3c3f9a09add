"""The records clerk's acts: draft a decision, record its number and signature ("Ghi số"), correct, confer."""

import uuid
from datetime import date, datetime
from typing import Any

from django.db import transaction

from documents.enums import DocumentKind, DocumentType
from documents.issuing import PaperRefused, issue
from documents.models import REGISTER, Decision, DecisionLine, DecisionState
from documents.services import take_number, void_number
from history.services import record
from meetings.models import Meeting
from nominations.enums import NominationState
from nominations.models import Award, Nomination
from nominations.rules import form_of_address, printed_unit
from organizations.enums import AwardForm
from organizations.models import Signer, Unit
from organizations.queries import superior_on
from permissions import access
from permissions.roles import Capability
from runs.services import cancel_run
from vietnamese.dates import local_day, short_date
from vietnamese.text import lower_first, sort_key

from ..engine import perform
from ..enums import Action
from ..exceptions import GuardFailed, IllegalTransition, StalePage

MOST_UNITS_NAMED = 4
PRINTED = ("name", "unit_text", "citation", "address")
TEXTS = ("subject", "bases", "bonus_text", "executors", "recipients", "place")


def waiting_lines(unit: Unit):
    """Return the approved lines of a unit that are on no decision, collectives first, in order of appearance."""
    return (
        Nomination.objects.filter(holder_unit=unit, state=NominationState.APPROVED)
        .exclude(decision_lines__is_live=True)
        .select_related("nominee", "round")
        .order_by("round_id", "form", "nominee__kind", "id")
    )


@transaction.atomic
def draft_decision(
    *, unit: Unit, nominations: list[Nomination], actor: Any, at: datetime, submission_key: uuid.UUID | None = None
) -> Decision:
    """Draft one decision for approved lines of one round and one form of award.

    Raises GuardFailed when the lines are of several rounds or forms, or not waiting here any more.
    """
    access.check(actor, Capability.NUMBER_DECISIONS, unit, on=local_day(at))
    Unit.objects.select_for_update().get(pk=unit.pk)
    if submission_key and (found := Decision.objects.filter(submission_key=submission_key, unit=unit).first()):
        return found
    waiting = {n.pk: n for n in waiting_lines(unit).filter(pk__in=[n.pk for n in nominations])}
    lines = [waiting[n.pk] for n in nominations if n.pk in waiting]
    if not lines or len(lines) != len(nominations):
        raise GuardFailed(
            "Có dòng không còn chờ quyết định, có thể đã nằm trong dự thảo khác. Hãy tải lại trang rồi chọn lại."
        )
    if len({(n.round_id, n.form) for n in lines}) > 1:
        raise GuardFailed(
            "Mỗi quyết định chỉ gồm các dòng của một đợt và một hình thức khen thưởng. Hãy lập riêng từng quyết định."
        )
    meeting = _meeting_of(lines[0])
    decision = Decision.objects.create(
        unit=unit,
        round=lines[0].round,
        form=lines[0].form,
        created_at=at,
        created_by=actor,
        meeting=meeting,
        submission_key=submission_key or uuid.uuid4(),
        **_first_texts(unit, lines, meeting, at),
    )
    for position, nomination in enumerate(_ceremony_order(lines), start=1):
        DecisionLine.objects.create(decision=decision, nomination=nomination, position=position, **_printed(nomination))
    record(verb="Dự thảo quyết định", subject=decision, actor=actor, at=at, unit_name=unit.name)
    return decision


def _meeting_of(nomination: Nomination):
    line = nomination.agenda_lines.exclude(outcome="").select_related("meeting").order_by("-id").first()
    return line.meeting if line else None


def _ceremony_order(lines: list[Nomination]) -> list[Nomination]:
    """Collectives before individuals; people by given name in Vietnamese order, collectives in that of their names."""
    return sorted(lines, key=lambda n: (n.nominee.is_individual, n.sort_key, n.pk))


def _printed(nomination: Nomination) -> dict:
    nominee = nomination.nominee
    return {
        "recipient_kind": nominee.kind,
        "address": form_of_address(nominee),
        "name": nominee.full_name,
        "unit_text": printed_unit(nominee),
        "citation": nomination.citation,
        "is_posthumous": nominee.is_deceased,
    }


def _first_texts(unit: Unit, lines: list[Nomination], meeting: Meeting | None, at: datetime) -> dict:
    """Return what a draft starts with; the paper adds "Như Điều ..." and the recipients of Điều 1 by itself."""
    round, day = lines[0].round, local_day(at)
    superior = superior_on(unit, day)
    units = sorted({n.proposing_unit_name for n in lines}, key=sort_key)
    return {
        "subject": _subject(lines[0].form, round.title),
        "bases": "\n".join([*round.bases.values_list("text", flat=True), *_own_bases(unit, meeting)]),
        "executors": ", ".join(
            [
                unit.office,
                *units[:MOST_UNITS_NAMED],
                *(["các đơn vị liên quan"] if len(units) > MOST_UNITS_NAMED else []),
            ]
        ),
        "recipients": "\n".join(
            filter(None, [f"{superior.committee} (để báo cáo)" if superior else "", f"Lưu {unit.office}"])
        ),
        "place": unit.place or unit.name,
        "superior_name": superior.name if superior else "",
        "issuing_name": unit.committee,
        "decider_name": unit.decider,
    }


def _own_bases(unit: Unit, meeting: Meeting | None) -> list[str]:
    """Return the bases of the decision itself: the committee's vote and the office's proposal."""
    minutes = [f"Biên bản họp {meeting.committee_name}, ngày {short_date(meeting.starts_at)}"] if meeting else []
    return [*minutes, f"Xét đề nghị của {unit.office}"]


def _subject(form: str, title: str) -> str:
    """Return the trích yếu: "về việc khen thưởng ... năm 2026", or "về việc tặng Giấy khen trong đợt “...”"."""
    lowered = lower_first(title)
    return (
        f"về việc {lowered}"
        if lowered.startswith("khen thưởng")
        else f"về việc tặng {AwardForm(form).label} trong đợt “{title}”"
    )


@transaction.atomic
def save_decision(
    decision: Decision,
    *,
    actor: Any,
    at: datetime,
    expected_version: int,
    order: list[int] | None = None,
    line_texts: dict[int, dict] | None = None,
    signer: Signer | None = None,
    **texts,
) -> Decision:
    """Save the texts, the reading order (line ids) and the printed strings of a draft."""
    decision = _lock(decision, actor, at, DecisionState.DRAFT)
    if decision.version != expected_version:
        raise StalePage(
            "Dự thảo vừa được lưu ở trang khác. Những gì đồng chí gõ vẫn còn trên trang; hãy mở bản mới nhất để so sánh."
        )
    for name in TEXTS:
        if name in texts:
            setattr(decision, name, texts[name])
    if signer is not None:
        _take_signer(decision, signer)
    decision.version += 1
    decision.save()
    lines = {line.pk: line for line in decision.lines.all()}
    for position, pk in enumerate(order or [], start=1):
        if pk in lines:
            lines[pk].position = position
    for pk, strings in (line_texts or {}).items():
        for name in PRINTED:
            if pk in lines and name in strings:
                setattr(lines[pk], name, strings[name])
    if order or line_texts:
        for line in lines.values():
            line.save()
    return decision


@transaction.atomic
def save_line(
    line: DecisionLine, *, actor: Any, at: datetime, expected_version: int, position: int | None = None, **strings
) -> Decision:
    """Save the printed strings of one recipient of a draft and, with `position`, move them to that place in the order."""
    ids = list(line.decision.lines.order_by("position", "id").values_list("pk", flat=True))
    order = None
    if position is not None and line.pk in ids and ids[min(position, len(ids)) - 1] != line.pk:
        ids.remove(line.pk)
        ids.insert(position - 1, line.pk)
        order = ids
    return save_decision(
        line.decision, actor=actor, at=at, expected_version=expected_version, order=order, line_texts={line.pk: strings}
    )


@transaction.atomic
def move_line(line: DecisionLine, step: int, *, actor: Any, at: datetime) -> None:
    """Move a recipient one place up (-1) or down (+1) in the reading order of a draft."""
    decision = _lock(line.decision, actor, at, DecisionState.DRAFT)
    ids = list(decision.lines.order_by("position", "id").values_list("pk", flat=True))
    if line.pk not in ids:
        raise IllegalTransition(f"{line.name} không còn trong dự thảo này. Hãy tải lại trang.")
    here = ids.index(line.pk)
    there = here + step
    if 0 <= there < len(ids):
        ids[here], ids[there] = ids[there], ids[here]
    _number_positions(ids)


def _number_positions(ids: list[int]) -> None:
    """Give these lines the places 1, 2, 3 ... in the reading order."""
    for position, pk in enumerate(ids, start=1):
        DecisionLine.objects.filter(pk=pk).exclude(position=position).update(position=position)


@transaction.atomic
def drop_line(line: DecisionLine, *, actor: Any, at: datetime) -> None:
    """Take a line out of a draft; it waits for another decision. The last line takes the draft with it."""
    decision = _lock(line.decision, actor, at, DecisionState.DRAFT)
    if not decision.lines.filter(pk=line.pk).exists():
        raise IllegalTransition(f"{line.name} không còn trong dự thảo này. Hãy tải lại trang.")
    record(
        verb="Bỏ dòng khỏi dự thảo quyết định",
        subject=decision,
        actor=actor,
        at=at,
        note=line.name,
        unit_name=decision.unit.name,
        data={"nomination": line.nomination_id},
    )
    line.delete()
    left = list(decision.lines.order_by("position", "id").values_list("pk", flat=True))
    if not left:
        decision.delete()
    _number_positions(left)


@transaction.atomic
def discard_draft(decision: Decision, *, actor: Any, at: datetime) -> None:
    """Throw a draft away; its lines wait again."""
    decision = _lock(decision, actor, at, DecisionState.DRAFT)
    record(verb="Bỏ dự thảo quyết định", subject=decision, actor=actor, at=at, unit_name=decision.unit.name)
    decision.delete()


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
    """ "Ghi số": record signer, authority lines and date, take the number, freeze text and list, take the register
    numbers and move every line to ISSUED, all in one transaction or not at all.

    Raises GuardFailed (no signer on that day, date in the future or before the meeting; ReasonNeeded where the actor
    did an earlier act that should not meet this one), NoSeries, IllegalTransition (StalePage).
    """
    decision = _lock(decision, actor, at, DecisionState.DRAFT)
    if expected_version is not None and decision.version != expected_version:
        raise StalePage("Dự thảo vừa được sửa ở trang khác. Hãy tải lại trang, đọc lại rồi ghi số.")
    _check_signature(decision, signer, signed_on, at)
    lines = list(decision.lines.select_related("nomination__nominee").order_by("position", "id"))
    _take_signer(decision, signer)
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
    decision = _lock(decision, actor, at, DecisionState.NUMBERED)
    if expected_version is not None and decision.version != expected_version:
        raise StalePage("Quyết định vừa được ghi số lại ở trang khác. Hãy tải lại trang để xem số hiện nay.")
    if not reason.strip():
        raise GuardFailed("Hãy ghi lý do hủy số: lý do được giữ trong sổ số văn bản.")
    _check_signature(decision, signer, signed_on, at)
    old = decision.number
    void_number(old, reason=reason, at=at)
    _take_signer(decision, signer)
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


@transaction.atomic
def confer(award: Award, *, conferred_on: date, note: str, actor: Any, at: datetime) -> Award:
    """Record the day on which the award was handed over to its recipient."""
    line = award.decision_line
    access.check(actor, Capability.NUMBER_DECISIONS, line.decision.unit, on=local_day(at))
    if conferred_on > local_day(at):
        raise GuardFailed("Ngày trao chưa tới. Hãy ghi sau khi đã trao.")
    if conferred_on < award.decided_on:
        raise GuardFailed("Ngày trao phải sau hoặc đúng ngày quyết định.")
    award.conferred_on, award.conferred_note = conferred_on, note
    award.save()
    record(verb="Ghi ngày trao", subject=award, actor=actor, at=at, note=note, data={"on": conferred_on.isoformat()})
    return award


def refuse_unless_draft(decision: Decision) -> None:
    """Raise IllegalTransition, naming the number, when the decision is not a draft any more."""
    _refuse_unless(decision, DecisionState.DRAFT)


def _check_signature(decision: Decision, signer: Signer, signed_on: date, at: datetime) -> None:
    if signer.unit_id != decision.unit_id or not signer.in_force(signed_on):
        raise GuardFailed(
            f"{signer.full_name} không phải người ký của {decision.unit} vào ngày đó. Hãy chọn lại người ký hoặc ngày ký."
        )
    if signed_on > local_day(at):
        raise GuardFailed("Ngày ký chưa tới. Hãy ghi số sau khi văn bản đã được ký.")
    if decision.meeting and signed_on < local_day(decision.meeting.starts_at):
        raise GuardFailed("Ngày ký phải sau hoặc đúng ngày họp Ban Thường vụ.")


def _take_signer(decision: Decision, signer: Signer) -> None:
    decision.signer = signer
    decision.signer_name, decision.signer_position = signer.full_name, signer.position
    decision.authority_lines = "\n".join(signer.lines())


def _lock(decision: Decision, actor: Any, at: datetime, state: DecisionState) -> Decision:
    access.check(actor, Capability.NUMBER_DECISIONS, decision.unit, on=local_day(at))
    locked = (
        Decision.objects.select_for_update(of=("self",))
        .select_related("unit__kind", "round", "meeting", "number")
        .filter(pk=decision.pk)
        .first()
    )
    if locked is None:
        raise IllegalTransition("Dự thảo này đã bị bỏ. Hãy mở lại danh sách quyết định.")
    _refuse_unless(locked, state)
    return locked


def _refuse_unless(decision: Decision, state: DecisionState) -> None:
    if decision.state != state:
        number = (
            f", số {decision.number_text} do đồng chí {decision.numbered_by_name} ghi" if decision.number_text else ""
        )
        raise IllegalTransition(
            f"Quyết định này đang ở trạng thái “{decision.get_state_display()}”{number}. Hãy tải lại trang."
        )
