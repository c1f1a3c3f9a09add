"""What a committee makes known after a release: its conclusion, and to every proposing unit what became of its lines."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self

from meetings.enums import Outcome

from . import samples
from .blocks import Align, Block, Column, Role, TableBlock, close, say
from .lines import NO_LINES, Line, Lines
from .lists import SMALL_PT, WIDE_WIDTHS, list_blocks, told_apart
from .parts import paragraphs, party_number
from .whole import WholePaper


@dataclass(frozen=True, kw_only=True)
class ConclusionNoticeContext(WholePaper):
    """THÔNG BÁO kết luận: what the standing committee resolved in a meeting or by a written poll."""

    type_name: ClassVar[str] = "THÔNG BÁO"

    committee: str
    office: str
    met_on: date
    is_poll: bool = False
    round_title: str
    lines: Lines
    not_recommended: Lines = NO_LINES
    forwarded_to: str = ""
    conclusion: str = ""

    def of_outcome(self, outcome: Outcome) -> Lines:
        """Return the lines with this result."""
        return self.lines.where(lambda line: line.outcome == outcome)

    @property
    def opening(self) -> str:
        """When the committee decided, and on what."""
        heard = f"Sau khi nghe {self.office} báo cáo kết quả thẩm định, thảo luận và biểu quyết"
        if self.is_poll:
            met = f"Ngày {self.on(self.met_on)}, {self.committee} đã lấy ý kiến bằng văn bản các đồng chí ủy viên"
            heard = f"Căn cứ kết quả thẩm định của {self.office} và kết quả tổng hợp phiếu lấy ý kiến"
        else:
            met = f"Ngày {self.on(self.met_on)}, {self.committee} đã họp"
        about = f" về việc xét khen thưởng trong đợt “{self.round_title}”."
        return f"{self.fixed(met) if self.is_poll else met}{about} {heard}, {self.committee} kết luận như sau:"

    @property
    def conclusions(self) -> tuple[str, ...]:
        """One sentence for each outcome that occurred, then what the chair concluded."""
        enclosed = "(có danh sách kèm theo)"
        superior = self.forwarded_to or "cấp trên"
        refused = Lines((*self.of_outcome(Outcome.REJECTED), *self.not_recommended))
        found = [
            (self.of_outcome(Outcome.APPROVED), "Thống nhất tặng {awards} {enclosed}."),
            (self.of_outcome(Outcome.FORWARDED), "Thống nhất trình {superior} xét, tặng {awards} {enclosed}."),
            (refused, "Không khen thưởng {count}."),
            (self.of_outcome(Outcome.POSTPONED), "Để lại xét ở phiên họp sau {count}."),
            (self.of_outcome(Outcome.TO_MEETING), "Chuyển ra phiên họp {count} do còn ý kiến khác nhau."),
        ]
        sentences = [
            sentence.format(awards=rows.award_text, count=rows.count_text, superior=superior, enclosed=enclosed)
            for rows, sentence in found
            if rows
        ]
        raised = self.lines.where(lambda line: bool(line.raised_to))
        sentences += [f"Đề nghị {line.raised_to} cho {line.sentence_name}." for line in raised]
        sentences += list(paragraphs(self.conclusion))
        return tuple(f"{place}. {sentence}" for place, sentence in enumerate(sentences, 1))

    @property
    def closing(self) -> str:
        """The last sentence."""
        return self.ended(f"{self.office} thông báo để các đơn vị, cá nhân liên quan biết, thực hiện")

    @property
    def body(self) -> tuple[Block, ...]:
        """The conclusion, point by point."""
        return (say(self.opening), *(say(text) for text in self.conclusions), close(self.closing))

    @property
    def annexes(self) -> tuple[Block, ...]:
        """Who is awarded, and who is put before a superior, as a list each. Nobody who was refused is listed."""
        lists = [
            ("tập thể, cá nhân được tặng", self.of_outcome(Outcome.APPROVED)),
            (f"tập thể, cá nhân trình {self.forwarded_to or 'cấp trên'} tặng", self.of_outcome(Outcome.FORWARDED)),
        ]
        filled = [(title, rows) for title, rows in lists if rows]
        found: list[Block] = []
        for number, (title, rows) in enumerate(filled, 1):
            heading = f"DANH SÁCH {number}" if len(filled) > 1 else "DANH SÁCH"
            source = self.annex_of("Thông báo", self.committee)
            found.append(self.annex_head(f"{title} {', '.join(rows.awards)}", source, heading))
            found += list_blocks(rows, with_proposer=True, with_award=True, widths=WIDE_WIDTHS, size_pt=SMALL_PT)
        return tuple(found)

    @classmethod
    def sample(cls) -> Self:
        """Return the conclusion of a fictitious meeting."""
        facts = samples.meeting_facts()
        return cls(
            heading=samples.committee_heading(party_number(31, "TB/ĐU"), date(2026, 9, 6)),
            subject=f"kết luận của Ban Thường vụ Đảng ủy về {samples.SUBJECT}",
            committee=samples.STANDING_COMMITTEE,
            office=samples.OFFICE,
            met_on=samples.MEETING_DAY,
            round_title=samples.ROUND,
            lines=facts["lines"],
            not_recommended=facts["not_recommended"],
            conclusion="Giao Văn phòng Đảng ủy dự thảo quyết định, trình ký trước ngày 10/9/2026.",
            copies_to=("Các đồng chí Ủy viên Ban Thường vụ", "Các chi bộ có đề nghị", "Lưu Văn phòng Đảng ủy"),
            signature=samples.SECRETARY,
        )


@dataclass(frozen=True, kw_only=True)
class ResultNoticeContext(WholePaper):
    """THÔNG BÁO kết quả for one proposing unit: its own lines, each with result, count and reason. Never who voted how."""

    type_name: ClassVar[str] = "THÔNG BÁO"

    committee: str
    office: str
    addressee: str
    met_on: date
    is_poll: bool = False
    round_title: str
    lines: Lines
    serving: int

    @property
    def opening(self) -> str:
        """Of whose lines which meeting decided."""
        how = "lấy ý kiến bằng văn bản" if self.is_poll else "họp"
        return (
            f"Ngày {self.on(self.met_on)}, {self.committee} đã {how} xét khen thưởng trong đợt “{self.round_title}”. "
            f"{self.committee} thông báo đến {self.addressee} kết quả đối với {self.lines.count_text} do đơn vị đề nghị:"
        )

    @property
    def closing(self) -> str:
        """What comes next."""
        if self.lines.where(lambda line: line.outcome == Outcome.APPROVED):
            return self.ended(
                f"Quyết định khen thưởng được gửi sau khi ban hành. Có điều chưa rõ, đề nghị liên hệ {self.office}"
            )
        return self.ended(f"Có điều chưa rõ, đề nghị liên hệ {self.office}")

    @property
    def body(self) -> tuple[Block, ...]:
        """The lines in one table."""
        return (
            say(self.opening, role=Role.LEADS),
            self._table,
            say(self.fixed(f"Số phiếu tán thành ghi trên tổng số ủy viên đương nhiệm ({self.serving}).")),
            close(self.closing),
        )

    @property
    def _table(self) -> TableBlock:
        same_names = self.lines.namesakes
        columns = (
            Column(key="no", head="TT", width_mm=9, align=Align.CENTER),
            Column(key="name", head="Tập thể, cá nhân", width_mm=50),
            Column(key="award", head="Hình thức", width_mm=20, align=Align.CENTER),
            Column(key="result", head="Kết quả", width_mm=28, align=Align.CENTER),
            Column(key="vote", head="Tán thành", width_mm=18, align=Align.CENTER),
            Column(key="reason", head="Lý do, ghi chú"),
        )
        rows = tuple(
            (
                str(place),
                told_apart(line.list_name, line, same_names),
                line.award,
                line.result or "Không khen thưởng",
                f"{line.vote.in_favor}/{self.serving}" if line.vote else "",
                self._reason(line),
            )
            for place, line in enumerate(self.lines, 1)
        )
        return TableBlock(columns=columns, rows=rows, size_pt=SMALL_PT)

    @staticmethod
    def _reason(line: Line) -> str:
        """Return why, where there is a reason: the office's, too few votes, another form, a further award asked for."""
        parts = [line.note.strip().rstrip(".")]
        if line.outcome == Outcome.REJECTED and line.vote and line.vote.needed:
            parts.append(f"Không đủ phiếu tán thành, cần ít nhất {line.vote.needed}")
        if line.other_form:
            parts.append(line.other_form[:1].upper() + line.other_form[1:])
        if line.raised_to:
            parts.append(f"Đề nghị thêm {line.raised_to}")
        return "; ".join(part for part in parts if part)

    @classmethod
    def sample(cls) -> Self:
        """Return the notice to a fictitious cell."""
        facts = samples.meeting_facts()
        return cls(
            heading=samples.committee_heading(party_number(32, "TB/ĐU"), date(2026, 9, 6)),
            subject=f"kết quả xét {samples.SUBJECT}",
            committee=samples.STANDING_COMMITTEE,
            office=samples.OFFICE,
            addressee="Chi bộ ấp Tân Hưng",
            met_on=samples.MEETING_DAY,
            round_title=samples.ROUND,
            lines=Lines((*facts["lines"], *facts["not_recommended"])),
            serving=9,
            copies_to=("Chi bộ ấp Tân Hưng", "Lưu Văn phòng Đảng ủy"),
            signature=samples.SECRETARY,
        )
