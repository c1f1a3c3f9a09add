"""Looking at a file: pictures of the pages of a PDF or a large photo, with the files before and after it."""

from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from nominations.models import Evidence
from nominations.pages import shown_pages
from nominations.rules import called
from nominations.views import SHOWN_INLINE, evidence_or_404, visible_evidence

from .cards import LOOKED_AT, file_card, paper_label


def file(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a file to those who may know of its line or dossier; 404 for others. Word and Excel are only downloaded."""
    found = evidence_or_404(request, pk)
    back = _back(request, found)
    before, after = _neighbours(request, found)
    pages = shown_pages(found)
    return render(request, "workflows/file.html", {
        "file": file_card(found), "place": called(found.nomination.nominee) if found.nomination else "Cả hồ sơ", "paper": paper_label(found),
        "dossier": found.dossier, "back": back,
        "before": _step(before, back), "after": _step(after, back),
        "picture_url": reverse("nominations:evidence_picture", args=[pk]) if found.mime in SHOWN_INLINE else "",
        "pages": [(number, reverse("nominations:evidence_page", args=[pk, number])) for number in range(1, pages + 1)],
        "page_count": found.page_count, "hidden_pages": max(0, (found.page_count or 0) - pages),
    })  # fmt: skip


def _neighbours(request: HttpRequest, found: Evidence) -> tuple[Evidence | None, Evidence | None]:
    """Return the files before and after this one in its dossier, of those that can be looked at."""
    rows = visible_evidence(request).filter(dossier=found.dossier_id, mime__in=LOOKED_AT)
    order = sorted(rows, key=lambda e: (bool(e.paper), e.nomination_id or 0, e.pk))
    ids = [e.pk for e in order]
    if found.pk not in ids:
        return None, None
    place = ids.index(found.pk)
    return (order[place - 1] if place else None), (order[place + 1] if place + 1 < len(order) else None)


def _step(to: Evidence | None, back: str) -> dict | None:
    if to is None:
        return None
    url = reverse("workflows:file", args=[to.pk])
    return {"name": to.caption, "url": f"{url}?{urlencode({'ve': back})}"}


def _back(request: HttpRequest, found: Evidence) -> str:
    """Return the page from which the person came, of ours; without one, the line's or the dossier's."""
    asked = request.GET.get("ve", "")
    if _is_ours(request, asked) and asked.startswith("/"):
        return asked
    came = request.headers.get("Referer", "")
    path = urlsplit(came)
    if _is_ours(request, came) and path.netloc and not path.path.startswith(reverse("workflows:file", args=[found.pk])):
        return f"{path.path}?{path.query}" if path.query else path.path
    if found.nomination_id:
        return reverse("workflows:nomination", args=[found.nomination_id])
    return reverse("workflows:dossier", args=[found.dossier_id])


def _is_ours(request: HttpRequest, url: str) -> bool:
    return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
