"""What a committee submits to the body above it."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self

from . import samples
from .blocks import Block, close, say
from .lines import Lines
from .lists import SMALL_PT, WIDE_WIDTHS, list_blocks
from .parts import party_number, two_digits
from .whole import WholePaper


@dataclass(frozen=True, kw_only=True)
class UpwardSubmissionContext(WholePaper):
    """TỜ TRÌNH of the committee for awards that only a higher level may give; the list is an annex."""

    type_name: ClassVar[str] = "TỜ TRÌNH"

    committee: str
    addressee: str
    round_title: str
    lines: Lines
    met_on: date | None = None
    serving: int | None = None
    is_poll: bool = False

    @property
    def opening(self) -> str:
        """What was decided before the paper is sent up."""
        how = "lấy ý kiến bằng văn bản" if self.is_poll else "họp"
        met = (
            f"{self.committee} đã {how} ngày {self.on(self.met_on)}, biểu quyết"
            if self.met_on
            else f"{self.committee} đã biểu quyết"
        )
        return (
            f"Thực hiện đợt “{self.round_title}”, sau khi các chi bộ bình xét và cơ quan chuyên môn thẩm định, {met} "
            f"thống nhất đề nghị {self.addressee} xét, tặng {self.lines.award_text} "
            f"{self._where}."
        )

    @property
    def single(self) -> str:
        """The nominee in full when there is only one, else ""."""
        if len(self.lines) != 1:
            return ""
        line = self.lines[0]
        name = line.sentence_name[:1].upper() + line.sentence_name[1:]
        vote = f" Kết quả biểu quyết: {line.vote.text} tán thành." if line.vote else ""
        earned = f" Thành tích: {line.achievement.rstrip('.')}." if line.achievement else ""
        return f"{name}.{earned}{vote}"

    @property
    def enclosure(self) -> str:
        """What goes with the paper."""
        return f"Kèm theo tờ trình: hồ sơ của {two_digits(len(self.lines))} trường hợp và biên bản họp."

    @property
    def closing(self) -> str:
        """The last sentence."""
        return self.ended(f"{self.committee} kính trình {self.addressee} xem xét, quyết định")

    @property
    def annex_source(self) -> str:
        """The submission to which the list belongs."""
        return self.annex_of("Tờ trình", self.committee)

    @property
    def annex_title(self) -> str:
        """Who is listed, under the word DANH SÁCH."""
        return f"tập thể, cá nhân đề nghị {self.addressee} tặng {', '.join(self.lines.awards)}"

    @property
    def submitted_to(self) -> str:
        """The authority that gives the award."""
        return self.addressee

    @property
    def body(self) -> tuple[Block, ...]:
        """What was decided and what goes along."""
        single = [say(self.single)] if self.single else []
        return (say(self.opening), *single, say(self.enclosure), close(self.closing))

    @property
    def annexes(self) -> tuple[Block, ...]:
        """The list, unless the one nominee stands in the text."""
        if self.single:
            return ()
        rows = list_blocks(
            self.lines, with_proposer=True, with_award=True, with_votes=True, widths=WIDE_WIDTHS, size_pt=SMALL_PT
        )
        return (self.annex_head(self.annex_title, self.annex_source), *rows)

    @property
    def _where(self) -> str:
        return "(có danh sách kèm theo)" if len(self.lines) != 1 else "sau đây"

    @classmethod
    def sample(cls) -> Self:
        """Return the submission of a fictitious committee for bằng khen."""
        return cls(
            heading=samples.committee_heading(party_number(9, "TTr/ĐU"), date(2026, 9, 8)),
            subject="về việc đề nghị tặng Bằng khen cho tập thể, cá nhân tiêu biểu trong học tập và làm theo tư tưởng, "
            "đạo đức, phong cách Hồ Chí Minh năm 2026",
            basis=samples.BASIS,
            committee=samples.STANDING_COMMITTEE,
            addressee=samples.PROVINCE,
            round_title=samples.ROUND,
            lines=Lines(samples.lines(9, award="Bằng khen")[:3]),
            met_on=samples.MEETING_DAY,
            serving=9,
            copies_to=(f"{samples.PROVINCE} (để trình)", "Ban Tổ chức Tỉnh ủy", "Lưu Văn phòng Đảng ủy"),
            signature=samples.SECRETARY,
        )
