"""After printing: which sheets came out well, which are spoiled, which never went in."""

from collections.abc import Sequence
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
from vietnamese.text import one_line

from ...exceptions import GuardFailed, IllegalTransition
from ...forms.printing import SPOILED_BECAUSE, OutcomeForm
from ...services import printing as acts
from .. import base, clerks
from .shared import numbered, run_or_404

MOST_TICKS = 200
"""Sheets that still fit on one page to be ticked; of longer runs the numbers are typed."""


@require_http_methods(["GET", "POST"])
def outcome(request: HttpRequest, pk: int, run_pk: int) -> HttpResponse:
    """Write down what came out of the printer, by ticks and by typed sheet numbers."""
    found = numbered(request, pk)
    printing = run_or_404(found, run_pk)
    if not printing.sheet_count:
        raise Http404
    if printing.run.state != RunState.DONE:
        raise IllegalTransition("Tệp in chưa lập xong nên chưa ghi kết quả in được. Đồng chí chờ tệp lập xong rồi in.")
    sheets = list(printing.sheets.select_related("certificate").order_by("position"))
    if request.method == "GET":
        return _page(request, printing, sheets, OutcomeForm(last=len(sheets), initial=_initial(sheets)))
    form = OutcomeForm(request.POST, last=len(sheets))
    if not form.is_valid():
        return _page(request, printing, sheets, form, status=422)
    spoiled = _spoiled(request, form, sheets)
    try:
        acts.settle_printing(
            printing, spoiled=spoiled, skipped=form.cleaned_data["chua_in"], actor=request.user, at=base.now()
        )
    except GuardFailed as refusal:
        return _page(request, printing, sheets, form, refused=refusal.reasons, status=422)
    messages.success(request, "Đã ghi kết quả in.")
    return redirect("workflows:print_run", pk, run_pk)


def _is_ticked(sheets: Sequence[PrintedSheet]) -> bool:
    return len(sheets) <= MOST_TICKS


def _initial(sheets: Sequence[PrintedSheet]) -> dict[str, str]:
    """Return what was written down before; spoiled sheets are typed numbers only where there are no ticks."""
    spoiled = [sheet for sheet in sheets if sheet.state == SheetState.SPOILED]
    skipped = [sheet.position for sheet in sheets if sheet.state == SheetState.SKIPPED]
    if _is_ticked(sheets):
        return {"chua_in": ranges(skipped)}
    return {
        "hong": ranges(sheet.position for sheet in spoiled),
        "ly_do": spoiled[0].spoiled_because if spoiled else "",
        "chua_in": ranges(skipped),
    }


def _spoiled(request: HttpRequest, form: OutcomeForm, sheets: Sequence[PrintedSheet]) -> dict[int, str]:
    """Return position -> reason of all sheets that are ticked or typed; the common reason where none of its own is given.

    A sheet of a long run that was spoiled before keeps its reason.
    """
    common = form.cleaned_data["ly_do"]
    chosen = {sheet.position for sheet in sheets if f"hong-{sheet.position}" in request.POST}
    before = {} if _is_ticked(sheets) else {sheet.position: sheet.spoiled_because for sheet in sheets}
    return {
        position: one_line(request.POST.get(f"vi-{position}", "")) or before.get(position, "") or common
        for position in sorted(chosen | set(form.cleaned_data["hong"]))
    }


def _page(
    request: HttpRequest,
    printing: PrintRun,
    sheets: Sequence[PrintedSheet],
    form: OutcomeForm,
    *,
    refused=(),
    status: int = 200,
) -> HttpResponse:
    rows = [_row(request, sheet) for sheet in sheets]
    is_ticked = _is_ticked(sheets)
    context = {
        "decision": printing.decision,
        "printing": printing,
        "form": form,
        "refused": list(refused),
        "has_errors": status != 200,
        "is_ticked": is_ticked,
        "rows": rows if is_ticked else clerks.page_of(request, rows),
        "count": len(sheets),
        "reasons": SPOILED_BECAUSE,
        "run_url": reverse("workflows:print_run", args=[printing.decision_id, printing.pk]),
    }
    return render(request, "workflows/print_outcome.html", context, status=status)


def _row(request: HttpRequest, sheet: PrintedSheet) -> dict[str, Any]:
    """Return a sheet with its tick and reason, as typed when the page comes back."""
    if request.method == "POST":
        ticked, reason = f"hong-{sheet.position}" in request.POST, request.POST.get(f"vi-{sheet.position}", "")
    else:
        ticked, reason = sheet.state == SheetState.SPOILED, sheet.spoiled_because
    issued = sheet.certificate
    return {
        "position": sheet.position,
        "name": issued.recipient_name,
        "unit": issued.unit_text,
        "register": issued.register_text,
        "state": sheet.get_state_display(),
        "ticked": ticked,
        "reason": reason,
    }
