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

__all__ = ["add_kind", "rename_kind", "set_kind_in_use", "sheets_left", "write_entry"]

LONGEST_NAME = 100
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
        unit=unit, name=_free_name(unit, name), width_mm=width_mm, height_mm=height_mm, carries=carries, created_at=at
    )
    record(verb="Thêm loại phôi", subject=kind, actor=actor, at=at, unit_name=unit.name)
    return kind


@transaction.atomic
def rename_kind(kind: BlankKind, *, name: str, actor: Any, at: datetime) -> BlankKind:
    """Give a kind another name; its size and what it carries stay, because layouts and counts rest on them."""
    kind = _locked(kind, actor, at)
    before, name = kind.name, _free_name(kind.unit, name, but=kind)
    if name != before:
        kind.name = name
        kind.save(update_fields=["name"])
        _write("Đổi tên loại phôi", kind, actor, at, data={"before": before, "after": name})
    return kind


@transaction.atomic
def set_kind_in_use(kind: BlankKind, *, is_active: bool, actor: Any, at: datetime) -> BlankKind:
    """Put a kind away or take it into use again; its ledger stays."""
    kind = _locked(kind, actor, at)
    if kind.is_active != is_active:
        kind.is_active = is_active
        kind.save(update_fields=["is_active"])
        _write("Dùng lại loại phôi" if is_active else "Thôi dùng loại phôi", kind, actor, at)
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
    kind = _locked(kind, actor, at)
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


def _locked(kind: BlankKind, actor: Any, at: datetime) -> BlankKind:
    kind = BlankKind.objects.select_for_update(of=("self",)).select_related("unit").get(pk=kind.pk)
    access.check(actor, Capability.NUMBER_DECISIONS, kind.unit, on=local_day(at))
    return kind


def _free_name(unit: Unit, name: str, but: BlankKind | None = None) -> str:
    name = one_line(name)
    if not name:
        raise ActRefused("Chưa ghi tên phôi. Đồng chí ghi tên để phân biệt, ví dụ: Phôi giấy khen A4 khung đỏ.")
    if len(name) > LONGEST_NAME:
        raise ActRefused(f"Tên phôi dài quá {LONGEST_NAME} chữ. Đồng chí ghi gọn hơn.")
    if BlankKind.objects.filter(unit=unit, name=name).exclude(pk=but.pk if but else None).exists():
        raise ActRefused(f"Đơn vị đã có loại phôi tên “{name}”. Đồng chí ghi tên khác.")
    return name


def _write(verb: str, kind: BlankKind, actor: Any, at: datetime, *, note: str = "", data: dict | None = None) -> None:
    record(verb=verb, subject=kind, actor=actor, at=at, note=note, unit_name=kind.unit.name, data=data)
