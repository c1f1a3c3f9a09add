"""Renaming a printer or a kind of blank, putting it away: the same two pages for both."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from ..exceptions import ActRefused
from ..forms.printers import NameForm
from ..services import equipment as acts
from ..services.equipment import WORDS, Equipment
from .base import now
from .rights import of_unit_or_404


def rename_page(model: type[Equipment], page: str, labels: dict[str, str]) -> Callable[..., HttpResponse]:
    """Return the view that renames a row of `model`; `page` is the URL name of its own page."""

    @require_http_methods(["GET", "POST"])
    def rename(request: HttpRequest, pk: int) -> HttpResponse:
        thing, word = of_unit_or_404(request, model.objects, pk), WORDS[model].short
        form = NameForm(request.POST or None, initial={"name": thing.name}, units=[thing.unit], **labels)
        if request.method == "POST" and form.is_valid():
            try:
                acts.rename(thing, name=form.cleaned_data["name"], actor=request.user, at=now())
            except ActRefused as refusal:
                form.add_error("name", refusal.reason)
            else:
                messages.success(request, f"Đã đổi tên {word}.")
                return redirect(page, thing.pk)
        context = {
            "form": form, "title": f"Đổi tên {word}", "submit_label": "Lưu tên",
            "cancel_url": reverse(page, args=[thing.pk]), "back_label": thing.name,
        }  # fmt: skip
        return render(request, "certificates/printers_form.html", context, status=422 if form.is_bound else 200)

    return rename


def use_button(model: type[Equipment], page: str) -> Callable[..., HttpResponse]:
    """Return the view that puts a row of `model` away, or takes it into use again."""

    @require_POST
    def use(request: HttpRequest, pk: int) -> HttpResponse:
        thing, is_active = of_unit_or_404(request, model.objects, pk), request.POST.get("dung") == "1"
        acts.set_in_use(thing, is_active=is_active, actor=request.user, at=now())
        messages.success(request, f"{'Dùng lại' if is_active else 'Đã thôi dùng'} {thing.name}.")
        return redirect(page, thing.pk)

    return use
