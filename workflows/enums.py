"""Acts, the unit in which an act is judged, by which way an act is done, and the run that makes papers."""

from enum import StrEnum

from django.db import models

PAPERS_RUN = "numbered-papers"
"""The kind of run that makes the PDFs of papers that were numbered together."""


class Action(models.TextChoices):
    """Everything that can happen to a nomination's state. Labels are what buttons say."""

    CREATE = "create", "Lập đề nghị"
    SUBMIT = "submit", "Trình"
    WITHDRAW = "withdraw", "Rút đề nghị"
    RECEIVE = "receive", "Tiếp nhận"
    RECOMMEND = "recommend", "Đề nghị"
    SEND_BACK = "send_back", "Trả lại để bổ sung"
    DECLINE = "decline", "Không đề nghị"
    APPROVE = "approve", "Duyệt"
    REJECT = "reject", "Không duyệt"
    FORWARD = "forward", "Trình cấp trên"
    POSTPONE = "postpone", "Để lại phiên sau"
    REOPEN = "reopen", "Đưa trở lại Ban Thường vụ"
    ISSUE = "issue", "Ghi số quyết định"
    TAKE_BACK = "take_back", "Rút lại việc vừa làm"
    CORRECT = "correct", "Đính chính kết quả"
    ANSWER_GRANTED = "answer_granted", "Ghi cấp trên đồng ý"
    ANSWER_REFUSED = "answer_refused", "Ghi cấp trên không đồng ý"


class ProofAct(models.TextChoices):
    """The two acts on a proof of certificates, which a committee may want two people for."""

    PREPARE = "prepare_proof", "Trình tờ in thử"
    APPROVE = "approve_proof", "Duyệt tờ in thử"


class SlipAct(models.TextChoices):
    """The two acts on a correction slip, which a committee may want two people for."""

    ASK = "ask_slip", "Lập phiếu đính chính"
    APPROVE = "approve_slip", "Duyệt phiếu đính chính"


UNDOABLE = frozenset({Action.RECEIVE, Action.RECOMMEND, Action.SEND_BACK, Action.DECLINE})
"""Acts of an appraiser that can be taken back for a moment; their record keeps what the line carried before."""


class Scope(StrEnum):
    """For which unit the capability is asked: who proposed, who holds the line, where the last act was done, or whose
    committee proposes the line to a higher authority.
    """

    PROPOSER = "proposer"
    HOLDER = "holder"
    ACTED = "acted"
    RAISER = "raiser"


class Through(StrEnum):
    """By which way an act is done: its own button, a meeting's release, a decision's number, a superior's answer, a
    correction of a released result, or the few seconds in which an act can be taken back."""

    BUTTON = "button"
    MEETING = "meeting"
    DECISION = "decision"
    ANSWER = "answer"
    CORRECTION = "correction"
    UNDO = "undo"


class HandTo(StrEnum):
    """Who holds the nomination after the move."""

    SAME = "same"
    PROPOSER = "proposer"
    OFFICE = "office"
    SUPERIOR = "superior"
    ACTED = "acted"
    NOBODY = "nobody"


class RemarkPart(models.TextChoices):
    """The parts of a line about which something can be asked when it is sent back, in the order of its page."""

    NAME = "name", "Tên"
    POSITION = "position", "Chức vụ, công việc"
    UNIT = "unit", "Đơn vị in trên giấy"
    MODEL = "model", "Mô hình"
    ACHIEVEMENT = "achievement", "Thành tích"
    CITATION = "citation", "Lời khen"
    MEETING = "meeting", "Họp chi bộ và số phiếu"
    EVIDENCE = "evidence", "Minh chứng"
