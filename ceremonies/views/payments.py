"""The bonuses of a ceremony: proposed with what is missing, then frozen as a list."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from vietnamese.numbers import money_words

from ..exceptions import CeremonyRefused
from ..forms.money import ExceptionFormSet, PaymentForm, exceptions_form
from ..models import Ceremony, PaymentList
from ..queries.money import Multiple, propose, usual_day
from ..services.payments import PaymentOrder, freeze_payments
from . import base

PREVIEW = "xem-lai"
"""The button that only reckons again."""
OWN = "rieng"
"""In the address: numbers for which a multiple is about to be typed."""


@require_http_methods(["GET", "POST"])
def bonuses(request: HttpRequest, pk: int) -> HttpResponse:
    """What the ceremony costs by the rules, who is left out and why. POST reckons again or freezes the list."""
    found = base.ceremony_or_404(request, pk)
    usual = usual_day(found, base.today())
    awards = dict(found.places.values_list("position", "award"))
    if request.method == "GET":
        start = {"submission_key": uuid.uuid4(), "title": f"Chi tiền thưởng, {found.name}"[:250], "valid_on": usual}
        rows = exceptions_form(None, len(awards), about=request.GET.get(OWN, "")[:200])
        return _page(request, found, PaymentForm(initial=start), rows, PaymentOrder("", usual))
    form, rows = PaymentForm(request.POST), exceptions_form(request.POST, len(awards))
    is_valid = form.is_valid() & rows.is_valid()
    order = PaymentOrder(
        form.cleaned_data.get("title", ""),
        form.cleaned_data.get("valid_on") or usual,
        {awards[number]: Multiple(*own) for number, own in rows.own.items()} if rows.is_valid() else {},
        {awards[number]: reason for number, reason in rows.again.items()} if rows.is_valid() else {},
        form.cleaned_data.get("seen_total"),
    )
    if not is_valid or PREVIEW in request.POST:
        return _page(request, found, form, rows, order, status=200 if is_valid else 422)
    key = form.cleaned_data["submission_key"]
    try:
        made = freeze_payments(found, order, actor=request.user, at=base.now(), submission_key=key)
    except CeremonyRefused as refusal:
        return _page(request, found, form, rows, order, refused=refusal.reason, status=422)
    messages.success(request, "Đã chốt danh sách chi tiền thưởng. Số tiền của danh sách này không đổi nữa.")
    return redirect("ceremonies:payment_list", pk, made.pk)


def _page(
    request: HttpRequest,
    found: Ceremony,
    form: PaymentForm,
    rows: ExceptionFormSet,
    order: PaymentOrder,
    *,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    proposal = propose(found, order.valid_on, order.own)
    total = proposal.total(order.again)
    context = {
        "ceremony": found,
        "form": form,
        "rows": rows,
        "proposal": proposal,
        "again": order.again,
        "count": len(proposal.chosen(order.again)),
        "total": total,
        "total_words": money_words(total),
        "lists": found.payment_lists.order_by("-pk"),
        "refused": refused,
        "has_errors": status != 200,
    }
    return render(request, "ceremonies/bonuses.html", context, status=status)


@require_GET
def payment_list(request: HttpRequest, pk: int, list_pk: int) -> HttpResponse:
    """A frozen list."""
    found = base.ceremony_or_404(request, pk, to_read=True)
    made = PaymentList.objects.filter(ceremony=found, pk=list_pk).first()
    if made is None:
        raise Http404
    context = {
        "ceremony": found,
        "list": made,
        "lines": made.lines.order_by("position"),
        "total_words": money_words(made.total),
    }
    return render(request, "ceremonies/payment_list.html", context)
