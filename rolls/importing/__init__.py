"""Rolls from sheets: of people and of collectives."""

from datetime import date

from django.urls import reverse

from organizations.models import Unit
from spreadsheets.models import SpreadsheetImport
from spreadsheets.registry import ImportKind, register

from ..queries import check_keeper, keepable_units
from .collectives import CollectiveChecker, CollectiveTaker
from .fields import collective_fields, people_fields
from .people import PeopleChecker, PeopleTaker

PEOPLE_SAMPLE = (
    ("Nguyễn Thị Mai", "26/5/1971", "Nữ", None, None, "Kinh", "Bí thư chi bộ", None, "19/5/1998", "012345678901", "có", "HTTNV"),
    ("Y Khŭt Ñuôl", "1980", "Nam", None, None, "Ê Đê", "Trưởng buôn", None, None, None, "không", None),
)  # fmt: skip
COLLECTIVE_SAMPLE = (("Hội Nông dân xã Tân Mỹ", "không", None, "HTXSNV"),)


def _units(user, on: date) -> list[Unit]:
    return keepable_units(user, on=on)


def _may(user, unit: Unit, target: dict, on: date) -> None:
    check_keeper(user, unit, on=on)


def _destination(sheet_import: SpreadsheetImport) -> tuple[str, str]:
    return f"{reverse('rolls:roll')}?don-vi={sheet_import.unit_id}", "Mở danh sách của đơn vị"


def register_kinds() -> None:
    """Offer both rolls for import; called from AppConfig.ready."""
    register(
        ImportKind(
            code="roll",
            label="Danh sách đảng viên, quần chúng",
            noun="người",
            lead="Mỗi dòng một người: họ tên, ngày sinh, chức vụ, số thẻ, xếp loại từng năm. Chọn người khi lập đề nghị sẽ không phải gõ lại.",
            fields=people_fields,
            units=_units,
            may=_may,
            open_check=PeopleChecker,
            open_take=PeopleTaker,
            destination=_destination,
            sample=PEOPLE_SAMPLE,
        )
    )
    register(
        ImportKind(
            code="roll_collectives",
            label="Danh sách tập thể",
            noun="tập thể",
            lead="Mỗi dòng một tập thể: tên, có phải tổ chức đảng, xếp loại từng năm.",
            fields=collective_fields,
            units=_units,
            may=_may,
            open_check=CollectiveChecker,
            open_take=CollectiveTaker,
            destination=_destination,
            sample=COLLECTIVE_SAMPLE,
        )
    )
