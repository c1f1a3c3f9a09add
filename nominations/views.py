"""Handing out files. Every file goes through here, so that only those who may know of the record get it."""

from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest
from django.utils import timezone

from .models import Evidence
from .queries import visible_dossiers, visible_to

SHOWN_INLINE = ("image/jpeg", "image/png")
"""Pictures may open in the browser: they were decoded and written anew by us (uploads.inspect). A PDF never does."""


def evidence(request: HttpRequest, pk: int) -> FileResponse:
    """Return a file as a download under the name with which it came; 404 for those who may not know of it."""
    return _serve(_visible_or_404(request, pk), is_inline=False)


def evidence_picture(request: HttpRequest, pk: int) -> FileResponse:
    """Return a picture for showing; 404 for anything else."""
    found = _visible_or_404(request, pk)
    if found.mime not in SHOWN_INLINE:
        raise Http404
    return _serve(found, is_inline=True)


def _visible_or_404(request: HttpRequest, pk: int) -> Evidence:
    found = Evidence.objects.filter(pk=pk, removed_at=None).first()
    if found is None:
        raise Http404
    on = timezone.localdate()
    if found.nomination_id is not None:
        may_see = visible_to(request.user, on=on).filter(pk=found.nomination_id).exists()
    else:
        may_see = visible_dossiers(request.user, on=on).filter(pk=found.dossier_id).exists()
    if not may_see:
        raise Http404
    return found


def _serve(found: Evidence, *, is_inline: bool) -> FileResponse:
    """Return the bytes with headers that let no browser guess another type, run anything in them, or keep them."""
    try:
        content = found.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(content, content_type=found.mime)
    way = "inline" if is_inline else "attachment"
    response["Content-Disposition"] = f"{way}; filename*=UTF-8''{quote(found.original_name, safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
