"""What happens around every request: who must sign in, who must choose a password first, what no cache may keep."""

from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from .forms import SignInForm
from .rules import carriable, wrapped


class SignInMiddleware(LoginRequiredMiddleware):
    """Sends visitors to the sign-in page; a form whose session has expired takes along what was typed.

    A GET is redirected and comes back to its page. A POST that would be lost becomes the sign-in page itself, with
    the typed fields carried in it (accounts.rules); after signing in they are shown and can be sent again. A script
    that sends what is typed so far gets 401 with a sentence: its page still holds the text.
    """

    def handle_no_permission(self, request, view_func):
        """Return the sign-in page, or the way to it."""
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Refresh": "true"})
        if request.headers.get("X-Requested-With") == "fetch":
            message = "Phiên làm việc đã hết. Đồng chí đăng nhập lại."
            return JsonResponse({"message": message, "url": reverse("accounts:sign_in")}, status=401)
        if request.method != "POST":
            return super().handle_no_permission(request, view_func)
        kept = _typed(request)
        if not kept and not request.FILES:
            return redirect_to_login(_page_of_button(request), reverse("accounts:sign_in"))
        context = {
            "form": SignInForm(request),
            "next": request.get_full_path(),
            "kept": wrapped(kept),
            "has_files": bool(request.FILES),
            "is_interrupted": True,
        }
        return render(request, "accounts/sign_in.html", context, status=403)


def _typed(request) -> list[tuple[str, str]]:
    return carriable((name, value) for name, values in request.POST.lists() for value in values)


def _page_of_button(request) -> str:
    """Return the page on which a mere button was pressed: its own address may answer to nothing but the button."""
    page = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        parts = urlsplit(page)
        return parts.path + (f"?{parts.query}" if parts.query else "")
    return "/"


class PasswordChangeMiddleware:
    """Sends a user with a one-time password to the page that changes it, before anything else."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        user = request.user
        if user.is_authenticated and user.must_change_password:
            allowed = (reverse("accounts:password_change"), reverse("accounts:sign_out"))
            if request.path not in allowed and not request.path.startswith("/static/"):
                return redirect("accounts:password_change")
        return self.get_response(request)


class NoStoreMiddleware:
    """Keeps pages with personal data out of caches: a shared office computer must not show them after sign-out."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if not request.path.startswith("/static/") and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response
