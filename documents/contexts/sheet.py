"""The sheet of one appraiser on one line."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self

from . import samples
from .blocks import Align, Block, Column, EndingBlock, Role, SectionBlock, SigningPlace, TableBlock, say, spoken
from .lines import Line
from .lists import SMALL_PT
from .parts import paragraphs
from .whole import WholePaper

MARKS = ("Đạt", "Không đạt", "Chưa rõ")
TICK = "x"


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One criterion and what the appraiser says of it; an empty mark is left for a pen."""

    criterion: str
    mark: str = ""
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class AppraisalSheetContext(WholePaper):
    """PHIẾU THẨM ĐỊNH. It carries no number. A sheet that was not handed in prints what is known of the line and no judgement."""

    type_name: ClassVar[str] = "PHIẾU THẨM ĐỊNH"

    code: str
    round_title: str
    line: Line
    model: str = ""
    judged: tuple[Judged, ...] = ()
    remark: str = ""
    advice: str = ""
    advices: tuple[str, ...] = ()
    appraiser: str
    position: str = ""
    stands_for: str = ""

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """Label and value of the first part."""
        line = self.line
        vote = f"{line.vote.text} tán thành" if line.vote else ""
        return (
            ("Mã đề nghị", self.code),
            ("Tên tập thể" if line.is_collective else "Họ và tên", line.list_name if line.is_collective else line.name),
            ("Thuộc" if line.is_collective else "Chức vụ, đơn vị", line.place),
            ("Đơn vị đề nghị", line.proposer),
            ("Hình thức đề nghị", line.award),
            ("Kết quả biểu quyết nơi đề nghị", vote),
            ("Mô hình, cách làm", f"“{self.model}”" if self.model else ""),
            ("Thành tích", line.achievement),
        )

    @property
    def body(self) -> tuple[Block, ...]:
        """The line, the criteria, the remark and the advice."""
        return (
            SectionBlock(text="I. TRƯỜNG HỢP ĐƯỢC ĐỀ NGHỊ"),
            *(say(f"{label}: {value.rstrip('.')}.") for label, value in self.facts if value),
            SectionBlock(text="II. ĐÁNH GIÁ THEO TIÊU CHÍ"),
            self._table,
            SectionBlock(text="III. NHẬN XÉT"),
            *spoken(paragraphs(self.remark)),
            say(self._advice, label="IV. KẾT LUẬN:", role=Role.CLOSING),
        )

    @property
    def ending(self) -> EndingBlock:
        """The appraiser signs."""
        note = f"(theo ủy quyền của đồng chí {self.stands_for})" if self.stands_for else ""
        return EndingBlock(
            right=SigningPlace(authority=("NGƯỜI THẨM ĐỊNH",), note=note, name=self.appraiser),
            name_pt=self.standard.authority_pt,
        )

    @property
    def _advice(self) -> str:
        if self.advice:
            return self.ended(self.advice)
        return "; ".join(f"□ {advice}" for advice in self.advices) + "."

    @property
    def _table(self) -> TableBlock:
        columns = (
            Column(key="no", head="TT", width_mm=9, align=Align.CENTER),
            Column(key="criterion", head="Tiêu chí", width_mm=66),
            *(Column(key="count", head=mark, width_mm=15, align=Align.CENTER) for mark in MARKS),
            Column(key="remark", head="Nhận xét"),
        )
        rows = tuple(
            (str(n), each.criterion, *(TICK if each.mark == mark else "" for mark in MARKS), each.remark)
            for n, each in enumerate(self.judged, 1)
        )
        return TableBlock(columns=columns, rows=rows, size_pt=SMALL_PT)

    @classmethod
    def sample(cls) -> Self:
        """Return the sheet of a fictitious appraiser."""
        line = next(line for line in samples.lines(14) if line.birth_year == 1968)
        return cls(
            heading=samples.office_heading("", date(2026, 8, 20)),
            subject=f"đề nghị {samples.SUBJECT}",
            code="2026-01-007",
            round_title=samples.ROUND,
            line=line,
            model="Tuyến đường ánh sáng an ninh",
            judged=(
                Judged(criterion="Có việc làm cụ thể, nêu được số liệu, kết quả và người được hưởng lợi", mark="Đạt"),
                Judged(criterion="Được chi bộ và nhân dân nơi cư trú ghi nhận", mark="Đạt", remark="Đã hỏi cấp ủy nơi cư trú"),
                Judged(criterion="Có khả năng nhân rộng", mark="Chưa rõ", remark="Mới làm ở một ấp"),
                Judged(criterion="Chưa được khen thưởng về cùng một thành tích", mark="Đạt"),
            ),
            remark="Số liệu trong báo cáo khớp với sổ quỹ của ấp. Đề nghị chi bộ bổ sung ảnh tuyến đường.",
            advice="Nên đề nghị khen thưởng",
            appraiser="Nguyễn Thị Kim Oanh",
            position="Phó Chánh Văn phòng",
        )  # fmt: skip
