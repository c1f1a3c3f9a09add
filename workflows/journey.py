"""Takes a whole round from the cells' proposals to numbered awards, through the same domain calls as the screens."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from documents.models import Decision
from meetings.enums import AttendanceStatus, Choice
from meetings.models import Meeting
from nominations.models import Dossier, Nomination, Round
from nominations.services import close_round, open_round
from vietnamese.dates import VIETNAM

from .committee import Committee
from .enums import Action
from .round_data import Line, RoundData
from .services import decisions, drafts, lines, meetings


class JourneyStopped(Exception):
    """A step of the round was refused; the message says which and why, in Vietnamese."""


@dataclass(frozen=True)
class Journey:
    """What a finished journey leaves: the round, its meeting and its decision."""

    round: Round
    meeting: Meeting
    decision: Decision


def moment(year: int, month: int, day: int, hour: int = 8, minute: int = 0) -> datetime:
    """Return a moment in Viet Nam."""
    return datetime.combine(date(year, month, day), time(hour, minute), VIETNAM)


def run(data: RoundData, committee: Committee) -> Journey:
    """Run the round in December of its year: propose, appraise, vote, number; names and dates as in the data.

    Raises JourneyStopped when any step is refused.
    """
    year = data.year
    round = open_the_round(data, committee, at=moment(year, 12, 1), deadline=moment(year, 12, 20, 17))
    proposed = [
        propose(round, committee, cell, rows, at=moment(year, 12, 8, 19)) for cell, rows in by_cell(data.lines).items()
    ]
    for dossier in proposed:
        all_done(
            lines.submit_dossier(dossier, actor=committee.secretaries[dossier.unit_name], at=moment(year, 12, 9, 20))
        )
    appraiser = committee.people["vanphong"]
    waiting = Nomination.objects.filter(round=round, state="submitted").select_related("nominee").order_by("id")
    all_done(
        lines.opine_each(
            Action.RECOMMEND, waiting, actor=appraiser, at=moment(year, 12, 14, 9), note="Hồ sơ đủ, số liệu khớp."
        )
    )
    close_round(round, actor=appraiser, at=moment(year, 12, 21))
    rewarded = {(line.kind, line.name, line.nominee.get("birth_year")) for line in data.lines if line.is_rewarded}
    meeting = hold_meeting(committee, rewarded, at=moment(year, 12, 28, 14))
    decision = decide(committee, round, at=moment(year + 1, 1, 6, 9))
    return Journey(round, meeting, decision)


def by_cell(rows: list[Line]) -> dict[str, list[Line]]:
    """Return the lines of each proposing cell, in the order of the data."""
    result: dict[str, list[Line]] = {}
    for line in rows:
        result.setdefault(line.proposed_by, []).append(line)
    return result


def open_the_round(data: RoundData, committee: Committee, *, at: datetime, deadline: datetime) -> Round:
    """Open the round of the data for both kinds of recipients."""
    form = data.round.get("award_form", "giay_khen")
    return open_round(
        unit=committee.unit,
        authority=committee.unit.authority,
        title=data.round["title"],
        kind=data.round.get("kind", "thematic"),
        period_label=f"năm {data.year}",
        deadline=deadline,
        forms=[("collective", form), ("individual", form)],
        bases=list(data.round.get("legal_basis", [])),
        actor=committee.people["vanphong"],
        at=at,
        citation=f"Đã có thành tích xuất sắc trong học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh năm {data.year}",
    )


def propose(round: Round, committee: Committee, cell: str, rows: list[Line], *, at: datetime) -> Dossier:
    """Make a cell's dossier with its lines, its meeting and the votes."""
    secretary, unit = committee.secretaries[cell], committee.cells[cell]
    dossier = drafts.start_dossier(round=round, unit=unit, actor=secretary, at=at)
    added = [add(dossier, row, committee, at=at) for row in rows]
    total = 19 + len(cell) % 7
    drafts.save_meeting(
        dossier,
        actor=secretary,
        at=at,
        expected_version=dossier.version,
        votes={n.pk: {"in_favor": total - 2 - i % 2, "against": i % 2, "invalid": 0} for i, n in enumerate(added)},
        met_on=(at - timedelta(days=1)).date(),
        met_place=f"Trụ sở {cell.removeprefix('Chi bộ ')}",
        chair_name=secretary.full_name,
        chair_position="Bí thư",
        clerk_name="Lê Văn Tám",
        members_total=total,
        members_present=total - 2,
    )
    return dossier


def add(dossier: Dossier, row: Line, committee: Committee, *, at: datetime) -> Nomination:
    """Add one line of the data to a dossier."""
    unit = committee.cells.get(row.name) or committee.others.get(row.name)
    return drafts.add_line(
        dossier,
        actor=committee.secretaries[dossier.unit_name],
        at=at,
        nominee={
            "kind": row.kind,
            "full_name": row.name,
            "unit": unit if row.kind == "collective" else None,
            **row.nominee,
        },
        form=dossier.round.forms.filter(recipient_kind=row.kind).first().form,
        model_name=row.model,
        achievement=achievement_text(row),
        citation=row.citation,
    )


def achievement_text(row: Line) -> str:
    """Return a short achievement report for a line of the data."""
    if row.model:
        return f"Đăng ký từ đầu năm và duy trì mô hình “{row.model}”. Chi bộ kiểm tra hằng quý, nhân dân đồng tình tham gia."
    return "Gương mẫu trong công việc và nơi cư trú; vận động gia đình, nhân dân cùng thực hiện các phong trào của địa phương."


def hold_meeting(committee: Committee, rewarded: set, *, at: datetime) -> Meeting:
    """Hold the standing committee's meeting: members vote for the rewarded lines, and against the others."""
    clerk = committee.people["vanthu"]
    meeting = meetings.prepare_meeting(
        unit=committee.unit,
        title="Họp Ban Thường vụ xét khen thưởng",
        starts_at=at,
        actor=clerk,
        at=at - timedelta(days=2),
        place=f"Phòng họp {committee.unit.committee}",
        chair_name="Võ Minh Khánh",
        chair_position="Bí thư",
        clerk_name="Đỗ Thị Hằng",
    )
    statuses = {a.pk: (AttendanceStatus.PRESENT, "") for a in meeting.attendances.all()}
    meetings.save_attendance(meeting, statuses=statuses, actor=clerk, at=at)
    meetings.open_voting(meeting, actor=clerk, at=at)
    agenda = list(meeting.lines.select_related("nomination__nominee"))
    for i, member in enumerate(committee.members):
        choices = {}
        for line in agenda:
            nominee = line.nomination.nominee
            is_rewarded = (nominee.kind, nominee.full_name, nominee.birth_year) in rewarded
            choices[line.pk] = Choice.IN_FAVOR if is_rewarded or i == 0 else Choice.AGAINST if i < 4 else Choice.ABSTAIN
        meetings.cast_ballots(meeting, choices=choices, actor=member, at=at + timedelta(minutes=10 + i))
    meetings.close_meeting(meeting, actor=clerk, at=at + timedelta(hours=1))
    return meetings.release_meeting(meeting, actor=clerk, at=at + timedelta(hours=1))


def decide(committee: Committee, round: Round, *, at: datetime) -> Decision:
    """Draft the decision for every approved line of the round and record its number."""
    clerk = committee.people["vanthu"]
    waiting = list(decisions.waiting_lines(committee.unit).filter(round=round))
    if not waiting:
        raise JourneyStopped("Không có dòng nào được duyệt nên không có quyết định để ghi số.")
    draft = decisions.draft_decision(unit=committee.unit, nominations=waiting, actor=clerk, at=at)
    return decisions.number_decision(draft, signer=committee.signer, signed_on=at.date(), actor=clerk, at=at)


def all_done(results: list[lines.Result]) -> None:
    """Raise JourneyStopped when any line was refused."""
    refused = [f"{r.name}: {r.refusal}" for r in results if not r.is_done]
    if refused:
        raise JourneyStopped("; ".join(refused))
