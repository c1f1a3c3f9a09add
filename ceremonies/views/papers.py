"""The papers of a ceremony: ordered by a press, made by the worker, kept, opened, taken as Word or all together in one ZIP."""

from io import BytesIO
from typing import Any
from zipfile import ZIP_STORED, ZipFile

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from documents.services import PaperChanged, paper_bytes

from ..enums import CeremonyPaperKind, CeremonyState
from ..exceptions import CeremonyRefused
from ..issuing import EDITABLE, file_name, for_editing, kinds_now, order_papers, resume_papers, stop_papers
from ..models import Ceremony, PaperOrder
from ..queries.agreement import Accordance, paper_boxes
from ..queries.papers import PaperState, making, paper_states
from ..queries.stage import order_sha256, places_of
from . import base

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ZIP = "application/zip"
PACK_WORD = "tat-ca"
"""Stands in the address for every paper at once."""


def papers_context(ceremony: Ceremony, order_sha256: str, *, may_act: bool) -> dict[str, Any]:
    """Return what papers_part.html shows: a row for each kind, and how far the ordered ones are."""
    args = [ceremony.pk]
    states, at, possible = paper_states(ceremony, order_sha256), base.now(), kinds_now(ceremony)
    now = making(ceremony, at=at)
    page = reverse("ceremonies:ceremony", args=args)
    return {
        "paper_rows": [_row(ceremony, state, may_act=may_act, can_be=state.kind in possible) for state in states],
        "making": now,
        "can_make": may_act and ceremony.state != CeremonyState.CANCELLED,
        "some_pending": any(state.pending for state in states),
        "poll_url": reverse("ceremonies:papers_news", args=args) if now.is_live and may_act else "",
        "refresh_url": f"{page}?luc={at:%H%M%S}#giay-to",
        "pack_url": reverse("ceremonies:paper_pack", args=args) if may_act and any(s.paper for s in states) else "",
        "stale_count": sum(state.is_stale for state in states),
        "pack_make_url": reverse("ceremonies:paper_make", args=[ceremony.pk, PACK_WORD]),
    }


def _row(ceremony: Ceremony, state: PaperState, *, may_act: bool, can_be: bool) -> dict[str, Any]:
    paper, kind = state.paper, state.kind
    return {
        "state": state,
        "label": kind.label,
        "paper": paper,
        "make_url": reverse("ceremonies:paper_make", args=[ceremony.pk, kind]) if can_be else "",
        "open_url": reverse("ceremonies:paper", args=[ceremony.pk, paper.pk]) if paper and may_act else "",
        "word_url": reverse("ceremonies:paper_word", args=[ceremony.pk, kind]) if can_be and kind in EDITABLE else "",
    }


@require_GET
def news(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that shows the papers while they are made; htmx asks for it every two seconds."""
    ceremony = base.ceremony_or_404(request, pk)
    places = list(places_of(ceremony))
    is_over = ceremony.state != CeremonyState.PREPARING
    context = papers_context(ceremony, order_sha256(ceremony, places), may_act=True) | {
        "ceremony": ceremony,
        "is_over": is_over,
        "compared": None if is_over else Accordance([], paper_boxes(ceremony, places), {}),
    }
    return render(request, "ceremonies/papers_news.html", context)


@require_POST
def make(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Order one paper, or all that can be made; the worker makes them from the order as it is then."""
    ceremony = base.ceremony_or_404(request, pk)
    if kind != PACK_WORD and kind not in CeremonyPaperKind.values:
        raise Http404
    kinds = kinds_now(ceremony) if kind == PACK_WORD else [CeremonyPaperKind(kind)]
    try:
        order = order_papers(ceremony, kinds, actor=request.user, at=base.now())
    except CeremonyRefused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, _ordered(order))
    return _to_papers(pk)


def _ordered(order: PaperOrder | None) -> str:
    if order is None:
        return "Giấy tờ này đang được lập, không cần bấm lại."
    what = order.words[0] if len(order.kinds) == 1 else f"{len(order.kinds)} loại giấy tờ"
    return f"Đang lập {what}. Đồng chí làm việc khác được; lập xong thì có ở đây."


@require_POST
def stop(request: HttpRequest, pk: int, order_pk: int) -> HttpResponse:
    """Stop an order; what is made already stays."""
    order = _order_or_404(request, pk, order_pk)
    if stop_papers(order, actor=request.user, at=base.now()):
        messages.success(request, "Đã dừng. Giấy tờ đã lập xong được giữ lại.")
    return _to_papers(pk)


@require_POST
def resume(request: HttpRequest, pk: int, order_pk: int) -> HttpResponse:
    """Go on with an order that failed or was stopped."""
    if resume_papers(_order_or_404(request, pk, order_pk), actor=request.user, at=base.now()):
        messages.success(request, "Đang lập tiếp.")
    return _to_papers(pk)


def _order_or_404(request: HttpRequest, pk: int, order_pk: int) -> PaperOrder:
    ceremony = base.ceremony_or_404(request, pk)
    return get_object_or_404(PaperOrder.objects.select_related("run", "ceremony__unit"), ceremony=ceremony, pk=order_pk)


def _to_papers(pk: int) -> HttpResponse:
    return redirect(f"{reverse('ceremonies:ceremony', args=[pk])}#giay-to")


@require_GET
def paper(request: HttpRequest, pk: int, paper_pk: int) -> HttpResponse:
    """Hand out a kept paper, after its hash was checked."""
    ceremony = base.ceremony_or_404(request, pk)
    kept = ceremony.papers.filter(pk=paper_pk).first()
    if kept is None:
        raise Http404
    try:
        content = paper_bytes(kept)
    except (PaperChanged, FileNotFoundError):
        return _refused(request, ceremony, "Tệp đã lưu bị thiếu hoặc bị thay đổi. Đồng chí lập lại giấy tờ này.")
    return _file(content, PDF, file_name(ceremony, kept.kind, "pdf"))


@require_GET
def word(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Hand out a list as a Word file, from the order as it is now."""
    ceremony = base.ceremony_or_404(request, pk)
    if kind not in EDITABLE:
        raise Http404
    try:
        content = for_editing(ceremony, kind)
    except CeremonyRefused as refusal:
        return _refused(request, ceremony, refusal.reason)
    return _file(content, WORD, file_name(ceremony, kind, "docx"), as_attachment=True)


@require_GET
def pack(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the newest of every kind that was made as one ZIP; what no longer agrees with the order says so in its name."""
    ceremony = base.ceremony_or_404(request, pk)
    kept = [state for state in paper_states(ceremony, order_sha256(ceremony)) if state.paper]
    if not kept:
        return _refused(request, ceremony, "Chưa lập giấy tờ nào. Đồng chí bấm “Lập tất cả giấy tờ” trước.")
    content = BytesIO()
    try:
        with ZipFile(content, "w", ZIP_STORED) as made:
            for place, state in enumerate(kept, start=1):
                is_old = state.is_stale and ceremony.state == CeremonyState.PREPARING
                name = f"{place:02d}-{'ban-cu-' if is_old else ''}{file_name(ceremony, state.kind, 'pdf')}"
                made.writestr(name, paper_bytes(state.paper))
    except (PaperChanged, FileNotFoundError):
        return _refused(request, ceremony, "Một tệp đã lưu bị thiếu hoặc bị thay đổi. Đồng chí lập lại các giấy tờ.")
    return _file(content.getvalue(), ZIP, f"bo-giay-to-buoi-le-{ceremony.pk}.zip", as_attachment=True)


def _file(content: bytes, mime: str, name: str, *, as_attachment: bool = False) -> HttpResponse:
    return HttpResponse(
        content, content_type=mime, headers={"Content-Disposition": content_disposition_header(as_attachment, name)}
    )


def _refused(request: HttpRequest, ceremony: Ceremony, reason: str) -> HttpResponse:
    context = {
        "title": "Chưa mở được giấy tờ này",
        "reason": reason,
        "record_url": reverse("ceremonies:ceremony", args=[ceremony.pk]),
    }
    return render(request, "409.html", context, status=409)
