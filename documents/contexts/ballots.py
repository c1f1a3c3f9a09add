"""Ballot papers for the room."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import ClassVar, Self

from vietnamese.text import lower_first

from . import samples
from .blocks import Align, Block, Column, EndingBlock, PenLines, Role, SheetBlock, SigningPlace, TableBlock, say
from .layout import LayoutStandard
from .parts import Speaker
from .whole import WholePaper

ANSWERS = ("Tán thành", "Không tán thành", "Không có ý kiến")
BOX = "□"
NO_BOX = "–"
MOST_ON_A5 = 6
"""So many lines fit half a sheet; on an open ballot two fewer, because the member writes an opinion and signs."""
SEAL = "(Dấu cơ quan)"


class Sheet(StrEnum):
    """The sheet that a ballot is printed on."""

    A5 = "a5"
    A4 = "a4"


PEN_LINES = 2
"""So many dotted lines a member has for an opinion."""

SIZES = {Sheet.A5: (148, 210), Sheet.A4: (210, 297)}


@dataclass(frozen=True, kw_only=True)
class BallotLine:
    """One line of the agenda: its number there, the name, the form of award that is voted on, who does not vote on it."""

    number: int
    name: str
    award: str
    recused: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Ballot:
    """A paper of which `copies` are printed, all the same. `voter` is set on an open one; `label` tells several apart."""

    lines: tuple[BallotLine, ...]
    copies: int = 1
    voter: Speaker | None = None
    label: str = ""


def open_ballots(lines: Sequence[BallotLine], voters: Sequence[Speaker]) -> tuple[Ballot, ...]:
    """Return a ballot with the name of every voter."""
    return tuple(Ballot(lines=tuple(lines), voter=voter) for voter in voters)


def secret_ballots(lines: Sequence[BallotLine], voters: int) -> tuple[Ballot, ...]:
    """Return papers of which none can be told from another.

    A member who does not vote on some line must not get a paper of their own, and must not leave a line blank where all
    others mark it: either would show which paper is theirs, and with it their votes on every other line. So the lines
    are split: those on which everybody votes stand on one paper, of which every voter gets one; lines from which the
    same members abstain stand on another, of which only the others get one. Whoever holds a paper marks all of it, and
    all papers that look alike come from several people. No name, number or mark is on any of them.
    """
    groups: dict[tuple[str, ...], list[BallotLine]] = {}
    for line in lines:
        groups.setdefault(tuple(sorted(set(line.recused))), []).append(line)
    ordered = sorted(groups.items(), key=lambda group: (len(group[0]) > 0, group[1][0].number))
    return tuple(
        Ballot(
            lines=tuple(replace(line, recused=()) for line in rows),
            copies=max(voters - len(members), 0),
            label=f"Phiếu loại {place}, trong {len(ordered)} loại phiếu của cuộc biểu quyết này"
            if len(ordered) > 1
            else "",
        )
        for place, (members, rows) in enumerate(ordered, 1)
    )


def sheet_for(lines: Sequence[BallotLine], *, is_secret: bool = False) -> Sheet:
    """Return the sheet on which a ballot of these lines fits."""
    return Sheet.A5 if len(lines) <= (MOST_ON_A5 if is_secret else MOST_ON_A5 - 2) else Sheet.A4


def standard_for(sheet: Sheet, standard: LayoutStandard) -> LayoutStandard:
    """Return the layout standard for that sheet."""
    return standard.on_a5() if sheet is Sheet.A5 else standard


@dataclass(frozen=True, kw_only=True)
class BallotPapersContext(WholePaper):
    """PHIẾU BIỂU QUYẾT, one for each who votes. `standard` must be that of the sheet (see standard_for())."""

    type_name: ClassVar[str] = "PHIẾU BIỂU QUYẾT"

    committee: str
    met_on: date
    ballots: tuple[Ballot, ...]
    sheet: Sheet = Sheet.A4
    is_secret: bool = False

    @property
    def sheet_mm(self) -> tuple[float, float]:
        """Width and height of the sheet."""
        return SIZES[self.sheet]

    @property
    def count(self) -> int:
        """How many papers are printed."""
        return sum(ballot.copies for ballot in self.ballots)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Every paper, one after the other, each from a new sheet on."""
        papers = [ballot for ballot in self.ballots for _ in range(ballot.copies)]
        return tuple(block for place, ballot in enumerate(papers) for block in self._paper(ballot, is_first=place == 0))

    def _paper(self, ballot: Ballot, *, is_first: bool) -> tuple[Block, ...]:
        whose = f", đồng chí {ballot.voter.name}" if ballot.voter else ""
        label = f", {lower_first(ballot.label.partition(',')[0])}" if ballot.label else ""
        running = f"Phiếu biểu quyết ngày {self.on(self.met_on)}{label}{whose} (tiếp theo)"
        return (
            SheetBlock(running=running, is_first=is_first),
            *self._opening,
            *([say(f"{ballot.label}.")] if ballot.label else []),
            *([say(f"Họ và tên: {ballot.voter.text.removeprefix('đồng chí ')}.")] if ballot.voter else []),
            say(self._rule),
            self._table(ballot),
            *(self._by_hand(ballot.voter) if ballot.voter else ()),
        )

    @property
    def _rule(self) -> str:
        how = "Ở mỗi dòng đánh dấu X vào một ô. Dòng đánh dấu từ hai ô trở lên là không hợp lệ."
        return f"{how} Không ký, không ghi tên, không đánh dấu gì khác lên phiếu." if self.is_secret else how

    def _table(self, ballot: Ballot) -> TableBlock:
        small = self.sheet is Sheet.A5
        shows_award = len({line.award for line in ballot.lines}) > 1
        columns = (
            Column(key="no", head="TT", width_mm=8 if small else 10, align=Align.CENTER),
            Column(key="name", head="Tập thể, cá nhân"),
            *([Column(key="award", head="Hình thức", width_mm=15 if small else 22, align=Align.CENTER)] if shows_award else []),
            *(Column(key="box", head=head, width_mm=17 if small else 22, align=Align.CENTER) for head in ANSWERS),
        )  # fmt: skip
        return TableBlock(
            columns=columns,
            rows=tuple(self._row(line, ballot, shows_award) for line in ballot.lines),
            name="list ballot",
        )

    @staticmethod
    def _row(line: BallotLine, ballot: Ballot, shows_award: bool) -> tuple[str, ...]:
        is_recused = ballot.voter is not None and ballot.voter.name in line.recused
        name = f"{line.name} (đồng chí không biểu quyết dòng này)" if is_recused else line.name
        boxes = (NO_BOX if is_recused else BOX,) * len(ANSWERS)
        return (str(line.number), name, *([line.award] if shows_award else []), *boxes)

    def _by_hand(self, voter: Speaker) -> tuple[Block, ...]:
        """What the member writes on an open ballot; handwriting on a secret one would show whose it is."""
        return (
            say("Ý kiến khác (nếu có):", role=Role.LEADS),
            PenLines(count=PEN_LINES),
            self._signed(voter),
        )

    def _signed(self, voter: Speaker) -> EndingBlock:
        return EndingBlock(
            right=SigningPlace(authority=("NGƯỜI BIỂU QUYẾT",), name=voter.name), name_pt=self.standard.authority_pt
        )

    @classmethod
    def sample(cls) -> Self:
        """Return the open ballots of three fictitious members; one does not vote on the second line."""
        voters = (
            samples.CHAIR,
            Speaker(name="Bùi Thanh Hà", position="Phó Bí thư Thường trực"),
            Speaker(name="Nguyễn Văn Hai", position="Ủy viên Ban Thường vụ"),
        )
        return cls._sample(open_ballots(cls._sample_lines(), voters))

    @classmethod
    def sample_of_secret(cls) -> Self:
        """Return the papers for eight fictitious members in a secret ballot."""
        return replace(cls._sample(secret_ballots(cls._sample_lines(), 8)), is_secret=True)

    @staticmethod
    def _sample_lines() -> tuple[BallotLine, ...]:
        return tuple(
            BallotLine(
                number=number,
                name=line.list_name,
                award=line.award,
                recused=("Nguyễn Văn Hai",) if line.name == "Nguyễn Văn Hai" else (),
            )
            for number, line in enumerate(samples.lines(9), 1)
        )

    @classmethod
    def _sample(cls, ballots: tuple[Ballot, ...]) -> Self:
        heading = replace(samples.committee_heading(""), mark=SEAL)
        return cls(
            heading=heading, subject=f"về việc {samples.SUBJECT}", committee=samples.STANDING_COMMITTEE,
            met_on=samples.MEETING_DAY, ballots=ballots, sheet=Sheet.A5,
            standard=standard_for(Sheet.A5, cls.__dataclass_fields__["standard"].default),
        )  # fmt: skip
