"""Facts that must hold for a move. Each guard returns a Vietnamese reason why not, or None.

A guard asks neither who acts (permissions.access) nor in which state the nomination is (workflows.transitions).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from meetings.enums import MeetingState, Outcome
from nominations.appraisals import sheets_of, why_vote_waits
from nominations.enums import NominationState, Verdict
from nominations.models import Nomination
from nominations.queries import deadline_for, findings_for, is_nominee
from nominations.rules import Finding
from organizations.models import Unit
from permissions.models import RoleAssignment
from vietnamese.dates import local_day, moment_text

from .enums import Action, HandTo, RemarkPart
from .models import TransitionRecord
from .queries import last_record, opened_by_others_since
from .routing import acted_unit, receiver

TAKE_BACK_WITHIN = timedelta(seconds=30)
"""How long an appraiser may take an act back. The page that offers it counts down from the same number."""


@dataclass
class Move:
    """One attempt to move a nomination: what guards and effects look at."""

    nomination: Nomination
    actor: Any
    at: datetime
    action: Action
    note: str = ""
    data: dict = field(default_factory=dict)
    findings: list[Finding] | None = field(default=None, repr=False)
    """What the rules say of the line, once they were asked; see rules_say()."""
    holding: RoleAssignment | None = field(default=None, repr=False)
    """Through which role the actor acts, once that is known."""
    before: dict = field(default_factory=dict, repr=False)
    """What the line carried before an act that can be taken back; see effects.what_it_carries()."""

    @property
    def day(self) -> date:
        """Return the day of the act in Viet Nam."""
        return local_day(self.at)

    @cached_property
    def last(self) -> TransitionRecord | None:
        """Return the latest step of the line before this attempt; asked once."""
        return last_record(self.nomination)

    @cached_property
    def acted(self) -> Unit | None:
        """Return the unit where the latest step was done; asked once."""
        return acted_unit(self.last)

    @cached_property
    def deadline(self) -> datetime:
        """Return the deadline of the round for the proposing unit; asked once for each attempt."""
        return deadline_for(self.nomination.round, self.nomination.proposing_unit_id)

    @cached_property
    def office(self) -> Unit | None:
        """Return the unit whose office receives the line; asked once for each attempt."""
        return receiver(self.nomination, HandTo.OFFICE, self.day)


def actor_is_not_nominee(move: Move) -> str | None:
    """Nobody acts on their own nomination, whatever roles they hold."""
    if is_nominee(move.actor, move.nomination.nominee):
        return "Đồng chí là người được đề nghị ở dòng này nên không tự xử lý được. Hãy nhờ đồng chí khác cùng vai trò làm việc này."
    return None


def remarks_given(move: Move) -> dict[RemarkPart, str]:
    """Return what is asked part by part when a line is sent back, in the order of the page; other acts ask nothing.

    Raises ValueError for a part that no line has.
    """
    given = (move.data.get("remarks") or {}) if move.action == Action.SEND_BACK else {}
    asked = {RemarkPart(part): text.strip() for part, text in given.items() if text.strip()}
    return {part: asked[part] for part in RemarkPart if part in asked}


def note_is_given(move: Move) -> str | None:
    """A refusal or a return says why; a return may say it part by part."""
    if not move.note.strip() and not remarks_given(move):
        return "Hãy ghi lý do: đơn vị đề nghị cần biết vì sao và phải làm gì tiếp."
    return None


def round_accepts(move: Move) -> str | None:
    """A first submission comes before the deadline of the round for this unit; a returned line has its own due date."""
    nomination = move.nomination
    if nomination.state == NominationState.RETURNED:
        if nomination.due_at and move.at > nomination.due_at:
            return (
                f"Đã quá hạn bổ sung ({moment_text(nomination.due_at)}). "
                "Hãy gọi cơ quan thẩm định xin gia hạn cho dòng này."
            )
        return None
    if nomination.round.state != "open":
        return (
            "Đợt khen thưởng này đã đóng nên không nhận thêm đề nghị. Dự thảo vẫn được giữ để xem và chép sang đợt sau."
        )
    if move.at > move.deadline:
        return f"Đã quá hạn trình ({moment_text(move.deadline)}). Hãy gọi cơ quan thẩm định nếu cần xin gia hạn cho chi bộ."
    return None


def has_office_above(move: Move) -> str | None:
    """Somebody is there to receive the dossier."""
    if move.office is None:
        return "Chưa khai báo cấp trên nhận hồ sơ của chi bộ. Hãy báo người quản trị hệ thống của Đảng ủy."
    return None


def rules_say(move: Move) -> list[Finding]:
    """Return what the rules say of the line on the data of the day; asked once for each attempt."""
    if move.findings is None:
        move.findings = findings_for(move.nomination, at=move.at)
    return move.findings


def rules_pass(move: Move) -> str | None:
    """No rule blocks the line (nominations.rules, nominations.eligibility); warnings and granted exceptions do not stop it."""
    blocked = [f.sentence for f in rules_say(move) if f.verdict == Verdict.BLOCK]
    return " ".join(blocked) or None


def hindering(findings: Iterable[Finding]) -> list[Finding]:
    """Return the rules of eligibility that block a line and over which nobody has let it pass."""
    return [f for f in findings if f.verdict == Verdict.BLOCK and f.is_eligibility]


def is_eligible(move: Move) -> str | None:
    """No rule of eligibility blocks the line, or the office has let it pass (workflows.services.overrides)."""
    blocked = [f.sentence for f in hindering(rules_say(move))]
    if not blocked:
        return None
    return (
        f"Chưa đề nghị được vì chưa đạt điều kiện xét. {' '.join(blocked)} Người có quyền cho phép ngoại lệ ở phần "
        "Điều kiện; nếu không, hãy trả lại hoặc ghi không đề nghị."
    )


def member_answers_for_it(move: Move) -> str | None:
    """A member who has a line voted on that is not eligible says why; what nobody may pass over is not voted on at all."""
    blocked = hindering(rules_say(move))
    if never := [f.sentence for f in blocked if not f.can_be_overridden]:
        return f"Không đưa ra biểu quyết được, vì không ai được cho phép ngoại lệ ở điều kiện này. {' '.join(never)}"
    if not blocked or move.note.strip():
        return None
    return (
        f"Dòng này chưa đạt điều kiện xét. {' '.join(f.sentence for f in blocked)} Nếu vẫn đưa ra biểu quyết, đồng chí ghi "
        "lý do: các ủy viên đọc trước khi biểu quyết, và lý do được ghi vào biên bản."
    )


def sheets_are_in(move: Move) -> str | None:
    """The office says nothing of a line before every appraisal sheet is in that was asked for, or that the round asks for."""
    line = move.nomination
    needed = {line.pk: line.round.appraisers_needed}
    found = sheets_of([line.pk], line.holder_unit_id, needed=needed, with_marks=False)
    return found[line.pk].hindrance or None


def names_were_posted(move: Move) -> str | None:
    """What joins a running vote has been posted like the rest of its agenda, where the round posts names."""
    line = move.nomination
    if not line.round.posting_days:
        return None
    if not line.agenda_lines.filter(is_live=True, meeting__state=MeetingState.VOTING).exists():
        return None
    return why_vote_waits([line.pk], on=move.day, states=[line.state]).get(line.pk)


def due_is_later(move: Move) -> str | None:
    """A returned line has a due date in the future."""
    due = move.data.get("due_at")
    if due is None:
        return "Hãy ghi hạn bổ sung để chi bộ biết phải trình lại trước ngày nào."
    if due <= move.at:
        return "Hạn bổ sung phải sau thời điểm này. Hãy chọn ngày muộn hơn."
    return None


def is_on_no_decision(move: Move) -> str | None:
    """An approved line goes back to the committee only when no decision holds it."""
    if move.nomination.decision_lines.filter(is_live=True).exists():
        return "Dòng này đang nằm trong một dự thảo quyết định. Hãy bỏ dòng khỏi dự thảo trước."
    return None


def meeting_says(*outcomes: Outcome):
    """Return the guard that a released meeting has counted the line with one of these outcomes."""

    def guard(move: Move) -> str | None:
        line = move.data.get("agenda_line")
        counted = line is not None and line.nomination_id == move.nomination.pk and line.outcome in outcomes
        if not counted and not _corrected_to(move, outcomes):
            return "Kết quả này chỉ ghi được khi phiên họp Ban Thường vụ đã đếm phiếu của dòng và công bố kết quả."
        return None

    guard.__name__ = f"meeting_says_{outcomes[0].value}"
    guard.__doc__ = f"The release of a meeting says of the line: {', '.join(outcomes)}."
    return guard


def _corrected_to(move: Move, outcomes: tuple[Outcome, ...]) -> bool:
    correction = move.data.get("correction")
    return correction is not None and correction.nomination_id == move.nomination.pk and correction.after in outcomes


def committee_proposes_it_higher(move: Move) -> str | None:
    """The released line out of which this one was made names this round of a higher authority."""
    line = move.data.get("agenda_line")
    nomination = move.nomination
    if (
        line is None
        or line.nomination_id != nomination.raised_from_id
        or (line.raise_to_id, line.raise_form) != (nomination.round_id, nomination.form)
        or line.outcome != Outcome.APPROVED
    ):
        return "Dòng này chỉ được trình cấp trên khi Ban Thường vụ công bố kết quả có ghi trình cấp trên."
    return None


def correction_is_recorded(move: Move) -> str | None:
    """A released result is corrected by a record of its own, with an authority and a paper."""
    correction = move.data.get("correction")
    if correction is None or correction.nomination_id != move.nomination.pk:
        return "Kết quả đã công bố chỉ sửa được bằng việc đính chính, có thẩm quyền và văn bản."
    return None


def is_on_no_live_agenda(move: Move) -> str | None:
    """A line that a meeting votes on, or whose result waits for the release, is not moved beside it."""
    frozen = move.nomination.agenda_lines.filter(is_live=True).exclude(meeting__state=MeetingState.PREPARING)
    state = frozen.values_list("meeting__state", flat=True).first()
    if state is None:
        return None
    if state == MeetingState.VOTING:
        return "Dòng này đang được biểu quyết. Hãy chờ phiên họp đóng và công bố kết quả."
    return "Dòng này đang chờ Ban Thường vụ công bố kết quả phiên họp. Hãy chờ công bố rồi làm tiếp."


def agenda_is_not_counted(move: Move) -> str | None:
    """A line is put to the vote only while there is a vote to come: not when its meeting has been counted."""
    counted = move.nomination.agenda_lines.filter(is_live=True, meeting__state=MeetingState.CLOSED)
    if counted.exists():
        return (
            "Phiên họp có dòng này đã đóng, chỉ còn chờ công bố kết quả, nên không đưa thêm dòng vào biểu quyết được."
        )
    return None


def was_just_done_by_actor(move: Move) -> str | None:
    """Only who did the last act takes it back, and only for TAKE_BACK_WITHIN."""
    last = move.last
    if last is None or last.actor_id != move.actor.pk:
        who = f"đồng chí {last.actor_name}" if last else "người khác"
        return f"Việc cuối cùng ở dòng này do {who} làm, nên đồng chí không rút lại được."
    if move.at - last.at > TAKE_BACK_WITHIN:
        return (
            f"Chỉ rút lại được trong {TAKE_BACK_WITHIN.seconds} giây sau khi làm; việc này đã làm lúc "
            f"{moment_text(last.at)}. Nếu cần sửa, hãy gọi nơi đang giữ dòng."
        )
    return None


def nobody_has_opened_it(move: Move) -> str | None:
    """What another person has read is not taken back any more."""
    if move.last is not None and opened_by_others_since(move.nomination, move.actor, move.last.at):
        return "Đã có người khác mở dòng này sau khi đồng chí xử lý, nên không rút lại được nữa. Hãy gọi nơi đang giữ dòng."
    return None


def decision_has_number(move: Move) -> str | None:
    """A line is issued together with the number of its decision."""
    line = move.data.get("decision_line")
    if line is None or line.nomination_id != move.nomination.pk or not line.decision.number_text:
        return "Dòng này chỉ được cấp khi quyết định của nó được ghi số."
    return None


def answer_is_recorded(move: Move) -> str | None:
    """A superior's answer has a number and a date."""
    if move.data.get("answer") is None:
        return "Hãy ghi cơ quan trả lời, số và ngày văn bản trả lời của cấp trên."
    return None
