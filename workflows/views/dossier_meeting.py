"""The cell's meeting and the votes of its lines, recorded once on one page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from nominations.enums import WITH_CELL

from ..exceptions import GuardFailed, IllegalTransition, StalePage
from ..forms.meeting_of_cell import MeetingForm
from ..services import drafts
from ..services.autosave import Page
from .autosave import desk_of, saved
from .base import now, today
from .dossier import meeting_rows, own_dossier, own_lines


def dossier_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the cell's meeting and the votes of its lines on one page."""
    found = own_dossier(request, pk)
    lines = [line for line in own_lines(found) if line.state in WITH_CELL]
    data = request.POST.copy() if request.method == "POST" else None
    form = MeetingForm(data, initial=MeetingForm.values_of(found), today=today(), lines=lines)
    refused, stored = "", []
    if request.method == "POST" and form.is_valid():
        try:
            drafts.save_meeting(
                found,
                actor=request.user,
                at=now(),
                expected_version=form.cleaned_data["version"],
                votes=form.votes,
                **form.facts,
            )
        except (GuardFailed, IllegalTransition) as refusal:
            refused = refusal.reason
            if isinstance(refusal, StalePage):
                found.refresh_from_db()
                data["version"], stored = str(found.version), meeting_rows(found)
        else:
            saved(request, Page("meeting", found.pk))
            messages.success(request, "Đã lưu cuộc họp và kết quả biểu quyết.")
            then = "dossier_check" if request.POST.get("then") == "check" else "dossier"
            return redirect(f"workflows:{then}", found.pk)
    is_refused = request.method == "POST"
    kept = desk_of(request, Page("meeting", found.pk), form, about=found, version=found.version)
    return render(request, "workflows/dossier_meeting.html", {
        "dossier": found, "form": form, "reason": refused, "has_errors": is_refused, "desk": kept,
        "stored": stored or (meeting_rows(found) if kept.is_outdated else []),
    }, status=422 if is_refused else 200)  # fmt: skip
