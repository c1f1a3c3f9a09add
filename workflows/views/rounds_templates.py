"""The texts that the office offers to those who write lines of a round."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from nominations.enums import RoundState
from nominations.models import RoundForm
from nominations.services import RoundRefused

from ..forms.templates import TemplatesForm
from ..services.templates import save_templates
from . import base
from .rounds_edit import managed_round


@require_http_methods(["GET", "POST"])
def round_templates(request: HttpRequest, pk: int) -> HttpResponse:
    """Set for each form of award of the round what cells start writing with."""
    round = managed_round(request, pk)
    rows: list[RoundForm] = list(round.forms.all())
    data = request.POST if request.method == "POST" else None
    forms = [TemplatesForm(data, prefix=str(row.pk), row=row, general=round.citation) for row in rows]
    refused = ""
    judged = [form.is_valid() for form in forms]
    if request.method == "POST" and all(judged):
        try:
            texts = {form.row.pk: form.texts for form in forms}
            changed = save_templates(round, texts, actor=request.user, at=base.now())
        except RoundRefused as refusal:
            refused = refusal.reason
        else:
            messages.success(
                request,
                "Đã lưu mẫu. Dòng lập từ bây giờ bắt đầu bằng mẫu này." if changed else "Mẫu không có gì thay đổi.",
            )
            return redirect("workflows:round", pk)
    is_refused = request.method == "POST"
    context = {
        "round": round, "forms": forms, "refused": refused, "has_errors": is_refused,
        "is_open": round.state == RoundState.OPEN,
    }  # fmt: skip
    return render(request, "workflows/round_templates.html", context, status=422 if is_refused else 200)
