"""The way of one nomination: a drawing of the process with the way taken, and the same in words with times.

Drawn from the table of moves and the history; the drawing names states, the list beside it says when, how long and who.
Sizes are units of the drawing's own grid, made for a phone 390 px wide.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from textwrap import wrap

from nominations.enums import STEP_OF, Step
from nominations.enums import NominationState as S
from nominations.models import Nomination
from organizations.rules import working_days_between
from permissions.roles import roles_with
from vietnamese.dates import local_day

from .deadlines import limits_of
from .enums import Through
from .models import TransitionRecord
from .transitions import Transition, find, moves_from

WIDTH, BOX, HIGH, GAP, LEFT, RIGHT = 360, 148, 50, 26, 16, 196
"""Of the drawing: its width, a box's width and height, the space below a box, where the two columns begin."""
BULGE = 15
LETTERS = 17
"""About so many letters stand on one line of a box."""
LINE = 17
SPINE = (S.DRAFT, S.SUBMITTED, S.UNDER_APPRAISAL, S.RECOMMENDED, S.APPROVED, S.ISSUED)
"""The usual way, down the left column."""
BESIDE = (S.WITHDRAWN, S.RETURNED, S.NOT_RECOMMENDED, S.FORWARDED, S.REJECTED)
"""What else can happen, down the right column, each near the place where it does."""
APART = frozenset({Through.UNDO, Through.CORRECTION})
"""Moves that mend something are told in the history; they are not what comes next."""


@dataclass(frozen=True)
class Box:
    """One state in the drawing: `kind` is now, done, next or later."""

    state: S
    kind: str
    x: int
    y: int
    lines: list[tuple[int, str]]
    """Height at which a line of the label stands, and its words."""

    @property
    def middle(self) -> int:
        """Return the middle of the box, across."""
        return self.x + BOX // 2

    @property
    def mark(self) -> str:
        """Return the path of the tick in the corner of a box that was passed."""
        return f"M{self.x + BOX - 17} {self.y + 10}l4 4l7 -8"


@dataclass(frozen=True)
class Line:
    """One arrow in the drawing: `kind` is done, next or later."""

    kind: str
    path: str


@dataclass(frozen=True)
class Stay:
    """One stay of the line in a state: from when to when, with whom, how many working days; by which act it came."""

    label: str
    holder: str
    came_by: str
    since: datetime
    until: datetime | None
    days: int
    due_at: datetime | None = None
    is_now: bool = False
    is_end: bool = False
    is_late: bool = False


@dataclass(frozen=True)
class Way:
    """Everything that the part of the page shows."""

    boxes: list[Box]
    lines: list[Line]
    stays: list[Stay]
    following: list[dict]
    times: list[tuple[str, int]]
    """Step -> working days in it altogether."""
    here: str
    height: int = field(default=(HIGH + GAP) * len(SPINE) - GAP + 4)
    width: int = WIDTH
    box: int = BOX
    high: int = HIGH


def way_of(nomination: Nomination, history: list[TransitionRecord], *, at: datetime) -> Way:
    """Return the way of a nomination out of its history (oldest first). One query, for the calendar of the round."""
    holidays = limits_of(nomination.round).holidays
    rows = following(nomination)
    passed = {S(record.target) for record in history}
    edges = {(S(r.source), S(r.target)): "done" for r in history if r.source and r.source != r.target}
    boxes = _boxes(nomination.state_enum, passed, {row.target for row in rows})
    for row in rows:
        edges.setdefault((row.source, row.target), "next")
    for pair in pairwise(SPINE):
        edges.setdefault(pair, "later")
    stays = stays_of(nomination, history, holidays, at=at)
    order = {"later": 0, "next": 1, "done": 2}
    return Way(
        boxes=boxes,
        lines=[Line(kind, _path(*pair)) for pair, kind in sorted(edges.items(), key=lambda item: order[item[1]]) if pair[0] != pair[1]],
        stays=stays,
        following=[
            {"label": row.text, "target": row.target.label, "who": " hoặc ".join(r.label for r in roles_with(row.capability))}
            for row in rows
        ],
        times=times_in_steps(history, holidays, at=at),
        here=nomination.get_state_display(),
    )  # fmt: skip


def following(nomination: Nomination) -> list[Transition]:
    """Return the moves that can come next for this line, whoever makes them, one for each act."""
    rows = [row for row in moves_from(nomination.state_enum) if row.through not in APART]
    return [row for row in rows if find(row.action, nomination) is row]


def stays_of(
    nomination: Nomination, history: list[TransitionRecord], holidays: dict[date, bool], *, at: datetime
) -> list[Stay]:
    """Return the stays of a line, oldest first; a move that leaves it in its state and place begins no new one."""
    begun: list[TransitionRecord] = []
    for record in history:
        if begun and (record.target, record.holder_name) == (begun[-1].target, begun[-1].holder_name):
            continue
        begun.append(record)
    ends = [record.at for record in begun[1:]] + [None]
    return [
        _stay(nomination, record, until, holidays, at=at, is_last=until is None)
        for record, until in zip(begun, ends, strict=True)
    ]


def times_in_steps(
    history: list[TransitionRecord], holidays: dict[date, bool], *, at: datetime
) -> list[tuple[str, int]]:
    """Return how many working days the line has spent in each step, all stays together, in the order of the way."""
    spent: dict[Step, int] = {}
    ends = [record.at for record in history[1:]] + [at]
    for record, until in zip(history, ends, strict=True):
        if step := STEP_OF.get(record.target):
            spent[step] = spent.get(step, 0) + _days(record.at, until, holidays)
    return [(step.label, spent[step]) for step in Step if step in spent]


def _stay(nomination: Nomination, record, until, holidays, *, at: datetime, is_last: bool) -> Stay:
    is_end = S(record.target).is_final
    due = nomination.step_due_at if is_last and not is_end else None
    return Stay(
        label=S(record.target).label,
        holder=record.holder_name,
        came_by=record.label,
        since=record.at,
        until=until,
        days=0 if is_end else _days(record.at, until or at, holidays),
        due_at=due,
        is_now=is_last and not is_end,
        is_end=is_end,
        is_late=bool(due and due < at),
    )


def _days(start: datetime, end: datetime, holidays: dict[date, bool]) -> int:
    return max(0, working_days_between(local_day(start), local_day(end), holidays))


def _boxes(here: S, passed: set[S], coming: Iterable[S]) -> list[Box]:
    found = []
    for column, x in ((SPINE, LEFT), (BESIDE, RIGHT)):
        for row, state in enumerate(column):
            kind = "now" if state == here else "done" if state in passed else "next" if state in coming else "later"
            found.append(_box(state, kind, x, row * (HIGH + GAP) + 2))
    return found


def _box(state: S, kind: str, x: int, y: int) -> Box:
    words = _balanced(state.label)
    top = y + HIGH // 2 - LINE * (len(words) - 1) / 2 + 5
    return Box(state, kind, x, y, [(round(top + LINE * place), line) for place, line in enumerate(words)])


def _balanced(label: str) -> list[str]:
    """Return the words on one line, or on as few as they need, all about equally long."""
    fewest = len(wrap(label, LETTERS))
    return next(lines for width in range(4, LETTERS + 1) if len(lines := wrap(label, width)) == fewest)


def _place(state: S) -> tuple[bool, int]:
    """Return whether the state stands in the left column, and at which height its middle is."""
    is_left = state in SPINE
    return is_left, (SPINE if is_left else BESIDE).index(state) * (HIGH + GAP) + 2 + HIGH // 2


def _path(source: S, target: S) -> str:
    """Return the arrow from box to box: straight down the column, else round its side, else across the middle."""
    (from_left, y1), (to_left, y2) = _place(source), _place(target)
    if from_left and to_left and y2 - y1 == HIGH + GAP:
        x = LEFT + BOX // 2
        return f"M{x} {y1 + HIGH // 2}V{y2 - HIGH // 2 - 3}"
    if from_left and to_left:
        return f"M{LEFT} {y1 - 7}C{LEFT - BULGE} {y1 - 7} {LEFT - BULGE} {y2 + 7} {LEFT - 3} {y2 + 7}"
    if from_left == to_left:
        x = RIGHT + BOX
        return f"M{x} {y1 - 7}C{x + BULGE} {y1 - 7} {x + BULGE} {y2 + 7} {x + 3} {y2 + 7}"
    x1, x2 = (LEFT + BOX, RIGHT - 3) if from_left else (RIGHT, LEFT + BOX + 3)
    y1, y2 = (y1 - 8, y2 - 8) if from_left else (y1 + 8, y2 + 8)
    half = (x1 + x2) // 2
    return f"M{x1} {y1}C{half} {y1} {half} {y2} {x2} {y2}"
