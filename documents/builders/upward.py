"""Submissions of the committee to higher authorities."""

from datetime import date

from documents.contexts import Lines, Signature, UpwardSubmissionContext
from documents.enums import DocumentKind
from documents.models import NumberedPaper
from meetings.enums import Outcome
from meetings.models import Meeting
from nominations.models import Round
from organizations.models import AwardingAuthority, Signer

from .committee import MeetingFacts, bases_of, distinct, titles_of
from .common import typed_number
from .numbered import day_of, number_line, paper_of, signature_of, signed_by


def upward_authorities(meeting: Meeting) -> list[AwardingAuthority]:
    """Return the authorities to which the meeting forwards lines; each gets a submission of its own."""
    lines = meeting.lines.filter(is_withdrawn=False).select_related("nomination__round__authority")
    asked = {
        line.nomination.round.authority
        for line in lines.prefetch_related("corrections")
        if line.result == Outcome.FORWARDED
    }
    return sorted(asked, key=lambda authority: authority.name)


def upward_submission_context(
    meeting: Meeting,
    *,
    authority: AwardingAuthority | None = None,
    paper: NumberedPaper | None = None,
    signer: Signer | None = None,
    number: str = "",
    dated: date | None = None,
) -> UpwardSubmissionContext:
    """Return the submission of the lines that the meeting forwards to `authority`.

    `authority` may be left out when there is one only; otherwise ValueError asks for it in Vietnamese. Number, day and
    signer are those of the numbered paper, or those given; else number and day are left blank and the first who may sign
    for the unit on the day of the meeting is named.
    """
    read = MeetingFacts(meeting, with_corrections=True)
    kind = DocumentKind.UPWARD_SUBMISSION
    authority = authority or (paper.authority if paper else None)
    rows = [row for row in read.rows if row.result == Outcome.FORWARDED]
    authorities = {row.nomination.round.authority_id: row.nomination.round.authority for row in rows}
    if authority is None:
        if len(authorities) != 1:
            raise ValueError(
                f"Phiên họp trình lên {len(authorities)} cơ quan. Mỗi cơ quan có một tờ trình riêng; đồng chí chọn cơ quan."
            )
        authority = next(iter(authorities.values()))
    paper = paper or paper_of(kind, meeting=meeting, authority=authority)
    rows = [row for row in rows if row.nomination.round.authority_id == authority.pk]
    rounds = distinct(row.nomination.round for row in rows)
    lines = Lines(read.line(row) for row in rows)
    line = typed_number(number, kind.document_type, read.symbol) if number else number_line(kind, paper, read.symbol)
    signature: Signature | None = signed_by(signer) if signer else None
    return UpwardSubmissionContext(
        heading=read.heading(line, dated or day_of(paper)),
        subject=f"về việc đề nghị tặng {', '.join(lines.awards)} {_for_whom(rounds)}",
        basis=bases_of(rounds),
        committee=meeting.committee_name,
        addressee=authority.name,
        round_title=titles_of(rounds),
        lines=lines,
        met_on=read.day,
        serving=read.serving,
        is_poll=read.is_poll,
        copies_to=(f"{authority.name} (để trình)", f"Lưu {read.office}"),
        signature=signature or signature_of(paper, meeting.unit, read.day),
        standard=read.standard,
    )


def _for_whom(rounds: list[Round]) -> str:
    return f"trong đợt “{titles_of(rounds)}”"
