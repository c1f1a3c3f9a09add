"""The achievement report of one nominee, person or collective."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self

from . import samples
from .about import About, Given, Rated
from .blocks import Align, Block, Column, EndingBlock, Role, SectionBlock, SigningPlace, TableBlock, close, say, spoken
from .lines import Line
from .parts import paragraphs, two_digits
from .whole import WholePaper

DOTTED = "." * 40


@dataclass(frozen=True, kw_only=True)
class AchievementReportContext(WholePaper):
    """BÁO CÁO THÀNH TÍCH. Whoever reports signs on the right, the cell confirms on the left.

    Ratings and awards are those on record; where none is known, lines are left for a pen.
    """

    type_name: ClassVar[str] = "BÁO CÁO THÀNH TÍCH"

    line: Line
    about: About
    model: str = ""
    achievement: str = ""
    citation: str = ""
    body_word: str = "Chi bộ"
    cell: str
    met_on: date | None = None
    present: int | None = None
    total: int | None = None
    addressee: str
    round_title: str
    reporter: SigningPlace
    confirmation: SigningPlace | None = None

    @property
    def submitted_to(self) -> str:
        """A report addresses nobody (Hướng dẫn 36-HD/VPTW: no "Kính gửi" in a báo cáo)."""
        return ""

    @property
    def body(self) -> tuple[Block, ...]:
        """Who it is, what was achieved, ratings, earlier awards, what the cell resolved."""
        first = "SƠ LƯỢC ĐẶC ĐIỂM, TÌNH HÌNH" if self.line.is_collective else "SƠ LƯỢC LÝ LỊCH"
        return (
            SectionBlock(text=f"I. {first}"),
            *(say(f"{label}: {value or DOTTED}") for label, value in self.facts),
            SectionBlock(text="II. THÀNH TÍCH ĐẠT ĐƯỢC"),
            *([say(f"Mô hình, cách làm: “{self.model}”.")] if self.model else []),
            *spoken(paragraphs(self.achievement), lines=6),
            SectionBlock(text="III. XẾP LOẠI CHẤT LƯỢNG, KHEN THƯỞNG ĐÃ CÓ"),
            *self._ratings,
            *self._awards,
            SectionBlock(text=f"IV. ĐỀ NGHỊ CỦA {self.body_word.upper()}"),
            say(self.vote_text),
            close(self.closing),
        )

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """Label and value of the first part; an empty value is left for a pen."""
        line, about = self.line, self.about
        if line.is_collective:
            return (("Tên tập thể", line.name), ("Thuộc", line.unit or self.cell), ("Người đứng đầu", ""))
        born = about.born or str(line.birth_year or "")
        year_only = bool(born) and not about.born_on
        found = [
            ("Họ và tên", f"{line.name}{' (truy tặng)' if line.is_deceased else ''}"),
            ("Năm sinh" if year_only else "Ngày, tháng, năm sinh", born),
            ("Giới tính", about.sex),
            ("Dân tộc", about.ethnicity),
            ("Chức vụ, công việc", line.position),
            ("Đơn vị", line.unit or self.cell),
        ]
        if line.is_member:
            found.append(("Ngày vào Đảng", about.joined))
        return tuple(found)

    @property
    def vote_text(self) -> str:
        """What the cell's meeting said about this nominee."""
        where = f"{self.cell} đã họp ngày {self.on(self.met_on)}" if self.met_on else f"{self.cell} đã họp ngày ......"
        there = ""
        if self.present is not None and self.total is not None:
            there = f", có mặt {two_digits(self.present)}/{two_digits(self.total)} đảng viên"
        vote = self.line.vote
        counted = f"{vote.text} tán thành" if vote else "...... tán thành"
        return f"{where}{there}; kết quả biểu quyết đối với trường hợp này: {counted}."

    @property
    def closing(self) -> str:
        """For what the award is asked."""
        reason = f" về thành tích: “{self.citation.strip().rstrip('.')}”" if self.citation else ""
        return self.ended(
            f"{self.body_word} đề nghị {self.addressee} xét, {'truy tặng' if self.line.is_deceased else 'tặng'} "
            f"{self.line.award}{reason} trong đợt “{self.round_title}”"
        )

    @property
    def ending(self) -> EndingBlock:
        """The cell's confirmation and whoever reports."""
        return EndingBlock(left=self.confirmation, right=self.reporter, name_pt=self.standard.authority_pt)

    @property
    def _ratings(self) -> tuple[Block, ...]:
        if not self.about.ratings:
            return (say(f"1. Xếp loại chất lượng các năm gần nhất: {DOTTED}"),)
        years = "; ".join(f"năm {each.year}: {each.rating.lower()}" for each in self.about.ratings)
        return (say(f"1. Xếp loại chất lượng các năm gần nhất: {years}."),)

    @property
    def _awards(self) -> tuple[Block, ...]:
        if not self.about.awards:
            return (say(f"2. Khen thưởng đã được tặng: {DOTTED}"),)
        columns = (
            Column(key="year", head="Năm", width_mm=16, align=Align.CENTER),
            Column(key="award", head="Hình thức", width_mm=28, align=Align.CENTER),
            Column(key="authority", head="Cơ quan tặng"),
            Column(key="decision", head="Quyết định", width_mm=50),
        )
        rows = tuple((str(each.year), each.form, each.authority, each.decision) for each in self.about.awards)
        return (
            say("2. Khen thưởng đã được tặng:", role=Role.LEADS),
            TableBlock(columns=columns, rows=rows, name="list"),
        )

    @classmethod
    def sample(cls) -> Self:
        """Return the report of a fictitious member."""
        line = next(line for line in samples.lines(14) if line.birth_year == 1968)
        return cls(
            heading=samples.cell_heading(""),
            subject=f"đề nghị {samples.SUBJECT}",
            line=line,
            about=About(
                born_on=date(1968, 4, 12),
                sex="Nam",
                ethnicity="Kinh",
                joined_on=date(1994, 2, 3),
                ratings=(
                    Rated(year=2025, rating="Hoàn thành xuất sắc nhiệm vụ"),
                    Rated(year=2024, rating="Hoàn thành tốt nhiệm vụ"),
                ),
                awards=(
                    Given(
                        form="Giấy khen",
                        year=2023,
                        authority=samples.STANDING_COMMITTEE,
                        number="41-QĐ/ĐU",
                        decided_on=date(2023, 5, 12),
                    ),
                ),
            ),
            model="Tuyến đường ánh sáng an ninh",
            achievement=(
                "Năm 2026 vận động 86 hộ góp 41.350.000 đồng và 212 ngày công, lắp 64 bóng đèn trên 2,3 km đường ấp; "
                "từ tháng 3 đến tháng 8 không còn tai nạn ban đêm trên tuyến này.\n"
                "Duy trì tổ đọc báo chiều thứ Sáu, mỗi buổi 15 đến 20 người, kể chuyện về Bác gắn với việc của ấp."
            ),
            citation=samples.ACHIEVEMENT,
            cell="Chi bộ ấp Tân Đông",
            met_on=date(2026, 8, 11),
            present=14,
            total=15,
            addressee=samples.STANDING_COMMITTEE,
            round_title=samples.ROUND,
            reporter=SigningPlace(authority=("NGƯỜI BÁO CÁO",), name=line.name),
            confirmation=SigningPlace(
                authority=("XÁC NHẬN CỦA CHI BỘ", "T/M CHI BỘ"), position="BÍ THƯ", name="Lê Thị Bích Vân"
            ),
        )
