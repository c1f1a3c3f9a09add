"""What the pages of printing share: the decision, what the address chooses, the answers that are files."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header

from certificates.layout.placing import REFUSALS
from certificates.models import CalibrationProfile, Layout, PrintRun
from certificates.printing import OWN, STANDARD, Job, PrintSettings, plan
from certificates.queries import latest_print_run, print_runs_of
from certificates.services.kept import KeptFileLost
from documents.models import Decision, DecisionState
from runs.enums import RunState
from runs.queries import LIVE

from ...exceptions import IllegalTransition
from ...forms.printing import StationForm
from ...services.printing import stage_of
from .. import clerks

PDF, ZIP, SVG = "application/pdf", "application/zip", "image/svg+xml"
CANNOT_BE_SET = (*REFUSALS, KeptFileLost)
"""Why a sheet cannot be shown or printed; each message is a Vietnamese sentence."""
RUN_BADGES = {
    RunState.WAITING: "plain",
    RunState.RUNNING: "look",
    RunState.DONE: "good",
    RunState.FAILED: "act",
    RunState.CANCELLED: "done",
}


def numbered(request: HttpRequest, pk: int) -> Decision:
    """Return a numbered decision on which the person acts as its records clerk."""
    found = clerks.decision_for_clerk(request, pk)
    if found.state != DecisionState.NUMBERED:
        raise IllegalTransition(
            "Quyết định chưa được ghi số nên chưa in giấy khen được. Đồng chí ghi số sau khi văn bản đã ký."
        )
    return found


def station_form(typed: Mapping[str, Any], found: Decision) -> StationForm:
    """Return the settings of the address; what it does not say is as in the unit's last run."""
    own = set(
        Layout.objects.filter(unit=found.unit_id, form=found.form, is_in_use=True).values_list(
            "recipient_kind", flat=True
        )
    )
    values = StationForm.values_of(last_settings(found, has_own=bool(own)))
    values |= {name: typed[name] for name in StationForm.base_fields if name in typed}
    positions = found.lines.order_by("-position").values_list("position", flat=True)
    return StationForm(values, decision=found, own=own, count=positions.first() or 0)


def last_settings(found: Decision, *, has_own: bool) -> PrintSettings:
    """Return how the unit printed last, with the newest measurement of the same printer and tray."""
    last = latest_print_run(found.unit_id)
    design = OWN if has_own else STANDARD
    if last is None:
        return PrintSettings(design=design)
    return PrintSettings(
        design=design if has_own else last.design or STANDARD,
        paper=last.paper,
        mode=last.mode,
        shift_x_mm=last.shift_x_mm,
        shift_y_mm=last.shift_y_mm,
        profile=_newest(last.profile),
        blank=last.blank if last.blank and last.blank.is_active else None,
        order=last.order,
    )


def _newest(profile: CalibrationProfile | None) -> CalibrationProfile | None:
    """Return what was measured last for the same printer, tray and paper."""
    if profile is None or (profile.is_current and profile.printer.is_active):
        return profile
    same = {name: getattr(profile, name) for name in ("printer_id", "tray", "blank_id", "width_mm", "height_mm")}
    return CalibrationProfile.objects.filter(**same, is_current=True, printer__is_active=True).first()


def settings_or_404(request: HttpRequest, found: Decision) -> PrintSettings:
    """Return the settings of the address, for pictures and files; 404 when they are wrong."""
    form = station_form(request.GET, found)
    if not form.is_valid():
        raise Http404
    return form.settings


def job_of(found: Decision, settings: PrintSettings) -> Job:
    """Return the job that these settings make. Raises CertificateRefused."""
    return plan(found, settings, stage=stage_of(found, settings))


def run_or_404(found: Decision, run_pk: int) -> PrintRun:
    """Return a print run of the decision."""
    printing = print_runs_of(found).filter(pk=run_pk).first()
    if printing is None:
        raise Http404
    printing.decision = found
    return printing


def run_row(printing: PrintRun) -> dict[str, Any]:
    """Return a run as lists show it."""
    state = RunState(printing.run.state)
    return {
        "printing": printing,
        "state": state.label,
        "badge": RUN_BADGES[state],
        "is_live": state in LIVE,
        "awaits_outcome": state == RunState.DONE and printing.confirmed_at is None and printing.sheet_count > 0,
    }


def refused(request: HttpRequest, found: Decision, reason: str) -> HttpResponse:
    """Answer that a sheet cannot be printed, and why."""
    url = reverse("workflows:print_station", args=[found.pk])
    context = {"title": "Chưa in được tờ này", "reason": reason, "record_url": url}
    return render(request, "409.html", context, status=422)


def file_answer(content: bytes, name: str, *, content_type: str = PDF, as_attachment: bool = False) -> HttpResponse:
    """Answer with a file."""
    headers = {"Content-Disposition": content_disposition_header(as_attachment, name)}
    return HttpResponse(content, content_type=content_type, headers=headers)
