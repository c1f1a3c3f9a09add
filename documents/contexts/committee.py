"""The committee's own papers on its meeting: minutes and tally. Both print counts and nobody's vote."""

from dataclasses import dataclass
from datetime import date, time
from typing import ClassVar, Self

from meetings.enums import Outcome

from . import samples
from .lines import NO_LINES, Lines
from .meeting import Absentee, Recused, Share
from .parts import Paper, Speaker, hour_text, paragraphs, place_text, time_text, two_digits


@dataclass(frozen=True, kw_only=True)
class MeetingPaper(Paper):
    """What minutes and tally have in common. Ballots are counts; nobody's vote is in here."""

    body: str
    met_on: date | None
    starts_at: time | None = None
    ends_at: time | None = None
    location: str = ""
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
    not_recommended: Lines = NO_LINES

    @property
    def time_line(self) -> str:
        """When the meeting was held."""
        return time_text(self.met_on, self.starts_at)

    @property
    def location_line(self) -> str:
        """Where the meeting was held; dots for a pen when it is not known."""
        return place_text(self.location)

    @property
    def attendance_line(self) -> str:
        """How many serve, attend and are absent."""
        return self.fixed(
            f"Tổng số ủy viên đương nhiệm: {two_digits(self.serving)}; có mặt: {two_digits(len(self.attending))}; "
            f"vắng: {two_digits(len(self.absent)) if self.absent else 'không'}."
        )

    @property
    def absent_line(self) -> str:
        """Who is absent, with or without reason; "" when nobody is."""
        return f"Vắng mặt: {'; '.join(member.text for member in self.absent)}." if self.absent else ""

    @property
    def has_quorum(self) -> bool:
        """Whether enough members attend."""
        return self.quorum.needed is not None and len(self.attending) >= self.quorum.needed

    @property
    def quorum_line(self) -> str:
        """The rule on attendance and whether it was met."""
        verdict = "Cuộc họp đủ" if self.has_quorum else "Cuộc họp không đủ"
        return self.fixed(
            f"{verdict} điều kiện tiến hành: có mặt {two_digits(len(self.attending))}/{two_digits(self.serving)}, "
            f"quy định {self.quorum.text}."
        )

    @property
    def majority_line(self) -> str:
        """The rule on the votes that a line needs."""
        return self.fixed(f"Trường hợp được thông qua khi có {self.majority.text} tán thành.")

    @property
    def passed(self) -> Lines:
        """The lines that reached the majority and are decided here."""
        return self.lines.where(lambda line: line.outcome == Outcome.APPROVED)

    @property
    def forwarded(self) -> Lines:
        """The lines that reached the majority and are put before the superior body."""
        return self.lines.where(lambda line: line.outcome == Outcome.FORWARDED)

    @property
    def failed(self) -> Lines:
        """The lines that did not reach the majority."""
        return self.lines.where(lambda line: line.outcome == Outcome.REJECTED)

    @property
    def postponed(self) -> Lines:
        """The lines left for a later meeting."""
        return self.lines.where(lambda line: line.outcome == Outcome.POSTPONED)

    @property
    def recusal_lines(self) -> tuple[str, ...]:
        """One sentence for each member who took no part in a line."""
        return tuple(f"{recusal.text}." for recusal in self.recusals)

    @property
    def shows_not_voting(self) -> bool:
        """Whether some attending member gave no vote, so that the column is needed."""
        return any(line.vote and line.vote.not_voting for line in self.lines)


@dataclass(frozen=True, kw_only=True)
class CommitteeMinutesContext(MeetingPaper):
    """BIÊN BẢN of the committee's meeting, from attendance to conclusion."""

    type_name: ClassVar[str] = "BIÊN BẢN"

    presenter: str = ""
    opinions: str = ""
    forwarded_to: str = ""
    next_step: str = ""

    @property
    def content_lines(self) -> tuple[str, ...]:
        """What was put before the meeting."""
        presenter = self.presenter or "Cơ quan thẩm định"
        rest = f"; {self.not_recommended.count_text} không được đề nghị" if self.not_recommended else ""
        return (f"{presenter} báo cáo kết quả thẩm định: {self.lines.count_text} đưa ra biểu quyết{rest}.",)

    @property
    def opinion_paragraphs(self) -> tuple[str, ...]:
        """What was said; empty when nothing was noted, then the paper leaves dotted lines for a pen."""
        return paragraphs(self.opinions)

    @property
    def conclusions(self) -> tuple[str, ...]:
        """What the body resolved, one sentence for each outcome that occurred."""
        superior = self.forwarded_to or "cấp trên"
        sentences = (
            (self.passed, "{body} thống nhất tặng {awards}."),
            (self.forwarded, "{body} thống nhất trình {superior} xét, tặng {awards}."),
            (self.failed, "Không thông qua {count} do không đủ số ủy viên tán thành."),
            (self.postponed, "Để lại xét ở phiên họp sau {count}."),
            (
                self.not_recommended,
                "Không khen thưởng {count} theo ý kiến thẩm định, không có yêu cầu đưa ra biểu quyết.",
            ),
        )
        found = [
            self.fixed(sentence).format(
                body=self.body, superior=superior, awards=rows.award_text, count=rows.count_text
            )
            for rows, sentence in sentences
            if rows
        ]
        return (*found, self.next_step) if self.next_step else tuple(found)

    @property
    def annex_title(self) -> str:
        """What the annex lists."""
        return "tập thể, cá nhân cơ quan thẩm định không đề nghị khen thưởng"

    @property
    def annex_source(self) -> str:
        """The minutes to which the list of those not recommended belongs."""
        return self.annex_of("Biên bản họp", self.body)

    @property
    def closing(self) -> str:
        """How the minutes end."""
        end = f"Cuộc họp kết thúc lúc {hour_text(self.ends_at)} cùng ngày."
        return self.ended(f"{end} Biên bản đã được đọc cho các đồng chí dự họp nghe và thông qua")

    @classmethod
    def sample(cls) -> Self:
        """Return the minutes of a fictitious meeting."""
        return cls(
            heading=samples.committee_heading("21-BB/ĐU"),
            subject=f"họp Ban Thường vụ Đảng ủy xét {samples.SUBJECT}",
            **samples.meeting_facts(),
            presenter="Văn phòng Đảng ủy",
            opinions="Đồng chí Bùi Thanh Hà: đề nghị Văn phòng giới thiệu mô hình của Chi bộ ấp Tân Thành ở hội nghị quý.",
            next_step="Giao Văn phòng Đảng ủy dự thảo quyết định, trình ký trong tuần.",
        )


@dataclass(frozen=True, kw_only=True)
class TallyContext(MeetingPaper):
    """BIÊN BẢN KIỂM PHIẾU: the rules and the count of every line, nothing about who voted how."""

    type_name: ClassVar[str] = "BIÊN BẢN KIỂM PHIẾU"

    @property
    def closing(self) -> str:
        """How the tally ends: one count for each outcome that occurred."""
        outcomes = (
            (self.passed, "thông qua"),
            (self.forwarded, "thông qua để trình cấp trên"),
            (self.failed, "không thông qua"),
            (self.postponed, "để lại phiên sau"),
        )
        parts = [f"{word} {rows.count_text}" for rows, word in outcomes if rows]
        return self.ended(
            f"Kết quả: {'; '.join(parts) or 'không có trường hợp nào'}. Biên bản lập xong, đã công bố tại cuộc họp"
        )

    @classmethod
    def sample(cls) -> Self:
        """Return the tally of a fictitious meeting."""
        return cls(
            heading=samples.committee_heading("22-BB/ĐU"),
            subject=f"biểu quyết xét {samples.SUBJECT}",
            **samples.meeting_facts(),
        )
