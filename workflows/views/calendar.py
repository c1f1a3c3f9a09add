"""The administrator's calendar: days off and weekend days that are worked, year by year."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from organizations.models import Holiday
from permissions.access import Area
from permissions.exceptions import NotPermitted
from permissions.views.base import administrator, page
from permissions.views.rights import ONLY_GENERAL
from vietnamese.dates import short_date, weekday

from ..forms.steps import DayForm
from ..services.calendar import DayRefused, drop_day, keep_day
from .base import now, today


@require_safe
@administrator
def calendar(request: HttpRequest, area: Area) -> HttpResponse:
    """The calendar of one year, this one unless the address asks for another."""
    years = sorted({day.year for day in Holiday.objects.values_list("day", flat=True)} | {today().year})
    asked = request.GET.get("nam", "")
    year = int(asked) if asked.isdigit() and int(asked) in years else today().year
    days = list(Holiday.objects.filter(day__year=year))
    for row in days:
        row.weekday = weekday(row.day)
    context = {
        "days": days, "year": year, "years": [(y, f"{request.path}?nam={y}", y == year) for y in years],
        "is_general": area.is_general, "only_general": ONLY_GENERAL,
        "worked": sum(row.is_working for row in days), "off": sum(not row.is_working for row in days),
    }  # fmt: skip
    return page(request, "workflows/calendar.html", context)


@require_http_methods(["GET", "POST"])
@administrator
def day_new(request: HttpRequest, area: Area) -> HttpResponse:
    """Add a day."""
    _check(area)
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
@administrator
def day(request: HttpRequest, area: Area, pk: int) -> HttpResponse:
    """Change a day."""
    _check(area)
    return _edit(request, _day_or_404(pk))


@require_http_methods(["GET", "POST"])
@administrator
def day_drop(request: HttpRequest, area: Area, pk: int) -> HttpResponse:
    """Take a day out after saying what that means."""
    _check(area)
    row = _day_or_404(pk)
    back = f"{reverse('workflows:calendar')}?nam={row.day.year}"
    if request.method == "POST":
        drop_day(row, actor=request.user, at=now())
        messages.success(request, f"Đã bỏ ngày {short_date(row.day)} khỏi lịch nghỉ.")
        return redirect(back)
    usual = "ngày nghỉ hằng tuần" if row.day.weekday() >= 5 else "ngày làm việc"
    return page(request, "components/confirm_page.html", {
        "title": "Bỏ ngày khỏi lịch nghỉ", "lead": f"{weekday(row.day)}, {short_date(row.day)}: {row.name}",
        "submit_label": "Bỏ ngày này", "harm": True, "cancel_url": back,
        "consequences": [f"Ngày này lại là {usual}.", "Hạn của các dòng đang xử lý được tính lại ngay."],
    })  # fmt: skip


def _check(area: Area) -> None:
    """The calendar holds for everybody, so that only an administrator of everything changes it."""
    if not area.is_general:
        raise NotPermitted(ONLY_GENERAL)


def _day_or_404(pk: int) -> Holiday:
    row = Holiday.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _edit(request: HttpRequest, row: Holiday | None) -> HttpResponse:
    initial = {"kind": DayForm.OFF}
    if row:
        kind = DayForm.WORKED if row.is_working else DayForm.OFF
        initial = {"day": row.day, "kind": kind, "name": row.name, "source": row.source}
    form = DayForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            kept = keep_day(row, actor=request.user, at=now(), **form.facts)
        except DayRefused as refusal:
            form.add_error("day", str(refusal))
        else:
            messages.success(
                request, f"Đã lưu ngày {short_date(kept.day)}. Hạn của các dòng đang xử lý đã tính theo lịch mới."
            )
            return redirect(f"{reverse('workflows:calendar')}?nam={kept.day.year}")
    return page(request, "components/confirm_page.html", {
        "title": "Sửa ngày trong lịch" if row else "Thêm ngày vào lịch", "form": form, "submit_label": "Lưu ngày này",
        "lead": "Hạn tính theo ngày làm việc bỏ qua ngày nghỉ và tính cả ngày làm bù.",
        "cancel_url": reverse("workflows:calendar"),
    }, is_refused=form.is_bound)  # fmt: skip
