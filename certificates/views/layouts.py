"""The unit's layouts: which is in use, starting a new one, copying, carrying them in files, putting them away."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from organizations.enums import AwardForm, RecipientKind
from organizations.models import Unit
from permissions import access
from permissions.roles import Capability
from vietnamese.text import search_key

from ..exceptions import ActRefused
from ..forms.layouts import StartForm, new_key, whole
from ..layout.designs import designs
from ..layout.sheets import DESIGN_CODES, HEADINGS, CertificateRun, CertificateSheet
from ..layout.spec import LayoutRefused
from ..models import Layout
from ..pictures import sheet_picture
from ..queries.layouts import places_of, retired_layouts
from ..services import layouts as acts
from ..services.kept import KeptFileLost
from ..services.layout_files import LARGEST_FILE, export_layout, import_layout
from ..services.layout_starts import copy_layout, create_from_design, create_on_blank
from .base import CLERK, my_units, now, today, unit_or_404

REFUSALS = (ActRefused, LayoutRefused)


def layout_or_404(request: HttpRequest, pk: int) -> Layout:
    """Return a layout of a unit whose records clerk the person is.

    404 for a unit in which they have no role; NotPermitted where they have another one.
    """
    found = Layout.objects.select_related("unit__kind", "draft_background").filter(pk=pk).first()
    if found is None:
        raise Http404
    if not any(held.unit_id == found.unit_id for held in access.assignments(request.user, today())):
        raise Http404
    access.check(request.user, Capability.NUMBER_DECISIONS, found.unit, on=today())
    return found


@require_GET
def layouts(request: HttpRequest) -> HttpResponse:
    """What each kind of certificate is printed with."""
    return _list(request)


def _list(request: HttpRequest, *, refused: str = "", status: int = 200) -> HttpResponse:
    units = my_units(request)
    if not units:
        access.check(request.user, CLERK[0], None, on=today())
    context = {
        "units": [
            {
                "unit": unit,
                "nature": _nature(unit),
                "places": places_of(unit, today()),
                "retired": retired_layouts(unit),
                "key": new_key(),
            }
            for unit in units
        ],
        "is_many": len(units) > 1,
        "designs": designs(),
        "refused": refused,
        "has_errors": bool(refused),
    }
    return render(request, "certificates/layouts.html", context, status=status)


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, unit_pk: int) -> HttpResponse:
    """Choose what a new layout begins as."""
    unit = unit_or_404(request, unit_pk)
    if request.method == "GET":
        asked = {name: request.GET.get(name, "") for name in ("form", "kind", "design")}
        initial = {
            "form": asked["form"] if asked["form"] in AwardForm.values else AwardForm.GIAY_KHEN,
            "kind": asked["kind"] if asked["kind"] in RecipientKind.values else RecipientKind.INDIVIDUAL,
            "design": asked["design"] if asked["design"] in DESIGN_CODES else DESIGN_CODES[0],
            "paper": "a4",
            "submission_key": new_key(),
        }
        return _start_page(request, unit, StartForm(initial=initial))
    form = StartForm(request.POST, request.FILES)
    if not form.is_valid():
        return _start_page(request, unit, form, status=422)
    said = form.cleaned_data
    about = {name: said[name] for name in ("form", "kind", "design", "name", "submission_key")}
    about |= {"unit": unit, "actor": request.user, "at": now()}
    try:
        if said["blank"]:
            made = create_on_blank(blank=(said["blank"].name, said["blank"].read()), **about)
        else:
            made = create_from_design(width_mm=form.size[0], height_mm=form.size[1], **about)
    except REFUSALS as refusal:
        return _start_page(request, unit, form, refused=str(refusal), status=422)
    return redirect("certificates:layout", made.pk)


def _nature(unit: Unit) -> str:
    """Return whose heading the unit's certificates carry."""
    return unit.kind.nature if unit.kind.nature in HEADINGS else "state"


def _start_page(
    request: HttpRequest, unit: Unit, form: StartForm, *, refused: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "unit": unit,
        "form": form,
        "designs": designs(),
        "chosen": form["design"].value(),
        "shown_form": form["form"].value() if form["form"].value() in AwardForm.values else AwardForm.GIAY_KHEN,
        "shown_kind": form["kind"].value()
        if form["kind"].value() in RecipientKind.values
        else RecipientKind.INDIVIDUAL,
        "nature": _nature(unit),
        "refused": refused,
        "has_errors": status != 200,
    }
    return render(request, "certificates/layout_start.html", context, status=status)


@require_GET
@cache_control(max_age=3600, private=True)
def design_picture(request: HttpRequest, design: str, form: str, kind: str, nature: str) -> HttpResponse:
    """A standard design with made-up words, to choose by."""
    if design not in DESIGN_CODES or form not in AwardForm.values or kind not in RecipientKind.values:
        raise Http404
    if nature not in HEADINGS:
        raise Http404
    if not my_units(request):
        access.check(request.user, CLERK[0], None, on=today())
    run = CertificateRun.sample(design=design, form=form, nature=nature)
    return HttpResponse(sheet_picture(run, CertificateSheet.sample(kind)), content_type="image/svg+xml")


@require_POST
def bring(request: HttpRequest, unit_pk: int) -> HttpResponse:
    """Take a layout from a file that another office exported."""
    unit = unit_or_404(request, unit_pk)
    upload = request.FILES.get("tep")
    try:
        if upload is None:
            raise ActRefused("Chưa chọn tệp. Đồng chí bấm chọn tệp bố cục rồi bấm Nhập.")
        if upload.size > LARGEST_FILE:
            raise ActRefused(f"Tệp lớn hơn {LARGEST_FILE // 1024 // 1024} MB nên không phải tệp bố cục.")
        made = import_layout(unit=unit, content=upload.read(), actor=request.user, at=now())
    except REFUSALS as refusal:
        return _list(request, refused=str(refusal), status=422)
    messages.success(request, f"Đã nhập bố cục “{made.name}”. Đồng chí xem lại rồi bấm Dùng bố cục này.")
    return redirect("certificates:layout", made.pk)


@require_GET
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out a layout as one file."""
    layout = layout_or_404(request, pk)
    try:
        content = export_layout(layout)
    except (*REFUSALS, KeptFileLost) as refusal:
        return _list(request, refused=str(refusal), status=422)
    name = "-".join(search_key(layout.name).split()) or "bo-cuc"
    return HttpResponse(
        content,
        content_type="application/json",
        headers={"Content-Disposition": content_disposition_header(True, f"{name[:60]}.bocuc.json")},
    )


@require_POST
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Make another layout that begins like this one."""
    layout = layout_or_404(request, pk)
    form, kind = request.POST.get("form", layout.form), request.POST.get("kind", layout.recipient_kind)
    if form not in AwardForm.values or kind not in RecipientKind.values:
        raise Http404
    about = {"actor": request.user, "at": now()}
    try:
        made = copy_layout(layout, form=form, kind=kind, name=request.POST.get("name", ""), **about)
    except REFUSALS as refusal:
        return _list(request, refused=str(refusal), status=422)
    messages.success(request, f"Đã sao thành “{made.name}”.")
    return redirect("certificates:layout", made.pk)


ACTS = {
    "thoi-dung": (acts.stop_using, "Đã thôi dùng “{}”. Từ nay in theo mẫu có sẵn."),
    "cat": (acts.retire_layout, "Đã cất “{}”. Bố cục nằm ở cuối trang, khi cần đồng chí lấy lại."),
    "lay-lai": (acts.restore_layout, "Đã lấy lại “{}”."),
}


@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Use, stop using, put away, take out again or rename."""
    layout = layout_or_404(request, pk)
    about = {"actor": request.user, "at": now()}
    try:
        if what == "dung":
            expected = whole(request.POST.get("version"), layout.draft_version)
            done, words = acts.use_layout(layout, expected_version=expected, **about), "Từ nay in theo “{}”."
        elif what == "doi-ten":
            done, words = (
                acts.rename_layout(layout, name=request.POST.get("name", ""), **about),
                "Đã đổi tên thành “{}”.",
            )
        elif what in ACTS:
            done, words = ACTS[what][0](layout, **about), ACTS[what][1]
        else:
            raise Http404
    except REFUSALS as refusal:
        return _list(request, refused=str(refusal), status=422)
    messages.success(request, words.format(done.name))
    return redirect(f"{reverse('certificates:layouts')}#{done.form}-{done.recipient_kind}-{done.unit_id}")
