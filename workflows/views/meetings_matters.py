"""What is voted on in a line: another form of award, and whether it also goes to a higher authority."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from meetings.models import AgendaLine, Meeting
from organizations.enums import AwardForm

from ..exceptions import GuardFailed
from ..forms.results import HigherForm, OtherFormForm
from ..services import meetings as services
from .base import now, today
from .meetings import conducted_or_refused, posted
from .meetings_edit import line_or_404, status_of


@require_http_methods(["GET", "POST"])
def meeting_line_form(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """Put another form of award to the vote; what was proposed stays beside it."""
    meeting, line = _line(request, pk, line_pk)
    choices = services.forms_for(line, today())
    form, reasons = OtherFormForm(posted(request), line=line, choices=choices), []
    if request.method == "POST" and form.is_valid():
        try:
            void = services.vote_on_form(line, **form.cleaned_data, actor=request.user, at=now())
        except GuardFailed as refusal:
            reasons = refusal.reasons
        else:
            label = AwardForm(form.cleaned_data["form"]).label
            told = (
                f" {void} phiếu đã có của dòng này không còn tính; các ủy viên được báo biểu quyết lại." if void else ""
            )
            messages.success(request, f"Dòng {line.position}, {line.name}: đưa ra biểu quyết {label}.{told}")
            return redirect(_agenda(pk))
    return render(request, "workflows/meeting_line_form.html", {
        "meeting": meeting, "line": line, "form": form, "reasons": reasons, "has_choice": len(choices) > 1,
        "votes": services.votes_on(line), "cancel_url": _agenda(pk),
    }, status=status_of(request))  # fmt: skip


@require_http_methods(["GET", "POST"])
def meeting_line_raise(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """Write down that the committee also proposes the nominee to a higher authority, or take that back."""
    meeting, line = _line(request, pk, line_pk)
    rounds = services.higher_rounds(line, now())
    form, reasons = HigherForm(posted(request), line=line, rounds=rounds), []
    if request.method == "POST" and form.is_valid():
        try:
            services.propose_higher(line, *form.chosen, actor=request.user, at=now())
        except GuardFailed as refusal:
            reasons = refusal.reasons
        else:
            said = "cũng trình cấp trên khen" if form.chosen[0] else "không trình cấp trên khen"
            messages.success(request, f"Dòng {line.position}, {line.name}: {said}.")
            return redirect(_agenda(pk))
    return render(request, "workflows/meeting_line_raise.html", {
        "meeting": meeting, "line": line, "form": form, "reasons": reasons, "rounds": rounds, "cancel_url": _agenda(pk),
    }, status=status_of(request))  # fmt: skip


def _line(request: HttpRequest, pk: int, line_pk: int) -> tuple[Meeting, AgendaLine]:
    meeting = conducted_or_refused(request, pk)
    return meeting, line_or_404(meeting, line_pk)


def _agenda(pk: int) -> str:
    return reverse("workflows:meeting", args=[pk]) + "#chuong-trinh"
