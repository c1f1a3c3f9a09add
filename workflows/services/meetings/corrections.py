"""A released result that was wrong: a recorded act with an authority and a paper of its own. The result stays as it was.

Screens and papers show both. What has a decision's number is not corrected here: that award would have to be revoked.
"""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from meetings.enums import MeetingState, Outcome
from meetings.models import AgendaLine, ResultCorrection
from nominations.enums import NominationState as S
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import local_day

from ...engine import perform
from ...enums import Action
from ...exceptions import GuardFailed
from ...queries import last_record
from .lock import locked, refuse_unless

TARGET = {
    Outcome.APPROVED: S.APPROVED,
    Outcome.REJECTED: S.REJECTED,
    Outcome.POSTPONED: S.RECOMMENDED,
    Outcome.FORWARDED: S.RECOMMENDED,
}
"""Outcome -> the state to which the line is corrected; one that should have been forwarded is forwarded right after."""

DECIDING = (Action.APPROVE, Action.REJECT, Action.POSTPONE, Action.CORRECT)


def result_of(line: AgendaLine) -> Outcome:
    """Return what holds for a released line: its outcome, or what the latest correction made of it."""
    latest = line.corrections.order_by("-id").first()
    return Outcome(latest.after if latest else line.outcome)


def possible_results(line: AgendaLine) -> list[Outcome]:
    """Return what the result of a released line can still be corrected to; empty where nothing can be corrected here."""
    if line.meeting.state != MeetingState.RELEASED or not line.outcome or why_not_correct(line):
        return []
    nomination = line.nomination
    here = nomination.round.authority.unit_id == line.meeting.unit_id
    wanted = [Outcome.APPROVED if here else Outcome.FORWARDED, Outcome.REJECTED, Outcome.POSTPONED]
    now = result_of(line)
    return [outcome for outcome in wanted if outcome != now]


def why_not_correct(line: AgendaLine) -> str:
    """Return why the line cannot be corrected any more, or ""."""
    nomination = line.nomination
    if nomination.state == S.ISSUED:
        return (
            "Dòng này đã có quyết định ghi số nên không đính chính kết quả ở đây được. Sai sót ở quyết định đã ban hành phải "
            "được xử lý bằng việc hủy số hoặc thu hồi."
        )
    later = nomination.agenda_lines.filter(pk__gt=line.pk).exclude(outcome="").exclude(meeting=line.meeting_id)
    if later.exists():
        return "Dòng này đã được xét lại ở một phiên họp sau, nên kết quả của phiên này không đính chính được nữa."
    last = last_record(nomination)
    decided_here = last is not None and last.action in DECIDING and last.unit_id == line.meeting.unit_id
    if nomination.state not in (S.APPROVED, S.REJECTED, S.RECOMMENDED) or not decided_here:
        return (
            f"Dòng này đã đi tiếp sau phiên họp (nay là “{nomination.get_state_display()}”), nên kết quả ở đây không đính "
            "chính được."
        )
    return ""


@transaction.atomic
def correct_result(
    line: AgendaLine,
    *,
    after: Outcome,
    reason: str,
    authority: str,
    paper_number: str,
    paper_on: date,
    actor: Any,
    at: datetime,
    separation_reason: str = "",
) -> ResultCorrection:
    """Correct the released result of a line: `authority` ordered it, with the paper of that number and day.

    The line's own outcome and numbers stay. Raises NotPermitted, IllegalTransition before the release, and GuardFailed
    without reason, authority and paper, or where the line has gone on.
    """
    holding = access.check(actor, Capability.CONDUCT_MEETING, line.meeting.unit, on=local_day(at))
    meeting = locked(line.meeting)
    refuse_unless(meeting, MeetingState.RELEASED)
    line = AgendaLine.objects.select_related("nomination__round__authority", "nomination__nominee").get(
        pk=line.pk, meeting=meeting
    )
    line.meeting = meeting
    _refuse_incomplete(reason, authority, paper_number, paper_on, meeting.released_at, at)
    if why := why_not_correct(line):
        raise GuardFailed(why)
    before = result_of(line)
    if after not in possible_results(line):
        raise GuardFailed(
            f"Kết quả đang là “{before.label}” nên không đính chính thành “{Outcome(after).label}” được. Hãy chọn kết quả khác."
        )
    correction = ResultCorrection.objects.create(
        line=line,
        nomination=line.nomination,
        before=before,
        after=after,
        authority=authority.strip(),
        paper_number=paper_number.strip(),
        paper_on=paper_on,
        at=at,
        actor_name=actor.full_name,
        role_label=holding.get_role_display(),
        on_behalf_of=holding.on_behalf_of,
        unit_name=meeting.committee_name,
        note=reason.strip(),
    )
    act = {
        "nomination": line.nomination,
        "actor": actor,
        "at": at,
        "note": _note(correction),
        "data": {"agenda_line": line, "correction": correction, "after": str(after)},
        "separation_reason": separation_reason,
    }
    if line.nomination.state != TARGET[after]:
        perform(Action.CORRECT, target=TARGET[after], **act)
    if after == Outcome.FORWARDED:
        perform(Action.FORWARD, **act)
    return correction


def _note(correction: ResultCorrection) -> str:
    return (
        f"Đính chính kết quả từ “{correction.get_before_display()}” thành “{correction.get_after_display()}” theo "
        f"{correction.paper_number} ngày {correction.paper_on:%d/%m/%Y} của {correction.authority}. {correction.note}"
    )


def _refuse_incomplete(
    reason: str, authority: str, paper_number: str, paper_on: date, released_at: datetime, at: datetime
) -> None:
    if not (reason.strip() and authority.strip() and paper_number.strip()):
        raise GuardFailed("Hãy ghi đủ lý do, cơ quan cho phép đính chính và số văn bản.")
    if not local_day(released_at) <= paper_on <= local_day(at):
        raise GuardFailed("Ngày văn bản phải từ ngày công bố kết quả đến hôm nay. Hãy xem lại ngày.")
