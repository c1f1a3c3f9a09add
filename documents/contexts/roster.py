"""The roster: one row of facts for each nominee, on a sheet in landscape."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, Self

from . import samples
from .about import NOTHING_KNOWN, About, Given, Rated
from .blocks import Block, close
from .lines import Line, Lines
from .lists import Shown, numbered, shown, table, told_apart, vote_text
from .whole import WholePaper

SIZE_PT = 11


def _of(what: Callable[[About], str]) -> Callable[[Line], str]:
    return lambda line: what(line.about or NOTHING_KNOWN)


def _born(line: Line) -> str:
    return (line.about.born if line.about else "") or str(line.birth_year or "")


def _summary(line: Line) -> str:
    return (line.about.summary if line.about else "") or line.achievement


@dataclass(frozen=True, kw_only=True)
class RosterContext(WholePaper):
    """DANH SÁCH TRÍCH NGANG of a dossier. `vote_label` says whose vote the last column counts.

    A column of which nothing is known for anybody is not printed.
    """

    type_name: ClassVar[str] = "DANH SÁCH TRÍCH NGANG"
    sheet_mm: ClassVar[tuple[float, float]] = (297, 210)

    lines: Lines
    vote_label: str = "Kết quả biểu quyết"

    @property
    def body(self) -> tuple[Block, ...]:
        """The table and the number of its rows."""
        rows = table("list roster", self._columns, self.lines, SIZE_PT)
        return (rows, close(self.ended(f"Danh sách này có {self.lines.count_text}")))

    @property
    def _columns(self) -> list[Shown]:
        same_names = self.lines.namesakes

        def name_of(line: Line) -> str:
            return line.list_name if _born(line) else told_apart(line.list_name, line, same_names)

        optional = (
            shown("born", "Ngày sinh", _born, 21, centered=True),
            shown("sex", "Giới tính", _of(lambda about: about.sex), 10, centered=True),
            shown("ethnicity", "Dân tộc", _of(lambda about: about.ethnicity), 13, centered=True),
            shown("place", "Chức vụ, đơn vị", lambda line: line.place, 28),
            shown("joined", "Ngày vào Đảng", self._joined, 21, centered=True),
            shown("ratings", "Xếp loại các năm gần nhất", _of(lambda about: about.ratings_text), 19),
            shown("awards", "Đã được khen", _of(lambda about: about.awards_text), 25),
        )
        note = shown("note", "Ghi chú", lambda line: line.note, 18)
        return [
            numbered(8),
            shown("name", "Tên tập thể, họ và tên", name_of, 30),
            *(each for each in optional if self._says(each)),
            shown("achievement", "Tóm tắt thành tích", _summary),
            shown("award", "Hình thức đề nghị", lambda line: line.award, 14, centered=True),
            shown("vote", self.vote_label, vote_text, 17, centered=True),
            *([note] if self._says(note) else []),
        ]

    def _says(self, each: Shown) -> bool:
        return any(each.of(1, line) for line in self.lines)

    @staticmethod
    def _joined(line: Line) -> str:
        """Return when a member joined, "x" for a member of whom that is not known."""
        return (line.about.joined if line.about else "") or ("x" if line.is_member else "")

    @classmethod
    def sample(cls) -> Self:
        """Return the roster of a fictitious cell."""
        lines = samples.lines(14)
        known = About(
            born_on=date(1968, 4, 12),
            sex="Nam",
            ethnicity="Kinh",
            joined_on=date(1994, 2, 3),
            ratings=(
                Rated(year=2025, rating="Hoàn thành xuất sắc nhiệm vụ"),
                Rated(year=2024, rating="Hoàn thành tốt nhiệm vụ"),
            ),
            awards=(Given(form="Giấy khen", year=2023, number="41-QĐ/ĐU", decided_on=date(2023, 5, 12)),),
            summary="Vận động 86 hộ tiết kiệm 41.350.000 đồng giúp 12 hộ khó khăn.",
        )
        return cls(
            heading=samples.cell_heading(""),
            subject=f"đề nghị {samples.SUBJECT}",
            lines=Lines(replace(line, about=known) if line.birth_year == 1968 else line for line in lines),
            vote_label="Chi bộ biểu quyết",
            copies_to=(),
            signature=samples.CELL_SECRETARY,
        )
