"""Dated rules of committees for the administrator: shares of votes, and pairs of acts that two people should do."""

from hashlib import sha256

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from meetings.models import VotingRule
from nominations.models import EvidenceType
from organizations.models import UnitKind
from permissions.access import Area
from permissions.forms.fields import EndForm
from permissions.views.base import administrator, open_units, page
from permissions.views.rights import ONLY_GENERAL

from ..enums import Action
from ..forms.rulebook import ACTS, SeparationRuleForm, VotingRuleForm, reading_of
from ..models import SeparationRule
from ..services.rulebook import RuleRefused, add_separation_rule, add_voting_rule, end_separation_rule
from .base import now, today

READ = "da-doc"
"""The name of the button that adds a rule; its value says what was read back, so that nothing else is added."""


@administrator
def rules(request: HttpRequest, area: Area) -> HttpResponse:
    """The rules that hold for the area's units, in words and with an example in numbers."""
    kinds = {unit.kind_id for unit in open_units(area)}
    voting = list(
        VotingRule.objects.filter(Q(unit_id__in=area.units) | Q(kind_id__in=kinds)).select_related("unit", "kind")
    )
    for rule in voting:
        rule.sentence, *rule.more = reading_of(rule)
    pairs = list(
        SeparationRule.objects.filter(Q(unit=None) | Q(unit_id__in=area.units))
        .select_related("unit")
        .order_by("-starts_on", "id")
    )
    labels = dict(Action.choices) | dict(ACTS)
    for pair in pairs:
        pair.first_label = labels[pair.first_action]
        pair.second_label = labels[pair.second_action]
        pair.may_end = area.is_general if pair.unit_id is None else pair.unit_id in area
    return page(
        request,
        "workflows/rules.html",
        {
            "voting": [rule for rule in voting if _counts(rule)],
            "voting_past": [rule for rule in voting if not _counts(rule)],
            "pairs": [pair for pair in pairs if _counts(pair)],
            "pairs_past": [pair for pair in pairs if not _counts(pair)],
            "evidence_types": EvidenceType.objects.all(),
            "is_general": area.is_general,
            "only_general": ONLY_GENERAL,
        },
    )


def _counts(rule) -> bool:
    return rule.ends_on is None or rule.ends_on >= today()


@administrator
def voting_rule_new(request: HttpRequest, area: Area) -> HttpResponse:
    """Add shares that hold from a day on; the rule is read back in sentences before it is added."""
    units = [unit for unit in open_units(area) if unit.kind.has_standing_committee]
    kinds = list(UnitKind.objects.filter(has_standing_committee=True)) if area.is_general else []
    body = f"don-vi-{units[0].pk}" if len(units) == 1 else None
    form = VotingRuleForm(request.POST or None, units=units, kinds=kinds, initial={"starts_on": today(), "body": body})
    context = {"form": form, "cancel_url": reverse("workflows:rules"), "read_name": READ}
    if request.method == "POST" and form.is_valid():
        reading = form.read_back()
        seen = sha256("".join(reading).encode()).hexdigest()
        if request.POST.get(READ) != seen:
            context |= {"reading": reading, "read_value": seen}
            return page(request, "workflows/voting_rule_form.html", context)
        try:
            made = add_voting_rule(actor=request.user, at=now(), **form.facts)
        except RuleRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Đã thêm quy tắc cho {made.unit or made.kind}. {made.terms().sentence()}")
            return redirect("workflows:rules")
    return page(request, "workflows/voting_rule_form.html", context, is_refused=form.is_bound)


@administrator
def separation_rule_new(request: HttpRequest, area: Area) -> HttpResponse:
    """Add a pair of acts from a day on."""
    units = [unit for unit in open_units(area) if unit.kind.appraises or unit.kind.has_standing_committee]
    form = SeparationRuleForm(
        request.POST or None, units=units, is_general=area.is_general, initial={"starts_on": today()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            add_separation_rule(actor=request.user, at=now(), **form.cleaned_data)
        except RuleRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Đã thêm quy tắc hai việc do hai người làm.")
            return redirect("workflows:rules")
    context = {
        "title": "Thêm hai việc nên do hai người làm",
        "form": form,
        "submit_label": "Thêm quy tắc",
        "cancel_url": reverse("workflows:rules"),
        "lead": "Khi một người làm cả hai việc trên cùng một dòng, hệ thống hỏi lý do hoặc không cho làm.",
    }
    return page(request, "components/confirm_page.html", context, is_refused=form.is_bound)


@administrator
def separation_rule_end(request: HttpRequest, area: Area, pk: int) -> HttpResponse:
    """End a pair of acts."""
    rule = SeparationRule.objects.filter(pk=pk).select_related("unit").first()
    if rule is None or (rule.unit_id not in area and not (rule.unit_id is None and area.is_general)):
        raise Http404
    form = EndForm(request.POST or None, initial={"ends_on": today()})
    if request.method == "POST" and form.is_valid():
        try:
            end_separation_rule(rule, actor=request.user, at=now(), **form.cleaned_data)
        except RuleRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Đã ghi ngày hết hiệu lực của quy tắc.")
            return redirect("workflows:rules")
    labels = dict(Action.choices) | dict(ACTS)
    context = {
        "title": "Kết thúc quy tắc hai người làm",
        "form": form,
        "submit_label": "Ghi ngày hết hiệu lực",
        "harm": True,
        "lead": f"{labels.get(rule.first_action, rule.first_action)}; rồi {labels.get(rule.second_action, rule.second_action).lower()}.",
        "cancel_url": reverse("workflows:rules"),
        "consequences": ["Từ ngày hôm sau, một người làm được cả hai việc trên cùng một dòng mà không phải ghi lý do."],
    }
    return page(request, "components/confirm_page.html", context, is_refused=form.is_bound)
