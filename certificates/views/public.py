"""The check page: whoever holds a certificate asks whether it is real. No sign-in, and no more than one needs to know.

A wrong code and a badly typed one get the same page, so nothing is learnt from the answer. Misses are counted for each
visitor; hits are not, and who holds a right code is answered also where somebody behind the same address has guessed.
"""

from datetime import datetime

from axes.helpers import get_client_ip_address
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from vietnamese.dates import short_date

from ..codes import shown
from ..enums import PublicStatus
from ..models import IssuedCertificate
from ..queries.public import certificate_with
from ..services.attempts import MOST_MISSES, count_miss, is_limited, open_again, visitor_of
from ..services.register import status_of
from .base import now

KINDS = {PublicStatus.VALID: "good", PublicStatus.REPLACED: "look", PublicStatus.REVOKED: "block"}
LONGEST_SHOWN = 40


@login_not_required
@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Ask for a code; with `?ma=` answer for the one that was typed."""
    if "ma" in request.GET:
        return _answer(request, request.GET["ma"])
    return _page(request, {})


@login_not_required
@require_safe
def check_code(request: HttpRequest, code: str) -> HttpResponse:
    """Answer for the code in the address: where the QR code leads."""
    return _answer(request, code)


def _answer(request: HttpRequest, typed: str) -> HttpResponse:
    found = certificate_with(typed)
    if found is not None:
        return _page(request, _facts(found))
    at, visitor = now(), visitor_of(get_client_ip_address(request))
    shown_again = {"typed": typed[:LONGEST_SHOWN]}
    if is_limited(visitor, at=at) or count_miss(visitor, at=at) > MOST_MISSES:
        return _busy(request, at, shown_again)
    return _page(request, {"is_unknown": True} | shown_again, status=404)


def _facts(found: IssuedCertificate) -> dict:
    """Return what the page says of a certificate: status, recipient, form, decision and its day."""
    status = PublicStatus(status_of(found))
    return {
        "status": status,
        "kind": KINDS[status],
        "code": shown(found.code),
        "rows": [
            {"label": "Hình thức", "value": found.get_form_display()},
            {"label": "Tặng", "value": f"{found.address} {found.recipient_name}"},
            {"label": "Quyết định số", "value": found.decision_number},
            {"label": "Ngày quyết định", "value": short_date(found.decided_on)},
        ],
    }


def _busy(request: HttpRequest, at: datetime, shown_again: dict) -> HttpResponse:
    response = _page(request, {"is_busy": True, "again_at": open_again(at)} | shown_again, status=429)
    response["Retry-After"] = str(int((open_again(at) - at).total_seconds()) + 1)
    return response


def _page(request: HttpRequest, context: dict, status: int = 200) -> HttpResponse:
    """Show the page, out of caches and search engines, its address in nobody else's log."""
    response = render(request, "certificates/check.html", context, status=status)
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    return response
