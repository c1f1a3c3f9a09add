"""The roster: one row of facts for each nominee, on a sheet in landscape."""

from dataclasses import dataclass
from typing import ClassVar, Self

from . import samples
from .lines import Lines
from .parts import Paper


@dataclass(frozen=True, kw_only=True)
class RosterContext(Paper):
    """DANH SÁCH TRÍCH NGANG of a dossier. `vote_label` says whose vote the last column counts."""

    type_name: ClassVar[str] = "DANH SÁCH TRÍCH NGANG"
    page_width_mm: ClassVar[float] = 297

    lines: Lines
    vote_label: str = "Kết quả biểu quyết"

    @classmethod
    def sample(cls) -> Self:
        """Return the roster of a fictitious cell."""
        return cls(
            heading=samples.cell_heading(""),
            subject=f"đề nghị {samples.SUBJECT}",
            lines=samples.lines(14),
            vote_label="Chi bộ biểu quyết",
            copies_to=(),
            signature=samples.CELL_SECRETARY,
        )
