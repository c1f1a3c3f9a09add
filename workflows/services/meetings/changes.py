"""A frozen agenda changes only with a record: a line added or withdrawn, by whom, when and why."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from meetings import urn
from meetings.enums import AgendaChangeKind, MeetingState, Section
from meetings.models import AgendaChange, AgendaLine, Ballot, Meeting, Recusal
from meetings.services import find_recusals, forget_unanswered
from nominations.enums import NominationState
from nominations.models import Nomination
from nominations.rules import called

from ...exceptions import GuardFailed
from .eligible import RELATED, hindrances
from .lock import conduct, save_changed
from .polls import personnel_sentence
from .preparation import SECTION_OF, waiting_nominations, why_not_yet


@transaction.atomic
def add_line(nomination: Nomination, meeting: Meeting, *, reason: str, actor: Any, at: datetime) -> AgendaLine:
    """Put one more line at the end of an agenda that is voted on; a line withdrawn from it comes back to its own place.

    Raises GuardFailed without a reason, for a line that does not wait at this committee, may not be voted on yet, or is
    not eligible without an exception: the reason for adding it says nothing about that.
    """
    meeting = conduct(meeting, actor, at, MeetingState.VOTING)
    _refuse_without(reason, "bổ sung")
    waiting = waiting_nominations(meeting.unit).select_for_update(of=("self",)).filter(pk=nomination.pk)
    nomination = waiting.select_related(*RELATED).first()
    if nomination is None:
        raise GuardFailed(
            "Dòng này không còn chờ Ban Thường vụ, hoặc đang ở một phiên họp khác. Hãy tải lại trang để xem các dòng đang chờ."
        )
    refused = why_not_yet([nomination.pk], at)
    if nomination.state == NominationState.RECOMMENDED:
        blocked = hindrances([nomination], at=at)
        refused += [f"Chưa đạt điều kiện xét. {each.sentence}" for each in blocked.get(nomination.pk, ())]
    if meeting.is_poll and nomination.round.is_personnel:
        refused.append(personnel_sentence([called(nomination.nominee)]))
    if refused:
        raise GuardFailed(*refused)
    line, is_new = AgendaLine.objects.get_or_create(
        meeting=meeting,
        nomination=nomination,
        defaults={
            "position": (meeting.lines.aggregate(n=Max("position"))["n"] or 0) + 1,
            "name": called(nomination.nominee),
            "section": SECTION_OF[nomination.state_enum],
        },
    )
    if not is_new:
        line.is_withdrawn, line.is_live, line.section = False, True, SECTION_OF[nomination.state_enum]
        line.save(update_fields=["is_withdrawn", "is_live", "section"])
    line.nomination, line.meeting = nomination, meeting
    if line.section == Section.RECOMMENDED:
        find_recusals(meeting, [line])
    _record(line, AgendaChangeKind.ADDED, reason, actor, at)
    save_changed(meeting)
    return line


@transaction.atomic
def withdraw_line(line: AgendaLine, *, reason: str, actor: Any, at: datetime) -> None:
    """Take a line off an agenda that is voted on. It stays visible with the reason; votes on it are removed.

    The nomination waits for another meeting. Raises GuardFailed without a reason, for the last line that is left, and
    when the urn of a secret ballot cannot be opened.
    """
    meeting = conduct(line.meeting, actor, at, MeetingState.VOTING)
    line = AgendaLine.objects.select_for_update().get(pk=line.pk)
    line.meeting = meeting
    if line.is_withdrawn:
        return
    _refuse_without(reason, "rút")
    if not meeting.lines.filter(is_withdrawn=False).exclude(pk=line.pk).exists():
        raise GuardFailed(
            "Đây là dòng cuối cùng của chương trình nên không rút được. Nếu không biểu quyết nữa, hãy hoãn phiên họp."
        )
    Ballot.objects.filter(line=line).delete()
    Recusal.objects.filter(line=line).delete()
    try:
        urn.empty_lines(meeting, [line.pk])
    except urn.UrnLost as lost:
        raise GuardFailed(str(lost)) from None
    line.is_withdrawn, line.is_live, line.is_postponed = True, False, False
    line.hands_in_favor = line.hands_against = line.hands_abstain = line.hands_invalid = None
    line.save()
    forget_unanswered(meeting)
    _record(line, AgendaChangeKind.WITHDRAWN, reason, actor, at)
    save_changed(meeting)


def _refuse_without(reason: str, act: str) -> None:
    if not reason.strip():
        raise GuardFailed(
            f"Hãy ghi lý do {act} dòng này: biên bản và các ủy viên cần biết vì sao chương trình thay đổi."
        )


def _record(line: AgendaLine, kind: AgendaChangeKind, reason: str, actor: Any, at: datetime) -> None:
    AgendaChange.objects.create(
        meeting=line.meeting,
        nomination_id=line.nomination_id,
        line_name=line.name,
        kind=kind,
        note=reason.strip(),
        at=at,
        actor_name=actor.full_name,
        unit_name=line.meeting.committee_name,
        on_behalf_of=getattr(actor, "acting_for", ""),
    )
