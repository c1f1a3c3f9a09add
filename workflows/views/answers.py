"""What a superior outside this system answered: which lines wait, one paper recorded, what was recorded before."""

import mimetypes
from pathlib import PurePath

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from documents.models import SuperiorAnswer
from nominations.models import Nomination, Round
from nominations.queries import visible_to
from organizations.models import Unit
from permissions import access
from permissions.roles import Capability

from ..exceptions import GuardFailed, ReasonNeeded
from ..forms.answers import AnswerForm
from ..services.answers import last_answers, lines_awaiting_answer, record_answer
from .base import my_units, now, today
from .meetings import posted
from .meetings_edit import status_of

RECENT = 50
"""Answers that are shown as recorded, the newest ones."""


def _clerks_units(request: HttpRequest) -> list[Unit]:
    units = my_units(request, Capability.NUMBER_DECISIONS)
    if not units:
        access.check(request.user, Capability.NUMBER_DECISIONS, None, on=today())
    return units


@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """The lines that wait for a superior, by round, and the answers recorded before."""
    units = _clerks_units(request)
    groups: dict[tuple[int, int], tuple[Unit, Round, list[Nomination]]] = {}
    for unit in units:
        for line in lines_awaiting_answer(unit):
            groups.setdefault((unit.pk, line.round_id), (unit, line.round, []))[2].append(line)
    recorded = last_answers([unit.pk for unit in units], RECENT)
    context = {"groups": list(groups.values()), "recorded": recorded, "several_units": len(units) > 1}
    return render(request, "workflows/answers.html", context)


@require_http_methods(["GET", "POST"])
def answer_new(request: HttpRequest, unit_pk: int, round_pk: int) -> HttpResponse:
    """Record one paper of a superior for the lines of one round, yes or no each."""
    unit = next((unit for unit in _clerks_units(request) if unit.pk == unit_pk), None)
    lines = list(lines_awaiting_answer(unit).filter(round=round_pk)) if unit else []
    round = (
        lines[0].round if lines else Round.objects.select_related("authority").filter(pk=round_pk, unit=unit).first()
    )
    if unit is None or round is None:
        raise Http404
    if not lines:
        messages.info(request, "Đợt này không còn dòng nào chờ cấp trên trả lời.")
        return redirect("workflows:answers")
    asks, reasons = "separation_reason" in request.POST, []
    form = _form(request, lines, round, asks)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            done = record_answer(
                unit=unit,
                answers=form.answers(),
                authority_name=values["authority_name"],
                number_text=values["number_text"],
                answered_on=values["answered_on"],
                note=values["note"],
                scan=form.accepted,
                actor=request.user,
                at=now(),
                separation_reason=values.get("separation_reason", ""),
            )
        except GuardFailed as refusal:
            reasons = refusal.reasons
            if isinstance(refusal, ReasonNeeded) and not asks:
                form = _form(request, lines, round, True)
        else:
            granted = sum(form.answers().values())
            messages.success(
                request, f"Đã ghi trả lời cho {len(done)} dòng: {granted} đồng ý, {len(done) - granted} không đồng ý."
            )
            return redirect("workflows:answers")
    if request.FILES:
        reasons = [*reasons, "Trình duyệt không giữ tệp đã chọn. Đồng chí hãy chọn lại bản chụp trước khi ghi."]
    context = {
        "unit": unit,
        "round": round,
        "form": form,
        "rows": form.rows(),
        "reasons": reasons,
        "has_errors": bool(reasons),
    }
    return render(request, "workflows/answers_new.html", context, status=status_of(request))


def _form(request: HttpRequest, lines: list[Nomination], round: Round, asks: bool) -> AnswerForm:
    initial = {"authority_name": round.authority.name}
    return AnswerForm(posted(request), request.FILES or None, lines=lines, asks_separation=asks, initial=initial)


@require_safe
def answer_scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The scan of a superior's answer, as a download, for everybody who may see the line; 404 for anybody else."""
    answer = (
        SuperiorAnswer.objects.filter(pk=pk, nomination__in=visible_to(request.user, on=today()))
        .exclude(scan="")
        .first()
    )
    if answer is None:
        raise Http404
    ending = PurePath(answer.scan.name).suffix.lower()
    kind = mimetypes.types_map.get(ending, "application/octet-stream")
    return FileResponse(
        answer.scan.open("rb"),
        as_attachment=True,
        filename=f"tra-loi-cua-cap-tren-{answer.pk}{ending}",
        content_type=kind,
    )
