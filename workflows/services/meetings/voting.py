"""While the vote is open: ballots, shows of hands, recusals, lines put on the agenda or left for later."""

from datetime import datetime
from typing import Any

from django.db import transaction

from history.services import record
from meetings import rules
from meetings.enums import AttendanceStatus, MeetingState, RecusalGround, Section
from meetings.models import AgendaLine, Attendance, Ballot, Meeting, Recusal
from meetings.queries import open_lines
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import local_day

from ...engine import perform
from ...enums import Action
from ...exceptions import GuardFailed, IllegalTransition
from .lock import conduct, locked, present, recused_present, refuse_unless


@transaction.atomic
def put_on_agenda(line: AgendaLine, *, actor: Any, at: datetime, separation_reason: str = "") -> AgendaLine:
    """A member has a line that the office did not recommend put to the vote (see effects.enter_agenda)."""
    meeting = locked(line.meeting)
    if meeting.state in (MeetingState.CLOSED, MeetingState.RELEASED):
        raise IllegalTransition("Phiên họp đã đóng nên không đưa thêm dòng vào chương trình được.")
    line = AgendaLine.objects.select_for_update(of=("self",)).select_related("nomination__nominee").get(pk=line.pk)
    perform(Action.RECOMMEND, nomination=line.nomination, actor=actor, at=at, separation_reason=separation_reason)
    line.refresh_from_db()
    return line


@transaction.atomic
def cast_ballots(meeting: Meeting, *, choices: dict[int, str], actor: Any, at: datetime) -> int:
    """Cast or change one member's votes: agenda line id -> Choice. Returns how many were cast.

    Raises NotPermitted for anybody but a member, GuardFailed when the member is not present or is recused on a line;
    then none of the votes is cast.
    """
    access.check(actor, Capability.VOTE, meeting.unit, on=local_day(at))
    meeting = locked(meeting)
    refuse_unless(meeting, MeetingState.VOTING)
    if not meeting.attendances.filter(user=actor, status=AttendanceStatus.PRESENT).exists():
        raise GuardFailed(
            "Đồng chí chưa được ghi là có mặt ở phiên họp này. Hãy báo văn thư ghi có mặt rồi biểu quyết."
        )
    allowed = {line.pk: line for line in open_lines(meeting).filter(hands_in_favor=None)}
    recused = set(Recusal.objects.filter(line__meeting=meeting, user=actor).values_list("line_id", flat=True))
    for line_id in choices:
        if line_id not in allowed:
            raise GuardFailed(
                "Có dòng không còn biểu quyết bằng phiếu trên máy: dòng đó vừa được để lại phiên sau hoặc đã ghi biểu quyết "
                "giơ tay. Chưa phiếu nào được gửi; hãy xem lại danh sách dưới đây rồi gửi lại."
            )
        if line_id in recused:
            raise GuardFailed(
                f"Đồng chí không biểu quyết dòng “{allowed[line_id].name}” vì có liên quan. Chưa phiếu nào được gửi."
            )
    Ballot.objects.bulk_create(
        [Ballot(line_id=line_id, user=actor, choice=choice, cast_at=at) for line_id, choice in choices.items()],
        update_conflicts=True,
        unique_fields=["line", "user"],
        update_fields=["choice", "cast_at"],
    )
    return len(choices)


@transaction.atomic
def declare_recusal(line: AgendaLine, *, actor: Any, at: datetime) -> Recusal:
    """A member declares not to vote on a line; an earlier vote of theirs is removed."""
    meeting = _of_member(line, actor, at)
    Ballot.objects.filter(line=line, user=actor).delete()
    recusal, is_new = Recusal.objects.get_or_create(
        line=line, user=actor, defaults={"name": actor.full_name, "ground": RecusalGround.DECLARED}
    )
    if is_new:
        record(verb="Đề nghị không biểu quyết", subject=line, actor=actor, at=at, unit_name=meeting.committee_name)
    return recusal


@transaction.atomic
def retract_recusal(line: AgendaLine, *, actor: Any, at: datetime) -> None:
    """A member takes back what they declared themselves. Raises GuardFailed for what the system found."""
    meeting = _of_member(line, actor, at)
    recusal = Recusal.objects.filter(line=line, user=actor).first()
    if recusal is None:
        return
    if recusal.ground != RecusalGround.DECLARED:
        raise GuardFailed(
            f"Đồng chí không biểu quyết dòng “{line.name}” vì {recusal.get_ground_display()}, nên không bỏ được ở đây. "
            "Nếu trùng tên với người khác, hãy ghi năm sinh ở trang Người thân."
        )
    recusal.delete()
    record(verb="Bỏ đề nghị không biểu quyết", subject=line, actor=actor, at=at, unit_name=meeting.committee_name)


@transaction.atomic
def enter_hands(line: AgendaLine, *, in_favor: int, against: int, abstain: int, actor: Any, at: datetime) -> AgendaLine:
    """Enter the show of hands of a line instead of ballots. Raises GuardFailed unless it equals attending less recused."""
    enter_all_hands(line.meeting, counts={line.pk: (in_favor, against, abstain)}, actor=actor, at=at)
    line.refresh_from_db()
    return line


@transaction.atomic
def enter_all_hands(
    meeting: Meeting, *, counts: dict[int, tuple[int, int, int] | None], actor: Any, at: datetime
) -> int:
    """Enter shows of hands: line id -> (in favor, against, abstain), None takes an entered one back. All or none.

    Returns how many lines carry a show of hands from this call. Raises GuardFailed with a sentence for each line
    whose sum is not that of the members who attend and may vote.
    """
    meeting = conduct(meeting, actor, at, MeetingState.VOTING)
    lines = {line.pk: line for line in open_lines(meeting).filter(pk__in=counts)}
    if len(lines) != len(counts):
        raise GuardFailed(
            "Có dòng vừa được để lại phiên sau hoặc không có trong chương trình. Hãy tải lại trang rồi ghi lại."
        )
    attending, refused = present(meeting), []
    for pk, count in counts.items():
        line = lines[pk]
        line.meeting = meeting
        if count is not None:
            try:
                rules.hands(*count, attending=attending, recused=recused_present(line))
            except rules.CountRefused as refusal:
                refused.append(f"Dòng {line.position}, {line.name}: {refusal}")
        line.hands_in_favor, line.hands_against, line.hands_abstain = count or (None, None, None)
    if refused:
        raise GuardFailed(*refused)
    AgendaLine.objects.bulk_update(lines.values(), ["hands_in_favor", "hands_against", "hands_abstain"])
    return sum(count is not None for count in counts.values())


@transaction.atomic
def clear_hands(line: AgendaLine, *, actor: Any, at: datetime) -> None:
    """Take an entered show of hands back, so that members vote on their own devices."""
    meeting = conduct(line.meeting, actor, at, MeetingState.VOTING)
    meeting.lines.filter(pk=line.pk).update(hands_in_favor=None, hands_against=None, hands_abstain=None)


@transaction.atomic
def postpone_line(line: AgendaLine, is_postponed: bool, *, actor: Any, at: datetime) -> None:
    """Leave a line for another meeting, or take that back, before the close."""
    meeting = conduct(line.meeting, actor, at, MeetingState.VOTING, MeetingState.PREPARING)
    meeting.lines.filter(pk=line.pk, section=Section.RECOMMENDED).update(is_postponed=is_postponed)


def _of_member(line: AgendaLine, actor: Any, at: datetime) -> Meeting:
    access.check(actor, Capability.VOTE, line.meeting.unit, on=local_day(at))
    meeting = locked(line.meeting)
    refuse_unless(meeting, MeetingState.VOTING)
    if not Attendance.objects.filter(meeting=meeting, user=actor).exists():
        raise GuardFailed(
            "Đồng chí không có tên trong danh sách ủy viên của phiên họp này, nên không cần ghi không biểu quyết."
        )
    return meeting
