"""Passing over a rule: the cell asks, the office that has the line in hand answers; what waits is listed."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from nominations.enums import EligibilityCode, OverrideState
from nominations.models import Nomination, RuleOverride
from nominations.overrides import requests_before
from nominations.rules import called
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import moment_text

from ..exceptions import GuardFailed, IllegalTransition
from ..forms.conditions import OverrideDecisionForm, OverrideRequestForm
from ..services import overrides as services
from .base import nomination_or_404, now, today
from .queue_dossier import line_facts


@require_safe
def overrides(request: HttpRequest) -> HttpResponse:
    """List the requests that wait for the person's offices."""
    units = access.units_where(request.user, Capability.OVERRIDE_RULES, on=today())
    if not units:
        access.check(request.user, Capability.OVERRIDE_RULES, None, on=today())
    rows = [_row(row) for row in requests_before(units, on=today())]
    return render(request, "workflows/overrides.html", {"rows": rows})


def _row(row: RuleOverride) -> dict:
    line = row.nomination
    return {
        "name": called(line.nominee), "unit": line.proposing_unit_name, "code": line.code, "rule": row.rule, "fact": row.fact,
        "reason": row.request_reason, "by": row.requested_by_name, "at": row.requested_at, "round": line.round.title,
        "url": reverse("workflows:override_decide", args=[line.pk, row.code]),
    }  # fmt: skip


def _known(code: str) -> str:
    if code not in EligibilityCode.values:
        raise Http404
    return code


@require_http_methods(["GET", "POST"])
def override_request(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Ask that a line may pass although a rule blocks it."""
    line, code = nomination_or_404(request, pk), _known(code)
    access.check(request.user, Capability.NOMINATE, line.proposing_unit, on=today())
    form, reasons = OverrideRequestForm(request.POST if request.method == "POST" else None), []
    if form.is_valid():
        try:
            services.request_override(line, code, reason=form.cleaned_data["reason"], actor=request.user, at=now())
        except (GuardFailed, IllegalTransition) as refusal:
            reasons = [refusal.reason]
        else:
            office = services.answering_unit(line, at=now())
            messages.success(request, f"Đã gửi yêu cầu xét ngoại lệ tới {office.office}. Trả lời hiện ở dòng này.")
            return redirect(f"{reverse('workflows:dossier_check', args=[line.dossier_id])}#dong-{line.pk}")
    return _page(request, line, code, form, reasons, is_request=True)


@require_http_methods(["GET", "POST"])
def override_decide(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Grant or refuse that a line passes although a rule blocks it."""
    line, code = nomination_or_404(request, pk), _known(code)
    unit = services.answering_unit(line, at=now())
    access.check(request.user, Capability.OVERRIDE_RULES, unit, on=today())
    asked = RuleOverride.objects.filter(nomination=line, code=code, state=OverrideState.REQUESTED).first()
    form = OverrideDecisionForm(request.POST if request.method == "POST" else None, was_requested=asked is not None)
    reasons: list[str] = []
    if form.is_valid():
        try:
            services.decide_override(
                line, code, is_granted=form.is_granted, reason=form.cleaned_data["reason"], actor=request.user, at=now()
            )
        except (GuardFailed, IllegalTransition) as refusal:
            reasons = [refusal.reason]
        else:
            said = "Đã cho phép ngoại lệ" if form.is_granted else "Đã trả lời không cho phép ngoại lệ"
            messages.success(request, f"{said}: {called(line.nominee)}. Lý do được lưu vào lịch sử.")
            return redirect(_back(request, line, unit))
    return _page(request, line, code, form, reasons, asked=asked, back=_back(request, line, unit))


def _back(request: HttpRequest, line: Nomination, unit) -> str:
    """Return where the person came from, else the queue for a line in hand, else the list of requests."""
    wanted = request.POST.get("ve") or request.GET.get("ve", "")
    if wanted and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/"):
        return wanted
    if line.holder_unit_id == unit.pk and access.can(request.user, Capability.APPRAISE, unit, on=today()):
        return f"{reverse('workflows:queue')}?dong={line.pk}#dkien"
    return reverse("workflows:overrides")


def _page(
    request: HttpRequest, line: Nomination, code: str, form, reasons: list[str], *, asked: RuleOverride | None = None,
    is_request: bool = False, back: str = "",
) -> HttpResponse:  # fmt: skip
    finding = services.blocking_finding(line, code, at=now())
    waiting = asked or RuleOverride.objects.filter(nomination=line, code=code, state=OverrideState.REQUESTED).first()
    context = {
        "line": line, "name": called(line.nominee), "facts": line_facts(line), "form": form, "reasons": reasons,
        "finding": finding, "asked": asked, "has_errors": request.method == "POST", "is_request": is_request,
        "rule": finding.rule if finding else EligibilityCode(code).label, "back": back or reverse("workflows:nomination", args=[line.pk]),
        "already": _already(waiting) if is_request and waiting else "", "wanted": request.GET.get("ve", ""),
        "can_answer": bool(finding or asked),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "workflows/override.html", context, status=status)


def _already(row: RuleOverride) -> str:
    return f"Đồng chí {row.requested_by_name} đã xin ngoại lệ này, {moment_text(row.requested_at)}; đang chờ trả lời."
