"""One line of a dossier: adding it, changing it."""

import uuid
from typing import Any

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
from rolls.queries import may_keep
from rolls.recognition import same_name

from ..exceptions import GuardFailed, IllegalTransition, StalePage
from ..forms.line import LineForm, typed_identity
from ..queries import history_of
from ..queries_remarks import remarks_of
from ..services import fitting
from ..services.autosave import Page
from ..services.copying import years_to_check
from ..services.entering import Said, WhoIsMeant, enter_line
from . import roll_picker
from .autosave import KIND_SLUGS, Desk, desk_of, saved
from .base import nomination_or_404, now, today
from .dossier import own_dossier
from .line_side import side
from .talk import BACK_TO_FORM, cards, mark_fields, own_reason

KINDS = {slug: kind for kind, slug in KIND_SLUGS.items()}


def add_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a collective or an individual to a dossier."""
    dossier = own_dossier(request, pk)
    kind = _kind(request, dossier)
    if kind is None:
        return render(request, "workflows/line_kind.html", {"dossier": dossier})
    if request.htmx and request.method == "GET":
        return render(request, "workflows/parts/roll_results.html", {"roll": roll_picker.roll(request, dossier, kind)})
    chosen = roll_picker.chosen(request, dossier, kind)
    form = _form(request, dossier, kind, initial=_first_values(dossier, kind))
    refused = _save(request, dossier, form, None) if request.method == "POST" and form.is_valid() else []
    if isinstance(refused, HttpResponse):
        return refused
    desk = desk_of(request, Page("new-line", pk, kind), form, about=dossier)
    if chosen and form.is_bound and not same_name(form["full_name"].value() or "", [chosen.name]):
        chosen = None
    elif chosen and not form.is_bound:
        form.initial |= chosen.values
    return _page(request, dossier, form, refused, None, desk, roll=roll_picker.roll(request, dossier, kind, chosen))


def _kind(request: HttpRequest, dossier: Dossier) -> str | None:
    """Return the kind asked for, or the only one that the round offers; None when the person has to choose."""
    offered = {row.recipient_kind for row in dossier.round.forms.all()}
    asked = request.POST.get("kind") or KINDS.get(request.GET.get("loai", "")) or roll_picker.kind_asked(request)
    if asked in offered:
        return asked
    return offered.pop() if len(offered) == 1 else None


def _first_values(dossier: Dossier, kind: str) -> dict:
    superior = superior_on(dossier.unit, today())
    unit = dossier.unit.name if kind == RecipientKind.INDIVIDUAL else (superior.name if superior else "")
    achievement, citation = fitting.template_of(dossier.round, kind)
    return {"unit_text": unit, "citation": citation, "achievement": achievement, "submission_key": uuid.uuid4()}


def _form(request: HttpRequest, dossier: Dossier, kind: str, initial: dict) -> LineForm:
    data = request.POST.copy() if request.method == "POST" else None
    keeps = may_keep(request.user, dossier.unit, on=today())
    asked = roll_picker.asked_before(dossier, typed_identity(data, kind)) if data and data.get("same_as") else []
    if data and not asked:
        data.pop("same_as", None)
    return LineForm(
        data, initial=initial, round=dossier.round, kind=kind, today=today(), room=fitting.ROOM, keeps_roll=keeps,
        candidates=asked,
    )  # fmt: skip


def _save(
    request: HttpRequest, dossier: Dossier, form: LineForm, line: Nomination | None
) -> HttpResponse | list[str]:  # fmt: skip
    """Save a valid form and lead on, or return why not; a doubtful name becomes a question in the form."""
    data = form.cleaned_data
    unit = {} if form.is_individual else {"unit": unit_called(data["full_name"], today())}
    try:
        made = enter_line(
            dossier,
            line=line,
            nominee=form.nominee | unit,
            said=Said(data["chosen"], data["same_as"], data.get("keeps_on_roll", False)),
            actor=request.user,
            at=now(),
            submission_key=data["submission_key"],
            expected_version=data["version"] or 0,
            **form.line,
        )
    except WhoIsMeant as question:
        form.ask_about(roll_picker.described(question.candidates, on=today()))
        form.add_error("same_as", "Hãy chọn một câu trả lời, rồi lưu lại.")
        return []
    except StalePage:
        raise
    except (GuardFailed, IllegalTransition) as refusal:
        return [refusal.reason]
    kind = made.nominee.kind
    saved(request, Page("line", line.pk) if line else Page("new-line", dossier.pk, kind))
    return _saved(request, made, kind)


def _saved(request: HttpRequest, line: Nomination, kind: str) -> HttpResponse:
    messages.success(request, f"Đã lưu dòng: {called(line.nominee)}.")
    if too_long := fitting.citation_refusal(line):
        messages.warning(request, f"{too_long} Vẫn trình được, nhưng khi in giấy khen sẽ phải rút gọn.")
    if "more" in request.POST:
        return redirect(f"{reverse('workflows:add_line', args=[line.dossier_id])}?loai={KIND_SLUGS[kind]}")
    if request.GET.get("ve") == "kiem-tra":
        return redirect(f"{reverse('workflows:dossier_check', args=[line.dossier_id])}#dong-{line.pk}")
    return redirect("workflows:dossier", line.dossier_id)


def edit_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a line that is with its cell; the reason of a return stands on top."""
    line = nomination_or_404(request, pk)
    access.check(request.user, Capability.NOMINATE, line.proposing_unit, on=today())
    kind, dossier = line.nominee.kind, line.dossier
    if line.state not in WITH_CELL and request.method == "GET":
        messages.info(request, f"Dòng này đang ở trạng thái “{line.get_state_display()}” nên không sửa được.")
        return redirect("workflows:nomination", line.pk)
    form = _form(request, dossier, kind, initial=_values_of(line))
    refused: Any = []
    differences: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            refused = _save(request, dossier, form, line)
        except StalePage as refusal:
            refused, line = [refusal.reason], nomination_or_404(request, pk)
            differences = form.differences(line)
            form.data["version"] = str(line.version)
        if isinstance(refused, HttpResponse):
            return refused
    desk = desk_of(request, Page("line", pk), form, about=line, version=line.version)
    if desk.is_outdated:
        differences = form.differences(line)
    return _page(request, dossier, form, refused, line, desk, differences=differences)


def _values_of(line: Nomination) -> dict:
    """Return what the form shows of a line; an empty achievement starts with the office's template."""
    values = LineForm.values_of(line)
    if not line.achievement:
        values["achievement"] = fitting.template_of(line.round, line.nominee.kind, line.form)[0]
    return values


def _page(
    request: HttpRequest, dossier: Dossier, form: LineForm, refused: list[str], line: Nomination | None, desk: Desk,
    *, differences: list[tuple[str, str]] | None = None, roll: dict | None = None,
) -> HttpResponse:  # fmt: skip
    is_refused = request.method == "POST"
    returned = history_of(line).filter(action="send_back").first() if line and line.state == "returned" else None
    asked = remarks_of(line).get(returned.pk, []) if line and returned else []
    mark_fields(form, asked)
    kind = form.fields["kind"].initial
    return render(request, "workflows/line_form.html", {
        "dossier": dossier, "form": form, "reasons": refused, "has_errors": is_refused, "line": line, "returned": returned,
        "reason": own_reason(returned, asked), "remarks": cards(line, asked, may_answer=True, back=BACK_TO_FORM) if line else [],
        "differences": differences or [], "back_to_check": request.GET.get("ve") == "kiem-tra",
        "is_other_kind_offered": line is None and len({row.recipient_kind for row in dossier.round.forms.all()}) > 1,
        "other_kind": "tap-the" if form.is_individual else "ca-nhan",
        "desk": desk, "roll": roll, "templates": _templates(form, dossier), "room_letters": fitting.ROOM_LETTERS,
        "side": side(dossier, kind=kind, typed=_typed(form), line=line, at=now()),
        "is_copy": bool(line and line.copied_from_id and line.version == 1 and line.state == "draft"),
        "years": years_to_check(line) if line and line.copied_from_id else [],
    }, status=422 if is_refused else 200)  # fmt: skip


def _typed(form: LineForm) -> dict[str, Any]:
    """Return what stands in the form, by the names of its fields."""
    return {name: form[name].value() for name in form.fields}


def _templates(form: LineForm, dossier: Dossier) -> dict[str, list[dict]]:
    """Return for each of the two texts the office's templates that differ, each with the form of award it is for."""
    found: dict[str, list[dict]] = {"achievement": [], "citation": []}
    for row in form.offered:
        for name, text in (
            ("achievement", row.achievement_template),
            ("citation", row.citation_template or dossier.round.citation),
        ):
            if text and text not in [known["text"] for known in found[name]]:
                found[name].append({"text": text, "form": row.get_form_display()})
    return found
