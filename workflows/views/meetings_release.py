"""After the count: releasing what the committee decided, or opening the vote again because it must be counted anew."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from meetings.enums import MeetingState, Outcome
from meetings.models import Meeting
from meetings.queries.agenda import Agenda, Row, agenda_of
from nominations.queries import is_nominee

from ..exceptions import GuardFailed, IllegalTransition, ReasonNeeded
from ..forms.meetings import ReasonForm
from ..forms.results import ReleaseForm
from ..services import meetings as services
from .base import now
from .meetings import conducted_or_refused, posted
from .meetings_edit import status_of


@require_http_methods(["GET", "POST"])
def meeting_release(request: HttpRequest, pk: int) -> HttpResponse:
    """Release all results together, after one more look at what leaves the room."""
    meeting = conducted_or_refused(request, pk)
    _refuse_unless_counted(meeting)
    asks = "separation_reason" in request.POST
    form, reasons = ReleaseForm(posted(request), initial={"conclusion": meeting.conclusion}, asks=asks), []
    if request.method == "POST" and form.is_valid():
        try:
            services.release_meeting(meeting, actor=request.user, at=now(), **form.cleaned_data)
        except GuardFailed as refusal:
            reasons = refusal.reasons
            if isinstance(refusal, ReasonNeeded) and not asks:
                form = ReleaseForm(posted(request), asks=True)
        else:
            messages.success(request, "Đã công bố kết quả. Các đơn vị đề nghị được báo trong hệ thống.")
            return redirect("workflows:meeting", pk)
    agenda = agenda_of(meeting)
    return render(request, "workflows/meeting_release.html", {
        "meeting": meeting, "form": form, "reasons": reasons, "results": _results(agenda),
        "own": [row.line for row in agenda.rows if is_nominee(request.user, row.line.nomination.nominee)],
        "cancel_url": reverse("workflows:meeting", args=[pk]),
    }, status=status_of(request))  # fmt: skip


def _results(agenda: Agenda) -> list[tuple[str, list[Row]]]:
    """Return what leaves the room: each outcome that occurred, with its lines."""
    found = [(outcome.label, [row for row in agenda.rows if row.line.outcome == outcome]) for outcome in Outcome]
    return [(label, rows) for label, rows in found if rows]


@require_http_methods(["GET", "POST"])
def meeting_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a counted vote again, with a reason; a secret one has to be repeated."""
    meeting = conducted_or_refused(request, pk)
    _refuse_unless_counted(meeting)
    form, refused = ReasonForm(posted(request)), []
    if request.method == "POST" and form.is_valid():
        try:
            services.reopen_meeting(meeting, reason=form.cleaned_data["reason"], actor=request.user, at=now())
        except GuardFailed as refusal:
            refused = refusal.reasons
        else:
            messages.success(request, "Đã mở lại biểu quyết để đếm lại. Phiếu đã gửi vẫn còn; kết quả cũ đã bỏ.")
            return redirect("workflows:meeting", pk)
    context = {
        "title": "Mở lại để đếm lại", "lead": str(meeting), "form": form, "refused": refused,
        "submit_label": "Mở lại biểu quyết", "harm": True, "cancel_url": reverse("workflows:meeting", args=[pk]),
        "consequences": [
            "Phiếu đã gửi và số phiếu ghi trong phòng được giữ; ủy viên sửa phiếu của mình được.",
            "Kết quả vừa đếm bị bỏ. Chưa đơn vị nào biết kết quả ấy.",
            "Lý do được ghi vào nhật ký phiên họp.",
        ],
    }  # fmt: skip
    return render(request, "components/confirm_page.html", context, status=status_of(request))


def _refuse_unless_counted(meeting: Meeting) -> None:
    if meeting.state != MeetingState.CLOSED:
        raise IllegalTransition(
            f"Phiên họp đang ở trạng thái “{meeting.get_state_display()}” nên việc này không làm được: chỉ làm khi đã đếm "
            "phiếu và chưa công bố. Hãy mở lại trang phiên họp để xem việc tiếp theo."
        )
