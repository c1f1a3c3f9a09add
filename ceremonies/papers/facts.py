"""What the papers of a ceremony print, as plain text: nothing here is looked up again."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby

from documents.contexts import LayoutStandard
from documents.contexts.layout import GUIDE_05_HD
from documents.contexts.parts import Heading, Signature
from vietnamese.dates import VIETNAM, hour_words, long_date, weekday

CODE_LENGTH = 6


@dataclass(frozen=True, kw_only=True)
class Called:
    """One recipient in the order. `position` counts everybody, `sheet` the certificates of a decision: each is a stack.

    `spot` is 0 for who does not come up.
    `reading` is how the name is read aloud where that is not obvious; `amount` the bonus in VND, None when none is listed.
    """

    position: int
    group: int
    spot: int
    address: str
    name: str
    unit: str
    citation: str
    award: str
    is_collective: bool
    decision: str
    register: str
    sheet: int = 0
    reading: str = ""
    is_posthumous: bool = False
    is_absent: bool = False
    absent_because: str = ""
    stand_in: str = ""
    stand_in_position: str = ""
    amount: int | None = None

    @property
    def full_name(self) -> str:
        """The name as it is called out: a collective's name says itself what it is."""
        return self.name if self.is_collective else f"{self.address} {self.name}"

    @property
    def comes_up(self) -> bool:
        """Whether somebody takes the certificate on the stage."""
        return bool(self.spot)

    @property
    def who_takes(self) -> str:
        """What is said of a recipient who is not there: who takes it instead, or that it is handed over later; else "".

        For somebody who has died it is a relative, whose name the office may not know yet.
        """
        if not self.is_absent:
            return "Thân nhân nhận thay" if self.is_posthumous else ""
        if self.stand_in:
            return f"Nhận thay: {', '.join(filter(None, (self.stand_in, self.stand_in_position)))}"
        return "Vắng, trao sau"


@dataclass(frozen=True, kw_only=True)
class Announced:
    """One decision as the announcer reads it out."""

    number: str
    dated: str
    decider: str
    award: str
    counts: str


@dataclass(frozen=True, kw_only=True)
class Group:
    """Those who come up together, and those of the same group who do not, in the order of the stack."""

    number: int
    places: tuple[Called, ...]

    @property
    def on_stage(self) -> tuple[Called, ...]:
        """Who stands on the stage, from left to right as the hall sees it."""
        return tuple(sorted((place for place in self.places if place.comes_up), key=lambda place: place.spot))

    @property
    def away(self) -> tuple[Called, ...]:
        """Whose certificate is handed over later."""
        return tuple(place for place in self.places if not place.comes_up)

    @property
    def award(self) -> str:
        """The form of award of the group: "Giấy khen"; of several, joined."""
        return ", ".join(dict.fromkeys(place.award for place in self.places))

    @property
    def counts(self) -> str:
        """ "7 tập thể" or "3 tập thể, 4 cá nhân": of those who come up."""
        return _counted(self.on_stage)

    @property
    def citation(self) -> str:
        """What more than half of the group are honoured for, read once; "" when they differ: then it stands with each."""
        counts = Counter(place.citation for place in self.on_stage).most_common(1)
        said, count = counts[0] if counts else ("", 0)
        return said if 2 * count > len(self.on_stage) else ""

    @property
    def has_exceptions(self) -> bool:
        """Whether some are honoured for something else than `citation`; it then stands with them."""
        return bool(self.citation) and any(place.citation != self.citation for place in self.on_stage)


@dataclass(frozen=True, kw_only=True)
class StageFacts:
    """A ceremony: the occasion, the decisions that are announced and everybody in the order of the stage."""

    name: str
    organ: str
    starts_at: datetime
    place: str
    heading: Heading
    signature: Signature
    presenter: str = ""
    decisions: tuple[Announced, ...] = ()
    called: tuple[Called, ...] = ()
    order_sha256: str = ""
    standard: LayoutStandard = field(default=GUIDE_05_HD)

    @property
    def order_code(self) -> str:
        """What stands on every paper, so that people can compare two of them: the beginning of the order's hash."""
        return self.order_sha256[:CODE_LENGTH].upper()

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups in their order; group 0 (nobody of it comes up) stands where its certificates lie."""
        rows = groupby(self.called, key=lambda place: place.group)
        return tuple(Group(number=number, places=tuple(places)) for number, places in rows)

    @property
    def when(self) -> str:
        """ "8 giờ 30, thứ Sáu, ngày 05 tháng 9 năm 2026"."""
        hour = self.starts_at.astimezone(VIETNAM).time()
        return f"{hour_words(hour)}, {weekday(self.starts_at)}, {long_date(self.starts_at)}"

    @property
    def counts(self) -> str:
        """ "6 tập thể, 3 cá nhân"."""
        return _counted(self.called)

    @property
    def group_count(self) -> int:
        """How often people come up."""
        return max((place.group for place in self.called), default=0)

    @property
    def has_several_stacks(self) -> bool:
        """Whether certificates of several decisions lie in a stack each."""
        return len(self.decisions) > 1

    @property
    def letters(self) -> str:
        """Every text that is typed by people, for the check that the font can print it."""
        return "".join(_texts(self.called)) + self.name + self.place + self.presenter

    def with_amounts(self, amounts: dict[int, int]) -> "StageFacts":
        """Return the ceremony with the bonuses in VND by position."""
        called = tuple(replace(place, amount=amounts.get(place.position)) for place in self.called)
        return replace(self, called=called)


def _counted(places: Sequence[Called]) -> str:
    collectives = sum(place.is_collective for place in places)
    parts = ((collectives, "tập thể"), (len(places) - collectives, "cá nhân"))
    return ", ".join(f"{count} {word}" for count, word in parts if count)


def _texts(called: Sequence[Called]) -> Iterator[str]:
    for place in called:
        yield from (place.address, place.name, place.unit, place.citation, place.reading, place.stand_in)
        yield from (place.stand_in_position, place.absent_because)
