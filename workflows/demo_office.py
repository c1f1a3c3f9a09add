"""The office's desk of the demo: limits of steps, sheets, opinions of other bodies, a claim, a loan, a notice, letters."""

from datetime import datetime, timedelta

from accounts.models import User
from documents.catalogue import possible_papers
from documents.enums import DocumentKind
from meetings.models import Meeting
from nominations.enums import Advice, Consent, Mark, NominationState, Step
from nominations.models import Nomination, Round
from notices.enums import MailPace
from notices.services import mark_all_read, set_preferences
from organizations.rules import add_working_days
from permissions.roles import Role
from permissions.substitutions import Loan
from vietnamese.dates import local_day

from .committee import Committee, user_name
from .deadlines import END_OF_DAY, StepLimit, at_hour, holidays
from .services import authority, claims, criteria, deadlines, opinions, papers, sheets

MAIL_DOMAIN = "vidu.example"
"""Reserved for examples (RFC 2606): a letter of the demo never reaches anybody, also where a mail server is set."""
LETTERS = {
    "vanphong": MailPace.AT_ONCE,
    "vanphong2": MailPace.AT_ONCE,
    "vanthu": MailPace.AT_ONCE,
    "chutri": MailPace.DAILY,
    "uyvien1": MailPace.DAILY,
}
"""Who of the office gets letters, and how often; the secretary of ANSWERING_CELL does, too."""
ANSWERING_CELL = "Chi bộ Công an xã"
"""A cell that is asked about a line of another one and has not answered yet."""
FRONT = "Ủy ban Mặt trận Tổ quốc Việt Nam xã"
"""A body outside the system that has answered through its link."""
UNREAD = timedelta(days=2)
"""What was told before is read, so that the bell counts what is new."""
MOST_DAYS_TO_RECEIVE = 5
REMARK = "Số cây, số hộ nhận chăm sóc khớp với sổ của ấp. Nên nhờ Chi bộ gửi thêm ảnh trước khi trình."


def work(round: Round, office: Committee, *, at: datetime) -> None:
    """Do at this year's round what an office does between two meetings, and read the older notices."""
    _addresses(office, at=at)
    _limits(round, office, at=at)
    talked_of, other = Nomination.objects.filter(round=round, state=NominationState.UNDER_APPRAISAL).order_by("id")[:2]
    _front_answers(talked_of, office, at=at)
    _two_sheets(other, office, at=at)
    _ask_cell(other, office, at=at)
    _claim(round, office, at=at)
    _lend_chair(office, at=at)
    _number_conclusion(office, at=at)
    for user in User.objects.filter(notices__read_at=None, notices__at__lte=at - UNREAD).distinct():
        mark_all_read(user, at=at - UNREAD, up_to=at - UNREAD)


def _addresses(office: Committee, *, at: datetime) -> None:
    cell = {user_name(ANSWERING_CELL): MailPace.AT_ONCE}
    people = office.people | {user_name(name): user for name, user in office.secretaries.items()}
    for name, pace in (LETTERS | cell).items():
        set_preferences(people[name], email=f"{name}@{MAIL_DOMAIN}", pace=pace, at=at - UNREAD)


def _limits(round: Round, office: Committee, *, at: datetime) -> None:
    """Set a calendar by which the line that has waited longest is late on every day of the year, also after Tết."""
    oldest = round.nominations.filter(state=NominationState.SUBMITTED).order_by("state_since").first()
    arrived, off = local_day(oldest.state_since), holidays()
    receiving = next(
        days
        for days in range(MOST_DAYS_TO_RECEIVE, -1, -1)
        if days == 0 or at_hour(add_working_days(arrived, days, off), END_OF_DAY) < at
    )
    limits = {
        Step.INTAKE: StepLimit(working_days=receiving, escalate_after=3),
        Step.APPRAISAL: StepLimit(working_days=7, remind_before=2, escalate_after=5),
        Step.COMPLETION: StepLimit(working_days=5, remind_before=2),
        Step.COMMITTEE: StepLimit(due_on=local_day(at) + timedelta(days=15), remind_before=3),
        Step.NUMBERING: StepLimit(working_days=10, remind_before=2),
    }
    deadlines.set_steps(round, limits=limits, actor=office.people["vanphong"], at=round.created_at)


def _front_answers(line: Nomination, office: Committee, *, at: datetime) -> None:
    asked, _ = opinions.ask_opinion(
        line,
        question="Nhờ Mặt trận xã cho biết số hộ đóng góp của mô hình có khớp với sổ vận động của Mặt trận không.",
        due_on=local_day(at) + timedelta(days=1),
        body_name=FRONT,
        email=f"mattran@{MAIL_DOMAIN}",
        actor=office.people["vanphong"],
        at=at - timedelta(days=4),
    )
    opinions.answer_by_link(
        asked,
        consent=Consent.AGREE,
        text="Sổ vận động của Mặt trận ghi 132 hộ đóng góp tính đến hết tháng trước. Nhất trí đề nghị khen thưởng.",
        name="Lê Văn Phước",
        position="Chủ tịch",
        at=at - timedelta(days=1),
    )


def _two_sheets(line: Nomination, office: Committee, *, at: datetime) -> None:
    """The office asks two of its people for a sheet; the second has handed in, the first reads that when theirs is in."""
    first, second = office.people["vanphong"], office.people["vanphong2"]
    form = line.round.forms.get(recipient_kind=line.nominee.kind, form=line.form)
    criteria.copy(form, source=None, actor=first, at=line.round.created_at)
    sheets.ask_for_sheets(
        [line],
        unit=office.unit,
        appraisers=[first, second],
        due_on=local_day(at) + timedelta(days=3),
        actor=first,
        at=at - timedelta(hours=20),
    )
    texts = list(form.criteria.values_list("text", flat=True))
    judged = [sheets.Judged(text, Mark.PASS) for text in texts[:-1]]
    judged += [sheets.Judged(text, Mark.UNSURE, "Cần hỏi thêm ấp.") for text in texts[-1:]]
    sheets.save_sheet(
        line,
        judged=judged,
        advice=Advice.RECOMMEND,
        remark=REMARK,
        actor=second,
        at=at - timedelta(hours=2),
        hand_in=True,
    )


def _ask_cell(line: Nomination, office: Committee, *, at: datetime) -> None:
    opinions.ask_opinion(
        line,
        question="Nhờ Chi bộ cho ý kiến về tình hình an ninh, trật tự của ấp trong năm nay.",
        due_on=local_day(at) + timedelta(days=4),
        asked_unit=office.cells[ANSWERING_CELL],
        actor=office.people["vanphong"],
        at=at - timedelta(hours=6),
    )


def _claim(round: Round, office: Committee, *, at: datetime) -> None:
    newest = round.nominations.filter(state=NominationState.SUBMITTED).order_by("-submitted_at").first()
    claims.claim(newest, actor=office.people["vanphong"], at=at)


def _lend_chair(office: Committee, *, at: datetime) -> None:
    """The secretary of the committee travels in three days; the standing deputy then signs and presides."""
    chair, today = office.people["chutri"], local_day(at)
    authority.lend(
        Loan(
            chair.assignments.get(role=Role.CHAIR),
            office.people["uyvien1"],
            starts_on=today + timedelta(days=3),
            ends_on=today + timedelta(days=9),
            reason="Đi học lớp bồi dưỡng ở tỉnh",
            decided_by="Phân công của Ban Thường vụ Đảng ủy",
        ),
        actor=chair,
        at=at - timedelta(hours=1),
    )


def _number_conclusion(office: Committee, *, at: datetime) -> None:
    """Number the notice of what last week's meeting decided, signed on the day after it, and keep its PDF."""
    meeting = Meeting.objects.filter(unit=office.unit, title__endswith="(lần 1)").latest("starts_at")
    later = meeting.starts_at + timedelta(days=1, hours=2)
    clerk = office.people["vanthu"]
    wanted = next(each for each in possible_papers(meeting) if each.row.kind == DocumentKind.CONCLUSION_NOTICE)
    signature = papers.Signature(office.signer, local_day(later))
    paper = papers.number_paper(meeting, wanted, signature=signature, actor=clerk, at=later)
    if problem := papers.issue_paper(paper, actor=clerk, at=later):
        raise ValueError(problem)
