"""Preparing a ceremony, changing it, one recipient of it, how names are read, and that it does not take place."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from documents.models import Decision, DecisionState
from organizations.enums import RecipientKind
from organizations.models import Unit
from permissions.exceptions import NotPermitted

from ..enums import CeremonyState
from ..exceptions import CeremonyRefused, StaleOrder
from ..forms.stage import CeremonyForm, PlaceForm, ReasonForm, new_form_facts
from ..models import Ceremony, CeremonyPlace
from ..queries.stage import places_of
from ..reading import proposal
from ..services import ceremonies as acts
from ..services.places import PlaceFacts, drop_place, save_place, save_readings
from . import base

NAMES_PER_PAGE = 100


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Prepare a ceremony for decisions of one unit."""
    units = base.my_units(request)
    if not units:
        raise NotPermitted("Lập buổi lễ là việc của văn thư. Đồng chí không giữ vai trò đó trong ngày hôm nay.")
    asked = base.number(request.POST.get("unit") or request.GET.get("don-vi"))
    unit = base.unit_or_404(request, asked) if asked else units[0]
    decisions = _decisions(unit)
    ticked = base.number(request.GET.get("quyet-dinh"))
    form = CeremonyForm(request.POST or None, decisions=decisions, initial=new_form_facts([ticked] if ticked else []))
    refused = ""
    if request.method == "POST" and form.is_valid():
        facts = form.facts | {"actor": request.user, "at": base.now()}
        try:
            made = acts.create_ceremony(
                unit=unit,
                decisions=form.cleaned_data["decisions"],
                submission_key=form.cleaned_data["submission_key"],
                **facts,
            )
        except CeremonyRefused as refusal:
            refused = refusal.reason
        else:
            messages.success(
                request,
                f"Đã lập buổi lễ và xếp {made.places.count()} người, tập thể theo quy tắc. Đồng chí xem lại thứ tự.",
            )
            return redirect("ceremonies:ceremony", made.pk)
    context = {"unit": unit, "units": units, "has_decisions": decisions.exists()}
    return _form_page(request, form, refused, context)


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the occasion, the rules and the decisions of a ceremony."""
    found = base.ceremony_or_404(request, pk)
    decisions = _decisions(found.unit, found)
    form = CeremonyForm(request.POST or None, decisions=decisions, initial=CeremonyForm.initial_of(found))
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            acts.change_ceremony(
                found,
                decisions=form.cleaned_data["decisions"],
                actor=request.user,
                at=base.now(),
                expected_version=form.cleaned_data["version"],
                **form.facts,
            )
        except CeremonyRefused as refusal:
            refused = refusal.reason
        else:
            messages.success(request, "Đã lưu buổi lễ.")
            return redirect("ceremonies:ceremony", pk)
    return _form_page(request, form, refused, {"ceremony": found, "unit": found.unit, "has_decisions": True})


def _form_page(request: HttpRequest, form: CeremonyForm, refused: str, context: dict) -> HttpResponse:
    is_refused = bool(refused) or form.is_bound
    context |= {"form": form, "refused": refused, "has_errors": is_refused}
    return render(request, "ceremonies/ceremony_form.html", context, status=422 if is_refused else 200)


def _decisions(unit: Unit, ceremony: Ceremony | None = None):
    """Return the numbered decisions of a unit, each with its lines counted and with another ceremony that has it."""
    others = Ceremony.objects.filter(decisions=OuterRef("pk")).exclude(state=CeremonyState.CANCELLED)
    if ceremony is not None:
        others = others.exclude(pk=ceremony.pk)
    return (
        Decision.objects.filter(unit=unit, state=DecisionState.NUMBERED)
        .annotate(line_count=Count("lines"), elsewhere=Subquery(others.order_by("pk").values("name")[:1]))
        .order_by("-signed_on", "-pk")
    )


@require_http_methods(["GET", "POST"])
def place(request: HttpRequest, pk: int, place_pk: int) -> HttpResponse:
    """What is known of one recipient before the day: absent, stand-in, how the name is read."""
    found = base.ceremony_or_404(request, pk)
    row = base.place_or_404(found, place_pk)
    form = PlaceForm(request.POST or None, initial=PlaceForm.initial_of(row, found.version))
    refused = ""
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        version = data.pop("version")
        try:
            save_place(row, PlaceFacts(**data), actor=request.user, at=base.now(), expected_version=version)
        except CeremonyRefused as refusal:
            refused = refusal.reason
            if isinstance(refusal, StaleOrder):
                form.data = form.data.copy()
                form.data["version"] = Ceremony.objects.values_list("version", flat=True).get(pk=pk)
        else:
            messages.success(request, f"Đã lưu: {row.award.recipient_name}.")
            return redirect(f"{reverse('ceremonies:ceremony', args=[pk])}#cho-{row.pk}")
    context = {
        "ceremony": found,
        "place": row,
        "form": form,
        "refused": refused,
        "proposal": _proposal(row),
        "count": found.places.count(),
        "has_errors": bool(refused) or form.is_bound,
    }
    return render(request, "ceremonies/place.html", context, status=422 if context["has_errors"] else 200)


@require_http_methods(["GET", "POST"])
def drop(request: HttpRequest, pk: int, place_pk: int) -> HttpResponse:
    """Take one recipient off the ceremony, with a reason."""
    found = base.ceremony_or_404(request, pk)
    row = base.place_or_404(found, place_pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            drop_place(
                row,
                reason=form.cleaned_data["reason"],
                actor=request.user,
                at=base.now(),
                expected_version=found.version,
            )
        except CeremonyRefused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, f"Đã đưa {row.award.recipient_name} ra khỏi buổi lễ.")
            return redirect("ceremonies:ceremony", pk)
    context = {
        "title": f"Đưa {row.award.recipient_name} ra khỏi buổi lễ",
        "lead": f"Vị trí {row.position}, {found.name}.",
        "consequences": [
            "Khen thưởng không đổi; người này được trao ở dịp khác, có thể chọn vào buổi lễ khác.",
            "Giấy tờ đã lập của buổi lễ được báo không còn khớp.",
        ],
        "form": form,
        "submit_label": "Đưa ra khỏi buổi lễ",
        "harm": True,
        "cancel_url": reverse("ceremonies:place", args=[pk, place_pk]),
        "has_errors": form.is_bound,
    }
    return render(request, "components/confirm_page.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down that a ceremony does not take place."""
    found = base.ceremony_or_404(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.cancel_ceremony(found, reason=form.cleaned_data["reason"], actor=request.user, at=base.now())
        except CeremonyRefused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, "Đã ghi buổi lễ không tổ chức. Các quyết định chọn được vào buổi lễ khác.")
            return redirect("ceremonies:ceremonies")
    context = {
        "title": "Không tổ chức buổi lễ này",
        "lead": found.name,
        "consequences": [
            "Buổi lễ vẫn nằm trong danh sách, ghi là không tổ chức.",
            "Quyết định và khen thưởng không đổi, chọn được vào buổi lễ khác.",
        ],
        "form": form,
        "submit_label": "Ghi không tổ chức",
        "harm": True,
        "cancel_url": reverse("ceremonies:ceremony", args=[pk]),
        "has_errors": form.is_bound,
    }
    return render(request, "components/confirm_page.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def readings(request: HttpRequest, pk: int) -> HttpResponse:
    """How names are read: proposals for those that an announcer stumbles over, to be asked about and kept."""
    found = base.ceremony_or_404(request, pk)
    rows = [row for row in places_of(found) if row.reading or _proposal(row)]
    is_first = not any(row.reading for row in rows)  # a box that was emptied later stays empty
    page = Paginator(rows, NAMES_PER_PAGE).get_page(request.GET.get("trang"))
    for row in page:
        row.proposal = _proposal(row)
        row.typed = request.POST.get(f"doc-{row.pk}", row.reading)[:250]
        row.is_proposed = is_first and request.method == "GET"
    refused = ""
    if request.method == "POST":
        try:
            changed = save_readings(
                found,
                {row.pk: row.typed for row in page},
                actor=request.user,
                at=base.now(),
                expected_version=base.number(request.POST.get("version")) or 0,
            )
        except CeremonyRefused as refusal:
            refused = refusal.reason
        else:
            messages.success(request, f"Đã lưu cách đọc của {changed} tên." if changed else "Không có thay đổi nào.")
            return redirect("ceremonies:ceremony", pk)
    context = {
        "ceremony": Ceremony.objects.get(pk=pk) if refused else found,
        "page": page,
        "refused": refused,
        "has_errors": bool(refused),
    }
    return render(request, "ceremonies/readings.html", context, status=409 if refused else 200)


def unread_names(places: Iterable[CeremonyPlace]) -> int:
    """Return how many names an announcer may stumble over while nobody has written down yet how any name is read."""
    places = list(places)
    return 0 if any(place.reading for place in places) else sum(bool(_proposal(place)) for place in places)


def _proposal(row: CeremonyPlace) -> str:
    return proposal(row.award.recipient_name, is_person=row.award.recipient_kind == RecipientKind.INDIVIDUAL)
