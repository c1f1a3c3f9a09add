"""All print runs of the person's units: who printed what, when, on which printer, with which blank."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from certificates.queries import print_runs
from permissions.exceptions import NotPermitted
from permissions.roles import Capability

from .. import base, clerks
from .shared import run_row


@require_GET
def run_list(request: HttpRequest) -> HttpResponse:
    """The print runs, newest first."""
    units = base.my_units(request, Capability.NUMBER_DECISIONS)
    if not units:
        raise NotPermitted("Các lượt in dành cho văn thư. Đồng chí không giữ vai trò đó trong ngày hôm nay.")
    page = clerks.page_of(request, print_runs([unit.pk for unit in units]))
    context = {"page": page, "rows": [run_row(printing) for printing in page], "several_units": len(units) > 1}
    return render(request, "workflows/print_runs.html", context)
