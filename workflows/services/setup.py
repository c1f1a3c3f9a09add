"""What the process knows about the set-up of units: number series that are missing, lines that keep a unit open."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from documents.enums import DocumentType
from documents.models import REGISTER, NumberSeries
from nominations.models import Nomination
from organizations.models import Unit
from permissions.registry import Finding, check_set_up, hinder_closing

NEEDED = ((DocumentType.QUYET_DINH.value, "sổ số quyết định"), (REGISTER, "sổ khen thưởng"))
"""The series without which no decision can be numbered."""


@check_set_up
def missing_series(units: Sequence[Unit], on: date) -> list[Finding]:
    """Return, for committees, the series that are not open on `on`."""
    opened = set(NumberSeries.objects.on(on).filter(unit__in=units).values_list("unit_id", "document_type"))
    return [
        Finding(
            unit, f"Chưa mở {label}: không ghi số quyết định được.", f"Mở {label}",
            f"{reverse('workflows:series_new')}?don-vi={unit.pk}&loai={document_type}",
        )
        for unit in units if unit.kind.has_standing_committee
        for document_type, label in NEEDED if (unit.pk, document_type) not in opened
    ]  # fmt: skip


@hinder_closing
def lines_held(unit: Unit) -> str | None:
    """Return why a unit that still holds lines cannot be closed."""
    count = Nomination.objects.filter(holder_unit=unit).count()
    if not count:
        return None
    return f"{unit} còn giữ {count} dòng đề nghị chưa xong. Hãy trình, rút hoặc xử lý hết các dòng đó rồi mới kết thúc đơn vị."
