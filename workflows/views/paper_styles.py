"""The page on which an office sets how its papers look."""

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from documents.models import PaperStyle
from organizations.models import Unit
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import short_date

from ..exceptions import GuardFailed
from ..forms.papers import StyleForm
from ..services.paper_styles import CHOICES, may_set_style, set_style
from .base import now, today
from .meetings import posted


@require_http_methods(["GET", "POST"])
def paper_style(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how the unit's papers are set, now and before, and set it anew from a day on."""
    unit = get_object_or_404(Unit.objects.select_related("kind"), pk=pk)
    if not may_set_style(request.user, unit, at=now()):
        if not access.can(request.user, Capability.VIEW, unit, on=today()):
            raise Http404
        access.check(request.user, Capability.NUMBER_DECISIONS, unit, on=today())
    styles = list(PaperStyle.objects.filter(unit=unit).order_by("-starts_on"))
    usual = model_to_dict(styles[0] if styles else PaperStyle(unit=unit), fields=CHOICES)
    form = StyleForm(posted(request), initial=usual | {"starts_on": today()}, instance=PaperStyle(unit=unit))
    if request.method == "POST" and form.is_valid():
        try:
            made = set_style(form.save(commit=False), actor=request.user, at=now())
        except GuardFailed as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, f"Đã đặt cách trình bày văn bản, áp dụng từ ngày {short_date(made.starts_on)}.")
            return redirect("workflows:paper_style", pk)
    context = {"unit": unit, "styles": [(style, _said(style)) for style in styles], "form": form}
    return render(request, "workflows/paper_style.html", context, status=422 if form.is_bound else 200)


def _said(style: PaperStyle) -> list[str]:
    return [
        f"Căn cứ: {style.get_basis_style_display().lower()}",
        f"kết thúc bằng {style.get_end_mark_display().lower()}",
        f"tiêu đề bên phải {style.get_heading_alignment_display().lower()}",
        f"giãn dòng {style.get_line_spacing_pt_display().lower()}",
        f"dấu thanh: {style.get_spelling_display()}",
        "tháng hai chữ số" if style.pads_months else "tháng 3 đến 9 một chữ số",
        "đậm chức vụ người ký" if style.position_is_bold else "chức vụ người ký không đậm",
    ]
