"""How a unit sets its papers, from a day on. What was printed before keeps its looks: it is stored."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from documents.models import PaperStyle
from history.services import record
from organizations.models import Unit
from permissions import access
from permissions.exceptions import NotPermitted
from permissions.roles import Capability
from vietnamese.dates import local_day, short_date

from ..exceptions import GuardFailed


def may_set_style(actor: Any, unit: Unit, *, at: datetime) -> bool:
    """Return whether the person is the unit's records clerk or administers the unit."""
    on = local_day(at)
    return access.can(actor, Capability.NUMBER_DECISIONS, unit, on=on) or unit.pk in access.administered_units(
        actor, on
    )


@transaction.atomic
def set_style(style: PaperStyle, *, actor: Any, at: datetime) -> PaperStyle:
    """Let a new style hold from its first day on; the one before ends on the day before.

    A style of the same first day is replaced. Raises NotPermitted, and GuardFailed for a first day that lies before the
    day of the act or before a later style.
    """
    unit = Unit.objects.select_for_update().get(pk=style.unit_id)
    if not may_set_style(actor, unit, at=at):
        raise NotPermitted("Việc này cần vai trò Văn thư của đơn vị hoặc người quản trị đơn vị.")
    if style.starts_on < local_day(at):
        raise GuardFailed("Cách trình bày mới chỉ áp dụng từ hôm nay trở đi; văn bản đã lập giữ nguyên.")
    later = PaperStyle.objects.filter(unit=unit, starts_on__gt=style.starts_on).first()
    if later:
        raise GuardFailed(
            f"Đã có cách trình bày áp dụng từ ngày {short_date(later.starts_on)}. Hãy ghi ngày đó hoặc sau đó."
        )
    PaperStyle.objects.filter(unit=unit, starts_on=style.starts_on).delete()
    last = PaperStyle.objects.filter(unit=unit).order_by("-starts_on").first()
    if last and (last.ends_on is None or last.ends_on >= style.starts_on):
        last.ends_on = style.starts_on - timedelta(days=1)
        last.save(update_fields=["ends_on"])
    style.save()
    record(
        verb="Đặt cách trình bày văn bản",
        subject=style,
        actor=actor,
        at=at,
        note=style.source,
        unit_name=str(unit),
        data={name: getattr(style, name) for name in CHOICES} | {"starts_on": style.starts_on.isoformat()},
    )
    return style


CHOICES = (
    "basis_style", "end_mark", "heading_alignment", "line_spacing_pt", "spelling", "pads_months", "position_is_bold"
)  # fmt: skip
"""The points on which offices differ."""
