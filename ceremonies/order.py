"""The order of the stage and its groups, computed from rules. Pure: no database, no clock.

Source of the rule that higher awards are handed over first: Nghị định 98/2023/NĐ-CP, Điều 25. That collectives come
before people, and whether names are read by unit or by given name, each office decides for itself.
"""

from bisect import bisect_left
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from organizations.enums import AwardForm, RecipientKind

from .enums import KindOrder, WithinOrder

SMALLEST, LARGEST = 5, 10
"""People who come up together, at least and at most, where there are enough of them."""
FORM_RANKS = {AwardForm.BANG_KHEN: 1, AwardForm.GIAY_KHEN: 2}
"""1 is the highest award."""
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Rules:
    """What an office decides about the order of its stage."""

    higher_first: bool = True
    kind_order: str = KindOrder.COLLECTIVES_FIRST
    within_order: str = WithinOrder.DECISION
    group_size: int = 8


@dataclass(frozen=True)
class Recipient:
    """What the order looks at. `key` is the award; `unit_key` and `name_key` sort in Vietnamese order (text.sort_key).

    `decision` and `line` are where the recipient stands in the decisions of the ceremony.
    """

    key: int
    form: str
    kind: str
    decision: int = 0
    line: int = 0
    unit_key: str = ""
    name_key: str = ""


@dataclass(frozen=True)
class Standing:
    """One place of the given order: which part of the ceremony it belongs to, whether it comes up, a break by hand."""

    part: Hashable
    comes_up: bool = True
    breaks_before: bool = False


@dataclass(frozen=True)
class Spot:
    """Where a place stands on the stage: group and spot, both from 1. Who does not come up has spot 0.

    Group 0 is of somebody with whom nobody of the same part comes up.
    """

    group: int
    spot: int


@dataclass(frozen=True)
class Shift:
    """One sheet to take out of a pile and to put in again: after which other sheet, None for on top."""

    key: Hashable
    after: Hashable | None
    is_down: bool


def arrange(recipients: Iterable[Recipient], rules: Rules) -> list[int]:
    """Return the keys in the order of the stage; the same recipients in any sequence give the same order."""
    return [each.key for each in sorted(recipients, key=lambda each: _sort_key(each, rules))]


def _sort_key(each: Recipient, rules: Rules) -> tuple:
    form = FORM_RANKS.get(each.form, len(FORM_RANKS) + 1) * (1 if rules.higher_first else -1)
    kind = 0
    if rules.kind_order != KindOrder.MIXED:
        is_collective = each.kind == RecipientKind.COLLECTIVE
        kind = int(is_collective != (rules.kind_order == KindOrder.COLLECTIVES_FIRST))
    listed = (each.decision, each.line, each.key)
    within = {
        WithinOrder.DECISION: listed,
        WithinOrder.UNIT: (each.unit_key, *listed),
        WithinOrder.GIVEN_NAME: (each.name_key, each.unit_key, *listed),
    }[WithinOrder(rules.within_order)]
    return (form, kind, within)


def part_of(form: str, kind: str, rules: Rules) -> tuple:
    """Return what may stand in one group: recipients of one award, and of one kind unless the office mixes kinds."""
    return (form,) if rules.kind_order == KindOrder.MIXED else (form, kind)


def even_groups(count: int, size: int) -> list[int]:
    """Return the sizes of the groups into which `count` people are divided, about `size` in each, the larger ones first.

    Sizes differ by one at most and lie between 5 and 10 wherever `count` allows it: 13 by eight are 7 and 6, never 8
    and 5; 9 by eight are one group of nine, never five and four. Fewer than five make one small group.
    """
    if count <= 0:
        return []
    fitting = [n for n in range(1, count // SMALLEST + 1) if -(-count // n) <= LARGEST]
    number = min(fitting or [1], key=lambda n: (abs(count / n - size), -n))
    return [count // number + (1 if index < count % number else 0) for index in range(number)]


def seat(order: Sequence[Standing], size: int) -> list[Spot]:
    """Return where each place of the order stands on the stage.

    A group ends with its part and before every break by hand; between those, groups are even. Who does not come up
    takes no spot, and is listed with the group that stands at that moment.
    """
    spots: list[Spot] = []
    last_group = 0
    for run in _stretches(order):
        sizes = even_groups(sum(each.comes_up for each in run), size)
        first, index, filled = last_group + 1, 0, 0
        for each in run:
            if not each.comes_up:
                spots.append(Spot(first + index if sizes else 0, 0))
                continue
            if filled == sizes[index]:
                index, filled = index + 1, 0
            filled += 1
            spots.append(Spot(first + index, filled))
        last_group += len(sizes)
    return spots


def _stretches(order: Sequence[Standing]) -> Iterable[list[Standing]]:
    stretch: list[Standing] = []
    for each in order:
        if stretch and (each.breaks_before or each.part != stretch[-1].part):
            yield stretch
            stretch = []
        stretch.append(each)
    if stretch:
        yield stretch


def put(order: Sequence[K], key: K, position: int) -> list[K]:
    """Return the order with `key` at `position` (from 1); a position outside it is the nearest end."""
    rest = [each for each in order if each != key]
    at = min(max(position, 1), len(rest) + 1) - 1
    return [*rest[:at], key, *rest[at:]]


def with_newcomers(kept: Sequence[K], arranged: Sequence[K]) -> list[K]:
    """Return `kept` as it is, with every key of `arranged` that is missing put behind the one that it follows there.

    Keys of `kept` that `arranged` no longer has are left out.
    """
    wanted = set(arranged)
    result = [key for key in kept if key in wanted]
    known = set(result)
    before: K | None = None
    for key in arranged:
        if key not in known:
            result.insert(result.index(before) + 1 if before is not None else 0, key)
            known.add(key)
        before = key
    return result


def shifts(pile: Sequence[K], wanted: Sequence[K]) -> list[Shift]:
    """Return the fewest sheets to move so that `pile` follows `wanted`, in the sequence in which they are moved.

    Only keys that are in both count. After all the moves the pile has the wanted order.
    """
    in_pile = {key: index for index, key in enumerate(pile)}
    common = [key for key in wanted if key in in_pile]
    staying = _longest_rising([in_pile[key] for key in common])
    found: list[Shift] = []
    for index, key in enumerate(common):
        if in_pile[key] not in staying:
            before = common[index - 1] if index else None
            found.append(Shift(key, before, before is not None and in_pile[before] > in_pile[key]))
    return found


def _longest_rising(numbers: Sequence[int]) -> Collection[int]:
    """Return a longest rising subsequence of different numbers (patience sorting, n log n)."""
    ends: list[int] = []
    end_at: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        at = bisect_left(ends, number)
        before[number] = end_at[at - 1] if at else None
        if at == len(ends):
            ends.append(number)
            end_at.append(number)
        else:
            ends[at], end_at[at] = number, number
    chosen: set[int] = set()
    current = end_at[-1] if end_at else None
    while current is not None:
        chosen.add(current)
        current = before[current]
    return chosen
