"""What happens around every request of a signed-in user."""

from django.shortcuts import redirect
from django.urls import reverse


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
