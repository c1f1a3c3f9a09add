"""The page of a person or a collective, and two people side by side."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from permissions.forms.fields import ReasonForm
from permissions.queries import entries_about
from vietnamese.dates import short_date

from ..exceptions import RollRefused
from ..forms import DisciplineForm, RatingForm
from ..models import Collective, DisciplinaryAction, Person
from ..queries import (
    check_discipliner,
    check_keeper_of,
    find_person,
    keepable_ids,
    may_discipline,
    may_keep_records_of,
    may_strike_discipline,
    places_of,
)
from ..services import merge_people, record_discipline, record_rating, say_not_the_same, strike_discipline
from .base import COLLECTIVE, PERSON, REFUSED, now, subject_or_404, today, word_for


def subject_url(subject: Person | Collective) -> str:
    """Return the address of the page of a person or a collective."""
    return reverse("rolls:person" if isinstance(subject, Person) else "rolls:collective", args=[subject.pk])


def person(request: HttpRequest, pk: int) -> HttpResponse:
    """A person; a merged record leads to the one that stands for it."""
    return _page(request, subject_or_404(request, PERSON, pk))


def collective(request: HttpRequest, pk: int) -> HttpResponse:
    """A collective."""
    return _page(request, subject_or_404(request, COLLECTIVE, pk))


def _page(request: HttpRequest, subject: Person | Collective, form: RatingForm | None = None) -> HttpResponse:
    if subject.merged_into_id:
        return redirect(subject_url(subject.merged_into))
    keepable = keepable_ids(request.user, on=today())
    entries = list(subject.entries.select_related("unit").order_by("-starts_on", "-id"))
    for entry in entries:
        entry.is_open = entry.in_force(today())
        entry.is_mine = entry.is_open and entry.ends_on is None and entry.unit_id in keepable
    is_keeper = may_keep_records_of(request.user, subject, on=today())
    context = {
        "subject": subject,
        "is_person": isinstance(subject, Person),
        "word": word_for(subject),
        "facts": _facts(subject),
        "entries": entries,
        "kicker": _kicker(subject),
        "edit_url": next((reverse("rolls:edit", args=[entry.pk]) for entry in entries if entry.is_mine), ""),
        "ratings": list(subject.ratings.all()),
        "rating_form": (form or RatingForm(today=today())) if is_keeper else None,
        "has_errors": bool(form and form.errors),
        "discipline": list(subject.discipline.all()),
        "may_discipline": may_discipline(request.user, subject, on=today()),
        "may_strike": may_strike_discipline(request.user, subject, on=today()),
        "alike": _alike(subject) if is_keeper and isinstance(subject, Person) else [],
        "log": [
            {"title": entry.verb, "by": entry.done_by, "at": entry.at, "note": entry.note}
            for entry in entries_about(subject, *entries)
        ],
        "back_url": f"{reverse('rolls:roll')}?don-vi={entries[0].unit_id}&loai={word_for(subject)}" if entries else "",
    }
    return render(request, "rolls/subject.html", context, status=REFUSED if form and form.errors else 200)


def _kicker(subject: Person | Collective) -> str:
    if isinstance(subject, Collective):
        return "Tập thể"
    return "Đảng viên" if subject.is_party_member else "Quần chúng"


def _facts(subject: Person | Collective) -> list[dict]:
    if isinstance(subject, Person):
        rows = person_rows(subject)
        return rows if subject.is_party_member else rows[:-2]
    kind = "Tổ chức đảng" if subject.is_party_organization else "Không phải tổ chức đảng"
    rows = [("Loại", kind), ("Tên trước đây", subject.former_names)]
    if subject.unit:
        rows.append(("Đơn vị trong hệ thống", subject.unit.name))
    return [{"label": label, "value": value} for label, value in rows]


def person_rows(person: Person) -> list[dict]:
    """Return label and value of every fact of a person, always the same labels in the same order."""
    born = short_date(person.birth_date) if person.birth_date else str(person.birth_year or "")
    rows = (
        ("Ngày sinh", born if person.birth_date or not born else f"năm {born}"),
        ("Giới tính", person.get_sex_display()),
        ("Dân tộc", person.ethnicity),
        ("Đảng viên", "Phải" if person.is_party_member else "Không phải đảng viên"),
        ("Ngày vào Đảng", short_date(person.joined_on) if person.joined_on else ""),
        ("Số thẻ đảng viên", person.card_number),
    )
    return [{"label": label, "value": value or "Chưa ghi"} for label, value in rows]


def _known_of(subject: Person):
    return find_person(
        full_name=subject.full_name,
        birth_date=subject.birth_date,
        birth_year=subject.birth_year,
        card_number=subject.card_number,
        known_as=subject.pk,
    )


def _alike(subject: Person) -> list[Person]:
    """Return who may be the same person, with the units where they stand."""
    found = _known_of(subject)
    ids = [found.sure] if found.sure else found.doubtful
    people = list(Person.objects.filter(pk__in=ids))
    places = places_of(people, on=today())
    for one in people:
        one.places = places.get(one.pk, [])
    return people


@require_POST
def rate(request: HttpRequest, word: str, pk: int) -> HttpResponse:
    """Write down the rating of a year; a refused form comes back on the page of the person."""
    subject = subject_or_404(request, word, pk)
    check_keeper_of(request.user, subject, on=today())
    form = RatingForm(request.POST, today=today())
    if form.is_valid():
        try:
            row = record_rating(subject, actor=request.user, at=now(), **form.cleaned_data)
        except RollRefused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, f"Đã ghi xếp loại năm {row}.")
            return redirect(f"{subject_url(subject)}#xep-loai")
    return _page(request, subject, form)


def discipline(request: HttpRequest, word: str, pk: int) -> HttpResponse:
    """Write down a disciplinary action."""
    subject = subject_or_404(request, word, pk)
    check_discipliner(request.user, subject, on=today())
    form = DisciplineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            record_discipline(subject, actor=request.user, at=now(), **form.cleaned_data)
        except RollRefused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, f"Đã ghi kỷ luật của {subject}.")
            return redirect(subject_url(subject))
    context = {
        "title": f"Ghi kỷ luật: {subject}",
        "lead": "Chỉ ghi khi đã có quyết định. Kỷ luật trong thời gian xét là điều kiện khi khen thưởng.",
        "form": form,
        "submit_label": "Ghi kỷ luật",
        "cancel_url": subject_url(subject),
    }
    return render(request, "components/confirm_page.html", context, status=REFUSED if form.errors else 200)


def strike(request: HttpRequest, pk: int) -> HttpResponse:
    """Strike a disciplinary action that was recorded by mistake."""
    action = DisciplinaryAction.objects.select_related("person", "collective").filter(pk=pk).first()
    if action is None:
        raise Http404
    subject = action.person or action.collective
    subject_or_404(request, word_for(subject), subject.pk)
    check_discipliner(request.user, subject, on=today(), is_striking=True)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            strike_discipline(action, reason=form.cleaned_data["reason"], actor=request.user, at=now())
        except RollRefused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, "Đã gạch dòng kỷ luật. Dòng vẫn đọc được cùng lý do.")
            return redirect(subject_url(subject))
    context = {
        "title": "Gạch một dòng kỷ luật",
        "lead": f"{action.form} của {subject}, ngày {short_date(action.decided_on)}.",
        "form": form,
        "submit_label": "Gạch dòng này",
        "harm": True,
        "cancel_url": subject_url(subject),
        "consequences": [
            "Dòng không còn được tính khi xét khen thưởng.",
            "Dòng vẫn đọc được, cùng lý do và người gạch.",
        ],
    }
    return render(request, "components/confirm_page.html", context, status=REFUSED if form.errors else 200)


def compare(request: HttpRequest, pk: int, other_pk: int) -> HttpResponse:
    """Two people with alike names side by side; who keeps their rolls says whether they are one."""
    subject = subject_or_404(request, PERSON, pk)
    other = next((one for one in _alike(subject) if one.pk == other_pk), None)
    if other is None or subject.merged_into_id:
        raise Http404
    check_keeper_of(request.user, subject, on=today())
    refused = ""
    if request.method == "POST":
        try:
            if request.POST.get("answer") == "same":
                merge_people(subject, other, actor=request.user, at=now())
                messages.success(request, f"Đã nhập hai bản ghi của {subject} làm một.")
            else:
                say_not_the_same(subject, other, actor=request.user, at=now())
                messages.success(request, "Đã ghi là hai người khác nhau. Hệ thống không hỏi lại nữa.")
            return redirect(subject_url(subject))
        except RollRefused as refusal:
            refused = refusal.reason
    subject.places = places_of([subject], on=today()).get(subject.pk, [])
    is_mine = may_keep_records_of(request.user, other, on=today())
    context = {
        "subject": subject,
        "other": other,
        "rows": _side_by_side(subject, other, is_mine=is_mine),
        "refused": refused,
        "has_errors": bool(refused),
        "not_mine": "" if is_mine else NOT_BOTH,
        "back_url": subject_url(subject),
    }
    return render(request, "rolls/compare.html", context, status=REFUSED if refused else 200)


NOT_BOTH = "Đồng chí không giữ danh sách có người thứ hai. Nếu là một người, hãy đề nghị cơ quan tham mưu của cấp trên nhập làm một."


def _side_by_side(one: Person, other: Person, *, is_mine: bool) -> list[dict]:
    """Return label and both values of every fact that is known of either.

    Of somebody on a foreign roll only what tells namesakes apart: name, year of birth, unit.
    """
    rows = [("Họ và tên", one.full_name, other.full_name)]
    if is_mine:
        pairs = zip(person_rows(one), person_rows(other), strict=True)
        rows += [(left["label"], left["value"], right["value"]) for left, right in pairs]
    else:
        rows.append(("Năm sinh", str(one.birth_year or "Chưa ghi"), str(other.birth_year or "Chưa ghi")))
    rows.append(("Đơn vị", ", ".join(one.places), ", ".join(other.places)))
    return [
        {"label": label, "one": left, "other": right}
        for label, left, right in rows
        if left != "Chưa ghi" or right != left
    ]
