"""While the vote is open: ballots, shows of hands, recusals, lines put on the agenda or left for later."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from history.services import record
from meetings import rules, urn
from meetings.enums import AttendanceStatus, MeetingState, RecusalGround, Section
from meetings.models import AgendaLine, Attendance, Ballot, Meeting, Recusal, SecretVoter
from meetings.queries import open_lines
from meetings.services import find_recusals, forget_unanswered
from organizations.enums import AwardForm
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import local_day

from ...engine import perform
from ...enums import Action
from ...exceptions import GuardFailed, IllegalTransition
from .lock import conduct, locked, present, recused_present, refuse_unless
from .polls import mark_answered, refuse_late

HANDS = ("hands_in_favor", "hands_against", "hands_abstain", "hands_invalid")


@transaction.atomic
def put_on_agenda(
    line: AgendaLine,
    *,
    actor: Any,
    at: datetime,
    reason: str = "",
    acting_as: int | None = None,
    expected_version: int | None = None,
    separation_reason: str = "",
) -> AgendaLine:
    """A member has a line that the office did not recommend put to the vote (see effects.enter_agenda).

    `reason` is kept with the act, read by the other members and printed in the minutes. Raises what perform() raises;
    GuardFailed also without a reason where a rule of eligibility blocks the line (guards.member_answers_for_it).
    """
    meeting = locked(line.meeting)
    if meeting.state in (MeetingState.CLOSED, MeetingState.RELEASED):
        raise IllegalTransition("Phiên họp đã đóng nên không đưa thêm dòng vào chương trình được.")
    line = AgendaLine.objects.select_for_update(of=("self",)).select_related("nomination__nominee").get(pk=line.pk)
    perform(
        Action.RECOMMEND,
        nomination=line.nomination,
        actor=actor,
        at=at,
        note=reason,
        acting_as=acting_as,
        expected_version=expected_version,
        separation_reason=separation_reason,
    )
    line.refresh_from_db()
    return line


@sensitive_variables("choices", "opinions")
@transaction.atomic
def cast_ballots(
    meeting: Meeting,
    *,
    choices: dict[int, str],
    actor: Any,
    at: datetime,
    seen: dict[int, str] | None = None,
    opinions: dict[int, str] | None = None,
) -> int:
    """Cast or change one member's votes: agenda line id -> Choice. Returns how many were cast.

    `seen` is line id -> the form of award that the member read there; where another one is voted on by now, nothing is
    cast. `opinions` is line id -> what the member writes beside the vote; a line that it does not name keeps its words.
    In a secret ballot votes go into the urn, once, and nothing is kept of choice or opinion (meetings.urn). Raises
    NotPermitted for anybody but a member, GuardFailed when the member is not present, is recused on a line, writes too
    much, comes after the end of a poll or votes secretly a second time; then none of the votes is cast.
    """
    access.check(actor, Capability.VOTE, meeting.unit, on=local_day(at))
    meeting = locked(meeting)
    refuse_unless(meeting, MeetingState.VOTING)
    refuse_late(meeting, at)
    _refuse_outsider(meeting, actor)
    allowed = {line.pk: line for line in open_lines(meeting).filter(hands_in_favor=None).select_related("nomination")}
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
    _refuse_other_form([allowed[line_id] for line_id in choices], seen or {})
    if meeting.is_secret:
        _put_in_urn(meeting, choices, allowed, actor)
    else:
        written = _opinions(choices, opinions or {}, allowed, actor)
        Ballot.objects.bulk_create(
            [
                Ballot(line_id=line_id, user=actor, choice=choice, cast_at=at, opinion=written[line_id])
                for line_id, choice in choices.items()
            ],
            update_conflicts=True,
            unique_fields=["line", "user"],
            update_fields=["choice", "cast_at", "opinion"],
        )
    if choices:
        mark_answered(meeting, actor)
    return len(choices)


def _refuse_other_form(lines: list[AgendaLine], seen: dict[int, str]) -> None:
    changed = [line for line in lines if seen.get(line.pk, line.form) != line.form]
    if changed:
        raise GuardFailed(
            *(
                f"Dòng {line.position}, {line.name}: hình thức đưa ra biểu quyết vừa đổi thành {AwardForm(line.form).label}. "
                "Chưa phiếu nào được gửi; hãy xem lại rồi gửi lại."
                for line in changed
            )
        )


@sensitive_variables()
def _opinions(
    choices: dict[int, str], typed: dict[int, str], lines: dict[int, AgendaLine], actor: Any
) -> dict[int, str]:
    """Return line id -> the words to keep beside each vote: those typed now, else those that are there."""
    found, refused = dict.fromkeys(choices, ""), []
    if silent := choices.keys() - typed.keys():
        found |= dict(Ballot.objects.filter(line__in=silent, user=actor).values_list("line_id", "opinion"))
    for line_id in (line_id for line_id in choices if line_id in typed):
        try:
            found[line_id] = rules.opinion(typed[line_id])
        except rules.OpinionRefused as refusal:
            refused.append(f"Dòng {lines[line_id].position}, {lines[line_id].name}: {refusal}")
    if refused:
        raise GuardFailed(*refused, "Chưa phiếu nào được gửi.")
    return found


@sensitive_variables()
def _put_in_urn(meeting: Meeting, choices: dict[int, str], lines: dict[int, AgendaLine], actor: Any) -> None:
    voted = SecretVoter.objects.filter(line__in=choices, user=actor).values_list("line_id", flat=True)
    if names := [f"“{lines[line_id].name}”" for line_id in voted]:
        raise GuardFailed(
            f"Đồng chí đã bỏ phiếu kín dòng {', '.join(names)}. Phiếu kín đã bỏ thì không sửa, không bỏ lại được. "
            "Chưa phiếu nào được gửi thêm."
        )
    try:
        urn.put_in(meeting, actor.pk, choices)
    except urn.UrnLost as lost:
        raise GuardFailed(f"Phiếu của đồng chí chưa được nhận. {lost}") from None


def _refuse_outsider(meeting: Meeting, actor: Any) -> None:
    mine = meeting.attendances.filter(user=actor).first()
    if mine is None and meeting.is_poll:
        raise GuardFailed(
            "Đồng chí không có tên trong danh sách ủy viên được lấy ý kiến. Hãy báo văn thư xem lại ngày của đợt lấy ý kiến."
        )
    if not meeting.is_poll and (mine is None or mine.status != AttendanceStatus.PRESENT):
        raise GuardFailed(
            "Đồng chí chưa được ghi là có mặt ở phiên họp này. Hãy báo văn thư ghi có mặt rồi biểu quyết."
        )


@transaction.atomic
def declare_recusal(line: AgendaLine, *, actor: Any, at: datetime) -> Recusal:
    """A member declares not to vote on a line; an earlier vote of theirs is removed.

    Raises GuardFailed where their vote lies in a secret urn: nobody can take it out.
    """
    meeting = _of_member(line, actor, at)
    if SecretVoter.objects.filter(line=line, user=actor).exists():
        raise GuardFailed(
            f"Đồng chí đã bỏ phiếu kín dòng “{line.name}” nên không rút phiếu ra được. Nếu đồng chí có liên quan, hãy báo người "
            "chủ trì rút dòng này khỏi chương trình rồi bổ sung lại, để mọi ủy viên bỏ phiếu lại."
        )
    Ballot.objects.filter(line=line, user=actor).delete()
    recusal, is_new = Recusal.objects.get_or_create(
        line=line, user=actor, defaults={"name": actor.full_name, "ground": RecusalGround.DECLARED}
    )
    mark_answered(meeting, actor)
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
    if recusal.ground == RecusalGround.DECLARED:
        recusal.delete()
        line.meeting = meeting
        find_recusals(meeting, [line])  # whoever has declared a relative since stays out for that reason
        recusal = Recusal.objects.filter(line=line, user=actor).first()
    if recusal is not None:
        raise GuardFailed(
            f"Đồng chí không biểu quyết dòng “{line.name}” vì {recusal.get_ground_display()}, nên không bỏ được ở đây. "
            "Nếu trùng tên với người khác, hãy ghi năm sinh ở trang Người thân."
        )
    forget_unanswered(meeting)
    record(verb="Bỏ đề nghị không biểu quyết", subject=line, actor=actor, at=at, unit_name=meeting.committee_name)


@transaction.atomic
def enter_hands(
    line: AgendaLine, *, in_favor: int, against: int, abstain: int, actor: Any, at: datetime, invalid: int = 0
) -> AgendaLine:
    """Enter the count of a line made in the room instead of ballots. Raises GuardFailed as enter_all_hands does."""
    enter_all_hands(line.meeting, counts={line.pk: (in_favor, against, abstain, invalid)}, actor=actor, at=at)
    line.refresh_from_db()
    return line


@transaction.atomic
def enter_all_hands(meeting: Meeting, *, counts: dict[int, tuple[int, ...] | None], actor: Any, at: datetime) -> int:
    """Enter counts of hands or ballot papers: line id -> (in favor, against, abstain[, invalid]), None takes one back.

    All or none; returns how many lines carry a count from this call. Raises GuardFailed in a poll, and with a sentence
    for each line whose sum is not that of the members who attend and may vote; of secret papers fewer may come back.
    """
    meeting = conduct(meeting, actor, at, MeetingState.VOTING)
    if meeting.is_poll:
        raise GuardFailed("Lấy ý kiến bằng phiếu gửi thì mỗi ủy viên tự gửi phiếu trên máy, không ghi số phiếu thay.")
    lines = {line.pk: line for line in open_lines(meeting).filter(pk__in=counts)}
    if len(lines) != len(counts):
        raise GuardFailed(
            "Có dòng vừa được để lại phiên sau, được rút hoặc không có trong chương trình. Hãy tải lại trang rồi ghi lại."
        )
    attending, refused = present(meeting), []
    for pk, count in counts.items():
        line = lines[pk]
        line.meeting = meeting
        entered = (*count, 0)[: len(HANDS)] if count is not None else (None,) * len(HANDS)
        if count is not None:
            try:
                rules.hands(
                    *entered[:3],
                    invalid=entered[3],
                    attending=attending,
                    recused=recused_present(line),
                    may_be_short=meeting.is_secret,
                )
            except rules.CountRefused as refusal:
                refused.append(f"Dòng {line.position}, {line.name}: {refusal}")
        for name, number in zip(HANDS, entered, strict=True):
            setattr(line, name, number)
    if refused:
        raise GuardFailed(*refused)
    AgendaLine.objects.bulk_update(lines.values(), HANDS)
    return sum(count is not None for count in counts.values())


@transaction.atomic
def clear_hands(line: AgendaLine, *, actor: Any, at: datetime) -> None:
    """Take an entered show of hands back, so that members vote on their own devices."""
    meeting = conduct(line.meeting, actor, at, MeetingState.VOTING)
    meeting.lines.filter(pk=line.pk).update(**dict.fromkeys(HANDS))


@transaction.atomic
def postpone_line(line: AgendaLine, is_postponed: bool, *, actor: Any, at: datetime) -> None:
    """Leave a line for another meeting, or take that back, before the close."""
    meeting = conduct(line.meeting, actor, at, MeetingState.VOTING, MeetingState.PREPARING)
    meeting.lines.filter(pk=line.pk, section=Section.RECOMMENDED, is_withdrawn=False).update(is_postponed=is_postponed)


def _of_member(line: AgendaLine, actor: Any, at: datetime) -> Meeting:
    access.check(actor, Capability.VOTE, line.meeting.unit, on=local_day(at))
    meeting = locked(line.meeting)
    refuse_unless(meeting, MeetingState.VOTING)
    refuse_late(meeting, at)
    if not Attendance.objects.filter(meeting=meeting, user=actor).exists():
        raise GuardFailed(
            "Đồng chí không có tên trong danh sách ủy viên của phiên họp này, nên không cần ghi không biểu quyết."
        )
    return meeting
