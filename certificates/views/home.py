"""The first page of certificates: what there is, and what asks for somebody."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from organizations.models import Unit
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import local_day, short_date

from ..queries.hub import (
    SHOWN,
    Hub,
    decisions_to_print,
    hub_of,
    printers_to_measure,
    proofs_waiting,
    runs_to_confirm,
)
from .base import CLERK, my_units, now


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Layouts, printers, blanks and the register with their counts; above them what asks for somebody."""
    units = my_units(request)
    approving = my_units(request, [*CLERK, Capability.CONDUCT_MEETING])
    readable = my_units(request, [*CLERK, Capability.CONDUCT_MEETING, Capability.INSPECT])
    if not readable:
        access.check(request.user, CLERK[0], None, on=local_day(now()))
    hub = hub_of(readable)
    checks = list(_to_do(units, hub)) if units else []
    context = {"hub": hub, "is_clerk": bool(units), "checks": checks, "proofs": proofs_waiting(approving)[:SHOWN]}
    context["to_print"] = decisions_to_print(units, now())[:SHOWN] if units else []
    return render(request, "certificates/home.html", context)


def _to_do(units: list[Unit], hub: Hub) -> Iterator[dict]:
    """Yield what should be looked at, as rows of checks."""
    for kind, stock in hub.few:
        is_below = stock.left < 0
        fact = (
            f"Sổ ghi thiếu {-stock.left} tờ so với số đã in. Có lần nhận phôi nào chưa ghi sổ không?"
            if is_below
            else f"Còn {stock.left} tờ. Đặt nhà in thường mất hai tuần."
        )
        yield _row("block" if is_below else "look", kind.name, fact, "Mở sổ phôi", "blank", kind.pk)
    for printer in printers_to_measure(units, now())[:SHOWN]:
        fact = (
            f"Căn chỉnh lần cuối ngày {short_date(local_day(printer.measured))}, đã quá nửa năm."
            if printer.measured
            else "Chưa căn chỉnh, chữ có thể lệch trên phôi."
        )
        yield _row("look", printer.name, fact, "Căn chỉnh", "calibrate", printer.pk)
    for printing in runs_to_confirm(units)[:SHOWN]:
        yield {
            "result": "look",
            "rule": f"Lượt in của {printing.decision}",
            "fact": f"{printing.waiting} tờ chưa ghi in tốt hay hỏng, nên sổ phôi chưa trừ.",
            "act_url": reverse("workflows:print_run", args=[printing.decision_id, printing.pk]),
            "act_label": "Ghi kết quả in",
            "word": "Nên làm",
        }


def _row(result: str, rule: str, fact: str, label: str, name: str, pk: int) -> dict:
    url = reverse(f"certificates:{name}", args=[pk])
    return {
        "result": result,
        "rule": rule,
        "fact": fact,
        "act_url": url,
        "act_label": label,
        "word": "Cần xem" if result == "block" else "Nên làm",
    }
