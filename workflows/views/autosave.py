"""What is typed is kept: the address that scripts send it to, and giving it back when the form is opened again."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_POST

from nominations.models import Dossier, Nomination
from organizations.enums import RecipientKind
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import clock, short_date
from vietnamese.text import one_line

from ..services import autosave as kept
from ..services.autosave import Page
from .base import dossier_or_404, nomination_or_404, now, today

KIND_SLUGS = {RecipientKind.COLLECTIVE: "tap-the", RecipientKind.INDIVIDUAL: "ca-nhan"}
"""How addresses say which kind of nominee is meant."""


@dataclass
class Desk:
    """What a form's page says about keeping what is typed into it."""

    page: Page
    seen: str = ""
    kept_at: str = ""
    restored: str = ""
    """When what is shown was typed: "10:32 ngày 05/9/2026"; "" when the form shows what was saved."""
    is_outdated: bool = False
    """Whether the record was saved by somebody after that."""
    elsewhere: str = ""
    tab: str = ""
    others: list[str] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        """Return whether nothing was saved yet that the form could show instead."""
        return self.page.what == "new-line"

    @property
    def url(self) -> str:
        """Return where scripts send what is typed."""
        return reverse("workflows:autosave", args=[self.page.key])

    @property
    def discard_url(self) -> str:
        """Return where the button sends that forgets what was typed."""
        return reverse("workflows:autosave_discard", args=[self.page.key])


def _about(request: HttpRequest, page: Page) -> Nomination | Dossier:
    """Return the record that the form is about; 404 and NotPermitted as the form itself answers."""
    if page.what == "line":
        line = nomination_or_404(request, page.pk)
        access.check(request.user, Capability.NOMINATE, line.proposing_unit, on=today())
        return line
    dossier = dossier_or_404(request, page.pk)
    access.check(request.user, Capability.NOMINATE, dossier.unit, on=today())
    return dossier


def _page(key: str) -> Page:
    try:
        return Page.parse(key)
    except ValueError:
        raise Http404 from None


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _version(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def _keep(request: HttpRequest, page: Page, about: Any, tab: uuid.UUID) -> Any:
    typed = request.POST
    return kept.keep(
        request.user,
        page,
        about=about,
        fields={name: list(values) for name, values in typed.lists()},
        tab=tab,
        at=now(),
        base_version=_version(typed.get("version", "")),
        seen=typed.get("autosave_seen", ""),
        takes_over=bool(typed.get("autosave_take")),
        is_leaving=bool(typed.get("autosave_leaving")),
    )


@require_POST
def autosave(request: HttpRequest, page: str) -> HttpResponse:
    """Keep what was typed so far. Answers JSON: when it was kept, or why not, and who else is typing here."""
    where = _page(page)
    about = _about(request, where)
    tab = _uuid(request.POST.get("autosave_tab", ""))
    if tab is None or tab == kept.NOBODY:
        return JsonResponse({"message": "Thiếu tên cửa sổ. Hãy tải lại trang."}, status=400)
    others = kept.others_typing(request.user, where, at=now())
    try:
        row = _keep(request, where, about, tab)
    except kept.Elsewhere as refusal:
        return JsonResponse({"message": str(refusal), "is_typing": refusal.is_typing, "others": others}, status=409)
    except kept.TooMuch as refusal:
        return JsonResponse({"message": str(refusal), "others": others}, status=413)
    return JsonResponse({"at": clock(row.saved_at), "seen": kept.stamp(row), "others": others})


@require_POST
def autosave_discard(request: HttpRequest, page: str) -> HttpResponse:
    """Forget what was typed and open the form with what is saved."""
    where = _page(page)
    _about(request, where)
    kept.drop(request.user, where)
    messages.success(request, "Đã bỏ nội dung gõ dở.")
    if where.what == "line":
        return redirect("workflows:edit_line", where.pk)
    if where.what == "meeting":
        return redirect("workflows:dossier_meeting", where.pk)
    return redirect(f"{reverse('workflows:add_line', args=[where.pk])}?loai={KIND_SLUGS[where.kind]}")


def desk_of(request: HttpRequest, page: Page, form: Any, *, about: Any, version: int | None = None) -> Desk:
    """Return what the page says. A form that is opened gets back what was typed into it; one that was refused is kept.

    `version` is that of the record now. The form's fields show what was typed where `restored` says so.
    """
    desk = Desk(page, others=kept.others_typing(request.user, page, at=now()))
    if form.is_bound:
        _keep_refused(request, desk, about)
        return desk
    row = kept.kept(request.user, page)
    if row is None:
        return desk
    desk.seen, desk.kept_at = kept.stamp(row), clock(row.saved_at)
    if restore(form, row.data):
        desk.restored = f"{clock(row.saved_at)} ngày {short_date(row.saved_at)}"
        desk.is_outdated = version is not None and row.base_version is not None and row.base_version != version
    if kept.is_held(row, at=now()):
        desk.elsewhere, desk.tab = str(kept.Elsewhere(row, is_typing=True)), str(row.tab)
    return desk


def _keep_refused(request: HttpRequest, desk: Desk, about: Any) -> None:
    """Keep what came with a form that was refused; without a script the form names no window."""
    try:
        row = _keep(request, desk.page, about, _uuid(request.POST.get("autosave_tab", "")) or kept.NOBODY)
    except kept.Elsewhere as refusal:
        desk.elsewhere, desk.tab = str(refusal), str(refusal.row.tab)
        desk.seen = request.POST.get("autosave_seen", "")
    except kept.TooMuch:
        return
    else:
        desk.seen, desk.kept_at = kept.stamp(row), clock(row.saved_at)


def restore(form: Any, typed: Mapping[str, list[str]]) -> bool:
    """Put what was typed into an unbound form; return whether anything differs from what it would have shown."""
    data, differs = MultiValueDict(typed), False
    for name, item in form.fields.items():
        html_name = form.add_prefix(name)
        if html_name in kept.NEVER_KEPT or item.widget.value_omitted_from_data(data, {}, html_name):
            continue
        value = item.widget.value_from_datadict(data, {}, html_name)
        shown = item.prepare_value(form.get_initial_for_field(item, name))
        differs = differs or _plain(shown) != _plain(value)
        form.initial[name] = value
    return differs


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [str(item) for item in value]
    return one_line(str(value)) if value not in (None, "", False) else ""


def saved(request: HttpRequest, page: Page) -> None:
    """Forget what was typed into a form that has been saved."""
    kept.drop(request.user, page, tab=_uuid(request.POST.get("autosave_tab", "")))
