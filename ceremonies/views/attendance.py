"""Attendance at the door, on one or several phones: large buttons, a search without accents, the newest from others."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from vietnamese.text import search_key

from ..enums import Presence
from ..exceptions import CeremonyRefused
from ..forms.stage import StandInForm
from ..models import Ceremony, CeremonyPlace
from ..queries.stage import places_of
from ..services.attendance import Mark
from ..services.attendance import mark as write_mark
from . import base

SHOWN = {"chua": (Presence.UNKNOWN,), "co-mat": (Presence.PRESENT, Presence.STAND_IN), "vang": (Presence.ABSENT,)}
"""What the address ?xem= leaves in the list."""
OVERLAP = timedelta(seconds=15)
"""A mark is seen by others when its transaction ends, a little after the moment that stands in it."""


@require_GET
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """The list at the door."""
    return _page(request, base.ceremony_or_404(request, pk))


@require_GET
def news(request: HttpRequest, pk: int) -> HttpResponse:
    """What other phones have written since ?tu=: the counts, and the rows that changed, for htmx."""
    found = base.ceremony_or_404(request, pk)
    asked_at, since = base.now(), _moment(request.GET.get("tu", ""))
    rows = places_of(found).filter(presence_at__gte=since - OVERLAP) if since else places_of(found).none()
    context = {"ceremony": found, "changed": [_shown(place) for place in rows], "asked_at": asked_at.isoformat()}
    context |= _counts(found)
    return render(request, "ceremonies/attendance_news.html", context)


@require_http_methods(["GET", "POST"])
def mark(request: HttpRequest, pk: int, place_pk: int) -> HttpResponse:
    """Write down that somebody is there, is not, or sends another. GET asks who that other is."""
    found = base.ceremony_or_404(request, pk)
    place = base.place_or_404(found, place_pk)
    if request.method == "GET":
        return _ask(request, place, StandInForm(initial=_stand_in(place)))
    presence = request.POST.get("co", "")
    if presence not in Presence.values:
        return _answer(request, place, refused="Hãy bấm một trong ba nút: có mặt, vắng, nhận thay.", status=422)
    needs_name = presence == Presence.STAND_IN and (not place.stand_in_name or "stand_in_name" in request.POST)
    form = StandInForm(request.POST if "stand_in_name" in request.POST else None, initial=_stand_in(place))
    if needs_name and not form.is_valid():
        return _ask(request, place, form)
    typed = form.cleaned_data if needs_name else {}
    wanted = Mark(presence, typed.get("stand_in_name", ""), typed.get("stand_in_position", ""))
    before = place.presence
    try:
        place = write_mark(place, wanted, seen=request.POST.get("seen", ""), actor=request.user, at=base.now())
    except CeremonyRefused as refusal:
        place.refresh_from_db()
        return _answer(request, base.place_or_404(found, place_pk), refused=refusal.reason, status=409)
    return _answer(request, base.place_or_404(found, place.pk), undo=before, is_named="stand_in_name" in request.POST)


def _answer(
    request: HttpRequest,
    place: CeremonyPlace,
    *,
    refused: str = "",
    undo: str = "",
    is_named: bool = False,
    status: int = 200,
) -> HttpResponse:
    """Return the row for htmx; without it, or after the page that asked a name, go back to the list."""
    found = place.ceremony
    if request.htmx and not is_named:
        context = _counts(found) | {
            "ceremony": found, "place": _shown(place), "refused": refused, "undo": undo, "counts_too": True,
        }  # fmt: skip
        return render(request, "ceremonies/attendance_row.html", context)
    if refused:
        return _page(request, found, refused=refused, status=status)
    messages.success(request, f"{place.award.recipient_name}: {place.get_presence_display().lower()}.")
    kept = {name: request.POST[name] for name in ("tim", "xem") if request.POST.get(name)}
    address = reverse("ceremonies:attendance", args=[found.pk])
    return redirect(f"{address}{'?' + urlencode(kept) if kept else ''}#cho-{place.pk}")


def _ask(request: HttpRequest, place: CeremonyPlace, form: StandInForm) -> HttpResponse:
    context = {
        "ceremony": place.ceremony,
        "place": place,
        "form": form,
        "seen": request.POST.get("seen", place.presence),
        "has_errors": form.is_bound,
    }
    response = render(request, "ceremonies/stand_in.html", context, status=422 if form.is_bound else 200)
    if request.htmx:
        # the page that asks is a page of its own, on a phone and without scripts alike
        response = HttpResponse(headers={"HX-Redirect": reverse("ceremonies:mark", args=[place.ceremony_id, place.pk])})
    return response


def _stand_in(place: CeremonyPlace) -> dict:
    return {
        "stand_in_name": place.stand_in_name,
        "stand_in_position": place.stand_in_position,
        "seen": place.presence,
    }


def _page(request: HttpRequest, found: Ceremony, *, refused: str = "", status: int = 200) -> HttpResponse:
    typed, chosen = request.GET.get("tim", "")[:100], request.GET.get("xem", "")
    asked_at = base.now().isoformat()
    places = [_shown(place) for place in places_of(found)]
    words = search_key(typed).split()
    places = [place for place in places if all(_begins(place.key, word) for word in words)]
    if chosen in SHOWN:
        places = [place for place in places if place.presence in SHOWN[chosen]]
    context = _counts(found) | {
        "ceremony": found,
        "asked_at": asked_at,
        "places": places,
        "typed": typed,
        "chosen": chosen,
        "refused": refused,
        "has_errors": bool(refused),
    }
    return render(request, "ceremonies/attendance.html", context, status=status)


def _begins(key: str, word: str) -> bool:
    """Return whether a word of the key begins so; a number must be the whole number. The script searches alike."""
    return any(each == word if word.isdigit() else each.startswith(word) for each in key.split())


def _shown(place: CeremonyPlace) -> CeremonyPlace:
    award = place.award
    place.key = search_key(f"{place.position} {award.recipient_name} {award.unit_text} {place.stand_in_name}")
    return place


def _counts(found: Ceremony) -> dict[str, Any]:
    present = list(found.places.values_list("presence", flat=True))
    return {
        "there": sum(each in SHOWN["co-mat"] for each in present),
        "away": present.count(Presence.ABSENT),
        "unknown": present.count(Presence.UNKNOWN),
    }


def _moment(typed: str) -> datetime | None:
    """Return a moment in UTC as the page wrote it into its address, None for anything else."""
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError:
        return None
    return moment if moment.utcoffset() == timedelta(0) and 2000 <= moment.year < 9999 else None
