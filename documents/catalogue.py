"""The papers that the system makes: from which record, by which builder, when they may be made and when they count.

One row for each kind; screens, downloads and tests read it. A certificate is not here: it is one page of a print run
(documents.printing).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from meetings.enums import MeetingState
from meetings.models import Meeting
from nominations.enums import WITH_CELL, NominationState
from nominations.models import Dossier, Nomination, Receipt
from organizations.models import Unit
from permissions.roles import Capability

from . import builders
from .contexts import Paper
from .enums import DocumentKind, DocumentType
from .models import Decision, DecisionState

Record = Dossier | Nomination | Receipt | Meeting | Decision


@dataclass(frozen=True)
class PaperKind:
    """One row of the catalogue.

    `about` names the field of StoredDocument that holds the record. `refusal` says why the paper cannot be made yet,
    "" when it can. `is_settled` says whether its facts are final, so that the paper is kept with its hash; until then
    it is made anew each time. `series` is the type of document whose number the system takes for it; papers without
    one are numbered in a register on paper. `capability` is what a reader needs at the record's unit.
    """

    kind: DocumentKind
    about: str
    build: Callable[..., Paper]
    is_settled: Callable[[Any], bool]
    refusal: Callable[[Any], str] = lambda record: ""
    series: DocumentType | None = None
    capability: Capability = Capability.VIEW


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
    if meeting.lines.exists():
        return ""
    return "Chương trình họp chưa có dòng nào nên chưa lập được tờ trình. Đồng chí đưa các dòng đã thẩm định vào chương trình trước."


def _has_forwarded(meeting: Meeting) -> str:
    if reason := _after_release(meeting):
        return reason
    if builders.upward_authorities(meeting):
        return ""
    return "Phiên họp này không có dòng nào trình lên cấp trên nên không có tờ trình."


CATALOGUE: dict[str, PaperKind] = {
    row.kind: row
    for row in (
        PaperKind(DocumentKind.DECISION, "decision", builders.decision_context,
                  lambda decision: decision.state != DecisionState.DRAFT, series=DocumentType.QUYET_DINH),
        PaperKind(DocumentKind.SUBMISSION_LETTER, "dossier", builders.cell_letter_context, _is_handed_in, _has_lines),
        PaperKind(DocumentKind.MEETING_MINUTES_CELL, "dossier", builders.cell_minutes_context, _is_handed_in, _has_lines),
        PaperKind(DocumentKind.ROSTER, "dossier", builders.roster_context, _is_handed_in, _has_lines),
        PaperKind(DocumentKind.ACHIEVEMENT_REPORT, "nomination", builders.achievement_report_context, _is_line_handed_in),
        PaperKind(DocumentKind.RECEIPT, "receipt", builders.receipt_context, lambda receipt: True),
        PaperKind(DocumentKind.OFFICE_SUBMISSION, "meeting", builders.office_submission_context,
                  lambda meeting: meeting.state != MeetingState.PREPARING, _has_agenda),
        PaperKind(DocumentKind.COMMITTEE_MINUTES, "meeting", builders.committee_minutes_context, _is_released, _after_close),
        PaperKind(DocumentKind.TALLY_MINUTES, "meeting", builders.tally_context, _is_released, _after_close),
        PaperKind(DocumentKind.UPWARD_SUBMISSION, "meeting", builders.upward_submission_context, _is_released, _has_forwarded),
    )
}  # fmt: skip

IN_THE_ROOM = (DocumentKind.COMMITTEE_MINUTES, DocumentKind.TALLY_MINUTES)
"""Papers that tell results: until the release only those who conduct the meeting open them, as drafts."""


def unit_of(record: Record) -> Unit:
    """Return the unit to which the papers of a record belong."""
    if isinstance(record, Receipt):
        return record.dossier.unit
    return record.proposing_unit if isinstance(record, Nomination) else record.unit


def kinds_about(about: str) -> list[PaperKind]:
    """Return the papers that can be made of a dossier, a line, a receipt, a meeting or a decision."""
    return [row for row in CATALOGUE.values() if row.about == about]
