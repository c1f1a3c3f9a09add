"""What the pages of the register share: loading what the person may read, saying what they may do."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from permissions import access
from permissions.exceptions import NotPermitted
from permissions.roles import Capability

from ..enums import PublicStatus
from ..models import CorrectionSlip, IssuedCertificate
from ..queries.register import certificate_with_life, register_units
from .base import today

BADGES = {PublicStatus.VALID: "good", PublicStatus.REPLACED: "look", PublicStatus.REVOKED: "act"}
CLERK_ONLY = (
    "Việc này cần vai trò Văn thư của {unit}; đồng chí chỉ đọc được sổ. Nếu cần, hãy nhờ văn thư của đơn vị làm."
)


def units_or_refusal(request: HttpRequest) -> set[int]:
    """Return the ids of the units whose register the person reads. Raises NotPermitted when there is none."""
    units = register_units(request.user, on=today())
    if not units:
        raise NotPermitted(
            "Sổ khen thưởng do văn thư giữ; Chủ trì và Người kiểm tra đọc được. "
            "Đồng chí không giữ vai trò nào trong số đó ngày hôm nay."
        )
    return units


def certificate_or_404(request: HttpRequest, pk: int) -> IssuedCertificate:
    """Return a certificate of a register that the person reads.

    404 for one of another unit; NotPermitted for people of the unit who may not read the register.
    """
    found = certificate_with_life(pk, register_units(request.user, on=today()))
    if found is None:
        _refuse_own(request, IssuedCertificate.objects.filter(pk=pk).values_list("unit", flat=True).first())
    return found


def slip_or_404(request: HttpRequest, pk: int) -> CorrectionSlip:
    """Return a correction slip of a register that the person reads; refused as certificate_or_404() refuses."""
    slips = CorrectionSlip.objects.select_related(
        "certificate__unit__kind", "certificate__decision", "certificate__award", "exchanged"
    )
    found = slips.filter(pk=pk, certificate__unit__in=register_units(request.user, on=today())).first()
    if found is None:
        _refuse_own(request, CorrectionSlip.objects.filter(pk=pk).values_list("certificate__unit", flat=True).first())
    return found


def is_clerk(request: HttpRequest, issued: IssuedCertificate) -> bool:
    """Return whether the person may act on the certificates of this unit."""
    return access.can(request.user, Capability.NUMBER_DECISIONS, issued.unit, on=today())


def clerk_or_refusal(request: HttpRequest, issued: IssuedCertificate) -> None:
    """Raise NotPermitted for who may read the register but not write in it."""
    if not is_clerk(request, issued):
        raise NotPermitted(CLERK_ONLY.format(unit=issued.unit))


def lost_page(request: HttpRequest, about: IssuedCertificate | CorrectionSlip, reason: str) -> HttpResponse:
    """Say that a kept file is not handed out, and lead back to the page of what it belongs to."""
    is_slip = isinstance(about, CorrectionSlip)
    return render(request, "certificates/register_lost.html", {
        "issued": about.certificate if is_slip else about, "reason": reason,
        "page_url": reverse("certificates:slip" if is_slip else "certificates:certificate", args=[about.pk]),
        "back_label": "Phiếu đính chính này" if is_slip else "Giấy này",
    }, status=409)  # fmt: skip


def not_now(request: HttpRequest, issued: IssuedCertificate, reason: str) -> HttpResponse:
    """Say why nothing can be done with a certificate now, before anybody fills in a form for it."""
    page = {"title": "Chưa làm được việc này", "reason": reason}
    page["record_url"] = reverse("certificates:certificate", args=[issued.pk])
    return render(request, "409.html", page, status=409)


def _refuse_own(request: HttpRequest, unit_id: int | None) -> None:
    if unit_id in {held.unit_id for held in access.assignments(request.user, today())}:
        raise NotPermitted(
            "Sổ khen thưởng do văn thư giữ; Chủ trì và Người kiểm tra đọc được. "
            "Đồng chí không giữ vai trò nào trong số đó ở đơn vị này."
        )
    raise Http404
