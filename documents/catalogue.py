"""The papers that the system makes: from which record, by which builder, when they may be made and when they count.

One row for each kind; screens, downloads and tests read it. A certificate is not here: it is one page of a print run
(certificates.printing).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from meetings.enums import MeetingState
from meetings.models import Meeting, ResultCorrection
from nominations.enums import WITH_CELL, NominationState
from nominations.models import Appraisal, Dossier, Nomination, Posting, Receipt
from organizations.models import AwardingAuthority, Unit
from permissions.roles import Capability

from . import builders
from .contexts import Paper
from .enums import DocumentKind, DocumentType
from .models import Decision, DecisionState, NumberedPaper, PaperState

Record = Dossier | Nomination | Receipt | Appraisal | Meeting | Posting | ResultCorrection | Decision | NumberedPaper


class Per(StrEnum):
    """How many papers of a kind a record can have."""

    ONCE = "once"
    ADDRESSEE = "addressee"  # one for each unit to which it goes
    AUTHORITY = "authority"  # one for each authority that is asked for an award


@dataclass(frozen=True)
class PaperKind:
    """One row of the catalogue.

    `about` names the record that the paper is made of, as ABOUT calls it. `refusal` says why the paper cannot be made
    yet, "" when it can. `is_settled` says whether its facts are final, so that the paper is kept with its hash; until
    then it is made anew each time. `per` says of what there is one each. `is_numbered`: the system takes its number,
    through a NumberedPaper (the decision has a record of its own); other papers are numbered in a register on paper or
    not at all. `is_of_office`: the appraising office signs and numbers it, not the committee. `capability` is what a reader needs at the record's unit.
    """

    kind: DocumentKind
    about: str
    build: Callable[..., Paper]
    is_settled: Callable[[Any], bool]
    refusal: Callable[[Any], str] = lambda record: ""
    per: Per = Per.ONCE
    is_numbered: bool = False
    is_of_office: bool = False
    capability: Capability = Capability.VIEW

    @property
    def series(self) -> DocumentType | None:
        """Return the type of document whose number the system takes for the paper, or None."""
        is_taken = self.is_numbered or self.kind == DocumentKind.DECISION
        return self.kind.document_type if is_taken else None


def _is_handed_in(dossier: Dossier) -> bool:
    """Return whether the cell has submitted its lines and holds none of them any more."""
    states = set(dossier.nominations.exclude(state=NominationState.WITHDRAWN).values_list("state", flat=True))
    return bool(states) and not states & set(WITH_CELL)


def _is_line_handed_in(nomination: Nomination) -> bool:
    return bool(nomination.submitted_at) and nomination.state not in WITH_CELL


def _has_lines(dossier: Dossier) -> str:
    if dossier.nominations.exclude(state=NominationState.WITHDRAWN).exists():
        return ""
    return "Hồ sơ chưa có dòng nào nên chưa lập được giấy tờ này. Đồng chí thêm người hoặc tập thể được đề nghị trước."


def _never(record: Any) -> bool:
    return False


def _is_released(meeting: Meeting) -> bool:
    return meeting.state == MeetingState.RELEASED


def _after_close(meeting: Meeting) -> str:
    """Votes are nobody's to see before the meeting closes; until the release the room prints drafts (IN_THE_ROOM)."""
    if meeting.state in (MeetingState.CLOSED, MeetingState.RELEASED):
        return ""
    return "Phiên họp chưa đóng nên chưa có kết quả để in. Đồng chí mở lại giấy tờ này sau khi phiên họp đóng."


def _after_release(meeting: Meeting) -> str:
    if reason := _after_close(meeting):
        return reason
    if _is_released(meeting):
        return ""
    return "Kết quả phiên họp chưa được công bố nên giấy tờ này chưa lập được. Đồng chí mở lại sau khi công bố."


def _has_agenda(meeting: Meeting) -> str:
    if meeting.lines.filter(is_withdrawn=False).exists():
        return ""
    return (
        "Chương trình họp chưa có dòng nào nên chưa lập được giấy tờ này. Đồng chí đưa các dòng đã thẩm định vào "
        "chương trình trước."
    )


def _before_count(meeting: Meeting) -> str:
    """Ballots are printed until the count."""
    if meeting.state in (MeetingState.CLOSED, MeetingState.RELEASED):
        return "Phiên họp đã kiểm phiếu nên không in phiếu biểu quyết nữa."
    return _has_agenda(meeting)


def _has_forwarded(meeting: Meeting) -> str:
    if reason := _after_release(meeting):
        return reason
    if builders.upward_authorities(meeting):
        return ""
    return "Phiên họp này không có dòng nào trình lên cấp trên nên không có tờ trình."


def _is_wanted(appraisal: Appraisal) -> str:
    return "" if appraisal.excused_at is None else "Phiếu thẩm định này đã được thôi yêu cầu nên không in."


def _is_frozen(meeting: Meeting) -> bool:
    return meeting.state != MeetingState.PREPARING


K = DocumentKind
CATALOGUE: dict[str, PaperKind] = {
    row.kind: row
    for row in (
        PaperKind(K.DECISION, "decision", builders.decision_context,
                  lambda decision: decision.state != DecisionState.DRAFT),
        PaperKind(K.SUBMISSION_LETTER, "dossier", builders.cell_letter_context, _is_handed_in, _has_lines),
        PaperKind(K.MEETING_MINUTES_CELL, "dossier", builders.cell_minutes_context, _is_handed_in, _has_lines),
        PaperKind(K.ROSTER, "dossier", builders.roster_context, _is_handed_in, _has_lines),
        PaperKind(K.ACHIEVEMENT_REPORT, "nomination", builders.achievement_report_context, _is_line_handed_in),
        PaperKind(K.RECEIPT, "receipt", builders.receipt_context, lambda receipt: True),
        PaperKind(K.APPRAISAL_SHEET, "appraisal", builders.appraisal_sheet_context, _never, _is_wanted,
                  capability=Capability.APPRAISE),
        PaperKind(K.OFFICE_SUBMISSION, "meeting", builders.office_submission_context, _is_frozen, _has_agenda,
                  is_numbered=True, is_of_office=True),
        PaperKind(K.APPRAISAL_SUMMARY, "meeting", builders.appraisal_summary_context, _is_frozen, _has_agenda,
                  is_numbered=True, is_of_office=True),
        PaperKind(K.BALLOT_PAPERS, "meeting", builders.ballot_papers_context, _never, _before_count,
                  capability=Capability.CONDUCT_MEETING),
        PaperKind(K.COMMITTEE_MINUTES, "meeting", builders.committee_minutes_context, _is_released, _after_close,
                  is_numbered=True),
        PaperKind(K.TALLY_MINUTES, "meeting", builders.tally_context, _is_released, _after_close, is_numbered=True),
        PaperKind(K.CONCLUSION_NOTICE, "meeting", builders.conclusion_notice_context, _is_released, _after_close,
                  is_numbered=True),
        PaperKind(K.RESULT_NOTICE, "meeting", builders.result_notice_context, _is_released, _after_release,
                  per=Per.ADDRESSEE, is_numbered=True),
        PaperKind(K.UPWARD_SUBMISSION, "meeting", builders.upward_submission_context, _is_released, _has_forwarded,
                  per=Per.AUTHORITY, is_numbered=True),
        PaperKind(K.POSTING_NOTICE, "posting", builders.posting_notice_context, _never, is_numbered=True),
        PaperKind(K.CORRECTION_NOTICE, "correction", builders.correction_notice_context, _never, is_numbered=True),
    )
}  # fmt: skip

IN_THE_ROOM = (K.COMMITTEE_MINUTES, K.TALLY_MINUTES, K.CONCLUSION_NOTICE)
"""Papers that tell results: until the release only those who conduct the meeting open them, as drafts."""

ABOUT: dict[type, str] = {
    Dossier: "dossier",
    Nomination: "nomination",
    Receipt: "receipt",
    Appraisal: "appraisal",
    Meeting: "meeting",
    Posting: "posting",
    ResultCorrection: "correction",
    Decision: "decision",
    NumberedPaper: "numbered",
}
"""What a record is called by the rows above, and by the field of StoredDocument that keeps its papers."""


@dataclass(frozen=True)
class PossiblePaper:
    """A numbered paper that a record can have, for whom, and why it cannot be made yet ("" when it can)."""

    row: PaperKind
    addressee: Unit | None = None
    authority: AwardingAuthority | None = None
    refusal: str = ""


def possible_papers(record: Meeting | Posting | ResultCorrection) -> list[PossiblePaper]:
    """Return every paper of the record that takes a number: one for each unit or authority where a row says so.

    The number of queries is the same however many lines the meeting has.
    """
    found = []
    for row in kinds_about(ABOUT[type(record)]):
        if not row.is_numbered:
            continue
        if row.per == Per.ADDRESSEE:
            refusal = row.refusal(record)
            found += [PossiblePaper(row, addressee=unit, refusal=refusal) for unit in builders.result_units(record)]
        elif row.per == Per.AUTHORITY:
            if asked := builders.upward_authorities(record):  # asked first: mostly nothing goes up
                refusal = row.refusal(record)
                found += [PossiblePaper(row, authority=authority, refusal=refusal) for authority in asked]
        else:
            found.append(PossiblePaper(row, refusal=row.refusal(record)))
    return found


def subject_of(record: Record) -> Any:
    """Return what a numbered paper is about: its meeting, posting or correction; any other record is itself."""
    if isinstance(record, NumberedPaper):
        return record.meeting or record.posting or record.correction
    return record


def unit_of(record: Record) -> Unit:
    """Return the unit to which the papers of a record belong."""
    if isinstance(record, Receipt):
        return record.dossier.unit
    if isinstance(record, ResultCorrection):
        return record.line.meeting.unit
    return record.proposing_unit if isinstance(record, Nomination) else record.unit


def is_settled(row: PaperKind, record: Record) -> bool:
    """Return whether the paper's facts are final: those of a numbered paper once it has its number."""
    return record.state != PaperState.DRAFT if isinstance(record, NumberedPaper) else row.is_settled(record)


def kinds_about(about: str) -> list[PaperKind]:
    """Return the papers that can be made of a record, by what ABOUT calls it."""
    return [row for row in CATALOGUE.values() if row.about == about]
