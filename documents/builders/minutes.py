"""Minutes and tally of a meeting or a written poll."""

from datetime import datetime
from typing import Any

from documents.contexts import (
    Absentee,
    AgendaAct,
    CommitteeMinutesContext,
    Recused,
    Share,
    Speaker,
    TallyContext,
)
from documents.enums import DocumentKind
from documents.models import NumberedPaper
from meetings import rules
from meetings.enums import AgendaChangeKind, AttendanceStatus, MajorityBase, QuorumBase, Section, TieRule
from meetings.models import AgendaLine, Meeting
from permissions.models import Substitution
from permissions.roles import Role
from vietnamese.dates import VIETNAM, local_day, short_date
from vietnamese.text import lower_first

from .committee import MeetingFacts, members_wishes
from .numbered import day_of, number_line, paper_of

BASE_LABELS = {
    MajorityBase.SERVING: "số ủy viên đương nhiệm",
    MajorityBase.SERVING_LESS_RECUSED: "số ủy viên đương nhiệm, trừ người không biểu quyết vì liên quan",
    MajorityBase.PRESENT: "số ủy viên dự họp và được biểu quyết",
    MajorityBase.CAST: "số phiếu tán thành và không tán thành",
}
POLL_LABELS = BASE_LABELS | {MajorityBase.PRESENT: "số ủy viên gửi phiếu và được biểu quyết"}
QUORUM_LABELS = {
    QuorumBase.SERVING: "số ủy viên đương nhiệm",
    QuorumBase.SERVING_LESS_EXCUSED: "số ủy viên đương nhiệm, không tính người vắng có lý do",
}
NEEDED_IS_ONE = frozenset({MajorityBase.SERVING})
"""Bases of the majority that are the same for every line."""


def committee_minutes_context(meeting: Meeting, *, paper: NumberedPaper | None = None) -> CommitteeMinutesContext:
    """Return the minutes of a counted meeting; its hour of ending is left for a pen."""
    read = MeetingFacts(meeting)
    kind = DocumentKind.COMMITTEE_MINUTES
    paper = paper or paper_of(kind, meeting=meeting)
    return CommitteeMinutesContext(
        heading=read.heading(
            number_line(kind, paper, read.symbol, meeting.minutes_number), day_of(paper, _ended(read))
        ),
        subject=_minutes_subject(read),
        presenter=read.office,
        put_on=members_wishes(read),
        opinions=meeting.opinions,
        ends_at=meeting.met_until,
        forwarded_to=read.forwarded_to,
        conclusion=meeting.conclusion,
        **_meeting_facts(read),
    )


def tally_context(meeting: Meeting, *, paper: NumberedPaper | None = None) -> TallyContext:
    """Return the tally of a counted meeting."""
    read = MeetingFacts(meeting)
    kind = DocumentKind.TALLY_MINUTES
    paper = paper or paper_of(kind, meeting=meeting)
    day = short_date(read.day, always_pad=read.standard.pads_months)
    where = (
        f"lấy ý kiến {meeting.committee_name} bằng phiếu gửi"
        if read.is_poll
        else f"tại phiên họp {meeting.committee_name}"
    )
    return TallyContext(
        heading=read.heading(number_line(kind, paper, read.symbol), day_of(paper, _ended(read))),
        subject=f"biểu quyết khen thưởng {where}, ngày {day}",
        **_meeting_facts(read),
    )


def _ended(read: MeetingFacts):
    """Return the day of the meeting; of a poll the day on which it closed."""
    meeting = read.meeting
    if not read.is_poll:
        return read.day
    return local_day(meeting.closed_at or meeting.poll_closes_at or meeting.starts_at)


def _began(meeting: Meeting) -> datetime:
    """Return when a meeting began; a poll that was opened before the hour on its invitation began when it was opened."""
    if meeting.is_poll and meeting.opened_at:
        return min(meeting.starts_at, meeting.opened_at)
    return meeting.starts_at


def _minutes_subject(read: MeetingFacts) -> str:
    meeting = read.meeting
    title = lower_first(meeting.title.strip())
    if read.is_poll:
        return f"tổng hợp phiếu lấy ý kiến {meeting.committee_name} về việc xét {read.occasion}"
    if title.startswith(("họp", "phiên họp")):
        return title if "khen thưởng" in title else f"{title} xét khen thưởng"
    return f"họp {meeting.committee_name}, nội dung: {title}"


def _meeting_facts(read: MeetingFacts) -> dict[str, Any]:
    meeting, terms = read.meeting, read.terms
    present = {row.user_id for row in read.present}
    voted = read.section(Section.RECOMMENDED)
    labels = POLL_LABELS if read.is_poll else BASE_LABELS
    is_early = read.is_poll and meeting.closed_at is not None and meeting.closed_at < meeting.poll_closes_at
    closes = (meeting.closed_at if is_early else meeting.poll_closes_at) if read.is_poll else None
    return {
        "committee": meeting.committee_name,
        "met_on": local_day(_began(meeting)),
        "starts_at": _began(meeting).astimezone(VIETNAM).time(),
        "closes_on": local_day(closes) if closes else None,
        "closes_at": closes.astimezone(VIETNAM).time() if closes else None,
        "was_closed_early": is_early,
        "location": meeting.place,
        "is_poll": read.is_poll,
        "is_secret": read.is_secret,
        "is_on_paper": _is_on_paper(read, voted),
        "serving": read.serving,
        "attending": tuple(Speaker(name=row.name, position=row.position) for row in read.present),
        "absent": tuple(
            Absentee(name=row.name, has_reason=row.status == AttendanceStatus.EXCUSED, reason=row.reason)
            for row in read.attendances
            if row.user_id not in present
        ),
        "quorum": Share(
            share=terms.quorum,
            needed=rules.quorum_needed(read.serving, terms, excused=read.excused),
            base_label=QUORUM_LABELS[QuorumBase(terms.quorum_base)],
        ),
        "majority": Share(
            share=terms.majority,
            needed=rules.votes_needed(read.serving, 0, terms) if terms.base in NEEDED_IS_ONE else None,
            base_label=labels[MajorityBase(terms.base)],
            is_strict=True,
        ),
        "method": _method(read, voted),
        "chair": _chair(read),
        "clerk": Speaker(name=meeting.clerk_name),
        "lines": read.voted,
        "recusals": tuple(
            Recused(member=recusal.name, line=row.name, reason=recusal.get_ground_display())
            for row in voted
            for recusal in row.recusals.all()
            if recusal.user_id in present
        ),
        "written": read.written,
        "changes": tuple(
            AgendaAct(is_added=change.kind == AgendaChangeKind.ADDED, line=change.line_name, reason=change.note)
            for change in meeting.changes.all()
        ),
        "chair_decides_ties": terms.tie == TieRule.CHAIR,
        "disagreement": terms.disagreement_sentence(),
        "not_recommended": read.declined,
        "standard": read.standard,
    }


def _chair(read: MeetingFacts) -> Speaker:
    """Return who presided, and for whom where the chair's role was lent for that day."""
    meeting = read.meeting
    if not meeting.chair_name:
        return Speaker(name="")
    loans = Substitution.objects.filter(
        assignment__unit=meeting.unit, assignment__role=Role.CHAIR, substitute__full_name=meeting.chair_name,
        starts_on__lte=read.day, ends_on__gte=read.day,
    ).select_related("assignment__user")  # fmt: skip
    loan = next((each for each in loans if each.in_force(read.day)), None)
    stands_for = loan.assignment.user.full_name if loan else ""
    return Speaker(name=meeting.chair_name, position=meeting.chair_position, stands_for=stands_for)


def _is_on_paper(read: MeetingFacts, voted: list[AgendaLine]) -> bool:
    """Return whether papers were counted in the room: a secret ballot whose counts were entered by hand."""
    return read.is_secret and not read.is_poll and any(row.by_hands for row in voted)


def _method(read: MeetingFacts, voted: list[AgendaLine]) -> str:
    """Return how the vote was taken."""
    if read.is_poll:
        return "bỏ phiếu kín bằng phiếu gửi" if read.is_secret else "biểu quyết công khai bằng phiếu gửi"
    by_hand, by_device = ("bỏ phiếu kín bằng phiếu giấy", "bỏ phiếu kín trên máy") if read.is_secret else (
        "biểu quyết giơ tay", "biểu quyết công khai trên máy"
    )  # fmt: skip
    ways = {row.by_hands for row in voted if not row.is_postponed}
    if ways == {True}:
        return by_hand
    return f"{by_hand} và {by_device}" if True in ways else by_device
