"""What the appraising office puts before the committee."""

from dataclasses import dataclass
from typing import ClassVar, Self

from . import samples
from .blocks import Block, close, say
from .lines import Lines
from .lists import SMALL_PT, WIDE_WIDTHS, list_blocks
from .meeting import PutOn
from .parts import two_digits
from .whole import WholePaper


def fit_text(exempted: int) -> str:
    """Return that lines may be awarded; `exempted` of them although they miss a condition."""
    but = f", trong đó {two_digits(exempted)} trường hợp được cho phép ngoại lệ; " if exempted else ", "
    return f"đủ điều kiện{but}hồ sơ hợp lệ"


@dataclass(frozen=True, kw_only=True)
class OfficeSubmissionContext(WholePaper):
    """TỜ TRÌNH of the office to the standing committee: both lists, recommended and not recommended, as annexes."""

    type_name: ClassVar[str] = "TỜ TRÌNH"

    office: str
    addressee: str
    round_title: str
    recommended: Lines
    not_recommended: Lines
    exempted_count: int = 0
    put_on: tuple[PutOn, ...] = ()
    dossier_count: int | None = None

    @property
    def opening(self) -> str:
        """How many dossiers came in."""
        together = Lines((*self.recommended, *self.not_recommended))
        sources = f" từ {two_digits(self.dossier_count)} hồ sơ" if self.dossier_count else ""
        return (
            f"Thực hiện đợt “{self.round_title}”, {self.office} đã tiếp nhận và thẩm định {two_digits(len(together))} "
            f"trường hợp{sources} ({together.count_text}). {self.office} báo cáo {self.addressee} kết quả như sau:"
        )

    @property
    def results(self) -> tuple[tuple[str, str], ...]:
        """Label and sentence for each of the two lists; a list without rows is said to be empty."""
        first = (
            f"{self.recommended.count_text} {fit_text(self.exempted_count)} (Danh sách 1 kèm theo)."
            if self.recommended
            else "không có trường hợp nào."
        )
        second = (
            f"{self.not_recommended.count_text}, lý do ghi ở từng dòng (Danh sách {2 if self.recommended else 1} kèm theo)."
            if self.not_recommended
            else "không có trường hợp nào."
        )
        return (("1. Đề nghị khen thưởng:", first), ("2. Không đề nghị khen thưởng:", second))

    @property
    def note(self) -> str:
        """What the committee may do with the second list; "" when there is none."""
        if not self.not_recommended:
            return ""
        return self.fixed(
            "Ủy viên Ban Thường vụ có quyền yêu cầu đưa trường hợp không được đề nghị vào nội dung biểu quyết; "
            "trường hợp không có yêu cầu thì không khen thưởng trong đợt này."
        )

    @property
    def closing(self) -> str:
        """The last sentence."""
        return self.ended(f"{self.office} kính trình {self.addressee} xem xét, quyết định")

    @property
    def submitted_to(self) -> str:
        """The standing committee."""
        return self.addressee

    @property
    def body(self) -> tuple[Block, ...]:
        """What came in and what the office found."""
        return (
            say(self.opening),
            *(say(text, label=label) for label, text in self.results),
            *([say(self.note)] if self.note else []),
            *(say(each.text) for each in self.put_on),
            close(self.closing),
        )

    @property
    def annexes(self) -> tuple[Block, ...]:
        """Both lists; that of those not recommended gives the reasons. A list without rows is not there."""
        lists = (
            ("tập thể, cá nhân đề nghị khen thưởng", self.recommended, False),
            ("tập thể, cá nhân không đề nghị khen thưởng", self.not_recommended, True),
        )
        filled = [entry for entry in lists if entry[1]]
        return tuple(
            block
            for number, (title, rows, has_reason) in enumerate(filled, 1)
            for block in (
                self.annex_head(title, self.annex_source, f"DANH SÁCH {number}"),
                *list_blocks(
                    rows, with_proposer=True, with_award=True, with_votes=True, vote_label="Chi bộ tán thành",
                    with_reason=has_reason, without_achievement=has_reason, widths=WIDE_WIDTHS, size_pt=SMALL_PT,
                ),
            )
        )  # fmt: skip

    @property
    def annex_source(self) -> str:
        """The submission to which the lists belong."""
        return self.annex_of("Tờ trình", self.office)

    @classmethod
    def sample(cls) -> Self:
        """Return the submission of a fictitious office."""
        lines = samples.lines(14)
        return cls(
            heading=samples.office_heading("05-TTr/VPĐU"),
            subject=f"về việc xét {samples.SUBJECT}",
            basis=samples.BASIS,
            office=samples.OFFICE,
            addressee=samples.STANDING_COMMITTEE,
            round_title=samples.ROUND,
            recommended=lines,
            not_recommended=samples.weak_lines(),
            dossier_count=6,
            copies_to=(f"{samples.STANDING_COMMITTEE} (để trình)", "Lưu Văn phòng Đảng ủy"),
            signature=samples.OFFICE_HEAD,
        )
