"""A cell's dossier: the round that it answers, who may work on it, its lines, what it says of its meeting."""

import uuid

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from nominations.enums import RoundState
from nominations.models import Dossier, Nomination, Round
from permissions.access import can, check
from permissions.roles import Capability
from vietnamese.dates import hour_words
from vietnamese.templatetags.vietnamese import day

from .. import desk
from ..services import drafts
from .base import dossier_or_404, my_units, now, today, unit_or_404


def proposes(request: HttpRequest, dossier: Dossier) -> bool:
    """Return whether the person may work on the dossier, not only read it."""
    return can(request.user, Capability.NOMINATE, dossier.unit, on=today())


def own_dossier(request: HttpRequest, pk: int) -> Dossier:
    """Return a dossier that the person may work on; 404 for one they may not know of, NotPermitted where they only read."""
    found = dossier_or_404(request, pk)
    check(request.user, Capability.NOMINATE, found.unit, on=today())
    return found


def own_lines(dossier: Dossier) -> list[Nomination]:
    """Return every line of a dossier with the number of its files, in the order in which they were added."""
    return list(
        dossier.nominations.select_related("nominee")
        .order_by("id")
        .annotate(file_count=Count("evidence", filter=Q(evidence__removed_at=None, evidence__paper="")))
    )


def round_for_unit(request: HttpRequest, round_pk: int) -> HttpResponse:
    """Return the page of a round as a proposing unit reads it: what, until when, how many, and its dossiers there."""
    units = my_units(request, Capability.NOMINATE)
    round = (
        Round.objects.select_related("authority", "unit").prefetch_related("bases", "forms").filter(pk=round_pk).first()
    )
    calls = desk.calls_for(units, at=now(), only=round) if round else []
    if not calls:
        raise Http404
    return render(request, "workflows/round_detail_for_cell.html", {
        "round": round, "calls": calls, "is_open": round.state == RoundState.OPEN, "now": now(), "key": uuid.uuid4(),
        "has_earlier": Nomination.objects.filter(proposing_unit__in=[call.unit for call in calls]).exclude(round=round).exists(),
    })  # fmt: skip


@require_POST
def start_dossier(request: HttpRequest, round_pk: int) -> HttpResponse:
    """Start a dossier of one of the person's units and open it."""
    units = my_units(request, Capability.NOMINATE)
    chosen = request.POST.get("unit", "")
    unit = unit_or_404(request, int(chosen), [Capability.NOMINATE]) if chosen.isdigit() else next(iter(units), None)
    round = Round.objects.filter(pk=round_pk).first()
    if unit is None or round is None or not desk.calls_for([unit], at=now(), only=round):
        raise Http404
    made = drafts.start_dossier(round=round, unit=unit, actor=request.user, at=now(), submission_key=_key(request))
    return redirect("workflows:dossier", made.pk)


def _key(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("submission_key", ""))
    except ValueError:
        return None


def meeting_rows(dossier: Dossier, edit_url: str = "") -> list[dict]:
    """Return the cell's meeting as label and value, each with the address where it is changed."""
    attended = (
        f"{dossier.members_present} trong tổng số {dossier.members_total} đảng viên"
        if dossier.members_present is not None and dossier.members_total
        else ""
    )
    chair = ", ".join(filter(None, [dossier.chair_name, dossier.chair_position]))
    hours = (("từ", dossier.met_from), ("đến", dossier.met_until))
    rows = [
        ("Ngày họp chi bộ", day(dossier.met_on)),
        ("Giờ họp", " ".join(f"{word} {hour_words(hour)}" for word, hour in hours if hour)),
        ("Nơi họp", dossier.met_place),
        ("Chủ trì", chair),
        ("Người ghi biên bản", dossier.clerk_name),
        ("Đảng viên dự họp", attended),
        ("Cách biểu quyết", dossier.get_ballot_display() if dossier.met_on else ""),
        ("Ý kiến tại cuộc họp", dossier.opinions),
    ]
    return [{"label": label, "value": value, "edit_url": edit_url, "edit_what": label.lower()} for label, value in rows]
