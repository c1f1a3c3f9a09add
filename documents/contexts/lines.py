"""Rows of the lists that papers carry: who is nominated or awarded, for what, with which vote."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

from meetings.enums import Outcome
from vietnamese.text import lower_first

from .about import About
from .parts import two_digits

MEMBER = "Đồng chí"
GOES_ON = re.compile(r", với |; ")
"""Where an achievement goes on from what it shares with others to what is its own."""
SHORT_FORMS = {MEMBER: "Đ/c"}
"""In lists a member is "Đ/c"; Ông, Bà and Ông (Bà) have no shorter form."""


@dataclass(frozen=True, kw_only=True)
class Vote:
    """The count of one line. `base` is the number that the ratio is taken of; `recused` took no part.

    `needed` is how many had to be in favour.
    """

    in_favor: int
    against: int = 0
    abstain: int = 0
    invalid: int = 0
    not_voting: int = 0
    recused: int = 0
    base: int
    needed: int | None = None

    @property
    def needed_text(self) -> str:
        """How many had to be in favour; "" where that is not known."""
        return "" if self.needed is None else str(self.needed)

    @property
    def is_tie(self) -> bool:
        """Whether as many were in favour as against."""
        return self.in_favor == self.against > 0

    @property
    def ratio(self) -> str:
        """The share in favour, one decimal at most: "100%", "88,9%"; rounded half up."""
        if not self.base:
            return ""
        share = (Decimal(self.in_favor * 100) / self.base).quantize(Decimal("0.1"), ROUND_HALF_UP)
        return f"{share:f}".removesuffix(".0").replace(".", ",") + "%"

    @property
    def text(self) -> str:
        """ "14/15 (93,3%)"."""
        return f"{self.in_favor}/{self.base} ({self.ratio})"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row: a collective, or a person with a form of address. `note` is the reason or remark of the list.

    `award` is the form that counts; `proposed_award` is set where another one was proposed. `raised_to` names the
    award of a higher body that is asked for besides ("Bằng khen của Ban Thường vụ Tỉnh ủy"). `took_part` says of a
    finished vote how many took part and how many had to be in favour.
    """

    name: str
    is_collective: bool = False
    address: str = ""
    position: str = ""
    unit: str = ""
    birth_year: int | None = None
    is_deceased: bool = False
    is_member: bool = False
    award: str = "Giấy khen"
    achievement: str = ""
    proposer: str = ""
    note: str = ""
    proposed_award: str = ""
    raised_to: str = ""
    outcome: Outcome | None = None
    vote: Vote | None = None
    took_part: str = ""
    about: About | None = None

    @property
    def list_name(self) -> str:
        """The name as lists print it: "Đ/c Nguyễn Văn Hai", "Bà Trần Thị Ẩn (truy tặng)"."""
        address = SHORT_FORMS.get(self.address, self.address)
        return " ".join(part for part in (address, self.name, "(truy tặng)" if self.is_deceased else "") if part)

    @property
    def short_name(self) -> str:
        """The name alone inside a sentence: "đồng chí Nguyễn Văn Hai", "Chi bộ ấp Tân Đông"."""
        return self.name if self.is_collective else f"{lower_first(self.address)} {self.name}".strip()

    @property
    def sentence_name(self) -> str:
        """The name inside a sentence: "đồng chí Nguyễn Văn Hai, Bí thư chi bộ, Chi bộ ấp Tân Đông"."""
        if self.is_collective:
            return lower_first(self.name) if self.name.startswith("Tập thể") else f"tập thể {self.name}"
        address = self.address[:1].lower() + self.address[1:]
        return ", ".join(part for part in (f"{address} {self.name}".strip(), self.place) if part)

    @property
    def result(self) -> str:
        """What the vote led to, in the words of the result column."""
        if self.outcome == Outcome.TO_MEETING:
            return "Chuyển ra phiên họp"
        return self.outcome.label if self.outcome else ""

    @property
    def other_form(self) -> str:
        """ "đề nghị Bằng khen, biểu quyết tặng Giấy khen"; "" where the proposed form was voted on."""
        if not self.proposed_award or self.proposed_award == self.award:
            return ""
        return f"đề nghị {self.proposed_award}, biểu quyết tặng {self.award}"

    @property
    def place(self) -> str:
        """Position and unit of a person."""
        return ", ".join(part for part in (self.position, self.unit) if part)


class Lines(tuple[Line, ...]):
    """The rows of one list, in the order in which they are printed: collectives first, then individuals."""

    __slots__ = ()

    def __new__(cls, lines: Iterable[Line] = ()) -> Self:
        return super().__new__(cls, sorted(lines, key=lambda line: not line.is_collective))

    @property
    def collectives(self) -> "Lines":
        """The collectives, in the given order."""
        return self.where(lambda line: line.is_collective)

    @property
    def individuals(self) -> "Lines":
        """The individuals, in the given order."""
        return self.where(lambda line: not line.is_collective)

    @property
    def sections(self) -> Iterator[tuple[str, str, "Lines"]]:
        """Numeral, heading and rows of each part that has rows. A list of one kind only needs no numeral."""
        parts = [("tập thể", self.collectives), ("cá nhân", self.individuals)]
        filled = [(word, rows) for word, rows in parts if rows]
        for numeral, (word, rows) in zip(("I. ", "II. "), filled, strict=False):
            yield numeral if len(filled) > 1 else "", f"{word} ({two_digits(len(rows))})".upper(), rows

    @property
    def count_text(self) -> str:
        """ "06 tập thể và 03 cá nhân"; a kind without rows is left out; "không có trường hợp nào" for an empty list."""
        counts = ((len(self.collectives), "tập thể"), (len(self.individuals), "cá nhân"))
        return " và ".join(f"{two_digits(n)} {word}" for n, word in counts if n) or "không có trường hợp nào"

    @property
    def awards(self) -> tuple[str, ...]:
        """The forms of award in the list, each once."""
        return tuple(dict.fromkeys(line.award for line in self))

    @property
    def award_text(self) -> str:
        """ "Giấy khen cho 02 tập thể; Bằng khen cho 01 cá nhân": one part for each form of award."""
        return "; ".join(
            f"{award} cho {self.where(lambda line, a=award: line.award == a).count_text}" for award in self.awards
        )

    @property
    def shared_achievement(self) -> str:
        """The achievement when all rows have the same one, else ""."""
        found = {line.achievement.strip().rstrip(".") for line in self}
        return found.pop() if len(found) == 1 else ""

    @property
    def stated_once(self) -> str:
        """What the achievements of several rows have in common, to be printed above the list; "" when nothing is.

        It is the whole achievement, or its beginning where the rows go on with "với mô hình" or after a semicolon.
        """
        found = [line.achievement.strip().rstrip(".") for line in self]
        shortest = min(found, key=len, default="")
        ends = [match.start() for match in GOES_ON.finditer(shortest)]
        for end in (len(shortest), *reversed(ends)):
            common = shortest[:end]
            rests = [text[end:] for text in found]
            if (
                common
                and all(text.startswith(common) for text in found)
                and all(not rest or GOES_ON.match(rest) for rest in rests)
            ):
                return common if len(self) > 1 else ""
        return ""

    @property
    def apart(self) -> "Lines":
        """The rows with what they do not have in common as their achievement."""
        end = len(self.stated_once)
        return Lines(replace(line, achievement=_rest(line.achievement, end)) for line in self) if end else self

    @property
    def shows_achievements(self) -> bool:
        """Whether the rows need a column for achievements."""
        return any(line.achievement for line in self)

    @property
    def has_several_awards(self) -> bool:
        """Whether the rows need a column for the form of award; a single form is named in the text."""
        return len(self.awards) > 1

    @property
    def has_places(self) -> bool:
        """Whether a column for position and unit is worth printing."""
        return any(line.place for line in self)

    @property
    def has_proposers(self) -> bool:
        """Whether a column for the proposing units says more than name and unit of the rows already do."""
        return any(line.proposer and line.proposer not in (line.name, line.unit) for line in self)

    @property
    def has_votes(self) -> bool:
        """Whether any row has a count."""
        return any(line.vote for line in self)

    @property
    def has_deceased(self) -> bool:
        """Whether somebody is honoured after death."""
        return any(line.is_deceased for line in self)

    @property
    def namesakes(self) -> frozenset[str]:
        """Names that occur more than once among the individuals; these print the year of birth."""
        counts = Counter(line.name for line in self.individuals)
        return frozenset(name for name, count in counts.items() if count > 1)

    def where(self, test: Callable[[Line], bool]) -> "Lines":
        """Return the rows that pass `test`."""
        return Lines(line for line in self if test(line))


def _rest(achievement: str, end: int) -> str:
    """Return what follows the first `end` letters, as a beginning of its own."""
    rest = achievement[end:].lstrip(",; ").rstrip(". ")
    return rest[:1].upper() + rest[1:]


NO_LINES = Lines()
