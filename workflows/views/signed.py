"""Signed scans: papers of the dossier that were printed, signed by hand, and come back as a PDF or a photo."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from documents.enums import DocumentKind
from nominations.evidence import AlreadyThere
from nominations.models import Dossier, Evidence, Nomination
from nominations.rules import called
from nominations.uploads import LARGEST, UploadRefused

from ..forms.files import ScanForm
from ..services import files
from .base import now
from .cards import file_card
from .dossier import own_dossier

Scans = dict[tuple[str, int | None], list[Evidence]]


def scans_of(dossier: Dossier) -> Scans:
    """Return the signed scans of a dossier by paper and line (None: of the whole dossier), newest first. One query."""
    rows = dossier.evidence.filter(removed_at=None).exclude(paper="")
    return scans_among(rows.select_related("type", "uploaded_by"))


def scans_among(files: Iterable[Evidence]) -> Scans:
    """Return the signed scans among loaded files as scans_of() does."""
    found: Scans = {}
    for evidence in sorted(files, key=lambda file: (file.uploaded_at, file.pk), reverse=True):
        if evidence.paper:
            found.setdefault((evidence.paper, evidence.nomination_id), []).append(evidence)
    return found


def scan_panel(
    dossier: Dossier, paper: str, *, scans: Scans, may_add: bool, nomination: Nomination | None = None
) -> dict:
    """Return what workflows/parts/signed_scan.html shows beside a paper: the scan that counts, older ones, the way in.

    `may_add`: the person may propose for the unit of the dossier (views.dossier.proposes), in whatever state its lines are.
    """
    newest, *older = [file_card(e) for e in scans.get((paper, nomination.pk if nomination else None), [])] or [None]
    args = [dossier.pk, paper, *([nomination.pk] if nomination else [])]
    url = reverse("workflows:signed_scan_of_line" if nomination else "workflows:signed_scan", args=args)
    return {
        "paper": paper, "label": str(DocumentKind(paper).label), "about": called(nomination.nominee) if nomination else "",
        "newest": newest, "older": older, "add_url": url if may_add else "",
    }  # fmt: skip


def signed_scan(request: HttpRequest, pk: int, paper: str, line_pk: int | None = None) -> HttpResponse:
    """Show the signed scans of a paper and take a newer one, also when the dossier has been submitted."""
    dossier = own_dossier(request, pk)
    line = dossier.nominations.select_related("nominee").filter(pk=line_pk).first() if line_pk else None
    if paper not in (files.PAPERS_OF_LINE if line else files.PAPERS_OF_DOSSIER) or bool(line) != bool(line_pk):
        raise Http404
    is_post = request.method == "POST"
    form = ScanForm(request.POST, request.FILES) if is_post else ScanForm()
    if is_post and form.is_valid() and _is_kept(request, dossier, line, paper, form):
        return redirect(f"{reverse('workflows:dossier', args=[dossier.pk])}#giay-to")
    panel = scan_panel(dossier, paper, scans=scans_of(dossier), may_add=True, nomination=line)
    return render(request, "workflows/signed_scan.html", {"dossier": dossier, "form": form, "scan": panel},
                  status=422 if is_post else 200)  # fmt: skip


def _is_kept(request: HttpRequest, dossier: Dossier, line: Nomination | None, paper: str, form: ScanForm) -> bool:
    file = form.cleaned_data["file"]
    try:
        kept = files.attach_signed(
            dossier,
            nomination=line,
            paper=paper,
            name=file.name,
            content=file.read(LARGEST + 1),
            actor=request.user,
            at=now(),
        )
    except AlreadyThere as there:
        messages.info(request, there.reason)
        return True
    except UploadRefused as refusal:
        form.add_error("file", refusal.reason)
        return False
    messages.success(request, f"Đã nhận bản đã ký: {kept.caption}.")
    return True
