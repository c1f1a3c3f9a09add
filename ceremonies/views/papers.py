"""The papers of a ceremony: made by a press, kept, opened, taken as Word or all together in one ZIP."""

from datetime import datetime
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

from django.contrib import messages
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from documents.services import PaperChanged, paper_bytes

from ..enums import CeremonyPaperKind
from ..exceptions import CeremonyRefused
from ..issuing import EDITABLE, file_name, for_editing, make_pack, make_paper
from ..models import Ceremony, CeremonyPaper
from . import base

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ZIP = "application/zip"
PACK_WORD = "tat-ca"
"""Stands in the address for every paper at once."""


def paper_rows(ceremony: Ceremony, order_sha256: str) -> list[dict]:
    """Return a row for each kind of paper: the newest one, whether it still says what the order says, what to press."""
    newest: dict[str, CeremonyPaper] = {}
    for paper in ceremony.papers.order_by("id"):
        newest[paper.kind] = paper
    listed_at = ceremony.payment_lists.aggregate(last=Max("made_at"))["last"]
    rows = []
    for kind in CeremonyPaperKind:
        paper = newest.get(kind)
        rows.append(
            {
                "label": kind.label,
                "paper": paper,
                "agrees": paper is not None and _agrees(paper, order_sha256, listed_at),
                "make_url": reverse("ceremonies:paper_make", args=[ceremony.pk, kind]),
                "open_url": reverse("ceremonies:paper", args=[ceremony.pk, paper.pk]) if paper else "",
                "word_url": reverse("ceremonies:paper_word", args=[ceremony.pk, kind]) if kind in EDITABLE else "",
            }
        )
    return rows


def _agrees(paper: CeremonyPaper, order_sha256: str, listed_at: datetime | None) -> bool:
    """Return whether a paper is still right; a payment list is frozen for itself and goes out of date with the next one."""
    if paper.kind == CeremonyPaperKind.PAYMENT_LIST:
        return listed_at is None or listed_at <= paper.made_at
    return paper.order_sha256 == order_sha256


@require_POST
def make(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Make one paper, or all that can be made, from the order as it is now."""
    ceremony = base.ceremony_or_404(request, pk)
    if kind != PACK_WORD and kind not in CeremonyPaperKind.values:
        raise Http404
    try:
        if kind == PACK_WORD:
            made = make_pack(ceremony, actor=request.user, at=base.now())
            messages.success(request, f"Đã lập {len(made)} loại giấy tờ theo thứ tự hiện nay.")
        else:
            paper = make_paper(ceremony, kind, actor=request.user, at=base.now())
            messages.success(request, f"Đã lập {paper.get_kind_display()} theo thứ tự hiện nay.")
    except CeremonyRefused as refusal:
        messages.error(request, refusal.reason)
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
    """Hand out the newest of every kind that was made as one ZIP."""
    ceremony = base.ceremony_or_404(request, pk)
    kept = {paper.kind: paper for paper in ceremony.papers.order_by("id")}
    if not kept:
        return _refused(request, ceremony, "Chưa lập giấy tờ nào. Đồng chí bấm “Lập tất cả giấy tờ” trước.")
    content = BytesIO()
    try:
        with ZipFile(content, "w", ZIP_STORED) as made:
            for place, kind in enumerate([kind for kind in CeremonyPaperKind if kind in kept], start=1):
                made.writestr(f"{place:02d}-{file_name(ceremony, kind, 'pdf')}", paper_bytes(kept[kind]))
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
