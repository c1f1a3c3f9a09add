"""Files of a dossier: handing in several at once, taking one out again."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from nominations.enums import WITH_CELL
from nominations.models import Dossier, Evidence, Nomination
from nominations.rules import called
from nominations.uploads import LARGEST, UploadRefused
from organizations.templatetags.components import file_size

from ..exceptions import GuardFailed, IllegalTransition
from ..forms.cell import UploadForm
from ..services import drafts
from .base import now
from .dossier import own_dossier, own_lines

PICTURES = ("image/jpeg", "image/png")


def file_card(evidence: Evidence, about: str = "") -> dict:
    """Return a file as a document card; pictures open in the browser, PDFs are only downloaded."""
    is_picture = evidence.mime in PICTURES
    kind = "Ảnh" if is_picture else "PDF"
    name = reverse("nominations:evidence", args=[evidence.pk])
    return {
        "name": evidence.caption, "detail": ". ".join(filter(None, [about, f"{kind}, {file_size(evidence.size)}"])),
        "sha256": evidence.sha256, "image": is_picture, "download_url": name, "pk": evidence.pk,
        "open_url": reverse("nominations:evidence_picture", args=[evidence.pk]) if is_picture else "",
    }  # fmt: skip


def dossier_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the files of a dossier and take new ones; a file that cannot be kept is named with its reason."""
    dossier = own_dossier(request, pk)
    lines = own_lines(dossier)
    open_lines = [line for line in lines if line.state in WITH_CELL]
    names = [(line.pk, called(line.nominee)) for line in open_lines]
    is_post = request.method == "POST"
    form = (
        UploadForm(request.POST, request.FILES, lines=names)
        if is_post
        else UploadForm(None, lines=names, initial={"about": request.GET.get("dong", "")})
    )
    refused: list[str] = []
    if is_post and form.is_valid():
        kept, refused = _keep(request, dossier, form, {line.pk: line for line in open_lines})
        if kept:
            messages.success(request, f"Đã nhận {len(kept)} tệp: {', '.join(kept)}.")
        if not refused:
            return redirect("workflows:dossier_evidence", dossier.pk)
    return render(request, "workflows/dossier_evidence.html", {
        "dossier": dossier, "form": form, "refused": refused, "has_errors": bool(refused) or (is_post and not form.is_valid()),
        "groups": _groups(dossier, lines), "can_add": bool(open_lines) or not lines,
    }, status=422 if is_post else 200)  # fmt: skip


def _keep(
    request: HttpRequest, dossier: Dossier, form: UploadForm, lines: dict[int, Nomination]
) -> tuple[list[str], list[str]]:
    """Hand each file in on its own, so that one that is refused does not cost the others."""
    about = form.cleaned_data["about"]
    line = lines.get(int(about)) if about else None
    kept, refused = [], []
    for file in form.cleaned_data["files"]:
        try:
            evidence = drafts.attach(
                dossier,
                nomination=line,
                name=file.name,
                content=file.read(LARGEST + 1),
                caption="",
                actor=request.user,
                at=now(),
            )
        except (UploadRefused, GuardFailed, IllegalTransition) as refusal:
            refused.append(refusal.reason)
        else:
            kept.append(evidence.original_name)
    return kept, refused


def _groups(dossier: Dossier, lines: list[Nomination]) -> list[dict]:
    """Return the files as they belong: those of the whole dossier first, then those of each line."""
    files: dict[int | None, list[Evidence]] = {}
    for evidence in dossier.evidence.filter(removed_at=None).order_by("id"):
        files.setdefault(evidence.nomination_id, []).append(evidence)
    whole_is_open = not lines or any(line.state in WITH_CELL for line in lines)
    groups = [{"title": "Cả hồ sơ", "files": files.get(None, []), "is_open": whole_is_open}]
    groups += [
        {"title": called(line.nominee), "files": files[line.pk], "is_open": line.state in WITH_CELL}
        for line in lines
        if line.pk in files
    ]
    return [group | {"files": [file_card(e) for e in group["files"]]} for group in groups if group["files"]]


@require_POST
def remove_evidence(request: HttpRequest, pk: int, evidence_pk: int) -> HttpResponse:
    """Take a file out of the dossier while it is with the cell."""
    dossier = own_dossier(request, pk)
    evidence = (
        dossier.evidence.select_related("dossier__unit", "nomination").filter(pk=evidence_pk, removed_at=None).first()
    )
    if evidence is None:
        raise Http404
    drafts.detach(evidence, actor=request.user, at=now())
    messages.success(request, f"Đã gỡ tệp {evidence.original_name}.")
    return redirect("workflows:dossier_evidence", dossier.pk)
