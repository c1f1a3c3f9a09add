"""The page behind the link of an outside body: no account, one answer, no more of the line than the question needs.

A wrong secret is answered with the same 404 whatever it looks like, so nothing can be found by trying. A right secret
whose time is over is answered plainly (410, with the office to call): it proves that its holder was asked, 256 random
bits are not guessed, and somebody who was asked must learn why the page does not open. Wrong look-ups are counted for
each address and refused for an hour when there are too many; the count lives in the memory of each server process.
"""

from axes.helpers import get_client_ip_address
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods

from nominations.models import OpinionRequest

from ..exceptions import GuardFailed, IllegalTransition
from ..forms.opinions import AnswerForm
from ..services import opinions as services
from .base import now, today
from .opinions import limited_facts

WRONG_TRIES = 20
"""How many wrong addresses somebody may try in an hour."""
HOUR = 3600


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def opinion_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Show the question to whoever holds the link, or take the answer."""
    tries = f"hiep-y-sai:{get_client_ip_address(request)}"
    if cache.get(tries, 0) >= WRONG_TRIES:
        return _closed_to_all(render(request, "workflows/opinion_link_busy.html", status=429))
    found = services.request_behind(secret)
    if found is None:
        cache.add(tries, 0, HOUR)
        cache.incr(tries)
        return _closed_to_all(render(request, "workflows/opinion_link_wrong.html", status=404))
    return _closed_to_all(_answer(request, found, secret) if request.method == "POST" else _page(request, found))


def _answer(request: HttpRequest, found: OpinionRequest, secret: str) -> HttpResponse:
    form = AnswerForm(request.POST, by_account=False)
    if not form.is_valid():
        return _page(request, found, form)
    try:
        services.answer_by_link(found, at=now(), **form.cleaned_data)
    except GuardFailed as refusal:
        return _page(request, found, form, refusal.reasons)
    except IllegalTransition:
        found.refresh_from_db()
        return _page(request, found, form)
    return redirect("workflows:opinion_link", secret)


def _page(
    request: HttpRequest, found: OpinionRequest, form: AnswerForm | None = None, reasons: list[str] | None = None
) -> HttpResponse:
    """Show the question with its form; the thanks once it is answered; why not, where the time is over."""
    closed = services.why_closed(found, on=today())
    is_late_post = request.method == "POST" and bool(closed)
    status = 409 if is_late_post else 410 if closed and not found.answered_at else 422 if form is not None else 200
    return render(request, "workflows/opinion_link.html", {
        "row": found, "facts": [] if closed else limited_facts(found), "form": form or AnswerForm(by_account=False),
        "reasons": reasons or [], "closed": closed, "typed": _typed(form) if is_late_post else "",
        "has_errors": form is not None and not closed,
    }, status=status)  # fmt: skip


def _typed(form: AnswerForm | None) -> str:
    return form.data.get("text", "").strip() if form is not None else ""


def _closed_to_all(response: HttpResponse) -> HttpResponse:
    """Keep the page out of caches and search engines, and its address out of the next site's log.

    Not no-referrer: under it a browser sends its answer with "Origin: null", which the protection against forged forms
    refuses, so that nobody outside could ever answer.
    """
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "same-origin"
    return response
