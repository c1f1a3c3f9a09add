"""The roll of a unit with its two tabs, and the choice of a unit for those who look after several."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from organizations.models import Unit
from permissions.exceptions import NotPermitted
from vietnamese.text import search_key

from ..forms import RollFilter, UnitFilter
from ..models import RollEntry
from ..queries import counts_of, entries_of, may_keep, readable_units
from .base import COLLECTIVE, KINDS, PERSON, today

PER_PAGE = 50
ALL = "tat-ca"
"""What stands in the address for the rolls of all units together."""


@dataclass(frozen=True)
class Asked:
    """Which roll the address asks for: one unit, or all that the user may read; people or collectives; what filter."""

    units: list[Unit]
    unit: Unit | None
    word: str
    form: RollFilter

    @property
    def entries(self) -> QuerySet[RollEntry]:
        """Return the entries, filtered and in order, with the ratings of each."""
        ids = [unit.pk for unit in self.units]
        found = entries_of(ids, on=today(), kind=KINDS[self.word], **self.form.chosen)
        return found.prefetch_related("person__ratings" if self.word == PERSON else "collective__ratings")

    @property
    def place(self) -> str:
        """Return what stands in the address for the unit."""
        return str(self.unit.pk) if self.unit else ALL


def units_or_refusal(request: HttpRequest) -> list[Unit]:
    """Return the units whose roll the user may read. Raises NotPermitted when there is none."""
    units = readable_units(request.user, on=today())
    if not units:
        raise NotPermitted(
            "Danh sách đảng viên và tập thể do chi bộ và cơ quan tham mưu giữ. "
            "Đồng chí không giữ danh sách của đơn vị nào trong ngày hôm nay."
        )
    return units


def asked_roll(request: HttpRequest, units: list[Unit], usual: str = "") -> Asked | None:
    """Return the roll that the address asks for, None when a unit has to be chosen first; 404 for a foreign unit.

    `usual` is what an address without a unit means.
    """
    place = request.GET.get("don-vi", usual)
    unit = next((unit for unit in units if str(unit.pk) == place), None)
    if place and unit is None and place != ALL:
        raise Http404
    if not place and len(units) > 1:
        return None
    unit = unit or (units[0] if len(units) == 1 else None)
    word = request.GET.get("loai") if request.GET.get("loai") in KINDS else PERSON
    keep = {"don-vi": str(unit.pk) if unit else ALL, "loai": word}
    form = RollFilter(request.GET, is_people=word == PERSON, keep=keep)
    return Asked([unit] if unit else units, unit, word, form)


def roll(request: HttpRequest) -> HttpResponse:
    """The roll that the address asks for; without a unit, for who looks after several, the units to choose from."""
    units = units_or_refusal(request)
    asked = asked_roll(request, units)
    if asked is None:
        return _choose(request, units)
    page = Paginator(asked.entries, PER_PAGE).get_page(request.GET.get("trang"))
    for entry in page.object_list:
        entry.subject = entry.person or entry.collective
        entry.rating = next(iter(entry.subject.ratings.all()), None)
    counted = counts_of([unit.pk for unit in asked.units], on=today()).values()
    here = reverse("rolls:roll")
    tabs = [
        (label, f"{here}?{urlencode({'don-vi': asked.place, 'loai': word})}", word == asked.word, sum(counts))
        for (label, word), counts in zip(
            (("Đảng viên và quần chúng", PERSON), ("Tập thể", COLLECTIVE)),
            zip(*counted, strict=True) if counted else ((), ()),
            strict=True,
        )
    ]
    is_keeper = bool(asked.unit and may_keep(request.user, asked.unit, on=today()))
    add_url = reverse("rolls:add", args=[asked.unit.pk, asked.word]) if is_keeper else ""
    context = {
        "title": asked.unit.name if asked.unit else "Mọi đơn vị",
        "add_url": add_url,
        "head_url": add_url if page.object_list or asked.form.is_narrowed else "",
        "add_label": "Thêm một người" if asked.word == PERSON else "Thêm một tập thể",
        "unit": asked.unit,
        "has_more_units": len(units) > 1,
        "is_people": asked.word == PERSON,
        "is_gone": asked.form.chosen["gone"],
        "tabs": tabs,
        "form": asked.form,
        "page": page,
        "is_narrowed": asked.form.is_narrowed,
        "clear_url": next(url for _, url, is_current, _ in tabs if is_current),
        "word": asked.word,
        "query": _query(request, asked),
        "is_keeper": is_keeper,
        "import_url": _import_url(asked),
    }
    return render(request, "rolls/roll.html", context)


def _query(request: HttpRequest, asked: Asked) -> str:
    """Return the part of the address that says what is shown, for files of the same rows."""
    chosen = {name: value for name in ("q", "la", "con") if (value := request.GET.get(name))}
    return urlencode({"don-vi": asked.place, "loai": asked.word, **chosen})


def _import_url(asked: Asked) -> str:
    kind = "roll" if asked.word == PERSON else "roll_collectives"
    chosen = asked.unit and urlencode({"loai": kind, "don-vi": asked.unit.pk})
    return f"{reverse('spreadsheets:upload')}?{chosen}" if chosen else ""


def _choose(request: HttpRequest, units: list[Unit]) -> HttpResponse:
    form = UnitFilter(request.GET)
    form.full_clean()
    words = search_key(form.cleaned_data.get("q", "")).split()
    found = [unit for unit in units if all(word in unit.search_key for word in words)]
    found.sort(key=lambda unit: unit.kind.rank)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("trang"))
    counts = counts_of([unit.pk for unit in page.object_list], on=today())
    for unit in page.object_list:
        unit.people, unit.collectives = counts.get(unit.pk, (0, 0))
    context = {
        "page": page,
        "form": form,
        "is_narrowed": bool(words),
        "all": ALL,
        "shows_parents": len({unit.parent_id for unit in units if not unit.kind.appraises}) > 1,
    }
    return render(request, "rolls/units.html", context)
