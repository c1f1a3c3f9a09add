"""How long lines have stayed in the steps of a round, at each unit: what is over, beside what the round allows."""

from collections import defaultdict

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from nominations.enums import Step
from nominations.models import Round
from organizations.models import Unit

from .. import queries_where as reads
from ..deadlines import Limits, limits_of
from ..forms.where import RoundChoiceForm
from ..queries_office import rounds_seen_by
from .base import today
from .where import MOST_UNITS, check_reader, days_text

MOST_ROUNDS = 50
"""How many rounds can be chosen, the newest first."""


@require_safe
def step_times(request: HttpRequest) -> HttpResponse:
    """Show how long each step took at each unit in one round, the newest one unless the address names another."""
    check_reader(request)
    rounds = list(rounds_seen_by(request.user, on=today()).order_by("-created_at", "-id")[:MOST_ROUNDS])
    form = RoundChoiceForm(request.GET, rounds=[(round.pk, round.title) for round in rounds], all_label="")
    if request.GET.get("dot") and not form.chosen:
        raise Http404
    round = next((r for r in rounds if r.pk == form.chosen), rounds[0] if rounds else None)
    context = {"form": form if len(rounds) > 1 else None, "back_url": reverse("workflows:situation"), "round": round}
    if round is not None:
        context |= _table(request, round)
    return render(request, "workflows/step_times.html", context)


def _table(request: HttpRequest, round: Round) -> dict:
    limits = limits_of(round)
    found = reads.passed(request.user, round, limits.holidays, on=today())
    units = Unit.objects.select_related("kind").in_bulk({unit_id for unit_id, _ in found})
    steps = [step for step in Step if any(step == its_step for _, its_step in found)]
    whole: dict[str, reads.Passed] = defaultdict(reads.Passed)
    for (_, step), one in found.items():
        whole[step].days.update(one.days)
    order = sorted(units.values(), key=lambda unit: (unit.kind.rank, unit.sort_key, unit.pk))
    return {
        "steps": [{"label": step.label, "limit": _limit(limits, step)} for step in steps],
        "whole": [_shown(whole[step], step, limits) for step in steps],
        "rows": [
            {"unit": unit.name, "cells": [_shown(found.get((unit.pk, step)), step, limits) for step in steps]}
            for unit in order[:MOST_UNITS]
        ],
        "hidden": max(0, len(order) - MOST_UNITS),
    }


def _limit(limits: Limits, step: Step) -> int | None:
    limit = limits.steps.get(step)
    return limit.working_days if limit else None


def _shown(one: reads.Passed | None, step: Step, limits: Limits) -> dict:
    if one is None:
        return {"label": step.label}
    limit = _limit(limits, step)
    return {
        "label": step.label,
        "count": one.count,
        "middle": days_text(one.middle),
        "longest": days_text(one.longest) if one.longest > one.middle else "",
        "over": one.longer_than(limit) if limit is not None else 0,
    }
