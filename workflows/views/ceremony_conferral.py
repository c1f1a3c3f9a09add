"""The days of conferral out of the attendance of a ceremony, after it was held."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from ceremonies.views.base import ceremony_or_404

from ..exceptions import GuardFailed
from ..services.decisions.attendance import confer_from_attendance, from_attendance
from . import base


@require_http_methods(["GET", "POST"])
def ceremony_confer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the attendance says; POST records it for everybody who was there."""
    found = ceremony_or_404(request, pk)
    refused: list[str] = []
    if request.method == "POST":
        try:
            results = confer_from_attendance(found, actor=request.user, at=base.now())
        except GuardFailed as refusal:
            refused = list(refusal.reasons)
        else:
            refused = [f"{result.line.name}: {result.refusal}" for result in results if result.refusal]
            written = sum(result.is_changed for result in results)
            if not refused:
                messages.success(
                    request,
                    f"Đã ghi ngày trao cho {written} người, tập thể." if written else "Không có gì mới để ghi.",
                )
                return redirect("ceremonies:ceremony", pk)
    read = from_attendance(found)
    context = {"ceremony": found, "read": read, "refused": refused, "has_errors": bool(refused)}
    return render(request, "workflows/ceremony_confer.html", context, status=422 if refused else 200)
