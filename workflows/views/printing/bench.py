"""The station in three steps: what is printed, how, and the check with the button that starts it.

The settings live in the address, so the steps are one page in three views, the way back loses nothing, and what was
looked at is what is started.
"""

import uuid
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from certificates.layout.placing import common_lines, sheet_lines
from certificates.models import PrintMode
from certificates.preflight import BLOCK, LOOK, PASS, Check, examine_job
from certificates.printing import Job, PrintSettings
from certificates.queries import print_runs_of, printed_before
from documents.models import Decision, DecisionLine

from ...exceptions import GuardFailed
from ...forms.printing import STEPS, AcceptForm, StationForm, new_key
from ...services import printing as acts
from ...services.separation import separation_of_proofs
from .. import base, clerks
from .findings import counts, finding
from .looks import look_of, look_of_all
from .shared import CANNOT_BE_SET, job_of, numbered, run_row, station_form

NAMES = {"1": "In cho ai", "2": "In thế nào", "3": "Kiểm tra, lập tệp"}
NEWEST_RUNS = 5


@require_http_methods(["GET", "POST"])
def station(request: HttpRequest, pk: int) -> HttpResponse:
    """Settings, preview and check before printing; POST starts the run with exactly the settings that were looked at."""
    found = numbered(request, pk)
    typed = request.POST if request.method == "POST" else request.GET
    form = station_form(typed, found)
    if not form.is_valid():
        return _page(request, found, form, None, form.step_of_error, status=422)
    if request.method == "GET":
        return _page(request, found, form, form.settings, _step(request))
    return _start(request, found, form)


def _step(request: HttpRequest) -> str:
    step = request.GET.get("buoc", "1")
    return step if step in NAMES else "1"


def _start(request: HttpRequest, found: Decision, form: StationForm) -> HttpResponse:
    accepted = {name: request.POST.get(name, "") for name in AcceptForm.base_fields}
    settings = replace(
        form.settings,
        accepted_by_name=accepted["chap_nhan_ten"],
        accepted_reason=accepted["chap_nhan_ly_do"],
    )
    try:
        printing = acts.start_printing(
            found, settings, actor=request.user, at=base.now(), submission_key=_key(request.POST.get("submission_key"))
        )
    except GuardFailed as refusal:
        return _page(request, found, form, settings, "3", refused=refusal.reasons, status=422)
    return redirect("workflows:print_run", found.pk, printing.pk)


def _key(typed: str | None) -> uuid.UUID | None:
    """Return the key of the press, or None when it is not one: then a second press makes a second run."""
    try:
        return uuid.UUID(typed or "")
    except ValueError:
        return None


def _page(
    request: HttpRequest,
    found: Decision,
    form: StationForm,
    settings: PrintSettings | None,
    step: str,
    *,
    refused=(),
    status: int = 200,
) -> HttpResponse:
    """Show a step. `settings` is None while the form has an error: then nothing is planned."""
    job, reason = _planned(found, settings)
    context = {
        "decision": found,
        "form": form,
        "step": step,
        "steps": _steps(form, step, found, is_open=settings is not None),
        "fields": [form[name] for name in STEPS.get(step, ()) if not form[name].is_hidden],
        "hidden": form.hidden_of[step],
        "count": clerks.counted(found),
        "refused": [*refused, *([reason] if reason and step != "3" else [])],
        "has_errors": status != 200,
        "station_url": reverse("workflows:print_station", args=[found.pk]),
        "submission_key": new_key(),
    }
    if step == "1":
        context["runs"] = [run_row(printing) for printing in print_runs_of(found)[:NEWEST_RUNS]]
    if job is not None:
        context |= _job_context(request, found, job, step)
    elif step == "3" and reason:
        context |= {"checks": [finding(Check(BLOCK, "Phần chung của cả lô", reason), found, "")], "check_counts": ""}
    return render(request, "workflows/print_station.html", context, status=status)


def _planned(found: Decision, settings: PrintSettings | None) -> tuple[Job | None, str]:
    """Return the job of the settings, or why there is none."""
    if settings is None:
        return None, ""
    try:
        return job_of(found, settings), ""
    except CANNOT_BE_SET as refusal:
        return None, str(refusal)


def _steps(form: StationForm, step: str, found: Decision, *, is_open: bool) -> list[dict[str, Any]]:
    """Return the three steps; each is a link that keeps what was chosen, as long as that is right."""
    query = {name: value for name, value in form.hidden_of["3"] if value not in ("", None)}
    url = reverse("workflows:print_station", args=[found.pk])
    return [
        {
            "number": number,
            "name": name,
            "is_now": number == step,
            "url": f"{url}?{urlencode({**query, 'buoc': number})}" if is_open and number != step else "",
        }
        for number, name in NAMES.items()
    ]


def _job_context(request: HttpRequest, found: Decision, job: Job, step: str) -> dict[str, Any]:
    query = urlencode({**StationForm.values_of(job.settings), "buoc": step})
    context = {
        "job": job,
        "total": len(job.lines),
        "query": query,
        "values": StationForm.values_of(job.settings),
        "page": clerks.page_of(request, _rows(job)),
        "look": look_of_all(job),
        "paper": _papers(job),
        "mode": PrintMode(job.settings.mode).label,
        **_shown(request, job),
    }
    if step == "1":
        context["printed_before"] = len(printed_before(_again(job)))
    return context | (_check_context(request, found, job, query) if step == "3" else {})


def _again(job: Job) -> list[int]:
    """Return the certificates that would be printed again."""
    return [issued.pk for line in job.lines if (issued := job.certificate(line))]


def _papers(job: Job) -> str:
    """Return "297 x 210 mm", or both sizes where there are two."""
    sizes = dict.fromkeys(layout.size for layout in job.layouts.values())
    return " và ".join(f"{width:g} x {height:g} mm".replace(".", ",") for width, height in sizes)


def _rows(job: Job) -> list[dict[str, Any]]:
    return [{"sheet": place, "line": line} for place, line in enumerate(job.lines, start=1)]


def _shown(request: HttpRequest, job: Job) -> dict[str, Any]:
    """Return the sheet that is looked at, the ones before and after it, and the one with the longest name."""
    lines = job.lines
    place = next((at for at, line in enumerate(lines) if str(line.pk) == request.GET.get("dong")), 0)
    longest = max(lines, key=lambda line: len(line.name))
    return {
        "shown": lines[place],
        "shown_look": look_of(job, lines[place]),
        "shown_name": clerks.called(lines[place]),
        "shown_place": place + 1,
        "before": lines[place - 1] if place else None,
        "after": lines[place + 1] if place + 1 < len(lines) else None,
        "longest": longest if longest != lines[place] else None,
        "cannot_be_shown": _cannot_be_shown(job, lines[place]),
    }


def _cannot_be_shown(job: Job, line: DecisionLine) -> str:
    """Return why the sheet cannot be set; empty when it can."""
    try:
        run, sheet = job.printed(line)
        common_lines(run)
        sheet_lines(run, sheet)
    except CANNOT_BE_SET as refusal:
        return str(refusal)
    return ""


def _check_context(request: HttpRequest, found: Decision, job: Job, query: str) -> dict[str, Any]:
    checks = examine_job(job, at=base.now(), separation=separation_of_proofs(job.decision.unit, base.today()))
    typed = request.POST if request.method == "POST" else None
    amber = [check for check in checks if check.result == LOOK]
    accept = AcceptForm(typed, initial={"chap_nhan_ten": request.user.full_name}) if amber else None
    if accept is not None and typed is not None:
        accept.is_valid()
    return {
        "checks": [finding(check, found, query) for check in checks],
        "check_counts": counts(checks),
        "blocked": {check.line.pk for check in checks if check.line and check.result == BLOCK},
        "can_start": not any(check.result == BLOCK for check in checks),
        "all_pass": all(check.result == PASS for check in checks),
        "accept": accept,
        "amber_count": len(amber),
    }
