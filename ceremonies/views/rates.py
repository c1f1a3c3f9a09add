"""What bonuses are reckoned with: base wages, multiples, rounding. Everybody who prepares or administers reads them.

Base wages and multiples hold for the whole system, so the administrator of everything changes them; how a unit rounds
is its own records clerk's to say.
"""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from organizations.enums import RecipientKind
from permissions.access import Area, area_of, units_where
from permissions.exceptions import NotPermitted
from permissions.roles import Capability
from permissions.views.rights import general_only

from ..exceptions import CeremonyRefused
from ..forms.money import BaseWageForm, BonusRateForm, EndForm, RoundingForm
from ..models import BaseWage, BonusRate, RoundingRule
from ..services import payments as acts
from . import base

RULES = {"luong-co-so": BaseWage, "he-so": BonusRate, "lam-tron": RoundingRule}


@require_GET
def rates(request: HttpRequest) -> HttpResponse:
    """All rules with their sources; those of today first."""
    units = base.my_units(request, (*base.READERS, Capability.ADMINISTER))
    if not units:
        raise NotPermitted(
            "Trang này dành cho văn thư, người kiểm tra và quản trị. Đồng chí không giữ vai trò đó trong ngày hôm nay."
        )
    today = base.today()
    context = {
        "wages": _split(BaseWage.objects.all(), today),
        "rates": _split(BonusRate.objects.select_related("level", "recipient_level"), today),
        "roundings": _split(RoundingRule.objects.filter(unit__in=units).select_related("unit"), today),
        "others": _leave_out_others(BonusRate.objects.on(today)),
        "may_change": _is_general(request),
        "may_round": bool(base.my_units(request)),
    }
    return render(request, "ceremonies/rates.html", context)


def _split(rules, today: date) -> dict:
    rows = list(rules)
    return {
        "now": [rule for rule in rows if rule.ends_on is None or rule.ends_on >= today],
        "past": [rule for rule in rows if rule.ends_on is not None and rule.ends_on < today],
    }


def _leave_out_others(rates) -> bool:
    """Return whether some awards have a rate for collectives of certain levels and none for all others."""
    of_collectives = rates.filter(recipient_kind=RecipientKind.COLLECTIVE)
    for_all = set(of_collectives.filter(recipient_level=None).values_list("level", "form"))
    return bool(set(of_collectives.exclude(recipient_level=None).values_list("level", "form")) - for_all)


def _is_general(request: HttpRequest) -> bool:
    try:
        return _area(request).is_general
    except NotPermitted:
        return False


def _area(request: HttpRequest) -> Area:
    return area_of(request.user, base.today())


@require_http_methods(["GET", "POST"])
def base_wage_new(request: HttpRequest) -> HttpResponse:
    """Add a base wage from a day on."""
    general_only(_area(request))
    return _write(
        request,
        BaseWageForm(request.POST or None),
        acts.add_base_wage,
        title="Thêm mức lương cơ sở",
        lead="Mức trước tự kết thúc vào hôm trước. Danh sách chi đã chốt không đổi.",
    )


@require_http_methods(["GET", "POST"])
def bonus_rate_new(request: HttpRequest) -> HttpResponse:
    """Add a multiple from a day on."""
    general_only(_area(request))
    return _write(
        request,
        BonusRateForm(request.POST or None),
        acts.add_bonus_rate,
        title="Thêm mức tiền thưởng",
        lead="Hệ số lương cơ sở cho một cấp, một hình thức, một loại đối tượng. Mức trước tự kết thúc vào hôm trước.",
    )


@require_http_methods(["GET", "POST"])
def rounding_new(request: HttpRequest) -> HttpResponse:
    """Say how a unit rounds from a day on."""
    units = base.my_units(request)
    if not units:
        raise NotPermitted("Cách làm tròn của đơn vị do văn thư ghi. Đồng chí không giữ vai trò đó trong ngày hôm nay.")
    return _write(
        request,
        RoundingForm(request.POST or None, units=units, initial={"starts_on": base.today()}),
        acts.set_rounding,
        title="Ghi cách làm tròn tiền thưởng",
        lead="Ví dụ 0,3 lần 1.490.000 đồng là 447.000 đồng; làm tròn lên đến chục nghìn là 450.000 đồng.",
    )


@require_http_methods(["GET", "POST"])
def rule_end(request: HttpRequest, what: str, pk: int) -> HttpResponse:
    """Write down the last day of a rule."""
    if what not in RULES:
        raise Http404
    rule = get_object_or_404(RULES[what], pk=pk)
    if isinstance(rule, RoundingRule):
        if rule.unit_id not in units_where(request.user, Capability.NUMBER_DECISIONS, on=base.today()):
            raise Http404
    else:
        general_only(_area(request))
    return _write(
        request,
        EndForm(request.POST or None, initial={"ends_on": base.today()}),
        partial(acts.end_rule, rule),
        title="Ghi ngày hết hiệu lực",
        lead=f"{rule._meta.verbose_name[:1].upper()}{rule._meta.verbose_name[1:]}: {rule}.",
        consequences=["Sau ngày đó, danh sách chi mới không tính theo mức này; danh sách đã chốt không đổi."],
        harm=True,
    )


def _write(request: HttpRequest, form: Form, act: Callable[..., Any], *, title: str, **page: Any) -> HttpResponse:
    """Show a form that stands alone on its page; do `act` with what was typed and go back to the rules."""
    if request.method == "POST" and form.is_valid():
        try:
            act(actor=request.user, at=base.now(), **getattr(form, "facts", form.cleaned_data))
        except CeremonyRefused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, "Đã ghi.")
            return redirect("ceremonies:rates")
    context = page | {
        "title": title,
        "submit_label": title,
        "form": form,
        "cancel_url": reverse("ceremonies:rates"),
        "has_errors": form.is_bound,
    }
    return render(request, "components/confirm_page.html", context, status=422 if form.is_bound else 200)
