"""Files of a dossier: handing in several at once, saying what each is, taking one out again."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from nominations.enums import WITH_CELL
from nominations.evidence import AlreadyThere, asked_types
from nominations.models import Dossier, Evidence, Nomination
from nominations.rules import called
from nominations.transfers import PIECE
from nominations.uploads import LARGEST, UploadRefused

from ..exceptions import GuardFailed, IllegalTransition
from ..forms.files import DescriptionForm, UploadForm
from ..services import files
from .base import now
from .cards import file_card, paper_label
from .dossier import own_dossier, own_lines


def dossier_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the files of a dossier and take new ones; a file that cannot be kept is named with its reason."""
    dossier = own_dossier(request, pk)
    lines = own_lines(dossier)
    open_lines = [line for line in lines if line.state in WITH_CELL]
    names = names_of(open_lines)
    is_post = request.method == "POST"
    form = (
        UploadForm(request.POST, request.FILES, lines=names)
        if is_post
        else UploadForm(None, lines=names, initial={"about": request.GET.get("dong", "")})
    )
    refused: list[str] = []
    if is_post and form.is_valid():
        refused = _keep(request, dossier, form, {line.pk: line for line in open_lines})
        if not refused:
            return redirect("workflows:dossier_evidence", dossier.pk)
    return _page(request, dossier, lines, form, refused, status=422 if is_post else 200)


def _page(
    request: HttpRequest,
    dossier: Dossier,
    lines: list[Nomination],
    form: UploadForm,
    refused: list[str],
    *,
    status: int,
    editing: dict[int, DescriptionForm] | None = None,
) -> HttpResponse:
    open_lines = [line for line in lines if line.state in WITH_CELL]
    has_errors = bool(refused or form.errors or editing)
    return render(request, "workflows/dossier_evidence.html", {
        "dossier": dossier, "form": form, "refused": refused, "has_errors": has_errors, "wanted": wanted(dossier, open_lines),
        "groups": _groups(dossier, lines, editing or {}), "can_add": bool(open_lines) or not lines,
        "piece": PIECE, "begin_url": reverse("workflows:upload_begin", args=[dossier.pk]),
    }, status=status)  # fmt: skip


def names_of(lines: list[Nomination]) -> list[tuple[int, str]]:
    """Return lines as choices of a form."""
    return [(line.pk, called(line.nominee)) for line in lines]


def _keep(request: HttpRequest, dossier: Dossier, form: UploadForm, lines: dict[int, Nomination]) -> list[str]:
    """Hand each file in on its own, so that one that is refused does not cost the others; return the refusals."""
    line = lines[form.line_id] if form.line_id else None
    chosen = form.cleaned_data["files"]
    kept, refused = [], []
    for file in chosen:
        try:
            evidence = files.attach(
                dossier,
                nomination=line,
                name=file.name,
                content=file.read(LARGEST + 1),
                caption=form.cleaned_data["caption"] if len(chosen) == 1 else "",
                type=form.cleaned_data["type"],
                actor=request.user,
                at=now(),
            )
        except AlreadyThere as there:
            messages.info(request, there.reason)
        except (UploadRefused, GuardFailed, IllegalTransition) as refusal:
            refused.append(refusal.reason)
        else:
            kept.append(evidence.original_name)
    if kept:
        messages.success(request, f"Đã nhận {len(kept)} tệp: {', '.join(kept)}.")
    return refused


def wanted(dossier: Dossier, lines: list[Nomination]) -> list[dict]:
    """Return for each line that the round asks files for which types are there and which are missing, lacking first."""
    rows = []
    asked = asked_types(lines)
    for line in lines:
        if not asked[line.pk]:
            continue
        missing = [one for one in asked[line.pk] if one.is_missing]
        verdict = "block" if any(one.is_required for one in missing) else "look" if missing else "pass"
        rows.append(
            {
                "line": line.pk,
                "name": called(line.nominee),
                "result": verdict,
                "word": {"block": "Còn thiếu", "look": "Nên có thêm", "pass": "Đủ"}[verdict],
                "types": asked[line.pk],
            }
        )
    return sorted(rows, key=lambda row: ("block", "look", "pass").index(row["result"]))


def _groups(dossier: Dossier, lines: list[Nomination], editing: dict[int, DescriptionForm]) -> list[dict]:
    """Return the files as they belong: those of the whole dossier, those of each line, signed papers last."""
    files_of: dict[int | str | None, list[Evidence]] = {}
    for evidence in dossier.evidence.filter(removed_at=None).select_related("type", "uploaded_by").order_by("id"):
        files_of.setdefault("papers" if evidence.paper else evidence.nomination_id, []).append(evidence)
    names = names_of([line for line in lines if line.state in WITH_CELL])
    title_of = {line.pk: called(line.nominee) for line in lines}
    groups = [("Cả hồ sơ", None, bool(names) or not lines)]
    groups += [(title_of[line.pk], line.pk, line.state in WITH_CELL) for line in lines]
    groups += [("Bản đã ký", "papers", False)]
    return [
        {
            "title": title,
            "is_open": is_open,
            "files": [
                _file(e, names if is_open else None, editing.get(e.pk), title_of.get(e.nomination_id, ""))
                for e in files_of[key]
            ],
        }
        for title, key, is_open in groups
        if key in files_of
    ]


def _file(
    evidence: Evidence, names: list[tuple[int, str]] | None, refused: DescriptionForm | None, line_name: str
) -> dict:
    """Return a card with the form that changes what the file is called; without `names` it cannot be changed."""
    card = file_card(evidence, line_name if evidence.paper else "")
    card["type"] = card["type"] or paper_label(evidence) or "Chưa chọn loại"
    if names is None:
        return card
    form = refused or DescriptionForm(
        initial={"about": evidence.nomination_id or "", "type": evidence.type_id, "caption": evidence.caption},
        lines=names,
        prefix=f"tep-{evidence.pk}",
    )
    return card | {"form": form, "is_refused": refused is not None}


@require_POST
def describe_evidence(request: HttpRequest, pk: int, evidence_pk: int) -> HttpResponse:
    """Save what a file is about, what it is, and what it is called."""
    dossier = own_dossier(request, pk)
    evidence = _evidence_or_404(dossier, evidence_pk)
    lines = own_lines(dossier)
    open_lines = {line.pk: line for line in lines if line.state in WITH_CELL}
    names = names_of(list(open_lines.values()))
    form = DescriptionForm(request.POST, lines=names, prefix=f"tep-{evidence.pk}")
    if not form.is_valid():
        return _page(
            request, dossier, lines, UploadForm(None, lines=names), [], status=422, editing={evidence.pk: form}
        )
    files.describe(
        evidence,
        caption=form.cleaned_data["caption"],
        type=form.cleaned_data["type"],
        nomination=open_lines[form.line_id] if form.line_id else None,
        actor=request.user,
        at=now(),
    )
    messages.success(request, f"Đã lưu tên và loại của tệp “{evidence.caption}”.")
    return redirect(f"{reverse('workflows:dossier_evidence', args=[dossier.pk])}#tep-{evidence.pk}")


@require_POST
def remove_evidence(request: HttpRequest, pk: int, evidence_pk: int) -> HttpResponse:
    """Take a file out of the dossier while it is with the cell."""
    dossier = own_dossier(request, pk)
    evidence = _evidence_or_404(dossier, evidence_pk)
    files.detach(evidence, actor=request.user, at=now())
    messages.success(request, f"Đã gỡ tệp {evidence.original_name}.")
    return redirect("workflows:dossier_evidence", dossier.pk)


def _evidence_or_404(dossier: Dossier, pk: int) -> Evidence:
    found = dossier.evidence.select_related("dossier__unit", "nomination").filter(pk=pk, removed_at=None).first()
    if found is None:
        raise Http404
    return found
