"""The committee's meetings: the list, a new one, and the page from which a meeting is prepared, led, closed and read."""

import uuid
from datetime import time
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from documents.catalogue import IN_THE_ROOM
from documents.enums import DocumentKind
from meetings.enums import MeetingState, Outcome
from meetings.models import Ballot, Meeting, ResultCorrection
from meetings.queries import meetings_of, meetings_waiting_for, put_line_counts, who_chairs
from meetings.queries.agenda import Agenda, Row, agenda_of
from meetings.queries.opinions import Opinion, opinions_of
from organizations.models import Unit
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import moment_text

from ..exceptions import GuardFailed
from ..forms.meetings import TITLE, NewMeetingForm
from ..queries_meetings import BesideLines, beside_lines
from ..services import meetings as services
from ..services.answers import lines_awaiting_answer
from .appraisal_part import put_written
from .base import my_units, now, today
from .judged import judge_agenda

PER_PAGE = 20
STATE_KINDS = {
    MeetingState.PREPARING: "plain",
    MeetingState.VOTING: "look",
    MeetingState.CLOSED: "act",
    MeetingState.RELEASED: "done",
}
OUTCOME_KINDS = {
    Outcome.APPROVED: "good",
    Outcome.FORWARDED: "good",
    Outcome.REJECTED: "plain",
    Outcome.POSTPONED: "look",
    Outcome.TO_MEETING: "look",
}
BEFORE = (DocumentKind.OFFICE_SUBMISSION, DocumentKind.APPRAISAL_SUMMARY)
COUNTED = (DocumentKind.COMMITTEE_MINUTES, DocumentKind.TALLY_MINUTES)
PAPERS = {
    MeetingState.PREPARING: BEFORE,
    MeetingState.VOTING: BEFORE,
    MeetingState.CLOSED: (*COUNTED, *BEFORE),
    MeetingState.RELEASED: (*COUNTED, DocumentKind.CONCLUSION_NOTICE, DocumentKind.RESULT_NOTICE, *BEFORE),
}


def meeting_or_404(request: HttpRequest, pk: int) -> Meeting:
    """Return a meeting of a committee that the person may look at; 404 for any other."""
    found = (
        Meeting.objects.select_related("unit__kind")
        .filter(pk=pk, unit__in=access.units_where(request.user, Capability.VIEW, on=today()))
        .first()
    )
    if found is None:
        raise Http404
    return found


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what a form is bound to: what was sent, even when that is nothing, or None for a page that is only opened."""
    return request.POST if request.method == "POST" else None


def rights(request: HttpRequest, meeting: Meeting) -> dict[str, bool]:
    """Return what the person may do at the meeting's unit: conduct, vote. Somebody may do both."""
    return {
        "can_conduct": access.can(request.user, Capability.CONDUCT_MEETING, meeting.unit, on=today()),
        "can_vote": access.can(request.user, Capability.VOTE, meeting.unit, on=today()),
    }


def is_in_the_room(rights_: dict[str, bool], meeting: Meeting) -> bool:
    """Return whether somebody with these rights may see results: who votes or conducts at once, others when released."""
    return meeting.state == MeetingState.RELEASED or any(rights_.values())


def conducted_or_refused(request: HttpRequest, pk: int) -> Meeting:
    """Return a meeting that the person may conduct. Raises Http404 for other units, NotPermitted for those who only see it."""
    meeting = meeting_or_404(request, pk)
    access.check(request.user, Capability.CONDUCT_MEETING, meeting.unit, on=today())
    return meeting


@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """The meetings of the person's committees, newest first, with what waits for a vote or for a meeting."""
    seen = [unit for unit in my_units(request, Capability.VIEW) if unit.kind.has_standing_committee]
    if not seen:
        access.check(request.user, Capability.VOTE, None, on=today())
    conducting = [unit for unit in my_units(request, Capability.CONDUCT_MEETING) if unit in seen]
    page = Paginator(meetings_of({unit.pk for unit in seen}), PER_PAGE).get_page(request.GET.get("trang"))
    put_line_counts(page.object_list)
    waiting = {
        meeting.pk: meeting.remaining
        for meeting in meetings_waiting_for(request.user, access.units_where(request.user, Capability.VOTE, on=today()))
    }
    return render(request, "workflows/meetings.html", {
        "page": page, "rows": [(meeting, waiting.get(meeting.pk, 0)) for meeting in page], "state_kinds": STATE_KINDS,
        "can_prepare": bool(conducting), "several_units": len(seen) > 1, "to_vote": sum(waiting.values()),
        "numbers": bool(access.units_where(request.user, Capability.NUMBER_DECISIONS, on=today())),
        "without_meeting": sum(services.waiting_nominations(unit).count() for unit in conducting),
    })  # fmt: skip


@require_http_methods(["GET", "POST"])
def meeting_new(request: HttpRequest) -> HttpResponse:
    """Prepare a meeting; every line that waits comes onto its agenda."""
    units = [unit for unit in my_units(request, Capability.CONDUCT_MEETING) if unit.kind.has_standing_committee]
    if not units:
        access.check(request.user, Capability.CONDUCT_MEETING, None, on=today())
    form = NewMeetingForm(posted(request), units=units, initial=_first_details(request, units[0]))
    reasons = []
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            meeting = services.prepare_meeting(
                unit=values["unit"],
                actor=request.user,
                at=now(),
                submission_key=values["submission_key"],
                **form.details(),
            )
        except GuardFailed as refusal:
            reasons = refusal.reasons
        else:
            messages.success(request, f"Đã lập phiên họp với {meeting.lines.count()} dòng đang chờ Ban Thường vụ.")
            return redirect("workflows:meeting", meeting.pk)
    waiting = {unit: services.waiting_nominations(unit).count() for unit in units}
    context = {"form": form, "reasons": reasons, "waiting": waiting.items()}
    return render(request, "workflows/meeting_new.html", context, status=422 if request.method == "POST" else 200)


def _first_details(request: HttpRequest, unit: Unit) -> dict[str, Any]:
    chair = who_chairs(unit, today())
    return {
        "title": TITLE,
        "hour": time(14),
        "submission_key": uuid.uuid4(),
        "chair_name": chair.user.full_name if chair else "",
        "chair_position": chair.printed_position if chair else "",
        "clerk_name": request.user.full_name,
    }


@require_safe
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting: while it is prepared, while it votes, and its results."""
    found = meeting_or_404(request, pk)
    may = rights(request, found)
    if found.state == MeetingState.CLOSED and not is_in_the_room(may, found):
        return render(
            request, "workflows/meeting_pending.html", {"meeting": found, "state_kind": STATE_KINDS[found.state]}
        )
    is_over = found.state in (MeetingState.CLOSED, MeetingState.RELEASED)
    agenda = agenda_of(found, judged_on=None if is_over else today())
    known = beside_lines(row.line.nomination for row in agenda.rows)
    for row in agenda.rows:
        row.line.put_on = known.put_on.get(row.line.nomination_id)
    context = {
        "meeting": found,
        "agenda": agenda,
        "state_kind": STATE_KINDS[found.state],
        "papers": _papers(found, agenda, may),
        **may,
    }
    mine = next((member for member in agenda.progress if member.user_id == request.user.pk), None)
    context["my_remaining"] = (
        mine.remaining if mine and found.state == MeetingState.VOTING and context["can_vote"] else 0
    )
    if is_over:
        return render(request, "workflows/meeting_closed.html", context | _results(request, agenda, may["can_conduct"]))
    if is_in_the_room(may, found):
        put_written((row.line.nomination for row in agenda.rows), request.user, known)
    context["quotas"] = judge_agenda(agenda.rows, known, at=now())
    if found.state == MeetingState.VOTING:
        return render(
            request,
            "workflows/meeting_voting.html",
            context
            | {
                "stuck": stuck_points(agenda),
                "finished": len(agenda.progress) - len(agenda.unfinished),
            },
        )
    context["waiting_count"] = services.waiting_nominations(found.unit).count()
    context["checks"] = opening_checks(request, agenda, known)
    return render(request, "workflows/meeting_preparing.html", context)


def opening_checks(request: HttpRequest, agenda: Agenda, known: BesideLines) -> list[dict]:
    """Return what has to be ready before voting opens, as rows of results; judge_agenda() has seen the lines."""
    meeting = agenda.meeting
    address = {
        "act_url": reverse("workflows:meeting_attendance", args=[meeting.pk]),
        "act_label": "Ghi người dự họp",
    }
    details = {"act_url": reverse("workflows:meeting_details", args=[meeting.pk]), "act_label": "Sửa thông tin"}
    lines = (row.line.nomination for row in agenda.rows)
    posted = [line.pk for line in lines if line.round.posting_days]
    found = [
        {"result": "block", "rule": "Chưa mở biểu quyết được", "fact": sentence, **details}
        for sentence in services.why_not_open(meeting, agenda.rule, now(), posted=posted)
    ]
    if meeting.is_poll:
        found.append({
            "result": "pass", "rule": f"Lấy ý kiến {agenda.quorum.serving} ủy viên đến {moment_text(meeting.poll_closes_at)}",
            "fact": f"Hợp lệ khi có ít nhất {agenda.quorum.needed} ủy viên gửi phiếu. Không ghi người dự họp.",
        })  # fmt: skip
    elif agenda.unrecorded:
        names = ", ".join(a.name for a in agenda.unrecorded)
        found.append(
            {"result": "block", "rule": "Ghi người dự họp", "fact": f"Chưa ghi có mặt hay vắng: {names}.", **address}
        )
    elif not agenda.quorum.is_met:
        found.append({
            "result": "look", "rule": f"{agenda.quorum.sentence}", **address,
            "fact": "Mở biểu quyết được, nhưng phiên họp chỉ đóng được khi đủ số người dự.",
        })  # fmt: skip
    else:
        found.append({"result": "pass", "rule": f"{agenda.quorum.sentence}", "fact": "Đủ số người dự họp."})
    if not agenda.rows:
        found.append({"result": "block", "rule": "Chương trình họp", "fact": "Chưa có dòng nào."})
    return found + _not_eligible(request, agenda, known) + [_hopeless(row) for row in agenda.hopeless]


def _not_eligible(request: HttpRequest, agenda: Agenda, known: BesideLines) -> list[dict]:
    """Return the lines that are not eligible today and for which nobody has given a reason, each with what repairs it."""
    lines = [row.line.nomination for row in agenda.open]
    standing = services.standing(lines, {line.pk: line.hindering for line in lines}, put_on=known.put_on)
    may = bool(standing) and access.can(request.user, Capability.OVERRIDE_RULES, agenda.meeting.unit, on=today())
    found = []
    for row in agenda.open:
        for each in standing.get(row.line.nomination_id, ()):
            check = {
                "result": "block",
                "rule": f"Dòng {row.line.position}, {row.line.name}: chưa đạt điều kiện xét",
                "fact": each.sentence,
            }
            if may and each.finding.can_be_overridden:
                grant = reverse("workflows:override_decide", args=[row.line.nomination_id, each.finding.code])
                check |= {"act_url": f"{grant}?ve={request.path}", "act_label": "Xét ngoại lệ"}
            found.append(check)
    return found


def stuck_points(agenda: Agenda) -> list[dict]:
    """Return what keeps the meeting from being closed, or lines from passing, each with the page that repairs it."""
    pk, found = agenda.meeting.pk, []
    if agenda.meeting.is_poll:
        return _waited_for(agenda) + [_hopeless(row) for row in agenda.hopeless]
    if not agenda.quorum.is_met:
        found.append({
            "result": "block", "rule": f"Chưa đủ số người dự họp. {agenda.quorum.sentence}",
            "fact": "Phiên họp chưa đóng được. Ghi thêm đồng chí đến muộn, hoặc hoãn phiên họp.",
            "act_url": reverse("workflows:meeting_attendance", args=[pk]), "act_label": "Ghi người dự họp",
        })  # fmt: skip
    found += [
        {
            "result": "block", "rule": f"Dòng {row.line.position}, {row.line.name}: số phiếu đã ghi không khớp",
            "fact": f"Đã ghi {row.raised}, nhưng nay có {row.may_vote} đồng chí dự họp và được biểu quyết dòng này.",
            "act_url": f"{reverse('workflows:meeting_hands', args=[pk])}?dong={row.line.pk}", "act_label": "Ghi lại số phiếu",
        }
        for row in agenda.wrong_hands
    ]  # fmt: skip
    return found + [_hopeless(row) for row in agenda.hopeless]


def _waited_for(agenda: Agenda) -> list[dict]:
    """Return what a poll waits for: answers for its quorum, or its end."""
    if agenda.quorum.is_met:
        return []
    return [{
        "result": "look", "rule": f"Chưa đủ số ủy viên gửi phiếu. {agenda.quorum.sentence}",
        "fact": f"Hạn gửi phiếu {moment_text(agenda.meeting.poll_closes_at)}. Hết hạn mà chưa đủ thì gia hạn, hoặc đưa ra phiên họp.",
    }]  # fmt: skip


def _hopeless(row: Row) -> dict:
    needs = f"cần từ {row.needed} phiếu tán thành" if row.needed else "không ai bỏ phiếu được"
    return {
        "result": "look",
        "rule": f"Dòng {row.line.position}, {row.line.name}: không thể đủ phiếu",
        "fact": f"Chỉ còn {row.may_vote} đồng chí được biểu quyết, {needs}. "
        "Dòng này sẽ không được duyệt, trừ khi có thêm đồng chí dự họp hoặc được để lại phiên sau.",
    }


def _results(request: HttpRequest, agenda: Agenda, conducts: bool) -> dict[str, Any]:
    """Return the lines by outcome with counts, the person's own votes, and what comes next.

    Whoever conducts reads what members wrote beside their votes, a member their own words; others read the minutes.
    """
    ballots = Ballot.objects.filter(line__meeting=agenda.meeting, user=request.user)
    own = {ballot.line_id: ballot.get_choice_display().lower() for ballot in ballots}
    written: dict[int, list[Opinion]] = {}
    for opinion in opinions_of(agenda.meeting, of_user=None if conducts else request.user.pk):
        written.setdefault(opinion.line_id, []).append(opinion)
    corrections: dict[int, list[ResultCorrection]] = {}
    for correction in ResultCorrection.objects.filter(line__meeting=agenda.meeting):
        corrections.setdefault(correction.line_id, []).append(correction)
    for row in agenda.rows:
        row.line.corrected, row.line.written = corrections.get(row.line.pk, []), written.get(row.line.pk, [])
    groups = [
        (outcome, [(row, own.get(row.line.pk, "")) for row in agenda.rows if row.line.outcome == outcome])
        for outcome in Outcome
    ]
    found = {outcome for outcome, rows in groups if rows} if agenda.meeting.state == MeetingState.RELEASED else set()
    numbers_here = access.can(request.user, Capability.NUMBER_DECISIONS, agenda.meeting.unit, on=today())
    return {
        "groups": [(outcome.label, OUTCOME_KINDS[outcome], rows) for outcome, rows in groups if rows],
        "has_approved": Outcome.APPROVED in found,
        "numbers_here": numbers_here,
        "awaits_answer": numbers_here
        and Outcome.FORWARDED in found
        and lines_awaiting_answer(agenda.meeting.unit).exists(),
    }


def _papers(meeting: Meeting, agenda: Agenda, may: dict[str, bool]) -> list[tuple[str, str]]:
    """Return (name, address) of the papers that the person can have of the meeting as it stands."""
    kinds = [
        kind
        for kind in PAPERS[meeting.state]
        if meeting.state != MeetingState.CLOSED or may["can_conduct"] or kind not in IN_THE_ROOM
    ]
    if may["can_conduct"] and not meeting.is_poll and meeting.state in (MeetingState.PREPARING, MeetingState.VOTING):
        kinds.append(DocumentKind.BALLOT_PAPERS)
    is_released = meeting.state == MeetingState.RELEASED
    if is_released and any(row.line.outcome == Outcome.FORWARDED for row in agenda.rows):
        kinds.append(DocumentKind.UPWARD_SUBMISSION)
    return [(kind.label, reverse("documents:meeting_paper", args=[meeting.pk, kind.value])) for kind in kinds]
