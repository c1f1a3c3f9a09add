"""What a superior authority outside this system answered: one paper, a yes or no for each line."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import OuterRef

from documents.models import SuperiorAnswer
from nominations.enums import NominationState
from nominations.models import Nomination
from nominations.queries import there_is
from nominations.rules import called
from nominations.uploads import Accepted
from organizations.models import Unit
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import local_day

from ..engine import perform
from ..enums import Action
from ..exceptions import GuardFailed, ReasonNeeded
from ..models import TransitionRecord

ANSWERS = (Action.ANSWER_GRANTED, Action.ANSWER_REFUSED)


def lines_awaiting_answer(unit: Unit):
    """Return the lines that this unit forwarded to an authority outside the system."""
    return (
        Nomination.objects.filter(holder_unit=unit, state=NominationState.FORWARDED, awaits_outside_answer=True)
        .select_related("nominee", "round__authority")
        .order_by("state_since", "id")
    )


def last_answers(unit_ids: Iterable[int], most: int) -> list[SuperiorAnswer]:
    """Return the answers that these units recorded last, newest first, at most so many.

    They are looked for from the newest one back, each by the history of its own line: reading every record of the units
    would take as long as their whole archive.
    """
    recorded = TransitionRecord.objects.filter(
        nomination=OuterRef("nomination"), unit__in=list(unit_ids), action__in=ANSWERS
    )
    found = SuperiorAnswer.objects.filter(there_is(recorded)).select_related("nomination__nominee").order_by("-pk")
    return sorted(found[:most], key=lambda answer: (answer.recorded_at, -answer.nomination_id), reverse=True)


@transaction.atomic
def record_answer(
    *,
    unit: Unit,
    answers: dict[int, bool],
    authority_name: str,
    number_text: str,
    answered_on: date,
    actor: Any,
    at: datetime,
    note: str = "",
    scan: Accepted | None = None,
    separation_reason: str = "",
) -> list[Nomination]:
    """Record one answer for several lines (nomination id -> granted), all or none.

    Raises GuardFailed when the date lies ahead or before the line was forwarded, when no line is chosen, or when a line
    refuses to move; ReasonNeeded when it would move with a reason.
    """
    access.check(actor, Capability.NUMBER_DECISIONS, unit, on=local_day(at))
    lines = list(lines_awaiting_answer(unit).filter(pk__in=answers))
    if not lines or len(lines) != len(answers):
        raise GuardFailed(
            "Hãy chọn ít nhất một dòng còn chờ cấp trên trả lời. Nếu danh sách đã thay đổi, hãy tải lại trang."
        )
    if answered_on > local_day(at):
        raise GuardFailed("Ngày văn bản trả lời chưa tới. Hãy xem lại ngày.")
    for line in lines:
        if answered_on < local_day(line.state_since):
            raise GuardFailed("Ngày văn bản trả lời phải sau hoặc đúng ngày trình cấp trên. Hãy xem lại ngày.")
        answer = SuperiorAnswer(
            nomination=line,
            authority_name=authority_name,
            number_text=number_text,
            answered_on=answered_on,
            is_granted=answers[line.pk],
            note=note,
            recorded_at=at,
            recorded_by_name=actor.full_name,
        )
        if scan is not None:
            answer.scan_sha256 = scan.sha256
            answer.scan.save(
                f"{scan.sha256[:32]}.{scan.name.rsplit('.', 1)[-1]}", ContentFile(scan.content), save=False
            )
        answer.save()
        action = Action.ANSWER_GRANTED if answers[line.pk] else Action.ANSWER_REFUSED
        _move(
            action,
            line,
            actor=actor,
            at=at,
            note=f"{authority_name}, văn bản số {number_text}. {note}".strip(),
            data={"answer": answer, "number": number_text},
            separation_reason=separation_reason,
        )
    return lines


def _move(action: Action, line: Nomination, **act) -> None:
    """Move one line; a refusal of the facts says which line it is about."""
    try:
        perform(action, nomination=line, **act)
    except GuardFailed as refusal:
        kind = ReasonNeeded if isinstance(refusal, ReasonNeeded) else GuardFailed
        raise kind(*(f"{called(line.nominee)}: {reason}" for reason in refusal.reasons)) from None
