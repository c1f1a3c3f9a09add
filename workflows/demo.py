"""The demo: a finished round of 2022 and a running one with a line in every state, built through the same services."""

import json
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from accounts.models import User
from meetings.enums import AttendanceStatus, Choice
from nominations.enums import NominationState
from nominations.models import Nomination, Round
from nominations.services import close_round, open_round
from organizations.models import AwardingAuthority, UnitKind
from permissions.models import RoleAssignment
from vietnamese.dates import VIETNAM, local_day

from . import committee as committees
from . import demo_ceremony, demo_certificates, demo_desk, demo_office, journey, round_data
from .committee import Committee
from .engine import perform
from .enums import Action, RemarkPart
from .round_data import Line, RoundData
from .services import answers, decisions, lines, meetings, receipts

PASSWORD = "xem-thu-vinh-danh"
CITATION = "Đã có thành tích xuất sắc trong học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh năm {year}"
RESULTS = {
    "heo đất": "86 hộ tham gia, tiết kiệm được 41.350.000 đồng; thăm hỏi, hỗ trợ 23 lượt hộ gặp khó khăn đột xuất trong năm {year}.",
    "ánh sáng": "Vận động làm 1.850 m đường có đèn chiếu sáng, 96 cột cờ, trồng 2.400 cây hoa; 132/140 hộ đóng góp.",
    "rác": "Tổ có 9 đảng viên và 14 quần chúng, thu gom vào sáng thứ Bảy hằng tuần; thu được 2.460 kg nhựa và túi ni lông trong 9 tháng.",
    "đường đan": "Nhân dân hiến 420 m² đất, góp 186 ngày công; hoàn thành 650 m đường đan, 38 hộ hưởng lợi.",
    "học sinh": "Nhận đỡ đầu 12 học sinh có hoàn cảnh khó khăn, tặng 38 suất học bổng, trị giá 57.000.000 đồng trong năm {year}.",
    "cây xanh": "Trồng và chăm sóc 640 cây xanh dọc 3,2 km đường ấp, tỷ lệ sống 96%; 74 hộ nhận chăm sóc.",
    "cột cờ": "Dựng 118 cột cờ dọc 2,4 km đường liên ấp, 118/118 hộ treo cờ đúng quy định trong các ngày lễ năm {year}.",
    "thuốc nam": "Vườn có 62 loại cây thuốc; cấp 1.340 thang thuốc miễn phí cho 415 lượt người bệnh trong năm {year}.",
    "giúp dân": "Tổ chức 22 buổi giúp dân, sửa 9 căn nhà, nạo vét 1,7 km kênh mương; 264 lượt dân quân tham gia.",
    "ảnh Bác": "54/54 đảng viên treo ảnh Bác và đăng ký việc làm theo; chi bộ kiểm tra 2 lần trong năm {year}.",
}
REMARKS = {
    RemarkPart.ACHIEVEMENT: "Chưa ghi số hộ tham gia và kết quả cụ thể. Đề nghị ghi số hộ, số tiền hoặc khối lượng đã làm.",
    RemarkPart.EVIDENCE: "Chưa có ảnh. Đề nghị gửi ít nhất một ảnh chụp mô hình trong năm nay.",
}
"""What the office asks of lines that it sends back."""
OWN_RESULT = "Gương mẫu trong công việc và nơi cư trú; vận động 31 hộ tham gia phong trào của ấp, giúp 4 hộ thoát nghèo trong năm {year}."
"""What a line of the demo achieved, by a word of its model."""
WITHOUT_FIGURES = "Tập thể đoàn kết, phân công từng đồng chí phụ trách địa bàn; bà con hưởng ứng, nếp sống có nhiều chuyển biến so với trước."
"""What the lines say that are sent back for it."""
FIVE_YEARS = "Trong giai đoạn {start} - {end} duy trì liên tục, từ 1 tổ ban đầu đến 6 tổ; 214 lượt hộ tham gia, trị giá 187.200.000 đồng."


def accounts_file() -> Path:
    """Return where the demo remembers which accounts are its own."""
    return Path(settings.VAR_DIR) / "demo.json"


@transaction.atomic
def seed(*, at: datetime) -> Committee:
    """Build the demo in an empty database as of `at`. Roles and units reach back to 2020."""
    data = round_data.load("xa-2022")
    office = committees.build(data, at=at, password=PASSWORD)
    finished = journey.run(data, office)
    ceremony = demo_ceremony.prepare(finished.decision, office)
    demo_certificates.print_everything(finished.decision, office)
    demo_ceremony.hold(ceremony, office)
    demo_certificates.what_came_later(finished.decision, office, at=at)
    demo_desk.fill(office, at=at)
    current = running(office, data, at=at)
    demo_desk.furnish(current)
    demo_desk.ask_exception(current, office, at=at)
    returned = Nomination.objects.filter(round=current, state=NominationState.RETURNED).order_by("id").first()
    cell = returned.proposing_unit
    demo_desk.import_roll(cell, office.secretaries[cell.name], at=at)
    upward(office, data, at=at)
    demo_ceremony.prepare_next(office, at=at)
    demo_office.work(current, office, at=at)
    accounts_file().parent.mkdir(parents=True, exist_ok=True)
    accounts_file().write_text(json.dumps(sorted(User.objects.values_list("username", flat=True))), encoding="utf-8")
    return office


def accounts(*, at: datetime) -> list[dict]:
    """Return `user_name`, `password`, `full_name`, `roles` and `unit` of each demo account; none outside the demo."""
    if not accounts_file().is_file():
        return []
    names = json.loads(accounts_file().read_text(encoding="utf-8"))
    held: dict[str, list[RoleAssignment]] = {}
    rows = RoleAssignment.objects.on(local_day(at)).filter(user__username__in=names).select_related("user", "unit")
    for assignment in rows.order_by("unit__kind__rank", "user_id", "id"):
        held.setdefault(assignment.user.username, []).append(assignment)
    return [
        {
            "user_name": name,
            "password": PASSWORD,
            "full_name": assigned[0].user.full_name,
            "roles": [a.get_role_display() for a in assigned],
            "unit": assigned[0].unit.name,
        }
        for name, assigned in sorted(held.items(), key=lambda item: (item[0].startswith("bithu."), item[0]))
    ]


def running(office: Committee, data: RoundData, *, at: datetime) -> Round:
    """Open this year's round and leave lines of it in every state that a person may want to look at."""
    year = local_day(at).year
    opened = at - timedelta(days=20)
    deadline = _five_o_clock(at + timedelta(days=11))
    round = open_round(
        unit=office.unit,
        authority=office.unit.authority,
        kind="thematic",
        period_label=f"năm {year}",
        deadline=deadline,
        title=f"Khen thưởng mô hình học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh năm {year}",
        forms=[("collective", "giay_khen"), ("individual", "giay_khen")],
        bases=[
            "Chỉ thị số 05-CT/TW ngày 15/5/2016 của Bộ Chính trị",
            "Kết luận số 01-KL/TW ngày 18/5/2021 của Bộ Chính trị",
        ],
        actor=office.people["vanphong"],
        at=opened,
        citation=CITATION.format(year=year),
    )
    for kind, limit in (("collective", 2), ("individual", 2)):
        round.quotas.create(recipient_kind=kind, limit=limit)
    made: list[Nomination] = []
    for i, (cell, rows) in enumerate(journey.by_cell(data.lines).items()):
        dossier = journey.propose(
            round,
            office,
            cell,
            [_this_year(row, year, i) for row in rows],
            at=opened + timedelta(days=2 + i % 5, hours=i % 7),
        )
        made += list(dossier.nominations.order_by("id"))
    walks = [WALKS[i % len(WALKS)] for i in range(len(made))]
    for line in (made[walks.index("receive")], made[walks.index("draft")]):
        demo_desk.hand_in_files(line, office.secretaries[line.proposing_unit_name], at=line.created_at)
    for i, (line, walk) in enumerate(zip(made, walks, strict=True)):
        _walk(line, walk, office, at=at, age=timedelta(days=len(made) - i, hours=i))
    demo_desk.talk(made[walks.index("receive")], office, at=at)
    _decided_meeting(office, at=at - timedelta(days=6))
    _open_meeting(office, at=at - timedelta(hours=1))
    return round


def _five_o_clock(moment: datetime) -> datetime:
    return moment.astimezone(VIETNAM).replace(hour=17, minute=0, second=0, microsecond=0)


WALKS = (
    "recommend",
    "recommend",
    "receive",
    "submit",
    "recommend",
    "send_back",
    "submit",
    "recommend",
    "decline",
    "draft",
    "recommend",
    "withdraw",
)


def _this_year(row: Line, year: int, i: int) -> Line:
    citation = row.citation.replace(" năm 2022", f" năm {year}")
    return Line(row.kind, row.name, row.proposed_by, row.is_rewarded, citation, row.model, row.nominee)


def _walk(line: Nomination, walk: str, office: Committee, *, at: datetime, age: timedelta) -> None:
    secretary = office.secretaries[line.proposing_unit_name]
    appraiser = office.people["vanphong"]
    result = next((text for word, text in RESULTS.items() if word in line.model_name), OWN_RESULT)
    if walk == "send_back":
        result = WITHOUT_FIGURES
    Nomination.objects.filter(pk=line.pk).update(achievement=result.format(year=local_day(at).year))
    submitted = max(at - age / 2, line.created_at + timedelta(hours=1))
    if walk == "withdraw":
        perform(Action.WITHDRAW, nomination=line, actor=secretary, at=submitted, note="Chi bộ để lại năm sau.")
        return
    if walk == "draft":
        return
    perform(Action.SUBMIT, nomination=line, actor=secretary, at=submitted)
    received = submitted + (at - submitted) / 2
    if walk == "submit":
        return
    perform(Action.RECEIVE, nomination=line, actor=appraiser, at=received)
    opinion = received + (at - received) / 2
    if walk == "recommend":
        perform(
            Action.RECOMMEND, nomination=line, actor=appraiser, at=opinion, note="Hồ sơ đủ, số liệu khớp sổ theo dõi."
        )
    elif walk == "decline":
        perform(
            Action.DECLINE,
            nomination=line,
            actor=appraiser,
            at=opinion,
            note="Mô hình mới thực hiện 2 tháng, chưa có kết quả để đánh giá. Đề nghị xét năm sau.",
        )
    elif walk == "send_back":
        due = _five_o_clock(at + timedelta(days=6))
        perform(
            Action.SEND_BACK,
            nomination=line,
            actor=appraiser,
            at=opinion,
            data={"due_at": due, "remarks": REMARKS},
            note="Mô hình tốt nhưng báo cáo chưa có số liệu. Chi bộ bổ sung rồi trình lại trong hạn.",
        )


def _decided_meeting(office: Committee, *, at: datetime) -> None:
    """A meeting last week: three lines approved, of which one waits for its decision, one rejected."""
    clerk = office.people["vanthu"]
    meeting = meetings.prepare_meeting(
        unit=office.unit,
        title="Họp Ban Thường vụ xét khen thưởng (lần 1)",
        starts_at=at,
        actor=clerk,
        at=at,
        place=f"Phòng họp {office.unit.committee}",
        chair_name="Võ Minh Khánh",
        chair_position="Bí thư",
        clerk_name="Đỗ Thị Hằng",
    )
    agenda = list(meeting.lines.order_by("position"))
    for line in [row for row in agenda if row.section != "recommended"] + [
        row for row in agenda if row.section == "recommended"
    ][4:]:
        meetings.remove_line(line, actor=clerk, at=at)
    _attend_and_open(meeting, office, at=at)
    for i, member in enumerate(office.members):
        choices = {
            line.pk: Choice.IN_FAVOR if position < 3 or i < 2 else Choice.AGAINST
            for position, line in enumerate(meeting.lines.order_by("position"))
        }
        against = [pk for pk, choice in choices.items() if choice == Choice.AGAINST and i == 2]
        meetings.cast_ballots(
            meeting, choices=choices, actor=member, at=at + timedelta(minutes=i),
            opinions=dict.fromkeys(against, "Đề nghị chi bộ nêu kết quả cụ thể hơn, xét lại ở đợt sau."),
        )  # fmt: skip
    meetings.close_meeting(meeting, actor=clerk, at=at + timedelta(hours=1))
    meetings.release_meeting(meeting, actor=clerk, at=at + timedelta(hours=1))
    approved = list(decisions.waiting_lines(office.unit))
    later = at + timedelta(days=1)
    draft = decisions.draft_decision(unit=office.unit, nominations=approved[:2], actor=clerk, at=later)
    decisions.number_decision(draft, signer=office.signer, signed_on=local_day(later), actor=clerk, at=later)


def _open_meeting(office: Committee, *, at: datetime) -> None:
    """A meeting that is voting now: two members have finished, one is absent with a reason."""
    clerk = office.people["vanthu"]
    meeting = meetings.prepare_meeting(
        unit=office.unit,
        title="Họp Ban Thường vụ xét khen thưởng (lần 2)",
        starts_at=at,
        actor=clerk,
        at=at,
        place=f"Phòng họp {office.unit.committee}",
        chair_name="Võ Minh Khánh",
        chair_position="Bí thư",
        clerk_name="Đỗ Thị Hằng",
    )
    _attend_and_open(meeting, office, at=at, absent="uyvien3")
    ids = meeting.lines.filter(section="recommended").values_list("pk", flat=True)
    for i, member in enumerate(office.members[1:3]):
        meetings.cast_ballots(
            meeting, choices=dict.fromkeys(ids, Choice.IN_FAVOR), actor=member, at=at + timedelta(minutes=5 + i)
        )


def _attend_and_open(meeting, office: Committee, *, at: datetime, absent: str = "") -> None:
    statuses = {
        row.pk: (AttendanceStatus.EXCUSED, "Đi công tác")
        if row.user.username == absent
        else (AttendanceStatus.PRESENT, "")
        for row in meeting.attendances.select_related("user")
    }
    meetings.save_attendance(meeting, statuses=statuses, actor=office.people["vanthu"], at=at)
    meetings.open_voting(meeting, actor=office.people["vanthu"], at=at)


def upward(office: Committee, data: RoundData, *, at: datetime) -> None:
    """Two rounds decided above the committee: one line already answered, one waiting for the answer, one on its way."""
    clerk, appraiser = office.people["vanthu"], office.people["vanphong"]
    year = local_day(at).year
    chairman = AwardingAuthority.objects.create(
        name="Chủ tịch Ủy ban nhân dân tỉnh Bình An", nature="state", level=UnitKind.objects.get(code="state_province")
    )
    collectives = [row for row in data.lines if row.kind == "collective" and row.is_rewarded][:2]
    for authority, row, days in ((office.province.authority, collectives[0], 40), (chairman, collectives[1], 34)):
        start = at - timedelta(days=days)
        round = open_round(
            unit=office.unit,
            authority=authority,
            kind="regular",
            period_label=f"giai đoạn {year - 5} - {year}",
            title=f"Đề nghị {authority.name} tặng Bằng khen giai đoạn {year - 5} - {year}",
            deadline=_five_o_clock(start + timedelta(days=3)),
            forms=[("collective", "bang_khen"), ("individual", "bang_khen")],
            bases=["Kết luận số 01-KL/TW ngày 18/5/2021 của Bộ Chính trị"],
            actor=appraiser,
            at=start,
            citation=CITATION.format(year=year).replace(f"năm {year}", f"giai đoạn {year - 5} - {year}"),
        )
        dossier = journey.propose(round, office, row.proposed_by, [row], at=start + timedelta(days=1))
        line = dossier.nominations.get()
        Nomination.objects.filter(pk=line.pk).update(
            citation=round.citation, achievement=FIVE_YEARS.format(start=year - 5, end=year)
        )
        handed = receipts.hand_in(dossier, actor=office.secretaries[row.proposed_by], at=start + timedelta(days=2))
        journey.all_done(handed.results)
        line.refresh_from_db()
        opined = lines.opine_each(
            Action.RECOMMEND, [line], actor=appraiser, at=start + timedelta(days=3), note="Đủ điều kiện trình cấp trên."
        )
        journey.all_done(opined)
        close_round(round, actor=appraiser, at=start + timedelta(days=4))
        _forward(office, round, at=start + timedelta(days=4))
        if authority is chairman:
            answers.record_answer(
                unit=office.unit,
                answers={line.pk: True},
                authority_name=authority.name,
                number_text="1876/QĐ-UBND",
                answered_on=local_day(start + timedelta(days=12)),
                actor=clerk,
                at=start + timedelta(days=13),
            )


def _forward(office: Committee, round: Round, *, at: datetime) -> None:
    clerk = office.people["vanthu"]
    meeting = meetings.prepare_meeting(
        unit=office.unit,
        title="Họp Ban Thường vụ xét đề nghị tặng Bằng khen",
        starts_at=at,
        actor=clerk,
        at=at,
        place=f"Phòng họp {office.unit.committee}",
        chair_name="Võ Minh Khánh",
        chair_position="Bí thư",
        clerk_name="Đỗ Thị Hằng",
    )
    for line in meeting.lines.exclude(nomination__round=round):
        meetings.remove_line(line, actor=clerk, at=at)
    _attend_and_open(meeting, office, at=at)
    ids = list(meeting.lines.values_list("pk", flat=True))
    for member in office.members:
        meetings.cast_ballots(
            meeting, choices=dict.fromkeys(ids, Choice.IN_FAVOR), actor=member, at=at + timedelta(minutes=9)
        )
    meetings.close_meeting(meeting, actor=clerk, at=at + timedelta(hours=1))
    meetings.release_meeting(meeting, actor=clerk, at=at + timedelta(hours=1))
