"""An appraiser's own sheets: the list, one sheet beside the dossier, and all sheets of a line side by side."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nominations.appraisals import APPRAISED, Sheets, opposites, sheets_by_unit, sheets_of
from nominations.enums import Advice, Mark, Verdict
from nominations.models import Appraisal, AppraisalMark, Nomination
from nominations.queries import examined
from nominations.rules import called
from permissions import access
from permissions.exceptions import NotPermitted
from permissions.roles import Capability
from vietnamese.dates import days_between, remaining_words

from ..conflicts import kept_from_judging
from ..exceptions import GuardFailed, IllegalTransition, StalePage
from ..forms.appraisal import SheetForm
from ..queries_appraisal import handed_in_by, open_sheets
from ..queries_office import files_with
from ..queries_remarks import side_of
from ..services import sheets as services
from .appraisal_part import sheets_card
from .base import nomination_or_404, now, today
from .cards import file_card
from .judged import checks_of, past_card
from .queue_dossier import line_facts

PAGE = 25
HAND_IN = "nop"
"""The name of the button that hands a sheet in; the other one keeps a draft."""
MARK_KINDS = {Mark.PASS: "good", Mark.FAIL: "act", Mark.UNSURE: "look"}
ADVICE_KINDS = {Advice.RECOMMEND: "good", Advice.DECLINE: "act", Advice.UNSURE: "look"}


def my_units(request: HttpRequest) -> set[int]:
    """Return where the person appraises. Raises NotPermitted for somebody who appraises nowhere."""
    units = access.units_where(request.user, Capability.APPRAISE, on=today())
    if not units:
        access.check(request.user, Capability.APPRAISE, None, on=today())
    return units


@require_safe
def sheets(request: HttpRequest) -> HttpResponse:
    """List the sheets that the person owes, then those handed in."""
    units = my_units(request)
    waiting = [_item(sheet) for sheet in open_sheets(request.user, units)]
    page = Paginator(handed_in_by(request.user, units), PAGE).get_page(request.GET.get("trang"))
    return render(
        request, "workflows/sheets.html", {"waiting": waiting, "page": page, "done": [_item(sheet) for sheet in page]}
    )


def _item(sheet: Appraisal) -> dict[str, Any]:
    line = sheet.nomination
    days = days_between(today(), sheet.due_on) if sheet.due_on else None
    return {
        "sheet": sheet,
        "name": called(line.nominee),
        "about": f"{line.get_form_display()}, {line.proposing_unit_name}",
        "round": line.round.title,
        "is_late": days is not None and days < 0,
        "left": remaining_words(days) if days is not None and days >= 0 else "",
        "url": reverse("workflows:sheet", args=[line.pk]),
        "compare_url": reverse("workflows:sheet_comparison", args=[line.pk]),
    }


@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Write one's own sheet on a line beside its dossier: keep a draft, or hand it in."""
    line = nomination_or_404(request, pk)
    holding = access.check(request.user, Capability.APPRAISE, line.holder_unit, on=today())
    if line.state not in APPRAISED or line.awaits_outside_answer:
        raise IllegalTransition(
            f"Dòng này đang ở trạng thái “{line.get_state_display()}” nên không còn nhận phiếu thẩm định."
        )
    own = _own(line, request.user)
    if barred := kept_from_judging(line, request.user, at=now(), holding=holding):
        raise NotPermitted(barred)
    rows = services.rows_of(line, own)
    initial = {
        "version": own.version if own else 0,
        "advice": own.advice if own else "",
        "remark": own.remark if own else "",
    }
    form = SheetForm(request.POST if request.method == "POST" else None, rows=rows, initial=initial)
    reasons, status = [], 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and not form.orphans:
            try:
                services.save_sheet(
                    line, judged=form.judged, advice=form.cleaned_data["advice"], remark=form.cleaned_data["remark"],
                    hand_in=HAND_IN in request.POST, actor=request.user, at=now(), expected_version=form.cleaned_data["version"],
                )  # fmt: skip
            except GuardFailed as refusal:
                reasons = refusal.reasons
            except StalePage as refusal:
                reasons, status, own = [refusal.reason], 409, _own(line, request.user)
                form.data = form.data.copy() | {"version": str(own.version if own else 0)}
            except IllegalTransition as refusal:
                reasons, status = [refusal.reason], 409
            else:
                return _saved(request, line)
    return _page(request, line, own, form, reasons, status)


def _own(line: Nomination, user: Any) -> Appraisal | None:
    live = Appraisal.objects.filter(nomination=line, unit=line.holder_unit_id, appraiser=user, excused_at=None)
    return live.prefetch_related("marks").first()


def _saved(request: HttpRequest, line: Nomination) -> HttpResponse:
    """After a draft the sheet again; after handing in, the next one that is owed, else the list."""
    if HAND_IN not in request.POST:
        messages.success(request, "Đã lưu nháp. Chưa ai khác thấy phiếu này; đồng chí nộp khi viết xong.")
        return redirect("workflows:sheet", line.pk)
    owed = list(open_sheets(request.user, {line.holder_unit_id}).exclude(asked_by_name="")[:50])
    left = f" Còn {len(owed)} phiếu chờ đồng chí." if owed else ""
    messages.success(request, f"Đã nộp phiếu thẩm định {called(line.nominee)}.{left}")
    if owed:
        return redirect("workflows:sheet", owed[0].nomination_id)
    return redirect(f"{reverse('workflows:queue')}?dong={line.pk}#phieu")


def _page(
    request: HttpRequest, line: Nomination, own: Appraisal | None, form: SheetForm, reasons: list[str], status: int
) -> HttpResponse:
    files = files_with(line)
    found, grounds, _ = examined([line], at=now(), kinds=[line.nominee.kind], files=files)
    findings = found[line.pk]
    all_sheets = sheets_of(
        [line.pk], line.holder_unit_id, needed={line.pk: line.round.appraisers_needed}, with_marks=False
    )
    return render(request, "workflows/sheet.html", {
        "line": line, "name": called(line.nominee), "own": own, "form": form, "reasons": reasons, "has_errors": status != 200,
        "facts": line_facts(line), "files": [file_card(e, "" if e.nomination_id else "Chung cho cả hồ sơ") for e in files],
        "checks": checks_of((f for f in findings if f.verdict != Verdict.PASS), line, request.user),
        "passed": checks_of((f for f in findings if f.verdict == Verdict.PASS), line, request.user),
        "awards": [past_card(award) for award in grounds.awards[line.pk]],
        "sheets": sheets_card(all_sheets[line.pk], line, request.user),
        "orphans": form.orphans if form.is_bound else [],
        "criteria_url": reverse("workflows:round_criteria", args=[line.round_id])
        if access.can(request.user, Capability.MANAGE_ROUNDS, line.round.unit, on=today()) else "",
        "back_url": f"{reverse('workflows:queue')}?dong={line.pk}#phieu",
    }, status=status)  # fmt: skip


@require_POST
def sheet_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open one's own sheet again."""
    line = nomination_or_404(request, pk)
    services.reopen_sheet(line, actor=request.user, at=now())
    messages.success(
        request,
        "Phiếu đã mở lại. Sửa xong, đồng chí bấm “Nộp phiếu” lần nữa; trước đó phiếu chưa tính là đã nộp. "
        "Bản đã nộp vẫn được giữ bên cạnh bản sửa.",
    )
    return redirect("workflows:sheet", pk)


@require_safe
def sheet_comparison(request: HttpRequest, pk: int) -> HttpResponse:
    """Show all sheets of a line side by side to the appraising side, once they may be read; before that who is in."""
    line = nomination_or_404(request, pk)
    if not side_of(line, request.user, on=today()).reads_appraisers:
        raise NotPermitted("Phiếu thẩm định chỉ cơ quan thẩm định và Ban Thường vụ đọc được.")
    return render(request, "workflows/sheet_comparison.html", {
        "line": line, "name": called(line.nominee), "facts": line_facts(line),
        "units": [_compared(found, line, request.user) for found in sheets_by_unit(line)],
    })  # fmt: skip


def _compared(found: Sheets, line: Nomination, person: Any) -> dict[str, Any]:
    readable = found.readable_by(person)
    is_shown = found.is_open and bool(readable) and all(sheet.is_in for sheet in readable)
    table = opposites(readable) if is_shown else []
    advices = {sheet.advice for sheet in readable} if is_shown else set()
    return sheets_card(found, line, person) | {
        "is_shown": is_shown,
        "columns": [
            {"name": sheet.appraiser_name, "position": sheet.position_title, "on_behalf_of": sheet.on_behalf_of, "at": sheet.submitted_at,
             "advice": sheet.get_advice_display(), "kind": ADVICE_KINDS[Advice(sheet.advice)], "remark": sheet.remark,
             "is_early": bool(line.submitted_at and sheet.submitted_at < line.submitted_at),
             "earlier": [_earlier(row, sheet) for row in found.earlier_of(sheet)]}
            for sheet in readable
        ] if is_shown else [],
        "criteria": [
            {"text": row.criterion, "differs": row.differs,
             "cells": [_cell(sheet, mark) for sheet, mark in zip(readable, row.marks, strict=True)]}
            for row in table
        ],
        "differing": sum(row.differs for row in table),
        "advices_differ": len(advices) > 1,
    }  # fmt: skip


def _earlier(row: Appraisal, sheet: Appraisal) -> dict[str, Any]:
    """Return what a sheet said when it was in before, and which marks its author has changed since."""
    now_said = {mark.criterion: mark for mark in sheet.marks.all()}
    changed = [
        {"text": mark.criterion, "word": mark.get_mark_display(), "remark": mark.remark}
        for mark in row.marks.all()
        if (said := now_said.get(mark.criterion)) is None or (said.mark, said.remark) != (mark.mark, mark.remark)
    ]
    return {"at": row.submitted_at, "until": row.excused_at, "advice": row.get_advice_display(), "remark": row.remark, "changed": changed}  # fmt: skip


def _cell(sheet: Appraisal, mark: AppraisalMark | None) -> dict[str, str]:
    if mark is None:
        return {"name": sheet.appraiser_name, "word": ""}
    kind = MARK_KINDS.get(mark.mark, "plain")
    return {"name": sheet.appraiser_name, "word": mark.get_mark_display(), "kind": kind, "remark": mark.remark}
