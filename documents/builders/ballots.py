"""Ballot papers of a meeting."""

from dataclasses import replace

from documents.contexts import (
    BallotLine,
    BallotPapersContext,
    Speaker,
    open_ballots,
    secret_ballots,
    sheet_for,
    standard_for,
)
from documents.contexts.ballots import SEAL
from meetings.enums import AttendanceStatus, Section
from meetings.models import Attendance, Meeting
from vietnamese.dates import short_date

from .committee import MeetingFacts
from .common import nominated_line

ABSENT = (AttendanceStatus.EXCUSED, AttendanceStatus.UNEXCUSED)


def ballot_papers_context(meeting: Meeting) -> BallotPapersContext:
    """Return a ballot for each member who attends, or may still come; lines that are put off are not on it.

    The numbers are those of the agenda. Open ballots name the member; of secret ones none can be told from another
    (see documents.contexts.ballots).
    """
    read = MeetingFacts(meeting)
    voters = [row for row in read.attendances if row.status not in ABSENT]
    lines = tuple(
        BallotLine(
            number=row.position,
            name=_name(row),
            award=read.line(row).award,
            recused=tuple(recusal.name for recusal in row.recusals.all() if recusal.user_id in _ids(voters)),
        )
        for row in read.section(Section.RECOMMENDED)
        if not row.is_postponed
    )
    sheet = sheet_for(lines, is_secret=read.is_secret)
    names = [Speaker(name=row.name, position=row.position) for row in voters]
    standard = standard_for(sheet, read.standard)
    day = short_date(read.day, always_pad=standard.pads_months)
    where = "lấy ý kiến bằng phiếu gửi" if read.is_poll else "tại phiên họp"
    return BallotPapersContext(
        heading=replace(read.heading("", read.day), mark=SEAL),
        subject=f"về việc xét khen thưởng, {where} ngày {day}",
        committee=meeting.committee_name,
        met_on=read.day,
        ballots=secret_ballots(lines, len(names)) if read.is_secret else open_ballots(lines, names),
        sheet=sheet,
        is_secret=read.is_secret,
        standard=standard,
    )


def _ids(voters: list[Attendance]) -> set[int]:
    return {row.user_id for row in voters}


def _name(row) -> str:
    line = nominated_line(row.nomination, name=row.name)
    return ", ".join(part for part in (line.list_name, line.unit if not line.is_collective else "") if part)
