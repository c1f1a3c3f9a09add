"""Word files: the same words in the same order as the PDF, sound XML, the same bytes each time."""

import re
import subprocess
from dataclasses import replace
from datetime import date, time
from io import BytesIO
from pathlib import Path
from unicodedata import normalize
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.shared import Mm, Pt

from documents.contexts import (
    GUIDE_05_HD,
    About,
    AchievementReportContext,
    Alignment,
    BallotLine,
    BallotPapersContext,
    BasisStyle,
    CellLetterContext,
    CellMinutesContext,
    Given,
    Line,
    Lines,
    Rated,
    ReceiptContext,
    RosterContext,
    Sheet,
    Signature,
    SigningPlace,
    Speaker,
    Vote,
    WholePaper,
    open_ballots,
)
from documents.contexts.blocks import TableBlock
from documents.enums import DocumentKind as K
from documents.papers import CONTEXTS, has_word, render_paper, render_paper_for_editing
from documents.word import render_word, writer
from meetings.enums import Outcome

KINDS = {
    K.SUBMISSION_LETTER: CellLetterContext,
    K.MEETING_MINUTES_CELL: CellMinutesContext,
    K.ROSTER: RosterContext,
    K.ACHIEVEMENT_REPORT: AchievementReportContext,
}
"""The papers of a cell: typed by many hands, so they get every hard case."""
OTHERS = {kind: context for kind, context in CONTEXTS.items() if has_word(kind) and kind not in KINDS}
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NAMES = (
    "Y Khŭt Ñuôl", "H’Hen Niê Kđăm", "K’Brêng", "Thạch Sa Rươl", "Rơ Châm H’Phik", "Y", "Công Tằng Tôn Nữ Thị Hoàng Bích",
    "Hồ Thị Ẩn", "Ksor H’Ƀlăm", "Lò Văn Ứng",
)  # fmt: skip
QUOTES = (
    'Mô hình “Bỏ ống "heo đất"”, gọi là \u2018tiết kiệm\u2019 & <không> {{ lãng phí }}; tăng 12,5% - 41.350.000 đồng…'
)
HARD = ("sample", "forty", "minorities", "empty", "quotes", "state", "office")
ALSO = ("forty", "office")


def forty() -> Lines:
    """Return forty people and collectives with all that can be known of them."""
    known = About(
        born_on=date(1968, 12, 28),
        sex="Nữ",
        ethnicity="Xơ Đăng",
        joined_on=date(1994, 2, 3),
        ratings=tuple(Rated(year=year, rating="Hoàn thành xuất sắc nhiệm vụ") for year in (2025, 2024, 2023)),
        awards=(
            Given(form="Bằng khen", year=2021, authority="Tỉnh ủy", number="1204-QĐ/TU", decided_on=date(2021, 5, 9)),
        ),
        summary="Vận động 86 hộ tiết kiệm 41.350.000 đồng giúp 12 hộ khó khăn, có 3 hộ thoát nghèo năm 2026.",
    )
    vote = Vote(in_favor=20, against=1, base=21)
    people = [
        Line(name=f"{NAMES[n % 10]} {n}", address="Đồng chí", position="Trưởng ấp", unit=f"Chi bộ ấp Tân Bình {n}", is_member=True,
             birth_year=1968, achievement=f"Mô hình số {n}", vote=vote, about=known, award=("Giấy khen", "Bằng khen")[n % 2])
        for n in range(30)
    ]  # fmt: skip
    groups = [
        Line(name=f"Tổ tự quản số {n}", is_collective=True, achievement="Giữ gìn an ninh", vote=vote) for n in range(10)
    ]
    return Lines([*people, *groups])


def minorities() -> Lines:
    """Return people whose names have letters that few fonts have, two of them of one name."""
    return Lines(
        Line(name=name, address="Bà", birth_year=1950 + n, unit="ấp 1", achievement="Giữ rừng")
        for n, name in enumerate((*NAMES, "Y"))
    )


def empty(paper: WholePaper) -> WholePaper:
    """Return the paper with nothing in it that can be missing."""
    bare = {
        "heading": replace(paper.heading, number="", dated=None, superior=""),
        "copies_to": (),
        "signature": Signature(authority=("T/M Chi bộ",)),
    }
    if isinstance(paper, CellMinutesContext):
        bare |= {"met_on": None, "starts_at": None, "ends_at": None, "location": "", "present": None, "total": None}
        bare |= {"opinions": "", "chair": Speaker(name=""), "clerk": Speaker(name="")}
    if isinstance(paper, CellLetterContext):
        bare |= {"met_on": None, "present": None, "total": None}
    if isinstance(paper, AchievementReportContext):
        bare |= {
            "line": Line(name="Y"),
            "about": About(),
            "model": "",
            "achievement": "",
            "citation": "",
            "met_on": None,
        }
        bare |= {"present": None, "reporter": SigningPlace(authority=("NGƯỜI BÁO CÁO",)), "confirmation": None}
    else:
        bare["lines"] = Lines([Line(name="Y")])
    return replace(paper, **bare)


def quoted(paper: WholePaper) -> WholePaper:
    """Return the paper with signs that mean something to HTML, XML or templates."""
    if isinstance(paper, AchievementReportContext):
        return replace(paper, achievement=f"{QUOTES}\n{QUOTES}", model=QUOTES, citation=QUOTES)
    line = Line(
        name="Tổ “5 + 1” & bạn", is_collective=True, achievement=QUOTES, about=About(summary=QUOTES), unit="<ấp>"
    )
    more = {"opinions": f"{QUOTES}\n\n{QUOTES}"} if isinstance(paper, CellMinutesContext) else {}
    return replace(paper, lines=Lines([line, *paper.lines]), round_title=QUOTES, **more) if not isinstance(paper, RosterContext) else replace(paper, lines=Lines([line, *paper.lines]))  # fmt: skip


def case(kind: str, which: str) -> WholePaper:
    """Return one of the hard papers."""
    paper = CONTEXTS[kind].sample()
    lines = {"forty": forty, "minorities": minorities}
    if kind in OTHERS and which == "forty":
        return with_rows(paper, forty())
    if which in lines:
        rows = lines[which]()
        if kind == K.ACHIEVEMENT_REPORT:
            long = "\n".join(f"{n}. Vận động {n} hộ tiết kiệm {n}.350.000 đồng trong năm 2026." for n in range(1, 41))
            line = rows[-1]
            awards = tuple(Given(form="Giấy khen", year=year, number=f"{year}-QĐ/ĐU") for year in range(2025, 1985, -1))
            return replace(paper, line=line, achievement=long, about=About(awards=awards))
        return replace(paper, lines=rows)
    if which == "empty":
        return empty(paper)
    if which == "quotes":
        return quoted(paper)
    if which == "state":
        return replace(paper, heading=replace(paper.heading, is_party=False), signature=Signature(position="Chủ tịch", name="H’Hen Niê"))  # fmt: skip
    if which == "office":
        other = replace(
            paper.standard, margin_left_mm=35, line_spacing_pt=19, heading_alignment=Alignment.RIGHT, end_mark="./.",
            basis_style=BasisStyle.ITALIC, position_is_bold=True,
        )  # fmt: skip
        return replace(paper, standard=other, basis=("Hướng dẫn số 05-HD/VPTW, ngày 27/5/2026",))
    return paper


def with_rows(paper: WholePaper, rows: Lines) -> WholePaper:
    """Return a paper of the committee or its office with these rows wherever it lists somebody."""
    if isinstance(paper, BallotPapersContext):
        lines = tuple(BallotLine(number=n, name=row.list_name, award=row.award) for n, row in enumerate(rows, 1))
        voters = [ballot.voter for ballot in paper.ballots[:2]]
        return replace(paper, ballots=open_ballots(lines, voters), sheet=Sheet.A4, standard=GUIDE_05_HD)
    decided = Lines(replace(row, outcome=list(Outcome)[n % 5], note=f"Lý do {n}") for n, row in enumerate(rows))
    found = {name: decided for name in ("lines", "recommended", "not_recommended") if hasattr(paper, name)}
    return replace(paper, **found)


CASES = [(kind, which) for kind in KINDS for which in HARD] + [(kind, which) for kind in OTHERS for which in ALSO]


@pytest.fixture(scope="module")
def converted(tmp_path_factory) -> dict[tuple[str, str], str]:
    """Every hard paper as LibreOffice reads it. It is started once for all."""
    folder = tmp_path_factory.mktemp("word")
    files = {}
    for kind, which in CASES:
        files[kind, which] = folder / f"{kind}-{which}.docx"
        files[kind, which].write_bytes(render_word(case(kind, which)))
    text = folder / "text"
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/office", "--headless", "--convert-to", "txt:Text (encoded):UTF8",
         "--outdir", text, *files.values()], check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return {key: (text / f"{file.stem}.txt").read_text(encoding="utf-8-sig") for key, file in files.items()}


def words(text: str) -> list[str]:
    """Return the words of a text; how white space came about does not matter."""
    return normalize("NFC", text).replace("\u00a0", " ").split()


def words_of_pdf(paper: WholePaper, kind: str, folder: Path) -> list[str]:
    """Return the words of the PDF in the order in which they are drawn, without page numbers and repeated heads."""
    file = folder / "paper.pdf"
    file.write_bytes(render_paper(kind, paper))
    raw = subprocess.run(["pdftotext", "-raw", file, "-"], check=True, capture_output=True, text=True).stdout
    heads = [words(" ".join(column.head for column in b.columns)) for b in paper.blocks if isinstance(b, TableBlock)]
    found: list[str] = []
    for number, page in enumerate(raw.split("\f")[:-1], 1):
        here = words(page)
        if number > 1:
            here = without_running_head(paper, here, number)
            for head in heads:
                if here[: len(head)] == head and _goes_on(found, head):
                    here = here[len(head) :]
                    break
        found += here
    return found


def without_running_head(paper: WholePaper, here: list[str], number: int) -> list[str]:
    """Return the words of a page without its number; the further pages of a ballot say whose it is instead."""
    if isinstance(paper, BallotPapersContext):
        ends = [n for n in range(2, len(here) + 1) if here[n - 2 : n] == words("(tiếp theo)")]
        if not ends:
            return here
        start = max(n for n in range(ends[0]) if here[n] == "Phiếu")
        return here[:start] + here[ends[0] :]
    assert here.count(str(number)), number
    return here[1:] if here[0] == str(number) else here[:-1]


def _goes_on(before: list[str], head: list[str]) -> bool:
    """Return whether a table with this head has begun on an earlier page: then its head at the top is a repetition."""
    return any(before[place : place + len(head)] == head for place in range(len(before)))


@pytest.mark.parametrize(("kind", "which"), CASES)
def test_word_says_what_the_pdf_says(converted, kind, which, tmp_path):
    assert words(converted[kind, which]) == words_of_pdf(case(kind, which), kind, tmp_path)


@pytest.mark.parametrize(("kind", "which"), CASES)
def test_xml_is_sound_and_complete(kind, which):
    content = render_word(case(kind, which))
    with ZipFile(BytesIO(content)) as file:
        assert file.testzip() is None
        names = file.namelist()
        parts = {name: ElementTree.fromstring(file.read(name)) for name in names if name.endswith((".xml", ".rels"))}
    assert (
        names[0] == "[Content_Types].xml" and "word/document.xml" in names and not any("thumbnail" in n for n in names)
    )
    for name, part in parts.items():
        if name.endswith(".rels"):
            inside = [each.get("Target") for each in part if each.get("TargetMode") != "External"]
            base = Path(name).parent.parent
            targets = [str(Path(t.lstrip("/")) if t.startswith("/") else base / t) for t in inside]
            assert all(target.replace("word/../", "") in names for target in targets), (name, targets)
    body = parts["word/document.xml"]
    styles = {style.get(f"{W}styleId") for style in parts["word/styles.xml"].iter(f"{W}style")}
    assert {style.get(f"{W}val") for style in body.iter(f"{W}pStyle")} <= styles
    for cell in body.iter(f"{W}tc"):
        assert cell[-1].tag == f"{W}p", "a cell must end with a paragraph"
    for table in body.iter(f"{W}tbl"):
        columns = len(table.find(f"{W}tblGrid"))
        for row in table.iter(f"{W}tr"):
            assert len(row.findall(f"{W}tc")) == columns
        _in_order(table.find(f"{W}tblPr"), "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook")  # fmt: skip
    for layout in body.iter(f"{W}pPr"):
        _in_order(layout, "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc")  # fmt: skip
    for cell in body.iter(f"{W}tcPr"):
        _in_order(
            cell,
            "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
        )


def _in_order(parent: ElementTree.Element, order: str) -> None:
    """Assert that the children stand in the order of the schema: Word repairs a file in which they do not."""
    places = [order.split().index(child.tag.removeprefix(W)) for child in parent]
    assert places == sorted(places) and len(set(places)) == len(places), [child.tag for child in parent]


@pytest.mark.parametrize("kind", [*KINDS, K.DECISION, K.BALLOT_PAPERS])
def test_same_facts_give_the_same_bytes(kind, monkeypatch):
    first = render_word(CONTEXTS[kind].sample())
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    monkeypatch.setattr("time.localtime", lambda *_: (2031, 1, 1, 0, 0, 0, 0, 1, 0))
    assert render_word(CONTEXTS[kind].sample()) == first


def test_page_is_that_of_the_guide():
    document = Document(BytesIO(render_word(CellLetterContext.sample())))
    section = document.sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(each.mm) for each in margins] == [20, 20, 30, 15]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert section.different_first_page_header_footer and section.first_page_header.is_linked_to_previous
    assert "PAGE" in section.header._element.xml
    normal = document.styles["Normal"]
    assert (normal.font.name, normal.font.size) == ("Times New Roman", Pt(14))
    body = document.styles["Thân văn bản"].paragraph_format
    assert body.first_line_indent.mm == pytest.approx(10, abs=0.1) and document.styles[
        "Normal"
    ].paragraph_format.line_spacing == Pt(18)
    assert document.core_properties.title.startswith("TỜ TRÌNH về việc") and document.core_properties.comments == ""
    assert document.core_properties.created.date() == date(2026, 8, 12)


def test_roster_lies_on_its_side_and_repeats_its_head():
    document = Document(BytesIO(render_word(replace(RosterContext.sample(), lines=forty()))))
    section = document.sections[0]
    assert section.orientation == WD_ORIENT.LANDSCAPE and section.page_width > section.page_height
    table = document.tables[1]
    head, *rows = table._tbl.tr_lst
    assert head.find(f"{W}trPr/{W}tblHeader") is not None and len(rows) == 40
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    assert sum(column.width for column in table.columns) == pytest.approx(Mm(252), abs=Mm(0.5))


def test_rows_of_a_long_list_are_copies_that_say_their_own_words(monkeypatch):
    asked, counts, cell = [], [], writer._Writer._cell
    monkeypatch.setattr(writer._Writer, "_cell", lambda *given: asked.append(given) or cell(*given))
    for lines in (forty(), Lines([*forty(), *forty()])):
        asked.clear()
        paper = replace(RosterContext.sample(), lines=lines)
        table = Document(BytesIO(render_word(paper))).tables[1]
        said = next(block for block in paper.blocks if isinstance(block, TableBlock)).rows
        shown = [[normalize("NFKC", cell.text) for cell in row.cells] for row in table.rows[1:]]
        assert shown == [[normalize("NFKC", text) for text in row] for row in said]
        counts.append(len(asked))
    assert counts[0] == counts[1], "a cell that is set anew for each row makes a long list take seconds"


def test_signature_is_kept_with_the_last_sentence():
    document = Document(BytesIO(render_word(CellMinutesContext.sample())))
    closing = next(p for p in document.paragraphs if p.text.startswith("Cuộc họp kết thúc"))
    assert closing.paragraph_format.keep_with_next
    ending = document.tables[-1]
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in ending._tbl.tr_lst)
    assert all(p.paragraph_format.keep_with_next for cell in ending.rows[0].cells for p in cell.paragraphs)


def test_characters_that_xml_does_not_know_are_left_out():
    sample = AchievementReportContext.sample()
    content = render_word(replace(sample, achievement="Vận động\x0b 86 hộ\x00."))
    assert "Vận động 86 hộ." in normalize("NFKC", " ".join(p.text for p in Document(BytesIO(content)).paragraphs))


def test_every_paper_that_an_office_edits_has_a_word_file():
    assert {kind for kind in CONTEXTS if not has_word(kind)} == {K.RECEIPT}
    with pytest.raises(TypeError):
        render_paper_for_editing(K.RECEIPT, ReceiptContext.sample())
    with pytest.raises(TypeError):
        render_paper_for_editing(K.ROSTER, CellLetterContext.sample())


def test_hours_of_a_meeting_are_in_both(converted):
    assert re.search(
        r"19 giờ 30 phút, ngày 11 tháng 8 năm 2026", " ".join(words(converted[K.MEETING_MINUTES_CELL, "sample"]))
    )
    late = replace(CellMinutesContext.sample(), ends_at=time(22, 15))
    text = " ".join(p.text for p in Document(BytesIO(render_word(late))).paragraphs).replace("\u00a0", " ")
    assert "Cuộc họp kết thúc lúc 22 giờ 15 phút cùng ngày." in text
