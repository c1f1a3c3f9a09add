"""Where it stands: the page for those who run rounds, with what is stuck, and the list of waiting lines behind it."""

from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from nominations.enums import Step
from nominations.models import Nomination
from nominations.rules import called
from organizations.models import Unit
from organizations.rules import working_days_between
from permissions.access import assignments, capabilities_of
from permissions.exceptions import NotPermitted
from permissions.roles import Capability
from spreadsheets.views.files import hand_out
from vietnamese.dates import local_day

from .. import queries_where as reads
from ..deadlines import holidays
from ..forms.where import ALL, LATE, STUCK, RoundChoiceForm, WaitingForm
from ..tracker import holder_name
from .base import now, today

READERS = frozenset({Capability.CONDUCT_MEETING, Capability.APPRAISE, Capability.INSPECT})
PER_PAGE = 25
WORST = 6
"""Places named in words before the tables."""
MOST_UNITS = 40
"""Rows of a table; the units with most stuck lines come first, the others stand in the list."""
COLUMNS = (
    ("Mã đề nghị", 14), ("Họ và tên hoặc tên tập thể", 34), ("Đợt", 40), ("Đơn vị đề nghị", 30), ("Bước", 20),
    ("Nơi giữ", 30), ("Ở bước này từ", 18), ("Số ngày làm việc", 12), ("Hạn", 18), ("Quá hạn (ngày làm việc)", 14),
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What the address asks of the person's waiting lines."""

    lines: QuerySet[Nomination]
    """All of them, whatever is asked."""
    found: QuerySet[Nomination]
    form: WaitingForm
    clock: reads.Clock


@require_safe
def situation(request: HttpRequest) -> HttpResponse:
    """Show what waits where, round by round, and the worst places first."""
    check_reader(request)
    lines = reads.waiting_lines(request.user, on=today())
    rounds = reads.rounds_of(lines)
    form = RoundChoiceForm(request.GET, rounds=list(rounds.items()))
    clock = reads.Clock(now(), holidays())
    found = reads.cells(lines.filter(round=form.chosen) if form.chosen else lines, clock)
    units = Unit.objects.select_related("kind").in_bulk({cell.unit_id for cell in found})
    worst = reads.worst_first(found)
    return render(request, "workflows/situation.html", {
        "form": form if len(rounds) > 1 else None, "clear_url": reverse("workflows:situation") if form.chosen else "",
        "worst": [_place(cell, units, rounds) for cell in worst[:WORST]], "more": max(0, len(worst) - WORST),
        "tables": _tables(found, units, rounds), "total": sum(cell.count for cell in found),
        "stuck_total": sum(cell.stuck for cell in found), "late_total": sum(cell.overdue for cell in found),
        "stuck_url": _list_url(xem=STUCK, dot=form.chosen), "late_url": _list_url(xem=LATE, dot=form.chosen),
        "all_url": _list_url(xem=ALL, dot=form.chosen),
        "times_url": reverse("workflows:step_times"),
    })  # fmt: skip


@require_safe
def waiting_lines(request: HttpRequest) -> HttpResponse:
    """List the lines that wait, those past their time unless the address asks for others."""
    asked = _asked(request)
    page = Paginator(asked.found, PER_PAGE).get_page(request.GET.get("trang"))
    for line in page.object_list:
        _count(line, asked.clock)
    return render(request, "workflows/waiting_lines.html", {
        "form": asked.form, "page": page, "what": asked.form.what, "back_url": reverse("workflows:situation"),
        "clear_url": reverse("workflows:waiting_lines"), "all_url": _list_url(xem=ALL),
        "query": urlencode({name: value for name, value in request.GET.items() if value and name != "trang"}),
    })  # fmt: skip


@require_safe
def waiting_lines_file(request: HttpRequest, form: str) -> HttpResponse:
    """Return what the list shows, all pages of it, as XLSX or CSV."""
    asked = _asked(request)
    rows = (_row(_count(line, asked.clock)) for line in asked.found.iterator(chunk_size=500))
    called_file = {LATE: "Dòng quá hạn", STUCK: "Dòng đang vướng", ALL: "Dòng đang chờ"}[asked.form.what]
    return hand_out(form, called=called_file, columns=COLUMNS, rows=rows)


def check_reader(request: HttpRequest) -> None:
    """Raise NotPermitted for somebody who reads nowhere how rounds get on."""
    held = (capabilities_of(assignment) for assignment in assignments(request.user, today()))
    if not READERS & set().union(*held):
        raise NotPermitted(
            "Trang Tình hình dành cho người thẩm định, người chủ trì, văn thư và người kiểm tra. "
            "Đồng chí không giữ vai trò nào trong số đó hôm nay."
        )


def _asked(request: HttpRequest) -> Asked:
    check_reader(request)
    lines = reads.waiting_lines(request.user, on=today())
    rounds = reads.rounds_of(lines)
    holders = Unit.objects.filter(pk__in=lines.values("holder_unit")).values_list("pk", "name")
    form = WaitingForm(request.GET, rounds=list(rounds.items()), units=list(holders))
    clock = reads.Clock(now(), holidays())
    found = lines.filter(**form.conditions)
    if form.what == LATE:
        found = found.filter(reads.is_late(clock.at))
    elif form.what == STUCK:
        found = found.filter(reads.is_stuck(reads.middles(lines, clock), clock))
    found = found.annotate(step=reads.STEP).select_related("nominee", "round__authority", "holder_unit__kind")
    return Asked(lines, found.order_by(F("step_due_at").asc(nulls_last=True), "state_since", "id"), form, clock)


def _count(line: Nomination, clock: reads.Clock) -> Nomination:
    """Put on the line how long it has waited and how late it is."""
    line.called, line.holder, line.step_label = called(line.nominee), holder_name(line), Step(line.step).label
    line.days = clock.days_since(line.state_since)
    line.is_late = bool(line.step_due_at and line.step_due_at < clock.at)
    line.late_days = 0
    if line.is_late:
        late = working_days_between(local_day(line.step_due_at), local_day(clock.at), clock.holidays)
        line.late_days = max(0, late)
        line.late_text = f"Quá hạn {line.late_days} ngày" if line.late_days else "Mới quá hạn"
    return line


def _row(line: Nomination) -> list:
    return [
        line.code, line.nominee.full_name, line.round.title, line.proposing_unit_name, line.step_label, line.holder,
        line.state_since, line.days, line.step_due_at, line.late_days if line.is_late else None,
    ]  # fmt: skip


def _list_url(**asks) -> str:
    return f"{reverse('workflows:waiting_lines')}?{urlencode({k: v for k, v in asks.items() if v})}"


def _cell_url(cell: reads.Cell, what: str) -> str:
    return _list_url(xem=what, dot=cell.round_id, don_vi=cell.unit_id, buoc=cell.step)


def _place(cell: reads.Cell, units: dict[int, Unit], rounds: dict[int, str]) -> dict:
    """Return one place in words: where, how many, how long."""
    return {
        "unit": units[cell.unit_id].name, "step": Step(cell.step).label, "round": rounds[cell.round_id], "cell": cell,
        "url": _cell_url(cell, STUCK), "is_late": bool(cell.overdue), "longest": days_text(cell.longest),
    }  # fmt: skip


def _tables(found: list[reads.Cell], units: dict[int, Unit], rounds: dict[int, str]) -> list[dict]:
    """Return one table for each round with anything waiting: units down, steps across, only steps that occur."""
    by_round: dict[int, list[reads.Cell]] = defaultdict(list)
    for cell in found:
        by_round[cell.round_id].append(cell)
    return [
        _table(round_id, by_round[round_id], units, title) for round_id, title in rounds.items() if by_round[round_id]
    ]


def _table(round_id: int, found: list[reads.Cell], units: dict[int, Unit], title: str) -> dict:
    steps = [step for step in Step if any(cell.step == step for cell in found)]
    placed: dict[int, dict[str, reads.Cell]] = defaultdict(dict)
    for cell in found:
        placed[cell.unit_id][cell.step] = cell
    order = sorted(
        placed,
        key=lambda pk: (-sum(c.stuck for c in placed[pk].values()), units[pk].kind.rank, units[pk].sort_key, pk),
    )
    return {
        "title": title,
        "steps": [step.label for step in steps],
        "rows": [
            {"unit": units[pk].name, "cells": [_shown(placed[pk].get(step), step.label) for step in steps]}
            for pk in order[:MOST_UNITS]
        ],
        "hidden": max(0, len(order) - MOST_UNITS),
        "totals": [(step.label, sum(cell.count for cell in found if cell.step == step)) for step in steps],
        "all_url": _list_url(xem=ALL, dot=round_id),
        "times_url": f"{reverse('workflows:step_times')}?dot={round_id}",
    }


def _shown(cell: reads.Cell | None, label: str) -> dict:
    if cell is None:
        return {"label": label}
    times = (
        f"thường {days_text(cell.middle)}, lâu nhất {days_text(cell.longest)}"
        if cell.count > 1
        else f"đã {days_text(cell.longest)}"
    )
    if not cell.longest:
        times = "chưa đến 1 ngày"
    return {
        "label": label, "cell": cell, "times": times, "url": _cell_url(cell, ALL), "stuck_url": _cell_url(cell, STUCK),
    }  # fmt: skip


def days_text(days: int) -> str:
    """Return the number of working days in words."""
    return f"{days} ngày" if days else "chưa đến 1 ngày"
