"""Translates the three refusals, wherever they were raised, into pages that say what happened and what to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from permissions.exceptions import NotPermitted

from .exceptions import GuardFailed, IllegalTransition


class RefusalMiddleware:
    """NotPermitted becomes 403 (404 where the record must not be known), IllegalTransition 409, GuardFailed 422.

    Views translate the refusals that belong to a form themselves; this is what remains.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the page for a refusal; any other exception goes on."""
        if isinstance(exception, NotPermitted):
            if exception.hidden:
                return render(request, "404.html", status=404)
            return render(request, "403.html", {"reason": exception.reason}, status=403)
        if isinstance(exception, IllegalTransition):
            return render(request, "409.html", {"reason": exception.reason}, status=409)
        if isinstance(exception, GuardFailed):
            return render(request, "409.html", {"reason": exception.reason, "reasons": exception.reasons}, status=422)
        return None
