"""The decision that awards, with the list of recipients as its annex."""

from dataclasses import dataclass, replace
from typing import ClassVar, Self

from vietnamese.text import lower_first

from . import samples
from .blocks import Block, Paragraph, Role, Run, close, say
from .lines import Lines
from .lists import list_blocks
from .parts import dong, party_number
from .whole import WholePaper


@dataclass(frozen=True, kw_only=True)
class DecisionContext(WholePaper):
    """QUYẾT ĐỊNH về việc khen thưởng.

    As many recipients as the layout standard says are named in Điều 1 itself (one, unless the office wants more); more
    stand in the annex, and so do few where `wants_annex` asks for it.
    """

    type_name: ClassVar[str] = "QUYẾT ĐỊNH"

    decider: str
    lines: Lines
    award: str = "Giấy khen"
    achievement: str = ""
    bonus: tuple[str, ...] = ()
    executors: str = ""
    wants_annex: bool = False

    @property
    def decider_caps(self) -> str:
        """The deciding body above the word QUYẾT ĐỊNH, in capitals."""
        return self.decider.upper()

    @property
    def has_annex(self) -> bool:
        """Whether the recipients stand in an annex."""
        return self.wants_annex or not 0 < len(self.lines) <= self.standard.most_in_article

    @property
    def body(self) -> tuple[Block, ...]:
        """Who decides, and the articles."""
        articles = [
            (label if place == 0 else "", text) for label, texts in self.articles for place, text in enumerate(texts)
        ]
        (last_label, last), inner = articles[-1], articles[:-1]
        closing = close(last)
        return (
            Paragraph(runs=(Run(text=self.decider_caps, is_bold=True),), role=Role.DECIDER),
            Paragraph(runs=(Run(text="QUYẾT ĐỊNH:", is_bold=True),), role=Role.DECIDES),
            *(say(text, label=label) for label, text in inner),
            say(last, label=last_label, role=closing.role),
        )

    @property
    def annexes(self) -> tuple[Block, ...]:
        """The list of recipients."""
        if not self.has_annex:
            return ()
        return (self.annex_head(self.annex_title, self.annex_source), *list_blocks(self.lines))

    @property
    def articles(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Label and paragraphs of each article. The one on money is there only when money was decided."""
        bodies = [self._award_article, *([self.bonus] if self.bonus else []), (self._execution_article,)]
        return tuple((f"Điều {number}.", tuple(body)) for number, body in enumerate(bodies, 1))

    @property
    def copies_lines(self) -> tuple[str, ...]:
        """The places of receipt; those of the last article come first."""
        return (f"Như Điều {len(self.articles)},", *super().copies_lines)

    @property
    def annex_title(self) -> str:
        """Who is listed and why, under the word DANH SÁCH."""
        kinds = ", ".join(
            w for rows, w in ((self.lines.collectives, "tập thể"), (self.lines.individuals, "cá nhân")) if rows
        )
        return f"{kinds} được {self._verb} {self.award}".strip()

    @property
    def annex_source(self) -> str:
        """The decision to which the list belongs, quoted in full."""
        return self.annex_of("Quyết định", self.decider)

    @property
    def _verb(self) -> str:
        if not self.lines.has_deceased:
            return "tặng"
        return "truy tặng" if all(line.is_deceased for line in self.lines) else "tặng, truy tặng"

    @property
    def _award_article(self) -> tuple[str, ...]:
        verb = self._verb[:1].upper() + self._verb[1:]
        if not self.has_annex and len(self.lines) == 1:
            line = self.lines[0]
            earned = line.achievement or self.achievement
            return (f"{verb} {self.award} cho {', '.join(filter(None, (line.sentence_name, lower_first(earned))))}.",)
        earned = self.achievement or self.lines.shared_achievement or self.lines.stated_once
        reason = f" {lower_first(earned)}" if earned else ""
        if self.has_annex:
            return (f"{verb} {self.award} cho {self.lines.count_text}{reason} (có danh sách kèm theo).",)
        return (f"{verb} {self.award} cho {self.lines.count_text}{reason}, gồm:", *self._named)

    @property
    def _named(self) -> tuple[str, ...]:
        """The recipients as a numbered list, each with what it has not in common with the others."""
        rows = self.lines.apart if self.lines.stated_once else self.lines
        last = len(rows)
        shared = self.achievement or self.lines.shared_achievement
        found = []
        for place, line in enumerate(rows, 1):
            own = "" if line.achievement == shared else lower_first(line.achievement)
            dead = " (truy tặng)" if line.is_deceased else ""
            name = line.sentence_name[:1].upper() + line.sentence_name[1:]
            found.append(f"{place}. {name}{dead}{f', {own}' if own else ''}{'.' if place == last else ';'}")
        return tuple(found)

    @property
    def _execution_article(self) -> str:
        recipients = "các tập thể, cá nhân có tên tại Điều 1"
        if not self.has_annex:
            recipients = "tập thể có tên tại Điều 1" if self.lines.collectives else "cá nhân có tên tại Điều 1"
        named = self.executors.strip().rstrip(".,;")
        if "Điều 1" in named:  # the office has written the whole list of those who carry it out
            recipients, named = named, ""
        who = f"{named} và {recipients}" if named else recipients
        who = who[:1].upper() + who[1:]
        return self.ended(f"{who} chịu trách nhiệm thi hành Quyết định này. Quyết định này có hiệu lực kể từ ngày ký")

    @classmethod
    def sample(cls) -> Self:
        """Return a numbered decision on five fictitious recipients, with money."""
        return cls(
            heading=samples.committee_heading(party_number(12, "QĐ/ĐU")),
            subject=f"về việc {samples.SUBJECT}",
            basis=(
                *samples.BASIS,
                "Biên bản họp Ban Thường vụ Đảng ủy xã Tân Mỹ, ngày 05/9/2026",
                "Xét đề nghị của Văn phòng Đảng ủy",
            ),
            decider=samples.STANDING_COMMITTEE,
            lines=samples.lines(9),
            achievement=samples.ACHIEVEMENT,
            bonus=(
                (
                    f"Mức tiền thưởng kèm theo Giấy khen: mỗi tập thể {dong(1_404_000)}, mỗi cá nhân {dong(702_000)}; "
                    "trích từ nguồn kinh phí khen thưởng của Đảng ủy xã năm 2026."
                ),
            ),
            executors="Văn phòng Đảng ủy, Ban Xây dựng Đảng, các chi bộ trực thuộc",
            copies_to=("Ban Thường vụ Tỉnh ủy (để báo cáo)", "Lưu Văn phòng Đảng ủy"),
            signature=samples.SECRETARY,
        )

    def as_draft(self) -> Self:
        """Return the paper as it is printed for signature: number, day and month blank."""
        symbol = self.heading.number.partition("-")[2]
        year = self.heading.dated.year if self.heading.dated else self.heading.year
        return replace(self, heading=replace(self.heading, number=party_number(None, symbol), dated=None, year=year))
