"""The criteria of a round: what its appraisal sheets ask for each form of award and kind of recipient."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from nominations.enums import RoundState
from nominations.exceptions import RoundRefused
from nominations.models import Criterion, Round, RoundForm
from permissions import access
from permissions.roles import Capability

from ..forms.appraisal import CopyCriteriaForm, CriterionForm
from ..queries_appraisal import forms_with_criteria
from ..services import criteria as services
from . import base
from .rounds_edit import managed_round

ADD, COPY, UP, DOWN, DROP = "them", "chep", "len", "xuong", "bo"
"""What the buttons of the page do; the name of the button says which was pressed, its value on what."""
SHOWN = 60
"""How many forms of rounds are offered to copy from, the newest first."""


@require_http_methods(["GET", "POST"])
def round_criteria(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is judged in a round, or change it until the round is decided."""
    round = managed_round(request, pk)
    pressed = next((name for name in _ACTS if name in request.POST), "") if request.method == "POST" else ""
    forms = list(round.forms.prefetch_related("criteria"))
    page = _forms(request, round, forms, pressed)
    refused, status = "", 422 if request.method == "POST" else 200
    if pressed:
        try:
            done = _ACTS[pressed](request, round, page, request.POST[pressed])
        except RoundRefused as refusal:
            refused, status = refusal.reason, 409
        else:
            if done is not None:
                messages.success(request, done)
                return redirect(f"{reverse('workflows:round_criteria', args=[pk])}{_place(request, pressed)}")
    return render(request, "workflows/round_criteria.html", {
        "round": round, "parts": page["parts"], "refused": refused, "has_errors": status != 200,
        "is_open": round.state != RoundState.DECIDED,
        "invalid": [form for form in page["all"] if form.is_bound and form.errors],
    }, status=status)  # fmt: skip


def _forms(request: HttpRequest, round: Round, forms: list[RoundForm], pressed: str) -> dict[str, Any]:
    def data(which: str, of: RoundForm):
        return request.POST if pressed == which and request.POST[which] == str(of.pk) else None

    own = access.units_where(request.user, Capability.MANAGE_ROUNDS, on=base.today())
    others = list(forms_with_criteria(own | {round.unit_id})[:SHOWN])
    parts = []
    for form in forms:
        form.round = round
        sources = [other for other in others if other.recipient_kind == form.recipient_kind and other.pk != form.pk]
        parts.append(
            {
                "form": form,
                "criteria": list(form.criteria.all()),
                "add": CriterionForm(data(ADD, form), prefix=f"them-{form.pk}"),
                "copy": CopyCriteriaForm(data(COPY, form), sources=sources, prefix=f"chep-{form.pk}"),
            }
        )
    return {"parts": parts, "all": [part[name] for part in parts for name in ("add", "copy")]}


def _place(request: HttpRequest, pressed: str) -> str:
    """Return where on the page the change stands."""
    if pressed in (ADD, COPY):
        return f"#hinh-thuc-{request.POST[pressed]}"
    return f"#hinh-thuc-{request.POST['hinh-thuc']}" if request.POST.get("hinh-thuc", "").isdecimal() else ""


def _part(page: dict, value: str) -> dict:
    found = next((part for part in page["parts"] if str(part["form"].pk) == value), None)
    if found is None:
        raise Http404
    return found


def _criterion(page: dict, value: str) -> Criterion:
    for part in page["parts"]:
        for criterion in part["criteria"]:
            if str(criterion.pk) == value:
                criterion.round_form = part["form"]
                return criterion
    raise Http404


def _add(request: HttpRequest, round: Round, page: dict, value: str) -> str | None:
    part = _part(page, value)
    if not part["add"].is_valid():
        return None
    services.add(part["form"], actor=request.user, at=base.now(), **part["add"].cleaned_data)
    return "Đã thêm tiêu chí."


def _copy(request: HttpRequest, round: Round, page: dict, value: str) -> str | None:
    part = _part(page, value)
    if not part["copy"].is_valid():
        return None
    count = services.copy(part["form"], source=part["copy"].chosen, actor=request.user, at=base.now())
    return f"Đã chép {count} tiêu chí."


def _up(request: HttpRequest, round: Round, page: dict, value: str) -> str:
    services.move(_criterion(page, value), up=True, actor=request.user, at=base.now())
    return "Đã đổi thứ tự."


def _down(request: HttpRequest, round: Round, page: dict, value: str) -> str:
    services.move(_criterion(page, value), up=False, actor=request.user, at=base.now())
    return "Đã đổi thứ tự."


def _drop(request: HttpRequest, round: Round, page: dict, value: str) -> str:
    criterion = _criterion(page, value)
    services.drop(criterion, actor=request.user, at=base.now())
    return f"Đã bỏ tiêu chí “{criterion.text}”. Phiếu đã nộp vẫn giữ nguyên."


_ACTS = {ADD: _add, COPY: _copy, UP: _up, DOWN: _down, DROP: _drop}


@require_http_methods(["GET", "POST"])
def criterion(request: HttpRequest, pk: int, criterion_pk: int) -> HttpResponse:
    """Change the words of one criterion."""
    round = managed_round(request, pk)
    row = Criterion.objects.filter(pk=criterion_pk, round_form__round=round).select_related("round_form").first()
    if row is None:
        raise Http404
    row.round_form.round = round
    form = CriterionForm(
        request.POST if request.method == "POST" else None, initial={"text": row.text, "source": row.source}
    )
    back, refused = f"{reverse('workflows:round_criteria', args=[pk])}#hinh-thuc-{row.round_form_id}", ""
    if form.is_valid():
        try:
            services.change(row, actor=request.user, at=base.now(), **form.cleaned_data)
        except RoundRefused as refusal:
            refused = refusal.reason
        else:
            messages.success(request, "Đã sửa tiêu chí. Phiếu đã nộp vẫn giữ lời cũ.")
            return redirect(back)
    return render(request, "workflows/criterion.html", {
        "round": round, "row": row, "form": form, "refused": refused, "back_url": back, "has_errors": request.method == "POST",
    }, status=422 if request.method == "POST" else 200)  # fmt: skip
