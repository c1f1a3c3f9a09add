"""Types of evidence for the general administrator: one more, another name, put away."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from nominations.evidence_types import EvidenceTypeRefused, save_evidence_type
from nominations.models import EvidenceType
from permissions.access import Area
from permissions.exceptions import NotPermitted
from permissions.views.base import administrator, page
from permissions.views.rights import ONLY_GENERAL

from ..forms.rulebook import EvidenceTypeForm
from .base import now


@administrator
def evidence_type(request: HttpRequest, area: Area, pk: int | None = None) -> HttpResponse:
    """Add a type, or change one."""
    if not area.is_general:
        raise NotPermitted(ONLY_GENERAL)
    known = EvidenceType.objects.filter(pk=pk).first() if pk else None
    if pk and known is None:
        raise Http404
    first = {"name": known.name, "hint": known.hint, "is_active": known.is_active} if known else {"is_active": True}
    form = EvidenceTypeForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            kept = save_evidence_type(pk=pk, actor=request.user, at=now(), **form.cleaned_data)
        except EvidenceTypeRefused as refusal:
            form.add_error("name", refusal.reason)
        else:
            messages.success(request, f"Đã lưu loại minh chứng “{kept.name}”.")
            return redirect("workflows:rules")
    context = {
        "title": f"Sửa loại minh chứng: {known.name}" if known else "Thêm loại minh chứng",
        "lead": "Chi bộ chọn loại khi gửi tệp; đợt khen thưởng ghi loại nào phải có.",
        "form": form,
        "submit_label": "Lưu loại minh chứng",
        "cancel_url": reverse("workflows:rules"),
    }
    return page(request, "components/confirm_page.html", context, is_refused=form.is_bound)
