"""Facts that papers about issued certificates print, as frozen dataclasses."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self

from documents.contexts import Heading, Signature, WholePaper
from documents.contexts.blocks import Block, Column, Role, TableBlock, close, say

LABEL_MM, WORDS_MM = 36, 60


@dataclass(frozen=True, kw_only=True)
class CorrectionAnnexContext(WholePaper):
    """PHỤ LỤC ĐÍNH CHÍNH: what a certificate says wrongly and what is right, attached to the decision that gave it.

    `rows` are (what, as printed, as corrected). The decision itself is not written anew.
    """

    type_name: ClassVar[str] = "PHỤ LỤC ĐÍNH CHÍNH"

    award: str
    recipient: str
    register_number: str
    decision_number: str
    decided_on: date
    committee: str
    rows: tuple[tuple[str, str, str], ...]
    grounds: str

    @property
    def opening(self) -> str:
        """Which certificate is corrected."""
        return (
            f"{self.committee} đính chính thông tin ghi trong Quyết định số {self.decision_number}, ngày "
            f"{self.on(self.decided_on)} và trên {self.award} số vào sổ {self.register_number} tặng "
            f"{self.recipient}, như sau:"
        )

    @property
    def body(self) -> tuple[Block, ...]:
        """Old and new side by side, why, and what becomes of the old sheet."""
        columns = (
            Column(key="label", head="Thông tin", width_mm=LABEL_MM),
            Column(key="before", head="Đã ghi", width_mm=WORDS_MM),
            Column(key="after", head="Đính chính thành", width_mm=WORDS_MM),
        )
        return (
            say(self.opening, role=Role.LEADS),
            TableBlock(columns=columns, rows=self.rows),
            say(f"{self.grounds.strip().rstrip('.')}.", label="Căn cứ:"),
            close(self.closing),
        )

    @property
    def closing(self) -> str:
        """What holds from now on."""
        return self.ended(
            f"{self.award} đã cấp được thu lại và cấp đổi, giữ nguyên số vào sổ. Phụ lục này là một phần của Quyết định "
            f"số {self.decision_number}; các nội dung khác của Quyết định giữ nguyên"
        )

    @classmethod
    def sample(cls) -> Self:
        """Return the correction of a fictitious name."""
        decided = date(2026, 9, 5)
        return cls(
            heading=Heading(
                superior="Đảng bộ tỉnh Bình An", issuer="Đảng ủy xã Tân Mỹ", number="", place="Tân Mỹ",
                dated=date(2026, 10, 2),
            ),
            subject=annex_subject("12-QĐ/ĐU", "05/9/2026", "Ban Thường vụ Đảng ủy xã Tân Mỹ"),
            award="Giấy khen",
            recipient="đồng chí Lê Thị Bích Liên",
            register_number="207",
            decision_number="12-QĐ/ĐU",
            decided_on=decided,
            committee="Ban Thường vụ Đảng ủy xã Tân Mỹ",
            rows=(("Họ tên, tên tập thể", "Lê Thị Bích Liên", "Lê Thị Bích Liễn"),),
            grounds="Bản sao giấy khai sinh; đơn của đồng chí Lê Thị Bích Liễn",
            signature=Signature(authority=("T/M Ban Thường vụ",), position="Bí thư", name="Nguyễn Văn Bình"),
        )  # fmt: skip


def annex_subject(number: str, day: str, body: str) -> str:
    """Return to which decision the annex belongs."""
    return f"kèm theo Quyết định số {number}, ngày {day} của {body}"
