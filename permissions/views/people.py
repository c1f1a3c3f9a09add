"""People: the list, one person, a new one with a printable slip, a new one-time password, stopping an account."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import formset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.models import User
from accounts.services import AlreadyCreated, correct_person, made_with, reset_password

from ..access import Area, account_hindrance
from ..forms.fields import ReasonForm
from ..forms.people import (
    CellSecretaryForm,
    CellSecretaryFormSet,
    NewPersonForm,
    PeopleFilter,
    PersonFields,
    SharedRoleForm,
)
from ..forms.roles import RoleForm
from ..models import RoleAssignment
from ..queries import (
    cells_without_officer,
    entries_about,
    loans_of,
    loans_to,
    people_of,
    roles_of,
    same_name,
    search_people,
    sorted_by_time,
    with_roles_of,
)
from ..roles import Role
from ..services import AssignmentRefused, FirstRole, register_people, register_person, set_account_active
from .base import PAGE_SIZE, administrator, asked_unit, now, open_units, page, person_or_404, today
from .loans import loan_rows

ROWS_AT_ONCE = 10
ONLY_HERE = ("127.", "localhost", "[::1]")
"""How an address begins that opens on this machine alone."""
OWN_ACCOUNT = "Đây là tài khoản của chính đồng chí. Hãy dùng mục “Đổi mật khẩu của đồng chí” ở cuối trang."


@administrator
def people(request: HttpRequest, area: Area) -> HttpResponse:
    """Everybody of the area, with the roles of today."""
    form = PeopleFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = search_people(
        people_of(area.units, with_unassigned=area.is_general),
        text=chosen.get("q", ""),
        role=chosen.get("vai_tro", ""),
        state=chosen.get("tai_khoan", ""),
        on=today(),
    )
    pages = Paginator(with_roles_of(found, today()), PAGE_SIZE).get_page(request.GET.get("trang"))
    return page(
        request, "permissions/people.html", {"filter": form, "pages": pages, "is_narrowed": any(chosen.values())}
    )


@administrator
def person(request: HttpRequest, area: Area, pk: int) -> HttpResponse:
    """One person: account, roles now, later and before, history."""
    found = person_or_404(area, pk)
    held, loans = list(roles_of(found)), [*loans_to(found), *loans_of(found)]
    for assignment in held:
        assignment.is_in_area = assignment.unit_id in area
    return page(request, "permissions/person.html", {
        "person": found, "groups": sorted_by_time(held, today()), "hindrance": account_hindrance(area, found, on=today()),
        "is_self": found.pk == request.user.pk,
        "entries": [
            {"title": f"{entry.verb}: {entry.subject_label}", "by": entry.done_by, "at": entry.at, "note": entry.note}
            for entry in entries_about(found, *RoleAssignment.objects.filter(user=found).only("pk"), *loans)
        ],
        "loans": loan_rows(loans, today(), area=area),
    })  # fmt: skip


@administrator
def person_new(request: HttpRequest, area: Area) -> HttpResponse:
    """A new person with a first role; answers with the slip, which is shown this once."""
    unit = asked_unit(request, area)
    initial_role = {"unit": unit, "role": request.GET.get("vai-tro")}
    form = NewPersonForm(request.POST or None, today=today())
    role_form = RoleForm(request.POST or None, units=open_units(area), today=today(), initial=initial_role)
    if request.method == "POST" and form.is_valid() & role_form.is_valid() and _is_another(form, area, request.user):
        facts = {name: form.cleaned_data[name] for name in ("full_name", "birth_year", "phone", "email", "username")}
        key = str(form.cleaned_data["submission_key"])
        try:
            made, password = register_person(
                first_role=FirstRole(**role_form.facts), actor=request.user, at=now(), submission_key=key, **facts
            )
        except AlreadyCreated as already:
            return _already(request, already.user)
        role = role_form.cleaned_data
        slip = _slip(made, password, Role(role["role"]).label, role["position_title"], role["unit"].name)
        return _slips(request, [slip], f"Đã lập tài khoản cho đồng chí {made.full_name}")
    context = {"form": form, "role_form": role_form, "unit": unit}
    return page(request, "permissions/person_new.html", context, is_refused=form.is_bound)


def _is_another(form: NewPersonForm, area: Area, actor: User) -> bool:
    """Ask once whether somebody with the same name is the same person."""
    if made_with(str(form.cleaned_data["submission_key"]), actor=actor):
        return True  # the same form a second time: the service answers
    alike = same_name(people_of(area.units, with_unassigned=area.is_general), form.cleaned_data["full_name"])
    if alike is None or form.cleaned_data["is_other_person"]:
        return True
    held = RoleAssignment.objects.on(today()).filter(user=alike).select_related("unit").first()
    form.ask_whether_other(alike, f"{held.printed_position}, {held.unit}" if held else "")
    return False


@administrator
def people_new(request: HttpRequest, area: Area) -> HttpResponse:
    """A table of ten rows for cell officers; answers with their slips, four to a sheet."""
    units = [unit for unit in open_units(area) if unit.kind.proposes]
    lacking = list(cells_without_officer(area.units, today())[:ROWS_AT_ONCE])
    rows_class = formset_factory(
        CellSecretaryForm, formset=CellSecretaryFormSet, extra=ROWS_AT_ONCE, max_num=ROWS_AT_ONCE
    )
    # without a POST each of the first rows is offered with a cell that has nobody
    initial = [{"unit": cell.pk, "position_title": "Bí thư"} for cell in lacking]
    rows_class.extra = ROWS_AT_ONCE - len(initial)
    rows = rows_class(
        request.POST or None, initial=initial, form_kwargs={"units": units, "today": today()}, prefix="dong"
    )
    shared = SharedRoleForm(request.POST or None, initial={"starts_on": today()})
    if request.method == "POST" and rows.is_valid() & shared.is_valid():
        try:
            slips = _register_rows(request, rows, shared)
        except AlreadyCreated as already:
            return _already(request, already.user)
        return _slips(request, slips, f"Đã lập {len(slips)} tài khoản")
    context = {"rows": rows, "shared": shared, "lacking": len(lacking), "has_units": bool(units)}
    return page(request, "permissions/people_new.html", context, is_refused=rows.is_bound)


def _register_rows(request: HttpRequest, rows: CellSecretaryFormSet, shared: SharedRoleForm) -> list[dict]:
    common = shared.cleaned_data
    filled = [row.cleaned_data for row in rows if row.cleaned_data.get("full_name")]
    made = register_people([
        (
            {"full_name": row["full_name"], "birth_year": row["birth_year"], "phone": row["phone"], "submission_key": f"{common['submission_key']}/{i}"},
            FirstRole(Role.CELL_OFFICER, row["unit"], common["starts_on"], row["position_title"], common["decided_by"]),
        )
        for i, row in enumerate(filled)
    ], actor=request.user, at=now())  # fmt: skip
    return [
        _slip(user, password, Role.CELL_OFFICER.label, row["position_title"], row["unit"].name)
        for (user, password), row in zip(made, filled, strict=True)
    ]


@administrator
def person_edit(request: HttpRequest, area: Area, pk: int) -> HttpResponse:
    """Correct name, year of birth, telephone and address."""
    found = person_or_404(area, pk)
    facts = {name: getattr(found, name) for name in ("full_name", "birth_year", "phone", "email")}
    form = PersonFields(request.POST or None, today=today(), initial=facts)
    if request.method == "POST" and form.is_valid():
        correct_person(found, actor=request.user, at=now(), **form.cleaned_data)
        messages.success(request, "Đã sửa thông tin người dùng.")
        return redirect("permissions:person", pk)
    context = {
        "title": f"Sửa thông tin của đồng chí {found.full_name}",
        "form": form,
        "submit_label": "Ghi thông tin mới",
        "lead": "Văn bản và lịch sử đã có giữ nguyên họ tên cũ.",
        "cancel_url": reverse("permissions:person", args=[pk]),
        "cancel_label": "Quay lại, không sửa",
    }
    return page(request, "components/confirm_page.html", context, is_refused=form.is_bound)


@administrator
def person_password(request: HttpRequest, area: Area, pk: int) -> HttpResponse:
    """A new one-time password, after one more question; answers with the slip, which is shown this once."""
    found = person_or_404(area, pk)
    hindrance = OWN_ACCOUNT if found.pk == request.user.pk else account_hindrance(area, found, on=today())
    if request.method == "POST" and not hindrance:
        password = reset_password(found, actor=request.user, at=now())
        held = RoleAssignment.objects.on(today()).filter(user=found).select_related("unit").first()
        slip = _slip(
            found, password, *((held.get_role_display(), held.position_title, held.unit.name) if held else ("", "", ""))
        )
        return _slips(request, [slip], f"Đã cấp lại mật khẩu cho đồng chí {found.full_name}")
    context = {
        "title": f"Cấp lại mật khẩu cho đồng chí {found.full_name}",
        "submit_label": "Cấp mật khẩu mới",
        "refused": hindrance,
        "cancel_url": reverse("permissions:person", args=[pk]),
        "consequences": [
            "Mật khẩu cũ hết dùng ngay; nếu đang đăng nhập ở máy nào, đồng chí đó phải đăng nhập lại.",
            "Mật khẩu mới chỉ hiện một lần trên trang sau, để in phiếu và giao tận tay.",
            "Lần đăng nhập tới, đồng chí đó phải tự đặt mật khẩu của mình.",
        ],
    }
    return page(request, "components/confirm_page.html", context, is_refused=request.method == "POST")


@administrator
def person_stop(request: HttpRequest, area: Area, pk: int) -> HttpResponse:
    """Stop an account, with a reason."""
    return _switch(request, area, pk, is_active=False)


@administrator
def person_resume(request: HttpRequest, area: Area, pk: int) -> HttpResponse:
    """Resume a stopped account, with a reason."""
    return _switch(request, area, pk, is_active=True)


def _switch(request: HttpRequest, area: Area, pk: int, *, is_active: bool) -> HttpResponse:
    found = person_or_404(area, pk)
    hindrance = account_hindrance(area, found, on=today())
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and not hindrance:
        try:
            set_account_active(found, is_active, actor=request.user, at=now(), note=form.cleaned_data["reason"])
        except AssignmentRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            done = "mở lại" if is_active else "ngừng"
            messages.success(request, f"Đã {done} tài khoản của đồng chí {found.full_name}.")
            return redirect("permissions:person", pk)
    act = "Mở lại" if is_active else "Ngừng"
    consequences = [
        "Đồng chí đó đăng nhập lại được với mật khẩu cũ; nếu đã quên, hãy cấp lại mật khẩu.",
        "Các vai trò còn hiệu lực dùng lại được ngay.",
    ] if is_active else [
        "Đồng chí đó không đăng nhập được nữa; nếu đang làm việc, lần bấm tới sẽ bị từ chối.",
        "Tên và việc đã làm giữ nguyên trong hồ sơ và lịch sử. Tài khoản mở lại được.",
        "Vai trò không tự kết thúc. Nếu có quyết định thôi vai trò, hãy ghi ở trang của đồng chí đó.",
    ]  # fmt: skip
    context = {
        "title": f"{act} tài khoản của đồng chí {found.full_name}",
        "form": form,
        "submit_label": f"{act} tài khoản",
        "harm": not is_active,
        "refused": hindrance,
        "consequences": consequences,
        "cancel_url": reverse("permissions:person", args=[pk]),
    }
    return page(request, "components/confirm_page.html", context, is_refused=form.is_bound)


def _slip(user: User, password: str, role: str, position: str, unit: str) -> dict:
    return {"user": user, "password": password, "role": position or role, "unit": unit}


def _slips(request: HttpRequest, slips: list[dict], title: str) -> HttpResponse:
    """Return the page with the slips. It answers the POST itself: the passwords are stored nowhere, not even in between."""
    host = request.get_host()
    context = {
        "slips": slips, "title": title, "address": request.build_absolute_uri("/"), "is_only_here": host.startswith(ONLY_HERE)
    }  # fmt: skip
    return page(request, "permissions/slips.html", context)


def _already(request: HttpRequest, user: User) -> HttpResponse:
    messages.warning(
        request, f"Tài khoản của đồng chí {user.full_name} đã được lập ở lần bấm trước. Mật khẩu dùng một lần chỉ hiện một lần; "
        "nếu chưa kịp in phiếu, hãy cấp lại mật khẩu.",
    )  # fmt: skip
    return redirect("permissions:person", user.pk)
