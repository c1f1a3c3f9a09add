"""Changing the tree: units are created, changed from a day on, and closed; never deleted."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from history.services import record

from .models import AwardingAuthority, Unit, UnitFacts, UnitVersion
from .queries import parents_on
from .rules import below


class UnitChangeRefused(Exception):
    """A change of the tree that would not make sense; the message says why and what to do, in Vietnamese."""


@transaction.atomic
def create_unit(*, actor: Any, at: datetime, starts_on: date, source: str = "", **facts) -> Unit:
    """Create a unit with its first version; one with a standing committee also becomes an awarding authority."""
    unit = Unit.objects.create(starts_on=starts_on, **facts)
    _write_version(unit, starts_on=starts_on, source=source)
    _ensure_authority(unit)
    record(verb="Lập đơn vị", subject=unit, actor=actor, at=at, note=source)
    return unit


@transaction.atomic
def change_unit(unit: Unit, *, actor: Any, at: datetime, starts_on: date, source: str = "", **facts) -> Unit:
    """Give the unit new facts from `starts_on` on; the old ones stay readable for the time before.

    A change on the first day of the current version corrects that version. Raises UnitChangeRefused when the day
    lies before the current version, or when the unit would stand under itself.
    """
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    parent = facts.get("parent", unit.parent)
    if parent and (parent.pk == unit.pk or parent.pk in below(unit.pk, parents_on(starts_on))):
        raise UnitChangeRefused("Đơn vị không thể trực thuộc chính nó hoặc đơn vị cấp dưới của nó. Hãy chọn đơn vị khác.")
    current = unit.versions.filter(ends_on=None).first()
    if current and starts_on < current.starts_on:
        raise UnitChangeRefused(
            f"Giai đoạn hiện tại của đơn vị bắt đầu từ {current.starts_on:%d/%m/%Y}. Hãy chọn ngày từ ngày đó trở đi."
        )
    for name, value in facts.items():
        setattr(unit, name, value)
    unit.save()
    if current and current.starts_on == starts_on:
        for name in UnitFacts.FACTS:
            setattr(current, name, getattr(unit, name))
        current.source = source or current.source
        current.save()
    else:
        if current:
            current.ends_on = starts_on - timedelta(days=1)
            current.save(update_fields=["ends_on"])
        _write_version(unit, starts_on=starts_on, source=source)
    _ensure_authority(unit)
    record(verb="Đổi thông tin đơn vị", subject=unit, actor=actor, at=at, note=source, data={"from": starts_on.isoformat()})
    return unit


@transaction.atomic
def close_unit(unit: Unit, *, actor: Any, at: datetime, ends_on: date, source: str = "") -> Unit:
    """End the unit after `ends_on`. Raises UnitChangeRefused while units below it are still open."""
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if ends_on < unit.starts_on:
        raise UnitChangeRefused("Ngày kết thúc phải sau ngày thành lập của đơn vị.")
    if unit.children.filter(ends_on=None).exists():
        raise UnitChangeRefused("Đơn vị còn đơn vị trực thuộc đang hoạt động. Hãy chuyển hoặc kết thúc các đơn vị đó trước.")
    unit.ends_on = ends_on
    unit.save()
    unit.versions.filter(ends_on=None).update(ends_on=ends_on)
    AwardingAuthority.objects.filter(unit=unit).update(is_active=False)
    record(verb="Kết thúc đơn vị", subject=unit, actor=actor, at=at, note=source, data={"ends_on": ends_on.isoformat()})
    return unit


def _write_version(unit: Unit, *, starts_on: date, source: str) -> None:
    facts = {name: getattr(unit, name) for name in UnitFacts.FACTS}
    UnitVersion.objects.create(unit=unit, starts_on=starts_on, ends_on=unit.ends_on, source=source, **facts)


def _ensure_authority(unit: Unit) -> None:
    if unit.kind.has_standing_committee and unit.standing_committee_name and unit.ends_on is None:
        AwardingAuthority.objects.update_or_create(
            unit=unit,
            defaults={"name": unit.standing_committee_name, "nature": unit.kind.nature, "level": unit.kind},
        )
