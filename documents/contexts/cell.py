"""Papers of a cell: its submission letter and the minutes of its meeting."""

from dataclasses import dataclass
from datetime import date, time
from typing import ClassVar, Self

from . import samples
from .blocks import Block, EndingBlock, Paragraph, Role, Run, close, say, spoken
from .lines import Lines
from .lists import list_blocks, votes_table
from .parts import Speaker, hour_text, paragraphs, place_text, time_text, two_digits
from .whole import WholePaper

LETTER_WIDTHS = {"no": 10, "name": 42, "place": 45, "award": 20, "vote": 20}
VOTE_WIDTHS = {"no": 10, "award": 22, "count": 20}
"""Columns of the lists in mm; the column that is not named takes what is left."""


@dataclass(frozen=True, kw_only=True)
class CellLetterContext(WholePaper):
    """TỜ TRÌNH of a cell: whom it proposes and with which vote, as a list inside the text."""

    type_name: ClassVar[str] = "TỜ TRÌNH"

    cell: str
    body_word: str = "Chi bộ"
    addressee: str
    round_title: str
    lines: Lines
    met_on: date | None = None
    present: int | None = None
    total: int | None = None

    @property
    def opening(self) -> str:
        """What the cell did before it proposes."""
        attendance = ""
        if self.met_on:
            attendance = f"Ngày {self.on(self.met_on)}, {self.cell} đã họp"
            if self.present is not None and self.total is not None:
                attendance += f" (có mặt {two_digits(self.present)}/{two_digits(self.total)} đảng viên)"
            attendance += ", xét thành tích của từng trường hợp và biểu quyết. "
        subject = f"{self.body_word} thống nhất đề nghị" if attendance else f"{self.cell} đề nghị"
        return (
            f"Thực hiện đợt “{self.round_title}”. {attendance}{subject} {self.addressee} xét, tặng "
            f"{self.lines.award_text} sau đây:"
        )

    @property
    def closing(self) -> str:
        """The last sentence."""
        return self.ended(f"{self.cell} kính trình {self.addressee} xem xét, quyết định")

    @property
    def submitted_to(self) -> str:
        """The addressee."""
        return self.addressee

    @property
    def body(self) -> tuple[Block, ...]:
        """Who is proposed, as a list inside the text."""
        rows = list_blocks(self.lines, with_award=True, with_votes=True, widths=LETTER_WIDTHS)
        return (say(self.opening), *rows, close(self.closing))

    @classmethod
    def sample(cls) -> Self:
        """Return the letter of a fictitious cell."""
        return cls(
            heading=samples.cell_heading("03-TTr/CB"),
            subject=f"về việc đề nghị {samples.SUBJECT}",
            cell=samples.CELL,
            addressee=samples.STANDING_COMMITTEE,
            round_title=samples.ROUND,
            lines=samples.lines(14),
            met_on=date(2026, 8, 11),
            present=14,
            total=15,
            copies_to=(f"{samples.STANDING_COMMITTEE} (để trình)", "Lưu Chi bộ"),
            signature=samples.CELL_SECRETARY,
        )


@dataclass(frozen=True, kw_only=True)
class CellMinutesContext(WholePaper):
    """BIÊN BẢN of a cell's meeting. What was not recorded is left out or left blank for a pen, never invented."""

    type_name: ClassVar[str] = "BIÊN BẢN"

    cell: str
    body_word: str = "Chi bộ"
    lines: Lines
    met_on: date | None
    starts_at: time | None = None
    ends_at: time | None = None
    location: str = ""
    present: int | None = None
    total: int | None = None
    method: str = "biểu quyết giơ tay"
    chair: Speaker
    clerk: Speaker
    opinions: str = ""
    addressee: str
    round_title: str

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
        """Members of the cell, present and absent."""
        if self.present is None or self.total is None:
            return "Tổng số đảng viên: ......; có mặt: ......; vắng: ......"
        absent = self.total - self.present
        return (
            f"Tổng số đảng viên: {two_digits(self.total)}; có mặt: {two_digits(self.present)}; "
            f"vắng: {two_digits(absent) if absent else 'không'}."
        )

    @property
    def agenda_line(self) -> str:
        """What the meeting dealt with."""
        return f"{self.body_word} xét đề nghị khen thưởng trong đợt “{self.round_title}”."

    @property
    def opinion_paragraphs(self) -> tuple[str, ...]:
        """What was said; empty when nothing was noted, then the paper leaves dotted lines for a pen."""
        return paragraphs(self.opinions)

    @property
    def conclusion(self) -> str:
        """What the cell resolved."""
        return (
            f"{self.body_word} thống nhất đề nghị {self.addressee} xét, tặng {self.lines.award_text} "
            f"có tên trong bảng trên."
        )

    @property
    def closing(self) -> str:
        """How the minutes end."""
        end = f"Cuộc họp kết thúc lúc {hour_text(self.ends_at)} cùng ngày."
        return self.ended(f"{end} Biên bản đã được đọc cho hội nghị nghe và thông qua")

    @property
    def body(self) -> tuple[Block, ...]:
        """Seven points, as the minutes of a cell have them."""
        voted = f" đề nghị tặng {', '.join(self.lines.awards)} ({self.method}; tỷ lệ tính trên số đảng viên có mặt):"
        return (
            say(self.time_line, label="1. Thời gian:"),
            say(self.location_line, label="2. Địa điểm:"),
            say(self.attendance_line, label="3. Thành phần:"),
            say(f"Chủ trì: {self.chair.text}."),
            say(f"Người ghi biên bản: {self.clerk.text}."),
            say(self.agenda_line, label="4. Nội dung:"),
            say("", label="5. Ý kiến thảo luận:", role=Role.LEADS),
            *spoken(self.opinion_paragraphs),
            Paragraph(runs=(Run(text="6. Kết quả biểu quyết", is_bold=True), Run(text=voted)), role=Role.LEADS),
            votes_table(self.lines, in_cell=True, widths=VOTE_WIDTHS),
            say(self.conclusion, label="7. Kết luận:"),
            close(self.closing),
        )

    @property
    def ending(self) -> EndingBlock:
        """The clerk and the chair sign."""
        return self.two_signatures(self.clerk, self.chair)

    @classmethod
    def sample(cls) -> Self:
        """Return the minutes of a fictitious cell."""
        return cls(
            heading=samples.cell_heading("07-BB/CB", date(2026, 8, 11)),
            subject=f"họp chi bộ xét đề nghị {samples.SUBJECT}",
            cell=samples.CELL,
            lines=samples.lines(14),
            met_on=date(2026, 8, 11),
            starts_at=time(19, 30),
            ends_at=time(21, 0),
            location="Nhà văn hóa ấp Tân Thành",
            present=14,
            total=15,
            chair=Speaker(name="Lê Thị Bích Vân", position="Bí thư chi bộ"),
            clerk=Speaker(name="Đặng Hoàng Ân", position="Chi ủy viên"),
            opinions=(
                "Đồng chí Nguyễn Văn Hai: mô hình tuyến đường ánh sáng đã lan ra ba tổ tự quản, cả ấp không còn đoạn "
                "đường tối.\nĐồng chí Phạm Thị Mười: đề nghị nhân rộng mô hình trong năm sau."
            ),
            addressee=samples.STANDING_COMMITTEE,
            round_title=samples.ROUND,
        )
