"""The page "Điều kiện xét" of a round: its rules, rules of one kind or form, and the files it asks for."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from nominations.conditions import described
from nominations.enums import EligibilityCode, RoundState
from nominations.exceptions import RoundRefused
from nominations.models import EligibilityRule, EvidenceType, Round
from organizations.enums import AwardForm, RecipientKind

from ..forms.conditions import FilesForm, OwnRuleForm, RuleForm
from ..services import conditions as services
from . import base
from .rounds_edit import managed_round

RULES, OWN, DROP, FILES = "chung", "rieng", "bo", "tep"
"""What the buttons of the page do; the name of the button says which was pressed."""


@require_http_methods(["GET", "POST"])
def round_conditions(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the conditions of a round, or change them while it is open."""
    round = managed_round(request, pk)
    pressed = next((name for name in (RULES, OWN, DROP, FILES) if name in request.POST), "")
    rows = list(EligibilityRule.objects.filter(round=round))
    forms, refused, done = _forms(request, round, rows, pressed), "", ""
    if request.method == "POST" and pressed:
        try:
            done = _ACTS[pressed](request, round, forms)
        except RoundRefused as refusal:
            refused = refusal.reason
        if done:
            messages.success(request, done)
            return redirect("workflows:round_conditions", pk)
    context = {
        "round": round, **forms, "refused": refused, "has_errors": request.method == "POST",
        "is_open": round.state == RoundState.OPEN,
        "own_rows": [{"pk": row.pk, "text": described(row)} for row in rows if row.recipient_kind or row.form],
        "file_rows": _file_rows(forms["files"]),
        "invalid": [form for form in (*forms["rules"], forms["own"], *forms["files"]) if form.is_bound and form.errors],
    }  # fmt: skip
    return render(request, "workflows/round_conditions.html", context, status=422 if request.method == "POST" else 200)


def _forms(request: HttpRequest, round: Round, rows: list[EligibilityRule], pressed: str) -> dict:
    general = {row.code: row for row in rows if not row.recipient_kind and not row.form}
    types, needed = list(EvidenceType.objects.filter(is_active=True)), list(round.required_evidence.all())
    places = [("", ""), *((form.recipient_kind, form.form) for form in round.forms.all())]
    places += sorted({(row.recipient_kind, row.form) for row in needed} - set(places))

    def data(which: str):
        return request.POST if pressed == which else None

    return {
        "rules": [RuleForm(data(RULES), code=code, rule=general.get(code)) for code in EligibilityCode],
        "own": OwnRuleForm(data(OWN)),
        "files": [FilesForm(data(FILES), kind=kind, form=form, types=types, needed=needed) for kind, form in places],
    }


def _file_rows(forms: list[FilesForm]) -> list[dict]:
    """Return a row for each type of file: its name, and (for whom, field) of each column."""
    return [
        {"name": type_.name, "hint": type_.hint, "cells": [(form.legend, form[str(type_.pk)]) for form in forms]}
        for type_ in (forms[0].types if forms else ())
    ]


def _save_rules(request: HttpRequest, round: Round, forms: dict) -> str:
    if not all(form.is_valid() for form in forms["rules"]):
        return ""
    changed = services.set_rules(round, [form.rule for form in forms["rules"]], actor=request.user, at=base.now())
    return f"Đã lưu {changed} điều kiện vừa đổi." if changed else "Các điều kiện giữ nguyên, chưa có gì thay đổi."


def _save_own(request: HttpRequest, round: Round, forms: dict) -> str:
    form = forms["own"]
    if not form.is_valid():
        return ""
    data = form.cleaned_data
    services.set_rules(round, [data], actor=request.user, at=base.now())
    about = [
        RecipientKind(data["kind"]).label if data["kind"] else "",
        AwardForm(data["form"]).label if data["form"] else "",
    ]
    return f"Đã lưu điều kiện riêng cho {', '.join(filter(None, about)).lower()}."


def _drop(request: HttpRequest, round: Round, forms: dict) -> str:
    pk = request.POST[DROP]
    rule = EligibilityRule.objects.filter(round=round, pk=int(pk) if pk.isascii() and pk.isdigit() else 0).first()
    if rule is None:
        raise Http404
    rule.round = round
    services.drop_rule(rule, actor=request.user, at=base.now())
    return "Đã bỏ điều kiện riêng. Điều kiện chung áp dụng trở lại."


def _save_files(request: HttpRequest, round: Round, forms: dict) -> str:
    if not all(form.is_valid() for form in forms["files"]):
        return ""
    wanted = {key: value for form in forms["files"] for key, value in form.wanted.items()}
    changed = services.set_required(round, wanted, actor=request.user, at=base.now())
    return "Đã lưu minh chứng phải có." if changed else "Minh chứng phải có giữ nguyên, chưa có gì thay đổi."


_ACTS = {RULES: _save_rules, OWN: _save_own, DROP: _drop, FILES: _save_files}
