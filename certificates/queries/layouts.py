"""Layouts as pages list them, and whose certificates of a unit show what a layout does with real words."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Length

from documents.models import Decision, DecisionLine, DecisionState
from organizations.enums import AwardForm, RecipientKind
from organizations.models import AwardRight, Unit

from ..models import Background, FrozenLayout, Layout, LayoutVersion
from ..models.layouts import BLANKS

MOST_SAMPLES = 12
MOST_VERSIONS = 50


@dataclass(frozen=True)
class Place:
    """One form of award for one kind of recipient in one unit: what is printed with, and what else there is."""

    unit: Unit
    form: str
    kind: str
    in_use: Layout | None
    others: tuple[Layout, ...]

    @property
    def label(self) -> str:
        """Return "Giấy khen, cá nhân"."""
        return f"{AwardForm(self.form).label}, {RecipientKind(self.kind).label.lower()}"

    @property
    def key(self) -> str:
        """Return a name for the part of the page."""
        return f"{self.form}-{self.kind}-{self.unit.pk}"


def places_of(unit: Unit, on: date) -> list[Place]:
    """Return what the unit may award on a day, and whatever it has layouts for; everything when neither says anything.

    Each layout carries `newest`, the number of its newest version or None. Two queries.
    """
    layouts = list(
        Layout.objects.filter(unit=unit, retired_at=None)
        .annotate(newest=Max("versions__number"))
        .order_by("name", "id")
    )
    rights = set(AwardRight.objects.on(on).filter(kind=unit.kind_id).values_list("form", "recipient_kind"))
    wanted = rights | {(layout.form, layout.recipient_kind) for layout in layouts}
    every = [(form, kind) for form in AwardForm.values for kind in RecipientKind.values]
    return [_place(unit, form, kind, layouts) for form, kind in every if not wanted or (form, kind) in wanted]


def _place(unit: Unit, form: str, kind: str, layouts: list[Layout]) -> Place:
    mine = [layout for layout in layouts if (layout.form, layout.recipient_kind) == (form, kind)]
    used = next((layout for layout in mine if layout.is_in_use), None)
    return Place(unit, form, kind, used, tuple(layout for layout in mine if not layout.is_in_use))


def retired_layouts(unit: Unit) -> list[Layout]:
    """Return the layouts that were put away, the last first."""
    return list(
        Layout.objects.filter(unit=unit)
        .exclude(retired_at=None)
        .annotate(newest=Max("versions__number"))
        .order_by("-retired_at")
    )


def _lines(unit: Unit, form: str, kind: str):
    return DecisionLine.objects.filter(
        ~Q(name=""), ~Q(citation=""), decision__unit=unit, decision__form=form, recipient_kind=kind
    )


def sample_lines(unit: Unit, form: str, kind: str) -> list[DecisionLine]:
    """Return the newest recipients of the unit for this form and kind."""
    return list(
        _lines(unit, form, kind).select_related("register").order_by("-decision_id", "position", "id")[:MOST_SAMPLES]
    )


def sample_line(unit: Unit, form: str, kind: str, pk: int) -> DecisionLine | None:
    """Return one recipient of the unit for this form and kind."""
    return _lines(unit, form, kind).select_related("register").filter(pk=pk).first()


def longest_words(unit: Unit, form: str, kind: str) -> dict[str, str]:
    """Return the longest name, unit and citation that the unit's decisions ever had; empty when there are none."""
    lines = _lines(unit, form, kind)
    found = {}
    for what in ("name", "unit_text", "citation"):
        longest = lines.order_by(Length(what).desc(), "id").values_list(what, flat=True).first()
        if longest:
            found[what] = longest
    return found


def newest_decision(unit: Unit, form: str) -> Decision | None:
    """Return the unit's newest numbered decision of a form: who signs, and how it is called, are taken from it."""
    return (
        Decision.objects.filter(unit=unit, form=form, state=DecisionState.NUMBERED)
        .select_related("unit__kind", "number")
        .order_by("-id")
        .first()
    )


def versions_of(layout: Layout) -> list[LayoutVersion]:
    """Return what was ever printed with the layout, the newest first."""
    return list(layout.versions.select_related("frozen").order_by("-number")[:MOST_VERSIONS])


def background_named(unit: Unit, sha256: str) -> Background | None:
    """Return the unit's background with this content."""
    return Background.objects.filter(unit=unit, sha256=sha256).order_by("id").first()


def backgrounds_of(unit: Unit) -> list[Background]:
    """Return the unit's blanks, the newest first; its emblems are services.emblems.emblems_of."""
    return list(Background.objects.filter(unit=unit, file__startswith=BLANKS))


def frozen_in_use() -> QuerySet[FrozenLayout]:
    """Return what the layouts in use of all units look like, each once, always in one order."""
    newest = LayoutVersion.objects.filter(layout=OuterRef("pk")).order_by("-number").values("frozen")[:1]
    layouts = Layout.objects.filter(is_in_use=True).annotate(newest_frozen=Subquery(newest))
    return FrozenLayout.objects.filter(pk__in=layouts.values("newest_frozen")).order_by("sha256")
