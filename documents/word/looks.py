"""The looks of a Word paper and the few things of its XML that python-docx has no word for."""

from enum import StrEnum

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table
from docx.text.paragraph import Paragraph

from ..contexts.layout import LayoutStandard

FONT = "Times New Roman"
WORD_VERSION = "15"  # Word 2013 and later: without it Word opens a paper in "compatibility mode"


class Look(StrEnum):
    """The named styles of a paper, as an office sees them in Word's list of styles."""

    BODY = "Thân văn bản"
    CENTERED = "Đoạn căn giữa"
    ADDRESSEE = "Kính trình"
    SUPERIOR = "Cơ quan cấp trên"
    ISSUER = "Cơ quan ban hành"
    NUMBER = "Số, ký hiệu"
    MARK = "Dự thảo"
    PARTY = "Tiêu đề"
    PLACE_AND_DATE = "Địa danh, ngày"
    TYPE_NAME = "Tên loại"
    SUBJECT = "Trích yếu"
    SUBJECT_RULE = "Gạch dưới trích yếu"
    ANNEX_SOURCE = "Kèm theo"
    DECIDER = "Cơ quan quyết định"
    DECIDES = "Quyết định"
    SHEET = "Sang tờ mới"
    SECTION = "Đề mục"
    TABLE = "Chữ trong bảng"
    TABLE_HEAD = "Đầu bảng"
    PEN_LINE = "Dòng để ghi tay"
    COPIES_LABEL = "Nơi nhận"
    COPIES = "Dòng nơi nhận"
    AUTHORITY = "Quyền hạn ký"
    POSITION = "Chức vụ ký"
    SIGNING_NOTE = "Ghi chú ký"
    SIGNER = "Họ tên người ký"
    PAGE_NUMBER = "Số trang"


CENTERED = frozenset(
    set(Look) - {Look.BODY, Look.SHEET, Look.SECTION, Look.TABLE, Look.PEN_LINE, Look.COPIES_LABEL, Look.COPIES}
)


def create_styles(document: Document, standard: LayoutStandard) -> None:
    """Write the styles of the layout standard into the document."""
    normal = document.styles["Normal"]
    _set_font(normal)
    normal.font.size = Pt(standard.body_pt)
    language = OxmlElement("w:lang")
    for name in ("val", "eastAsia", "bidi"):
        language.set(qn(f"w:{name}"), "vi-VN")
    normal.element.get_or_add_rPr().append(language)
    _space(normal, standard.line_spacing_pt)
    for look in Look:
        style = document.styles.add_style(look, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style, style.quick_style = normal, True
    _set_looks({look: document.styles[look] for look in Look}, standard)


def _set_looks(looks: dict[Look, ParagraphStyle], standard: LayoutStandard) -> None:
    sizes = {
        Look.SUPERIOR: standard.superior_pt, Look.ISSUER: standard.issuer_pt, Look.NUMBER: standard.number_pt,
        Look.MARK: standard.number_pt,
        Look.PARTY: standard.party_name_pt, Look.PLACE_AND_DATE: standard.place_and_date_pt,
        Look.TYPE_NAME: standard.type_name_pt, Look.SUBJECT: standard.subject_pt, Look.TABLE: standard.table_pt,
        Look.TABLE_HEAD: standard.table_pt, Look.COPIES_LABEL: standard.copies_label_pt, Look.COPIES: standard.copies_pt,
        Look.AUTHORITY: standard.authority_pt, Look.POSITION: standard.authority_pt, Look.SIGNER: standard.authority_pt,
        Look.PAGE_NUMBER: standard.page_number_pt,
    }  # fmt: skip
    for look, size in sizes.items():
        looks[look].font.size = Pt(size)
    for look in (Look.ISSUER, Look.PARTY, Look.TYPE_NAME, Look.SUBJECT, Look.SECTION, Look.TABLE_HEAD, Look.AUTHORITY, Look.SIGNER, Look.MARK, Look.DECIDER, Look.DECIDES):  # fmt: skip
        looks[look].font.bold = True
    looks[Look.POSITION].font.bold = standard.position_is_bold
    for look in (Look.PLACE_AND_DATE, Look.SIGNING_NOTE, Look.ANNEX_SOURCE):
        looks[look].font.italic = True
    for look in CENTERED:
        looks[look].paragraph_format.alignment = ALIGN.CENTER
    body = looks[Look.BODY].paragraph_format
    body.alignment, body.first_line_indent = ALIGN.JUSTIFY, Mm(standard.first_line_indent_mm)
    body.space_before, body.widow_control = Pt(standard.paragraph_gap_pt), True
    looks[Look.CENTERED].paragraph_format.space_before = Pt(standard.paragraph_gap_pt)
    looks[Look.ADDRESSEE].paragraph_format.space_after = Pt(8)
    _space(looks[Look.TYPE_NAME], 22, before=18)
    looks[Look.SUBJECT_RULE].paragraph_format.space_after = Pt(12)
    looks[Look.DECIDER].paragraph_format.space_before = Pt(12)
    looks[Look.DECIDES].paragraph_format.space_after = Pt(6)
    _space(looks[Look.SHEET], 1)
    _space(looks[Look.SECTION], standard.line_spacing_pt, before=10)
    for look in (Look.TABLE, Look.TABLE_HEAD):
        _space(looks[look], standard.table_pt + 3, before=2, after=2)
    _space(looks[Look.PEN_LINE], 22)
    _space(looks[Look.COPIES], 15)
    looks[Look.SIGNER].paragraph_format.space_before = Pt(standard.signature_room_pt)
    for look in (
        Look.TYPE_NAME,
        Look.SUBJECT,
        Look.SUBJECT_RULE,
        Look.SECTION,
        Look.ADDRESSEE,
        Look.ANNEX_SOURCE,
        Look.DECIDER,
        Look.DECIDES,
    ):
        looks[look].paragraph_format.keep_with_next = True


def _set_font(style: ParagraphStyle) -> None:
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{name}"), FONT)


def _space(style: ParagraphStyle, line_pt: float, *, before: float = 0, after: float = 0) -> None:
    layout = style.paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line_pt)
    layout.space_before, layout.space_after = Pt(before), Pt(after)


def strip_template(document: Document) -> None:
    """Take out what the empty paper of python-docx brings along, and say which Word it is for."""
    relations = document.part.package.rels
    for key in [key for key, relation in relations.items() if relation.reltype.endswith("/thumbnail")]:
        relations.pop(key)
    settings = document.settings.element
    compat = settings.find(qn("w:compat"))
    if compat is None:
        compat = OxmlElement("w:compat")
        settings.append(compat)
    element(compat, "w:compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val=WORD_VERSION)  # fmt: skip


def element(parent, tag: str, **attributes: str):
    """Append an element with attributes of the w: namespace and return it."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    parent.append(made)
    return made


def field_page(paragraph: Paragraph) -> None:
    """Add the number of the page as a field."""
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        if kind:
            element(run._r, "w:fldChar", fldCharType=kind)
        else:
            made = element(run._r, "w:instrText")
            made.text = text
            made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def rule_below(paragraph: Paragraph, left_mm: float, width_pt: float, right_mm: float | None = None) -> None:
    """Draw a rule under a paragraph that starts `left_mm` from its left end; the same on the right unless told."""
    layout = paragraph.paragraph_format
    layout.left_indent, layout.right_indent = Mm(left_mm), Mm(left_mm if right_mm is None else right_mm)
    edges = OxmlElement("w:pBdr")
    element(edges, "w:bottom", val="single", sz=str(round(width_pt * 8)), space="1", color="000000")
    paragraph._p.get_or_add_pPr().insert_element_before(
        edges, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:wordWrap", "w:overflowPunct", "w:topLinePunct",
        "w:autoSpaceDE", "w:autoSpaceDN", "w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind",
        "w:contextualSpacing", "w:mirrorIndents", "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment",
        "w:textboxTightWrap", "w:outlineLvl", "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange",
    )  # fmt: skip


def borderless(table: Table) -> None:
    """Lay a table out by its widths, without lines and without air beside its cells."""
    _lay_out(table, line="none", pad_mm=0)


def bordered(table: Table, *, pad_mm: float) -> None:
    """Lay a table out by its widths, with thin lines and `pad_mm` of air beside the text of its cells."""
    _lay_out(table, line="single", pad_mm=pad_mm)


def _lay_out(table: Table, *, line: str, pad_mm: float) -> None:
    """Write the properties of a table anew, in the order of the schema (ECMA-376, CT_TblPr)."""
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.LEFT
    facts = table._tbl.tblPr
    for tag in ("w:tblStyle", "w:tblLook", "w:tblBorders", "w:tblCellMar", "w:tblInd"):
        for old in facts.findall(qn(tag)):
            facts.remove(old)
    layout = facts.find(qn("w:tblLayout"))
    facts.remove(layout)
    element(facts, "w:tblInd", w="0", type="dxa")
    edges = element(facts, "w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        element(edges, f"w:{side}", val=line, sz="4", space="0", color="000000")
    facts.append(layout)
    margins = element(facts, "w:tblCellMar")
    for side in ("left", "right"):
        element(margins, f"w:{side}", w=str(_twips(pad_mm)), type="dxa")


def set_widths(table: Table, widths_mm: list[float]) -> None:
    """Set the width of the table and of each column and cell."""
    facts = table._tbl.tblPr
    width = facts.find(qn("w:tblW"))
    width.set(qn("w:type"), "dxa")
    width.set(qn("w:w"), str(_twips(sum(widths_mm))))
    for column, mm in zip(table._tbl.tblGrid.gridCol_lst, widths_mm, strict=True):
        column.w = Mm(mm)
    for row in table._tbl.tr_lst:
        for cell, mm in zip(row.tc_lst, widths_mm, strict=True):
            cell.width = Mm(mm)


def _twips(mm: float) -> int:
    return round(mm / 25.4 * 1440)


def keep_row(row) -> None:
    """Let no page end inside a row."""
    element(row.get_or_add_trPr(), "w:cantSplit")


def repeat_head(row) -> None:
    """Repeat a row at the top of every page."""
    keep_row(row)
    element(row.get_or_add_trPr(), "w:tblHeader")
