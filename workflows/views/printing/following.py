"""A print run: how far it is, its first sheet at once, the file, stopping and going on."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from certificates.enums import RunOutput, SheetState
from certificates.models import PrintRun
from certificates.pictures import sheet_picture
from certificates.printing import first_facts, first_page, open_spoiled
from certificates.services.sheets import ranges
from documents.models import Decision
from runs.enums import RunState
from runs.queries import LIVE, failed_items, is_left_alone, progress
from runs.services import ResultMissing, result_file
from vietnamese.text import search_key

from ...exceptions import IllegalTransition
from ...forms.printing import mm_text
from ...services import printing as acts
from .. import base, clerks
from .looks import look_of_run
from .shared import CANNOT_BE_SET, SVG, ZIP, file_answer, numbered, refused, run_or_404, run_row


@require_GET
def run(request: HttpRequest, pk: int, run_pk: int) -> HttpResponse:
    """A print run: how far it is, what went wrong, the file, what came out."""
    found = numbered(request, pk)
    printing = run_or_404(found, run_pk)
    context = _context(found, printing) | _outcome(found, printing) | _facts(printing)
    return render(request, "workflows/print_run.html", context)


@require_GET
def run_progress(request: HttpRequest, pk: int, run_pk: int) -> HttpResponse:
    """The part of the run's page that changes; htmx asks for it every two seconds while the run goes on.

    When it has ended the whole page is loaded again: what can be done now stands outside of this part.
    """
    found = numbered(request, pk)
    context = _context(found, run_or_404(found, run_pk))
    part = render(request, "workflows/print_run_progress.html", context)
    if request.htmx and not context["is_live"]:
        part["HX-Refresh"] = "true"
    return part


def _context(found: Decision, printing: PrintRun) -> dict[str, Any]:
    work = printing.run
    is_live = work.state in LIVE
    args = [found.pk, printing.pk]
    return {
        "decision": found,
        "printing": printing,
        "work": work,
        "is_done": work.state == RunState.DONE,
        "is_fresh": printing.number == found.number_text and printing.confirmed_at is None,
        "is_zip": printing.output == RunOutput.ZIP,
        "can_resume": work.state in (RunState.FAILED, RunState.CANCELLED) and printing.number == found.number_text,
        "is_outdated": printing.number != found.number_text,
        **run_row(printing),
        "is_left_alone": is_left_alone(work, at=base.now()),
        "progress": progress(work),
        "failures": [item.error for item in failed_items(work)],
        "poll_url": reverse("workflows:print_run_progress", args=args) if is_live else "",
        "refresh_url": reverse("workflows:print_run", args=args) if is_live else "",
        "file_url": reverse("workflows:print_run_file", args=args),
        "outcome_url": reverse("workflows:print_outcome", args=args),
        "station_url": reverse("workflows:print_station", args=[found.pk]),
    }


def _outcome(found: Decision, printing: PrintRun) -> dict[str, Any]:
    """Return what came out of the printer and what can be printed because of it."""
    sheets = list(printing.sheets.order_by("position").values_list("position", "state", "spoiled_because"))
    skipped = [position for position, state, _ in sheets if state == SheetState.SKIPPED]
    spoiled = [(position, reason) for position, state, reason in sheets if state == SheetState.SPOILED]
    again = [sheet.position for sheet in open_spoiled(printing)] if spoiled else []
    reasons = ", ".join(dict.fromkeys(reason for position, reason in spoiled if position in again))
    return {
        "sheets": len(sheets),
        "spoiled": _by_reason(spoiled),
        "spoiled_text": ranges(position for position, _ in spoiled),
        "skipped_text": ranges(skipped),
        "first_skipped": skipped[0] if skipped else None,
        "again_text": ranges(again),
        "again": {
            "phan": "spoiled",
            "luot": printing.pk,
            "ly_do": f"Tờ in trước bị hỏng: {reasons}"[:300],
            "buoc": "3",
        },
        "rest": {"phan": "sheets", "luot": printing.pk, "so": ranges(skipped), "buoc": "3"},
        "first_url": reverse("workflows:print_run_first", args=[found.pk, printing.pk]),
        "picture_url": reverse("workflows:print_run_picture", args=[found.pk, printing.pk]) if sheets else "",
        "count": clerks.counted(found),
    }


def _by_reason(spoiled: Iterable[tuple[int, str]]) -> list[tuple[str, str]]:
    """Return ("1, 5-7", "Kẹt giấy") for each reason: a jam spoils many sheets for one."""
    found: dict[str, list[int]] = {}
    for position, reason in spoiled:
        found.setdefault(reason, []).append(position)
    return [(ranges(positions), reason) for reason, positions in found.items()]


def _facts(printing: PrintRun) -> dict[str, Any]:
    shifts = [f"{name} {mm_text(value)} mm" for name, value in _shifts(printing) if value]
    rows = [
        ("In cho ai", printing.part or "Cả quyết định"),
        ("Thứ tự tờ", printing.get_order_display() if printing.stack_sha256 else ""),
        ("Mẫu", look_of_run(printing)),
        ("Cách in", printing.get_mode_display()),
        ("Phôi", printing.blank and printing.blank.name),
        ("Máy in", printing.printer_name),
        ("Dịch thêm", ", ".join(shifts)),
        ("Ngày ghi trên giấy", f"{printing.dated_on:%d/%m/%Y}"),
        ("Lý do in lại", printing.reprint_reason),
        ("Chấp nhận cảnh báo", _accepted(printing)),
        ("Xác nhận đã in", printing.confirmed_by_name),
    ]
    return {"rows": [{"label": label, "value": value} for label, value in rows if value]}


def _shifts(printing: PrintRun):
    return (("ngang", printing.shift_x_mm), ("dọc", printing.shift_y_mm))


def _accepted(printing: PrintRun) -> str:
    return f"{printing.accepted_by_name}: {printing.accepted_reason}" if printing.accepted_reason else ""


@require_GET
def run_first(request: HttpRequest, pk: int, run_pk: int) -> HttpResponse:
    """The first sheet of a run as a PDF, at once, whatever the worker has done so far."""
    found = numbered(request, pk)
    printing = run_or_404(found, run_pk)
    if not printing.sheet_count:
        raise Http404
    try:
        return file_answer(first_page(printing), "to-dau.pdf")
    except CANNOT_BE_SET as refusal:
        return refused(request, found, str(refusal))


@require_GET
def run_picture(request: HttpRequest, pk: int, run_pk: int) -> HttpResponse:
    """The first sheet of a run as a picture for the screen."""
    printing = run_or_404(numbered(request, pk), run_pk)
    if not printing.sheet_count:
        raise Http404
    try:
        return HttpResponse(sheet_picture(*first_facts(printing)), content_type=SVG)
    except CANNOT_BE_SET:
        raise Http404 from None


@require_POST
def run_cancel(request: HttpRequest, pk: int, run_pk: int) -> HttpResponse:
    """Stop a run; what is done is kept."""
    printing = run_or_404(numbered(request, pk), run_pk)
    if acts.stop_printing(printing, actor=request.user, at=base.now()):
        messages.success(request, "Đã dừng. Phần đã lập được giữ lại, đồng chí bấm “Tiếp tục” lúc nào cũng được.")
    else:
        messages.warning(request, "Việc này đã kết thúc trước khi đồng chí bấm dừng.")
    return redirect("workflows:print_run", pk, run_pk)


@require_POST
def run_resume(request: HttpRequest, pk: int, run_pk: int) -> HttpResponse:
    """Go on with a stopped or failed run."""
    printing = run_or_404(numbered(request, pk), run_pk)
    if acts.resume_printing(printing, actor=request.user, at=base.now()):
        messages.success(request, "Đang lập tiếp phần còn lại.")
    else:
        messages.warning(request, "Không còn phần nào để lập tiếp.")
    return redirect("workflows:print_run", pk, run_pk)


@require_GET
def run_file(request: HttpRequest, pk: int, run_pk: int) -> HttpResponse | FileResponse:
    """The finished file, after its hash was checked; a ZIP is streamed, because many certificates make a large one."""
    printing = run_or_404(numbered(request, pk), run_pk)
    if printing.run.state != RunState.DONE:
        raise IllegalTransition("Tệp này chưa lập xong. Đồng chí mở trang lượt in để xem tiến độ.")
    try:
        path = result_file(printing.run)
    except ResultMissing as missing:
        url = reverse("workflows:print_station", args=[pk])
        return render(
            request, "409.html", {"title": "Tệp không còn", "reason": str(missing), "record_url": url}, status=409
        )
    name = "-".join(search_key(f"{printing.decision.get_form_display()} {printing.number}").split())
    if printing.output == RunOutput.ZIP:
        return FileResponse(path.open("rb"), as_attachment=True, filename=f"{name}.zip", content_type=ZIP)
    return file_answer(path.read_bytes(), f"{name}.pdf", as_attachment="tai-ve" in request.GET)
