"""Rounds: the list, and one round for those who run it and for those who answer it."""

from datetime import datetime

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from nominations.conditions import FIXED, described
from nominations.enums import NominationState as S
from nominations.enums import RoundState, RuleOutcome
from nominations.models import Round
from nominations.quotas import uses_of
from nominations.rules import QuotaUse
from organizations.enums import RecipientKind
from organizations.models import Unit
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import days_between, remaining_words, short_date

from .. import queries_office as reads
from ..services.deadlines import limits_shown
from . import base

STATE_KINDS = {RoundState.OPEN: "good", RoundState.CLOSED: "plain", RoundState.DECIDED: "done"}
PER_PAGE = 25
"""Rounds that are over on one page of the list."""
GROUPS = (
    ("Đang thẩm định", (S.SUBMITTED, S.UNDER_APPRAISAL)),
    ("Trả lại", (S.RETURNED,)),
    ("Chờ Ban Thường vụ, cấp trên", (S.RECOMMENDED, S.NOT_RECOMMENDED, S.FORWARDED)),
    ("Được duyệt, đã cấp", (S.APPROVED, S.ISSUED)),
    ("Không được duyệt", (S.REJECTED,)),
)
"""How the table of a round puts states together: heading and states."""


def round_or_404(request: HttpRequest, pk: int) -> Round:
    """Return a round that the person may read; 404 for any other."""
    found = reads.rounds_seen_by(request.user, on=base.today()).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def may_manage(request: HttpRequest, round: Round) -> bool:
    """Return whether the person runs this round."""
    return access.can(request.user, Capability.MANAGE_ROUNDS, round.unit, on=base.today())


def _own_units(request: HttpRequest) -> set[int]:
    """Return the units where the person has a role themselves; the others whose rounds they read stand above those."""
    on = base.today()
    return access.units_where(request.user, Capability.VIEW, on=on) | access.units_where(
        request.user, Capability.MANAGE_ROUNDS, on=on
    )


@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """List the rounds that the person may read: all open ones by deadline, then the others page by page, newest first."""
    at, seen = base.now(), reads.rounds_seen_by(request.user, on=base.today())
    running = list(seen.filter(state=RoundState.OPEN).order_by("deadline", "pk"))
    over = seen.exclude(state=RoundState.OPEN).prefetch_related(None)
    page = Paginator(over, PER_PAGE).get_page(request.GET.get("trang"))
    reads.put_line_counts([*running, *page.object_list])
    own, managed = _own_units(request), access.units_where(request.user, Capability.MANAGE_ROUNDS, on=base.today())
    return render(
        request,
        "workflows/rounds.html",
        {
            "open": [_open_item(round, at, own) for round in running],
            "others": [_item(round, own) for round in page.object_list],
            "page": page,
            "new_url": reverse("workflows:round_new") if managed else "",
        },
    )


def _item(round: Round, own: set[int]) -> dict:
    is_own = round.unit_id in own
    page = "workflows:round" if is_own else "workflows:round_for_unit"
    return {"round": round, "url": reverse(page, args=[round.pk]), "is_own": is_own}


def _open_item(round: Round, at: datetime, own: set[int]) -> dict:
    remaining = remaining_words(days_between(at, round.deadline))
    return _item(round, own) | {"remaining": remaining, "forms": offered_text(round)}


def offered_text(round: Round) -> str:
    """Return what a round offers: "Giấy khen cho tập thể, cá nhân"."""
    kinds: dict[str, list[str]] = {}
    for form in round.forms.all():
        kinds.setdefault(form.get_form_display(), []).append(RecipientKind(form.recipient_kind).label.lower())
    return "; ".join(f"{name} cho {', '.join(who)}" for name, who in kinds.items())


@require_safe
def round(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a round to those at its committee; who only answers it reads the page that is written for cells."""
    found = round_or_404(request, pk)
    if found.unit_id not in _own_units(request):
        return redirect("workflows:round_for_unit", pk)
    return render(
        request,
        "workflows/round_page.html",
        {
            "round": found,
            "is_managed": may_manage(request, found),
            "is_open": found.state == RoundState.OPEN,
            "badge_kind": STATE_KINDS[found.state],
            "remaining": remaining_words(days_between(base.now(), found.deadline)),
            "facts": _facts(found),
            "answers_too": _answers_too(request, found),
            "limits": limits_shown(found),
            "step_extensions": found.step_extensions.select_related("unit"),
            "is_over": found.state == RoundState.DECIDED,
            **_office_part(found),
        },
    )


def _answers_too(request: HttpRequest, round: Round) -> bool:
    """Return whether the person also works for a unit that may answer the round."""
    proposing = access.units_where(request.user, Capability.NOMINATE, on=base.today())
    return bool(proposing) and round.unit_id in reads.units_answered_by(proposing, on=base.today())


def judged_text(round: Round) -> str:
    """Return how the lines of a round are judged, in sentences; "" where nothing is set."""
    said = (
        (round.appraisers_needed, f"Mỗi dòng cần {round.appraisers_needed} phiếu thẩm định."),
        (round.posting_days, f"Niêm yết {round.posting_days} ngày làm việc trước khi biểu quyết."),
        (
            round.bars_own_proposals,
            "Người đã trình một dòng, hoặc đang làm việc ở đơn vị đề nghị, không thẩm định và không biểu quyết dòng đó.",
        ),
        (round.is_personnel, "Thuộc công tác cán bộ: Ban Thường vụ phải họp, không lấy ý kiến bằng phiếu gửi."),
    )
    return "\n".join(text for is_set, text in said if is_set)


def _facts(round: Round) -> list[dict]:
    period = round.period_label
    if round.period_from and round.period_to:
        period += f", từ {short_date(round.period_from)} đến {short_date(round.period_to)}"
    rows = [
        ("Mã đợt", round.code),
        ("Loại", round.get_kind_display()),
        ("Thời gian xét", period),
        ("Hình thức", offered_text(round)),
        ("Cơ quan quyết định", round.authority.name),
        ("Đơn vị tổ chức", round.unit.name),
        ("Cách xét", judged_text(round) or "Thẩm định rồi biểu quyết, không có yêu cầu riêng."),
        ("Mẫu lời khen", round.citation),
        ("Căn cứ", "\n".join(basis.text for basis in round.bases.all())),
    ]
    return [{"label": label, "value": value} for label, value in rows]


def _office_part(round: Round) -> dict:
    counts = reads.counts_by_unit(round)
    units = {unit.pk: unit for unit in reads.proposing_units(round.unit, base.today())}
    missing = set(counts) - units.keys()
    units |= {unit.pk: unit for unit in Unit.objects.filter(pk__in=missing)} if missing else {}
    extensions = {extension.unit_id: extension for extension in reads.extensions_of(round)}
    uses = uses_of([round], units, with_drafts=False)
    rows = [
        _unit_row(unit, counts.get(unit.pk, {}), extensions.get(unit.pk), uses[round.pk, unit.pk])
        for unit in units.values()
    ]
    quotas = list(round.quotas.select_related("unit").order_by("unit__sort_key", "recipient_kind", "form"))
    return {
        "group_names": [name for name, _ in GROUPS],
        "unit_rows": rows,
        "totals": [sum(row["cells"][i] for row in rows) for i in range(len(GROUPS))],
        "line_total": sum(row["total"] for row in rows),
        "answered": sum(bool(row["total"]) for row in rows),
        "extensions": list(extensions.values()),
        "quotas": [quota for quota in quotas if quota.unit_id is None],
        "unit_quotas": [quota for quota in quotas if quota.unit_id],
        "conditions": [
            described(rule)
            for rule in round.eligibility_rules.all()
            if rule.outcome != RuleOutcome.OFF and rule.code not in FIXED
        ],
    }


def _unit_row(unit: Unit, states: dict[str, int], extension, uses: list[QuotaUse]) -> dict:
    cells = [sum(states.get(state, 0) for state in group) for _, group in GROUPS]
    return {"unit": unit, "cells": cells, "total": sum(states.values()), "extension": extension,
            "quotas": [use for use in uses if use.limit is not None]}  # fmt: skip
