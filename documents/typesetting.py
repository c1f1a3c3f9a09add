"""Line breaking and the choice of sizes for the words of a certificate. Pure: it knows fonts only as a measure.

Promises: as few lines as the width allows, of even length, broken where the sense breaks; a break typed by the office
wins; the citation (recipient, unit, achievement) has at most six lines and stays inside the height it is given; what
does not fit is refused with a Vietnamese reason and never shrunk below the smallest step of the design.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from pathlib import Path

MOST_LINES = 6
PERSON_STEPS = 12
"""How many fiftieths below a step's smallest size a person's name may go rather than be broken over two lines."""
MOST_RECIPIENT_LINES, MOST_UNIT_LINES, MOST_ACHIEVEMENT_LINES = 2, 2, 3
GOOD_START_BONUS, BAD_END_PENALTY = 0.08, 0.3  # shares of a full line squared, the measure of unevenness
NO_BREAK = "\u00a0"
SPREAD = {"unit": (0.25, 1.4), "achievement": (0.4, 2.6)}
"""How much of the height left over the gap above a group takes: a share of it, and at most so many mm."""
MOST_WORDS_OF_A_NAME = 6
"""Longer runs of words with capitals are titles, which may be broken."""
Measure = Callable[[str], float]
"""Width in mm of one line of text."""


class DoesNotFit(Exception):
    """A text is too long for the certificate; the message is a Vietnamese sentence that says what to shorten."""


@dataclass(frozen=True)
class Typography:
    """The lists of `typography.toml`, ready to use."""

    together: re.Pattern[str]
    good_starts: tuple[str, ...]
    bad_ends: frozenset[str]
    quoted_share: float


@cache
def typography() -> Typography:
    """Return the house rules for line ends, read once."""
    rules = tomllib.loads(Path(__file__).with_name("typography.toml").read_text(encoding="utf-8"))
    return Typography(
        together=_any_of(rules["together"]),
        good_starts=tuple(rules["good_starts"]),
        bad_ends=frozenset(rules["bad_ends"]),
        quoted_share=rules["quoted_share"],
    )


def _any_of(phrases: Sequence[str]) -> re.Pattern[str]:
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)", re.IGNORECASE)


def _bind(match: re.Match[str]) -> str:
    return match[0].replace(" ", NO_BREAK)


def glue(text: str, measure: Measure, limit: float) -> str:
    """Return `text` with no-break spaces wherever a line must not end. `limit` is the width of a line in mm.

    Words with capitals that follow each other are a name of a person or a place and stay together: Tân Mỹ, Lê Thị Ẩn.
    """
    rules = typography()
    whole = _words_whole(text)
    is_narrow = any(measure(word) > limit for word in whole.split(" "))  # than a whole name: then no name is kept whole
    text = rules.together.sub(_bind, text) if is_narrow else whole
    text = re.sub(r" [-–] (?=\d)| (?=\d)", _bind, text)  # a number stays with the word before it, "2021 - 2026" whole

    def bind_if_short(name: re.Match[str]) -> str:
        return _bind(name) if measure(name[0]) <= limit * rules.quoted_share else name[0]

    return re.sub(r"“[^”]*”", bind_if_short, text)


@lru_cache(maxsize=1024)
def _words_whole(text: str) -> str:
    """Return `text` with no-break spaces inside the words of the lists and inside names; many sheets say the same."""
    return _names_whole(typography().together.sub(_bind, text))


def _names_whole(text: str) -> str:
    """Return `text` with no-break spaces inside every name: words with a capital each, which no comma parts."""
    rows: list[list[str]] = []
    for word in text.split(" "):
        goes_on = rows and rows[-1][-1][-1:].isalnum() and _has_capitals(word) and _has_capitals(rows[-1][-1])
        if goes_on:
            rows[-1].append(word)
        else:
            rows.append([word])
    return " ".join((NO_BREAK if len(row) <= MOST_WORDS_OF_A_NAME else " ").join(row) for row in rows)


def _has_capitals(word: str) -> bool:
    """Say whether every part of a word that is kept together starts with a capital and goes on in small letters."""
    parts = word.strip("“”\"'(),.;:").split(NO_BREAK)
    return all(part[:1].isupper() and (len(part) == 1 or not part.isupper()) for part in parts)


def break_lines(text: str, measure: Measure, limit: float, most: int, lead: float = 0) -> tuple[str, ...] | None:
    """Break `text` into at most `most` lines of at most `limit` mm; None when it does not fit.

    `lead` mm at the start of the first line are taken by something else. A line feed in the text is the office's own
    break: then no other break is made.
    """
    if "\n" in text:
        rows = tuple(" ".join(row.split()) for row in text.split("\n") if row.strip())
        widths = [measure(row) + (0 if index else lead) for index, row in enumerate(rows)]
        return rows if len(rows) <= most and max(widths) <= limit else None
    words = glue(" ".join(text.split()), measure, limit).split(" ")
    for count in range(1, min(most, len(words)) + 1):
        broken = _most_even(words, count, measure, limit, lead)
        if broken:
            return tuple(line.replace(NO_BREAK, " ") for line in broken)
    return None


def _most_even(words: Sequence[str], count: int, measure: Measure, limit: float, lead: float) -> list[str] | None:
    """Return the best way to set `words` in exactly `count` lines, or None.

    Costs add up from line to line, so the best way to a word is the best way to where its line starts and that line:
    the time grows with the words and the lines, and not with the number of ways, which are millions for eight lines.
    """
    space = measure(" ")
    ends = [0.0, *accumulate(measure(word) + space for word in words)]  # where each word's space ends on one long line
    if ends[-1] - count * space + lead > count * limit:
        return None
    last = len(words)
    cut_costs = [0.0, *(_cut_cost(words, cut) for cut in range(1, last))]
    ways: list[tuple[float, tuple[int, ...]] | None] = [(0.0, (0,)), *([None] * last)]
    for number in range(1, count + 1):
        longer: list[tuple[float, tuple[int, ...]] | None] = [None] * (last + 1)
        for end in range(number, last - (count - number) + 1):
            for start in range(end - 1, number - 2, -1):
                width = ends[end] - ends[start] - space + (0 if start else lead)
                if width > limit:
                    break
                way = ways[start]
                if way is None:
                    continue
                cost = way[0] + cut_costs[start] + (width / limit) ** 2
                if longer[end] is None or cost <= longer[end][0]:
                    longer[end] = cost, (*way[1], end)
        ways = longer
    best = ways[last]
    return [" ".join(words[start:end]) for start, end in pairwise(best[1])] if best else None


def _cut_cost(words: Sequence[str], cut: int) -> float:
    """Return how well or badly a line ends before the word at `cut`."""
    rules = typography()
    rest = " ".join(words[cut : cut + 3]).replace(NO_BREAK, " ")
    cost = -GOOD_START_BONUS if rest.startswith(rules.good_starts) else 0.0
    if words[cut - 1].split(NO_BREAK)[-1].lower() in rules.bad_ends:
        cost += BAD_END_PENALTY
    return cost


@dataclass(frozen=True)
class Step:
    """One set of sizes of the citation, all in mm: `recipient` sizes from large to small, then two lines at the last.

    `*_leading` is the distance between baselines as a multiple of the size, `gap_*` what is added above a group.
    """

    recipient: tuple[float, ...]
    recipient_leading: float
    unit: float
    unit_leading: float
    gap_unit: float
    achievement: float
    achievement_leading: float
    gap_achievement: float


@dataclass(frozen=True)
class Widths:
    """The longest line in mm that looks well in each group of the citation."""

    recipient: float
    unit: float
    achievement: float


@dataclass(frozen=True)
class Measures:
    """How wide a text is in em in the faces of the citation; `prefix` is the form of address, in recipient ems."""

    recipient: Measure
    prefix: float
    unit: Measure
    achievement: Measure


@dataclass(frozen=True)
class SetLine:
    """A line of the citation: its group, its words, its size and the distance of its box from the line before (mm)."""

    group: str
    text: str
    size: float
    leading: float
    gap: float


@dataclass(frozen=True)
class Words:
    """What a citation says. `units` are paragraphs, each starting a line; a person's name is never broken."""

    name: str
    units: tuple[str, ...]
    achievement: str
    is_person: bool = False


def set_citation(
    words: Words, measures: Measures, steps: Sequence[Step], widths: Widths, height: float
) -> tuple[SetLine, ...]:
    """Return the citation in the largest step that fits `height` mm; else raise DoesNotFit with the last reason."""
    reason = ""
    for step in steps:
        try:
            lines = _set_in_step(words, measures, step, widths)
        except DoesNotFit as refusal:
            reason = str(refusal)
            continue
        spare = height - sum(line.leading + line.gap for line in lines)
        if spare >= 0:
            return tuple(_spread(lines, spare))
        reason = reason or _too_many(words, len(lines))
    raise DoesNotFit(reason)


def _set_in_step(words: Words, measures: Measures, step: Step, widths: Widths) -> tuple[SetLine, ...]:
    set_name = _set_person if words.is_person and "\n" not in words.name else _set_name
    size, name = set_name(words.name, measures, step.recipient, widths.recipient)
    units: list[str] = []
    for paragraph in words.units:
        rows = _broken_before(paragraph, _in_mm(measures.unit, step.unit), widths.unit, MOST_UNIT_LINES)
        if rows is None:
            raise DoesNotFit(
                f"Dòng đơn vị của {words.name} dài quá, không xếp vừa. Đồng chí rút gọn chức vụ hoặc tên đơn vị."
            )
        units += rows
    measure = _in_mm(measures.achievement, step.achievement)
    achievement = (
        _broken_before(words.achievement, measure, widths.achievement, MOST_ACHIEVEMENT_LINES)
        if words.achievement
        else ()
    )
    if achievement is None:
        raise DoesNotFit(
            f"Nội dung khen của {words.name} dài quá {MOST_ACHIEVEMENT_LINES} dòng. Đồng chí rút gọn nội dung khen."
        )
    if len(name) + len(units) + len(achievement) > MOST_LINES or len(units) > MOST_UNIT_LINES:
        raise DoesNotFit(_too_many(words, len(name) + len(units) + len(achievement)))
    return (
        *_group("recipient", name, size, step.recipient_leading, 0),
        *_group("unit", units, step.unit, step.unit_leading, step.gap_unit),
        *_group("achievement", achievement, step.achievement, step.achievement_leading, step.gap_achievement),
    )


def _spread(lines: Sequence[SetLine], spare: float) -> Iterator[SetLine]:
    """Give some of the height left over to the gaps between the groups; the rest stays above and below."""
    for line, before in zip(lines, (None, *lines), strict=False):
        share, most = SPREAD.get(line.group, (0, 0))
        starts_group = before is not None and before.group != line.group
        yield replace(line, gap=round(line.gap + min(share * spare, most), 2)) if starts_group else line


def _group(kind: str, rows: Sequence[str], size: float, leading: float, gap: float) -> list[SetLine]:
    return [SetLine(kind, row, size, round(size * leading, 3), 0 if index else gap) for index, row in enumerate(rows)]


def _too_many(words: Words, count: int) -> str:
    what = f"Phần ghi tên, đơn vị và nội dung khen của {' '.join(words.name.split())} cần {count} dòng"
    if count > MOST_LINES:
        return f"{what}, giấy chỉ đủ chỗ cho {MOST_LINES} dòng. Đồng chí rút gọn tên đơn vị hoặc nội dung khen."
    return f"{what}, không đủ chỗ. Đồng chí rút gọn tên đơn vị, nội dung khen, hoặc bớt dòng thẩm quyền ký."


@lru_cache(maxsize=1024)
def _broken_before(text: str, measure: Measure, limit: float, most: int) -> tuple[str, ...] | None:
    """Return break_lines() of a text that many sheets share; equal measures must be equal objects for that."""
    return break_lines(text, measure, limit, most)


@lru_cache(maxsize=128)
def _in_mm(measure: Measure, size: float) -> Measure:
    return lru_cache(maxsize=None)(lambda text: measure(text) * size)


def _set_name(name: str, measures: Measures, sizes: Sequence[float], limit: float) -> tuple[float, tuple[str, ...]]:
    """Return the largest size that takes the name on one line; if none does, two lines at the smallest size."""
    width = measures.recipient(name) + measures.prefix
    if "\n" not in name:
        for size in sizes:
            if width * size <= limit:
                return size, (" ".join(name.split()),)
    smallest = sizes[-1]
    rows = break_lines(
        name, _in_mm(measures.recipient, smallest), limit, MOST_RECIPIENT_LINES, lead=measures.prefix * smallest
    )
    if rows is None:
        raise DoesNotFit(
            f"Tên “{' '.join(name.split())}” dài quá, không xếp vừa {MOST_RECIPIENT_LINES} dòng. "
            "Đồng chí ghi tên gọn hơn."
        )
    return smallest, rows


def _set_person(name: str, measures: Measures, sizes: Sequence[float], limit: float) -> tuple[float, tuple[str, ...]]:
    """Return the largest size that takes a person's name on one line, down to PERSON_FLOOR of the smallest."""
    name = " ".join(name.split())
    width = measures.recipient(name) + measures.prefix
    for size in (*sizes, *(round(sizes[-1] * (1 - step / 50), 3) for step in range(1, PERSON_STEPS + 1))):
        if width * size <= limit:
            return size, (name,)
    raise DoesNotFit(f"Tên “{name}” dài quá, không xếp vừa một dòng. Đồng chí ghi tên gọn hơn.")
