"""A small committee for tests, built through the same services as the screens; no factory writes a state.

world(): a province, its commune with office and standing committee, two cells, a neighbouring commune.
nomination_at(world, state): a line walked to that state by real acts.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count

from accounts.models import User
from documents.models import NumberSeries
from meetings.models import Meeting
from nominations.enums import NominationState as S
from nominations.models import Dossier, Nomination, Round
from nominations.services import open_round
from organizations.models import AwardingAuthority, Signer, Unit, UnitKind
from organizations.services import create_unit
from permissions.roles import Role
from permissions.services import give_role
from tests.replay import replayed
from workflows.engine import perform
from workflows.enums import Action
from workflows.reference import load_reference
from workflows.services import answers, decisions, drafts, lines, meetings

NOW = datetime(2026, 5, 4, 3, 0, tzinfo=UTC)
"""10:00 on Monday 4 May 2026 in Viet Nam."""
START = date(2025, 7, 1)
PASSWORD = "mat-khau-thu-2026"
_numbers = count(1)


@dataclass
class World:
    """The units and people of a test, by what they do."""

    province: Unit
    commune: Unit
    cell: Unit
    sibling: Unit
    other_commune: Unit
    other_cell: Unit
    secretary: User
    sibling_secretary: User
    other_secretary: User
    appraiser: User
    other_appraiser: User
    members: list[User]
    chair: User
    clerk: User
    inspector: User
    administrator: User
    province_appraiser: User
    province_members: list[User]
    province_clerk: User
    round: Round
    upper_round: Round
    outside_round: Round
    signer: Signer
    at: datetime = NOW
    extra: dict = field(default_factory=dict)


def user(username: str, full_name: str = "", **fields) -> User:
    """Create a user who can sign in with PASSWORD."""
    return User.objects.create_user(username, PASSWORD, full_name=full_name or f"Nguyễn Văn {username}", **fields)


def role(who: User, which: Role, unit: Unit, **fields):
    """Give a role from the first day on."""
    return give_role(
        user=who, role=which, unit=unit, starts_on=fields.pop("starts_on", START), actor=None, at=NOW, **fields
    )


def unit(kind: str, name: str, parent: Unit | None = None, **facts) -> Unit:
    """Create a unit of a kind from the first day on."""
    return create_unit(
        actor=None, at=NOW, starts_on=START, kind=UnitKind.objects.get(code=kind), name=name, parent=parent, **facts
    )


def committee(kind: str, name: str, short: str, symbol: str, parent: Unit | None = None, **facts) -> Unit:
    """Create a unit with an office and a standing committee."""
    return unit(
        kind,
        f"Đảng bộ {name}",
        parent,
        organ_name=f"{short} {name}",
        standing_committee_name=f"Ban Thường vụ {short} {name}",
        office_name=f"Văn phòng {short} {name}",
        symbol=symbol,
        place=name.removeprefix("xã ").removeprefix("tỉnh "),
        **facts,
    )


def a_round(unit: Unit, authority: AwardingAuthority, form: str = "giay_khen", **fields) -> Round:
    """Open a round for both kinds of recipients, with a deadline ten days ahead."""
    values = {
        "title": "Khen thưởng học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh năm 2026",
        "kind": "thematic",
        "period_label": "năm 2026",
        "deadline": NOW + timedelta(days=10),
        "forms": [("collective", form), ("individual", form)],
        "bases": ["Chỉ thị số 05-CT/TW của Bộ Chính trị khóa XII"],
        "citation": "Đã có thành tích xuất sắc trong học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh năm 2026",
    }
    return open_round(unit=unit, authority=authority, actor=None, at=NOW, **(values | fields))


@replayed
def world() -> World:
    """Build the committee of a test; every role is held by a person of its own."""
    load_reference()
    province = committee("province", "tỉnh Bình An", "Tỉnh ủy", "TU", phone="0270 000 0001")
    commune = committee("commune", "xã Tân Mỹ", "Đảng ủy", "ĐU", province, phone="0276 000 0119")
    other = committee("commune", "xã Hòa Lạc", "Đảng ủy", "ĐU", province)
    cell, sibling = unit("cell", "Chi bộ ấp Tân Bình 1", commune), unit("cell", "Chi bộ ấp Tân Bình 2", commune)
    other_cell = unit("cell", "Chi bộ ấp Hòa Đông", other)
    people = {
        "secretary": ("Nguyễn Thị Hạnh", Role.CELL_OFFICER, cell),
        "sibling_secretary": ("Dương Thị Oanh", Role.CELL_OFFICER, sibling),
        "other_secretary": ("Lâm Văn Ước", Role.CELL_OFFICER, other_cell),
        "appraiser": ("Trần Văn Đức", Role.APPRAISER, commune),
        "other_appraiser": ("Phan Thị Yến", Role.APPRAISER, other),
        "clerk": ("Đỗ Thị Hằng", Role.RECORDS_CLERK, commune),
        "inspector": ("Ngô Đình Ân", Role.INSPECTOR, commune),
        "administrator": ("Hồ Minh Nhật", Role.ADMINISTRATOR, commune),
        "province_appraiser": ("Vũ Thị Lan", Role.APPRAISER, province),
        "province_clerk": ("Tạ Thị Mai", Role.RECORDS_CLERK, province),
    }
    made = {}
    for name, (full_name, which, where) in people.items():
        made[name] = user(name.replace("_", "-"), full_name)
        role(made[name], which, where, position_title="Bí thư" if which == Role.CELL_OFFICER else "")
    members = [
        user(f"uv{i}", n)
        for i, n in enumerate(
            ("Võ Minh Khánh", "Đoàn Thị Hồng Vân", "Ngô Hữu Quyết", "Bùi Thanh Bình", "Phạm Quang Sơn"), start=1
        )
    ]
    for member in members:
        role(member, Role.MEMBER, commune)
    role(members[0], Role.CHAIR, commune, position_title="Bí thư")
    province_members = [
        user(f"tuv{i}", n) for i, n in enumerate(("Lý Văn Nam", "Mai Thị Cúc", "Đinh Văn Ích"), start=1)
    ]
    for member in province_members:
        role(member, Role.MEMBER, province)
    for where in (commune, province):
        NumberSeries.objects.create(
            unit=where, document_type="quyet_dinh", term="2025-2030", next_number=7, starts_on=START
        )
        NumberSeries.objects.create(unit=where, document_type="register", term="2026", next_number=201, starts_on=START)
    Signer.objects.create(unit=province, full_name="Lý Văn Nam", position="Phó Bí thư", starts_on=START)
    outside = AwardingAuthority.objects.create(
        name="Chủ tịch Ủy ban nhân dân tỉnh Bình An", nature="state", level=UnitKind.objects.get(code="state_province")
    )
    return World(
        province=province,
        commune=commune,
        cell=cell,
        sibling=sibling,
        other_commune=other,
        other_cell=other_cell,
        members=members,
        chair=members[0],
        province_members=province_members,
        signer=Signer.objects.create(
            unit=commune, full_name="Võ Minh Khánh", position="Bí thư", starts_on=START, user=members[0]
        ),
        round=a_round(commune, commune.authority),
        upper_round=a_round(commune, province.authority, "bang_khen", title="Bằng khen Tỉnh ủy năm 2026"),
        outside_round=a_round(commune, outside, "bang_khen", title="Bằng khen Chủ tịch tỉnh năm 2026"),
        **made,
    )


MEETING_FACTS = {
    "met_on": date(2026, 4, 28),
    "met_place": "Nhà văn hóa ấp",
    "chair_name": "Nguyễn Thị Hạnh",
    "chair_position": "Bí thư",
    "clerk_name": "Lê Văn Tám",
    "members_total": 23,
    "members_present": 21,
}


def dossier(w: World, round: Round | None = None, unit: Unit | None = None, by: User | None = None) -> Dossier:
    """Start a dossier of the first cell with its meeting recorded."""
    unit, by = unit or w.cell, by or w.secretary
    made = drafts.start_dossier(round=round or w.round, unit=unit, actor=by, at=w.at)
    return drafts.save_meeting(made, actor=by, at=w.at, expected_version=1, votes={}, **MEETING_FACTS)


def line(
    w: World, dossier_: Dossier | None = None, *, kind: str = "individual", by: User | None = None, **nominee
) -> Nomination:
    """Add a complete draft line whose votes are recorded."""
    dossier_ = dossier_ or dossier(w)
    by = by or w.secretary
    n = next(_numbers)
    facts = {
        "kind": kind,
        "full_name": f"Lê Thị Bích Liên {n}" if kind == "individual" else f"Tập thể {n}",
        "unit_text": dossier_.unit_name,
        "is_party_member": kind == "individual",
        "is_party_organization": kind == "collective",
    }
    made = drafts.add_line(
        dossier_,
        actor=by,
        at=w.at,
        nominee=facts | nominee,
        form=dossier_.round.forms.first().form,
        achievement="Vận động 86 hộ tiết kiệm 41.350.000 đồng trong năm 2026.",
        citation=dossier_.round.citation,
    )
    dossier_.refresh_from_db()
    drafts.save_meeting(
        dossier_,
        actor=by,
        at=w.at,
        expected_version=dossier_.version,
        votes={made.pk: {"in_favor": 20, "against": 1, "invalid": 0}},
    )
    made.refresh_from_db()
    return made


@replayed
def a_meeting(w: World, unit: Unit | None = None, *, clerk: User | None = None, present: int | None = None):
    """Prepare a meeting with everything that waits, record attendance (all, or the first `present`) and open voting."""
    meeting = meetings.prepare_meeting(
        unit=unit or w.commune,
        title="Họp Ban Thường vụ",
        starts_at=w.at,
        actor=clerk or w.clerk,
        at=w.at,
        chair_name="Võ Minh Khánh",
        clerk_name="Đỗ Thị Hằng",
    )
    rows = list(meeting.attendances.all())
    statuses = {a.pk: ("present" if present is None or i < present else "excused", "") for i, a in enumerate(rows)}
    meetings.save_attendance(meeting, statuses=statuses, actor=clerk or w.clerk, at=w.at)
    return meetings.open_voting(meeting, actor=clerk or w.clerk, at=w.at)


def vote_all(w: World, meeting, choice: str = "in_favor", members: list[User] | None = None) -> None:
    """Let members cast the same vote on every open line."""
    ids = meeting.lines.filter(section="recommended", is_postponed=False).values_list("pk", flat=True)
    for member in members or w.members:
        meetings.cast_ballots(meeting, choices=dict.fromkeys(ids, choice), actor=member, at=w.at)


@replayed
def hold_meeting(w: World, choice: str = "in_favor", **kwargs):
    """Prepare, vote, close and release a meeting at the commune."""
    meeting = a_meeting(w, **kwargs)
    vote_all(w, meeting, choice)
    return finish_meeting(meeting, actor=w.clerk, at=w.at)


def finish_meeting(meeting: Meeting, *, actor: User, at: datetime) -> Meeting:
    """Close a meeting that votes and release its results."""
    meetings.close_meeting(meeting, actor=actor, at=at)
    return meetings.release_meeting(meeting, actor=actor, at=at)


@replayed
def nomination_at(w: World, state: S, *, outside: bool = False, **nominee) -> Nomination:
    """Return a line in `state`, walked there by real acts. `outside` forwards beyond this system."""
    round_ = w.round if state != S.FORWARDED else (w.outside_round if outside else w.upper_round)
    n = line(w, dossier(w, round_), **nominee)
    for step in PATHS[state]:
        STEPS[step](w, n)
        n.refresh_from_db()
    assert n.state == state, (n.state, state)
    return n


def _number(w: World, n: Nomination) -> None:
    draft = decisions.draft_decision(unit=w.commune, nominations=[n], actor=w.clerk, at=w.at)
    decisions.number_decision(draft, signer=w.signer, signed_on=w.at.date(), actor=w.clerk, at=w.at)


def answer(w: World, n: Nomination, granted: bool = True) -> None:
    """Record the answer of the outside superior."""
    answers.record_answer(
        unit=w.commune,
        answers={n.pk: granted},
        authority_name="Chủ tịch Ủy ban nhân dân tỉnh Bình An",
        number_text="1234/QĐ-UBND",
        answered_on=w.at.date(),
        actor=w.clerk,
        at=w.at,
    )


STEPS = {
    "submit": lambda w, n: lines.submit_dossier(n.dossier, actor=w.secretary, at=w.at),
    "receive": lambda w, n: perform(Action.RECEIVE, nomination=n, actor=w.appraiser, at=w.at),
    "recommend": lambda w, n: perform(Action.RECOMMEND, nomination=n, actor=w.appraiser, at=w.at, note="Số liệu khớp."),
    "decline": lambda w, n: perform(Action.DECLINE, nomination=n, actor=w.appraiser, at=w.at, note="Chưa rõ kết quả."),
    "send_back": lambda w, n: perform(
        Action.SEND_BACK,
        nomination=n,
        actor=w.appraiser,
        at=w.at,
        note="Thiếu biên bản.",
        data={"due_at": w.at + timedelta(days=5)},
    ),
    "withdraw": lambda w, n: perform(Action.WITHDRAW, nomination=n, actor=w.secretary, at=w.at),
    "approve": lambda w, n: hold_meeting(w),
    "reject": lambda w, n: hold_meeting(w, "against"),
    "number": _number,
}

PATHS = {
    S.DRAFT: [],
    S.SUBMITTED: ["submit"],
    S.WITHDRAWN: ["withdraw"],
    S.UNDER_APPRAISAL: ["submit", "receive"],
    S.RETURNED: ["submit", "receive", "send_back"],
    S.NOT_RECOMMENDED: ["submit", "receive", "decline"],
    S.RECOMMENDED: ["submit", "receive", "recommend"],
    S.FORWARDED: ["submit", "receive", "recommend", "approve"],
    S.APPROVED: ["submit", "receive", "recommend", "approve"],
    S.REJECTED: ["submit", "receive", "recommend", "reject"],
    S.ISSUED: ["submit", "receive", "recommend", "approve", "number"],
}
