"""Signing in, signing out, changing one's password, and what becomes of a form that did not arrive."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import FormView, TemplateView

from .forms import NewPasswordForm, OptionsForm, SignInForm
from .rules import Fields, carriable, readable, unwrapped, wrapped
from .services import change_own_password


class SignIn(LoginView):
    """The page for everybody who is not signed in. It carries along what was typed into a form that came too late."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs):
        """Add the carried fields, so that a mistyped password does not lose them."""
        kept = self._kept() if self.request.method == "POST" else []
        return super().get_context_data(**kwargs) | {"kept": wrapped(kept), "is_interrupted": bool(kept)}

    def form_valid(self, form):
        """Sign in; then go on, or show what was carried with a button that sends it again."""
        kept, path = self._kept(), self.get_redirect_url()
        if not kept or not path or form.get_user().must_change_password:
            return super().form_valid(form)
        login(self.request, form.get_user())
        context = {"fields": kept, "texts": readable(kept), "resend_url": path}
        return render(self.request, "accounts/kept.html", context)

    def _kept(self) -> Fields:
        return unwrapped((name, value) for name, values in self.request.POST.lists() for value in values)


@method_decorator(login_not_required, name="dispatch")
class SignOut(LogoutView):
    """Signs out; POST only. Also for somebody whose session has ended already."""

    http_method_names = ["post"]
    next_page = reverse_lazy("accounts:signed_out")


@method_decorator(login_not_required, name="dispatch")
class SignedOut(TemplateView):
    """Says that the session on this computer has ended."""

    template_name = "accounts/signed_out.html"


class PasswordChange(FormView):
    """Choose a new password; after a one-time password this is the only page that opens."""

    template_name = "accounts/password_change.html"
    form_class = NewPasswordForm

    def get_form_kwargs(self):
        """Hand the user to the form, which asks for the old password where one was chosen."""
        return super().get_form_kwargs() | {"user": self.request.user}

    def form_valid(self, form):
        """Set the password and keep this session; all others of the user end."""
        change_own_password(self.request.user, form.cleaned_data["new_password1"], at=timezone.now())
        update_session_auth_hash(self.request, self.request.user)
        messages.success(self.request, "Đã đổi mật khẩu. Từ lần sau, đồng chí đăng nhập bằng mật khẩu mới.")
        return redirect("workflows:home")


class Options(FormView):
    """What a person sets for themselves alone."""

    template_name = "accounts/options.html"
    form_class = OptionsForm

    def get_form_kwargs(self):
        """Hand the user to the form, which changes nothing else of theirs."""
        return super().get_form_kwargs() | {"instance": self.request.user}

    def form_valid(self, form):
        """Save and stay, so that the page shows what holds now."""
        form.save()
        messages.success(self.request, "Đã lưu tùy chọn của đồng chí.")
        return redirect("accounts:options")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return the page for a form that was open too long, with what was typed and a button that sends it again.

    Only a form of our own pages gets its text back: another site could otherwise fill in a form and let the person
    press the button. Forms of accounts hold passwords and are opened anew instead.
    """
    context: dict = {"is_sign_in": request.path == reverse("accounts:sign_in")}
    if request.method == "POST" and _is_from_here(request) and not request.path.startswith("/tai-khoan/"):
        fields = carriable((name, value) for name, values in request.POST.lists() for value in values)
        context |= {"fields": fields, "texts": readable(fields), "has_files": bool(request.FILES)}
        context |= {"resend_url": request.get_full_path(), "record_url": request.path}
    return render(request, "403_csrf.html", context, status=403)


def _is_from_here(request: HttpRequest) -> bool:
    """Return whether the browser says that the form was on a page of this very address."""
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    if origin == "null" or not origin:
        return request.headers.get("Sec-Fetch-Site") == "same-origin"
    said = urlsplit(origin)
    return (said.scheme, said.netloc) == (request.scheme, request.get_host())
