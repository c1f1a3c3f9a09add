"""Number series for the administrator: which are open, a new one, where one goes on. The clerk's pages only read."""

from django.contrib import messages
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from documents.models import NumberSeries
from documents.services import number_text
from permissions.access import Area
from permissions.views.base import administrator, asked_unit, open_units, page
from vietnamese.text import lower_first

from ..forms.rulebook import NextNumberForm, SeriesForm
from ..services.series import SeriesRefused, open_series, set_next_number
from .base import now, today


def _book(series: NumberSeries) -> str:
    """Return a series inside a sentence: "sổ quyết định, ...", "sổ khen thưởng, ..."."""
    name = lower_first(str(series))
    return name if name.startswith("sổ ") else f"sổ {name}"


@administrator
def series_admin(request: HttpRequest, area: Area) -> HttpResponse:
    """The series of the area's units, with the next number as it will be printed."""
    rows = list(
        NumberSeries.objects.filter(unit_id__in=area.units)
        .select_related("unit__kind")
        .annotate(last=Max("numbers__value"))
        .order_by("unit__kind__rank", "unit__sort_key", "document_type", "-starts_on")
    )
    for row in rows:
        row.book = _book(row)
        row.next_text = number_text(row, row.next_number)
    in_use = [row for row in rows if row.ends_on is None or row.ends_on >= today()]
    return page(
        request, "workflows/series_admin.html", {"rows": in_use, "past": [row for row in rows if row not in in_use]}
    )


@administrator
def series_new(request: HttpRequest, area: Area) -> HttpResponse:
    """Open a series."""
    units = [unit for unit in open_units(area) if unit.kind.has_standing_committee or unit.kind.appraises]
    unit = asked_unit(request, area) or (units[0] if len(units) == 1 else None)
    initial = {"unit": unit, "document_type": request.GET.get("loai"), "starts_on": today()}
    form = SeriesForm(request.POST or None, units=units, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = open_series(actor=request.user, at=now(), **form.cleaned_data)
        except SeriesRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Đã mở {_book(made)}. Số đầu tiên sẽ là {number_text(made, made.next_number)}.")
            return redirect("workflows:series_admin")
    context = {
        "title": "Mở sổ số văn bản",
        "form": form,
        "submit_label": "Mở sổ số",
        "cancel_url": reverse("workflows:series_admin"),
        "lead": "Mỗi loại văn bản của một nhiệm kỳ có một sổ, số chạy liên tục. Sổ cũ cùng loại tự kết thúc vào hôm trước ngày dùng sổ mới.",
    }
    return page(request, "components/confirm_page.html", context, is_refused=form.is_bound)


@administrator
def series_next(request: HttpRequest, area: Area, pk: int) -> HttpResponse:
    """Set the next number of a series, with a reason."""
    series = NumberSeries.objects.filter(pk=pk, unit_id__in=area.units).select_related("unit__kind").first()
    if series is None:
        raise Http404
    form = NextNumberForm(request.POST or None, initial={"next_number": series.next_number})
    if request.method == "POST" and form.is_valid():
        try:
            done = set_next_number(series, actor=request.user, at=now(), **form.cleaned_data)
        except SeriesRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, f"Đã ghi: số tiếp theo của {_book(series)} là {number_text(done, done.next_number)}."
            )
            return redirect("workflows:series_admin")
    context = {
        "title": "Đổi số tiếp theo",
        "lead": f"Sổ {series}. Số tiếp theo đang là {number_text(series, series.next_number)}.",
        "form": form,
        "submit_label": "Đổi số tiếp theo",
        "harm": True,
        "cancel_url": reverse("workflows:series_admin"),
        "consequences": [
            "Các số bị bỏ qua không còn lấy được từ hệ thống; lý do được ghi vào lịch sử để giải thích khoảng trống trong sổ.",
            "Khi sổ đã có số thì chỉ đổi lên số lớn hơn, vì một số không dùng hai lần.",
        ],
    }
    return page(request, "components/confirm_page.html", context, is_refused=form.is_bound)
