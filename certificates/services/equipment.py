"""What an office has for printing, under a name of its own: printers and kinds of blanks. Named, renamed, put away."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from history.services import record
from organizations.models import Unit
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import local_day
from vietnamese.text import one_line

from ..exceptions import ActRefused
from ..models import BlankKind, Printer

LONGEST_NAME = 100
Equipment = Printer | BlankKind


@dataclass(frozen=True)
class Words:
    """What a kind of equipment is called: in the history, in a refusal, and what its name should say."""

    thing: str
    short: str
    advice: str


WORDS: dict[type, Words] = {
    Printer: Words("máy in", "máy in", "Đồng chí ghi tên mà mọi người trong phòng vẫn gọi."),
    BlankKind: Words("loại phôi", "phôi", "Đồng chí ghi tên để phân biệt, ví dụ: Phôi giấy khen A4 khung đỏ."),
}


def locked(thing: Equipment, actor: Any, at: datetime) -> Equipment:
    """Return the row as it is now, locked until the end of the transaction. Raises NotPermitted."""
    found = type(thing).objects.select_for_update(of=("self",)).select_related("unit").get(pk=thing.pk)
    access.check(actor, Capability.NUMBER_DECISIONS, found.unit, on=local_day(at))
    return found


def free_name(model: type[Equipment], unit: Unit, name: str, but: Equipment | None = None) -> str:
    """Return a typed name, tidied. Raises ActRefused for one that is empty, too long or taken in the unit."""
    words, name = WORDS[model], one_line(name)
    if not name:
        raise ActRefused(f"Chưa ghi tên {words.short}. {words.advice}")
    if len(name) > LONGEST_NAME:
        raise ActRefused(f"Tên {words.short} dài quá {LONGEST_NAME} chữ. Đồng chí ghi gọn hơn.")
    taken = model.objects.filter(unit=unit, name=name).exclude(pk=but.pk if but else None).first()
    if taken:
        away = "" if taken.is_active else " (đã thôi dùng; đồng chí mở ra và bấm Dùng lại)"
        raise ActRefused(f"Đơn vị đã có {words.thing} tên “{name}”{away}. Đồng chí ghi tên khác.")
    return name


@transaction.atomic
def rename(thing: Equipment, *, name: str, actor: Any, at: datetime) -> Equipment:
    """Give a printer or a kind of blank another name; runs of before keep the name with which they were printed."""
    thing = locked(thing, actor, at)
    before, name = thing.name, free_name(type(thing), thing.unit, name, but=thing)
    if name != before:
        thing.name = name
        thing.save(update_fields=["name"])
        _write(f"Đổi tên {WORDS[type(thing)].thing}", thing, actor, at, {"before": before, "after": name})
    return thing


@transaction.atomic
def set_in_use(thing: Equipment, *, is_active: bool, actor: Any, at: datetime) -> Equipment:
    """Put a printer or a kind of blank away, or take it into use again; measurements and ledger stay."""
    thing = locked(thing, actor, at)
    if thing.is_active != is_active:
        thing.is_active = is_active
        thing.save(update_fields=["is_active"])
        _write(f"{'Dùng lại' if is_active else 'Thôi dùng'} {WORDS[type(thing)].thing}", thing, actor, at, {})
    return thing


def _write(verb: str, thing: Equipment, actor: Any, at: datetime, data: dict) -> None:
    record(verb=verb, subject=thing, actor=actor, at=at, unit_name=thing.unit.name, data=data)
