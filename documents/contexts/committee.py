"""What minutes and tally of a committee say alike, in a room or in a written poll.

Votes are counts only: how anybody voted is not in here. What members wrote beside an open vote is, with their names.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, time

from meetings.enums import Outcome
from vietnamese.text import lower_first

from .blocks import Block, Role, say
from .lines import NO_LINES, Line, Lines
from .lists import votes_table
from .meeting import Absentee, AgendaAct, Recused, Share, Written
from .parts import Speaker, place_text, time_text, two_digits
from .whole import WholePaper

MOST_NAMED = 6
"""So many lines are named in a sentence; of more only their numbers in the table are given."""


@dataclass(frozen=True, kw_only=True)
class MeetingPaper(WholePaper):
    """Attendance, rules and counts of one meeting.

    In a poll `attending` are those who answered, `absent` those who did not, and `closes_on`, `closes_at` the end that
    was set, or when the poll was closed before it (`was_closed_early`). `quorum.needed` is None for a paper made before voting opened.
    """

    committee: str
    met_on: date | None
    starts_at: time | None = None
    ends_at: time | None = None
    closes_on: date | None = None
    closes_at: time | None = None
    was_closed_early: bool = False
    location: str = ""
    is_poll: bool = False
    is_secret: bool = False
    is_on_paper: bool = False
    serving: int
    attending: tuple[Speaker, ...] = ()
    absent: tuple[Absentee, ...] = ()
    quorum: Share
    majority: Share
    method: str = "biểu quyết công khai"
    chair: Speaker
    clerk: Speaker
    lines: Lines
    recusals: tuple[Recused, ...] = ()
    written: tuple[Written, ...] = ()
    changes: tuple[AgendaAct, ...] = ()
    chair_decides_ties: bool = False
    disagreement: str = ""
    not_recommended: Lines = NO_LINES

    @property
    def time_line(self) -> str:
        """When the meeting was held, or from when to when answers were taken."""
        began = time_text(self.met_on, self.starts_at)
        if not self.is_poll:
            return began
        early = " (đóng trước hạn vì đã đủ phiếu để biết kết quả)" if self.was_closed_early else ""
        return f"từ {began.rstrip('.')} đến {time_text(self.closes_on, self.closes_at).rstrip('.')}{early}."

    @property
    def after_poll(self) -> str:
        """When a paper on a poll was written."""
        return "sau khi đóng đợt lấy ý kiến" if self.was_closed_early else "sau khi hết hạn gửi phiếu"

    @property
    def location_line(self) -> str:
        """Where the meeting was held; dots for a pen when it is not known."""
        return place_text(self.location)

    @property
    def attendance_line(self) -> str:
        """How many serve, attend and are absent."""
        there, away = ("gửi phiếu", "không gửi phiếu") if self.is_poll else ("có mặt", "vắng")
        return self.fixed(
            f"Tổng số ủy viên đương nhiệm: {two_digits(self.serving)}; {there}: {two_digits(len(self.attending))}; "
            f"{away}: {two_digits(len(self.absent)) if self.absent else 'không'}."
        )

    @property
    def absent_line(self) -> str:
        """Who is absent, with or without reason; "" when nobody is."""
        if not self.absent:
            return ""
        if self.is_poll:
            return f"Không gửi phiếu: {'; '.join(member.name_and_reason for member in self.absent)}."
        return f"Vắng mặt: {'; '.join(member.text for member in self.absent)}."

    @property
    def attending_line(self) -> str:
        """Who attended, or answered; "" when nobody is named."""
        if not self.attending:
            return ""
        return f"{'Đã gửi phiếu' if self.is_poll else 'Dự họp'}: {'; '.join(member.text for member in self.attending)}."

    @property
    def has_quorum(self) -> bool:
        """Whether enough members attend."""
        return self.quorum.needed is not None and len(self.attending) >= self.quorum.needed

    @property
    def quorum_line(self) -> str:
        """The rule on attendance and whether it was met."""
        verdict = "đủ" if self.has_quorum else "không đủ"
        what, there = ("Đợt lấy ý kiến", "gửi phiếu") if self.is_poll else ("Cuộc họp", "có mặt")
        condition = "điều kiện" if self.is_poll else "điều kiện tiến hành"
        return self.fixed(
            f"{what} {verdict} {condition}: {there} {two_digits(len(self.attending))}/{two_digits(self.serving)}, "
            f"quy định {self.quorum.text}."
        )

    @property
    def chair_line(self) -> str:
        """Who presided and who wrote; whom the chair stood for."""
        writer = "Người tổng hợp phiếu" if self.is_poll else "Thư ký"
        return f"Chủ trì: {self.chair.text}. {writer}: {self.clerk.text}."

    @property
    def majority_line(self) -> str:
        """The rule on the votes that a line needs."""
        return self.fixed(f"Trường hợp được thông qua khi có {self.majority.text} tán thành.")

    @property
    def method_line(self) -> str:
        """The forms of award, the way of voting and what the ratio is taken of."""
        return self.fixed(
            f"Hình thức khen thưởng: {', '.join(self.lines.awards)}. Cách thức: {self.method}. "
            f"Tỷ lệ tính trên {self.majority.base_label}."
        )

    def of_outcome(self, outcome: Outcome) -> Lines:
        """Return the lines with this result."""
        return self.lines.where(lambda line: line.outcome == outcome)

    @property
    def passed(self) -> Lines:
        """The lines that reached the majority and are decided here."""
        return self.of_outcome(Outcome.APPROVED)

    @property
    def forwarded(self) -> Lines:
        """The lines that reached the majority and are put before the superior body."""
        return self.of_outcome(Outcome.FORWARDED)

    @property
    def failed(self) -> Lines:
        """The lines that did not reach the majority."""
        return self.of_outcome(Outcome.REJECTED)

    @property
    def postponed(self) -> Lines:
        """The lines left for a later meeting."""
        return self.of_outcome(Outcome.POSTPONED)

    @property
    def moved_to_meeting(self) -> Lines:
        """The lines of a poll on which opinions differ so much that a meeting takes them up."""
        return self.of_outcome(Outcome.TO_MEETING)

    @property
    def raised(self) -> Lines:
        """The lines for which an award of a higher body is asked for besides."""
        return self.lines.where(lambda line: bool(line.raised_to))

    @property
    def recusal_lines(self) -> tuple[str, ...]:
        """One sentence for each member who took no part in a line."""
        return tuple(f"{recusal.text}." for recusal in self.recusals)

    @property
    def written_lines(self) -> tuple[str, ...]:
        """One sentence for each opinion that a member wrote on the ballot."""
        return tuple(opinion.text for opinion in self.written)

    @property
    def took_part_lines(self) -> tuple[str, ...]:
        """How many took part in the vote and how many had to be in favour: once, and the lines where it was otherwise."""
        found = Counter(line.took_part for line in self.lines if line.took_part)
        if not found:
            return ()
        usual = found.most_common(1)[0][0]
        others = [
            f"{self._named([place for place in self._places if place[1].took_part == sentence])}: {self.fixed(sentence)}."
            for sentence in found
            if sentence != usual
        ]
        first = "Các dòng còn lại" if others else "Mỗi dòng"
        return (*others, f"{first}: {self.fixed(usual)}.")

    @property
    def form_lines(self) -> tuple[str, ...]:
        """One sentence for each line that was voted on in another form than the one proposed."""
        return tuple(f"{_first_up(line.sentence_name)}: {line.other_form}." for line in self.lines if line.other_form)

    @property
    def tie_lines(self) -> tuple[str, ...]:
        """The lines that the chair decided because both sides were equal."""
        tied = [
            place
            for place in self._places
            if place[1].vote and place[1].vote.is_tie and place[1].outcome in (Outcome.APPROVED, Outcome.FORWARDED)
        ]
        if not tied or not self.chair_decides_ties:
            return ()
        sentence = (
            "số tán thành bằng số không tán thành; thông qua theo ý kiến của người chủ trì, theo quy chế làm việc"
        )
        return (f"{self._named(tied)}: {sentence}.",)

    @property
    def shows_not_voting(self) -> bool:
        """Whether some attending member gave no vote, so that the column is needed."""
        return any(line.vote and line.vote.not_voting for line in self.lines)

    @property
    def shows_invalid(self) -> bool:
        """Whether some vote was invalid, so that the column is needed; a count of papers always says how many were."""
        return self.is_on_paper or any(line.vote and line.vote.invalid for line in self.lines)

    @property
    def shows_needed(self) -> bool:
        """Whether the number of votes that a line needed differs from line to line."""
        return len({line.vote.needed for line in self.lines if line.vote}) > 1

    @property
    def people(self) -> tuple[Block, ...]:
        """Who took part, under the heading of the third point."""
        return (
            say("", label="3. Thành phần:", role=Role.LEADS),
            say(self.attendance_line),
            *([say(self.absent_line)] if self.absent_line else []),
            say(self.quorum_line),
            say(self.chair_line),
        )

    @property
    def results(self) -> tuple[Block, ...]:
        """The rules that applied, the count of every line, and what a reader must know of it."""
        ballots = [say(self.papers_line)] if self.papers_line else []
        disagreement = [say(self.fixed(self.disagreement))] if self.disagreement and self.moved_to_meeting else []
        said = (*self.form_lines, *self.took_part_lines, *self.tie_lines, *self.recusal_lines)
        return (
            say(self.majority_line),
            *disagreement,
            *ballots,
            say(self.method_line, role=Role.LEADS),
            votes_table(
                self.lines,
                shows_not_voting=self.shows_not_voting,
                shows_invalid=self.shows_invalid,
                shows_needed=self.shows_needed,
            ),
            *(say(text) for text in said),
        )

    @property
    def papers_line(self) -> str:
        """How many ballot papers were handed out and came back; what was spoilt in printing is written by hand."""
        if not self.is_on_paper:
            return ""
        handed = two_digits(len(self.attending))
        return f"Số phiếu phát ra: {handed}; số phiếu thu về: ......; số phiếu in thừa, in hỏng đã hủy: ......."

    @property
    def _places(self) -> list[tuple[int, Line]]:
        """The lines with their numbers in the table of votes."""
        return list(enumerate(self.lines, 1))

    @staticmethod
    def _named(places: list[tuple[int, Line]]) -> str:
        """Return "Dòng 2 (đồng chí A), dòng 5 (Chi bộ B)", of many only their numbers."""
        if len(places) > MOST_NAMED:
            return f"Các dòng {', '.join(str(number) for number, _ in places)}"
        return _first_up(", ".join(f"dòng {number} ({line.short_name})" for number, line in places))


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]


def lowered(text: str) -> str:
    """Return a typed reason as the end of a sentence."""
    return lower_first(text.strip().rstrip("."))
