"""One line of a dossier: adding it, changing it."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from nominations.enums import WITH_CELL
from nominations.models import Dossier, Nomination
from nominations.rules import called
from organizations.enums import RecipientKind
from organizations.queries import superior_on, unit_called
from permissions import access
from permissions.roles import Capability

from ..exceptions import GuardFailed, IllegalTransition, StalePage
from ..forms.cell import LineForm
from ..queries import history_of
from ..services import drafts
from ..services.fitting import ROOM, citation_refusal
from .base import nomination_or_404, now, today
from .dossier import own_dossier

KINDS = {"tap-the": RecipientKind.COLLECTIVE, "ca-nhan": RecipientKind.INDIVIDUAL}
"""How the address says which kind of nominee is added."""


def add_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a collective or an individual to a dossier."""
    dossier = own_dossier(request, pk)
    kind = _kind(request, dossier)
    if kind is None:
        return render(request, "workflows/line_kind.html", {"dossier": dossier})
    form = _form(request, dossier, kind, initial=_first_values(dossier, kind))
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = drafts.add_line(
                dossier,
                actor=request.user,
                at=now(),
                nominee=form.nominee | _known_unit(form),
                submission_key=form.cleaned_data["submission_key"],
                **form.line,
            )
        except (GuardFailed, IllegalTransition) as refusal:
            refused = [refusal.reason]
        else:
            return _saved(request, made, kind)
    return _page(request, dossier, form, refused, None)


def _kind(request: HttpRequest, dossier: Dossier) -> str | None:
    """Return the kind asked for, or the only one that the round offers; None when the person has to choose."""
    offered = {row.recipient_kind for row in dossier.round.forms.all()}
    asked = request.POST.get("kind") or KINDS.get(request.GET.get("loai", ""))
    if asked in offered:
        return asked
    return offered.pop() if len(offered) == 1 else None


def _first_values(dossier: Dossier, kind: str) -> dict:
    superior = superior_on(dossier.unit, today())
    unit = dossier.unit.name if kind == RecipientKind.INDIVIDUAL else (superior.name if superior else "")
    return {"unit_text": unit, "citation": dossier.round.citation, "submission_key": uuid.uuid4()}


def _known_unit(form: LineForm) -> dict:
    """Return the unit of the system that a collective is, so that its head can be found when the committee votes."""
    return {} if form.is_individual else {"unit": unit_called(form.cleaned_data["full_name"], today())}


def _form(request: HttpRequest, dossier: Dossier, kind: str, initial: dict) -> LineForm:
    data = request.POST.copy() if request.method == "POST" else None
    return LineForm(data, initial=initial, round=dossier.round, kind=kind, today=today(), room=ROOM)


def _saved(request: HttpRequest, line: Nomination, kind: str) -> HttpResponse:
    messages.success(request, f"Đã lưu dòng: {called(line.nominee)}.")
    if too_long := citation_refusal(line):
        messages.warning(request, f"{too_long} Vẫn trình được, nhưng khi in giấy khen sẽ phải rút gọn.")
    if "more" in request.POST:
        slug = next(slug for slug, value in KINDS.items() if value == kind)
        return redirect(f"{reverse('workflows:add_line', args=[line.dossier_id])}?loai={slug}")
    if request.GET.get("ve") == "kiem-tra":
        return redirect(f"{reverse('workflows:dossier_check', args=[line.dossier_id])}#dong-{line.pk}")
    return redirect("workflows:dossier", line.dossier_id)


def edit_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a line that is with its cell; the reason of a return stands on top."""
    line = nomination_or_404(request, pk)
    access.check(request.user, Capability.NOMINATE, line.proposing_unit, on=today())
    kind = line.nominee.kind
    form = _form(request, line.dossier, kind, initial=LineForm.values_of(line))
    refused: list[str] = []
    differences: list[tuple[str, str]] = []
    if line.state not in WITH_CELL and request.method == "GET":
        messages.info(request, f"Dòng này đang ở trạng thái “{line.get_state_display()}” nên không sửa được.")
        return redirect("workflows:nomination", line.pk)
    if request.method == "POST" and form.is_valid():
        try:
            saved = drafts.save_line(
                line,
                actor=request.user,
                at=now(),
                expected_version=form.cleaned_data["version"] or 0,
                nominee=form.nominee | _known_unit(form),
                **form.line,
            )
        except StalePage as refusal:
            refused = [refusal.reason]
            line = nomination_or_404(request, pk)
            differences = form.differences(line)
            form.data["version"] = str(line.version)
        except (GuardFailed, IllegalTransition) as refusal:
            refused = [refusal.reason]
        else:
            return _saved(request, saved, kind)
    return _page(request, line.dossier, form, refused, line, differences)


def _page(
    request: HttpRequest, dossier: Dossier, form: LineForm, refused: list[str], line: Nomination | None,
    differences: list[tuple[str, str]] | None = None,
) -> HttpResponse:  # fmt: skip
    is_refused = request.method == "POST"
    returned = history_of(line).filter(action="send_back").first() if line and line.state == "returned" else None
    return render(request, "workflows/line_form.html", {
        "dossier": dossier, "form": form, "reasons": refused, "has_errors": is_refused, "line": line, "returned": returned,
        "differences": differences or [], "back_to_check": request.GET.get("ve") == "kiem-tra",
        "is_other_kind_offered": line is None and len({row.recipient_kind for row in dossier.round.forms.all()}) > 1,
        "other_kind": "tap-the" if form.is_individual else "ca-nhan",
    }, status=422 if is_refused else 200)  # fmt: skip
