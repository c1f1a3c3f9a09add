"""Signing in, signing out, changing one's password."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.generic import FormView

from .forms import NewPasswordForm, SignInForm
from .services import change_own_password


class SignIn(LoginView):
    """The page for everybody who is not signed in."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


class SignOut(LogoutView):
    """Signs out; POST only."""

    http_method_names = ["post"]


class PasswordChange(FormView):
    """Choose a new password; after a one-time password this is the only page that opens."""

    template_name = "accounts/password_change.html"
    form_class = NewPasswordForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def form_valid(self, form):
        change_own_password(self.request.user, form.cleaned_data["new_password1"], at=timezone.now())
        update_session_auth_hash(self.request, self.request.user)
        messages.success(self.request, "Đã đổi mật khẩu. Từ lần sau, đồng chí đăng nhập bằng mật khẩu mới.")
        return redirect("workflows:home")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return the page for a form that was open too long or whose cookies are missing; typed text stays in the browser."""
    return render(request, "403_csrf.html", status=403)
