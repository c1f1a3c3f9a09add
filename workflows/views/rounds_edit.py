"""Running a round: open, change, close, give one unit more time. Every refusal comes back with the form."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from nominations.enums import NominationState, RoundState
from nominations.models import Round
from nominations.services import RoundRefused
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import moment_text

from .. import queries_office as reads
from ..exceptions import StalePage
from ..forms.rounds import ExtensionForm, RoundChangeForm, RoundNewForm, round_values, usual_round
from ..services import rounds as services
from . import base
from .rounds import round_or_404


def managed_round(request: HttpRequest, pk: int) -> Round:
    """Return a round that the person runs; 404 for one they may not know, NotPermitted for one they only read."""
    round = round_or_404(request, pk)
    access.check(request.user, Capability.MANAGE_ROUNDS, round.unit, on=base.today())
    return round


@require_http_methods(["GET", "POST"])
def round_new(request: HttpRequest) -> HttpResponse:
    """Open a round."""
    units = base.my_units(request, Capability.MANAGE_ROUNDS)
    if not units:
        access.check(request.user, Capability.MANAGE_ROUNDS, None, on=base.today())
    if request.method == "GET":
        unit = units[0]
        initial = usual_round(unit, on=base.today(), last=Round.objects.filter(unit=unit).order_by("-id").first())
        return _form_page(request, RoundNewForm(units=units, initial=initial), None)
    form = RoundNewForm(request.POST, units=units)
    if form.is_valid():
        try:
            opened = services.open_round(
                unit=form.cleaned_data["unit"],
                actor=request.user,
                at=base.now(),
                submission_key=form.cleaned_data["submission_key"],
                **form.details,
            )
        except RoundRefused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(
                request,
                f"Đã mở đợt {opened.code}. Các chi bộ thấy đợt này ngay từ bây giờ. "
                "Việc tiếp theo: đặt chỉ tiêu, nếu đợt có giới hạn số lượng.",
            )
            return redirect("workflows:round", opened.pk)
    return _form_page(request, form, None)


@require_http_methods(["GET", "POST"])
def round_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an open round."""
    round = managed_round(request, pk)
    if request.method == "GET":
        form = RoundChangeForm(initial=round_values(round) | {"seen": services.fingerprint(round)})
        return _form_page(request, form, round)
    form = RoundChangeForm(request.POST)
    if form.is_valid():
        try:
            services.change_round(
                round, actor=request.user, at=base.now(), seen=form.cleaned_data["seen"], **form.details
            )
        except (RoundRefused, StalePage) as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, "Đã lưu thay đổi của đợt.")
            return redirect("workflows:round", pk)
    return _form_page(request, form, round)


def _form_page(request: HttpRequest, form: Any, round: Round | None) -> HttpResponse:
    back_url = reverse("workflows:round", args=[round.pk]) if round else reverse("workflows:rounds")
    context = {"form": form, "round": round, "back_url": back_url}
    return render(request, "workflows/round_form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def round_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a round after saying what that means."""
    round = managed_round(request, pk)
    refused = ""
    if request.method == "POST":
        try:
            services.close_round(round, actor=request.user, at=base.now())
        except RoundRefused as refusal:
            refused = refusal.reason
        else:
            messages.success(request, f"Đã đóng đợt {round.code}. Các dòng đã trình vẫn được xử lý tiếp.")
            return redirect("workflows:round", pk)
    under_way = sum(sum(states.values()) for states in reads.counts_by_unit(round).values())
    returned = round.nominations.filter(state=NominationState.RETURNED).count()
    return render(
        request,
        "components/confirm_page.html",
        {
            "title": "Đóng đợt khen thưởng",
            "lead": round.title,
            "submit_label": "Đóng đợt",
            "refused": refused,
            "cancel_url": reverse("workflows:round", args=[pk]),
            "has_errors": bool(refused),
            "consequences": [
                "Chi bộ không lập thêm, không trình thêm đề nghị trong đợt này.",
                "Dự thảo chưa trình vẫn đọc được và chép được sang đợt sau.",
                f"{under_way} dòng đã trình vẫn được thẩm định, biểu quyết và ra quyết định như thường.",
                *(
                    [f"{returned} dòng đang trả lại vẫn được chi bộ trình lại trong hạn bổ sung của dòng đó."]
                    if returned
                    else []
                ),
                "Đợt đã đóng không mở lại được. Cần nhận thêm đề nghị thì mở đợt mới.",
            ],
        },
        status=409 if refused else 200,
    )


@require_http_methods(["GET", "POST"])
def round_extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one unit a later deadline."""
    round = managed_round(request, pk)
    units = reads.proposing_units(round.unit, base.today())
    form = ExtensionForm(
        request.POST if request.method == "POST" else None, units=units, initial={"unit": request.GET.get("donvi")}
    )
    if form.is_valid():
        values = form.cleaned_data
        try:
            services.extend_round(
                round,
                unit=values["unit"],
                deadline=form.deadline,
                reason=values["reason"],
                actor=request.user,
                at=base.now(),
            )
        except RoundRefused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, f"Đã gia hạn cho {values['unit'].name} đến {moment_text(form.deadline)}.")
            return redirect("workflows:round", pk)
    context = {"form": form, "round": round, "is_open": round.state == RoundState.OPEN}
    return render(request, "workflows/round_extend.html", context, status=422 if form.is_bound else 200)
