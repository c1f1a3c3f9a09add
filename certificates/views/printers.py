"""Printers of the office: the list, a printer with its trays and measurements, measuring one."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from ..exceptions import ActRefused
from ..forms.printers import FeedForm, NameForm, ReadingsForm, feed_values, mm
from ..layout.correction import Correction, CorrectionRefused
from ..layout.grid import EDGE_MM, Measured
from ..layout.seen import GOOD_MM, drawing, farthest_mm, in_words
from ..models import BlankKind, CalibrationProfile, Printer
from ..queries.hub import OLD
from ..queries.printers import printers_of, profiles_of
from ..services import printers as acts
from ..services.grids import grid_pdf
from ..services.printers import Feed, correction_of, current_profile, feed_of
from .base import now
from .rights import clerk_units, of_unit_or_404

NAME = {"label": "Tên máy in", "hint": "Ghi như mọi người trong phòng vẫn gọi, ví dụ: Canon LBP 2900 ở phòng văn thư."}


@require_GET
def printers(request: HttpRequest) -> HttpResponse:
    """All printers of the person's units, each with what is corrected in which tray."""
    units = clerk_units(request)
    found = list(printers_of(units))
    context = {
        "printers": [_printer_row(printer) for printer in found if printer.is_active],
        "retired": [printer for printer in found if not printer.is_active],
        "is_many": len(units) > 1,
    }
    return render(request, "certificates/printers.html", context)


def _printer_row(printer: Printer) -> dict:
    return {"printer": printer, "profiles": [_profile_row(profile) for profile in printer.current_profiles]}


def _profile_row(profile: CalibrationProfile) -> dict:
    seen = profile.measured.get("seen")
    days = (now() - profile.measured_at).days
    return {
        "profile": profile,
        "paper": profile.blank.name
        if profile.blank
        else f"giấy trắng {mm(profile.width_mm)} × {mm(profile.height_mm)} mm",
        "does": in_words(_inverse_words(profile)),
        "seen": in_words(Correction(**seen)) if seen else "",
        "is_old": days > OLD.days,
        "age": "hôm nay" if days == 0 else f"{days} ngày trước" if days < 60 else f"{days // 30} tháng trước",
        "numbers": [number.replace(".", ",") for number in profile.measured.get("distances", [])],
    }


def _inverse_words(profile: CalibrationProfile) -> Correction:
    """Return the machine's own fault, which is what its correction takes back."""
    does = correction_of(profile)
    return Correction(-does.shift_x_mm, -does.shift_y_mm, 2 - does.scale_x, 2 - does.scale_y, -does.rotation_deg)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Write down a printer."""
    form = NameForm(request.POST or None, units=clerk_units(request), **NAME)
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.add_printer(unit=form.of_unit, name=form.cleaned_data["name"], actor=request.user, at=now())
        except ActRefused as refusal:
            form.add_error("name", refusal.reason)
        else:
            messages.success(request, f"Đã thêm {made.name}. Bây giờ căn chỉnh máy để chữ vào đúng chỗ trên phôi.")
            return redirect("certificates:calibrate", made.pk)
    context = {
        "form": form, "title": "Thêm máy in", "submit_label": "Thêm máy in",
        "cancel_url": reverse("certificates:printers"), "back_label": "Máy in",
    }  # fmt: skip
    return render(request, "certificates/printers_form.html", context, status=422 if form.is_bound else 200)


@require_GET
def printer(request: HttpRequest, pk: int) -> HttpResponse:
    """A printer: its trays, its measurements of before."""
    found = of_unit_or_404(request, Printer.objects, pk)
    rows = [_profile_row(profile) for profile in profiles_of(found)]
    context = {
        "printer": found,
        "current": [row | {"again": _calibrate_url(row["profile"])} for row in rows if row["profile"].is_current],
        "past": [row for row in rows if not row["profile"].is_current],
    }
    return render(request, "certificates/printers_one.html", context)


def _calibrate_url(profile: CalibrationProfile) -> str:
    address = reverse("certificates:calibrate", args=[profile.printer_id])
    return f"{address}?{urlencode(feed_values(feed_of(profile)))}"


@require_http_methods(["GET", "POST"])
def calibrate(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the paper, print the grid, type the numbers, see what is off, print again, save."""
    found = of_unit_or_404(request, Printer.objects, pk)
    typed = request.POST if request.method == "POST" else request.GET
    chosen = _feed_form(found, typed if "giay" in typed else None)
    if not chosen.is_valid():
        return _calibrate_page(request, found, chosen, status=422 if chosen.is_bound else 200)
    feed = chosen.feed
    if request.method == "GET":
        return _calibrate_page(request, found, chosen, feed=feed, form=ReadingsForm())
    return _measured(request, found, chosen, feed)


def _measured(request: HttpRequest, found: Printer, chosen: FeedForm, feed: Feed) -> HttpResponse:
    """Answer typed numbers: what they say, or, once that was looked at, keep them."""
    form = ReadingsForm(request.POST)
    page: dict[str, Any] = {"feed": feed, "form": form}
    if not form.is_valid():
        return _calibrate_page(request, found, chosen, status=422, **page)
    try:
        base = _base(feed, request.POST.get("tu"))
        if request.POST.get("viec") == "luu":
            acts.save_profile(feed, form.distances, base=base, actor=request.user, at=now())
            messages.success(request, "Đã lưu căn chỉnh. Từ nay khi in, chọn máy này thì chữ được bù lệch.")
            return redirect("certificates:printer", found.pk)
        measured = feed.grid.measured([float(distance) for distance in form.distances], correction_of(base))
    except CorrectionRefused as refusal:
        form.refuse(refusal)
        return _calibrate_page(request, found, chosen, status=422, **page)
    except ActRefused as refusal:
        form.add_error(None, refusal.reason)
        return _calibrate_page(request, found, chosen, status=422, **page)
    return _calibrate_page(request, found, chosen, measured=measured, **page)


def _feed_form(found: Printer, typed: Any) -> FeedForm:
    return FeedForm(typed, printer=found, blanks=BlankKind.objects.filter(unit=found.unit, is_active=True))


def _base(feed: Feed, typed: str | None) -> CalibrationProfile | None:
    """Return the profile with which the grid was printed. Raises ActRefused when that is not the one in use any more."""
    current = current_profile(feed)
    if (typed or "") != (str(current.pk) if current else ""):
        raise ActRefused(
            "Căn chỉnh của khay này vừa được đo lại ở một cửa sổ khác. Đồng chí in lại tờ căn chỉnh rồi đo lại."
        )
    return current


def _calibrate_page(
    request: HttpRequest,
    found: Printer,
    chosen: FeedForm,
    *,
    feed: Feed | None = None,
    form: ReadingsForm | None = None,
    measured: Measured | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"printer": found, "chosen": chosen, "feed": feed, "form": form, "edge": f"{EDGE_MM:g}"}
    if feed:
        base, values = current_profile(feed), feed_values(feed)
        values |= {"tu": base.pk} if base else {}
        context |= {"base": base, "values": values, "grid_url": _grid_url(found, values), "label": feed.label}
    if feed and measured:
        numbers = {name: form[name].value() for name in form.fields}
        off = farthest_mm(feed.grid, measured.seen)
        context |= {
            "measured": measured,
            "words": in_words(measured.seen),
            "off": f"{off:.1f}".replace(".", ","),
            "is_good": off <= GOOD_MM,
            "drawing": drawing(feed.grid, measured.seen),
            "check_url": _grid_url(found, values | numbers),
        }
    return render(request, "certificates/printers_calibrate.html", context, status=status)


def _grid_url(found: Printer, values: dict) -> str:
    return f"{reverse('certificates:test_grid', args=[found.pk])}?{urlencode(values)}"


@require_GET
def test_grid(request: HttpRequest, pk: int) -> HttpResponse:
    """The grid as a PDF: with the profile in use, or with what typed numbers say, to see whether that is right."""
    found = of_unit_or_404(request, Printer.objects, pk)
    chosen = _feed_form(found, request.GET)
    if not chosen.is_valid():
        raise Http404
    feed = chosen.feed
    try:
        base = _base(feed, request.GET.get("tu"))
        applied, is_checking = correction_of(base), "so1" in request.GET
        if is_checking:
            form = ReadingsForm(request.GET)
            if not form.is_valid():
                raise Http404
            applied = feed.grid.measured([float(distance) for distance in form.distances], applied).correction
    except (ActRefused, CorrectionRefused) as refusal:
        url = reverse("certificates:calibrate", args=[found.pk])
        context = {"title": "Chưa in được tờ căn chỉnh", "reason": refusal.reason, "record_url": url}
        return render(request, "409.html", context, status=422)
    done = "Tờ kiểm tra: đã bù lệch, tám số phải gần 20 mm." if is_checking else _done(base)
    content = grid_pdf(feed.grid, f"{feed.label}. {done}", applied)
    headers = {"Content-Disposition": content_disposition_header(False, "to-can-chinh.pdf")}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _done(base: CalibrationProfile | None) -> str:
    return "Tờ này in với căn chỉnh đang dùng." if base else "Tờ này in chưa bù lệch."
