"""What a cell holds in its hands after handing in: a code, the list of what went, and hashes to check it by."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Self

from vietnamese.dates import VIETNAM
from vietnamese.text import thousands

from . import samples
from .parts import Paper

GROUP = 8
SHOWN = 8


def grouped(digest: str) -> str:
    """Return a hash in groups of eight, as it is compared by eye."""
    return " ".join(digest[start : start + GROUP] for start in range(0, len(digest), GROUP))


@dataclass(frozen=True, kw_only=True)
class HandedLine:
    """One line that went."""

    code: str
    name: str
    form: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class HandedFile:
    """A file or a paper that went along, with its size in bytes and its SHA-256."""

    name: str
    about: str
    size: int
    sha256: str

    @property
    def short_hash(self) -> str:
        """The beginning of the hash, enough to find the whole one below."""
        return self.sha256[:SHOWN]

    @property
    def size_text(self) -> str:
        """ "312.400 byte"."""
        return f"{thousands(self.size)} byte"


@dataclass(frozen=True, kw_only=True)
class ReceiptContext(Paper):
    """GIẤY BIÊN NHẬN HỒ SƠ. Made by the system; nobody signs it. `address` is where it is looked up."""

    type_name: ClassVar[str] = "GIẤY BIÊN NHẬN HỒ SƠ"

    code: str
    dossier: str
    sequence: int
    cell: str
    office: str
    round_title: str
    at: str
    by: str
    deadline: str = ""
    lines: tuple[HandedLine, ...] = ()
    files: tuple[HandedFile, ...] = ()
    papers: tuple[HandedFile, ...] = ()
    sha256: str
    address: str

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """Label and value of the first part."""
        again = f", lần trình thứ {self.sequence}" if self.sequence > 1 else ""
        rows = (
            ("Hồ sơ", f"{self.dossier}{again}"),
            ("Đợt", self.round_title),
            ("Đơn vị trình", self.cell),
            ("Người trình", f"Đồng chí {self.by}"),
            ("Trình lúc", self.moment(self.at)),
            ("Nơi nhận", self.office),
            ("Hạn trình của đợt", self.moment(self.deadline) if self.deadline else ""),
        )
        return tuple(row for row in rows if row[1])

    @property
    def hashes(self) -> tuple[tuple[str, str], ...]:
        """Name and whole hash of everything that has one, this receipt last."""
        rows = [(each.name, grouped(each.sha256)) for each in (*self.papers, *self.files)]
        return (*rows, ("Toàn bộ nội dung của biên nhận này", grouped(self.sha256)))

    def moment(self, text: str) -> str:
        """Return "9 giờ 14 phút, ngày 12/8/2026" for a moment in ISO form."""
        at = datetime.fromisoformat(text).astimezone(VIETNAM)
        return f"{at.hour} giờ {at.minute:02d} phút, ngày {self.on(at)}"

    @classmethod
    def sample(cls) -> Self:
        """Return the receipt of a fictitious cell."""
        digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
        return cls(
            heading=samples.cell_heading("", date(2026, 8, 12)),
            subject="BN-2026-01-H03-1",
            code="BN-2026-01-H03-1",
            dossier="2026-01-H03",
            sequence=1,
            cell=samples.CELL,
            office="Văn phòng Đảng ủy xã Tân Mỹ",
            round_title=samples.ROUND,
            at="2026-08-12T02:14:09+00:00",
            by="Lê Thị Bích Vân",
            deadline="2026-08-20T10:00:00+00:00",
            lines=(
                HandedLine(code="2026-01-007", name=samples.CELL, form="Giấy khen", note="14/14 phiếu tán thành"),
                HandedLine(code="2026-01-008", name="Đồng chí Nguyễn Văn Hai", form="Giấy khen"),
            ),
            papers=(HandedFile(name="Tờ trình của chi bộ", about="Cả hồ sơ", size=48_211, sha256=digest),),
            files=(HandedFile(name="Sổ quỹ heo đất", about="Chi bộ ấp Tân Thành", size=312_400, sha256=digest[::-1]),),
            sha256=digest,
            address="/bien-nhan/BN-2026-01-H03-1/",
        )
