"""The appraiser's bench: the queue on the left, the dossier and the decision beside it; one line after the other."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from nominations.models import Nomination
from nominations.rules import called
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import days_between, moment_text

from ..effects import reason_from
from ..engine import perform
from ..enums import Action, RemarkPart
from ..exceptions import GuardFailed, IllegalTransition, ReasonNeeded
from ..forms.queue import SHORT_LABELS, LineForm, OpinionForm, SavedViewForm
from ..forms.remarks import PREFIX
from ..models import SavedView, TransitionRecord
from ..queries import last_record
from ..queries_beside import Beside, beside
from ..queries_office import arrived_line
from ..queries_queue import claim_on, saved_views
from ..services.appraisal import Opinions, opinions_on
from ..services.claims import keep_claim
from ..services.lines import receive_and
from ..services.presence import note_view
from . import base, queue_undo, queue_undo_many
from .appraisal_part import bench_part
from .cell_papers import paper_cards
from .queue_bench import Bench, bench_of, list_page, shown
from .queue_dossier import dossier_of
from .receipts import receipt_cards

SAVED = "tham-dinh"
"""The name under which filters of this page are kept."""


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
    line = bench.waiting(pk)
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
    line = bench.waiting(pk)
    if line is None:
        return _gone(request, bench, pk)
    opinions = opinions_on(line, request.user, at=at)
    form = OpinionForm(request.POST, choices=opinion_choices(opinions), at=at)
    if not form.is_valid():
        return _page(request, bench, line, form=form, opinions=opinions)
    key, was_mine = bench.key(line), _is_mine(line, request, bench)
    try:
        receive_and(
            form.action, line, actor=request.user, at=at, expected_version=seen.cleaned_data["version"], **form.act
        )
    except IllegalTransition:
        line = bench.waiting(pk)
        return _page(request, bench, line, form=form, stale=last_record(line)) if line else _gone(request, bench, pk)
    except ReasonNeeded as refusal:
        form.add_error("separation", refusal.reason)
    except GuardFailed as refusal:
        for reason in refusal.reasons:
            form.add_error(None, reason)
    else:
        label = next(row.text for row in opinions.rows if row.action == form.action)
        queue_undo.offer(request, line, label=label, at=at, was_mine=was_mine)
        return redirect(bench.url_after(key))
    return _page(request, bench, bench.waiting(pk), form=form)


def opinion_choices(opinions: Opinions) -> list[tuple[str, str]]:
    """Return the opinions for a row of buttons, in short words where the full ones would not fit."""
    return [(row.action.value, SHORT_LABELS.get(row.action, row.text)) for row in opinions.rows]


def _opened(bench: Bench, wanted: str) -> tuple[Nomination | None, Nomination | None]:
    """Return the line to open, and the line that was asked for where it waits here no more.

    Without a line to open, the first one of the list is meant.
    """
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 19):
        return None, None
    asked = bench.waiting(int(wanted))
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
    at = bench.at
    page, lines = list_page(bench, current, request.GET.get("trang"))
    if current is None and lines:
        current = bench.waiting(lines[0 if page.number == 1 else 1].pk)
    context: dict[str, Any] = {
        "bench": bench,
        "list": shown(bench, page, lines, current),
        "page": page,
        "stale": stale,
        "oldest_days": days_between(bench.overview.oldest, at) if bench.overview.oldest else 0,
        "progress": bench.overview.progress(bench.chosen.round_id),
        "saved_form": SavedViewForm(initial={"query": bench.query}) if bench.chosen else None,
        "undo": queue_undo.offered(request, at=at),
        "undo_many": queue_undo_many.offered(request, at=at),
        "moved": last_record(moved) if moved else None,
        "moved_name": called(moved.nominee) if moved else "",
        "moved_line": moved,
        "can_meet": bool(access.units_where(request.user, Capability.CONDUCT_MEETING, on=base.today())),
    }  # fmt: skip
    saved: Iterable[SavedView]
    if current is None:
        saved = saved_views(request.user, SAVED)
    else:
        known = beside(current, request.user, page=SAVED, on=base.today())
        saved = known.saved
        context |= _open_line(request, bench, current, known, form=form, opinions=opinions)
    context["saved"] = [_saved_row(view, bench) for view in saved]
    status = 409 if stale else 422 if form is not None and form.is_bound else 200
    return render(request, "workflows/queue.html", context, status=status)


def _open_line(
    request: HttpRequest,
    bench: Bench,
    line: Nomination,
    known: Beside,
    *,
    form: OpinionForm | None,
    opinions: Opinions | None,
) -> dict[str, Any]:
    """Return what the page prints of the open line, and note that it stands open."""
    at, user = bench.at, request.user
    note_view(line, user, at, known.views)
    keep_claim(line, user=user, at=at)
    opinions = opinions or opinions_on(line, user, at=at, known=known.conflicts())
    typed = queue_undo.typed_before(request, line)
    claim = claim_on(line, at=at)
    return {
        "line": line,
        "opinions": opinions,
        "form": form or OpinionForm(choices=opinion_choices(opinions), at=at, initial=typed),
        "dossier": dossier_of(line, user, at=at, chosen=request.GET, known=known),
        "papers": paper_cards(line.dossier, [line], may_add=False, files=known.files),
        "receipts": receipt_cards(known.receipts, known.readable),
        "act_url": bench.url(line.pk),
        "role_text": _role_text(request, opinions),
        "claim": claim,
        "is_mine": claim is not None and claim.user_id == user.pk,
        "watchers": watched_by(known.looking(user, at=at)),
        **bench_part(line, user, known),
    }


def _saved_row(view: SavedView, bench: Bench) -> dict[str, Any]:
    address = f"{reverse('workflows:queue')}?{view.query}"
    return {"pk": view.pk, "name": view.name, "url": address, "is_current": view.query == bench.query}


def watched_by(names: list[str]) -> str:
    """Return the sentence that others have the line open now, or ""."""
    return f"Đồng chí {', đồng chí '.join(names)} đang mở dòng này." if names else ""


def _is_mine(line: Nomination, request: HttpRequest, bench: Bench) -> bool:
    claim = claim_on(line, at=bench.at)
    return claim is not None and claim.user_id == request.user.pk


def _role_text(request: HttpRequest, opinions: Opinions) -> str:
    """Return in which role the opinion is given, for somebody who holds several."""
    held = opinions.holding
    if held is None or (not held.stands_for and len(access.assignments(request.user, base.today())) < 2):
        return ""
    instead = f", thay đồng chí {held.on_behalf_of}" if held.stands_for else ""
    return f"Đồng chí ghi ý kiến với vai trò {held.get_role_display()}, {held.unit.name}{instead}."


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
            "next_url": bench.url_after(bench.key(line)),
            "record_url": reverse("workflows:nomination", args=[pk]),
        },
        status=409,
    )


def typed_words(request: HttpRequest) -> str:
    """Return the reason and the remarks of a decision bar that cannot be taken any more, for copying."""
    asked = {part: request.POST.get(f"{PREFIX}{part}", "").strip() for part in RemarkPart}
    said = [request.POST.get("note", "").strip(), reason_from({part: text for part, text in asked.items() if text})]
    return "\n".join(filter(None, said))
