"""Blanks: kinds, the ledger of each, what the books say beside what was counted."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from ..exceptions import ActRefused
from ..forms.blanks import EntryForm, KindForm
from ..models import BlankKind
from ..queries.blanks import reconciliation, stock_of, stocks
from ..services import blanks as acts
from .base import now, today
from .rights import clerk_units, of_unit_or_404

NAME = {
    "label": "Tên phôi",
    "hint": "Ghi để phân biệt được với loại khác, ví dụ: Phôi giấy khen A4 khung đỏ, nhà in Tân Tiến.",
}
LINES_PER_PAGE = 50


@require_GET
def blanks(request: HttpRequest) -> HttpResponse:
    """All kinds of blank of the person's units with how many are left."""
    units = clerk_units(request)
    kinds = list(BlankKind.objects.filter(unit__in=units).select_related("unit").order_by("name", "id"))
    counted = stocks(kinds)
    context = {
        "kinds": [(kind, counted[kind.pk]) for kind in kinds if kind.is_active],
        "retired": [(kind, counted[kind.pk]) for kind in kinds if not kind.is_active],
        "is_many": len(units) > 1,
    }
    return render(request, "certificates/blanks.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Write down a kind of blank."""
    form = KindForm(request.POST or None, units=clerk_units(request), **NAME)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        facts = {name: said[name] for name in ("name", "width_mm", "height_mm", "carries")}
        try:
            made = acts.add_kind(unit=form.of_unit, actor=request.user, at=now(), **facts)
        except ActRefused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, f"Đã thêm {made.name}. Bây giờ ghi số tờ đang có.")
            return redirect("certificates:blank", made.pk)
    context = {
        "form": form, "title": "Thêm loại phôi", "submit_label": "Thêm loại phôi",
        "cancel_url": reverse("certificates:blanks"), "back_label": "Phôi",
    }  # fmt: skip
    return render(request, "certificates/printers_form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def blank(request: HttpRequest, pk: int) -> HttpResponse:
    """The ledger of a kind; POST writes a line."""
    kind = of_unit_or_404(request, BlankKind.objects, pk)
    form = EntryForm(request.POST or None, initial={"on": today()})
    if request.method == "POST" and form.is_valid():
        try:
            entry = acts.write_entry(kind, actor=request.user, at=now(), **form.cleaned_data)
        except ActRefused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, f"Đã ghi sổ: {entry.get_move_display().lower()} {entry.sheets} tờ.")
            name = "certificates:blank_reconciliation" if entry.expected is not None else "certificates:blank"
            return redirect(name, kind.pk)
    entries = Paginator(kind.entries.all(), LINES_PER_PAGE)
    context = {
        "kind": kind,
        "stock": stock_of(kind),
        "form": form,
        "page": entries.get_page(request.GET.get("trang")),
    }
    return render(request, "certificates/blanks_one.html", context, status=422 if form.is_bound else 200)


@require_GET
def books(request: HttpRequest, pk: int) -> HttpResponse:
    """The reconciliation of a kind: books, runs, the last count, and what explains the difference."""
    kind = of_unit_or_404(request, BlankKind.objects, pk)
    found = reconciliation(kind)
    page = Paginator(found.runs, LINES_PER_PAGE).get_page(request.GET.get("trang"))
    context = {"kind": kind, "found": found, "stock": found.stock, "page": page}
    return render(request, "certificates/blanks_books.html", context)
