"""What a committee submits to the body above it."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self

from . import samples
from .lines import Lines
from .parts import Paper, party_number, two_digits


@dataclass(frozen=True, kw_only=True)
class UpwardSubmissionContext(Paper):
    """TỜ TRÌNH of the committee for awards that only a higher level may give; the list is an annex."""

    type_name: ClassVar[str] = "TỜ TRÌNH"

    body: str
    addressee: str
    round_title: str
    lines: Lines
    met_on: date | None = None
    serving: int | None = None

    @property
    def opening(self) -> str:
        """What was decided before the paper is sent up."""
        met = (
            f"{self.body} đã họp ngày {self.on(self.met_on)}, biểu quyết"
            if self.met_on
            else f"{self.body} đã biểu quyết"
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
        return self.ended(f"{self.body} kính trình {self.addressee} xem xét, quyết định")

    @property
    def annex_source(self) -> str:
        """The submission to which the list belongs."""
        return self.annex_of("Tờ trình", self.body)

    @property
    def annex_title(self) -> str:
        """Who is listed, under the word DANH SÁCH."""
        return f"tập thể, cá nhân đề nghị {self.addressee} tặng {', '.join(self.lines.awards)}"

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
            body=samples.STANDING_COMMITTEE,
            addressee=samples.PROVINCE,
            round_title=samples.ROUND,
            lines=Lines(samples.lines(9, award="Bằng khen")[:3]),
            met_on=samples.MEETING_DAY,
            serving=9,
            copies_to=(f"{samples.PROVINCE} (để trình)", "Ban Tổ chức Tỉnh ủy", "Lưu Văn phòng Đảng ủy"),
            signature=samples.SECRETARY,
        )
