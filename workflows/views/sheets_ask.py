"""Asking colleagues for sheets on one or many lines, and waiting for one no longer."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from nominations.appraisals import sheets_of
from nominations.models import Appraisal, Nomination
from nominations.rules import called
from organizations.models import Unit
from permissions import access
from permissions.roles import Capability

from ..exceptions import GuardFailed, IllegalTransition
from ..forms.appraisal import AskSheetsForm, WhyForm
from ..queries_appraisal import load_of
from ..queries_office import for_reading
from ..queries_queue import queue_of
from ..services import sheets as services
from .base import now, today
from .sheets import my_units

MOST = 300
"""How many lines can be asked about at once."""


@require_http_methods(["GET", "POST"])
def sheets_ask(request: HttpRequest) -> HttpResponse:
    """Choose colleagues and a day for the lines ticked in the queue; every line can still be taken out."""
    typed = request.POST if request.method == "POST" else request.GET
    lines = _ticked(my_units(request), typed.getlist("chon"))
    if not lines:
        messages.info(request, "Chưa chọn dòng nào đang chờ thẩm định. Đồng chí đánh dấu các dòng ở danh sách trước.")
        return redirect("workflows:queue")
    unit = lines[0].holder_unit
    here, others = [n for n in lines if n.holder_unit_id == unit.pk], [n for n in lines if n.holder_unit_id != unit.pk]
    form = AskSheetsForm(
        request.POST if request.method == "POST" else None,
        colleagues=access.who_can(Capability.APPRAISE, unit, on=today()),
        load=load_of(unit.pk),
    )
    reasons: list[str] = []
    if form.is_valid():
        try:
            asked = services.ask_for_sheets(
                here,
                unit=unit,
                appraisers=form.people,
                due_on=form.cleaned_data["due_on"],
                actor=request.user,
                at=now(),
            )
        except GuardFailed as refusal:
            reasons = refusal.reasons
        else:
            return _done(request, asked)
    return render(request, "workflows/sheets_ask.html", {
        "form": form, "reasons": reasons, "unit": unit, "rows": _rows(here, unit), "others": len(others),
        "has_errors": request.method == "POST", "back_url": _back(here),
    }, status=422 if request.method == "POST" else 200)  # fmt: skip


def _ticked(units: set[int], typed: list[str]) -> list[Nomination]:
    ids = {int(pk) for pk in typed[:MOST] if pk.isascii() and pk.isdigit() and len(pk) < 19}
    return list(for_reading(queue_of(units)).filter(pk__in=ids).order_by("submitted_at", "id"))


def _rows(lines: list[Nomination], unit: Unit) -> list[dict[str, Any]]:
    found = sheets_of(
        [n.pk for n in lines], unit.pk, needed={n.pk: n.round.appraisers_needed for n in lines}, with_marks=False
    )
    return [
        {
            "pk": line.pk, "name": called(line.nominee), "unit": line.proposing_unit_name, "form": line.get_form_display(),
            "there": [(sheet.appraiser_name, "đã nộp" if sheet.is_in else "chưa nộp") for sheet in found[line.pk].live
                      if sheet.is_in or sheet.asked_by_name],
            "needed": found[line.pk].needed,
        }
        for line in lines
    ]  # fmt: skip


def _back(lines: list[Nomination]) -> str:
    queue = reverse("workflows:queue")
    return f"{queue}?dong={lines[0].pk}#phieu" if len(lines) == 1 else queue


def _done(request: HttpRequest, asked: list[services.Asked]) -> HttpResponse:
    """Lead back where all was asked; else show each line and colleague with what became of it."""
    refused = [row for row in asked if row.refusal]
    done = len(asked) - len(refused)
    back = _back(list({row.nomination.pk: row.nomination for row in asked}.values()))
    if not refused:
        messages.success(request, f"Đã đề nghị {done} phiếu thẩm định. Các đồng chí được báo ngay.")
        return redirect(back)
    results = [
        {"result": "look" if row.refusal else "pass", "word": "Bỏ qua" if row.refusal else "Đã đề nghị",
         "rule": f"{called(row.nomination.nominee)}: đồng chí {row.person.full_name}", "fact": row.refusal}
        for row in asked
    ]  # fmt: skip
    title = f"Đã đề nghị {done}/{len(asked)} phiếu thẩm định"
    return render(request, "workflows/sheets_asked.html", {"title": title, "results": results, "back_url": back})


@require_http_methods(["GET", "POST"])
def sheet_excuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Wait no longer for one colleague's sheet, with the reason."""
    sheet = (
        Appraisal.objects.filter(pk=pk, unit__in=access.units_where(request.user, Capability.APPRAISE, on=today()))
        .select_related("nomination__nominee", "unit")
        .first()
    )
    if sheet is None:
        raise Http404
    line = sheet.nomination
    form = WhyForm(request.POST if request.method == "POST" else None, hint="Ví dụ: đi công tác đến hết tháng.")
    refused: list[str] = []
    if form.is_valid():
        try:
            services.excuse_sheet(sheet, reason=form.cleaned_data["reason"], actor=request.user, at=now())
        except (GuardFailed, IllegalTransition) as refusal:
            refused = [refusal.reason]
        else:
            messages.success(request, f"Không chờ phiếu của đồng chí {sheet.appraiser_name} nữa.")
            return redirect(_back([line]))
    return render(request, "components/confirm_page.html", {
        "title": "Thôi yêu cầu phiếu thẩm định", "lead": f"{called(line.nominee)}, {line.code}",
        "names": [f"Đồng chí {sheet.appraiser_name}"], "names_title": "Không chờ phiếu của", "form": form, "refused": refused,
        "consequences": ["Văn phòng ghi ý kiến được mà không cần phiếu này.", "Lý do được lưu cùng dòng đề nghị."],
        "submit_label": "Thôi yêu cầu", "cancel_url": _back([line]), "has_errors": request.method == "POST",
    }, status=422 if request.method == "POST" else 200)  # fmt: skip
