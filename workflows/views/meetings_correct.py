"""Correcting a released result, with its authority and paper."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from meetings.enums import MeetingState

from ..exceptions import GuardFailed, IllegalTransition, ReasonNeeded
from ..forms.results import CorrectionForm
from ..services import meetings as services
from .base import now, today
from .meetings import conducted_or_refused, posted
from .meetings_edit import line_or_404, status_of


@require_http_methods(["GET", "POST"])
def meeting_line_correct(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """Correct the released result of one line; what was released stays to be read."""
    meeting = conducted_or_refused(request, pk)
    line = line_or_404(meeting, line_pk)
    if meeting.state != MeetingState.RELEASED:
        raise IllegalTransition("Kết quả chưa được công bố nên chưa có gì để đính chính. Hãy mở lại trang phiên họp.")
    asks = "separation_reason" in request.POST
    results = services.possible_results(line)
    form = CorrectionForm(posted(request), results=results, asks=asks, initial={"paper_on": today()})
    reasons: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            correction = services.correct_result(line, **form.cleaned_data, actor=request.user, at=now())
        except GuardFailed as refusal:
            reasons = refusal.reasons
            if isinstance(refusal, ReasonNeeded) and not asks:
                form = CorrectionForm(posted(request), results=results, asks=True)
        else:
            messages.success(
                request,
                f"Đã đính chính kết quả của {line.name} thành “{correction.get_after_display()}”. Đơn vị đề nghị được báo.",
            )
            return redirect("workflows:meeting", pk)
    return render(request, "workflows/meeting_line_correct.html", {
        "meeting": meeting, "line": line, "form": form, "reasons": reasons, "results": results,
        "now": services.result_of(line).label, "why_not": "" if results else services.why_not_correct(line),
        "corrections": list(line.corrections.all()), "cancel_url": reverse("workflows:meeting", args=[pk]),
    }, status=status_of(request))  # fmt: skip
