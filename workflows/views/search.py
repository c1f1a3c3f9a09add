"""Lists: every nomination that a person may know of, with a search; every dossier of a cell."""

from functools import partial
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from nominations.models import Dossier, Nomination
from nominations.queries import visible_to
from nominations.rules import called
from nominations.search import choices_for, common_words, hits_for, matching
from permissions.access import units_where
from permissions.roles import Capability
from spreadsheets.views.files import hand_out

from .. import desk
from ..forms.acts import SearchForm
from ..tracker import badge_kind, badge_text, holder_name
from .base import my_units, today

PER_PAGE = 25
FILTERS = {"dot": "round_id", "trang_thai": "state", "don_vi": "proposing_unit_id", "loai": "nominee__kind"}
"""Key in the address -> field."""
COLUMNS = (
    ("Mã đề nghị", 14), ("Họ và tên hoặc tên tập thể", 34), ("Đối tượng", 12), ("Ngày sinh", 12), ("Chức vụ", 28),
    ("Đơn vị", 30), ("Hình thức đề nghị", 16), ("Tên mô hình", 34), ("Đơn vị đề nghị", 30), ("Đợt", 40), ("Trạng thái", 24),
    ("Nơi giữ", 30), ("Số phiếu tán thành", 12), ("Thành tích", 60), ("Lời khen", 50),
)  # fmt: skip
"""Headings and widths in letters of the file."""


def nominations(request: HttpRequest) -> HttpResponse:
    """Return the nominations that the person may know of, in Vietnamese order, narrowed by what the address says."""
    form = _search_form(request)
    text = form.cleaned_data.get("q", "")
    common = common_words(text, [name for pk, name in form.fields["don_vi"].choices if pk])
    hits = hits_for(request.user, partial(_narrow, form=form), text=text, common=common, on=today())
    page = Paginator(range(hits.count), PER_PAGE).get_page(request.GET.get("trang"))
    page.object_list = list(_shown(hits.part(page.start_index() - 1, page.end_index()))) if hits.count else []
    mine = units_where(request.user, Capability.NOMINATE, on=today())
    for line in page.object_list:
        is_mine = line.proposing_unit_id in mine
        line.called, line.badge, line.badge_kind = (
            called(line.nominee),
            badge_text(line),
            badge_kind(line, is_mine=is_mine),
        )
        line.holder = holder_name(line)
    return render(request, "workflows/search.html", {
        "form": form, "page": page, "has_more": hits.has_more, "is_narrowed": any(request.GET.get(name) for name in form.fields),
        "clear_url": reverse("workflows:nominations"), "proposes": bool(mine),
        "query": urlencode({name: value for name, value in request.GET.items() if value and name != "trang"}),
    })  # fmt: skip


def nominations_file(request: HttpRequest, form: str) -> HttpResponse:
    """Return what the search shows, all pages of it, as XLSX or CSV."""
    form_asked = _search_form(request)
    seen = matching(visible_to(request.user, on=today()), form_asked.cleaned_data.get("q", ""))
    found = _shown(_narrow(seen, form_asked)).order_by("sort_key", "id")
    rows = (
        [
            line.code, line.nominee.full_name, line.nominee.get_kind_display(),
            line.nominee.birth_date or str(line.nominee.birth_year or ""), line.nominee.position, line.nominee.unit_text,
            line.form_text, line.model_name, line.proposing_unit_name, line.round.title, badge_text(line),
            holder_name(line), line.votes_in_favor, line.achievement, line.citation,
        ]
        for line in found.iterator(chunk_size=500)
    )  # fmt: skip
    return hand_out(form, called="Đề nghị khen thưởng", columns=COLUMNS, rows=rows)


def _search_form(request: HttpRequest) -> SearchForm:
    rounds, units = choices_for(request.user, on=today())
    form = SearchForm(request.GET, rounds=rounds, units=units)
    form.is_valid()
    return form


def _narrow(visible: QuerySet[Nomination], form: SearchForm) -> QuerySet[Nomination]:
    """Return the lines that have every chosen property; the words are looked for elsewhere."""
    for name, field in FILTERS.items():
        if value := form.cleaned_data.get(name):
            visible = visible.filter(**{field: value})
    return visible


def _shown(found: QuerySet[Nomination]) -> QuerySet[Nomination]:
    return found.select_related("nominee", "round__authority", "holder_unit__kind")


def dossiers(request: HttpRequest) -> HttpResponse:
    """Return every dossier of the person's proposing units, newest first."""
    units = my_units(request, Capability.NOMINATE)
    page = Paginator(desk.own_dossiers(units), PER_PAGE).get_page(request.GET.get("trang"))
    for dossier in page.object_list:
        dossier.parts = _parts(dossier)
    return render(request, "workflows/dossiers.html", {"page": page, "units": units, "shows_units": len(units) > 1})


def _parts(dossier: Dossier) -> list[tuple[str, str]]:
    """Return how many lines of a dossier stand where, worst first, each with the class that colours it."""
    counted = (
        (dossier.returned_count, "trả lại", "is-block-text"), (dossier.draft_count, "dự thảo", "is-look-text"),
        (dossier.underway_count, "đang xét", ""), (dossier.ended_count, "đã xong", ""),
    )  # fmt: skip
    return [(f"{count} {word}", kind) for count, word, kind in counted if count]
