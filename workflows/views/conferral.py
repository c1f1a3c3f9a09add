"""The day of conferral: one day for all, with exceptions for each recipient."""

from django.contrib import messages
from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from documents.models import Decision, DecisionState

from ..exceptions import IllegalTransition
from ..forms.decisions import ConferForm, HandoverForm, handover_forms
from ..services.decisions.conferral import Handover, confer_each
from . import base, clerks

RECIPIENTS_PER_PAGE = 100


@require_http_methods(["GET", "POST"])
def confer(request: HttpRequest, pk: int) -> HttpResponse:
    """Record on which day the awards of a numbered decision were handed over, and to whom."""
    found = clerks.decision_for_clerk(request, pk)
    if found.state != DecisionState.NUMBERED:
        raise IllegalTransition("Quyết định chưa được ghi số nên chưa ghi ngày trao được.")
    lines = found.lines.select_related("award", "register", "decision__unit").order_by("position", "id")
    page = clerks.page_of(request, lines, RECIPIENTS_PER_PAGE)
    data = request.POST if request.method == "POST" else None
    form, rows = ConferForm(data), handover_forms(page.object_list, data)
    if data is None:
        return _page(request, found, page, form, rows)
    if not all([form.is_valid(), *(row.is_valid() for row in rows)]):
        return _page(request, found, page, form, rows, status=422)
    undated = [row for row in rows if _is_given(row) and not _day(form, row)]
    if undated:
        form.add_error(
            "conferred_on", "Chưa ghi: ngày trao. Hãy ghi ngày chung, hoặc ngày riêng cho từng dòng đã trao."
        )
        return _page(request, found, page, form, rows, status=422)
    handovers = [Handover(row.line, _day(form, row) if _is_given(row) else None, _received_by(row)) for row in rows]
    results = confer_each(handovers, actor=request.user, at=base.now())
    refused = [f"{result.line.name}: {result.refusal}" for result in results if result.refusal]
    if refused:
        return _page(
            request,
            found,
            page,
            form,
            rows,
            refused=refused,
            saved=sum(result.is_changed for result in results),
            status=422,
        )
    _say(request, found, sum(result.is_changed for result in results))
    following = f"?trang={page.next_page_number()}" if page.has_next() else ""
    return redirect(f"{reverse('workflows:confer', args=[pk])}{following}" if following else clerks.decision_url(found))


def _is_given(row: HandoverForm) -> bool:
    return row.cleaned_data["how"] != HandoverForm.NOT_YET


def _day(form: ConferForm, row: HandoverForm):
    return row.cleaned_data["own_day"] or form.cleaned_data["conferred_on"]


def _received_by(row: HandoverForm) -> str:
    return " ".join(row.cleaned_data["received_by"].split()) if row.cleaned_data["how"] == HandoverForm.BY_OTHER else ""


def _say(request: HttpRequest, found: Decision, changed: int) -> None:
    given = found.lines.filter(award__conferred_on__isnull=False).count()
    done = f"Đã ghi ngày trao cho {changed} dòng." if changed else "Không có thay đổi nào cần ghi."
    messages.success(request, f"{done} Đến nay đã trao {given}/{found.lines.count()}.")


def _page(
    request: HttpRequest,
    found: Decision,
    page: Page,
    form: ConferForm,
    rows: list[HandoverForm],
    *,
    refused=(),
    saved: int = 0,
    status: int = 200,
) -> HttpResponse:
    context = {
        "decision": found,
        "page": page,
        "form": form,
        "rows": [{"form": row, "name": clerks.called(row.line)} for row in rows],
        "refused": list(refused),
        "saved": saved,
        "has_errors": status != 200,
        "count": clerks.counted(found),
    }
    return render(request, "workflows/confer.html", context, status=status)
