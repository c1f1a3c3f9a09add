"""The quota table of a round: one rule for every unit, and rules of their own for some."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from nominations.enums import QuotaMode, RoundState
from nominations.models import Quota, Round
from nominations.services import RoundRefused
from organizations.enums import RecipientKind

from .. import queries_office as reads
from ..forms.rounds import QuotaForm, QuotaUnitForm
from ..services import rounds as services
from . import base
from .rounds_edit import managed_round

GENERAL, OWN, DROP = "chung", "rieng", "bo"
"""What the three buttons of the page do; the name of the button says which was pressed."""


@dataclass
class Forms:
    """The forms of the page; those of the pressed button are bound."""

    general: list[QuotaForm]
    unit: QuotaUnitForm
    own: list[QuotaForm]

    @property
    def all(self) -> list:
        """Return every form of the page, in its order."""
        return [*self.general, self.unit, *self.own]


@require_http_methods(["GET", "POST"])
def round_quotas(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the quotas that hold for every unit, give one unit its own, or take that away again."""
    round = managed_round(request, pk)
    pressed = next((name for name in (GENERAL, OWN, DROP) if name in request.POST), "")
    quotas = list(round.quotas.select_related("unit"))
    forms, refused = _forms(request, round, quotas, pressed), ""
    if request.method == "POST":
        try:
            done = _ACTS[pressed](request, round, forms) if pressed else ""
        except RoundRefused as refusal:
            done, refused = "", refusal.reason
        if done:
            messages.success(request, done)
            return redirect("workflows:round_quotas", pk)
    context = {
        "round": round,
        "forms": forms,
        "refused": refused,
        "has_errors": request.method == "POST",
        "is_open": round.state == RoundState.OPEN,
        "unit_rows": _unit_rows(quotas),
    }
    return render(request, "workflows/round_quotas.html", context, status=422 if request.method == "POST" else 200)


def _forms(request: HttpRequest, round: Round, quotas: Iterable[Quota], pressed: str) -> Forms:
    rows = _rows(round)
    general = {(quota.recipient_kind, quota.form): quota for quota in quotas if quota.unit_id is None}
    units = reads.proposing_units(round.unit, base.today())
    first, second = (request.POST if pressed == name else None for name in (GENERAL, OWN))
    return Forms(
        general=[QuotaForm(first, group=GENERAL, quota=general.get((row["kind"], row["form"])), **row) for row in rows],
        unit=QuotaUnitForm(second, units=units),
        own=[QuotaForm(second, group=OWN, **row) for row in rows],
    )


def _rows(round: Round) -> list[dict]:
    """Return for which kinds and forms a quota can be set: each kind, and each form where a kind has several."""
    offered: dict[str, list[str]] = {}
    for form in round.forms.all():
        offered.setdefault(form.recipient_kind, []).append(form.form)
    return [
        {"kind": RecipientKind(kind), "form": form, "several": len(forms) > 1}
        for kind, forms in sorted(offered.items())
        for form in ("", *(sorted(forms) if len(forms) > 1 else ()))
    ]


def _save_general(request: HttpRequest, round: Round, forms: Forms) -> str:
    if not all(form.is_valid() for form in forms.general):
        return ""
    limits = {form.key: form.value for form in forms.general}
    services.set_quotas(round, limits=limits, actor=request.user, at=base.now())
    return "Đã lưu chỉ tiêu chung cho mọi đơn vị."


def _save_own(request: HttpRequest, round: Round, forms: Forms) -> str:
    if not all(form.is_valid() for form in (forms.unit, *forms.own)):
        return ""
    limits = {form.key: form.value for form in forms.own if form.value[0] is not None}
    if not limits:
        forms.own[0].add_error("limit", "Chưa ghi chỉ tiêu riêng nào. Hãy ghi số cho tập thể hoặc cá nhân.")
        return ""
    unit = forms.unit.cleaned_data["unit"]
    services.set_quotas(round, limits=limits, unit=unit, actor=request.user, at=base.now())
    return f"Đã lưu chỉ tiêu riêng của {unit.name}."


def _drop_own(request: HttpRequest, round: Round, forms: Forms) -> str:
    pk = request.POST[DROP]
    quota = (
        round.quotas.filter(pk=int(pk) if pk.isascii() and pk.isdigit() else 0, unit__isnull=False)
        .select_related("unit")
        .first()
    )
    if quota is None:
        raise Http404
    services.set_quotas(
        round,
        limits={(quota.recipient_kind, quota.form): (None, quota.mode)},
        unit=quota.unit,
        actor=request.user,
        at=base.now(),
    )
    return f"Đã bỏ chỉ tiêu riêng của {quota.unit.name}. Đơn vị này theo chỉ tiêu chung."


_ACTS = {GENERAL: _save_general, OWN: _save_own, DROP: _drop_own}


def _unit_rows(quotas: Iterable[Quota]) -> list[dict]:
    rows = [
        {
            "pk": quota.pk,
            "unit": quota.unit,
            "kind": quota.get_recipient_kind_display() + (f", {quota.get_form_display()}" if quota.form else ""),
            "limit": quota.limit,
            "mode": "không cho trình" if quota.mode == QuotaMode.BLOCK else "nhắc, vẫn trình được",
        }
        for quota in quotas
        if quota.unit_id
    ]
    return sorted(rows, key=lambda row: (row["unit"].sort_key, row["kind"]))
