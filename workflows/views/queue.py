"""The appraiser's bench: the queue on the left, the dossier and the decision beside it; one line after the other."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from nominations.enums import NominationState
from nominations.models import Nomination
from nominations.rules import called
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import days_between, moment_text

from ..effects import reason_from
from ..engine import perform
from ..enums import Action, RemarkPart
from ..exceptions import GuardFailed, IllegalTransition, ReasonNeeded
from ..forms.queue import SHORT_LABELS, LineForm, OpinionForm, QueueFilterForm
from ..forms.remarks import PREFIX
from ..models import TransitionRecord
from ..queries import last_record
from ..queries_office import (
    Overview,
    QueueFilter,
    arrived_line,
    files_with,
    for_list,
    for_reading,
    line_after,
    narrowed,
    overview_of,
    place_in,
    progress_of,
    queue_of,
)
from ..services.appraisal import Opinions, opinions_on
from ..services.lines import receive_and
from . import base
from .cell_papers import paper_cards
from .queue_dossier import dossier_of
from .receipts import receipt_links

PAGE = 25
STATE_WORDS = {
    NominationState.SUBMITTED: "Chờ tiếp nhận",
    NominationState.FORWARDED: "Cấp dưới trình lên",
    NominationState.UNDER_APPRAISAL: "Đang thẩm định",
}


@dataclass(frozen=True)
class Bench:
    """The queue as one request sees it: whose it is, what it is narrowed to, and where it lives."""

    unit_ids: set[int]
    overview: Overview
    form: QueueFilterForm
    chosen: QueueFilter

    @property
    def hidden(self) -> list[tuple[str, Any]]:
        """Return what the queue is narrowed to, as fields of another form on the page."""
        chosen = self.chosen
        named = (("tim", chosen.text), ("dot", chosen.round_id), ("donvi", chosen.unit_id), ("loai", chosen.kind))
        return [(name, value) for name, value in named if value]

    @property
    def lines(self):
        """Return the lines that wait and fit the filter, oldest first."""
        return narrowed(queue_of(self.unit_ids), self.chosen)

    def url(self, line: int | None = None) -> str:
        """Return the address of the queue with its filters; with a line, that line stands open."""
        query = urlencode(([("dong", line)] if line else []) + self.hidden)
        return reverse("workflows:queue") + (f"?{query}" if query else "") + ("#ho-so" if line else "")

    @property
    def query(self) -> str:
        """Return the filters as they stand in an address."""
        return urlencode(self.hidden)


def bench_of(request: HttpRequest) -> Bench:
    """Return the queue of the person's offices. Raises NotPermitted for somebody who appraises nowhere."""
    unit_ids = access.units_where(request.user, Capability.APPRAISE, on=base.today())
    if not unit_ids:
        access.check(request.user, Capability.APPRAISE, None, on=base.today())
    overview = overview_of(unit_ids)
    form = QueueFilterForm(request.GET, overview)
    return Bench(unit_ids, overview, form, form.chosen())


@require_http_methods(["GET", "POST"])
def queue(request: HttpRequest) -> HttpResponse:
    """Show the queue with one dossier open, or take the opinion on it and open the next line."""
    bench = bench_of(request)
    if request.method == "POST":
        return _opine(request, bench)
    current, moved = _opened(bench, request.GET.get("dong", ""))
    return _page(request, bench, current, moved=moved)


@require_POST
def queue_receive(request: HttpRequest, pk: int) -> HttpResponse:
    """Receive one line and leave it open."""
    bench = bench_of(request)
    seen = LineForm({"line": pk, "version": request.POST.get("version")})
    line = _waiting(bench, pk)
    if line is None or not seen.is_valid():
        return _gone(request, bench, pk)
    try:
        perform(
            Action.RECEIVE,
            nomination=line,
            actor=request.user,
            at=base.now(),
            expected_version=seen.cleaned_data["version"],
        )
    except ReasonNeeded:
        messages.warning(
            request,
            "Đồng chí đã trình dòng này nên việc tiếp nhận cần có lý do. Hãy ghi ý kiến thẩm định kèm "
            "lý do; hệ thống tiếp nhận cùng lúc.",
        )
    except IllegalTransition:
        record = last_record(line)
        messages.info(
            request, f"Đồng chí {record.actor_name} đã xử lý dòng này, {moment_text(record.at)}: {record.label}."
        )
    else:
        messages.success(request, f"Đã tiếp nhận {called(line.nominee)}.")
    return redirect(bench.url(pk))


def _opine(request: HttpRequest, bench: Bench) -> HttpResponse:
    seen = LineForm(request.POST)
    if not seen.is_valid():
        raise Http404
    pk, at = seen.cleaned_data["line"], base.now()
    line = _waiting(bench, pk)
    if line is None:
        return _gone(request, bench, pk)
    opinions = opinions_on(line, request.user, at=at)
    form = OpinionForm(request.POST, choices=opinion_choices(opinions), at=at)
    if not form.is_valid():
        return _page(request, bench, line, form=form, opinions=opinions)
    try:
        receive_and(
            form.action, line, actor=request.user, at=at, expected_version=seen.cleaned_data["version"], **form.act
        )
    except IllegalTransition:
        line = _waiting(bench, pk)
        return _page(request, bench, line, form=form, stale=last_record(line)) if line else _gone(request, bench, pk)
    except ReasonNeeded as refusal:
        form.add_error("separation", refusal.reason)
    except GuardFailed as refusal:
        for reason in refusal.reasons:
            form.add_error(None, reason)
    else:
        label = next(row.text for row in opinions.rows if row.action == form.action)
        messages.success(request, f"Đã ghi “{label}” cho {called(line.nominee)} ({line.code}).")
        return redirect(bench.url(line_after(bench.lines, line)))
    return _page(request, bench, _waiting(bench, pk), form=form)


def opinion_choices(opinions: Opinions) -> list[tuple[str, str]]:
    """Return the opinions for a row of buttons, in short words where the full ones would not fit."""
    return [(row.action.value, SHORT_LABELS.get(row.action, row.text)) for row in opinions.rows]


def _waiting(bench: Bench, pk: int) -> Nomination | None:
    """Return a line of the queue with all that its page prints; None when it waits here no more, or never did."""
    return for_reading(queue_of(bench.unit_ids)).filter(pk=pk).first()


def _opened(bench: Bench, wanted: str) -> tuple[Nomination | None, Nomination | None]:
    """Return the line to open, and the line that was asked for where it waits here no more.

    Without a line to open, the first one of the list is meant.
    """
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 19):
        return None, None
    asked = _waiting(bench, int(wanted))
    return asked, None if asked else arrived_line(bench.unit_ids, int(wanted))


def _page(
    request: HttpRequest,
    bench: Bench,
    current: Nomination | None,
    *,
    moved: Nomination | None = None,
    form: OpinionForm | None = None,
    opinions: Opinions | None = None,
    stale: TransitionRecord | None = None,
) -> HttpResponse:
    at = base.now()
    page = _list_page(bench, current, request.GET.get("trang"))
    if current is None and page.object_list:
        current = _waiting(bench, page.object_list[0].pk)
    round_ids = [bench.chosen.round_id] if bench.chosen.round_id else [pk for pk, _ in bench.overview.rounds]
    context: dict[str, Any] = {
        "bench": bench,
        "clear_url": reverse("workflows:queue") if bench.chosen else "",
        "page": page,
        "rows": [_row(bench, line, current, at) for line in page.object_list],
        "stale": stale,
        "place": next(
            (
                i
                for i, line in enumerate(page.object_list, page.start_index())
                if line.pk == getattr(current, "pk", None)
            ),
            None,
        ),
        "oldest_days": days_between(bench.overview.oldest, at) if bench.overview.oldest else 0,
        "progress": progress_of(
            bench.unit_ids, round_ids, waiting=sum(bench.overview.waiting.get(pk, 0) for pk in round_ids)
        )
        if round_ids
        else None,
        "moved": last_record(moved) if moved else None,
        "moved_name": called(moved.nominee) if moved else "",
        "moved_line": moved,
        "can_meet": bool(access.units_where(request.user, Capability.CONDUCT_MEETING, on=base.today())),
    }
    if current is not None:
        opinions = opinions or opinions_on(current, request.user, at=at)
        form = form or OpinionForm(choices=opinion_choices(opinions), at=at)
        files = files_with(current)
        context |= {
            "line": current,
            "opinions": opinions,
            "form": form,
            "dossier": dossier_of(current, request.user, at=at, chosen=request.GET, files=files),
            "papers": paper_cards(current.dossier, [current], may_add=False, files=files),
            "receipts": receipt_links(current.dossier, request.user),
            "act_url": bench.url(current.pk),
            "role_text": _role_text(request, opinions),
        }
    status = 409 if stale else 422 if form is not None and form.is_bound else 200
    return render(request, "workflows/queue.html", context, status=status)


def _role_text(request: HttpRequest, opinions: Opinions) -> str:
    """Return in which role the opinion is given, for somebody who holds several."""
    held = opinions.holding
    if held is None or len(access.assignments(request.user, base.today())) < 2:
        return ""
    return f"Đồng chí ghi ý kiến với vai trò {held.get_role_display()}, {held.unit.name}."


def _list_page(bench: Bench, current: Nomination | None, wanted: str | None) -> Page:
    """Return the page of the list that was asked for, else the one on which the open line stands."""
    lines = bench.lines
    paginator = Paginator(for_list(lines), PAGE)
    if not bench.chosen:
        paginator.count = bench.overview.count  # known already; spares a query
    if wanted is None and current is not None:
        place, paginator.count = place_in(lines, current)
        wanted = place // PAGE + 1
    page = paginator.get_page(wanted)
    page.object_list = list(page.object_list)
    return page


def _row(bench: Bench, line: Nomination, current: Nomination | None, at: datetime) -> dict:
    nominee = line.nominee
    what = nominee.position if nominee.is_individual else line.model_name
    unit = line.proposing_unit_name if line.proposing_unit_name != nominee.full_name else ""
    return {
        "pk": line.pk,
        "name": called(nominee),
        "about": [text for text in (nominee.get_kind_display(), unit, what) if text],
        "url": bench.url(line.pk),
        "is_current": current is not None and line.pk == current.pk,
        "word": STATE_WORDS[line.state_enum],
        "is_new": line.state != NominationState.UNDER_APPRAISAL,
        "days": days_between(line.submitted_at, at),
    }


def _gone(request: HttpRequest, bench: Bench, pk: int) -> HttpResponse:
    """Say who was faster and what became of the line; what was typed stands there to be copied. 404 for a foreign line."""
    line = arrived_line(bench.unit_ids, pk)
    if line is None:
        raise Http404
    record = last_record(line)
    return render(
        request,
        "workflows/queue_race.html",
        {
            "line": line,
            "name": called(line.nominee),
            "record": record,
            "typed": typed_words(request),
            "is_mine": record.actor_id == request.user.pk,
            "next_url": bench.url(line_after(bench.lines, line)),
            "record_url": reverse("workflows:nomination", args=[pk]),
        },
        status=409,
    )


def typed_words(request: HttpRequest) -> str:
    """Return the reason and the remarks of a decision bar that cannot be taken any more, for copying."""
    asked = {part: request.POST.get(f"{PREFIX}{part}", "").strip() for part in RemarkPart}
    said = [request.POST.get("note", "").strip(), reason_from({part: text for part, text in asked.items() if text})]
    return "\n".join(filter(None, said))
