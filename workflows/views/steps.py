"""How long the steps of a round may take, and more time for one unit."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from nominations.enums import RoundState, Step
from nominations.models import Round
from nominations.services import RoundRefused
from organizations.models import Unit
from organizations.queries import parents_on
from organizations.rules import below

from ..forms.steps import StepExtensionForm, step_forms
from ..services.deadlines import extend_step, set_steps
from . import base
from .rounds_edit import managed_round


@require_http_methods(["GET", "POST"])
def round_steps(request: HttpRequest, pk: int) -> HttpResponse:
    """Set how long each step may take."""
    round = managed_round(request, pk)
    is_posted = request.method == "POST"
    forms = step_forms(
        request.POST if is_posted else None, round=round, offered="goi-y" in request.GET and not is_posted
    )
    refused = ""
    judged = [form.is_valid() for form in forms]
    if is_posted and all(judged):
        limits = {form.step.value: form.limit for form in forms if form.limit}
        try:
            changed = set_steps(round, limits=limits, actor=request.user, at=base.now())
        except RoundRefused as refusal:
            refused = refusal.reason
        else:
            moved = f" Hạn của {changed} dòng đang xử lý đã tính lại." if changed else ""
            messages.success(request, f"Đã lưu hạn của các bước.{moved}")
            return redirect("workflows:round", pk)
    return render(request, "workflows/round_steps.html", {
        "round": round, "forms": forms, "refused": refused, "has_errors": is_posted,
        "is_over": round.state == RoundState.DECIDED, "has_limits": round.steps.exists(), "is_offered": "goi-y" in request.GET,
        "extend_url": reverse("workflows:step_extend", args=[pk]),
    }, status=422 if is_posted else 200)  # fmt: skip


@require_http_methods(["GET", "POST"])
def step_extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one unit more time in one step."""
    round = managed_round(request, pk)
    limited = {row.step for row in round.steps.all()} | {Step.COMPLETION}
    form = StepExtensionForm(
        request.POST if request.method == "POST" else None,
        units=_units(round),
        steps=[step for step in Step if step in limited],
        initial={"unit": request.GET.get("don_vi"), "step": request.GET.get("buoc")},
    )
    if form.is_valid():
        try:
            extend_step(round, actor=request.user, at=base.now(), **form.cleaned_data)
        except RoundRefused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(
                request, f"Đã gia hạn bước “{Step(form.cleaned_data['step']).label}” cho {form.cleaned_data['unit']}."
            )
            return redirect("workflows:round", pk)
    return render(request, "workflows/step_extend.html", {
        "round": round, "form": form, "is_over": round.state == RoundState.DECIDED,
    }, status=422 if form.is_bound else 200)  # fmt: skip


def _units(round: Round) -> list[Unit]:
    """Return who can hold lines of the round: its unit, those below, and the deciding one above."""
    ids = {round.unit_id, *below(round.unit_id, parents_on(base.today()))}
    if round.authority.unit_id:
        ids.add(round.authority.unit_id)
    return list(Unit.objects.filter(pk__in=ids).select_related("kind"))
