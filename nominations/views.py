"""Handing out files. Every file goes through here, so that only those who may know of the record get it."""

from typing import BinaryIO
from urllib.parse import quote

from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest
from django.utils import timezone

from .models import Evidence
from .pages import page_file
from .queries import visible_dossiers, visible_to

SHOWN_INLINE = ("image/jpeg", "image/png")
"""Pictures may open in the browser: they were decoded and written anew by us (uploads.inspect). Nothing else does."""


def visible_evidence(request: HttpRequest) -> QuerySet[Evidence]:
    """Return the files that the person may know of: those of a line with the line, the others with their dossier."""
    on = timezone.localdate()
    return Evidence.objects.filter(
        Q(nomination__in=visible_to(request.user, on=on))
        | Q(nomination=None, dossier__in=visible_dossiers(request.user, on=on)),
        removed_at=None,
    )


def evidence(request: HttpRequest, pk: int) -> FileResponse:
    """Return a file as a download under the name with which it came; 404 for those who may not know of it."""
    found = evidence_or_404(request, pk)
    return _serve(_opened(found.file), found.mime, found.original_name, is_inline=False)


def evidence_picture(request: HttpRequest, pk: int) -> FileResponse:
    """Return a picture for showing; 404 for anything else."""
    found = evidence_or_404(request, pk)
    if found.mime not in SHOWN_INLINE:
        raise Http404
    return _serve(_opened(found.file), found.mime, found.original_name, is_inline=True)


def evidence_thumbnail(request: HttpRequest, pk: int) -> FileResponse:
    """Return the small picture of a photo or of the first page of a PDF; 404 where there is none."""
    found = evidence_or_404(request, pk)
    if not found.thumbnail:
        raise Http404
    return _serve(_opened(found.thumbnail), "image/jpeg", "nho.jpg", is_inline=True)


def evidence_page(request: HttpRequest, pk: int, page: int) -> FileResponse:
    """Return a page of a PDF as a picture; 404 where it cannot be drawn, which the page around it explains."""
    path = page_file(evidence_or_404(request, pk), page)
    if path is None:
        raise Http404
    return _serve(path.open("rb"), "image/jpeg", f"trang-{page}.jpg", is_inline=True)


def evidence_or_404(request: HttpRequest, pk: int) -> Evidence:
    """Return a file that the person may know of; 404 for any other."""
    found = (
        visible_evidence(request).select_related("nomination__nominee", "dossier__round", "type").filter(pk=pk).first()
    )
    if found is None:
        raise Http404
    return found


def _opened(file) -> BinaryIO:
    try:
        return file.open("rb")
    except FileNotFoundError:
        raise Http404 from None


def _serve(content: BinaryIO, mime: str, name: str, *, is_inline: bool) -> FileResponse:
    """Return the bytes with headers that let no browser guess another type, run anything in them, or keep them."""
    response = FileResponse(content, content_type=mime)
    way = "inline" if is_inline else "attachment"
    response["Content-Disposition"] = f"{way}; filename*=UTF-8''{quote(name, safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
