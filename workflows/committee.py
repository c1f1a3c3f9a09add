"""Builds a committee with its cells, people and series from a round's data, as the administrator's screens would."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.models import User
from documents.enums import DocumentType
from documents.models import REGISTER, NumberSeries
from organizations.models import Signer, Unit, UnitKind
from organizations.services import change_unit, close_unit, create_unit
from permissions.roles import Role
from permissions.services import give_role
from vietnamese.text import search_key

from .reference import load_reference
from .round_data import RoundData

FOUNDED = date(2020, 6, 1)
NEXT_TERM = date(2025, 7, 1)
DISTRICTS_END = date(2025, 6, 30)

PEOPLE = (
    # user name, full name, birth year, role, position
    ("vanphong", "Trần Văn Đức", 1979, Role.APPRAISER, "Chuyên viên Văn phòng Đảng ủy"),
    ("vanphong2", "Lê Thị Thu Hà", 1991, Role.APPRAISER, "Chuyên viên Văn phòng Đảng ủy"),
    ("vanthu", "Đỗ Thị Hằng", 1988, Role.RECORDS_CLERK, "Văn thư"),
    ("chutri", "Võ Minh Khánh", 1972, Role.CHAIR, "Bí thư"),
    ("uyvien1", "Đoàn Thị Hồng Vân", 1976, Role.MEMBER, "Phó Bí thư Thường trực"),
    ("uyvien2", "Ngô Hữu Quyết", 1974, Role.MEMBER, "Phó Bí thư"),
    ("uyvien3", "Bùi Thanh Bình", 1980, Role.MEMBER, "Trưởng Ban Xây dựng Đảng"),
    ("uyvien4", "Phạm Quang Sơn", 1983, Role.MEMBER, "Trưởng Công an xã"),
    ("kiemtra", "Ngô Đình Ân", 1970, Role.INSPECTOR, "Chủ nhiệm Ủy ban Kiểm tra"),
    ("quantri", "Hồ Minh Nhật", 1990, Role.ADMINISTRATOR, ""),
)
SERIES = (
    # type of document, next number of the term 2020-2025, of the term 2025-2030; reports are the office's own
    (DocumentType.QUYET_DINH, 112, 31),
    (DocumentType.THONG_BAO, 204, 47),
    (DocumentType.TO_TRINH, 38, 12),
    (DocumentType.BIEN_BAN, 71, 19),
    (DocumentType.BAO_CAO, 163, 40),
    (REGISTER, 201, 1),
)
SECRETARIES = (
    "Nguyễn Thị Hạnh",
    "Dương Thị Oanh",
    "Lâm Văn Ước",
    "Huỳnh Công Danh",
    "Phan Văn Lợi",
    "Trương Thị Mỹ",
    "Lê Quang Ý",
    "Nguyễn Văn Đạt",
    "Đặng Thị Ánh",
    "Cao Minh Trí",
    "Tô Thị Nhung",
    "Mai Văn Thắng",
    "Châu Ngọc Quý",
    "Thạch Sa Rươl",
    "Kiều Thị Lan",
)


@dataclass
class Committee:
    """The built committee: its unit, its cells by name, and its people by user name."""

    unit: Unit
    province: Unit
    cells: dict[str, Unit]
    others: dict[str, Unit]
    people: dict[str, User]
    secretaries: dict[str, User]
    signer: Signer

    @property
    def members(self) -> list[User]:
        """Return the members of the standing committee."""
        return [self.people[name] for name in ("chutri", "uyvien1", "uyvien2", "uyvien3", "uyvien4")]


def build(data: RoundData, *, at: datetime, password: str | None = None) -> Committee:
    """Create everything that a round of `data` needs, as of FOUNDED. Without a password nobody can sign in."""
    load_reference()
    kinds = {kind.code: kind for kind in UnitKind.objects.all()}
    unit, province = _tree(data, kinds, at)
    cells = {
        name: create_unit(actor=None, at=at, starts_on=FOUNDED, kind=kinds["cell"], name=name, parent=unit)
        for name in data.cells
    }
    others = {
        name: create_unit(actor=None, at=at, starts_on=FOUNDED, kind=kinds["mass_organization"], name=name, parent=unit)
        for name in data.mass_organizations
    }
    people = {}
    for username, full_name, born, role, position in PEOPLE:
        people[username] = User.objects.create_user(username, password, full_name=full_name, birth_year=born)
        give_role(
            user=people[username],
            role=role,
            unit=unit,
            starts_on=FOUNDED,
            actor=None,
            at=at,
            position_title=position,
            decided_by="Nghị quyết Đại hội" if role in (Role.MEMBER, Role.CHAIR) else "Phân công của Đảng ủy",
        )
    give_role(
        user=people["chutri"],
        role=Role.MEMBER,
        unit=unit,
        starts_on=FOUNDED,
        actor=None,
        at=at,
        position_title="Bí thư",
    )
    secretaries = _secretaries(cells, at, password)
    _open_series(unit, data.committee.get("symbol", "ĐU"))
    signer = Signer.objects.create(
        unit=unit, full_name="Võ Minh Khánh", position="Bí thư", starts_on=FOUNDED, user=people["chutri"]
    )
    return Committee(unit, province, cells, others, people, secretaries, signer)


def _open_series(unit: Unit, symbol: str) -> None:
    """Open the books for the term that has ended and for the one that runs; the register has no symbol.

    The office has books of its own for what it signs itself.
    """
    office = f"VP{symbol}"
    for document_type, former, current in SERIES:
        facts = {"unit": unit, "document_type": document_type}
        if document_type != REGISTER:
            facts["body_symbol"] = office if document_type == DocumentType.BAO_CAO else symbol
        NumberSeries.objects.create(
            **facts, term="2020-2025", next_number=former, starts_on=FOUNDED, ends_on=NEXT_TERM - timedelta(days=1)
        )
        NumberSeries.objects.create(**facts, term="2025-2030", next_number=current, starts_on=NEXT_TERM)
    NumberSeries.objects.create(
        unit=unit, document_type=DocumentType.TO_TRINH, body_symbol=office, term="2025-2030", next_number=9,
        starts_on=NEXT_TERM,
    )  # fmt: skip


def _tree(data: RoundData, kinds: dict, at: datetime) -> tuple[Unit, Unit]:
    """The province, the district that existed until 30/6/2025, and the commune that moved under the province."""
    province = create_unit(
        actor=None,
        at=at,
        starts_on=FOUNDED,
        kind=kinds["province"],
        name="Đảng bộ tỉnh Bình An",
        organ_name="Tỉnh ủy Bình An",
        standing_committee_name="Ban Thường vụ Tỉnh ủy Bình An",
        office_name="Ban Tổ chức Tỉnh ủy",
        symbol="TU",
        place="Bình An",
    )
    district = create_unit(
        actor=None,
        at=at,
        starts_on=FOUNDED,
        kind=kinds["district"],
        name=f"{data.committee.get('superior') or 'Đảng bộ huyện'} An Phú",
        organ_name="Huyện ủy An Phú",
        standing_committee_name="Ban Thường vụ Huyện ủy An Phú",
        office_name="Ban Tổ chức Huyện ủy",
        symbol="HU",
        place="An Phú",
        parent=province,
    )
    organ = data.committee["organ"]
    unit = create_unit(
        actor=None,
        at=at,
        starts_on=FOUNDED,
        kind=kinds["commune"],
        name=data.committee["name"],
        organ_name=organ,
        standing_committee_name=data.committee["standing_committee"],
        office_name=f"Văn phòng {organ}",
        symbol=data.committee.get("symbol", "ĐU"),
        place=data.committee["place"],
        parent=district,
        phone="0276 000 0119",
    )
    unit = change_unit(
        unit,
        actor=None,
        at=at,
        starts_on=date(2025, 7, 1),
        parent=province,
        source="Kết thúc hoạt động cấp huyện từ ngày 01/7/2025",
    )
    close_unit(district, actor=None, at=at, ends_on=DISTRICTS_END, source="Kết thúc hoạt động cấp huyện")
    return unit, province


def _secretaries(cells: dict[str, Unit], at: datetime, password: str | None) -> dict[str, User]:
    result = {}
    for i, (name, cell) in enumerate(cells.items()):
        full_name = SECRETARIES[i % len(SECRETARIES)]
        user = User.objects.create_user(user_name(name), password, full_name=full_name, birth_year=1958 + i)
        give_role(
            user=user,
            role=Role.CELL_OFFICER,
            unit=cell,
            starts_on=FOUNDED,
            actor=None,
            at=at,
            position_title="Bí thư",
            decided_by="Nghị quyết Đại hội chi bộ",
        )
        result[name] = user
    return result


def user_name(cell_name: str) -> str:
    """Return a user name for the secretary of a cell: "Chi bộ ấp Tân Bình 1" gives "bithu.tanbinh1"."""
    words = [w for w in search_key(cell_name).split() if w not in ("chi", "bo", "ap", "xa", "thon")]
    return f"bithu.{''.join(words)}"[:40]
