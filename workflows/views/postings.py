"""The public objection window of a round: names posted, the list to print, objections recorded and answered."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from nominations.appraisals import posted_lines, waiting_to_be_posted
from nominations.models import Objection, PostedLine, Posting, Round
from nominations.queries import is_nominee
from nominations.rules import called, printed_unit
from permissions import access
from permissions.exceptions import NotPermitted
from permissions.roles import Capability
from vietnamese.dates import short_date

from ..exceptions import GuardFailed, IllegalTransition
from ..forms.postings import ObjectionAnswerForm, ObjectionForm, PostingForm
from ..queries_appraisal import postings_here
from ..services import postings as services
from .base import my_units, now, today
from .rounds import round_or_404

READING = (
    Capability.MANAGE_ROUNDS,
    Capability.APPRAISE,
    Capability.VOTE,
    Capability.CONDUCT_MEETING,
    Capability.INSPECT,
)
"""Any of these at the posting unit lets somebody read what was objected."""


def _units_of(request: HttpRequest) -> dict[int, Any]:
    return {unit.pk: unit for unit in my_units(request, *READING)}


@require_http_methods(["GET", "POST"])
def round_postings(request: HttpRequest, pk: int) -> HttpResponse:
    """List the postings of a round at the person's units; with names that wait, the form that posts them."""
    round, units = round_or_404(request, pk), _units_of(request)
    if not units:
        raise NotPermitted("Trang này dành cho cơ quan thẩm định, Ban Thường vụ và người kiểm tra.")
    posting_units = [
        unit for unit in units.values() if access.can(request.user, Capability.MANAGE_ROUNDS, unit, on=today())
    ]
    unit = _chosen(request, posting_units)
    waiting = list(waiting_to_be_posted(unit.pk, round.pk)) if unit else []
    earliest = services.last_day(today(), round.posting_days)
    form = PostingForm(
        request.POST if request.method == "POST" else None,
        initial={"starts_on": today()},
        ends_hint=_ends_hint(round, earliest),
    )
    reasons: list[str] = []
    if request.method == "POST":
        if unit is None:
            access.check(request.user, Capability.MANAGE_ROUNDS, round.unit, on=today())
        if form.is_valid():
            try:
                made = services.post_names(round, unit=unit, actor=request.user, at=now(), **form.cleaned_data)
            except GuardFailed as refusal:
                reasons = refusal.reasons
            else:
                messages.success(request, "Đã lập danh sách niêm yết. Việc tiếp theo: in và niêm yết ở nơi đã ghi.")
                return redirect("workflows:posting", made.pk)
    return render(request, "workflows/postings.html", {
        "round": round, "postings": list(postings_here(pk, units)), "form": form, "reasons": reasons, "today": today(),
        "waiting": [called(line.nominee) for line in waiting], "unit": unit, "units": posting_units,
        "has_errors": request.method == "POST", "shows_units": len(units) > 1,
    }, status=422 if request.method == "POST" else 200)  # fmt: skip


def _chosen(request: HttpRequest, units: list) -> Any:
    """Return for which unit names are posted: the one asked for, else the first."""
    wanted = request.POST.get("unit") or request.GET.get("don-vi", "")
    return next((unit for unit in units if str(unit.pk) == wanted), units[0] if units else None)


def _ends_hint(round: Round, earliest: date) -> str:
    if not round.posting_days:
        return "Để trống thì niêm yết một ngày làm việc."
    return (
        f"Để trống thì đủ {round.posting_days} ngày làm việc; niêm yết từ hôm nay thì đến hết {short_date(earliest)}."
    )


def _posting(request: HttpRequest, pk: int) -> tuple[Posting, Any]:
    """Return a posting of one of the person's units and that unit; 404 for others."""
    units = _units_of(request)
    found = Posting.objects.filter(pk=pk, unit__in=units).select_related("round__authority", "unit__kind").first()
    if found is None:
        raise Http404
    return found, units[found.unit_id]


@require_safe
def posting(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one posting: its names, and what was objected and answered. Nobody reads what is objected to themselves."""
    found, unit = _posting(request, pk)
    may = access.can(request.user, Capability.MANAGE_ROUNDS, unit, on=today())
    rows = [_row(line, request.user, may) for line in posted_lines(found)]
    may_number = access.can(request.user, Capability.NUMBER_DECISIONS, unit, on=today())
    return render(request, "workflows/posting.html", {
        "papers_url": reverse("workflows:papers", args=["niem-yet", pk]) if may_number else "",
        "posting": found, "rows": rows, "is_managed": may, "is_running": found.starts_on <= today() <= found.ends_on,
        "is_to_come": today() < found.starts_on, "open_count": sum(row["open"] for row in rows),
        "objection_count": sum(len(row["objections"]) for row in rows),
    })  # fmt: skip


def _row(line: PostedLine, person: Any, may: bool) -> dict[str, Any]:
    is_own = is_nominee(person, line.nomination.nominee)
    objections = [] if is_own else [_objection(o, may) for o in line.objections.all()]
    return {
        "position": line.position, "name": line.name, "about": _about(line), "objections": objections,
        "open": sum(1 for o in objections if not o["answered_at"]), "state": line.nomination.get_state_display(),
        "url": reverse("workflows:nomination", args=[line.nomination_id]),
        "add_url": reverse("workflows:objection_new", args=[line.pk]) if may and not is_own else "",
    }  # fmt: skip


def _about(line: PostedLine) -> str:
    nominee = line.nomination.nominee
    return ", ".join(
        filter(None, [line.nomination.get_form_display(), printed_unit(nominee), line.nomination.model_name])
    )


def _objection(row: Objection, may: bool) -> dict[str, Any]:
    return {
        "text": row.text, "from": services.named(row.from_name), "channel": row.channel, "received_on": row.received_on,
        "contact": row.contact, "by": row.recorded_by_name, "answer": row.answer, "is_upheld": row.is_upheld,
        "answered_by": row.answered_by_name, "answered_at": row.answered_at,
        "answer_url": reverse("workflows:objection_answer", args=[row.pk]) if may and not row.answered_at else "",
    }  # fmt: skip


@require_safe
def posting_print(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the list as it hangs on the wall: names, no objections."""
    found, _ = _posting(request, pk)
    rows = [{"name": line.name, "about": _about(line)} for line in posted_lines(found)]
    return render(request, "workflows/posting_print.html", {"posting": found, "rows": rows})


@require_http_methods(["GET", "POST"])
def objection_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what somebody objects to one posted name."""
    line = PostedLine.objects.select_related("nomination__nominee").filter(pk=pk).first()
    if line is None:
        raise Http404
    found, unit = _posting(request, line.posting_id)
    _manage(request, unit, line)
    form = ObjectionForm(request.POST if request.method == "POST" else None, initial={"received_on": today()})
    reasons: list[str] = []
    if form.is_valid():
        try:
            services.record_objection(line, actor=request.user, at=now(), **form.cleaned_data)
        except (GuardFailed, IllegalTransition) as refusal:
            reasons = getattr(refusal, "reasons", [refusal.reason])
        else:
            messages.success(
                request, f"Đã ghi ý kiến về {line.name}. Ban Thường vụ chưa biểu quyết dòng này khi chưa trả lời."
            )
            return redirect("workflows:posting", found.pk)
    return render(request, "workflows/objection.html", {
        "title": "Ghi ý kiến về tên niêm yết", "line": line, "posting": found, "form": form, "reasons": reasons,
        "has_errors": request.method == "POST", "submit_label": "Ghi ý kiến",
    }, status=422 if request.method == "POST" else 200)  # fmt: skip


@require_http_methods(["GET", "POST"])
def objection_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what was found out about an objection."""
    row = Objection.objects.select_related("line__nomination__nominee").filter(pk=pk).first()
    if row is None:
        raise Http404
    found, unit = _posting(request, row.line.posting_id)
    _manage(request, unit, row.line)
    form = ObjectionAnswerForm(request.POST if request.method == "POST" else None)
    reasons, status = [], 422 if request.method == "POST" else 200
    if form.is_valid():
        is_upheld = form.cleaned_data["is_upheld"] == "1"
        try:
            services.answer_objection(
                row, is_upheld=is_upheld, answer=form.cleaned_data["answer"], actor=request.user, at=now()
            )
        except GuardFailed as refusal:
            reasons = refusal.reasons
        except IllegalTransition as refusal:
            reasons, status = [refusal.reason], 409
        else:
            hint = " Nếu không nên khen nữa, hãy trả lại hoặc ghi không đề nghị ở trang thẩm định." if is_upheld else ""
            messages.success(request, f"Đã trả lời ý kiến về {row.line.name}.{hint}")
            return redirect("workflows:posting", found.pk)
    return render(request, "workflows/objection.html", {
        "title": "Trả lời ý kiến", "line": row.line, "posting": found, "objection": _objection(row, may=False), "form": form,
        "reasons": reasons, "has_errors": status != 200, "submit_label": "Ghi trả lời",
    }, status=status)  # fmt: skip


def _manage(request: HttpRequest, unit: Any, line: PostedLine) -> None:
    access.check(request.user, Capability.MANAGE_ROUNDS, unit, on=today())
    if is_nominee(request.user, line.nomination.nominee):
        raise NotPermitted("Ý kiến này nêu về chính đồng chí, nên đồng chí khác phải ghi và trả lời.")
