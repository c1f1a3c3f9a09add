"""Beginning an import: the list of imports, sending a file, an empty sheet to fill."""

import re

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from organizations.models import Unit
from permissions.exceptions import NotPermitted

from ..enums import ImportState
from ..exceptions import ImportRefused
from ..forms import UploadForm
from ..queries import imports_of, usable_kinds
from ..reading import SpreadsheetRefused
from ..registry import ImportKind
from ..services.receiving import receive_file
from ..services.sheets import XLSX, sample_sheet
from .base import BADGES, REFUSED, kind_or_404, now, today

PAGE_SIZE = 30
YEAR = re.compile(r" năm \d{4}$")


@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    """The imports of the person's units, and what can be imported."""
    usable = _usable(request)
    page = Paginator(imports_of(request.user, on=today()), PAGE_SIZE).get_page(request.GET.get("trang"))
    labels = {kind.code: kind.label for kind, _ in usable}
    for one in page.object_list:
        one.kind_label = labels[one.kind]
        one.badge, one.badge_kind = ImportState(one.state).label, BADGES[ImportState(one.state)]
    starts = [kind for kind, _ in usable if not kind.needs_target]
    return render(request, "spreadsheets/imports.html", {"page": page, "starts": starts})


def _usable(request: HttpRequest) -> list[tuple[ImportKind, list[Unit]]]:
    usable = usable_kinds(request.user, on=today())
    if not usable:
        raise NotPermitted("Đồng chí chưa được giao việc nhập bảng tính. Nếu cần, hãy hỏi người quản trị.")
    return usable


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Send a sheet of one kind for one unit: ?loai=<kind>&don-vi=<unit>, and what else the kind asks for."""
    if not request.GET.get("loai"):
        _usable(request)
        return redirect("spreadsheets:imports")
    kind = kind_or_404(request.GET["loai"])
    units = kind.units(request.user, today())
    if not units:
        raise NotPermitted(f"Đồng chí chưa được giao việc nhập “{kind.label}”. Nếu cần, hãy hỏi người quản trị.")
    try:
        target = kind.read_target(request.GET, request.user, today())
    except LookupError:
        raise Http404 from None
    unit = _asked_unit(request, units)
    is_sent = request.method == "POST"
    form = UploadForm(request.POST if is_sent else None, request.FILES if is_sent else None, units=units, unit=unit)
    if not form.is_valid():
        return _page(request, kind, form, unit)
    try:
        made = receive_file(
            kind=kind,
            unit=form.cleaned_data["unit"],
            target=target,
            name=form.cleaned_data["file"].name,
            content=form.cleaned_data["file"],
            actor=request.user,
            at=now(),
            submission_key=form.cleaned_data["submission_key"],
        )
    except (SpreadsheetRefused, ImportRefused) as refusal:
        form.add_error("file", refusal.reason)
        return _page(request, kind, form, unit)
    return redirect("spreadsheets:columns", made.pk)


def _asked_unit(request: HttpRequest, units: list[Unit]) -> Unit | None:
    """Return the unit of the address, or the only one; 404 for one that is not the person's."""
    asked = request.GET.get("don-vi", "")
    if asked:
        found = next((unit for unit in units if str(unit.pk) == asked), None)
        if found is None:
            raise Http404
        return found
    return units[0] if len(units) == 1 else None


def _page(request: HttpRequest, kind: ImportKind, form: UploadForm, unit: Unit | None) -> HttpResponse:
    fields = kind.fields(today())
    context = {
        "kind": kind,
        "form": form,
        "unit": unit,
        "required": [field for field in fields if field.required],
        # ratings of six years are one thing to have
        "optional": list(dict.fromkeys(YEAR.sub(" từng năm", f.label).lower() for f in fields if not f.required)),
        "sample_url": reverse("spreadsheets:sample", args=[kind.code]),
        "back_url": reverse("spreadsheets:imports"),
    }
    return render(request, "spreadsheets/upload.html", context, status=REFUSED if form.is_bound else 200)


@require_GET
def sample(request: HttpRequest, code: str) -> HttpResponse:
    """An empty sheet with the headings of a kind."""
    kind = kind_or_404(code)
    if not kind.units(request.user, today()):
        raise NotPermitted(f"Đồng chí chưa được giao việc nhập “{kind.label}”. Nếu cần, hãy hỏi người quản trị.")
    return sheet_response(sample_sheet(kind, today()), f"mau-{kind.code}.xlsx".replace("_", "-"))


def sheet_response(content: bytes, name: str) -> HttpResponse:
    """Return a sheet as a download."""
    return HttpResponse(
        content, content_type=XLSX, headers={"Content-Disposition": content_disposition_header(True, name)}
    )
