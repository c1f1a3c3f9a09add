"""The committee of a benchmark: a commune with a hundred cells or more, its people, eight rounds and a dossier of each cell in each."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.models import User
from documents.models import NumberSeries
from nominations.enums import QuotaMode, RoundState
from nominations.models import Dossier, Round
from nominations.services import open_round
from organizations.models import Signer, Unit, UnitKind
from organizations.services import create_unit
from permissions.roles import Role
from permissions.services import give_role
from vietnamese.dates import local_day

from ..reference import load_reference

CELLS = 100
HAMLETS = (
    "Tân Bình", "Tân Phú", "Tân Lợi", "Hòa Đông", "Bình Hòa", "Long Thạnh", "Phước An", "Mỹ Thuận", "Thạnh Lộc", "Vĩnh Khánh",
    "An Định", "Trường Xuân", "Đông Hưng",
)  # fmt: skip
ROUNDS = 8
OPEN_ROUNDS = 2
MEMBERS = 5
START = date(2020, 6, 1)
CITATION = "Đã có thành tích xuất sắc trong học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh năm 2026"


@dataclass(frozen=True)
class Crowd:
    """The units and people of a benchmark; `rounds` from the oldest to the newest, `dossiers` by (round, cell)."""

    commune: Unit
    cells: list[Unit]
    secretaries: list[User]
    appraiser: User
    clerk: User
    members: list[User]
    signer: Signer
    rounds: list[Round]
    dossiers: dict[tuple[int, int], Dossier]
    at: datetime


def gather(*, at: datetime, cells: int = CELLS, members: int = MEMBERS) -> Crowd:
    """Build the committee with so many cells and members through the same services as the screens. Nobody there has a password."""
    load_reference()
    kinds = {kind.code: kind for kind in UnitKind.objects.all()}
    facts = {"actor": None, "at": at, "starts_on": START}
    commune = create_unit(
        kind=kinds["commune"],
        name="Đảng bộ xã Tân Mỹ",
        organ_name="Đảng ủy xã Tân Mỹ",
        symbol="ĐU",
        place="Tân Mỹ",
        standing_committee_name="Ban Thường vụ Đảng ủy xã Tân Mỹ",
        office_name="Văn phòng Đảng ủy xã Tân Mỹ",
        phone="0276 000 0119",
        **facts,
    )
    hamlets = [create_unit(kind=kinds["cell"], name=cell_name(i), parent=commune, **facts) for i in range(1, cells + 1)]
    appraiser = _person("do-thamdinh", "Trần Văn Đức", Role.APPRAISER, commune, at)
    clerk = _person("do-vanthu", "Đỗ Thị Hằng", Role.RECORDS_CLERK, commune, at)
    voters = [_person(f"do-uyvien{i}", f"Võ Minh Khánh {i}", Role.MEMBER, commune, at) for i in range(1, members + 1)]
    secretaries = [
        _person(f"do-bithu{i}", f"Nguyễn Thị Hạnh {i}", Role.CELL_OFFICER, cell, at)
        for i, cell in enumerate(hamlets, start=1)
    ]
    NumberSeries.objects.create(unit=commune, document_type="quyet_dinh", term="2025-2030", starts_on=START)
    rounds = [_round(commune, i, actor=appraiser, at=at) for i in range(ROUNDS)]
    return Crowd(
        commune,
        hamlets,
        secretaries,
        appraiser,
        clerk,
        voters,
        Signer.objects.create(unit=commune, full_name="Võ Minh Khánh", position="Bí thư", starts_on=START),
        rounds,
        _dossiers(rounds, hamlets, secretaries),
        at,
    )


def cell_name(number: int) -> str:
    """Return the name of the cell number 1, 2, ...: ten cells share a hamlet's name, as they do in a commune."""
    return f"Chi bộ ấp {HAMLETS[(number - 1) // 10 % len(HAMLETS)]} {number}"


def _person(name: str, full_name: str, role: Role, unit: Unit, at: datetime) -> User:
    user = User.objects.create_user(name, None, full_name=full_name)
    give_role(
        user=user,
        role=role,
        unit=unit,
        starts_on=START,
        actor=None,
        at=at,
        position_title="Bí thư" if role == Role.CELL_OFFICER else "",
    )
    return user


def _round(commune: Unit, place: int, *, actor: User, at: datetime) -> Round:
    """Open a round as of its own time, half a year apart; all but the newest are closed afterwards."""
    opened = at - timedelta(days=60 + 180 * max(0, ROUNDS - OPEN_ROUNDS - place))
    deadline = at + timedelta(days=10 + place) if place >= ROUNDS - OPEN_ROUNDS else opened + timedelta(days=60)
    round = open_round(
        unit=commune,
        authority=commune.authority,
        title=f"Khen thưởng học tập và làm theo Bác, đợt {place + 1}",
        kind="thematic",
        period_label=f"năm {local_day(opened).year}",
        deadline=deadline,
        bases=["Chỉ thị số 05-CT/TW của Bộ Chính trị khóa XII"],
        forms=[("collective", "giay_khen"), ("individual", "giay_khen")],
        citation=CITATION,
        actor=actor,
        at=opened,
    )
    round.quotas.create(recipient_kind="individual", limit=100, mode=QuotaMode.WARN)
    if place < ROUNDS - OPEN_ROUNDS:
        Round.objects.filter(pk=round.pk).update(state=RoundState.DECIDED, closed_at=deadline)
        round.refresh_from_db()
    return round


def _dossiers(rounds: list[Round], cells: list[Unit], secretaries: list[User]) -> dict[tuple[int, int], Dossier]:
    made = Dossier.objects.bulk_create(
        Dossier(
            code=f"{round.code}-H{i + 1:03d}",
            round=round,
            unit=cell,
            unit_name=cell.name,
            created_by=secretaries[i],
            created_at=round.created_at,
            met_on=local_day(round.created_at),
            chair_name=secretaries[i].full_name,
            clerk_name="Lê Văn Tám",
            members_total=23,
            members_present=21,
            signer_name=secretaries[i].full_name,
        )
        for round in rounds
        for i, cell in enumerate(cells)
    )
    return {(dossier.round_id, dossier.unit_id): dossier for dossier in made}
