"""Reading the tree, on any day of the past or the present."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date

from django.db.models import BigIntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast

from vietnamese.text import one_line, search_key

from .models import AwardRight, Signer, Unit, UnitFacts, UnitSuccession, UnitVersion
from .rules import below, chain_above


def help_line() -> dict | None:
    """Return `name` and `phone` of the office whose telephone stands at the foot of every page, or None."""
    unit = (
        Unit.objects.filter(kind__appraises=True, ends_on=None)
        .exclude(phone="")
        .order_by("-kind__rank", "id")
        .values("office_name", "organ_name", "name", "phone")
        .first()
    )
    return unit and {"name": unit["office_name"] or unit["organ_name"] or unit["name"], "phone": unit["phone"]}


def version_on(unit: Unit, day: date) -> UnitVersion | Unit:
    """Return the unit's facts of `day`; before its first version those of the first, without versions the unit."""
    versions = list(unit.versions.select_related("kind", "parent").order_by("starts_on"))
    for version in reversed(versions):
        if version.starts_on <= day:
            return version
    return versions[0] if versions else unit


def parents_on(day: date) -> dict[int, int | None]:
    """Return unit id -> superior's id for all units that existed on `day`."""
    return dict(UnitVersion.objects.on(day).values_list("unit_id", "parent_id"))


def superior_on(unit: Unit, day: date) -> Unit | None:
    """Return the unit directly above `unit` on `day`, or None at the top."""
    found = UnitVersion.objects.on(day).filter(unit=unit).values_list("parent_id", flat=True).first()
    return Unit.objects.select_related("kind").get(pk=found) if found else None


def units_above(unit: Unit, day: date) -> list[Unit]:
    """Return the units above `unit` on `day`, nearest first."""
    ids = chain_above(unit.pk, parents_on(day))
    found = Unit.objects.select_related("kind").in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def units_below(unit: Unit, day: date) -> list[Unit]:
    """Return every unit below `unit` on `day`, in Vietnamese order."""
    return list(Unit.objects.select_related("kind").filter(pk__in=below(unit.pk, parents_on(day))))


def ancestry(unit: Unit) -> set[int]:
    """Return the ids of the unit and of all units that went over into it, directly or through others.

    What those were awarded is part of the unit's history. One query, however long the chain.
    """
    return _ancestry_in(UnitSuccession.objects.order_by().values_list("successor_id", "predecessor_id"))(unit.pk)


def histories(
    unit_ids: Iterable[int], *, also: QuerySet
) -> tuple[Callable[[int], set[int]], Mapping[int, Collection[str]]]:
    """Return what tells the ancestry() of any unit by its id, and unit id -> every name that it ever had. One query.

    Names are known of these units, of those whose ids `also` selects, and of all that ever went over into another one.
    """
    gone = UnitSuccession.objects.order_by()
    known = Q(unit__in=unit_ids) | Q(unit__in=also) | Q(unit__in=gone.values("predecessor"))
    rows = (
        UnitVersion.objects.filter(known)
        .order_by()
        .values_list("unit_id", Cast(Value(None), BigIntegerField()), "name")
        .union(gone.values_list("successor_id", "predecessor_id", Value("")), all=True)
    )
    pairs, names = [], defaultdict(set)
    for unit_id, predecessor, name in rows:
        if predecessor is None:
            names[unit_id].add(name)
        else:
            pairs.append((unit_id, predecessor))
    return _ancestry_in(pairs), names


def _ancestry_in(pairs: Iterable[tuple[int, int]]) -> Callable[[int], set[int]]:
    """Return ancestry() by id, as pairs of successor and predecessor say."""
    before: dict[int, list[int]] = {}
    for successor, predecessor in pairs:
        before.setdefault(successor, []).append(predecessor)

    def of(unit_id: int) -> set[int]:
        found, waiting = {unit_id}, [unit_id]
        while waiting:
            new = [pk for pk in before.get(waiting.pop(), ()) if pk not in found]
            found.update(new)
            waiting += new
        return found

    return of


def award_right(kind_id: int, form: str, recipient_kind: str, day: date) -> AwardRight | None:
    """Return the rule that lets a kind of body give a form to a kind of recipient on `day`, or None."""
    return AwardRight.objects.on(day).filter(kind_id=kind_id, form=form, recipient_kind=recipient_kind).first()


def signers_on(unit: Unit, day: date):
    """Return who may sign for `unit` on `day`."""
    return Signer.objects.on(day).filter(unit=unit)


NAMES = ("name", "organ_name", "standing_committee_name", "office_name")


def names_of(facts: UnitFacts) -> dict[str, str]:
    """Return what a unit and its organs are called, by field; an organ that it does not have is its committee."""
    committee = facts.organ_name or facts.name
    return {field: facts.name if field == "name" else getattr(facts, field) or committee for field in NAMES}


def heirs_on(unit: Unit, day: date) -> list[Unit]:
    """Return the unit itself while it exists, after its end those that went on from it and exist on `day`."""
    found, waiting, seen = [], [unit], set()
    while waiting:
        one = waiting.pop(0)
        if one.ends_on is None or one.ends_on >= day:
            found.append(one)
        elif one.pk not in seen:
            went_on = one.successions.filter(happened_on__lte=day).order_by("id").select_related("successor")
            waiting += [row.successor for row in went_on]
        seen.add(one.pk)
    return list(dict.fromkeys(found))


def renamed_since(names: Collection[str], then: date, day: date) -> dict[str, list[str]]:
    """Return, for those names of units and their organs on `then` that nobody bears on `day`, what stands in their place.

    That is the new name, the name of who went on from it, or nothing for a unit that has ended. A name that no unit ever
    bore is left out.
    """
    bears = Q(*((f"{field}__in", list(names)) for field in NAMES), _connector=Q.OR)
    versions = list(UnitVersion.objects.filter(bears).select_related("unit").order_by("unit_id", "-starts_on"))
    found = {}
    for name in names:
        bearers = [(version, field) for version in versions for field in NAMES if getattr(version, field) == name]
        if not bearers or any(version.in_force(day) for version, _ in bearers):
            continue
        known = [(version, field) for version, field in bearers if version.in_force(then)] or bearers
        heirs = {(heir, field): None for version, field in known for heir in heirs_on(version.unit, day)}
        found[name] = list(dict.fromkeys(names_of(version_on(heir, day))[field] for heir, field in heirs))
    return found


def unit_called(name: str, day: date) -> Unit | None:
    """Return the only unit of exactly that name on `day`, in capitals or not; None when none or several have it."""
    wanted = one_line(name).casefold()
    alike = Unit.objects.on(day).filter(search_key=search_key(name)[:300])
    found = [unit for unit in alike if one_line(unit.name).casefold() == wanted]
    return found[0] if len(found) == 1 else None
