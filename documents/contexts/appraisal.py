"""The report of the appraising office on all lines of a meeting."""

from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, Self

from . import samples
from .blocks import Align, Block, Column, Role, SectionBlock, TableBlock, close, say
from .lines import Lines
from .lists import SMALL_PT, list_blocks
from .meeting import PutOn
from .office import fit_text
from .parts import party_number, two_digits
from .whole import WholePaper

REASON_WIDTHS = {"no": 9, "name": 52, "place": 0, "proposer": 38, "award": 20}


@dataclass(frozen=True, kw_only=True)
class FormCount:
    """How many were proposed for one form of award, and what the office advises."""

    award: str
    collectives: int
    individuals: int
    recommended: int
    not_recommended: int

    @property
    def proposed(self) -> int:
        """All together."""
        return self.collectives + self.individuals


@dataclass(frozen=True, kw_only=True)
class Exempted:
    """That a line may pass although it does not meet a condition."""

    line: str
    rule: str
    fact: str = ""
    reason: str = ""
    by: str = ""

    @property
    def text(self) -> str:
        """One sentence."""
        fact = f" ({_end(self.fact)})" if self.fact else ""
        by = f"đồng chí {self.by} cho phép" if self.by else "được cho phép"
        reason = f", lý do: {_end(self.reason)}" if self.reason else ""
        return f"{self.line}: {_end(self.rule)}{fact}; {by}{reason}."


@dataclass(frozen=True, kw_only=True)
class OpinionGiven:
    """What another body answered about a line; without `consent` it has not answered."""

    body: str
    line: str
    consent: str = ""
    answer: str = ""
    answered_on: date | None = None
    due_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class ObjectionMade:
    """What was said against a posted name and what came of it. Who said it is not printed."""

    line: str
    text: str
    is_upheld: bool | None = None
    answer: str = ""

    @property
    def sentence(self) -> str:
        """One sentence."""
        found = {True: "phản ánh đúng", False: "phản ánh không đúng", None: "chưa có kết quả xem xét"}[self.is_upheld]
        answer = f"; {_end(self.answer)}" if self.answer else ""
        return f"{self.line}: {_end(self.text)}. Kết quả xem xét: {found}{answer}."


@dataclass(frozen=True, kw_only=True)
class Posted:
    """That names were posted before the vote."""

    starts_on: date
    ends_on: date
    count: int
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class AppraisalSummaryContext(WholePaper):
    """BÁO CÁO kết quả thẩm định of the office to the committee. A report addresses nobody above its text."""

    type_name: ClassVar[str] = "BÁO CÁO"

    office: str
    addressee: str
    round_title: str
    recommended: Lines
    not_recommended: Lines
    counts: tuple[FormCount, ...]
    dossier_count: int | None = None
    sheet_count: int = 0
    exempted_count: int = 0
    put_on: tuple[PutOn, ...] = ()
    exempted: tuple[Exempted, ...] = ()
    opinions: tuple[OpinionGiven, ...] = ()
    postings: tuple[Posted, ...] = ()
    objections: tuple[ObjectionMade, ...] = ()

    @property
    def opening(self) -> str:
        """What the report is about."""
        return f"Thực hiện đợt “{self.round_title}”, {self.office} báo cáo {self.addressee} kết quả thẩm định như sau:"

    @property
    def intake(self) -> str:
        """How many lines came in from how many dossiers."""
        together = Lines((*self.recommended, *self.not_recommended))
        sources = f" trong {two_digits(self.dossier_count)} hồ sơ" if self.dossier_count else ""
        return f"Đã tiếp nhận {two_digits(len(together))} trường hợp{sources}, gồm {together.count_text}."

    @property
    def advice(self) -> tuple[str, str]:
        """What the office advises, and about whom it advises against."""
        sheets = f" Đã lập {two_digits(self.sheet_count)} phiếu thẩm định." if self.sheet_count else ""
        for_them = (
            f"{self.recommended.count_text} {fit_text(self.exempted_count)} (danh sách kèm theo tờ trình).{sheets}"
            if self.recommended
            else f"không có trường hợp nào.{sheets}"
        )
        against = f"{self.not_recommended.count_text}, vì:" if self.not_recommended else "không có trường hợp nào."
        return for_them, against

    @property
    def body(self) -> tuple[Block, ...]:
        """Five parts; one of which nothing is to be said says so in a sentence."""
        recommended, not_recommended = self.advice
        return (
            say(self.opening),
            SectionBlock(text="I. TÌNH HÌNH TIẾP NHẬN"),
            say(self.intake, role=Role.LEADS),
            self._counts_table,
            SectionBlock(text="II. KẾT QUẢ THẨM ĐỊNH"),
            say(recommended, label="1. Đề nghị khen thưởng:"),
            say(
                not_recommended,
                label="2. Không đề nghị khen thưởng:",
                role=Role.LEADS if self.not_recommended else Role.BODY,
            ),
            *self._reasons,
            *(say(each.text) for each in self.put_on),
            SectionBlock(text="III. TRƯỜNG HỢP ĐƯỢC CHO PHÉP NGOẠI LỆ"),
            *self._sentences(tuple(each.text for each in self.exempted)),
            SectionBlock(text="IV. Ý KIẾN CỦA CƠ QUAN LIÊN QUAN"),
            *self._opinions,
            SectionBlock(text="V. NIÊM YẾT LẤY Ý KIẾN"),
            *self._postings,
            close(self.closing),
        )

    @property
    def closing(self) -> str:
        """The last sentence."""
        return self.ended(f"Trên đây là kết quả thẩm định, {self.office} báo cáo {self.addressee} xem xét")

    @property
    def _counts_table(self) -> TableBlock:
        heads = ("Tập thể", "Cá nhân", "Cộng", "Đề nghị khen thưởng", "Không đề nghị")
        columns = (
            Column(key="award", head="Hình thức đề nghị"),
            *(Column(key="count", head=head, width_mm=25, align=Align.CENTER) for head in heads),
        )
        rows = [
            (each.award, each.collectives, each.individuals, each.proposed, each.recommended, each.not_recommended)
            for each in self.counts
        ]
        if len(rows) > 1:
            rows.append(("Cộng", *(sum(row[place] for row in rows) for place in range(1, 6))))
        return TableBlock(
            columns=columns,
            rows=tuple((row[0], *(two_digits(n) if n else "0" for n in row[1:])) for row in rows),
            size_pt=SMALL_PT,
        )

    @property
    def _reasons(self) -> tuple[Block, ...]:
        if not self.not_recommended:
            return ()
        return list_blocks(
            Lines(replace(line, position="", unit="") for line in self.not_recommended),
            with_proposer=True, with_award=True, with_reason=True, without_achievement=True,
            widths=REASON_WIDTHS, size_pt=SMALL_PT,
        )  # fmt: skip

    @property
    def _opinions(self) -> tuple[Block, ...]:
        if not self.opinions:
            return (say("Không có trường hợp nào phải xin ý kiến."),)
        answered = sum(1 for each in self.opinions if each.consent)
        first = (
            f"Đã xin ý kiến {two_digits(len(self.opinions))} lượt, nhận được {two_digits(answered)} văn bản trả lời:"
        )
        columns = (
            Column(key="no", head="TT", width_mm=9, align=Align.CENTER),
            Column(key="body", head="Cơ quan được hỏi", width_mm=42),
            Column(key="name", head="Về trường hợp", width_mm=42),
            Column(key="consent", head="Ý kiến", width_mm=25, align=Align.CENTER),
            Column(key="answer", head="Nội dung"),
        )
        rows = tuple((str(n), each.body, each.line, *self._answer(each)) for n, each in enumerate(self.opinions, 1))
        return (say(first, role=Role.LEADS), TableBlock(columns=columns, rows=rows, size_pt=SMALL_PT))

    def _answer(self, each: OpinionGiven) -> tuple[str, str]:
        if not each.consent:
            due = f", hạn {self.on(each.due_on)}" if each.due_on else ""
            return "Chưa trả lời", f"Chưa nhận được trả lời{due}"
        day = f" (ngày {self.on(each.answered_on)})" if each.answered_on else ""
        return each.consent, f"{each.answer.strip().rstrip('.')}{day}".strip()

    @property
    def _postings(self) -> tuple[Block, ...]:
        if not self.postings:
            return (say("Đợt này không niêm yết trước khi biểu quyết."),)
        held = []
        for each in self.postings:
            where = f" tại {each.place.strip().rstrip('.')}" if each.place else ""
            held.append(
                f"Đã niêm yết {two_digits(each.count)} trường hợp từ ngày {self.on(each.starts_on)} đến hết ngày "
                f"{self.on(each.ends_on)}{where}."
            )
        if not self.objections:
            return (*(say(text) for text in held), say("Không nhận được ý kiến phản ánh nào."))
        heard = f"Nhận được {two_digits(len(self.objections))} ý kiến:"
        return (*(say(text) for text in held), say(heard), *self._sentences(tuple(o.sentence for o in self.objections)))

    def _sentences(self, texts: tuple[str, ...]) -> tuple[Block, ...]:
        return tuple(say(f"- {text}") for text in texts) or (say("Không có."),)

    @classmethod
    def sample(cls) -> Self:
        """Return the report of a fictitious office."""
        return cls(
            heading=samples.office_heading(party_number(8, "BC/VPĐU")),
            subject=f"kết quả thẩm định đề nghị {samples.SUBJECT}",
            office=samples.OFFICE,
            addressee=samples.STANDING_COMMITTEE,
            round_title=samples.ROUND,
            recommended=samples.lines(14),
            not_recommended=samples.weak_lines(),
            counts=(
                FormCount(award="Giấy khen", collectives=2, individuals=3, recommended=4, not_recommended=1),
                FormCount(award="Bằng khen", collectives=1, individuals=1, recommended=1, not_recommended=1),
            ),
            dossier_count=6,
            sheet_count=14,
            exempted=(
                Exempted(
                    line="Đồng chí Nguyễn Văn Hai", rule="số năm được xếp loại từ mức yêu cầu",
                    fact="mới có xếp loại năm 2025", reason="năm 2024 đi học tập trung", by="Trần Minh Quang",
                ),
            ),
            opinions=(
                OpinionGiven(body="Ủy ban Kiểm tra Đảng ủy", line="Đồng chí Nguyễn Văn Hai", consent="Nhất trí",
                             answer="Không có đơn thư, không trong thời gian xem xét kỷ luật", answered_on=date(2026, 8, 25)),
                OpinionGiven(body="Công an xã", line="Ông Phạm Văn Tám", due_on=date(2026, 8, 28)),
            ),
            postings=(
                Posted(starts_on=date(2026, 8, 20), ends_on=date(2026, 8, 27), count=7, place="trụ sở Đảng ủy xã"),
            ),
            objections=(
                ObjectionMade(line="Đồng chí Đỗ Thị Sáu", text="Đã được khen thưởng về cùng một thành tích trong đợt tháng 5.",
                              is_upheld=True, answer="đã đối chiếu quyết định khen thưởng tháng 5"),
            ),
            copies_to=(f"{samples.STANDING_COMMITTEE} (để báo cáo)", "Lưu Văn phòng Đảng ủy"),
            signature=samples.OFFICE_HEAD,
        )  # fmt: skip


def _end(text: str) -> str:
    return text.strip().rstrip(".")
