"""Lists of lines as blocks: who is nominated or awarded, and the count of every line. All papers share them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .blocks import Align, Block, Column, Role, SectionBlock, TableBlock, say
from .lines import Line, Lines

SMALL_PT = 12
"""The size of tables with many columns."""
WIDTHS = {"no": 10, "name": 48, "place": 45, "proposer": 32, "award": 22, "vote": 24}
"""Columns of a list in mm where a paper does not say otherwise; one that is not named takes what is left."""
WIDE_WIDTHS = {"no": 9, "name": 38, "place": 34, "proposer": 27, "award": 17, "vote": 18}
"""The same for lists with many columns, in small letters."""
COUNT_WIDTHS = {"no": 9, "award": 16, "count": 15, "needed": 11, "result": 25}
"""Columns of the table of votes in mm."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A column of a list and what it says of a line at a place (from 1)."""

    column: Column
    of: Callable[[int, Line], str]


def table(name: str, shown: list[Shown], lines: Lines, size_pt: float | None = None) -> TableBlock:
    """Return the table of `lines` with the columns `shown`."""
    return TableBlock(
        name=name,
        size_pt=size_pt,
        columns=tuple(each.column for each in shown),
        rows=tuple(tuple(each.of(place, line) for each in shown) for place, line in enumerate(lines, 1)),
    )


def shown(
    key: str, head: str, of: Callable[[Line], str], width_mm: float | None = None, *, centered: bool = False
) -> Shown:
    """Return a column that says of each line what `of` returns."""
    column = Column(key=key, head=head, width_mm=width_mm, align=Align.CENTER if centered else Align.LEFT)
    return Shown(column=column, of=lambda _, line: of(line))


def numbered(width_mm: float | None = None) -> Shown:
    """Return the column of running numbers."""
    return Shown(
        column=Column(key="no", head="TT", width_mm=width_mm, align=Align.CENTER), of=lambda place, _: str(place)
    )


def list_blocks(
    lines: Lines,
    *,
    with_award: bool = False,
    with_votes: bool = False,
    vote_label: str = "",
    with_proposer: bool = False,
    with_reason: bool = False,
    without_achievement: bool = False,
    widths: dict[str, float] = WIDTHS,
    size_pt: float | None = None,
) -> tuple[Block, ...]:
    """Return collectives and individuals as a table each; what achievements have in common stands above.

    A column that would say nothing is not there. `widths` maps the keys of columns to mm.
    """
    found: list[Block] = []
    if lines.stated_once and not without_achievement:
        found.append(say(f"Thành tích: {lines.stated_once}.", role=Role.LEADS))
    for numeral, title, part in lines.apart.sections:
        found.append(SectionBlock(text=f"{numeral}{title}"))
        if part.stated_once and not without_achievement:
            found.append(say(f"Thành tích: {part.stated_once}.", role=Role.LEADS))
        rows = part.apart
        has_achievement = not without_achievement and rows.shows_achievements
        columns = list(
            _columns(
                lines, rows, with_award=with_award, with_votes=with_votes, vote_label=vote_label or "Tán thành",
                with_proposer=with_proposer, with_reason=with_reason, has_achievement=has_achievement, widths=widths,
            )
        )  # fmt: skip
        found.append(table("list", columns, rows, size_pt))
    return tuple(found)


def _columns(
    lines: Lines,
    rows: Lines,
    *,
    with_award: bool,
    with_votes: bool,
    vote_label: str,
    with_proposer: bool,
    with_reason: bool,
    has_achievement: bool,
    widths: dict[str, float],
) -> Iterator[Shown]:
    same_names, is_collective = lines.namesakes, rows[0].is_collective

    def width(key: str) -> float | None:
        return widths.get(key)

    def name_of(line: Line) -> str:
        return told_apart(line.list_name, line, same_names)

    is_open = not has_achievement and not with_reason  # no long column: name and place share the room
    yield numbered(width("no"))
    yield shown("name", "Tên tập thể" if is_collective else "Họ và tên", name_of, None if is_open else width("name"))
    if rows.has_places and not (is_collective and with_proposer):
        head = "Đơn vị" if is_collective else "Chức vụ, đơn vị"
        yield shown("place", head, lambda line: line.place, None if is_open else width("place"))
    if with_proposer and rows.has_proposers:
        yield shown("proposer", "Đơn vị đề nghị", lambda line: line.proposer, width("proposer"))
    if has_achievement:
        yield shown("achievement", "Thành tích cụ thể", lambda line: line.achievement)
    if with_award and lines.has_several_awards:
        yield shown("award", "Hình thức", lambda line: line.award, width("award"), centered=True)
    if with_votes and rows.has_votes:
        yield shown("vote", vote_label, vote_text, width("vote"), centered=True)
    if with_reason:
        yield shown("reason", "Lý do", lambda line: line.note)


def told_apart(text: str, line: Line, same_names: frozenset[str]) -> str:
    """Return `text` with the year of birth where two people of the list have one name."""
    return f"{text}, sinh năm {line.birth_year}" if line.name in same_names and line.birth_year else text


def vote_text(line: Line) -> str:
    """Return "14/15 (93,3%)", or nothing."""
    return line.vote.text if line.vote else ""


def votes_table(
    lines: Lines,
    *,
    in_cell: bool = False,
    shows_not_voting: bool = False,
    shows_invalid: bool = False,
    shows_needed: bool = False,
    widths: dict[str, float] = COUNT_WIDTHS,
) -> TableBlock:
    """Return the count of every line. A cell counts spoilt votes, a committee those who had no opinion.

    `shows_needed` adds how many had to be in favour, where that differs from line to line.
    """
    same_names = lines.namesakes

    def count(head: str, of: str, key: str = "count") -> Shown:
        return shown(
            key, head, lambda line: str(getattr(line.vote, of)) if line.vote else "", widths.get(key), centered=True
        )

    def name_of(line: Line) -> str:
        place = f", {line.place}" if not line.is_collective and line.place else ""
        return told_apart(f"{line.list_name}{place}", line, same_names)

    columns = [numbered(widths.get("no")), shown("name", "Tập thể, cá nhân", name_of)]
    if lines.has_several_awards:
        columns.append(shown("award", "Hình thức", lambda line: line.award, widths.get("award"), centered=True))
    columns += [count("Tán thành", "in_favor"), count("Không tán thành", "against")]
    if in_cell:
        columns.append(count("Không hợp lệ, không ý kiến", "invalid"))
    else:
        columns.append(count("Không có ý kiến", "abstain"))
    if shows_invalid:
        columns.append(count("Không hợp lệ", "invalid"))
    if shows_not_voting:
        columns.append(count("Không biểu quyết", "not_voting"))
    if shows_needed:
        columns.append(count("Cần có", "needed_text", "needed"))
    columns.append(count("Tỷ lệ", "ratio"))
    if not in_cell:
        columns.append(shown("result", "Kết quả", lambda line: line.result, widths.get("result"), centered=True))
    return table("list votes", columns, lines, SMALL_PT)
