"""Giving and ending roles."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from vietnamese.dates import short_date

from ..access import Area
from ..forms.roles import EndRoleForm, RoleForm, WhoForm
from ..models import RoleAssignment
from ..queries import people_of
from ..roles import Role
from ..services import AssignmentRefused, end_role, give_role
from .base import administrator, asked_unit, now, open_units, page, person_or_404, today, unit_or_404


@administrator
def role_give(request: HttpRequest, area: Area, pk: int) -> HttpResponse:
    """Give one more role to a person."""
    person = person_or_404(area, pk)
    asked = {"role": request.GET.get("vai-tro"), "unit": asked_unit(request, area)}
    form = RoleForm(request.POST or None, units=open_units(area), today=today(), initial=asked)
    if request.method == "POST" and form.is_valid() and _given(request, form, person):
        return redirect("permissions:person", pk)
    context = {"form": form, "person": person, "cancel_url": reverse("permissions:person", args=[pk])}
    return page(request, "permissions/role_form.html", context, is_refused=form.is_bound)


@administrator
def unit_role_give(request: HttpRequest, area: Area, pk: int) -> HttpResponse:
    """Give a role at a unit to somebody who has an account already."""
    unit = unit_or_404(area, pk)
    known = people_of(area.units, with_unassigned=area.is_general).filter(is_active=True)
    who = WhoForm(request.POST or None, people=known)
    form = RoleForm(request.POST or None, unit=unit, today=today(), initial={"role": request.GET.get("vai-tro")})
    if request.method == "POST" and who.is_valid() & form.is_valid() and _given(request, form, who.cleaned_data["who"]):
        return redirect("permissions:unit", pk)
    context = {"form": form, "who": who, "unit": unit, "cancel_url": reverse("permissions:unit", args=[pk])}
    return page(request, "permissions/role_form.html", context, is_refused=form.is_bound)


def _given(request: HttpRequest, form: RoleForm, person) -> bool:
    try:
        given = give_role(user=person, actor=request.user, at=now(), **form.facts)
    except AssignmentRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    since = "" if given.starts_on <= today() else f" Vai trò có hiệu lực từ ngày {short_date(given.starts_on)}."
    messages.success(
        request, f"Đã giao vai trò {given.get_role_display()} ở {given.unit} cho đồng chí {person.full_name}.{since}"
    )
    if (
        given.role == Role.CHAIR
        and not person.assignments.filter(unit=given.unit, role=Role.MEMBER, ends_on=None).exists()
    ):
        messages.warning(
            request,
            "Người chủ trì biểu quyết với tư cách Ủy viên. Hãy giao thêm vai trò Ủy viên Ban Thường vụ nếu đồng chí đó là Ủy viên.",
        )
    return True


@administrator
def role_end(request: HttpRequest, area: Area, pk: int) -> HttpResponse:
    """End a role, after one more question."""
    held = RoleAssignment.objects.filter(pk=pk, unit_id__in=area.units).select_related("user", "unit").first()
    if held is None:
        raise Http404
    back = reverse("permissions:person", args=[held.user_id])
    form = EndRoleForm(request.POST or None, initial={"ends_on": held.ends_on or today()})
    if request.method == "POST" and form.is_valid():
        try:
            ended = end_role(held, actor=request.user, at=now(), **form.cleaned_data)
        except AssignmentRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                f"Đã ghi: đồng chí {held.user.full_name} thôi vai trò {held.get_role_display()} ở {held.unit}, hết ngày {short_date(ended.ends_on)}.",
            )
            return redirect(back)
    context = {
        "title": f"Thôi vai trò {held.get_role_display()}",
        "lead": f"{held.user.full_name}, {held.printed_position}, {held.unit}, từ ngày {short_date(held.starts_on)}.",
        "form": form,
        "submit_label": "Ghi thôi vai trò",
        "harm": True,
        "cancel_url": back,
        "consequences": [
            "Từ ngày hôm sau, đồng chí đó không xem và không làm việc ở đơn vị này với vai trò đó nữa.",
            "Việc đang chờ vẫn ở đơn vị; người khác cùng vai trò làm tiếp. Nếu không còn ai, hãy giao vai trò cho người thay.",
            "Những gì đã làm giữ nguyên trong lịch sử, với họ tên và chức vụ lúc đó.",
        ],
    }
    return page(request, "components/confirm_page.html", context, is_refused=form.is_bound)
