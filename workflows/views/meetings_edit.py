"""What the clerk or the chair writes down about a meeting: details, attendance, agenda."""

from copy import copy
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from meetings.enums import AttendanceStatus, MeetingState
from meetings.models import AgendaLine, Meeting
from meetings.queries.agenda import Agenda, agenda_of

from ..exceptions import GuardFailed, IllegalTransition, StalePage
from ..forms.meetings import AttendanceForm, DetailsForm, OrderForm
from ..services import meetings as services
from .base import now
from .meetings import conducted_or_refused, posted

CONFIRMED = "xac-nhan"
STEPS = {"len": -1, "xuong": 1}


def line_or_404(meeting: Meeting, pk: int) -> AgendaLine:
    """Return a line of this meeting's agenda; 404 for any other."""
    line = meeting.lines.select_related("nomination__nominee").filter(pk=pk).first()
    if line is None:
        raise Http404
    line.meeting = meeting
    return line


def status_of(request: HttpRequest) -> int:
    """Return 422 for a form that comes back, 200 for one that is shown first."""
    return 422 if request.method == "POST" else 200


@require_http_methods(["GET", "POST"])
def meeting_details(request: HttpRequest, pk: int) -> HttpResponse:
    """Time, place, chair, clerk, opinions; once the meeting is closed only what its minutes add."""
    meeting = conducted_or_refused(request, pk)
    is_closed = meeting.state in (MeetingState.CLOSED, MeetingState.RELEASED)
    form = DetailsForm(posted(request), instance=copy(meeting), only_minutes=is_closed)
    reasons: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            services.save_meeting_details(
                meeting, actor=request.user, at=now(), expected_version=form.cleaned_data["version"], **form.details()
            )
        except StalePage as refusal:
            reasons = [refusal.reason]
        except GuardFailed as refusal:
            reasons = refusal.reasons
        else:
            messages.success(request, "Đã lưu thông tin phiên họp.")
            return redirect("workflows:meeting", pk)
    context = {"meeting": meeting, "form": form, "reasons": reasons, "is_closed": is_closed}
    return render(request, "workflows/meeting_details.html", context, status=status_of(request))


@require_http_methods(["GET", "POST"])
def meeting_attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Who attends. Marking somebody absent who has voted is asked once more, because their votes are removed."""
    meeting = conducted_or_refused(request, pk)
    if meeting.state in (MeetingState.CLOSED, MeetingState.RELEASED):
        raise IllegalTransition("Phiên họp đã đóng nên danh sách dự họp không sửa được nữa.")
    if meeting.is_poll:
        raise IllegalTransition(
            "Lấy ý kiến bằng phiếu gửi không ghi người dự họp: ai gửi phiếu thì được tính là tham gia."
        )
    agenda = agenda_of(meeting)
    form = AttendanceForm(posted(request), attendances=agenda.attendances, initial={"version": meeting.version})
    reasons: list[str] = []
    if request.method == "POST" and form.is_valid():
        losing = [] if meeting.is_secret else _losing_votes(agenda, form.statuses())
        if losing and CONFIRMED not in request.POST:
            return render(request, "components/confirm_page.html", _confirm_losing(request, meeting, losing))
        try:
            saved = services.save_attendance(
                meeting,
                statuses=form.statuses(),
                actor=request.user,
                at=now(),
                expected_version=form.cleaned_data["version"],
            )
        except StalePage as refusal:
            reasons = [refusal.reason]
        except GuardFailed as refusal:
            reasons = refusal.reasons
        else:
            quorum = agenda_of(saved).quorum
            messages.success(request, f"Đã ghi người dự họp. {quorum.sentence}.")
            return redirect("workflows:meeting", pk)
    context = {"meeting": meeting, "agenda": agenda, "form": form, "rows": form.rows(), "reasons": reasons}
    return render(request, "workflows/meeting_attendance.html", context, status=status_of(request))


def _losing_votes(agenda: Agenda, statuses: dict[int, tuple[str, str]]) -> list[str]:
    """Return the names of those who have voted and would be marked as not present."""
    voted = {member.user_id for member in agenda.progress if member.done}
    return [a.name for a in agenda.attendances if a.user_id in voted and statuses[a.pk][0] != AttendanceStatus.PRESENT]


def _confirm_losing(request: HttpRequest, meeting: Meeting, names: list[str]) -> dict[str, Any]:
    typed = [(name, value) for name, value in request.POST.items() if name not in ("csrfmiddlewaretoken", CONFIRMED)]
    return {
        "title": "Bỏ phiếu của người được ghi vắng", "names": [f"Đồng chí {name}" for name in names],
        "names_title": "Đã biểu quyết, nay ghi vắng", "hidden": [*typed, (CONFIRMED, "1")],
        "consequences": [
            "Phiếu đã gửi của các đồng chí này bị bỏ, không tính khi đóng phiên.",
            "Nếu sau đó ghi lại có mặt, các đồng chí phải biểu quyết lại.",
        ],
        "submit_label": "Ghi vắng và bỏ phiếu", "harm": True, "cancel_url": reverse("workflows:meeting_attendance", args=[meeting.pk]),
    }  # fmt: skip


@require_POST
def meeting_gather(request: HttpRequest, pk: int) -> HttpResponse:
    """Put every line that waits for the committee on the agenda."""
    meeting = conducted_or_refused(request, pk)
    added = services.gather_lines(meeting, actor=request.user, at=now())
    if added:
        messages.success(request, f"Đã thêm {added} dòng vào chương trình họp.")
    else:
        messages.info(request, "Không còn dòng nào đang chờ Ban Thường vụ để thêm.")
    return redirect("workflows:meeting", pk)


@require_POST
def meeting_line_remove(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """Take a line off the agenda; it waits for another meeting."""
    meeting = conducted_or_refused(request, pk)
    line = line_or_404(meeting, line_pk)
    services.remove_line(line, actor=request.user, at=now())
    messages.success(
        request, f"Đã bỏ {line.name} khỏi chương trình phiên này. Dòng này vẫn chờ Ban Thường vụ ở phiên khác."
    )
    return redirect(reverse("workflows:meeting", args=[pk]) + "#chuong-trinh")


@require_http_methods(["GET", "POST"])
def meeting_order(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the agenda into another order: a number for each line, or one step up or down."""
    meeting = conducted_or_refused(request, pk)
    if meeting.state != MeetingState.PREPARING:
        raise IllegalTransition("Biểu quyết đã mở nên chương trình họp không đổi thứ tự được nữa.")
    rows = agenda_of(meeting).rows
    form = OrderForm(posted(request), rows=rows, initial={"version": meeting.version})
    reasons: list[str] = []
    if request.method == "POST" and form.is_valid():
        step = _step(request)
        try:
            services.order_lines(
                meeting,
                order=form.order(step=step),
                actor=request.user,
                at=now(),
                expected_version=form.cleaned_data["version"],
            )
        except StalePage as refusal:
            reasons = [refusal.reason]
        else:
            if step:
                return redirect(reverse("workflows:meeting_order", args=[pk]) + f"#dong-{step[0]}")
            messages.success(request, "Đã lưu thứ tự chương trình họp.")
            return redirect(reverse("workflows:meeting", args=[pk]) + "#chuong-trinh")
    context = {"meeting": meeting, "form": form, "rows": form.rows(), "reasons": reasons}
    return render(request, "workflows/meeting_order.html", context, status=status_of(request))


def _step(request: HttpRequest) -> tuple[int, int] | None:
    for name, by in STEPS.items():
        if (value := request.POST.get(name, "")).isdecimal():
            return int(value), by
    return None


@require_http_methods(["GET", "POST"])
def meeting_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a meeting that was prepared by mistake."""
    meeting = conducted_or_refused(request, pk)
    reasons: list[str] = []
    if request.method == "POST":
        try:
            services.discard_meeting(meeting, actor=request.user, at=now())
        except GuardFailed as refusal:
            reasons = refusal.reasons
        else:
            messages.success(request, "Đã bỏ phiên họp. Các dòng trong chương trình vẫn chờ Ban Thường vụ.")
            return redirect("workflows:meetings")
    context = {
        "title": "Bỏ phiên họp đang chuẩn bị", "lead": str(meeting), "submit_label": "Bỏ phiên họp này", "harm": True, "refused": reasons,
        "consequences": [
            "Phiên họp không còn trong danh sách; nhật ký ghi lại ai bỏ, lúc nào.",
            "Các dòng trong chương trình trở lại danh sách chờ, không mất gì.",
        ],
        "cancel_url": reverse("workflows:meeting", args=[pk]),
    }  # fmt: skip
    return render(request, "components/confirm_page.html", context, status=status_of(request))
