"""The parts that papers share: heading, legal basis, signature, places of receipt."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import ClassVar, Self

from vietnamese.dates import long_date, short_date
from vietnamese.text import lower_first, thousands

from .layout import GUIDE_05_HD, BasisStyle, LayoutStandard

BLANK = "\u00a0" * 6
"""Room for a number, a day or a month that is written in by hand."""

DOTS = "." * 30
MAX_AUTHORITY_LINES = 3
TITLE_AIR_MM = 5
BASIS_OPENINGS = ("Căn cứ", "Xét", "Thực hiện", "Theo", "Trên cơ sở")


def two_digits(number: int) -> str:
    """Return a count as Party papers write it: 06, 12, 1.763."""
    return f"{number:02d}" if number < 100 else thousands(number)


def dong(amount: int) -> str:
    """Return an amount of money in VND: "3.510.000 đồng"."""
    return f"{thousands(amount)} đồng"


def hour_text(at: time | None) -> str:
    """Return "19 giờ 30 phút", or dots for a pen when the hour was not recorded."""
    return f"{at.hour:02d} giờ {at.minute:02d} phút" if at else "...... giờ ...... phút"


def time_text(day: date | None, at: time | None) -> str:
    """Return "19 giờ 30 phút, ngày 11 tháng 8 năm 2026."; what was not recorded is left for a pen."""
    return f"{hour_text(at)}, {long_date(day) if day else f'ngày{BLANK}tháng{BLANK}năm{BLANK}'}."


def place_text(location: str) -> str:
    """Return the place as a sentence end, or dots for a pen."""
    return f"{location.rstrip('.')}." if location else "." * 60


def party_number(number: int | None, symbol: str) -> str:
    """Return "12-QĐ/ĐU", padded below 10; without a number the blank that is filled in after signing."""
    return f"{BLANK if number is None else f'{number:02d}'}-{symbol}"


@dataclass(frozen=True, kw_only=True)
class Heading:
    """The head of a paper. `number` is the finished text after "Số"; an empty `dated` leaves day and month blank.

    A body that is no Party organization prints Quốc hiệu instead of the Party's name. `mark` stands under the number:
    "DỰ THẢO" on a paper that does not count yet (part 11b of the layout standard).
    """

    superior: str
    issuer: str
    number: str
    place: str
    dated: date | None = None
    year: int | None = None
    is_party: bool = True
    mark: str = ""

    @property
    def superior_caps(self) -> str:
        """The body above the issuing body, in capitals."""
        return self.superior.upper()

    @property
    def issuer_caps(self) -> str:
        """The issuing body, in capitals."""
        return self.issuer.upper()

    @property
    def number_line(self) -> str:
        """ "Số 12-QĐ/ĐU": without a colon, as in the samples of 36-HD/VPTW; "" for a paper that carries none."""
        return f"Số {self.number}" if self.number else ""

    @property
    def place_and_date(self) -> str:
        """ "Tân Mỹ, ngày 19 tháng 5 năm 2026", or the same with blanks for a pen."""
        if self.dated:
            return f"{self.place}, {long_date(self.dated)}"
        return f"{self.place}, ngày{self.blank_day}"

    @property
    def blank_day(self) -> str:
        """Room for day and month, with the year when it is known."""
        return f"{BLANK}tháng{BLANK}năm {self.year or BLANK}"


@dataclass(frozen=True, kw_only=True)
class Signature:
    """Who signs. Up to three lines of authority, then the position; `name` stands alone, without title or rank."""

    authority: tuple[str, ...] = ()
    position: str = ""
    name: str = ""

    def __post_init__(self) -> None:
        if len(self.authority) > MAX_AUTHORITY_LINES:
            raise ValueError("Phần quyền hạn ký có nhiều nhất 3 dòng. Đồng chí bỏ bớt dòng ở danh mục người ký.")

    @property
    def authority_caps(self) -> tuple[str, ...]:
        """The lines of authority in capitals: T/M BAN THƯỜNG VỤ."""
        return tuple(line.upper() for line in self.authority)

    @property
    def position_caps(self) -> str:
        """The position in capitals, without the body's name: BÍ THƯ."""
        return self.position.upper()


@dataclass(frozen=True, kw_only=True)
class Speaker:
    """A person whom minutes name: "đồng chí Lê Văn Tám, Bí thư chi bộ". `stands_for`: who let them act instead."""

    name: str
    position: str = ""
    stands_for: str = ""

    @property
    def text(self) -> str:
        """Name and position inside a sentence; dots for a pen when nobody was named."""
        principal = f"theo ủy quyền của đồng chí {self.stands_for}" if self.stands_for else ""
        return ", ".join(part for part in (f"đồng chí {self.name or DOTS}", self.position, principal) if part)


def closed_list(items: Sequence[str]) -> tuple[str, ...]:
    """Return list items with a comma after each and a full stop after the last; marks that were typed are dropped."""
    clean = [item.strip().rstrip(".,;") for item in items if item.strip(" .,;")]
    return tuple(f"{item}{'.' if place == len(clean) else ','}" for place, item in enumerate(clean, 1))


def paragraphs(text: str) -> tuple[str, ...]:
    """Return the paragraphs of typed text, empty lines left out."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What every Party paper has. `subject` is the trích yếu and starts with a small letter."""

    type_name: ClassVar[str]
    sheet_mm: ClassVar[tuple[float, float]] = (210, 297)

    heading: Heading
    subject: str
    basis: tuple[str, ...] = ()
    copies_to: tuple[str, ...] = ()
    signature: Signature = Signature()
    standard: LayoutStandard = GUIDE_05_HD

    @classmethod
    def sample(cls) -> Self:
        """Return the paper with fictitious data."""
        raise NotImplementedError(cls.__name__)

    @property
    def document_title(self) -> str:
        """The title that a PDF reader shows."""
        return f"{self.type_name} {self.subject}"

    def as_draft_for_the_room(self) -> Self:
        """Return the paper as it may be read before the results are released: marked as a draft."""
        return replace(self, heading=replace(self.heading, mark="DỰ THẢO"))

    @property
    def title_width_mm(self) -> float:
        """The longest line of a subject: the width between the margins, less some air."""
        return self.sheet_mm[0] - self.standard.margin_left_mm - self.standard.margin_right_mm - TITLE_AIR_MM

    @property
    def basis_lines(self) -> tuple[str, ...]:
        """The legal basis, one finished line each, with the marks of the layout standard."""
        dash = "- " if self.standard.basis_style is BasisStyle.DASHED else ""
        clean = [line.strip().rstrip(".,;") for line in self.basis if line.strip(" .,;")]
        return tuple(
            f"{dash}{self._opened(line)}{self.standard.basis_last_mark if place == len(clean) else ';'}"
            for place, line in enumerate(clean, 1)
        )

    @property
    def state_name(self) -> str:
        """The first line of Quốc hiệu, for bodies that are no Party organization (Nghị định 30/2020/NĐ-CP)."""
        return self.fixed("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")

    @property
    def copies_lines(self) -> tuple[str, ...]:
        """The places of receipt."""
        return closed_list(self.copies_to)

    def fixed(self, text: str) -> str:
        """Return fixed text in the spelling of the layout standard."""
        return self.standard.spell(text)

    def on(self, day: date) -> str:
        """Return a day in running text: 05/9/2026."""
        return short_date(day, always_pad=self.standard.pads_months)

    def annex_of(self, paper: str, body: str) -> str:
        """Return the paper to which an annex belongs, quoted in full, in brackets: its number, its day, its body."""
        number = f" số {self.heading.number}" if self.heading.number else ""
        day = self.on(self.heading.dated) if self.heading.dated else self.heading.blank_day
        dated = f"{', ' if number else ' '}ngày{day if day.startswith(BLANK) else f' {day}'}"
        return f"(kèm theo {paper}{number}{dated} của {body})"

    def ended(self, sentence: str) -> str:
        """Return the last sentence of a paper with the end mark of the layout standard."""
        return sentence.rstrip(". ") + self.standard.end_mark

    @staticmethod
    def _opened(line: str) -> str:
        """Return a line of the basis that says "Căn cứ" unless it already opens in its own way."""
        if line.lower().startswith(tuple(opening.lower() for opening in BASIS_OPENINGS)):
            return line[:1].upper() + line[1:]
        return f"Căn cứ {lower_first(line) if line.startswith('Các ') else line}"
