"""A draft: its texts, its reading order, what is printed of each recipient."""

from datetime import datetime
from typing import Any

from django.db import transaction

from documents.models import Decision, DecisionLine, DecisionState
from history.services import record
from organizations.models import Signer

from ...exceptions import IllegalTransition, StalePage
from .lock import lock

PRINTED = ("name", "unit_text", "citation", "address")
TEXTS = ("subject", "bases", "bonus_text", "executors", "recipients", "place")


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
    decision = lock(decision, actor, at, DecisionState.DRAFT)
    if decision.version != expected_version:
        raise StalePage(
            "Dự thảo vừa được lưu ở trang khác. Những gì đồng chí gõ vẫn còn trên trang; hãy mở bản mới nhất để so sánh."
        )
    for name in TEXTS:
        if name in texts:
            setattr(decision, name, texts[name])
    if signer is not None:
        decision.take_signer(signer)
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
    decision = lock(line.decision, actor, at, DecisionState.DRAFT)
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
    decision = lock(line.decision, actor, at, DecisionState.DRAFT)
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
    decision = lock(decision, actor, at, DecisionState.DRAFT)
    record(verb="Bỏ dự thảo quyết định", subject=decision, actor=actor, at=at, unit_name=decision.unit.name)
    decision.delete()
