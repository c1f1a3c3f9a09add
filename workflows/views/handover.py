"""Handing the open work of a leaver to somebody else: whose, to whom, what, and what became of it."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from history.models import Entry
from permissions import access
from permissions.queries import people_near, search_people, with_roles_of
from permissions.substitutions import may_lend
from vietnamese.text import one_line

from .. import queries_handover as reads
from ..exceptions import GuardFailed
from ..forms.authority import HandoverForm
from ..services import handover as services
from .base import now, today

PAGE_SIZE = 50


@require_safe
def handovers(request: HttpRequest) -> HttpResponse:
    """List the people whose work the person may hand over; everybody may hand over their own."""
    on, text = today(), one_line(request.GET.get("q", ""))
    reach = reads.reach_of(request.user, on=on)
    if not reach.units:
        return redirect("workflows:handover", request.user.pk)
    found = search_people(reads.people_in(reach, on=on).exclude(pk=request.user.pk), text=text, on=on)
    people = Paginator(with_roles_of(found, on), PAGE_SIZE).get_page(request.GET.get("trang"))
    return render(request, "workflows/handovers.html", {"people": people, "text": text})


@require_http_methods(["GET", "POST"])
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a person has open, ask who goes on with it, and hand it over."""
    person, on = get_object_or_404(User, pk=pk), today()
    reach = reads.reach_over(request.user, person, on=on)
    if reach is None:
        raise Http404
    work = reads.open_work(person, reach.units, at=now())
    form = HandoverForm(
        request.POST or None,
        people=_receivers(work).exclude(pk=person.pk),
        work=work,
        administered=reach.administered,
        may_end_loan=lambda loan: (
            request.user.pk == loan.substitute_id or may_lend(loan.assignment, request.user, on=on)
        ),
    )
    if request.method == "POST" and form.is_valid():
        chosen = services.Chosen(**form.chosen)
        try:
            entry = services.hand_over(person, to=form.cleaned_data["who"], chosen=chosen, actor=request.user, at=now())
        except GuardFailed as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("workflows:handover_done", entry.pk)
    context = {
        "person": person,
        "is_own": person.pk == request.user.pk,
        "work": work,
        "form": form,
        "cancel_url": _back(request, person, on),
    }
    return render(request, "workflows/handover.html", context, status=422 if form.is_bound else 200)


def _receivers(work: reads.OpenWork):
    """Return the people near the places of the work; others are named by their user name."""
    units = {held.unit_id: held.unit for held in work.roles}
    near = User.objects.none()
    for unit in list(units.values())[:5]:
        near = near | people_near(unit, today())
    return near.distinct()


def _back(request: HttpRequest, person: User, on) -> str:
    if access.administered_units(request.user, on):
        return reverse("permissions:person", args=[person.pk])
    return reverse("workflows:loans" if person.pk == request.user.pk else "workflows:handovers")


@require_safe
def handover_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what became of each thing; for who handed over and for who received."""
    entry = get_object_or_404(Entry, pk=pk, verb=services.VERB)
    if request.user.pk not in (entry.actor_id, entry.data["to"], entry.subject_id):
        raise Http404
    to = User.objects.get(pk=entry.data["to"])
    results = [
        {
            "result": "pass" if is_done else "look",
            "word": "Đã làm" if is_done else "Chưa làm",
            "rule": about,
            "fact": fact,
        }
        for about, fact, is_done in entry.data["results"]
    ]
    left = sum(not is_done for *_, is_done in entry.data["results"])
    context = {
        "title": f"Đã bàn giao cho đồng chí {to.full_name}",
        "lead": f"Việc của đồng chí {User.objects.get(pk=entry.subject_id).full_name}. {entry.note}",
        "results": results,
        "next_steps": [f"Còn {left} việc chưa chuyển được; lý do ghi ở trên."] if left else [],
        "links": [("Về Việc của tôi", reverse("workflows:home"))],
    }
    return render(request, "components/receipt_page.html", context)
