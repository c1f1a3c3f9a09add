"""Taking a line in hand, giving it back, and saying that one has it open."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from nominations.models import Nomination
from nominations.rules import called

from ..exceptions import GuardFailed, IllegalTransition
from ..forms.queue import HolderForm
from ..queries_office import arrived_line
from ..queries_queue import looking_at, queue_of
from ..services.claims import claim, keep_claim, release
from ..services.presence import note_view
from .queue import watched_by
from .queue_bench import Bench, bench_of


@require_POST
def queue_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the line in hand and open it; a claim of somebody else only where the person saw whose it was."""
    bench = bench_of(request)
    line = _arrived(bench, pk)
    seen = HolderForm(request.POST)
    holder = seen.cleaned_data["holder"] if seen.is_valid() else None
    try:
        claim(line, actor=request.user, at=bench.at, instead_of=holder)
    except (IllegalTransition, GuardFailed) as refusal:
        messages.warning(request, f"Chưa nhận được {called(line.nominee)}. {refusal.reason}")
    else:
        messages.success(request, f"Đồng chí đã nhận xử lý {called(line.nominee)}. Các đồng chí khác thấy điều này.")
    return redirect(bench.url(pk))


@require_POST
def queue_release(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the line back to the unit's queue and leave it open."""
    bench = bench_of(request)
    line = _arrived(bench, pk)
    try:
        release(line, actor=request.user, at=bench.at)
    except (IllegalTransition, GuardFailed) as refusal:
        messages.warning(request, f"Chưa trả được {called(line.nominee)} về hàng chờ. {refusal.reason}")
    else:
        messages.success(request, f"Đã trả {called(line.nominee)} về hàng chờ của đơn vị.")
    return redirect(bench.url(pk))


@require_POST
def queue_looking(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the person has the line open, and answer who else has; asked every few seconds by an open page."""
    bench = bench_of(request)
    line = queue_of(bench.unit_ids).select_related("claim").filter(pk=pk).first()
    if line is None:
        _arrived(bench, pk)
        return JsonResponse({"said": "", "waits": False})
    note_view(line, request.user, bench.at)
    keep_claim(line, user=request.user, at=bench.at)
    return JsonResponse({"said": watched_by(looking_at(line, user=request.user, at=bench.at)), "waits": True})


def _arrived(bench: Bench, pk: int) -> Nomination:
    line = arrived_line(bench.unit_ids, pk)
    if line is None:
        raise Http404
    return line
