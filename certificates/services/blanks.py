"""Blanks bought from a print shop: kinds, and the ledger of what came, went back, was thrown away, was counted.

What runs used and spoiled is counted from their sheets (queries.blanks). Writers of one kind stand in line at its row,
so that no two of them together take out more than there is.
"""

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from history.services import record
from organizations.models import Unit
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import local_day
from vietnamese.text import one_line

from ..enums import BlankMove
from ..exceptions import ActRefused
from ..models import BlankEntry, BlankKind
from ..queries.blanks import sheets_left, stock_of
from .equipment import free_name, locked

__all__ = ["add_kind", "sheets_left", "write_entry"]

MOST_SHEETS = 100_000
LEAVING = (BlankMove.RETURNED, BlankMove.DISCARDED)
LEAST_SIDE_MM, MOST_SIDE_MM = 100, 900


@transaction.atomic
def add_kind(
    *, unit: Unit, name: str, width_mm: Decimal, height_mm: Decimal, carries: str, actor: Any, at: datetime
) -> BlankKind:
    """Write down a kind of blank of the unit. Raises NotPermitted, ActRefused."""
    access.check(actor, Capability.NUMBER_DECISIONS, unit, on=local_day(at))
    Unit.objects.select_for_update().get(pk=unit.pk)
    if not all(LEAST_SIDE_MM <= side <= MOST_SIDE_MM for side in (width_mm, height_mm)):
        raise ActRefused(f"Khổ phôi phải từ {LEAST_SIDE_MM} đến {MOST_SIDE_MM} mm mỗi chiều. Đồng chí đo lại.")
    kind = BlankKind.objects.create(
        unit=unit,
        name=free_name(BlankKind, unit, name),
        width_mm=width_mm,
        height_mm=height_mm,
        carries=carries,
        created_at=at,
    )
    record(verb="Thêm loại phôi", subject=kind, actor=actor, at=at, unit_name=unit.name)
    return kind


@transaction.atomic
def write_entry(
    kind: BlankKind,
    *,
    move: str,
    sheets: int,
    on: date,
    actor: Any,
    at: datetime,
    note: str = "",
    submission_key: uuid.UUID | None = None,
) -> BlankEntry:
    """Write one line of the ledger; the same `submission_key` again returns that line.

    A count is written with what the books say at that moment. Raises NotPermitted, and ActRefused for more sheets than
    there are, for a day to come, and for going away without a reason.
    """
    kind = locked(kind, actor, at)
    if submission_key and (made := BlankEntry.objects.filter(submission_key=submission_key, kind=kind).first()):
        return made
    note, move = one_line(note), BlankMove(move)
    left = stock_of(kind).left
    _refuse_entry(move, sheets, on, local_day(at), note, left)
    holding = access.check(actor, Capability.NUMBER_DECISIONS, kind.unit, on=local_day(at))
    entry = BlankEntry.objects.create(
        kind=kind, move=move, sheets=sheets, expected=left if move == BlankMove.COUNTED else None, on=on, at=at,
        actor_name=actor.full_name, unit_name=kind.unit.name, note=note, on_behalf_of=holding.on_behalf_of,
        submission_key=submission_key or uuid.uuid4(),
    )  # fmt: skip
    _write(f"Sổ phôi: {move.label.lower()}", kind, actor, at, note=note, data={"sheets": sheets, "books": left})
    return entry


def _refuse_entry(move: BlankMove, sheets: int, on: date, today: date, note: str, left: int) -> None:
    if on > today:
        raise ActRefused("Ngày ghi sổ chưa tới. Đồng chí ghi ngày đã làm việc này.")
    least = 0 if move == BlankMove.COUNTED else 1
    if not least <= sheets <= MOST_SHEETS:
        raise ActRefused(f"Số tờ phải từ {least} đến {MOST_SHEETS}. Đồng chí xem lại.".replace("100000", "100.000"))
    if move not in LEAVING:
        return
    if not note:
        raise ActRefused("Chưa ghi lý do. Đồng chí ghi vài từ, ví dụ: ẩm mốc; thừa, nhà in nhận lại.")
    if sheets > left:
        raise ActRefused(
            f"Theo sổ chỉ còn {max(left, 0)} tờ, không ghi bớt {sheets} tờ được. "
            "Đồng chí xem lại số tờ, hoặc ghi lần nhận về còn thiếu trước."
        )


def _write(verb: str, kind: BlankKind, actor: Any, at: datetime, *, note: str = "", data: dict | None = None) -> None:
    record(verb=verb, subject=kind, actor=actor, at=at, note=note, unit_name=kind.unit.name, data=data)
