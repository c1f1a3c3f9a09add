"""Changing the tree: units are created, changed from a day on, and closed; never deleted."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from history.services import record
from vietnamese.dates import local_day, short_date

from .models import AwardingAuthority, AwardRight, Signer, Unit, UnitFacts, UnitKind, UnitSuccession, UnitVersion
from .queries import ancestry, parents_on
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
def create_units(*, names: list[str], actor: Any, at: datetime, **shared) -> list[Unit]:
    """Create several units that differ only in their names, all or none; `shared` is what create_unit takes."""
    return [create_unit(name=name, actor=actor, at=at, **shared) for name in names]


@transaction.atomic
def change_unit(unit: Unit, *, actor: Any, at: datetime, starts_on: date, source: str = "", **facts) -> Unit:
    """Give the unit new facts from `starts_on` on; the old ones stay readable for the time before.

    A change on the first day of the current version corrects that version. Raises UnitChangeRefused when the day
    lies before the current version or after today, when the unit is closed, or when it would stand under itself.
    """
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if unit.ends_on and unit.ends_on < local_day(at):
        raise UnitChangeRefused(f"Đơn vị đã kết thúc hết ngày {short_date(unit.ends_on)} nên không đổi được nữa.")
    if starts_on > local_day(at):
        raise UnitChangeRefused(
            "Chưa ghi trước được thay đổi của ngày sau. Hãy ghi vào đúng ngày thay đổi có hiệu lực."
        )
    parent = facts.get("parent", unit.parent)
    if parent and (parent.pk == unit.pk or parent.pk in below(unit.pk, parents_on(starts_on))):
        raise UnitChangeRefused(
            "Đơn vị không thể trực thuộc chính nó hoặc đơn vị cấp dưới của nó. Hãy chọn đơn vị khác."
        )
    current = unit.versions.filter(ends_on=None).first()
    if current and starts_on < current.starts_on:
        raise UnitChangeRefused(
            f"Giai đoạn hiện tại của đơn vị bắt đầu từ {short_date(current.starts_on)}. Hãy chọn ngày từ ngày đó trở đi."
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
    record(
        verb="Đổi thông tin đơn vị", subject=unit, actor=actor, at=at, note=source, data={"from": starts_on.isoformat()}
    )
    return unit


@transaction.atomic
def close_unit(unit: Unit, *, actor: Any, at: datetime, ends_on: date, source: str = "") -> Unit:
    """End the unit after `ends_on`. Raises UnitChangeRefused while units below it are still open."""
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if unit.ends_on:
        raise UnitChangeRefused(
            f"Đơn vị đã được ghi là kết thúc hết ngày {short_date(unit.ends_on)}. Không cần làm gì thêm."
        )
    current = unit.versions.filter(ends_on=None).first()
    first = current.starts_on if current else unit.starts_on
    if ends_on < first:
        raise UnitChangeRefused(
            f"Ngày kết thúc phải từ ngày {short_date(first)} trở đi, là ngày bắt đầu giai đoạn hiện tại của đơn vị."
        )
    if unit.children.filter(ends_on=None).exists():
        raise UnitChangeRefused(
            "Đơn vị còn đơn vị trực thuộc đang hoạt động. Hãy chuyển hoặc kết thúc các đơn vị đó trước."
        )
    unit.ends_on = ends_on
    unit.save()
    unit.versions.filter(ends_on=None).update(ends_on=ends_on)
    AwardingAuthority.objects.filter(unit=unit).update(is_active=False)
    record(verb="Kết thúc đơn vị", subject=unit, actor=actor, at=at, note=source, data={"ends_on": ends_on.isoformat()})
    return unit


@transaction.atomic
def record_succession(
    successor: Unit, predecessors: list[Unit], *, happened_on: date, actor: Any, at: datetime, source: str = ""
) -> list[UnitSuccession]:
    """Write down that a unit goes on from others (merged, split off, founded anew); their awards are its history.

    Raises UnitChangeRefused when one of them is the unit itself or goes on from it, when it is written down already,
    and for a day after today.
    """
    Unit.objects.select_for_update().get(pk=successor.pk)
    if happened_on > local_day(at):
        raise UnitChangeRefused("Chưa ghi trước được việc của ngày sau. Hãy ghi khi quyết định đã có hiệu lực.")
    made = []
    for predecessor in predecessors:
        if successor.pk in ancestry(predecessor):
            raise UnitChangeRefused(
                f"{predecessor} chính là đơn vị này, hoặc đã kế tục đơn vị này, nên không thể là đơn vị trước. "
                "Hãy chọn đơn vị khác."
            )
        if UnitSuccession.objects.filter(predecessor=predecessor, successor=successor).exists():
            raise UnitChangeRefused(f"Đã ghi {successor} kế tục {predecessor}. Không cần ghi lần nữa.")
        made.append(
            UnitSuccession.objects.create(
                predecessor=predecessor, successor=successor, happened_on=happened_on, source=source
            )
        )
        record(
            verb="Ghi kế tục đơn vị",
            subject=successor,
            actor=actor,
            at=at,
            note=f"{predecessor}, từ {short_date(happened_on)}. {source}".strip(),
            unit_name=str(successor),
            data={"predecessor": predecessor.pk, "happened_on": happened_on.isoformat()},
        )
    return made


def _write_version(unit: Unit, *, starts_on: date, source: str) -> None:
    facts = {name: getattr(unit, name) for name in UnitFacts.FACTS}
    UnitVersion.objects.create(unit=unit, starts_on=starts_on, ends_on=unit.ends_on, source=source, **facts)


def _ensure_authority(unit: Unit) -> None:
    if unit.kind.has_standing_committee and unit.standing_committee_name and unit.ends_on is None:
        AwardingAuthority.objects.update_or_create(
            unit=unit,
            defaults={"name": unit.standing_committee_name, "nature": unit.kind.nature, "level": unit.kind},
        )


class RuleRefused(Exception):
    """A dated row that contradicts one which is there already; the message says which, in Vietnamese."""


@transaction.atomic
def add_award_rights(
    *,
    kind: UnitKind,
    form: str,
    recipient_kinds: list[str],
    clause: str,
    source: str,
    starts_on: date,
    ends_on: date | None = None,
    actor: Any,
    at: datetime,
) -> list[AwardRight]:
    """Write down that bodies of a kind may give a form of award from a day on, by which clause.

    Raises RuleRefused when the same right is in force in that time already.
    """
    made = []
    for recipient_kind in recipient_kinds:
        same = AwardRight.objects.select_for_update().filter(kind=kind, form=form, recipient_kind=recipient_kind)
        overlapping = same.exclude(ends_on__lt=starts_on)
        if held := (overlapping.filter(starts_on__lte=ends_on) if ends_on else overlapping).first():
            until = f" đến hết {short_date(held.ends_on)}" if held.ends_on else ""
            raise RuleRefused(
                f"{held} đã có hiệu lực từ {short_date(held.starts_on)}{until} theo {held.clause}. "
                "Hãy ghi ngày hết hiệu lực của dòng đó trước, rồi thêm dòng mới."
            )
        right = AwardRight.objects.create(
            kind=kind,
            form=form,
            recipient_kind=recipient_kind,
            clause=clause,
            source=source,
            starts_on=starts_on,
            ends_on=ends_on,
        )
        record(verb="Thêm thẩm quyền khen thưởng", subject=right, actor=actor, at=at, note=clause)
        made.append(right)
    return made


@transaction.atomic
def end_award_right(right: AwardRight, *, ends_on: date, note: str, actor: Any, at: datetime) -> AwardRight:
    """End a right after `ends_on`. Awards given before stay what they are."""
    right = AwardRight.objects.select_for_update().get(pk=right.pk)
    _end_dated(right, ends_on)
    record(
        verb="Kết thúc thẩm quyền khen thưởng",
        subject=right,
        actor=actor,
        at=at,
        note=note,
        data={"ends_on": ends_on.isoformat()},
    )
    return right


@transaction.atomic
def add_authority(*, name: str, nature: str, level: UnitKind, actor: Any, at: datetime) -> AwardingAuthority:
    """Add an awarding authority that is not in this system, such as a superior whose answers are typed in."""
    authority = AwardingAuthority.objects.create(name=name, nature=nature, level=level)
    record(verb="Thêm cơ quan khen thưởng", subject=authority, actor=actor, at=at)
    return authority


@transaction.atomic
def use_authority(authority: AwardingAuthority, is_active: bool, *, actor: Any, at: datetime) -> None:
    """Offer an authority for new rounds, or stop offering it. Rounds that name it keep it."""
    authority.is_active = is_active
    authority.save(update_fields=["is_active"])
    record(
        verb="Dùng lại cơ quan khen thưởng" if is_active else "Thôi dùng cơ quan khen thưởng",
        subject=authority,
        actor=actor,
        at=at,
    )


@transaction.atomic
def add_signer(
    *,
    unit: Unit,
    full_name: str,
    position: str,
    authority_lines: str,
    starts_on: date,
    user: Any = None,
    actor: Any,
    at: datetime,
) -> Signer:
    """Add somebody who may sign for a unit from a day on. Raises RuleRefused when the same line is there already."""
    same = Signer.objects.select_for_update().filter(unit=unit, full_name=full_name, position=position)
    if held := same.exclude(ends_on__lt=starts_on).first():
        raise RuleRefused(
            f"Đồng chí {held} đã là người ký của {unit} từ {short_date(held.starts_on)}. Không cần thêm lần nữa."
        )
    signer = Signer.objects.create(
        unit=unit,
        full_name=full_name,
        position=position,
        authority_lines=authority_lines,
        starts_on=starts_on,
        user=user,
    )
    record(verb="Thêm người ký", subject=signer, actor=actor, at=at, unit_name=str(unit))
    return signer


@transaction.atomic
def end_signer(signer: Signer, *, ends_on: date, note: str, actor: Any, at: datetime) -> Signer:
    """End somebody's signing after `ends_on`. Decisions that were signed keep the name."""
    signer = Signer.objects.select_for_update().get(pk=signer.pk)
    _end_dated(signer, ends_on)
    record(
        verb="Thôi ký",
        subject=signer,
        actor=actor,
        at=at,
        note=note,
        unit_name=str(signer.unit),
        data={"ends_on": ends_on.isoformat()},
    )
    return signer


def _end_dated(row: AwardRight | Signer, ends_on: date) -> None:
    if row.ends_on and row.ends_on <= ends_on:
        raise RuleRefused(f"Dòng này đã hết hiệu lực sau ngày {short_date(row.ends_on)}. Không cần làm gì thêm.")
    if ends_on < row.starts_on:
        raise RuleRefused(
            f"Ngày cuối phải từ ngày {short_date(row.starts_on)} trở đi, là ngày bắt đầu. Hãy xem lại ngày."
        )
    row.ends_on = ends_on
    row.save(update_fields=["ends_on"])
