"""Awards of other years: the list that a unit keeps, as a page and as a file; writing one down, striking one."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from nominations.earlier import (
    EarlierAwardRefused,
    earlier_awards_of,
    strike_earlier_award,
    write_earlier_award,
)
from nominations.models import EarlierAward
from permissions.exceptions import NotPermitted
from permissions.forms.fields import ReasonForm
from rolls.queries import keepable_units, readable_units
from spreadsheets.views.files import hand_out

from ..forms.earlier import EarlierAwardForm, EarlierFilter
from .base import now, today

PER_PAGE = 50
COLUMNS = (
    ("Họ và tên hoặc tên tập thể", 34), ("Đối tượng", 12), ("Ngày sinh", 12), ("Đơn vị", 34), ("Hình thức", 14), ("Năm", 8),
    ("Cơ quan tặng", 36), ("Số quyết định", 18), ("Ngày quyết định", 14), ("Thành tích", 60),
)  # fmt: skip
"""Headings of the file; an import understands them."""


def _units(request: HttpRequest) -> list:
    units = readable_units(request.user, on=today())
    if not units:
        raise NotPermitted(
            "Sổ khen thưởng trước đây do chi bộ và cơ quan tham mưu giữ. "
            "Đồng chí không giữ danh sách của đơn vị nào trong ngày hôm nay."
        )
    return units


def _asked(request: HttpRequest) -> tuple[EarlierFilter, QuerySet[EarlierAward]]:
    """Return the filter of the address and the awards that it leaves."""
    units = _units(request)
    data = request.GET.copy()
    data.setdefault("dv", data.get("don-vi", ""))
    form = EarlierFilter(data, units=units)
    form.is_valid()
    chosen = form.cleaned_data
    ids = [int(chosen["dv"])] if chosen.get("dv") else [unit.pk for unit in units]
    found = earlier_awards_of(
        ids, text=chosen.get("q", ""), form=chosen.get("ht", ""), kind=chosen.get("dt", ""), year=chosen.get("nam")
    )
    return form, found


def earlier_awards(request: HttpRequest) -> HttpResponse:
    """Return the awards that the person's units have written down, narrowed by what the address says."""
    form, found = _asked(request)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("trang"))
    keeps = keepable_units(request.user, on=today())
    kept = {unit.pk for unit in keeps}
    for award in page.object_list:
        award.can_strike = award.unit_id in kept
    query = urlencode({name: value for name, value in request.GET.items() if value and name != "trang"})
    upload = f"{reverse('spreadsheets:upload')}?{urlencode({'loai': 'earlier_awards', **({'don-vi': keeps[0].pk} if len(keeps) == 1 else {})})}"
    return render(request, "workflows/earlier_awards.html", {
        "form": form, "page": page, "query": query, "is_narrowed": any(form.cleaned_data.values()), "is_keeper": bool(keeps),
        "clear_url": reverse("workflows:earlier_awards"), "import_url": upload, "has_more_units": "dv" in form.fields,
    })  # fmt: skip


def earlier_awards_file(request: HttpRequest, form: str) -> HttpResponse:
    """Return the same rows, all of them, as XLSX or CSV."""
    _, found = _asked(request)
    rows = (
        [
            award.recipient_name, award.get_recipient_kind_display(), award.birth_date or str(award.birth_year or ""),
            award.unit_text, award.get_form_display(), award.year, award.authority_name, award.decision_number,
            award.decided_on, award.citation,
        ]
        for award in found.iterator(chunk_size=500)
    )  # fmt: skip
    return hand_out(form, called="Khen thưởng trước đây", columns=COLUMNS, rows=rows)


def add_earlier_award(request: HttpRequest) -> HttpResponse:
    """Write down one award of before."""
    units = keepable_units(request.user, on=today())
    if not units:
        raise NotPermitted("Chỉ người giữ danh sách của đơn vị mới ghi được khen thưởng trước đây.")
    form = EarlierAwardForm(request.POST or None, units=units, today=today())
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            made = write_earlier_award(unit=form.cleaned_data["unit"], actor=request.user, at=now(), **form.facts)
        except EarlierAwardRefused as refusal:
            refused = refusal.reason
        else:
            messages.success(request, f"Đã ghi {made.get_form_display()} năm {made.year} của {made.recipient_name}.")
            return redirect("workflows:earlier_awards")
    is_refused = request.method == "POST"
    context = {"form": form, "reason": refused, "has_errors": is_refused}
    return render(request, "workflows/earlier_award_form.html", context, status=422 if is_refused else 200)


def strike_award(request: HttpRequest, pk: int) -> HttpResponse:
    """Strike an award that was written down by mistake, with a reason."""
    units = {unit.pk for unit in keepable_units(request.user, on=today())}
    award = EarlierAward.objects.select_related("unit").filter(pk=pk, unit__in=units).first()
    if award is None:
        raise Http404
    form = ReasonForm(request.POST or None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            strike_earlier_award(award, reason=form.cleaned_data["reason"], actor=request.user, at=now())
        except EarlierAwardRefused as refusal:
            refused = refusal.reason
        else:
            messages.success(request, f"Đã gạch: {award}.")
            return redirect("workflows:earlier_awards")
    is_refused = request.method == "POST"
    context = {
        "title": "Gạch khen thưởng ghi nhầm", "lead": f"{award}, {award.unit_text or award.unit.name}.",
        "consequences": ["Dòng này không còn được tính khi xét điều kiện.", "Dòng và lý do vẫn được giữ trong nhật ký."],
        "form": form, "submit_label": "Gạch dòng này", "harm": True, "cancel_url": reverse("workflows:earlier_awards"),
        "cancel_label": "Không gạch, quay lại", "refused": refused, "has_errors": is_refused,
    }  # fmt: skip
    return render(request, "components/confirm_page.html", context, status=422 if is_refused else 200)
