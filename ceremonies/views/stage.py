"""The list of ceremonies, and a ceremony with its order: shown, arranged by hand and by rules."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from vietnamese.dates import local_day

from ..enums import CeremonyState
from ..exceptions import CeremonyRefused, StaleOrder
from ..models import Ceremony, CeremonyPlace
from ..queries.agreement import accordance
from ..queries.stage import order_sha256, places_of
from ..services import ceremonies as acts
from ..services.piles import say_restacked
from ..services.places import break_before, move_place
from . import base
from .papers import papers_context
from .settings import unread_names

PER_PAGE = 20
STATES = {CeremonyState.PREPARING: "look", CeremonyState.HELD: "good", CeremonyState.CANCELLED: "plain"}


@require_GET
def ceremonies(request: HttpRequest) -> HttpResponse:
    """The ceremonies of the person's units, the latest first."""
    units = base.readers_only(request)
    rows = (
        Ceremony.objects.filter(unit__in=units)
        .select_related("unit")
        .annotate(
            place_count=Count("places"),
            there_count=Count("places", filter=Q(places__presence__in=["present", "stand_in"])),
        )
        .order_by("-starts_at", "-pk")
    )
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("trang")),
        "states": STATES,
        "is_clerk": bool(base.my_units(request)),
        "several_units": len(units) > 1,
    }
    return render(request, "ceremonies/ceremonies.html", context)


@require_GET
def ceremony(request: HttpRequest, pk: int) -> HttpResponse:
    """A ceremony: its order, and whether what was printed still agrees with it."""
    return show(request, base.ceremony_or_404(request, pk, to_read=True))


@require_POST
def arrange(request: HttpRequest, pk: int) -> HttpResponse:
    """Move one place or break a group; which one, the pressed button or the two numbers say."""
    found = base.ceremony_or_404(request, pk)
    said, moved = "", None
    try:
        moved, said = _arrange(request, found)
    except StaleOrder as refusal:
        return show(request, found, refused=refusal.reason, status=409)
    except CeremonyRefused as refusal:
        return show(request, found, refused=refusal.reason, status=422)
    if request.htmx:
        return show(request, base.ceremony_or_404(request, pk), said=said, moved=moved)
    if said:
        messages.success(request, said)
    return redirect(f"{reverse('ceremonies:ceremony', args=[pk])}{f'#cho-{moved}' if moved else ''}")


def _arrange(request: HttpRequest, found: Ceremony) -> tuple[int | None, str]:
    """Do what was pressed; return the place that it was about and what to say."""
    version = base.number(request.POST.get("version")) or 0
    facts = {"actor": request.user, "at": base.now(), "expected_version": version}
    for name, breaks in (("ngat", True), ("gop", False)):
        if name in request.POST:
            place = base.place_or_404(found, base.number(request.POST[name]) or 0)
            break_before(place, breaks=breaks, **facts)
            who = place.award.recipient_name
            return place.pk, f"Lượt mới bắt đầu từ {who}." if breaks else f"Đã gộp {who} vào lượt trước."
    place, position = _asked(request, found)
    move_place(place, position, **facts)
    now_at = CeremonyPlace.objects.get(pk=place.pk).position
    return place.pk, f"{place.award.recipient_name} nay ở vị trí {now_at}."


def _asked(request: HttpRequest, found: Ceremony) -> tuple[CeremonyPlace, int]:
    """Return which place goes where, by the button of a row or by the two numbers."""
    for name, step in (("len", -1), ("xuong", 1), ("dau", None)):
        if name in request.POST:
            place = base.place_or_404(found, base.number(request.POST[name]) or 0)
            return place, 1 if step is None else place.position + step
    which, where = base.number(request.POST.get("so")), base.number(request.POST.get("den"))
    place = places_of(found).filter(position=which).first() if which else None
    if place is None or not where:
        raise CeremonyRefused(
            f"Hãy gõ hai số: số thứ tự đang có (từ 1 đến {found.places.count()}) và vị trí muốn chuyển đến."
        )
    place.ceremony = found
    return place, where


@require_POST
def apply_rules(request: HttpRequest, pk: int) -> HttpResponse:
    """Arrange everybody by the rules again."""
    found = base.ceremony_or_404(request, pk)
    version = base.number(request.POST.get("version")) or 0
    try:
        acts.apply_rules(found, actor=request.user, at=base.now(), expected_version=version)
    except CeremonyRefused as refusal:
        return show(request, found, refused=refusal.reason, status=_status(refusal))
    messages.success(request, "Đã xếp lại theo quy tắc. Người vắng, người nhận thay và cách đọc tên được giữ.")
    return redirect("ceremonies:ceremony", pk)


@require_POST
def restacked(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down that a pile was sorted by hand."""
    found = base.ceremony_or_404(request, pk)
    version, decision = (base.number(request.POST.get(name)) or 0 for name in ("version", "quyet_dinh"))
    try:
        say_restacked(found, decision, actor=request.user, at=base.now(), expected_version=version)
    except CeremonyRefused as refusal:
        return show(request, found, refused=refusal.reason, status=_status(refusal))
    messages.success(request, "Đã ghi: chồng giấy được xếp lại bằng tay theo thứ tự trao.")
    return redirect("ceremonies:ceremony", pk)


@require_POST
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down that the ceremony has taken place."""
    found = base.ceremony_or_404(request, pk)
    try:
        acts.hold_ceremony(found, actor=request.user, at=base.now())
    except CeremonyRefused as refusal:
        return show(request, found, refused=refusal.reason, status=_status(refusal))
    messages.success(
        request, "Đã ghi buổi lễ đã tổ chức. Ai chưa có ngày trao thì ghi theo điểm danh, hoặc ghi riêng khi trao sau."
    )
    return redirect("ceremonies:ceremony", pk)


def show(
    request: HttpRequest,
    found: Ceremony,
    *,
    refused: str = "",
    said: str = "",
    moved: int | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return the page of a ceremony, or for htmx the part of it that follows the order."""
    if refused:
        found.refresh_from_db()
    context = _context(request, found) | {"refused": refused, "has_errors": bool(refused), "said": said, "moved": moved}
    if request.htmx and request.method == "POST":
        return render(request, "ceremonies/stage_moved.html", context)
    return render(request, "ceremonies/ceremony.html", context, status=status)


def _context(request: HttpRequest, found: Ceremony) -> dict[str, Any]:
    places = list(places_of(found))
    compared = accordance(found, places)
    for place in places:
        sheet = compared.sheets.get(place.award_id)
        place.sheet = sheet.number if sheet else None
    groups = [
        {"number": number, "places": (rows := list(of_group)), "up": sum(place.spot > 0 for place in rows)}
        for number, of_group in groupby(places, key=lambda place: place.group)
    ]
    may_act = base.is_clerk(request, found)
    is_open = found.state == CeremonyState.PREPARING
    return {
        "ceremony": found,
        "groups": groups,
        "count": len(places),
        "group_count": max((place.group for place in places), default=0),
        "absent": sum(place.is_absent and not place.stand_in_name for place in places),
        "compared": compared,
        "is_clerk": may_act,
        "may_arrange": may_act and is_open,
        "is_over": not is_open,
        "is_day": base.today() >= local_day(found.starts_at),
        "state_kind": STATES[CeremonyState(found.state)],
        "decisions": list({p.award.decision_line.decision_id: p.award.decision_line.decision for p in places}.values()),
        "unread": unread_names(places) if is_open else 0,
        "present": sum(place.presence in ("present", "stand_in") for place in places),
    } | papers_context(found, order_sha256(found, places), may_act=may_act)


def _status(refusal: CeremonyRefused) -> int:
    return 409 if isinstance(refusal, StaleOrder) else 422
