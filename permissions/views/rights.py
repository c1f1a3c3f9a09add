"""Who signs, who else gives awards, and what each level may give."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from organizations.models import AwardingAuthority, AwardRight, Signer
from organizations.services import (
    RuleRefused,
    add_authority,
    add_award_rights,
    add_signer,
    end_award_right,
    end_signer,
    use_authority,
)

from ..access import Area
from ..exceptions import NotPermitted
from ..forms.fields import EndForm
from ..forms.units import AuthorityForm, AwardRightForm, SignerForm
from .base import administrator, asked_unit, now, open_units, page, today

ONLY_GENERAL = (
    "Quy tắc này dùng chung cho mọi đảng bộ trong hệ thống, mà ngoài đơn vị đồng chí quản trị còn có người quản trị khác. "
    "Hãy đề nghị người quản trị cấp trên sửa."
)


def general_only(area: Area) -> None:
    """Raise NotPermitted where a rule for everybody would be changed by one administrator among several."""
    if not area.is_general:
        raise NotPermitted(ONLY_GENERAL)


@administrator
def signers(request: HttpRequest, area: Area) -> HttpResponse:
    """Who signs for the units of the area, now and before."""
    rows = list(
        Signer.objects.filter(unit_id__in=area.units).select_related("unit").order_by("unit__sort_key", "-starts_on")
    )
    for row in rows:
        row.is_current = row.in_force(today())
    now_signing = [row for row in rows if row.ends_on is None or row.ends_on >= today()]
    return page(
        request,
        "permissions/signers.html",
        {"rows": now_signing, "past": [row for row in rows if row not in now_signing]},
    )


@administrator
def signer_new(request: HttpRequest, area: Area) -> HttpResponse:
    """Add somebody who signs."""
    units = [unit for unit in open_units(area) if unit.kind.has_standing_committee or unit.kind.appraises]
    unit = asked_unit(request, area) or (units[0] if len(units) == 1 else None)
    form = SignerForm(request.POST or None, units=units, initial={"unit": unit, "starts_on": today()})
    if request.method == "POST" and form.is_valid():
        try:
            made = add_signer(actor=request.user, at=now(), **form.facts)
        except RuleRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Đã thêm người ký: đồng chí {made}.")
            return redirect("permissions:signers")
    context = {
        "title": "Thêm người ký",
        "form": form,
        "submit_label": "Thêm người ký",
        "cancel_url": reverse("permissions:signers"),
        "lead": "Tên, chức vụ và quyền hạn in ở ô chữ ký của quyết định và giấy khen.",
    }
    return page(request, "components/confirm_page.html", context, is_refused=form.is_bound)


@administrator
def signer_end(request: HttpRequest, area: Area, pk: int) -> HttpResponse:
    """End somebody's signing."""
    signer = Signer.objects.filter(pk=pk, unit_id__in=area.units).select_related("unit").first()
    if signer is None:
        raise Http404
    form = EndForm(request.POST or None, initial={"ends_on": today()})
    if request.method == "POST" and form.is_valid():
        try:
            end_signer(signer, actor=request.user, at=now(), **form.cleaned_data)
        except RuleRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Đã ghi: đồng chí {signer} thôi ký cho {signer.unit}.")
            return redirect("permissions:signers")
    context = {
        "title": f"Đồng chí {signer.full_name} thôi ký",
        "lead": f"{signer.position}, ký cho {signer.unit}.",
        "form": form,
        "submit_label": "Ghi thôi ký",
        "harm": True,
        "cancel_url": reverse("permissions:signers"),
        "consequences": [
            "Từ ngày hôm sau, tên này không còn để chọn khi ghi số quyết định.",
            "Quyết định đã ký giữ nguyên tên người ký.",
        ],
    }
    return page(request, "components/confirm_page.html", context, is_refused=form.is_bound)


@administrator
def award_rights(request: HttpRequest, area: Area) -> HttpResponse:
    """What each level may give, from when to when, by which clause; and the authorities outside this system."""
    rights = list(
        AwardRight.objects.select_related("kind").order_by(
            "kind__rank", "kind__name", "form", "recipient_kind", "-starts_on"
        )
    )
    in_force = [right for right in rights if right.ends_on is None or right.ends_on >= today()]
    authorities = AwardingAuthority.objects.filter(unit=None).select_related("level")
    return page(
        request,
        "permissions/award_rights.html",
        {
            "rights": in_force,
            "past": [right for right in rights if right not in in_force],
            "authorities": authorities,
            "own": AwardingAuthority.objects.filter(unit_id__in=area.units, is_active=True).select_related("level"),
            "is_general": area.is_general,
            "only_general": ONLY_GENERAL,
        },
    )


@administrator
def award_right_new(request: HttpRequest, area: Area) -> HttpResponse:
    """Add what a level may give from a day on."""
    general_only(area)
    form = AwardRightForm(request.POST or None, initial={"starts_on": today()})
    if request.method == "POST" and form.is_valid():
        try:
            made = add_award_rights(actor=request.user, at=now(), **form.cleaned_data)
        except RuleRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Đã thêm {len(made)} dòng thẩm quyền cho {made[0].kind}.")
            return redirect("permissions:award_rights")
    context = {
        "title": "Thêm thẩm quyền khen thưởng",
        "form": form,
        "submit_label": "Thêm thẩm quyền",
        "cancel_url": reverse("permissions:award_rights"),
        "lead": "Hệ thống dựa vào bảng này để từ chối một đợt mà cấp quyết định không được tặng hình thức đã chọn.",
    }
    return page(request, "components/confirm_page.html", context, is_refused=form.is_bound)


@administrator
def award_right_end(request: HttpRequest, area: Area, pk: int) -> HttpResponse:
    """End what a level may give."""
    general_only(area)
    right = get_object_or_404(AwardRight.objects.select_related("kind"), pk=pk)
    form = EndForm(request.POST or None, initial={"ends_on": today()})
    if request.method == "POST" and form.is_valid():
        try:
            end_award_right(right, actor=request.user, at=now(), **form.cleaned_data)
        except RuleRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Đã ghi ngày hết hiệu lực: {right}.")
            return redirect("permissions:award_rights")
    context = {
        "title": "Kết thúc một thẩm quyền khen thưởng",
        "lead": f"{right}, theo {right.clause}.",
        "form": form,
        "submit_label": "Ghi ngày hết hiệu lực",
        "harm": True,
        "cancel_url": reverse("permissions:award_rights"),
        "consequences": [
            "Từ ngày hôm sau, không mở được đợt mới do cấp này quyết định với hình thức này.",
            "Giấy khen, bằng khen đã tặng giữ nguyên giá trị.",
        ],
    }
    return page(request, "components/confirm_page.html", context, is_refused=form.is_bound)


@administrator
def authority_new(request: HttpRequest, area: Area) -> HttpResponse:
    """Add an awarding authority that is not in this system."""
    general_only(area)
    form = AuthorityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = add_authority(actor=request.user, at=now(), **form.cleaned_data)
        messages.success(request, f"Đã thêm {made}. Từ nay mở đợt có thể chọn cơ quan này quyết định.")
        return redirect("permissions:award_rights")
    context = {
        "title": "Thêm cơ quan khen thưởng ngoài hệ thống",
        "form": form,
        "submit_label": "Thêm cơ quan",
        "cancel_url": reverse("permissions:award_rights"),
        "lead": "Dành cho cấp trên không dùng hệ thống này: đảng ủy trình lên bằng văn bản, văn thư ghi lại trả lời.",
    }
    return page(request, "components/confirm_page.html", context, is_refused=form.is_bound)


@administrator
@require_POST
def authority_switch(request: HttpRequest, area: Area, pk: int) -> HttpResponse:
    """Offer an outside authority for new rounds again, or stop offering it."""
    general_only(area)
    authority = get_object_or_404(AwardingAuthority, pk=pk, unit=None)
    use_authority(authority, not authority.is_active, actor=request.user, at=now())
    said = "có trong danh sách chọn khi mở đợt" if authority.is_active else "không còn trong danh sách chọn khi mở đợt"
    messages.success(request, f"{authority} {said}.")
    return redirect("permissions:award_rights")
