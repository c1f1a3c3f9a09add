"""The texts of notices: of a unit, and of one of its rounds; written, looked at on sample facts, set back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from nominations.enums import RoundState
from nominations.models import Round
from organizations.models import Unit
from permissions import access
from permissions.roles import Capability

from .. import services
from ..enums import Event
from ..exceptions import TextRefused
from ..forms import TextForm
from ..queries import wording, wordings
from ..rules import hindrances
from ..rules import render as filled
from ..services import mark_of
from ..texts import SAMPLE, blanks_of


def _managed(request: HttpRequest) -> set[int]:
    on = timezone.localdate()
    units = access.units_where(request.user, Capability.MANAGE_ROUNDS, on=on)
    if not units:
        access.check(request.user, Capability.MANAGE_ROUNDS, None, on=on)
    return units


def _place(request: HttpRequest, unit_pk: int | None, round_pk: int | None) -> tuple[Unit, Round | None]:
    """Return the unit, and the round where the text is of one; 404 for those of others."""
    units = _managed(request)
    if round_pk is not None:
        found = Round.objects.filter(pk=round_pk, unit__in=units).select_related("unit").first()
        if found is None:
            raise Http404
        return found.unit, found
    unit = Unit.objects.filter(pk=unit_pk, pk__in=units).first()
    if unit is None:
        raise Http404
    return unit, None


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Lead to the texts of the person's unit; the other units are linked there."""
    first = Unit.objects.filter(pk__in=_managed(request)).order_by("sort_key", "id").values_list("pk", flat=True)[0]
    return redirect("notices:texts", first)


@require_safe
def texts(request: HttpRequest, unit_pk: int | None = None, round_pk: int | None = None) -> HttpResponse:
    """List all events with what they are told with and where that was written."""
    unit, round = _place(request, unit_pk, round_pk)
    rows = [
        {
            "words": words,
            "url": _edit_url(event, unit, round),
            "whose": _whose(words.own),
            "preview": filled(words.subject, SAMPLE),
        }
        for event, words in wordings(unit, round).items()
    ]
    others = Unit.objects.filter(pk__in=_managed(request)).exclude(pk=unit.pk)
    rounds = Round.objects.filter(unit=unit, state=RoundState.OPEN).order_by("-deadline")
    return render(
        request,
        "notices/texts.html",
        {
            "unit": unit,
            "round": round,
            "rows": rows,
            "others": others,
            "rounds": [found for found in rounds if found != round],
            "back_url": _list_url(unit, None) if round else reverse("notices:inbox"),
        },
    )


@require_http_methods(["GET", "POST"])
def text(request: HttpRequest, event: str, unit_pk: int | None = None, round_pk: int | None = None) -> HttpResponse:
    """Write one text; `xem` shows it on sample facts without keeping it, `chuan` goes back to the text behind."""
    unit, round = _place(request, unit_pk, round_pk)
    if event not in Event.values:
        raise Http404
    which = Event(event)
    words = wording(which, unit, round)
    if request.method == "GET":
        initial = {name: getattr(words, name) for name in ("subject", "body", "in_system", "by_mail")}
        return _text_page(request, which, unit, round, TextForm(initial=initial | {"mark": mark_of(words)}), [])
    if "chuan" in request.POST:
        services.reset_text(which, unit=unit, round=round, actor=request.user, at=timezone.now())
        messages.success(request, f"“{which.label}” đã trở lại lời {'của đơn vị' if round else 'chuẩn'}.")
        return redirect(_list_url(unit, round))
    form, reasons = TextForm(request.POST), []
    if form.is_valid() and "xem" not in request.POST:
        said = {name: form.cleaned_data[name] for name in ("subject", "body", "in_system", "by_mail")}
        try:
            services.save_text(
                which, unit=unit, round=round, **said, actor=request.user, at=timezone.now(),
                expected_mark=form.cleaned_data["mark"],
            )  # fmt: skip
        except TextRefused as refusal:
            reasons = refusal.reasons
            form.data = form.data.copy()
            form.data["mark"] = mark_of(words)
        else:
            messages.success(request, f"Đã lưu lời tin “{which.label}”.")
            return redirect(_list_url(unit, round))
    return _text_page(request, which, unit, round, form, reasons)


def _text_page(
    request: HttpRequest, event: Event, unit: Unit, round: Round | None, form: TextForm, reasons: list[str]
) -> HttpResponse:
    subject, body = form["subject"].value() or "", form["body"].value() or ""
    is_look = "xem" in request.POST and not form.errors
    blanks = blanks_of(event)
    sample = {name: fact for name, fact in SAMPLE.items() if name in blanks}
    wrong = hindrances(f"{subject}\n{body}", blanks) if is_look else []
    now = wording(event, unit, round)
    context = {
        "event": event,
        "unit": unit,
        "round": round,
        "form": form,
        "reasons": [*reasons, *wrong],
        "preview_subject": filled(subject, sample),
        "preview_body": filled(body, sample),
        "placeholders": blanks.items(),
        "has_own": now.own is not None and now.own.round_id == (round.pk if round else None),
        "back_url": _list_url(unit, round),
    }
    return render(request, "notices/text.html", context, status=422 if reasons or wrong or form.errors else 200)


def _whose(own) -> str:
    if own is None:
        return "Lời chuẩn"
    return "Lời của đợt" if own.round_id else "Lời của đơn vị"


def _list_url(unit: Unit, round: Round | None) -> str:
    if round is not None:
        return reverse("notices:round_texts", args=[round.pk])
    return reverse("notices:texts", args=[unit.pk])


def _edit_url(event: Event, unit: Unit, round: Round | None) -> str:
    if round is not None:
        return reverse("notices:round_text", args=[round.pk, event.value])
    return reverse("notices:text", args=[unit.pk, event.value])
