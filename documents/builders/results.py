"""What a committee makes known once results are released: its conclusion, what became of a unit's lines, a correction."""

from dataclasses import replace

from documents.contexts import ConclusionNoticeContext, CorrectionNoticeContext, Line, Lines, ResultNoticeContext
from documents.enums import DocumentKind
from documents.models import NumberedPaper
from meetings.enums import Outcome, Section
from meetings.models import AgendaLine, Meeting, ResultCorrection
from organizations.models import Unit
from vietnamese.text import lower_first

from .committee import MeetingFacts, declined
from .numbered import day_of, number_line, paper_of, signature_of


def conclusion_notice_context(meeting: Meeting, *, paper: NumberedPaper | None = None) -> ConclusionNoticeContext:
    """Return the notice of what the committee concluded."""
    read = MeetingFacts(meeting, with_corrections=True)
    kind = DocumentKind.CONCLUSION_NOTICE
    paper = paper or paper_of(kind, meeting=meeting)
    return ConclusionNoticeContext(
        heading=read.heading(number_line(kind, paper, read.symbol), day_of(paper)),
        subject=f"kết luận của {meeting.committee_name} về {read.occasion}",
        committee=meeting.committee_name,
        office=read.office,
        met_on=read.day,
        is_poll=read.is_poll,
        round_title=read.titles,
        lines=Lines(_as_it_holds(read, row) for row in read.rows if not _stays_declined(row)),
        not_recommended=Lines(declined(row) for row in read.rows if _stays_declined(row)),
        forwarded_to=read.forwarded_to,
        conclusion=meeting.conclusion,
        copies_to=("Các đồng chí Ủy viên Ban Thường vụ", "Các đơn vị có đề nghị", f"Lưu {read.office}"),
        signature=signature_of(paper, meeting.unit, read.day),
        standard=read.standard,
    )


def result_units(meeting: Meeting) -> list[Unit]:
    """Return the units whose lines were on the agenda, in Vietnamese order; each gets a notice of its own."""
    found = Unit.objects.filter(proposals__agenda_lines__meeting=meeting, proposals__agenda_lines__is_withdrawn=False)
    return list(found.select_related("kind").distinct().order_by("sort_key", "id"))


def result_notice_context(
    meeting: Meeting, *, addressee: Unit | None = None, paper: NumberedPaper | None = None
) -> ResultNoticeContext:
    """Return the notice to one proposing unit about its own lines.

    Raises ValueError, in Vietnamese, when no unit is named although several proposed, or the unit proposed none.
    """
    read = MeetingFacts(meeting, with_corrections=True)
    kind = DocumentKind.RESULT_NOTICE
    addressee = addressee or (paper.addressee if paper else None) or _only_unit(meeting)
    rows = [row for row in read.rows if row.nomination.proposing_unit_id == addressee.pk]
    if not rows:
        raise ValueError(f"{addressee} không có dòng nào trong phiên họp này nên không có thông báo kết quả.")
    paper = paper or paper_of(kind, meeting=meeting, addressee=addressee)
    name = rows[0].nomination.proposing_unit_name
    return ResultNoticeContext(
        heading=read.heading(number_line(kind, paper, read.symbol), day_of(paper)),
        subject=f"kết quả xét {read.occasion}",
        committee=meeting.committee_name,
        office=read.office,
        addressee=name,
        met_on=read.day,
        is_poll=read.is_poll,
        round_title="”, “".join(dict.fromkeys(row.nomination.round.title for row in rows)),
        lines=Lines(_as_it_holds(read, row) for row in rows),
        serving=read.serving,
        copies_to=(name, f"Lưu {read.office}"),
        signature=signature_of(paper, meeting.unit, read.day),
        standard=read.standard,
    )


def _only_unit(meeting: Meeting) -> Unit:
    units = result_units(meeting)
    if len(units) != 1:
        raise ValueError(
            f"Phiên họp xét đề nghị của {len(units)} đơn vị. Mỗi đơn vị có một thông báo; đồng chí chọn đơn vị."
        )
    return units[0]


def _as_it_holds(read: MeetingFacts, row: AgendaLine) -> Line:
    """Return a line with the result that holds on the day of the notice: a correction counts from the day it is made.

    What was announced before keeps its own paper, and the correction has one (correction_notice_context). The count that
    turned out to be wrong is not told again.
    """
    line = declined(row) if row.section == Section.NOT_RECOMMENDED else read.line(row)
    if not row.result:
        return replace(line, outcome=Outcome.REJECTED) if row.section == Section.NOT_RECOMMENDED else line
    corrections = sorted(row.corrections.all(), key=lambda made: made.pk)
    if not corrections:
        return replace(line, outcome=Outcome(row.result))
    note = f"Kết quả đã đính chính theo {lower_first(corrections[-1].paper_number)}"
    return replace(line, outcome=Outcome(row.result), note=note, vote=None, took_part="")


def _stays_declined(row: AgendaLine) -> bool:
    """Return whether the office did not recommend the line and nothing but that was made of it."""
    return row.section == Section.NOT_RECOMMENDED and row.result in ("", Outcome.REJECTED)


def correction_notice_context(
    correction: ResultCorrection, *, paper: NumberedPaper | None = None
) -> CorrectionNoticeContext:
    """Return the notice that corrects a released result."""
    row = correction.line
    meeting = row.meeting
    read = MeetingFacts(meeting)
    kind = DocumentKind.CORRECTION_NOTICE
    paper = paper or paper_of(kind, correction=correction)
    line = read.line(row)
    proposer = correction.nomination.proposing_unit_name
    return CorrectionNoticeContext(
        heading=read.heading(number_line(kind, paper, read.symbol), day_of(paper)),
        subject=f"đính chính kết quả xét {read.occasion}",
        committee=meeting.committee_name,
        office=read.office,
        line=line,
        met_on=read.day,
        round_title=correction.nomination.round.title,
        announced=Outcome(correction.before).label,
        correct=Outcome(correction.after).label,
        reason=correction.note,
        authority=correction.authority,
        paper_number=correction.paper_number,
        paper_on=correction.paper_on,
        copies_to=(proposer, "Các đồng chí Ủy viên Ban Thường vụ", f"Lưu {read.office}"),
        signature=signature_of(paper, meeting.unit, read.day),
        standard=read.standard,
    )
