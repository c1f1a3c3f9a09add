"""The bonuses of a ceremony: proposed with what is missing, then frozen as a list."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from vietnamese.numbers import money_words

from ..exceptions import CeremonyRefused
from ..forms.money import OwnMultipleForm, PaymentForm
from ..models import Ceremony, PaymentList
from ..queries.money import Multiple, Proposal, propose, usual_day
from ..services.payments import PaymentOrder, freeze_payments
from . import base

PREVIEW = "xem-lai"
"""The button that only reckons again."""


@require_http_methods(["GET", "POST"])
def bonuses(request: HttpRequest, pk: int) -> HttpResponse:
    """What the ceremony costs by the rules, who is left out and why. POST reckons again or freezes the list."""
    found = base.ceremony_or_404(request, pk)
    if request.method == "GET":
        day = usual_day(found, base.today())
        start = {"submission_key": uuid.uuid4(), "title": f"Chi tiền thưởng, {found.name}", "valid_on": day}
        return _page(request, found, PaymentForm(initial=start), propose(found, day), {})
    form = PaymentForm(request.POST)
    lines = {
        place: OwnMultipleForm(request.POST, prefix=f"dong-{place}")
        for place in found.places.values_list("award", flat=True)
    }
    is_valid = all([form.is_valid(), *(line.is_valid() for line in lines.values())])
    own = {award: _own(line) for award, line in lines.items() if line.cleaned_data.get("multiple") and line.is_valid()}
    day = form.cleaned_data.get("valid_on") or usual_day(found, base.today())
    if not is_valid or PREVIEW in request.POST:
        return _page(request, found, form, propose(found, day, own), lines, status=200 if is_valid else 422)
    again = {award: line.cleaned_data["again"] for award, line in lines.items() if line.cleaned_data["again"]}
    order = PaymentOrder(form.cleaned_data["title"], day, own, again, form.cleaned_data["seen_total"])
    try:
        made = freeze_payments(
            found, order, actor=request.user, at=base.now(), submission_key=form.cleaned_data["submission_key"]
        )
    except CeremonyRefused as refusal:
        return _page(request, found, form, propose(found, day, own), lines, refused=refusal.reason, status=422)
    messages.success(request, "Đã chốt danh sách chi tiền thưởng. Số tiền của danh sách này không đổi nữa.")
    return redirect("ceremonies:payment_list", pk, made.pk)


def _own(line: OwnMultipleForm) -> Multiple:
    return Multiple(line.cleaned_data["multiple"], line.cleaned_data["source"])


def _page(
    request: HttpRequest,
    found: Ceremony,
    form: PaymentForm,
    proposal: Proposal,
    lines: dict[int, OwnMultipleForm],
    *,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    rows = []
    for line in proposal.lines:
        award = line.place.award_id
        rows.append({"line": line, "form": lines.get(award) or OwnMultipleForm(prefix=f"dong-{award}")})
    again = {
        row["line"].place.award_id for row in rows if row["form"].is_bound and row["form"].cleaned_data.get("again")
    }
    total = proposal.total + sum(line.amount for line in proposal.paid if line.place.award_id in again)
    context = {
        "ceremony": found,
        "form": form,
        "rows": rows,
        "proposal": proposal,
        "total": total,
        "total_words": money_words(total),
        "lists": found.payment_lists.order_by("-pk"),
        "line_forms": [row["form"] for row in rows if row["form"].is_bound],
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
