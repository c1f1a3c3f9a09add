"""Lists of bonuses: proposed by the rules, then frozen; and the dated rules themselves."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from history.services import record
from organizations.enums import RecipientKind
from organizations.models import Unit, UnitKind
from permissions import access
from permissions.exceptions import NotPermitted
from permissions.roles import Capability
from vietnamese.dates import local_day, short_date
from vietnamese.text import thousands

from ..enums import CeremonyState
from ..exceptions import CeremonyRefused
from ..models import BaseWage, BonusRate, Ceremony, PaymentLine, PaymentList, RoundingRule
from ..queries.money import Multiple, Proposed, propose
from .lock import take

LARGEST_WAGE = 100_000_000
"""VND a month; more is a slip of the hand."""
ABOUT = {
    BaseWage: (),
    BonusRate: ("level", "form", "recipient_kind", "recipient_level"),
    RoundingRule: ("unit",),
}
"""What rules of one sort are about: of those about the same one is in force on a day."""


@dataclass(frozen=True)
class PaymentOrder:
    """What a list is made of: its title, the day of the rules, own multiples, and awards paid although listed before.

    `own` and `again` are by award; `again` holds the reason for paying a second time. `seen_total` is the total in VND
    that the person read before pressing the button; another total is refused.
    """

    title: str
    valid_on: date
    own: Mapping[int, Multiple] = field(default_factory=dict)
    again: Mapping[int, str] = field(default_factory=dict)
    seen_total: int | None = None


@transaction.atomic
def freeze_payments(
    ceremony: Ceremony, order: PaymentOrder, *, actor: Any, at: datetime, submission_key: uuid.UUID
) -> PaymentList:
    """Freeze the bonuses of a ceremony as a list: base wage, rules and amounts are copied and never change.

    Recipients without a rate, with a revoked award, or on an earlier list are left out; the latter only with a reason in
    `order.again`, which is written on the line. The same `submission_key` again returns the list that is there. Raises
    CeremonyRefused when nothing is left to pay or the total is not the one that was read.
    """
    ceremony = take(ceremony, actor=actor, at=at, is_open=False)
    if found := PaymentList.objects.filter(submission_key=submission_key).first():
        return found
    if ceremony.state == CeremonyState.CANCELLED:
        raise CeremonyRefused("Buổi lễ này không tổ chức nên không lập danh sách chi.")
    proposal = propose(ceremony, order.valid_on, order.own)
    chosen = proposal.chosen({award for award, reason in order.again.items() if reason.strip()})
    if not chosen:
        raise CeremonyRefused(
            "Không còn ai để chi: mọi người đã có ở danh sách trước, hoặc chưa có mức thưởng. "
            "Đồng chí xem các dòng nêu tên bên dưới."
        )
    total = sum(line.amount for line in chosen)
    if order.seen_total is not None and order.seen_total != total:
        raise CeremonyRefused(
            "Số tiền vừa thay đổi sau khi đồng chí mở trang này: mức thưởng, danh sách hoặc lựa chọn đã khác. "
            "Đồng chí đọc lại số tiền mới rồi chốt."
        )
    made = PaymentList.objects.create(
        unit=ceremony.unit,
        ceremony=ceremony,
        title=order.title,
        valid_on=order.valid_on,
        base_wage=proposal.base_wage.amount,
        base_wage_source=proposal.base_wage.source,
        rounding=proposal.rounding_value,
        total=total,
        made_at=at,
        made_by_name=actor.full_name,
        submission_key=submission_key,
    )
    PaymentLine.objects.bulk_create(
        _line(made, position, line, _again(order, line)) for position, line in enumerate(chosen, start=1)
    )
    data = {"total": total, "lines": len(chosen), "again": {str(pk): text for pk, text in order.again.items()}}
    record(verb="Chốt danh sách chi tiền thưởng", subject=made, actor=actor, at=at, note=order.title, data=data)
    return made


def _again(order: PaymentOrder, line: Proposed) -> str:
    return order.again.get(line.place.award_id, "").strip() if line.earlier else ""


def _line(made: PaymentList, position: int, line: Proposed, again: str) -> PaymentLine:
    award, source = line.place.award, line.source
    if again:
        source = (
            f"Chi lần nữa ({again}; đã có ở danh sách ngày {short_date(line.earlier.payment_list.made_at)}). {source}"
        )
    return PaymentLine(
        payment_list=made,
        award=award,
        position=position,
        recipient_name=award.recipient_name,
        unit_text=award.unit_text,
        form=award.form,
        multiple=line.multiple,
        rate_source=source[:300],
        amount=line.amount,
    )


@transaction.atomic
def add_base_wage(*, amount: int, source: str, starts_on: date, actor: Any, at: datetime) -> BaseWage:
    """Add a base wage (VND a month) from a day on; the one before ends on the day before. For the whole system.

    Raises NotPermitted for anybody but an administrator of everything, CeremonyRefused for an amount that is mistyped.
    """
    _check_general(actor, at)
    if amount > LARGEST_WAGE:
        raise CeremonyRefused(f"Mức lương cơ sở tính bằng đồng một tháng, nhiều nhất {thousands(LARGEST_WAGE)} đồng.")
    _take_turns(BaseWage.objects.all())
    _end_before(BaseWage.objects.all(), starts_on, "mức lương cơ sở")
    made = BaseWage.objects.create(amount=amount, source=source, starts_on=starts_on)
    record(verb="Thêm mức lương cơ sở", subject=made, actor=actor, at=at, note=source)
    return made


@transaction.atomic
def add_bonus_rate(
    *, level: UnitKind, form: str, recipient_kind: str, multiple: Decimal, source: str, starts_on: date, actor: Any,
    at: datetime, recipient_level: UnitKind | None = None,
) -> BonusRate:  # fmt: skip
    """Add the multiple of a level, form and kind of recipient from a day on; the one before ends on the day before.

    `recipient_level` narrows a multiple for collectives to those of one kind of unit; it goes before one for all.
    Raises NotPermitted for anybody but an administrator of everything, CeremonyRefused for a level of a person.
    """
    _check_general(actor, at)
    if recipient_level and recipient_kind != RecipientKind.COLLECTIVE:
        raise CeremonyRefused(
            "Chỉ tập thể mới có loại tổ chức. Đồng chí bỏ chọn loại tổ chức, hoặc chọn đối tượng tập thể."
        )
    _take_turns(UnitKind.objects.filter(pk=level.pk))
    about = {"level": level, "form": form, "recipient_kind": recipient_kind, "recipient_level": recipient_level}
    _end_before(_about_the_same(BonusRate(**about)), starts_on, "mức thưởng loại này")
    made = BonusRate.objects.create(multiple=multiple, source=source, starts_on=starts_on, **about)
    record(verb="Thêm mức tiền thưởng", subject=made, actor=actor, at=at, note=source)
    return made


@transaction.atomic
def end_rule(rule: BaseWage | BonusRate | RoundingRule, *, ends_on: date, note: str, actor: Any, at: datetime) -> None:
    """Write down the last day of a dated rule. Lists that were frozen keep their amounts.

    Raises NotPermitted, and CeremonyRefused for a day before the rule began or on which the next one is in force.
    """
    if isinstance(rule, RoundingRule):
        access.check(actor, Capability.NUMBER_DECISIONS, rule.unit, on=local_day(at))
    else:
        _check_general(actor, at)
    rule = type(rule).objects.select_for_update().get(pk=rule.pk)
    later = _about_the_same(rule).filter(starts_on__gt=rule.starts_on)
    if next_one := later.filter(starts_on__lte=ends_on).order_by("starts_on").first():
        raise CeremonyRefused(
            f"Từ ngày {short_date(next_one.starts_on)} đã có quy định mới. Hãy ghi ngày hết hiệu lực trước ngày đó."
        )
    if ends_on < rule.starts_on:
        raise CeremonyRefused(f"Ngày hết hiệu lực phải từ ngày {short_date(rule.starts_on)} trở đi.")
    rule.ends_on = ends_on
    rule.save(update_fields=["ends_on"])
    record(verb="Kết thúc quy định tiền thưởng", subject=rule, actor=actor, at=at, note=note)


@transaction.atomic
def set_rounding(unit: Unit, *, rounding: str, source: str, starts_on: date, actor: Any, at: datetime) -> RoundingRule:
    """Write down how a unit rounds amounts from a day on; the rule before ends on the day before."""
    access.check(actor, Capability.NUMBER_DECISIONS, unit, on=local_day(at))
    _take_turns(Unit.objects.filter(pk=unit.pk))
    _end_before(RoundingRule.objects.filter(unit=unit), starts_on, "cách làm tròn của đơn vị")
    made = RoundingRule.objects.create(unit=unit, rounding=rounding, source=source, starts_on=starts_on)
    record(verb="Ghi cách làm tròn tiền thưởng", subject=made, actor=actor, at=at, note=source, unit_name=unit.name)
    return made


def _check_general(actor: Any, at: datetime) -> None:
    if not access.area_of(actor, local_day(at)).is_general:
        raise NotPermitted(
            "Lương cơ sở và hệ số dùng chung cho mọi đơn vị nên chỉ người quản trị toàn hệ thống được sửa."
        )


def _take_turns(rows: QuerySet) -> None:
    """Let nobody else add a rule of the same sort until the end of the transaction: two presses make one rule."""
    list(rows.select_for_update(of=("self",)).order_by("pk"))


def _end_before(same: QuerySet, starts_on: date, what: str) -> None:
    """End the open one of the rules about the same on the day before the next; CeremonyRefused where one is later."""
    if later := same.filter(starts_on__gte=starts_on).order_by("starts_on").first():
        raise CeremonyRefused(f"Đã có {what} từ ngày {short_date(later.starts_on)}. Hãy ghi ngày bắt đầu sau ngày đó.")
    same.filter(ends_on=None).update(ends_on=starts_on - timedelta(days=1))


def _about_the_same(rule: BaseWage | BonusRate | RoundingRule) -> QuerySet:
    """Return the rules of every day about the same as this one."""
    return type(rule).objects.filter(**{name: getattr(rule, name) for name in ABOUT[type(rule)]})
