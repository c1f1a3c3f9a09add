"""Units: the tree, a new one, a change from a day on, the end."""

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from organizations.models import Signer, Unit
from organizations.queries import ancestry
from organizations.services import UnitChangeRefused, change_unit, create_unit, create_units, record_succession
from vietnamese.dates import short_date
from vietnamese.text import search_key

from ..access import Area
from ..forms.units import CloseUnitForm, SuccessionForm, UnitChangeForm, UnitFilter, UnitForm, UnitsForm
from ..models import RoleAssignment
from ..queries import cells_without_officer, entries_about, held_by_unit, loans_at, roles_at, sorted_by_time
from ..services import close_unit_with_roles
from .base import PAGE_SIZE, administrator, asked_unit, now, open_units, page, today, unit_or_404
from .loans import loan_rows


@administrator
def units(request: HttpRequest, area: Area) -> HttpResponse:
    """The units of the area: without a search as a tree, with one as a list."""
    form = UnitFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = _narrowed(area, chosen)
    is_tree = not any(chosen.values())
    rows = _tree(found) if is_tree else [(0, unit) for unit in found]
    pages = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("trang"))
    held = held_by_unit([unit.pk for _, unit in pages], today())
    lines = [{"depth": depth, "unit": unit, "held": held.get(unit.pk, [])} for depth, unit in pages]
    return page(
        request,
        "permissions/units.html",
        {
            "filter": form,
            "lines": lines,
            "pages": pages,
            "is_tree": is_tree,
            "is_closed": chosen.get("tinh_trang") == "het",
        },
    )


def _narrowed(area: Area, chosen: dict) -> list[Unit]:
    state = chosen.get("tinh_trang")
    if state == "thieu":
        found = cells_without_officer(area.units, today())
    else:
        found = Unit.objects.filter(pk__in=area.units).select_related("kind", "parent")
        found = found.filter(ends_on__lt=today()) if state == "het" else found.exclude(ends_on__lt=today())
    for word in search_key(chosen.get("q", "")).split():
        found = found.filter(search_key__contains=word)
    if chosen.get("loai"):
        found = found.filter(kind=chosen["loai"])
    return list(found.order_by("kind__rank", "sort_key"))


def _tree(found: list[Unit]) -> list[tuple[int, Unit]]:
    """Return (depth, unit) in the order in which a tree is read; a unit whose superior is not shown begins a tree."""
    shown = {unit.pk for unit in found}
    below: dict[int | None, list[Unit]] = {}
    for unit in found:
        below.setdefault(unit.parent_id if unit.parent_id in shown else None, []).append(unit)
    rows: list[tuple[int, Unit]] = []
    waiting = [(0, unit) for unit in reversed(below.get(None, []))]
    while waiting:
        depth, unit = waiting.pop()
        rows.append((depth, unit))
        waiting += [(depth + 1, child) for child in reversed(below.get(unit.pk, []))]
    return rows


@administrator
def unit(request: HttpRequest, area: Area, pk: int) -> HttpResponse:
    """Everything about one unit: its facts, who works there, who signs, its periods, its history."""
    found = unit_or_404(area, pk)
    groups, loans = sorted_by_time(roles_at(found), today()), list(loans_at(found))
    return page(
        request,
        "permissions/unit.html",
        {
            "unit": found,
            "groups": groups,
            "facts": _facts(found, area),
            "is_closed": bool(found.ends_on and found.ends_on < today()),
            "versions": found.versions.select_related("kind", "parent").order_by("-starts_on"),
            "before": found.predecessions.select_related("predecessor"),
            "after": found.successions.select_related("successor"),
            "signers": Signer.objects.on(today()).filter(unit=found),
            "children": Unit.objects.filter(parent=found).exclude(ends_on__lt=today()).count(),
            "loans": loan_rows(loans, today()),
            "entries": [
                _entry(entry)
                for entry in entries_about(found, *RoleAssignment.objects.filter(unit=found).only("pk"), *loans)
            ],
        },
    )


def _facts(found: Unit, area: Area) -> list[dict]:
    kind = found.kind
    rows = [
        ("Loại", kind.name),
        ("Trực thuộc", found.parent.name if found.parent else "Không trực thuộc đơn vị nào trong hệ thống"),
    ]
    if kind.appraises or kind.has_standing_committee:
        rows += [
            ("Tên cấp ủy", found.organ_name),
            ("Ban thường vụ", found.standing_committee_name),
            ("Cơ quan thẩm định", found.office_name),
            ("Ký hiệu trên văn bản", found.symbol or kind.symbol),
            ("Địa danh", found.place),
        ]
    rows += [("Điện thoại", found.phone), ("Hoạt động từ ngày", short_date(found.starts_on))]
    if found.ends_on:
        rows.append(("Hoạt động đến hết ngày", short_date(found.ends_on)))
    return [{"label": label, "value": value} for label, value in rows]


def _entry(entry) -> dict:
    return {"title": f"{entry.verb}: {entry.subject_label}", "by": entry.done_by, "at": entry.at, "note": entry.note}


@administrator
def unit_new(request: HttpRequest, area: Area) -> HttpResponse:
    """Write down a new unit."""
    parents = _possible_parents(area)
    parent = asked_unit(request, area)
    form = UnitForm(request.POST or None, parents=parents, initial={"parent": parent, "starts_on": today()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = create_unit(
            actor=request.user, at=now(), starts_on=data["starts_on"], source=data["source"], **form.facts
        )
        messages.success(request, f"Đã lập {made}. Việc tiếp theo: giao vai trò cho người làm việc ở đây.")
        return redirect("permissions:unit", made.pk)
    return page(
        request,
        "permissions/unit_form.html",
        {"form": form, "cancel_url": reverse("permissions:units")},
        is_refused=form.is_bound,
    )


@administrator
def units_new(request: HttpRequest, area: Area) -> HttpResponse:
    """Write down several units of one kind under one superior, all or none."""
    parents = _possible_parents(area)
    initial = {"parent": asked_unit(request, area) or (parents[0] if len(parents) == 1 else None), "starts_on": today()}
    form = UnitsForm(request.POST or None, parents=parents, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = create_units(actor=request.user, at=now(), **form.cleaned_data)
        messages.success(
            request, f"Đã lập {len(made)} đơn vị. Việc tiếp theo: lập tài khoản cho người của từng đơn vị."
        )
        return redirect("permissions:units")
    context = {
        "title": "Thêm nhiều chi bộ một lần",
        "form": form,
        "submit_label": "Thêm các đơn vị",
        "cancel_url": reverse("permissions:units"),
        "lead": "Dùng khi khai báo lần đầu. Tên in trên giấy tờ đúng như ghi ở đây.",
    }
    return page(request, "components/confirm_page.html", context, is_refused=form.is_bound)


@administrator
def unit_change(request: HttpRequest, area: Area, pk: int) -> HttpResponse:
    """Change a unit from a day on, or correct what was typed wrong; the old names stay readable for the time before."""
    found = unit_or_404(area, pk)
    current = found.versions.filter(ends_on=None).first()
    since: date = current.starts_on if current else found.starts_on
    form = UnitChangeForm(
        request.POST or None,
        unit=found,
        since=since,
        since_text=short_date(since),
        parents=_possible_parents(area, found),
        initial={
            word: getattr(found, word)
            for word in ("name", "organ_name", "standing_committee_name", "office_name", "symbol", "place", "phone")
        }
        | {
            "kind": found.kind_id,
            "parent": found.parent_id,
            "mode": UnitChangeForm.CORRECT if "sua" in request.GET else None,
        },
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            changed = change_unit(
                found, actor=request.user, at=now(), starts_on=data["starts_on"], source=data["source"], **form.facts
            )
        except UnitChangeRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Đã ghi thông tin mới của {changed} từ ngày {short_date(data['starts_on'])}.")
            return redirect("permissions:unit", found.pk)
    context = {"form": form, "unit": found, "cancel_url": reverse("permissions:unit", args=[pk])}
    return page(request, "permissions/unit_form.html", context, is_refused=form.is_bound)


def _possible_parents(area: Area, moved: Unit | None = None) -> list[Unit]:
    """Return what a unit may stand under: units of the area, its superior of today, and for a general administrator any."""
    inside = [
        unit
        for unit in open_units(area)
        if unit.kind.appraises or unit.kind.has_standing_committee or unit.kind.rank < 4
    ]
    outside = (
        Unit.objects.exclude(pk__in=area.units).exclude(ends_on__lt=today()).select_related("kind", "parent__kind")
    )
    if moved is None:
        return inside
    if not area.is_general:
        outside = outside.filter(pk=moved.parent_id)
    return [unit for unit in [*outside.order_by("kind__rank", "sort_key"), *inside] if unit.pk != moved.pk]


@administrator
def unit_close(request: HttpRequest, area: Area, pk: int) -> HttpResponse:
    """End a unit, after one more question."""
    found = unit_or_404(area, pk)
    form = CloseUnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ended = close_unit_with_roles(found, actor=request.user, at=now(), **form.cleaned_data)
        except UnitChangeRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            roles = f" {ended} vai trò ở đó cũng thôi cùng ngày." if ended else ""
            messages.success(request, f"Đã ghi {found} kết thúc hoạt động.{roles}")
            return redirect("permissions:unit", pk)
    context = {
        "title": f"Kết thúc {found}",
        "form": form,
        "submit_label": "Kết thúc đơn vị",
        "harm": True,
        "cancel_url": reverse("permissions:unit", args=[pk]),
        "consequences": [
            "Từ ngày hôm sau, đơn vị không lập được đề nghị mới và không còn trong danh sách để chọn.",
            "Mọi vai trò đang giữ ở đơn vị này thôi cùng ngày.",
            "Hồ sơ, quyết định và lịch sử của đơn vị giữ nguyên, vẫn đọc được với tên cũ.",
        ],
    }
    return page(request, "components/confirm_page.html", context, is_refused=form.is_bound)


@administrator
def unit_succession(request: HttpRequest, area: Area, pk: int) -> HttpResponse:
    """Write down that a unit goes on from another one of the area; earlier awards of that one are then its history."""
    found = unit_or_404(area, pk)
    others = Unit.objects.filter(pk__in=area.units).exclude(pk__in=ancestry(found)).order_by("kind__rank", "sort_key")
    form = SuccessionForm(
        request.POST or None, units=list(others), today=today(), initial={"happened_on": found.starts_on}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            record_succession(
                found,
                [data["predecessor"]],
                happened_on=data["happened_on"],
                source=data["source"],
                actor=request.user,
                at=now(),
            )
        except UnitChangeRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Đã ghi {found} kế tục {data['predecessor']}.")
            return redirect("permissions:unit", pk)
    context = {
        "title": "Ghi đơn vị trước",
        "lead": f"{found} lập từ việc nhập, tách hoặc lập lại đơn vị nào. Đơn vị chỉ đổi tên thì không ghi ở đây.",
        "form": form,
        "submit_label": "Ghi đơn vị trước",
        "cancel_url": reverse("permissions:unit", args=[pk]),
        "consequences": [
            "Khen thưởng của đơn vị trước hiện trong lịch sử của đơn vị này.",
            "Nhật ký giữ việc ghi này.",
        ],
    }
    return page(request, "components/confirm_page.html", context, is_refused=form.is_bound)
