"""Putting somebody on a roll, changing what is known of them, taking them off."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from organizations.enums import RecipientKind
from organizations.models import Unit

from ..exceptions import RollRefused
from ..forms import PEOPLES, CollectiveForm, PersonForm, SubjectForm, TakeOffForm
from ..models import RollEntry
from ..queries import places_of
from ..services import change_entry, fingerprint, put_on_roll, take_off_roll, where_else
from .base import COLLECTIVE, PERSON, REFUSED, entry_or_404, kind_or_404, now, today, unit_or_404, word_for

NOT_KNOWN = "Chưa ghi"


def roll_url(unit: Unit, word: str) -> str:
    """Return the address of one tab of a unit's roll."""
    return f"{reverse('rolls:roll')}?don-vi={unit.pk}&loai={word}"


def form_for(kind: str) -> type[SubjectForm]:
    """Return the form for a kind of subject."""
    return PersonForm if kind == RecipientKind.INDIVIDUAL else CollectiveForm


def add(request: HttpRequest, unit_pk: int, word: str) -> HttpResponse:
    """Put a person or a collective on the roll of a unit; who may be known already is asked about."""
    unit, kind = unit_or_404(request, unit_pk), kind_or_404(word)
    usual = {"submission_key": uuid4(), "is_party_member": "yes"}
    form = form_for(kind)(request.POST or None, today=today(), initial=usual)
    if request.method == "POST" and form.is_valid():
        same_as = request.POST.get("same_as", "")
        try:
            entry = put_on_roll(
                unit=unit,
                kind=kind,
                facts=form.facts,
                position=form.cleaned_data.get("position", ""),
                same_as=int(same_as) if same_as.isdecimal() else None,
                is_new="is_new" in request.POST,
                submission_key=form.cleaned_data["submission_key"],
                actor=request.user,
                at=now(),
            )
        except RollRefused as refusal:
            if refusal.is_question:
                return _ask(request, unit, word, form, refusal)
            form.add_error(None, refusal.reason)
        else:
            _say_added(request, entry)
            return redirect("rolls:add", unit.pk, word) if "more" in request.POST else redirect(roll_url(unit, word))
    return _form_page(request, form, unit, word)


def _say_added(request: HttpRequest, entry: RollEntry) -> None:
    subject = entry.person or entry.collective
    others = where_else(subject, entry.unit, on=today()) if entry.person else []
    also = f" Đồng chí này cũng đang ở danh sách của {', '.join(map(str, others))}." if others else ""
    messages.success(request, f"Đã thêm {subject} vào danh sách của {entry.unit}.{also}")


def _form_page(
    request: HttpRequest, form: SubjectForm, unit: Unit, word: str, entry: RollEntry | None = None, others: tuple = ()
) -> HttpResponse:
    context = {
        "form": form,
        "unit": unit,
        "entry": entry,
        "is_person": word == PERSON,
        "peoples": PEOPLES,
        "others": others,
        "back_url": roll_url(unit, word),
    }
    return render(request, "rolls/entry_form.html", context, status=REFUSED if form.errors else 200)


def _ask(request: HttpRequest, unit: Unit, word: str, form: SubjectForm, refusal: RollRefused) -> HttpResponse:
    """Show who may be meant under what was typed; each answer sends the same form again."""
    hidden = [(name, request.POST.get(name, "")) for name in form.fields]
    hidden += [("more", "1")] if "more" in request.POST else []
    typed = form.facts
    places = places_of(refusal.candidates, on=today())
    rows = [{"pk": None, "facts": _told_apart(typed, unit.name)}]
    for one in refusal.candidates:
        where = "\n".join(places.get(one.pk, ["Không ở danh sách nào"]))
        rows.append({"pk": one.pk, "facts": _told_apart({name: getattr(one, name) for name in typed}, where)})
    context = {
        "hidden": hidden,
        "unit": unit,
        "is_person": word == PERSON,
        "labels": [label for label, _ in rows[0]["facts"]],
        "rows": rows,
    }
    return render(request, "rolls/doubtful.html", context, status=REFUSED)


def _told_apart(facts: dict, where: str) -> list[tuple[str, str]]:
    """Return (label, value) of what tells namesakes apart, and no more: they may stand on a foreign roll."""
    if "full_name" in facts:
        own = [("Họ và tên", facts["full_name"]), ("Năm sinh", str(facts["birth_year"] or NOT_KNOWN))]
    else:
        own = [("Tên", facts["name"]), ("Tên trước đây", facts["former_names"] or NOT_KNOWN)]
    return [*own, ("Đơn vị", where)]


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is known of somebody on the roll."""
    entry = entry_or_404(request, pk)
    subject = entry.person or entry.collective
    word = word_for(subject)
    form = form_for(kind_or_404(word))(request.POST or None, today=today(), initial=_initial(entry))
    others = ()
    if request.method == "POST" and form.is_valid():
        try:
            change_entry(
                entry,
                facts=form.facts,
                position=form.cleaned_data.get("position", ""),
                expected=form.cleaned_data["seen"] or None,
                actor=request.user,
                at=now(),
            )
        except RollRefused as refusal:
            form.add_error(None, refusal.reason)
            others = refusal.candidates
        else:
            messages.success(request, f"Đã ghi thông tin mới của {form.cleaned_data['full_name']}.")
            return redirect("rolls:person" if word == PERSON else "rolls:collective", subject.pk)
    return _form_page(request, form, entry.unit, word, entry, others)


def _initial(entry: RollEntry) -> dict:
    shared = {"seen": fingerprint(entry), "position": entry.position}
    if entry.collective:
        collective = entry.collective
        return shared | {
            "full_name": collective.name,
            "former_names": collective.former_names,
            "is_party_organization": "yes" if collective.is_party_organization else "no",
        }
    person = entry.person
    words = ("full_name", "sex", "ethnicity", "joined_on", "card_number")
    return shared | {word: getattr(person, word) for word in words} | {
        "birth": (person.birth_date, person.birth_year),
        "is_party_member": "yes" if person.is_party_member else "no",
    }  # fmt: skip


def take_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody off the roll, with the last day and a reason."""
    entry = entry_or_404(request, pk)
    subject = entry.person or entry.collective
    form = TakeOffForm(request.POST or None, initial={"ends_on": today()})
    back = reverse("rolls:person" if entry.person else "rolls:collective", args=[subject.pk])
    if request.method == "POST" and form.is_valid():
        try:
            take_off_roll(entry, actor=request.user, at=now(), **form.cleaned_data)
        except RollRefused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, f"Đã đưa {subject} ra khỏi danh sách của {entry.unit}.")
            return redirect(roll_url(entry.unit, PERSON if entry.person else COLLECTIVE))
    context = {
        "title": f"Đưa {subject} ra khỏi danh sách",
        "lead": f"Danh sách của {entry.unit}.",
        "form": form,
        "submit_label": "Đưa ra khỏi danh sách",
        "harm": True,
        "cancel_url": back,
        "consequences": [
            "Từ ngày hôm sau không còn trong danh sách để chọn khi đề nghị khen thưởng.",
            "Xếp loại, khen thưởng và hồ sơ đã có vẫn giữ nguyên. Sau này có thể thêm lại.",
        ],
    }
    return render(request, "components/confirm_page.html", context, status=REFUSED if form.errors else 200)
