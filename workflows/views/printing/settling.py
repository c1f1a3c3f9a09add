"""After printing: which sheets came out well, which are spoiled, which never went in."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from certificates.enums import SheetState
from certificates.models import PrintedSheet, PrintRun
from certificates.services.sheets import ranges
from runs.enums import RunState

from ...exceptions import GuardFailed, IllegalTransition
from ...forms.outcome import SPOILED_BECAUSE, OutcomeForm, keep_marks, shown
from ...services import printing as acts
from .. import base
from .shared import numbered, run_or_404

LOOK = "xem"
"""The buttons that turn the page or search; they save nothing."""


@require_http_methods(["GET", "POST"])
def outcome(request: HttpRequest, pk: int, run_pk: int) -> HttpResponse:
    """Write down what came out of the printer, by ticks and by typed sheet numbers."""
    found = numbered(request, pk)
    printing = run_or_404(found, run_pk)
    if not printing.sheet_count:
        raise Http404
    if printing.run.state != RunState.DONE:
        raise IllegalTransition("Tệp in chưa lập xong nên chưa ghi kết quả in được. Đồng chí chờ tệp lập xong rồi in.")
    sheets = _sheets(printing)
    if request.method == "GET":
        marks = {sheet.position: sheet.spoiled_because for sheet in sheets if sheet.state == SheetState.SPOILED}
        skipped = ranges(sheet.position for sheet in sheets if sheet.state == SheetState.SKIPPED)
        form = OutcomeForm(last=len(sheets), initial={"chua_in": skipped})
        return _page(request, printing, sheets, form, marks)
    form = OutcomeForm(request.POST, last=len(sheets))
    if not form.is_valid():
        return _page(request, printing, sheets, form, form.ticked, status=422)
    if LOOK in request.POST:
        names = ("ly_do", "chua_in", "tim")
        turned = OutcomeForm(last=len(sheets), initial={name: request.POST.get(name, "") for name in names})
        return _page(request, printing, sheets, turned, form.marks)
    try:
        acts.settle_printing(
            printing, spoiled=form.marks, skipped=form.cleaned_data["chua_in"], actor=request.user, at=base.now()
        )
    except GuardFailed as refusal:
        return _page(request, printing, sheets, form, form.ticked, refused=refusal.reasons, status=422)
    messages.success(request, "Đã ghi kết quả in.")
    return redirect("workflows:print_run", pk, run_pk)


def _sheets(printing: PrintRun) -> list[PrintedSheet]:
    """Return the sheets of a run with the words by which they are found, and without what is printed on them."""
    names = ("recipient_name", "unit_text", "register_text")
    return list(
        printing.sheets.select_related("certificate")
        .only("printing", "position", "state", "spoiled_because", *(f"certificate__{name}" for name in names))
        .order_by("position")
    )


def _page(
    request: HttpRequest,
    printing: PrintRun,
    sheets: Sequence[PrintedSheet],
    form: OutcomeForm,
    marks: Mapping[int, str],
    *,
    refused=(),
    status: int = 200,
) -> HttpResponse:
    """Show the sheets that were asked for. What is marked on others goes along in a hidden field."""
    look = request.POST.get(LOOK, "") or request.POST.get("dang_xem", "")
    view = shown(sheets, marks, search=request.POST.get("tim", ""), look=look)
    elsewhere = {position: reason for position, reason in marks.items() if position not in view.positions}
    context = {
        "decision": printing.decision,
        "printing": printing,
        "form": form,
        "refused": list(refused),
        "has_errors": status != 200,
        "view": view,
        "rows": [_row(request, sheet, marks) for sheet in view.sheets],
        "marked": ranges(marks),
        "marked_count": len(marks),
        "kept": keep_marks(elsewhere),
        "is_unsaved": request.method == "POST",
        "count": len(sheets),
        "reasons": SPOILED_BECAUSE,
        "run_url": reverse("workflows:print_run", args=[printing.decision_id, printing.pk]),
    }
    return render(request, "workflows/print_outcome.html", context, status=status)


def _row(request: HttpRequest, sheet: PrintedSheet, marks: Mapping[int, str]) -> dict[str, Any]:
    """Return a sheet with its tick and reason, as typed when the page comes back."""
    issued = sheet.certificate
    return {
        "position": sheet.position,
        "name": issued.recipient_name,
        "unit": issued.unit_text,
        "register": issued.register_text,
        "ticked": sheet.position in marks,
        "reason": request.POST.get(f"vi-{sheet.position}", "") or marks.get(sheet.position, ""),
    }
