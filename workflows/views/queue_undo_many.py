"""The thirty seconds after an act on many lines: all of it is taken back at once, as far as nobody has opened a line."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from ..queries_office import arrived_lines
from ..services.bulk import take_back_each
from ..services.lines import Result
from .queue_bench import Bench, bench_of
from .queue_undo import DONE, seconds_left

DONE_MANY = "queue_done_many"
"""Key of the session: the last act on many lines, and what was typed for it."""


def offer(
    request: HttpRequest,
    results: Iterable[Result],
    *,
    label: str,
    at: datetime,
    mine: list[int],
    kept: Mapping[str, str],
) -> None:
    """Remember what was just done with many lines, so that it can be taken back; `mine` were claimed by the person."""
    versions = {str(result.nomination.pk): result.nomination.version for result in results if result.is_done}
    request.session.pop(DONE, None)
    if not versions:
        request.session.pop(DONE_MANY, None)
        return
    request.session[DONE_MANY] = {
        "versions": versions, "label": label, "at": at.isoformat(), "mine": mine, "typed": dict(kept)
    }  # fmt: skip


def offered(request: HttpRequest, *, at: datetime) -> dict[str, Any] | None:
    """Return how many lines can be taken back and for how many more seconds; None when nothing can."""
    done = request.session.get(DONE_MANY)
    seconds = seconds_left(parse_datetime(done["at"]), at) if done else 0
    if seconds <= 0:
        request.session.pop(DONE_MANY, None)
        return None
    return {"count": len(done["versions"]), "label": done["label"], "seconds": seconds}


def cards(results: Iterable[Result], bench: Bench, *, word: str) -> list[dict[str, str]]:
    """Return what a page prints of each line: what was done with it, or why not and the way to it."""
    return [
        {
            "result": "pass" if result.is_done else "block",
            "word": f"Đã {word}" if result.is_done else f"Chưa {word}",
            "rule": format_html('{} <span class="nb">({})</span>', result.name, result.nomination.code),
            "fact": result.refusal,
            "act_url": "" if result.is_done else bench.url(result.nomination.pk),
            "act_label": "Mở dòng này",
        }
        for result in results
    ]


@require_POST
def queue_take_back_many(request: HttpRequest) -> HttpResponse:
    """Take the last act on many lines back; say of each line whether, and offer to look at them again as they were typed."""
    bench, done = bench_of(request), request.session.pop(DONE_MANY, None)
    if done is None:
        messages.warning(request, "Không còn việc nào để rút lại. Nếu cần sửa, hãy gọi nơi đang giữ dòng.")
        return redirect(bench.url())
    versions = {int(pk): version for pk, version in done["versions"].items()}
    lines = arrived_lines(bench.unit_ids, versions)
    results = take_back_each(lines, actor=request.user, at=bench.at, versions=versions, mine=done["mine"])
    back = [result.nomination.pk for result in results if result.is_done]
    context = {
        "title": f"Đã rút lại {len(back)}/{len(results)} dòng",
        "lead": f"Việc được rút lại: {done['label']}. Việc rút lại được lưu vào lịch sử của từng dòng.",
        "results": cards(results, bench, word="rút lại"),
        "again": back,
        "again_label": f"Xem lại {len(back)} dòng đã rút lại, giữ nội dung đã ghi",
        "kept": list(done["typed"].items()),
        "query": bench.query,
        "next_url": bench.url(),
        "has_errors": len(back) < len(results),
    }
    return render(request, "workflows/queue_result.html", context)
