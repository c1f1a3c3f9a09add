"""The thirty seconds after an opinion in which it can be taken back; what was typed waits in the session."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

from nominations.models import Nomination
from nominations.rules import called
from permissions.exceptions import NotPermitted

from ..engine import perform
from ..enums import Action
from ..exceptions import GuardFailed, IllegalTransition
from ..guards import TAKE_BACK_WITHIN
from ..queries import opened_by_others_since
from ..queries_office import arrived_line
from ..services.claims import claim
from .queue_bench import bench_of

DONE, TYPED = "queue_done", "queue_typed"
"""Keys of the session: the last opinion, and what was typed for the line that was taken back."""

LEFT_OUT = {"csrfmiddlewaretoken", "line", "version"}


def typed_in(request: HttpRequest) -> dict[str, str]:
    """Return what the person had typed for the act that is being recorded."""
    return {name: value for name, value in request.POST.items() if name not in LEFT_OUT}


def offer(request: HttpRequest, line: Nomination, *, label: str, at: datetime, was_mine: bool) -> None:
    """Remember the opinion that was just recorded, so that the next page says so and offers to take it back."""
    request.session[DONE] = {
        "line": line.pk,
        "version": line.version,
        "at": at.isoformat(),
        "said": f"Đã ghi “{label}” cho {called(line.nominee)} ({line.code}).",
        "name": called(line.nominee),
        "typed": typed_in(request),
        "was_mine": was_mine,
    }
    request.session.pop(TYPED, None)


def offered(request: HttpRequest, *, at: datetime) -> dict[str, Any] | None:
    """Return what was recorded last and for how many more seconds it can be taken back; None when nothing was.

    It is said once when that is not possible any more, because time is over or somebody else has opened the line.
    """
    done = request.session.get(DONE)
    if done is None:
        return None
    since = parse_datetime(done["at"])
    seconds = seconds_left(since, at)
    line = Nomination(pk=done["line"])
    if seconds <= 0 or opened_by_others_since(line, request.user, since):
        del request.session[DONE]
        seconds = 0
    return done | {"seconds": seconds}


def seconds_left(since: datetime, at: datetime) -> int:
    """Return for how many more seconds what was done at `since` can be taken back; none or fewer: no more."""
    return int((since + TAKE_BACK_WITHIN - at) / timedelta(seconds=1))


def typed_before(request: HttpRequest, line: Nomination) -> dict[str, str]:
    """Return what the person had typed for this line before taking the opinion back."""
    kept = request.session.get(TYPED)
    return kept["typed"] if kept and kept["line"] == line.pk else {}


@require_POST
def queue_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the last opinion back and open the line again with what was typed; say why where that is not possible."""
    bench, done = bench_of(request), request.session.get(DONE)
    line = arrived_line(bench.unit_ids, pk)
    if line is None:
        raise Http404
    if done is None or done["line"] != pk:
        messages.warning(request, "Không còn việc nào để rút lại. Nếu cần sửa, hãy gọi nơi đang giữ dòng.")
        return redirect(bench.url())
    del request.session[DONE]
    try:
        perform(Action.TAKE_BACK, nomination=line, actor=request.user, at=bench.at, expected_version=done["version"])
        if done["was_mine"]:
            claim(line, actor=request.user, at=bench.at)
    except (NotPermitted, IllegalTransition, GuardFailed) as refusal:
        messages.warning(request, f"Chưa rút lại được ý kiến về {done['name']}. {refusal.reason}")
        return redirect(bench.url())
    request.session[TYPED] = {"line": pk, "typed": done["typed"]}
    messages.success(
        request,
        f"Đã rút lại ý kiến về {done['name']}. Dòng mở lại bên dưới với nội dung đồng chí đã ghi; việc rút lại được lưu vào lịch sử.",
    )
    return redirect(bench.url(pk))
