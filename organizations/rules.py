"""What the tree says: who is above whom on a day; and which days are worked. Pure functions over rows loaded once."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import pairwise


class CircularTree(Exception):
    """A unit would stand above itself."""


def chain_above(unit_id: int, parents: Mapping[int, int | None]) -> list[int]:
    """Return the ids above `unit_id`, nearest first. Raises CircularTree when the tree closes on itself."""
    chain, current = [], parents.get(unit_id)
    while current is not None:
        if current in chain or current == unit_id:
            raise CircularTree(f"unit {unit_id} stands above itself")
        chain.append(current)
        current = parents.get(current)
    return chain


def below(unit_id: int, parents: Mapping[int, int | None]) -> set[int]:
    """Return the ids below `unit_id`, without itself."""
    children: dict[int, list[int]] = {}
    for child, parent in parents.items():
        if parent is not None:
            children.setdefault(parent, []).append(child)
    found: set[int] = set()
    waiting = list(children.get(unit_id, ()))
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting.extend(children.get(current, ()))
    return found


def overlaps(periods: Iterable[tuple[date, date | None]]) -> bool:
    """Return whether any two periods (first day, last day or None) share a day."""
    ordered = sorted(periods)
    return any(end is None or end >= start for (_, end), (start, _) in pairwise(ordered))


ORGANS = (
    ("Đảng bộ tỉnh ", "Tỉnh ủy "),
    ("Đảng bộ thành phố ", "Thành ủy "),
    ("Đảng bộ huyện ", "Huyện ủy "),
    ("Đảng bộ ", "Đảng ủy "),
)
"""What the committee of a party organization is called, by how the organization's own name begins."""
PLACE_WORDS = ("xã", "phường", "đặc khu", "tỉnh", "thành phố", "huyện")


def organization_of(name: str) -> str:
    """Return the party organization that a committee leads: "Tỉnh ủy Bình An" gives "Đảng bộ tỉnh Bình An".

    People type either name; papers print the organization. A name of another form is returned as it is.
    """
    for organization, committee in ORGANS:
        if name.startswith(committee):
            return organization + name.removeprefix(committee)
    return name


def usual_names(name: str) -> dict[str, str]:
    """Return how a party organization's committee, standing committee, office and place are usually called.

    "Đảng bộ xã Tân Mỹ" gives "Đảng ủy xã Tân Mỹ", "Ban Thường vụ Đảng ủy xã Tân Mỹ", "Văn phòng Đảng ủy xã Tân Mỹ" and
    "Tân Mỹ"; a name of another form gives nothing, and the administrator types the names.
    """
    for beginning, organ in ORGANS:
        if name.startswith(beginning):
            committee = organ + name.removeprefix(beginning)
            place = name.removeprefix("Đảng bộ ")
            for word in PLACE_WORDS:
                place = place.removeprefix(f"{word} ")
            return {
                "organ_name": committee,
                "standing_committee_name": f"Ban Thường vụ {committee}",
                "office_name": f"Văn phòng {committee}",
                "place": place,
            }
    return {}


SATURDAY = 5
ONE_DAY = timedelta(days=1)


def is_working_day(day: date, holidays: Mapping[date, bool]) -> bool:
    """Return whether offices work on `day`: Monday to Friday, but for what `holidays` says of single days.

    `holidays` is day -> whether it is worked after all: False for a day off, True for a weekend day that makes up.
    """
    return holidays.get(day, day.weekday() < SATURDAY)


def add_working_days(day: date, n: int, holidays: Mapping[date, bool]) -> date:
    """Return the n-th working day after `day`, which is not counted itself; before it where `n` is negative.

    With n = 0: `day` when it is worked, else the next working day.
    """
    step = -ONE_DAY if n < 0 else ONE_DAY
    if n == 0:
        while not is_working_day(day, holidays):
            day += step
    for _ in range(abs(n)):
        day += step
        while not is_working_day(day, holidays):
            day += step
    return day


def working_days_between(start: date, end: date, holidays: Mapping[date, bool]) -> int:
    """Return how many working days lie after `start` up to and with `end`; negative where `end` comes first."""
    if end < start:
        return -working_days_between(end, start, holidays)
    weeks, rest = divmod((end - start).days, 7)
    usual = weeks * SATURDAY + sum((end - ONE_DAY * back).weekday() < SATURDAY for back in range(rest))
    for day, is_worked in holidays.items():
        if start < day <= end:
            usual += is_worked - (day.weekday() < SATURDAY)
    return usual
