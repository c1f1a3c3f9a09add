"""What is made known before a vote and after a mistake: posted names, a corrected result."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self

from vietnamese.text import lower_first

from . import samples
from .blocks import Block, close, say
from .lines import Line, Lines
from .lists import SMALL_PT, WIDE_WIDTHS, list_blocks
from .parts import party_number
from .whole import WholePaper

DOTTED = "." * 60


@dataclass(frozen=True, kw_only=True)
class PostingNoticeContext(WholePaper):
    """THÔNG BÁO niêm yết: who is proposed, until when and where objections are taken."""

    type_name: ClassVar[str] = "THÔNG BÁO"

    issuer: str
    round_title: str
    starts_on: date
    ends_on: date
    place: str = ""
    contact: str = ""
    lines: Lines

    @property
    def opening(self) -> str:
        """Why the names are posted."""
        return (
            f"Thực hiện đợt “{self.round_title}”, {self.issuer} niêm yết danh sách {self.lines.count_text} được đề nghị "
            "khen thưởng để lấy ý kiến trước khi xét, biểu quyết:"
        )

    @property
    def body(self) -> tuple[Block, ...]:
        """From when to when, where, to whom to speak, and the list."""
        when = f"từ ngày {self.on(self.starts_on)} đến hết ngày {self.on(self.ends_on)}."
        how = (
            "Ý kiến gửi bằng văn bản, điện thoại hoặc nêu trực tiếp, nói rõ sự việc; được ghi lại, xem xét và trả lời "
            "trước khi biểu quyết."
        )
        return (
            say(self.opening),
            say(when, label="1. Thời gian niêm yết:"),
            say(f"{self.place.rstrip('.')}." if self.place else DOTTED, label="2. Nơi niêm yết:"),
            say(f"{self.contact.rstrip('.')}." if self.contact else DOTTED, label="3. Nơi nhận ý kiến:"),
            say(how),
            say("", label="4. Danh sách:"),
            *list_blocks(self.lines, with_proposer=True, with_award=True, widths=WIDE_WIDTHS, size_pt=SMALL_PT),
            close(self.closing),
        )

    @property
    def closing(self) -> str:
        """Until when objections are taken."""
        return self.ended(f"Sau ngày {self.on(self.ends_on)}, danh sách được trình xét, biểu quyết theo quy định")

    @classmethod
    def sample(cls) -> Self:
        """Return the posting of a fictitious committee."""
        return cls(
            heading=samples.committee_heading(party_number(28, "TB/ĐU"), date(2026, 8, 20)),
            subject=f"về việc niêm yết danh sách đề nghị {samples.SUBJECT}",
            issuer=samples.COMMITTEE,
            round_title=samples.ROUND,
            starts_on=date(2026, 8, 20),
            ends_on=date(2026, 8, 27),
            place="Bảng tin trụ sở Đảng ủy xã và nhà văn hóa các ấp",
            contact="Văn phòng Đảng ủy xã Tân Mỹ, điện thoại 0276 000 0119",
            lines=samples.lines(9),
            copies_to=("Các chi bộ trực thuộc", "Lưu Văn phòng Đảng ủy"),
            signature=samples.SECRETARY,
        )


@dataclass(frozen=True, kw_only=True)
class CorrectionNoticeContext(WholePaper):
    """THÔNG BÁO đính chính: that a released result was wrong, what is right, why and by whose authority."""

    type_name: ClassVar[str] = "THÔNG BÁO"

    committee: str
    office: str
    line: Line
    met_on: date
    round_title: str
    announced: str
    correct: str
    reason: str
    authority: str
    paper_number: str = ""
    paper_on: date | None = None

    @property
    def opening(self) -> str:
        """Which result is corrected."""
        name = self.line.sentence_name
        return (
            f"{self.committee} đính chính kết quả xét tặng {self.line.award} cho {name}, tại phiên họp ngày "
            f"{self.on(self.met_on)} trong đợt “{self.round_title}”, như sau:"
        )

    @property
    def body(self) -> tuple[Block, ...]:
        """What was announced, what is right, why, by which authority."""
        number = self.paper_number.strip().removeprefix("Số ").removeprefix("số ")
        typed = lower_first(number) if " số " in number else f"văn bản số {number}"
        paper = f", {typed}" if number else ""
        day = f", ngày {self.on(self.paper_on)}" if self.paper_on else ""
        return (
            say(self.opening),
            say(f"{self.announced}.", label="1. Kết quả đã thông báo:"),
            say(f"{self.correct}.", label="2. Kết quả đúng:"),
            say(f"{self.reason.strip().rstrip('.')}.", label="3. Lý do đính chính:"),
            say(f"{self.authority.strip().rstrip('.')}{paper}{day}.", label="4. Thẩm quyền, căn cứ:"),
            close(self.closing),
        )

    @property
    def closing(self) -> str:
        """What is replaced."""
        return self.ended(
            "Thông báo này thay cho phần kết quả đã thông báo về trường hợp nêu trên; các nội dung khác giữ nguyên. "
            f"{self.office} thông báo để đơn vị, cá nhân liên quan biết, thực hiện"
        )

    @classmethod
    def sample(cls) -> Self:
        """Return the correction of a fictitious result."""
        line = next(line for line in samples.lines(9) if line.birth_year == 1968)
        return cls(
            heading=samples.committee_heading(party_number(35, "TB/ĐU"), date(2026, 9, 12)),
            subject=f"đính chính kết quả xét {samples.SUBJECT}",
            committee=samples.STANDING_COMMITTEE,
            office=samples.OFFICE,
            line=line,
            met_on=samples.MEETING_DAY,
            round_title=samples.ROUND,
            announced="Không được duyệt",
            correct="Được duyệt",
            reason="Ghi nhầm số phiếu tán thành khi nhập kết quả kiểm phiếu, biên bản kiểm phiếu ghi 06 phiếu",
            authority="Ban Thường vụ Đảng ủy xã Tân Mỹ",
            paper_number="34-KL/ĐU",
            paper_on=date(2026, 9, 11),
            copies_to=("Chi bộ ấp Tân Đông", "Các đồng chí Ủy viên Ban Thường vụ", "Lưu Văn phòng Đảng ủy"),
            signature=samples.SECRETARY,
        )
