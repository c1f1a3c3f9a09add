"""Filters of the queue that a person keeps under a name."""

from urllib.parse import parse_qsl

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from ..forms.queue import SavedViewForm
from ..models import SavedView
from ..queries_queue import saved_views
from .queue import SAVED
from .queue_bench import bench_of

MOST = 12
"""How many filters one person keeps; more would be a list to search in."""


@require_POST
def queue_keep(request: HttpRequest) -> HttpResponse:
    """Keep the filters of the moment under a name. Only what the queue understands is kept."""
    form = SavedViewForm(request.POST)
    typed = dict(parse_qsl(request.POST.get("query", "")[:500]))
    request.GET = QueryDict(mutable=True)
    request.GET.update(typed)
    bench = bench_of(request)
    if not form.is_valid():
        messages.warning(
            request, "Chưa lưu được bộ lọc. " + " ".join(e for errors in form.errors.values() for e in errors)
        )
    elif not bench.query:
        messages.warning(request, "Danh sách chưa được lọc nên không có gì để lưu. Hãy chọn bộ lọc trước.")
    elif saved_views(request.user, SAVED).count() >= MOST:
        messages.warning(request, f"Đồng chí đã lưu {MOST} bộ lọc. Hãy xóa một bộ lọc không dùng nữa rồi lưu lại.")
    else:
        try:
            with transaction.atomic():
                SavedView.objects.create(
                    user=request.user, page=SAVED, name=form.cleaned_data["name"], query=bench.query
                )
            messages.success(request, f"Đã lưu bộ lọc “{form.cleaned_data['name']}”.")
        except IntegrityError:
            messages.warning(request, "Đồng chí đã có bộ lọc tên này. Hãy đặt tên khác.")
    return redirect(bench.url())


@require_POST
def queue_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove one of the person's own filters; again is the same as once."""
    kept = saved_views(request.user, SAVED).filter(pk=pk)
    if view := kept.first():
        kept.delete()
        messages.success(request, f"Đã xóa bộ lọc “{view.name}”.")
    return redirect(reverse("workflows:queue"))
