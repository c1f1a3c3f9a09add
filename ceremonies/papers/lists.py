"""The lists of a ceremony that people sign: attendance, handover book, payment list. PDF and Word from the same blocks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Self

from documents.contexts.blocks import (
    Align,
    Block,
    Column,
    EndingBlock,
    SectionBlock,
    SigningPlace,
    TableBlock,
    close,
    say,
)
from documents.contexts.parts import two_digits
from documents.contexts.whole import WholePaper
from vietnamese.numbers import money_words
from vietnamese.text import lower_first, thousands

from .facts import Called, Group, StageFacts

SIZE_PT = 12
Shown = tuple[Column, Callable[[Called], str]]


def _column(key: str, head: str, width_mm: float | None = None, *, centered: bool = False) -> Column:
    return Column(key=key, head=head, width_mm=width_mm, align=Align.CENTER if centered else Align.LEFT)


def _numbered(width_mm: float = 10) -> Shown:
    return _column("no", "TT", width_mm, centered=True), lambda place: str(place.position)


def _nothing(place: Called) -> str:
    return ""


@dataclass(frozen=True, kw_only=True)
class CeremonyList(WholePaper):
    """A list of everybody in the order of the stage, a table for each group."""

    facts: StageFacts
    sheet_mm: ClassVar[tuple[float, float]] = (210, 297)

    @classmethod
    def of(cls, facts: StageFacts) -> Self:
        """Return the paper about a ceremony."""
        return cls(
            heading=facts.heading,
            subject=cls._subject(facts),
            signature=facts.signature,
            standard=facts.standard,
            facts=facts,
        )

    @classmethod
    def _subject(cls, facts: StageFacts) -> str:
        return lower_first(facts.name)

    @property
    def body(self) -> tuple[Block, ...]:
        """When and where, then the groups with their tables."""
        return (*self._occasion, *self._tables, *self._closing)

    @property
    def _occasion(self) -> tuple[Block, ...]:
        return (
            say(self.facts.when[0].upper() + self.facts.when[1:] + ".", label="Thời gian:"),
            say(self.facts.place.rstrip(".") + ".", label="Địa điểm:"),
        )

    @property
    def _tables(self) -> tuple[Block, ...]:
        found: list[Block] = []
        for group in self.facts.groups:
            found += [SectionBlock(text=group_title(group)), self._table(group.places)]
        return tuple(found)

    @property
    def _closing(self) -> tuple[Block, ...]:
        return (
            close(
                self.ended(
                    f"Danh sách này có {two_digits(len(self.facts.called))} dòng ({self.facts.counts}), "
                    f"theo đúng thứ tự trao, mã thứ tự {self.facts.order_code}"
                )
            ),
        )

    def _table(self, places: tuple[Called, ...]) -> TableBlock:
        return TableBlock(
            name="list to-sign",
            size_pt=SIZE_PT,
            columns=tuple(column for column, _ in self.columns),
            rows=tuple(tuple(say_of(place) for _, say_of in self.columns) for place in places),
        )

    @property
    def columns(self) -> tuple[Shown, ...]:
        """The columns, each with what it says of a recipient."""
        raise NotImplementedError(type(self).__name__)


def group_title(group: Group) -> str:
    """Return "Lượt 2: Giấy khen (7 người, tập thể)"; those whom nobody takes for on the stage say so."""
    if not group.number:
        return f"Không lên sân khấu: {group.award} ({len(group.places)})"
    return f"Lượt {group.number}: {group.award} ({len(group.on_stage)} lên nhận)"


class AttendanceList(CeremonyList):
    """DANH SÁCH điểm danh: who is there, with room for a tick and the seat."""

    type_name: ClassVar[str] = "DANH SÁCH"

    @classmethod
    def _subject(cls, facts: StageFacts) -> str:
        return f"điểm danh {lower_first(facts.name)}"

    @property
    def columns(self) -> tuple[Shown, ...]:
        """Number, who, unit, place on the stage, boxes for a pen."""
        return (
            _numbered(),
            (_column("name", "Người, tập thể được khen", 50), lambda place: place.full_name),
            (_column("place", "Đơn vị"), lambda place: place.unit),
            (_column("spot", "Vị trí", 13, centered=True), lambda place: str(place.spot) if place.spot else "-"),
            (_column("there", "Có mặt", 14, centered=True), _nothing),
            (_column("note", "Ghi chú", 28), lambda place: place.who_takes),
        )


class HandoverBook(CeremonyList):
    """SỔ GIAO NHẬN: what each recipient takes (certificate with its register number, bonus) and signs for."""

    type_name: ClassVar[str] = "SỔ GIAO NHẬN"
    sheet_mm: ClassVar[tuple[float, float]] = (297, 210)

    @classmethod
    def _subject(cls, facts: StageFacts) -> str:
        return f"giấy khen, bằng khen và tiền thưởng tại {lower_first(facts.name)}"

    @property
    def columns(self) -> tuple[Shown, ...]:
        """Number, who, unit, register number, bonus, name and signature of who took it, day."""
        return (
            _numbered(),
            (_column("name", "Người, tập thể được khen", 58), lambda place: place.full_name),
            (_column("place", "Đơn vị"), lambda place: place.unit),
            (_column("award", "Hình thức, số vào sổ", 32), lambda place: f"{place.award} số {place.register}"),
            (_column("amount", "Tiền thưởng (đồng)", 24, centered=True), _amount),
            (_column("taker", "Họ tên người nhận", 44), lambda place: place.stand_in),
            (_column("signature", "Ký nhận", 36), _nothing),
        )

    @property
    def ending(self) -> EndingBlock:
        """Who hands over on the left, who answers for it on the right."""
        return EndingBlock(
            left=SigningPlace(authority=("NGƯỜI GIAO",)),
            right=SigningPlace.of(self.signature),
            name_pt=self.standard.authority_pt,
        )


def _amount(place: Called) -> str:
    return thousands(place.amount) if place.amount is not None else ""


@dataclass(frozen=True, kw_only=True)
class Paid:
    """One bonus as it was frozen: multiple as printed ("0,3"), amount in VND."""

    position: int
    name: str
    unit: str
    award: str
    multiple: str
    amount: int
    source: str


@dataclass(frozen=True, kw_only=True)
class PaymentListPaper(WholePaper):
    """DANH SÁCH chi tiền thưởng: amount = multiple x base wage, total in figures and words. Amounts in VND."""

    type_name: ClassVar[str] = "DANH SÁCH"
    sheet_mm: ClassVar[tuple[float, float]] = (297, 210)

    paid: tuple[Paid, ...]
    base_wage: int
    base_wage_source: str
    valid_on: str
    rounding: str
    total: int

    @property
    def body(self) -> tuple[Block, ...]:
        """What the amounts rest on, the table, the total."""
        return (
            say(
                f"Mức lương cơ sở {thousands(self.base_wage)} đồng ({self.base_wage_source}), áp dụng ngày "
                f"{self.valid_on}; {lower_first(self.rounding)}. Số tiền = hệ số × mức lương cơ sở."
            ),
            *(say(f"Mức thưởng theo {source}.") for source in dict.fromkeys(each.source for each in self.paid)),
            TableBlock(
                name="list to-sign",
                size_pt=SIZE_PT,
                columns=(
                    _column("no", "TT", 10, centered=True),
                    _column("name", "Người, tập thể được thưởng", 62),
                    _column("place", "Đơn vị"),
                    _column("award", "Hình thức", 26, centered=True),
                    _column("multiple", "Hệ số", 16, centered=True),
                    _column("amount", "Số tiền (đồng)", 30, centered=True),
                    _column("signature", "Ký nhận", 40),
                ),
                rows=(
                    *(
                        (
                            str(each.position),
                            each.name,
                            each.unit,
                            each.award,
                            each.multiple,
                            thousands(each.amount),
                            "",
                        )
                        for each in self.paid
                    ),
                    ("", "Cộng", "", "", "", thousands(self.total), ""),
                ),
            ),
            close(self.ended(f"Tổng số tiền: {thousands(self.total)} đồng (bằng chữ: {money_words(self.total)})")),
        )

    @property
    def ending(self) -> EndingBlock:
        """Who made the list on the left, who approves it on the right."""
        return EndingBlock(
            left=SigningPlace(authority=("NGƯỜI LẬP",)),
            right=SigningPlace.of(self.signature),
            name_pt=self.standard.authority_pt,
        )
