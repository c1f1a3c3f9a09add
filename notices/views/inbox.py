"""Everybody's own messages, and how they want to get letters."""

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from permissions import access
from permissions.roles import Capability

from ..enums import MailPace
from ..forms import PreferenceForm
from ..models import MailPreference, Notice
from ..queries import is_mail_configured, notices_of, outbox_units, unread_count
from ..services import mark_all_read, mark_read, set_preferences

PAGE = 30


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """List the person's notices, those not yet opened first."""
    page = Paginator(notices_of(request.user), PAGE).get_page(request.GET.get("trang"))
    on = timezone.localdate()
    return render(
        request,
        "notices/inbox.html",
        {
            "page": page,
            "unread": unread_count(request.user),
            "up_to": timezone.now().isoformat(),
            "keeps_outbox": bool(outbox_units(request.user, on=on)),
            "keeps_texts": bool(access.units_where(request.user, Capability.MANAGE_ROUNDS, on=on)),
        },
    )


@require_safe
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a notice as read and lead to the page where the person acts; one that leads nowhere is shown."""
    found = Notice.objects.filter(pk=pk, user=request.user).first()
    if found is None:
        raise Http404
    mark_read(found, at=timezone.now())
    if found.url and url_has_allowed_host_and_scheme(found.url, allowed_hosts=None):
        return redirect(found.url)
    return render(request, "notices/notice.html", {"notice": found})


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read that was on the page when it was opened."""
    at = timezone.now()
    count = mark_all_read(request.user, at=at, up_to=_moment(request.POST.get("up_to", "")) or at)
    if count:
        messages.success(request, f"Đã đánh dấu {count} tin là đã đọc.")
    return redirect("notices:inbox")


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo else None


@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Set the person's address and how often letters come."""
    kept = MailPreference.objects.filter(user=request.user).first()
    initial = {"email": request.user.email, "pace": kept.pace if kept else MailPace.AT_ONCE}
    form = PreferenceForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        set_preferences(
            request.user, email=form.cleaned_data["email"], pace=form.cleaned_data["pace"], at=timezone.now()
        )
        messages.success(request, "Đã lưu cách nhận thư của đồng chí.")
        return redirect("notices:preferences")
    return render(
        request,
        "notices/preferences.html",
        {"form": form, "is_configured": is_mail_configured()},
        status=422 if form.is_bound else 200,
    )
