"""The committee's own papers on its meeting or written poll: minutes and tally."""

from dataclasses import dataclass, replace
from datetime import date, time
from typing import ClassVar, Self

from meetings.enums import Outcome

from . import samples
from .blocks import Block, EndingBlock, Role, SigningPlace, close, say, spoken
from .committee import MeetingPaper
from .lists import SMALL_PT, WIDE_WIDTHS, list_blocks
from .meeting import PutOn, Written
from .parts import hour_text, paragraphs

ON_BALLOTS = "Ý kiến ghi trên phiếu"


@dataclass(frozen=True, kw_only=True)
class CommitteeMinutesContext(MeetingPaper):
    """BIÊN BẢN of the committee's meeting, from attendance to conclusion; of a poll, what its answers came to."""

    type_name: ClassVar[str] = "BIÊN BẢN"

    presenter: str = ""
    put_on: tuple[PutOn, ...] = ()
    opinions: str = ""
    forwarded_to: str = ""
    conclusion: str = ""
    next_step: str = ""

    @property
    def content_lines(self) -> tuple[str, ...]:
        """What was put before the meeting, by members too, and what was changed in its agenda."""
        presenter = self.presenter or "Cơ quan thẩm định"
        rest = f"; {self.not_recommended.count_text} không được đề nghị" if self.not_recommended else ""
        what = "gửi báo cáo" if self.is_poll else "báo cáo"
        report = f"{presenter} {what} kết quả thẩm định: {self.lines.count_text} đưa ra biểu quyết{rest}."
        return (report, *(each.text for each in self.put_on), *(change.text for change in self.changes))

    @property
    def opinion_paragraphs(self) -> tuple[str, ...]:
        """What was said; empty when nothing was noted, then the paper leaves dotted lines for a pen."""
        return paragraphs(self.opinions)

    @property
    def conclusions(self) -> tuple[str, ...]:
        """What the body resolved, one sentence for each outcome that occurred, then what the chair concluded."""
        superior = self.forwarded_to or "cấp trên"
        sentences = (
            (self.passed, "{committee} thống nhất tặng {awards}."),
            (self.forwarded, "{committee} thống nhất trình {superior} xét, tặng {awards}."),
            (self.failed, "Không thông qua {count} do không đủ số ủy viên tán thành."),
            (self.moved_to_meeting, "Còn ý kiến khác nhau về {count}: chuyển ra phiên họp để thảo luận, biểu quyết."),
            (self.postponed, "Để lại xét ở phiên họp sau {count}."),
            (
                self.not_recommended,
                "Không khen thưởng {count} theo ý kiến thẩm định, không có yêu cầu đưa ra biểu quyết.",
            ),
        )
        found = [
            self.fixed(sentence).format(
                committee=self.committee, superior=superior, awards=rows.award_text, count=rows.count_text
            )
            for rows, sentence in sentences
            if rows
        ]
        found += [f"Đề nghị {line.raised_to} cho {line.sentence_name}." for line in self.raised]
        return (*found, *paragraphs(self.conclusion), *([self.next_step] if self.next_step else []))

    @property
    def closing(self) -> str:
        """How the minutes end."""
        if self.is_poll:
            with_votes = " và" if self.is_secret else ", kèm theo các phiếu lấy ý kiến, và"
            return self.ended(self.fixed(f"Biên bản lập {self.after_poll}{with_votes} gửi các đồng chí ủy viên"))
        end = f"Cuộc họp kết thúc lúc {hour_text(self.ends_at)} cùng ngày."
        return self.ended(f"{end} Biên bản đã được đọc cho các đồng chí dự họp nghe và thông qua")

    @property
    def body(self) -> tuple[Block, ...]:
        """Seven points, as minutes have them."""
        return (
            say(self.time_line, label="1. Thời gian lấy ý kiến:" if self.is_poll else "1. Thời gian:"),
            *self._how,
            *self.people,
            *([say(self.attending_line)] if self.attending_line else []),
            say("", label="4. Nội dung:", role=Role.LEADS),
            *(say(text) for text in self.content_lines),
            *self._said,
            say("", label="6. Kết quả biểu quyết:", role=Role.LEADS),
            *self.results,
            say("", label="7. Kết luận:", role=Role.LEADS),
            *(say(f"- {text}") for text in self.conclusions),
            close(self.closing),
        )

    @property
    def annexes(self) -> tuple[Block, ...]:
        """Whom the appraising office did not recommend and nobody wanted to vote on, with the reasons."""
        if not self.not_recommended:
            return ()
        source = self.annex_of("Biên bản" if self.is_poll else "Biên bản họp", self.committee)
        rows = list_blocks(
            self.not_recommended, with_proposer=True, with_award=True, with_reason=True, without_achievement=True,
            widths=WIDE_WIDTHS, size_pt=SMALL_PT,
        )  # fmt: skip
        return (self.annex_head("tập thể, cá nhân cơ quan thẩm định không đề nghị khen thưởng", source), *rows)

    @property
    def ending(self) -> EndingBlock:
        """Who wrote and who presided sign."""
        return _signed(self)

    @property
    def _said(self) -> tuple[Block, ...]:
        """What members wrote on their ballots, what was said, and room for a pen where nothing was noted."""
        if self.is_poll:
            label = say("", label="5. Ý kiến ghi trên phiếu:", role=Role.LEADS)
            return (label, *spoken((*self.written_lines, *self.opinion_paragraphs)))
        label = say("", label="5. Ý kiến thảo luận:", role=Role.LEADS)
        ballots = [say(f"{ON_BALLOTS}:", role=Role.LEADS)] if self.written else []
        return (label, *spoken(self.opinion_paragraphs), *ballots, *(say(text) for text in self.written_lines))

    @property
    def _how(self) -> tuple[Block, ...]:
        if not self.is_poll:
            return (say(self.location_line, label="2. Địa điểm:"),)
        way = "gửi phiếu lấy ý kiến đến từng ủy viên qua {presenter}, không họp".format(
            presenter=self.presenter or "cơ quan tham mưu"
        )
        return (say(f"{self.fixed(way)}.", label="2. Cách lấy ý kiến:"),)

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

    @classmethod
    def sample_of_poll(cls) -> Self:
        """Return what the answers of a fictitious written poll came to; one line goes to a meeting."""
        room = cls.sample()
        lines = [
            replace(line, outcome=Outcome.TO_MEETING) if line.outcome == Outcome.REJECTED else line
            for line in room.lines
        ]
        return replace(
            room,
            subject=f"tổng hợp phiếu lấy ý kiến Ban Thường vụ Đảng ủy về {samples.SUBJECT}",
            is_poll=True,
            starts_at=time(8, 0),
            closes_on=date(2026, 9, 8),
            closes_at=time(17, 0),
            lines=type(room.lines)(lines),
            method="biểu quyết công khai bằng phiếu gửi",
            disagreement=samples.DISAGREEMENT,
            opinions="",
            written=(
                Written(
                    member="Lý Thị Hồng",
                    line="Chi bộ Trạm Y tế",
                    words="Đề nghị nêu rõ số người được khám sức khỏe ở từng ấp.",
                ),
            ),
        )


@dataclass(frozen=True, kw_only=True)
class TallyContext(MeetingPaper):
    """BIÊN BẢN KIỂM PHIẾU: rules, the count of every line, what was written on open ballots; never who voted how."""

    type_name: ClassVar[str] = "BIÊN BẢN KIỂM PHIẾU"

    @property
    def closing(self) -> str:
        """How the tally ends: one count for each outcome that occurred."""
        outcomes = (
            (self.passed, "thông qua"),
            (self.forwarded, "thông qua để trình cấp trên"),
            (self.failed, "không thông qua"),
            (self.moved_to_meeting, "chuyển ra phiên họp"),
            (self.postponed, "để lại phiên sau"),
        )
        parts = [f"{word} {rows.count_text}" for rows, word in outcomes if rows]
        done = f"Biên bản lập xong {self.after_poll}" if self.is_poll else "Biên bản lập xong, đã công bố tại cuộc họp"
        return self.ended(f"Kết quả: {'; '.join(parts) or 'không có trường hợp nào'}. {done}")

    @property
    def body(self) -> tuple[Block, ...]:
        """When, who, the counts, the sum."""
        when = say(self.time_line, label="1. Thời gian lấy ý kiến:" if self.is_poll else "1. Thời gian:")
        where = (
            say("kiểm phiếu lấy ý kiến gửi bằng văn bản, không họp.", label="2. Cách kiểm phiếu:")
            if self.is_poll
            else say(self.location_line, label="2. Địa điểm:")
        )
        results = say("", label="4. Kết quả:", role=Role.LEADS)
        ballots = [say("", label=f"5. {ON_BALLOTS}:", role=Role.LEADS)] if self.written else []
        said = (*ballots, *(say(text) for text in self.written_lines))
        return (when, where, *self.people, results, *self.results, *said, close(self.closing))

    @property
    def ending(self) -> EndingBlock:
        """Who counted and who presided sign."""
        return _signed(self)

    @classmethod
    def sample(cls) -> Self:
        """Return the tally of a fictitious meeting."""
        return cls(
            heading=samples.committee_heading("22-BB/ĐU"),
            subject=f"biểu quyết xét {samples.SUBJECT}",
            **samples.meeting_facts(),
        )


def _signed(paper: MeetingPaper) -> EndingBlock:
    if not paper.is_poll:
        return paper.two_signatures(paper.clerk, paper.chair)
    return EndingBlock(
        left=SigningPlace(authority=("NGƯỜI TỔNG HỢP PHIẾU",), name=paper.clerk.name),
        right=SigningPlace(authority=("CHỦ TRÌ",), name=paper.chair.name),
        name_pt=paper.standard.authority_pt,
    )
