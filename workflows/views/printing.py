"""The print station: look at what will be printed, start it, follow it, take the file."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from certificates.layout.designs import design
from certificates.layout.placing import REFUSALS
from certificates.models import PrintRun
from certificates.pictures import sheet_picture
from certificates.preflight import BLOCK, LOOK, examine
from certificates.printing import (
    PrintSettings,
    calibration_pdf,
    certificate_run,
    certificate_sheet,
    lines_in_order,
    sheet_pdf,
)
from certificates.queries import latest_print_run, print_runs_of
from documents.models import Decision, DecisionState
from runs.enums import RunState
from runs.queries import LIVE, failed_items, progress
from runs.services import ResultMissing, result_file
from vietnamese.text import search_key

from ..exceptions import GuardFailed, IllegalTransition
from ..forms.decisions import StationForm, mm_text, new_key
from ..services import printing as acts
from . import base, clerks

PDF = "application/pdf"
SVG = "image/svg+xml"
RUN_BADGES = {
    RunState.WAITING: "plain",
    RunState.RUNNING: "look",
    RunState.DONE: "good",
    RunState.FAILED: "act",
    RunState.CANCELLED: "done",
}


def _numbered(request: HttpRequest, pk: int) -> Decision:
    found = clerks.decision_for_clerk(request, pk)
    if found.state != DecisionState.NUMBERED:
        raise IllegalTransition(
            "Quyết định chưa được ghi số nên chưa in giấy khen được. Đồng chí ghi số sau khi văn bản đã ký."
        )
    return found


@require_http_methods(["GET", "POST"])
def station(request: HttpRequest, pk: int) -> HttpResponse:
    """Settings, preview and check before printing; POST starts the run with exactly the settings that were looked at."""
    found = _numbered(request, pk)
    typed = request.POST if request.method == "POST" else request.GET
    form = StationForm(_filled(typed, found))
    if not form.is_valid():
        return _station_page(request, found, form, _last_settings(found), status=422)
    if request.method == "GET":
        return _station_page(request, found, form, form.settings)
    try:
        printing = acts.start_printing(
            found,
            form.settings,
            actor=request.user,
            at=base.now(),
            submission_key=_key(request.POST.get("submission_key")),
        )
    except GuardFailed as refusal:
        return _station_page(request, found, form, form.settings, refused=refusal.reasons, status=422)
    return redirect("workflows:print_run", found.pk, printing.pk)


def _filled(typed: Any, found: Decision) -> dict:
    """Return the settings of the address; what it does not say is as in the unit's last run."""
    return StationForm.values_of(_last_settings(found)) | {
        name: typed[name] for name in StationForm.base_fields if name in typed
    }


def _last_settings(found: Decision) -> PrintSettings:
    last = latest_print_run(found.unit_id)
    if last is None:
        return PrintSettings()
    return PrintSettings(last.design, last.paper, last.mode, last.shift_x_mm, last.shift_y_mm)


def _key(typed: str | None) -> uuid.UUID | None:
    """Return the key of the press, or None when it is not one: then a second press makes a second run."""
    try:
        return uuid.UUID(typed or "")
    except ValueError:
        return None


def _station_page(
    request: HttpRequest, found: Decision, form: StationForm, settings: PrintSettings, *, refused=(), status: int = 200
) -> HttpResponse:
    lines = lines_in_order(found)
    query = urlencode(StationForm.values_of(settings))
    shown = next((line for line in lines if str(line.pk) == request.GET.get("dong")), lines[0])
    checks = examine(found, lines, settings)
    blocked = {check.line.pk for check in checks if check.line and check.result == BLOCK}
    context = {
        "decision": found,
        "form": form,
        "count": clerks.counted(found),
        "query": query,
        "shown": shown,
        "shown_name": clerks.called(shown),
        "shown_is_blocked": shown.pk in blocked or any(c.result == BLOCK and c.line is None for c in checks),
        "page": clerks.page_of(request, lines),
        "blocked": blocked,
        "checks": [_check(check, found, query) for check in checks],
        "check_counts": _counts(checks),
        "can_start": not any(check.result == BLOCK for check in checks),
        "values": StationForm.values_of(settings),
        "submission_key": new_key(),
        "refused": list(refused),
        "has_errors": status != 200,
        "runs": [_run_row(printing) for printing in print_runs_of(found)[:5]],
        "look": design(settings.design),
        "settings": settings,
        "total": len(lines),
        "paper_label": dict(form.fields["kho"].choices)[settings.paper],
        "mode_label": dict(form.fields["cach"].choices)[settings.mode],
    }
    return render(request, "workflows/print_station.html", context, status=status)


def _check(check, found: Decision, query: str) -> dict:
    row = {"result": check.result, "rule": check.rule, "fact": check.fact}
    if check.line is not None:
        url = reverse("workflows:print_station", args=[found.pk])
        row |= {
            "act_url": f"{url}?{query}&dong={check.line.pk}#xem-truoc",
            "act_label": f"Xem giấy của {check.line.name}",
        }
    return row


def _counts(checks) -> str:
    """Return "1 mục chưa đạt, 2 mục cần xem, 4 mục đạt"."""
    found = [check.result for check in checks]
    parts = ((found.count(BLOCK), "mục chưa đạt"), (found.count(LOOK), "mục cần xem"), (found.count("pass"), "mục đạt"))
    return ", ".join(f"{count} {word}" for count, word in parts if count)


def _settings(request: HttpRequest, found: Decision) -> PrintSettings:
    form = StationForm(_filled(request.GET, found))
    if not form.is_valid():
        raise Http404
    return form.settings


@require_GET
def picture(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """One sheet as a picture for the screen."""
    found = _numbered(request, pk)
    line = clerks.line_or_404(found, line_pk)
    try:
        image = sheet_picture(certificate_run(found, _settings(request, found)), certificate_sheet(line))
    except REFUSALS:
        raise Http404 from None
    return HttpResponse(image, content_type=SVG)


@require_GET
def sheet(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """One sheet as the PDF that the printer would get."""
    found = _numbered(request, pk)
    line = clerks.line_or_404(found, line_pk)
    try:
        content = sheet_pdf(found, _settings(request, found), line)
    except REFUSALS as refusal:
        return _refused(request, found, str(refusal))
    return _pdf(content, f"xem-thu-{'-'.join(search_key(line.name).split())[:60]}.pdf")


@require_GET
def calibration(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet by which the shifts of a printer are measured."""
    found = _numbered(request, pk)
    try:
        content = calibration_pdf(found, _settings(request, found))
    except REFUSALS as refusal:
        return _refused(request, found, str(refusal))
    return _pdf(content, "to-can-chinh.pdf")


def _refused(request: HttpRequest, found: Decision, reason: str) -> HttpResponse:
    url = reverse("workflows:print_station", args=[found.pk])
    return render(
        request, "409.html", {"title": "Chưa in được tờ này", "reason": reason, "record_url": url}, status=422
    )


def _pdf(content: bytes, name: str, *, as_attachment: bool = False) -> HttpResponse:
    return HttpResponse(
        content, content_type=PDF, headers={"Content-Disposition": content_disposition_header(as_attachment, name)}
    )


@require_GET
def run(request: HttpRequest, pk: int, run_pk: int) -> HttpResponse:
    """A print run: how far it is, what went wrong, the file."""
    found = _numbered(request, pk)
    return render(request, "workflows/print_run.html", _run_context(request, found, _run_or_404(found, run_pk)))


@require_GET
def run_progress(request: HttpRequest, pk: int, run_pk: int) -> HttpResponse:
    """The part of the run's page that changes; htmx asks for it every two seconds while the run goes on."""
    found = _numbered(request, pk)
    return render(
        request, "workflows/print_run_progress.html", _run_context(request, found, _run_or_404(found, run_pk))
    )


def _run_or_404(found: Decision, run_pk: int) -> PrintRun:
    printing = print_runs_of(found).filter(pk=run_pk).first()
    if printing is None:
        raise Http404
    printing.decision = found
    return printing


def _run_row(printing: PrintRun) -> dict:
    state = RunState(printing.run.state)
    return {"printing": printing, "state": state.label, "badge": RUN_BADGES[state], "is_live": state in LIVE}


def _run_context(request: HttpRequest, found: Decision, printing: PrintRun) -> dict:
    work = printing.run
    is_live = work.state in LIVE
    args = [found.pk, printing.pk]
    return {
        "decision": found,
        "printing": printing,
        "work": work,
        "is_live": is_live,
        "is_done": work.state == RunState.DONE,
        "can_resume": work.state in (RunState.FAILED, RunState.CANCELLED) and printing.number == found.number_text,
        "is_outdated": printing.number != found.number_text,
        **_run_row(printing),
        "progress": progress(work),
        "failures": [item.error for item in failed_items(work)],
        "poll_url": reverse("workflows:print_run_progress", args=args) if is_live else "",
        "refresh_url": reverse("workflows:print_run", args=args) if is_live else "",
        "file_url": reverse("workflows:print_run_file", args=args),
        "look": design(printing.design),
        "count": clerks.counted(found),
        "shifts": [f"{mm_text(value)} mm" for value in (printing.shift_x_mm, printing.shift_y_mm)],
        "station_url": reverse("workflows:print_station", args=[found.pk]),
    }


@require_POST
def run_cancel(request: HttpRequest, pk: int, run_pk: int) -> HttpResponse:
    """Stop a run; what is done is kept."""
    printing = _run_or_404(_numbered(request, pk), run_pk)
    if acts.stop_printing(printing, actor=request.user, at=base.now()):
        messages.success(request, "Đã dừng. Phần đã lập được giữ lại, đồng chí bấm “Tiếp tục” lúc nào cũng được.")
    else:
        messages.warning(request, "Việc này đã kết thúc trước khi đồng chí bấm dừng.")
    return redirect("workflows:print_run", pk, run_pk)


@require_POST
def run_resume(request: HttpRequest, pk: int, run_pk: int) -> HttpResponse:
    """Go on with a stopped or failed run."""
    printing = _run_or_404(_numbered(request, pk), run_pk)
    if acts.resume_printing(printing, actor=request.user, at=base.now()):
        messages.success(request, "Đang lập tiếp phần còn lại.")
    else:
        messages.warning(request, "Không còn phần nào để lập tiếp.")
    return redirect("workflows:print_run", pk, run_pk)


@require_GET
def run_file(request: HttpRequest, pk: int, run_pk: int) -> HttpResponse:
    """The finished PDF, after its hash was checked."""
    printing = _run_or_404(_numbered(request, pk), run_pk)
    if printing.run.state != RunState.DONE:
        raise IllegalTransition("Tệp này chưa lập xong. Đồng chí mở trang lượt in để xem tiến độ.")
    try:
        content = result_file(printing.run).read_bytes()
    except ResultMissing as missing:
        url = reverse("workflows:print_station", args=[pk])
        return render(
            request, "409.html", {"title": "Tệp không còn", "reason": str(missing), "record_url": url}, status=409
        )
    name = "-".join(search_key(f"{printing.decision.get_form_display()} {printing.number}").split())
    return _pdf(content, f"{name}.pdf", as_attachment="tai-ve" in request.GET)
