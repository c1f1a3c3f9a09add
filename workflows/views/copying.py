"""Last round's dossier as the start of this round's: choose the dossier, tick the lines."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from nominations.models import Dossier, Round
from nominations.quotas import GONE
from nominations.rules import called
from permissions.roles import Capability

from .. import desk
from ..exceptions import GuardFailed, IllegalTransition
from ..services import copying
from .base import my_units, now

MOST_SHOWN = 20


@require_http_methods(["GET", "POST"])
def copy_dossier(request: HttpRequest, round_pk: int) -> HttpResponse:
    """Start a dossier of this round with lines of an earlier one."""
    units = my_units(request, Capability.NOMINATE)
    round = Round.objects.filter(pk=round_pk).first()
    calls = desk.calls_for(units, at=now(), only=round) if round else []
    if not calls:
        raise Http404
    answering = [call.unit for call in calls]
    sources = [d for d in desk.own_dossiers(answering).exclude(round=round) if d.line_count][:MOST_SHOWN]
    asked = request.POST.get("source") or request.GET.get("tu", "")
    source = next((d for d in sources if str(d.pk) == asked), None)
    if source is None and len(sources) == 1:
        source = sources[0]
    refused: list[str] = []
    if request.method == "POST" and source is not None:
        answer = _copy(request, source, round)
        if isinstance(answer, HttpResponse):
            return answer
        refused = answer
    is_refused = request.method == "POST"
    context = {
        "round": round, "sources": sources, "source": source, "refused": refused, "has_errors": is_refused,
        "rows": _rows(source, round, request.POST.getlist("line") if is_refused else None) if source else [],
        "key": request.POST.get("submission_key") or uuid.uuid4(),
    }  # fmt: skip
    return render(request, "workflows/dossier_copy.html", context, status=422 if is_refused else 200)


def _copy(request: HttpRequest, source: Dossier, round: Round) -> HttpResponse | list[str]:
    """Copy the ticked lines and open the new dossier, or return why not."""
    try:
        key = uuid.UUID(request.POST.get("submission_key", ""))
    except ValueError:
        return ["Trang này đã cũ. Hãy mở lại trang rồi chọn lại."]
    ticked = [int(pk) for pk in request.POST.getlist("line") if pk.isascii() and pk.isdigit() and len(pk) < 12]
    try:
        made = copying.copy_dossier(source, round=round, lines=ticked, actor=request.user, at=now(), submission_key=key)
    except (GuardFailed, IllegalTransition) as refusal:
        return [refusal.reason]
    if made.lines:
        messages.success(
            request,
            f"Đã chép {len(made.lines)} dòng từ hồ sơ {source.code}. Lời văn giữ nguyên như cũ: "
            "đồng chí mở từng dòng, sửa thời gian và số liệu cho đúng đợt này.",
        )
    for line in made.left_out:
        messages.warning(request, f"Không chép {called(line.nominee)} vì đã có đề nghị cùng hình thức trong đợt này.")
    return redirect("workflows:dossier", made.dossier.pk)


def _rows(source: Dossier, round: Round, ticked: list[str] | None) -> list[dict]:
    """Return the lines with a tick where they may be wanted again; without one those the new round does not take."""
    offered = {row.recipient_kind for row in round.forms.all()}
    rows = []
    for line in source.nominations.select_related("nominee").order_by("id"):
        is_offered = line.nominee.kind in offered
        is_wanted = is_offered and line.state not in GONE if ticked is None else str(line.pk) in ticked
        rows.append({
            "line": line, "name": called(line.nominee), "is_offered": is_offered, "is_ticked": is_offered and is_wanted,
        })  # fmt: skip
    return rows
