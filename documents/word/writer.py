"""Blocks to Word (.docx).

Promises: the same blocks as the PDF in the same order, in paragraphs and tables that an office can go on editing (named
styles, repeated table heads, no text boxes); fonts are named, not embedded; the same input gives the same bytes.
"""

from copy import deepcopy
from datetime import UTC, datetime, time
from functools import singledispatchmethod
from io import BytesIO
from unicodedata import category, normalize
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml.table import CT_Row, CT_Tbl
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from ..breaks import balanced_lines, pieces, width_mm
from ..contexts import WholePaper, blocks
from ..contexts.layout import Alignment, BasisStyle
from ..contexts.lists import SMALL_PT
from .looks import (
    CENTERED,
    Look,
    bordered,
    borderless,
    create_styles,
    element,
    field_page,
    keep_row,
    repeat_head,
    rule_below,
    set_widths,
    strip_template,
)

PATTERN = "x"
"""Stands in the cells of the row of which all others are copies."""
NO_BREAK = "\u00a0"
COPIES_MM = 80
HEADER_MM = 7
PARTY_NAME = "ĐẢNG CỘNG SẢN VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
STATE_PT, MOTTO_PT = 12, 13
SHORT_RULE_MM = 22
RULE_AIR_MM = 0.7  # a rule ends this far beside its text, so that rounding never breaks the line
AIR_PT = {blocks.TableBlock: 6, blocks.EndingBlock: 14}
"""Room before a table and before the signature: Word has none for tables, so the paragraph before them gives it."""
ZIP_DAY = (1980, 1, 1, 0, 0, 0)


def render_word(paper: WholePaper) -> bytes:
    """Return `paper` as .docx in Times New Roman. Text is brought to NFC; characters that XML forbids are left out."""
    return _repacked(_Writer(paper).write())


class _Writer:
    """Writes one paper, block after block."""

    def __init__(self, paper: WholePaper) -> None:
        self.paper = paper
        self.standard = paper.standard
        self.document = Document()
        self.style_ids: dict[Look, str] = {}
        self.frames: dict[tuple[tuple[blocks.Column, ...], float], tuple[CT_Tbl, CT_Row]] = {}
        self.last: WordParagraph | None = None  # the paragraph that the block just added ends with
        self.width_mm = paper.sheet_mm[0] - self.standard.margin_left_mm - self.standard.margin_right_mm

    def write(self) -> bytes:
        """Return the file, its parts dated by the clock."""
        strip_template(self.document)
        create_styles(self.document, self.standard)
        self.style_ids = {look: self.document.styles[look].style_id for look in Look}
        self._set_page()
        self._set_properties()
        body = self.paper.blocks
        for place, block in enumerate(body):
            following = body[place + 1] if place + 1 < len(body) else None
            self.add(block, bool(following and following.stays_with_previous))
            if self.last is not None and type(following) in AIR_PT:
                self.last.paragraph_format.space_after = Pt(AIR_PT[type(following)])
            self.last = None
        stream = BytesIO()
        self.document.save(stream)
        return stream.getvalue()

    def _set_page(self) -> None:
        section, standard = self.document.sections[0], self.standard
        width, height = self.paper.sheet_mm
        section.orientation = WD_ORIENT.PORTRAIT if width < height else WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(width), Mm(height)
        section.top_margin, section.bottom_margin = Mm(standard.margin_top_mm), Mm(standard.margin_bottom_mm)
        section.left_margin, section.right_margin = Mm(standard.margin_left_mm), Mm(standard.margin_right_mm)
        section.header_distance, section.footer_distance = Mm(HEADER_MM), Mm(HEADER_MM)
        section.different_first_page_header_footer = True
        number = section.header.paragraphs[0]
        number.style = self.document.styles[Look.PAGE_NUMBER]
        field_page(number)

    def _set_properties(self) -> None:
        """Say what the paper is; its day is the paper's own, so that the file does not know when it was made."""
        day = self.paper.heading.dated or self.standard.starts_on
        moment = datetime.combine(day, time(), UTC)
        facts = self.document.core_properties
        facts.title, facts.author = _clean(self.paper.document_title)[:255], _clean(self.paper.heading.issuer)[:255]
        facts.last_modified_by, facts.comments, facts.language = facts.author, "", "vi-VN"
        facts.created = facts.modified = moment
        facts.revision = 1

    @singledispatchmethod
    def add(self, block: blocks.Block, keeps_next: bool) -> None:
        """Add a block; `keeps_next` when the next one must not begin a page."""
        raise TypeError(f"{type(block).__name__} has no form in Word")

    @add.register
    def _heading(self, block: blocks.HeadingBlock, keeps_next: bool) -> None:
        heading, standard = block.heading, self.standard
        left_mm = standard.heading_left_mm
        right_mm = self.width_mm - left_mm
        top, bottom, *rest = self._grid(3 if heading.mark else 2, [left_mm, right_mm])
        self._titles(top[0], heading.superior_caps, Look.SUPERIOR, standard.superior_pt, 400)
        self._titles(top[0], heading.issuer_caps, Look.ISSUER, standard.issuer_pt, 700)
        if heading.is_party:
            self._paragraph(top[0], Look.SUPERIOR, "*")
            self._ruled(top[1], Look.PARTY, PARTY_NAME, standard.party_name_pt, right_mm)
        else:
            short = self._paragraph(top[0], Look.SUPERIOR, "")
            rule_below(short, (left_mm - SHORT_RULE_MM) / 2, 0.75)
            self._paragraph(top[1], Look.PARTY, block.state_name, size=STATE_PT)
            self._ruled(top[1], Look.PARTY, MOTTO, MOTTO_PT, right_mm)
        self._paragraph(bottom[0], Look.NUMBER, heading.number_line)
        self._paragraph(bottom[1], Look.PLACE_AND_DATE, heading.place_and_date)
        for marked, empty in rest:
            self._paragraph(marked, Look.MARK, heading.mark)
            self._paragraph(empty, Look.PLACE_AND_DATE)
        _drop_first(*top, *bottom, *(cell for row in rest for cell in row))

    def _titles(self, cell: _Cell, text: str, look: Look, size: float, weight: int) -> None:
        lines = balanced_lines(text, size, self.standard.heading_left_mm - 4, weight)
        self._paragraph(cell, look, "\n".join(lines))

    def _ruled(self, cell: _Cell, look: Look, text: str, size: float, room_mm: float) -> None:
        made = self._paragraph(cell, look, text, size=size)
        aside = max(0, (room_mm - width_mm(text, size, 700)) / 2 - RULE_AIR_MM)
        right = 0 if self.standard.heading_alignment is Alignment.RIGHT else aside
        rule_below(made, aside if right else 2 * aside, self.standard.party_rule_pt, right)

    @add.register
    def _title(self, block: blocks.TitleBlock, keeps_next: bool) -> None:
        self._paragraph(None, Look.TYPE_NAME, block.type_name)
        lines = balanced_lines(block.subject, block.subject_pt, block.width_mm, 700)
        self._paragraph(None, Look.SUBJECT, "\n".join(lines))
        self._paragraph(None, Look.SUBJECT_RULE, block.subject_rule)

    @add.register
    def _annex(self, block: blocks.AnnexBlock, keeps_next: bool) -> None:
        self._paragraph(None, Look.TYPE_NAME, block.heading).paragraph_format.page_break_before = True
        for look, text, size, weight, style in (
            (Look.SUBJECT, block.title, block.title_pt, 700, "normal"),
            (Look.ANNEX_SOURCE, block.source, block.source_pt, 400, "italic"),
        ):
            if text:
                self._paragraph(None, look, "\n".join(balanced_lines(text, size, block.width_mm, weight, style)))
        self._paragraph(None, Look.SUBJECT_RULE, block.title_rule)

    @add.register
    def _sheet(self, block: blocks.SheetBlock, keeps_next: bool) -> None:
        made = self._paragraph(None, Look.SHEET)
        made.paragraph_format.page_break_before = not block.is_first

    @add.register
    def _text(self, block: blocks.Paragraph, keeps_next: bool) -> None:
        looks = {
            blocks.Role.ADDRESSEE: Look.ADDRESSEE, blocks.Role.CENTERED: Look.CENTERED,
            blocks.Role.DECIDER: Look.DECIDER, blocks.Role.DECIDES: Look.DECIDES,
        }  # fmt: skip
        made = self._paragraph(None, looks.get(block.role, Look.BODY))
        is_basis = block.role is blocks.Role.BASIS and self.standard.basis_style is BasisStyle.ITALIC
        for run in block.runs:
            added = made.add_run(_glued(run.text))
            added.bold, added.italic = run.is_bold or None, run.is_italic or is_basis or None
        closes = block.role in (blocks.Role.CLOSING, blocks.Role.CLOSING_LONG)
        made.paragraph_format.keep_with_next = block.role is blocks.Role.LEADS or closes or keeps_next or None

    @add.register
    def _pen_lines(self, block: blocks.PenLines, keeps_next: bool) -> None:
        for _ in block.lines:
            made = self._paragraph(None, Look.PEN_LINE, "\t")
            made.paragraph_format.tab_stops.add_tab_stop(Mm(self.width_mm), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
            made.paragraph_format.keep_with_next = keeps_next or None

    @add.register
    def _section(self, block: blocks.SectionBlock, keeps_next: bool) -> None:
        self._paragraph(None, Look.SECTION, block.text)

    @add.register
    def _table(self, block: blocks.TableBlock, keeps_next: bool) -> None:
        size = block.size_pt or self.standard.table_pt
        if (alike := (block.columns, size)) not in self.frames:
            self.frames[alike] = self._frame(block.columns, size)
        head, pattern = self.frames[alike]
        made = deepcopy(head)
        self.document.element.body.insert_element_before(made, "w:sectPr")
        for texts in block.rows:
            made.append(_row_of(pattern, texts))
        if block.rows and keeps_next:
            for cell in _cells(made.tr_lst[-1], Table(made, self.document)):
                cell.paragraphs[0].paragraph_format.keep_with_next = True

    def _frame(self, columns: tuple[blocks.Column, ...], size: float) -> tuple[CT_Tbl, CT_Row]:
        """Return a table that has nothing but its head, and the row of which its rows are copies."""
        table = self.document.add_table(rows=2, cols=len(columns))
        bordered(table, pad_mm=1.2 if size >= SMALL_PT else 1)
        set_widths(table, self._column_widths(columns))
        head, pattern = table._tbl.tr_lst
        repeat_head(head)
        for column, cell in zip(columns, _cells(head, table), strict=True):
            element(cell._tc.get_or_add_tcPr(), "w:vAlign", val="center")
            self._cell(cell, Look.TABLE_HEAD, column.head, size)
        keep_row(pattern)
        for column, cell in zip(columns, _cells(pattern, table), strict=True):
            set_ = self._cell(cell, Look.TABLE, PATTERN, size)
            set_.alignment = ALIGN.CENTER if column.align is blocks.Align.CENTER else None
        table._tbl.remove(pattern)
        table._tbl.getparent().remove(table._tbl)
        return table._tbl, pattern

    def _cell(self, cell: _Cell, look: Look, text: str, size: float) -> WordParagraph:
        made = self._paragraph(cell, look, text, size=size if size != self.standard.table_pt else None)
        if size != self.standard.table_pt:
            made.paragraph_format.line_spacing = Pt(size + 2.5)
        _drop_first(cell)
        return made

    def _column_widths(self, columns: tuple[blocks.Column, ...]) -> list[float]:
        fixed = sum(column.width_mm or 0 for column in columns)
        free = sum(column.width_mm is None for column in columns)
        share = (self.width_mm - fixed) / free if free else 0
        return [column.width_mm if column.width_mm is not None else share for column in columns]

    @add.register
    def _ending(self, block: blocks.EndingBlock, keeps_next: bool) -> None:
        left_mm = COPIES_MM if block.copies else self.width_mm / 2
        places, names = self._grid(2, [left_mm, self.width_mm - left_mm])
        if block.copies:
            merged = places[0].merge(names[0])
            self._copies(merged, block.copies)
        for place, above, below in ((block.left, places[0], names[0]), (block.right, places[1], names[1])):
            if place is not None:
                self._signing_place(place, above, below)
        for cell in (*places, *names):
            if len(cell._tc.p_lst) > 1:
                _drop_first(cell)
        for cell in places:
            for made in cell.paragraphs:
                made.paragraph_format.keep_with_next = True

    def _copies(self, cell: _Cell, copies: blocks.Copies) -> None:
        label = self._paragraph(cell, Look.COPIES_LABEL)
        label.add_run("Nơi nhận:").underline = True
        for line in copies.lines:
            self._paragraph(cell, Look.COPIES, f"- {line}")

    def _signing_place(self, place: blocks.SigningPlace, above: _Cell, below: _Cell) -> None:
        for line in place.authority:
            self._paragraph(above, Look.AUTHORITY, line)
        if place.position:
            self._paragraph(above, Look.POSITION, place.position)
        if place.note:
            self._paragraph(above, Look.SIGNING_NOTE, place.note)
        self._paragraph(below, Look.SIGNER, place.name)

    def _grid(self, rows: int, widths: list[float]) -> list[list[_Cell]]:
        """Return the cells of a new table without lines, row by row."""
        made = self.document.add_table(rows=rows, cols=len(widths))
        borderless(made)
        set_widths(made, widths)
        for row in made._tbl.tr_lst:
            keep_row(row)
        return [_cells(row, made) for row in made._tbl.tr_lst]

    def _paragraph(self, cell: _Cell | None, look: Look, text: str = "", *, size: float | None = None) -> WordParagraph:
        """Return a new paragraph in a cell, or in the body of the paper."""
        made = (cell or self.document).add_paragraph()
        made._p.style = self.style_ids[look]  # python-docx would read all of Word's styles again for each paragraph
        if look in CENTERED:
            right = self.standard.heading_alignment is Alignment.RIGHT
            made.alignment = ALIGN.RIGHT if right and look in (Look.PARTY, Look.PLACE_AND_DATE) else ALIGN.CENTER
        if text:
            run = made.add_run(_glued(text))
            if size:
                run.font.size = Pt(size)
        if cell is None:
            self.last = made
        return made


def _cells(row, table: Table) -> list[_Cell]:
    """Return the cells of a row at once: python-docx looks each up anew, which takes minutes for a long list."""
    return [_Cell(tc, table) for tc in row.tc_lst]


def _row_of(pattern: CT_Row, texts: tuple[str, ...]) -> CT_Row:
    """Return a copy of a row whose cells say `texts`: setting each cell anew takes seconds for a long list."""
    made = deepcopy(pattern)
    for cell, text in zip(made.tc_lst, texts, strict=True):
        paragraph = cell.p_lst[0]
        run = paragraph.r_lst[0]
        if text:
            run.text = _glued(text)
        else:
            paragraph.remove(run)
    return made


def _drop_first(*cells: _Cell) -> None:
    """Take away the empty paragraph that every new cell begins with."""
    for cell in cells:
        first = cell._tc.p_lst[0]
        cell._tc.remove(first)


def _clean(text: str) -> str:
    """Return `text` in NFC without characters that XML does not know."""
    return "".join(c for c in normalize("NFC", text) if c in "\n\t" or category(c) not in ("Cc", "Cs"))


def _glued(text: str) -> str:
    """Return `text` with no-break spaces where a line must not end."""
    return "".join(piece.replace(" ", NO_BREAK) if is_tied else piece for piece, is_tied in pieces(_clean(text)))


def _repacked(content: bytes) -> bytes:
    """Return the same parts in one order, without the moment at which they were written."""
    stream = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(stream, "w", ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            part = ZipInfo(name, ZIP_DAY)
            part.compress_type, part.create_system = ZIP_DEFLATED, 0
            new.writestr(part, old.read(name))
    return stream.getvalue()
