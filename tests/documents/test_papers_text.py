"""What papers say: order, numbers, dates, ties, and that typed text stays text."""

from dataclasses import replace
from datetime import date
from unicodedata import normalize

import pytest

from documents.contexts import (
    MEMBER,
    BallotLine,
    CellLetterContext,
    CellMinutesContext,
    CommitteeMinutesContext,
    DecisionContext,
    Line,
    Lines,
    ObjectionMade,
    OfficeSubmissionContext,
    OpinionGiven,
    RosterContext,
    Sheet,
    Speaker,
    TallyContext,
    UpwardSubmissionContext,
    open_ballots,
    party_number,
)
from documents.enums import DocumentKind
from documents.papers import CONTEXTS, render_paper
from tests.documents.paper_probe import Paper, in_order

HOSTILE = '<img src="file:///etc/passwd"> {{ settings.SECRET_KEY }} {% load x %} & \'"><script>'


@pytest.fixture
def render(tmp_path):
    def rendered(kind, context):
        return Paper(render_paper(kind, context), tmp_path)

    return rendered


def test_decision_says_everything_in_the_order_of_the_guide(render):
    paper = render(DocumentKind.DECISION, DecisionContext.sample())
    in_order(
        paper.text,
        "QUYẾT ĐỊNH",
        "về việc khen thưởng",
        "Căn cứ Quy định số 208-QĐ/TW",
        ";",
        "- Xét đề nghị",
        "BAN THƯỜNG VỤ ĐẢNG ỦY XÃ TÂN MỸ",
        "QUYẾT ĐỊNH:",
        "Điều 1. Tặng, truy tặng Giấy khen cho 02 tập thể và 03 cá nhân",
        "(có danh sách kèm theo).",
        "Điều 2.",
        "mỗi tập thể 1.404.000 đồng",
        "Điều 3.",
        "thi hành Quyết định này",
        "Trần Minh Quang",
        "DANH SÁCH",
        "(kèm theo Quyết định số 12-QĐ/ĐU, ngày 05/9/2026",
        "I. TẬP THỂ (02)",
        "Hội Liên hiệp Phụ nữ xã",
        "II. CÁ NHÂN (03)",
        "Đ/c Nguyễn Văn Hai",
        "Ông Phạm Văn Tám",
        "Bà Trần Thị Ẩn (truy tặng)",
    )
    assert "Số:" not in paper.text
    assert "- Như Điều 3, - Ban Thường vụ Tỉnh ủy (để báo cáo), - Lưu Văn phòng Đảng ủy." in paper.text


def test_draft_leaves_room_for_number_and_day(render):
    draft = render(DocumentKind.DECISION, DecisionContext.sample().as_draft())
    number, place = draft.row("Số"), draft.row("Tân Mỹ, ngày")
    assert draft.row("tháng").left - place.right > 6  # mm, room for the day
    assert draft.row("năm 2026").left - draft.row("tháng").right > 6
    words = [word for word in draft.words[0] if abs(word.top - number.top) < 1]
    so, symbol = (next(word for word in words if word.text == text) for text in ("Số", "-QĐ/ĐU"))
    assert symbol.left - so.right > 6  # mm, room for two digits in ink
    assert "05/9/2026 của" not in draft.text


def test_decision_without_money_has_two_articles(render):
    paper = render(DocumentKind.DECISION, replace(DecisionContext.sample(), bonus=()))
    assert "Điều 3" not in paper.text
    assert "đồng," not in paper.text
    assert "- Như Điều 2," in paper.text


def test_single_recipient_is_named_in_the_article(render):
    sample = DecisionContext.sample()
    paper = render(DocumentKind.DECISION, replace(sample, lines=Lines([sample.lines[2]])))
    assert len(paper.pages) == 1
    assert "DANH SÁCH" not in paper.text
    assert (
        "Tặng Giấy khen cho đồng chí Nguyễn Văn Hai, Bí thư chi bộ, Chi bộ ấp Tân Đông, đã có thành tích" in paper.text
    )
    assert "và cá nhân có tên tại Điều 1" in paper.text


@pytest.mark.parametrize(("kept", "gone"), [("collectives", "CÁ NHÂN"), ("individuals", "TẬP THỂ")])
def test_list_of_one_kind_has_one_part_without_numeral(render, kept, gone):
    sample = DecisionContext.sample()
    paper = render(DocumentKind.DECISION, replace(sample, lines=getattr(sample.lines, kept)))
    annex = paper.text.partition("DANH SÁCH")[2]
    assert gone not in annex
    assert "I. " not in annex


HOSTILE_CASES = {
    DocumentKind.APPRAISAL_SHEET: lambda paper: replace(paper, remark=HOSTILE, model=HOSTILE, appraiser="H’Hen"),
    DocumentKind.APPRAISAL_SUMMARY: lambda paper: replace(
        paper,
        objections=(ObjectionMade(line=HOSTILE, text="x"),),
        opinions=(OpinionGiven(body="Công an", line="y", consent="Nhất trí", answer=HOSTILE),),
    ),
    DocumentKind.BALLOT_PAPERS: lambda paper: replace(
        paper,
        sheet=Sheet.A4,
        ballots=open_ballots([BallotLine(number=1, name=HOSTILE, award="Giấy khen")] * 2, [Speaker(name="Y Khŭt")]),
    ),
    DocumentKind.CORRECTION_NOTICE: lambda paper: replace(paper, reason=HOSTILE, authority=HOSTILE),
}
"""Papers that list nobody, or in a way of their own."""


@pytest.mark.parametrize("kind", list(CONTEXTS))
def test_typed_text_prints_as_text(render, kind):
    line = Line(name=HOSTILE, address="Ông", position=HOSTILE, achievement=HOSTILE, note=HOSTILE, proposer=HOSTILE)
    sample = CONTEXTS[kind].sample()
    if kind in (DocumentKind.ACHIEVEMENT_REPORT, DocumentKind.RECEIPT):
        return _check_hostile_report_or_receipt(render, kind, sample)
    if kind in HOSTILE_CASES:
        glued = render(kind, HOSTILE_CASES[kind](sample)).text.replace(" ", "")
        assert glued.count(HOSTILE.replace(" ", "")) >= 2
        return None
    field = "recommended" if kind == DocumentKind.OFFICE_SUBMISSION else "lines"
    rows = getattr(sample, field)
    paper = render(
        kind,
        replace(
            sample,
            **{field: Lines([replace(line, vote=rows[0].vote, outcome=rows[0].outcome), *rows])},
            subject=f"về việc {HOSTILE}",
        ),
    )
    glued = paper.text.replace(" ", "")
    assert HOSTILE.replace(" ", "") in glued
    assert glued.count('<imgsrc="file:///etc/passwd">') >= 2
    return None


def _check_hostile_report_or_receipt(render, kind, sample):
    hostile = (
        replace(sample, achievement=HOSTILE, model=HOSTILE, citation=HOSTILE)
        if kind == DocumentKind.ACHIEVEMENT_REPORT
        else replace(sample, lines=(replace(sample.lines[0], name=HOSTILE),), round_title=HOSTILE, by=HOSTILE)
    )
    glued = render(kind, hostile).text.replace(" ", "")
    assert HOSTILE.replace(" ", "") in glued
    assert glued.count('<imgsrc="file:///etc/passwd">') == 3


def test_names_in_any_unicode_form_print_composed(render):
    name = "Nguyễn Thị Ánh Tuyết"
    sample = DecisionContext.sample()
    line = Line(name=normalize("NFD", name), address=MEMBER, achievement="x")
    paper = render(DocumentKind.DECISION, replace(sample, lines=Lines([line, *sample.lines])))
    assert name in paper.text


def test_long_names_stay_inside_their_cells(render):
    sample = DecisionContext.sample()
    long = Line(
        name="Công Tằng Tôn Nữ Thị Hoàng Bích Phượng Liên",
        address=MEMBER,
        position="Phó Hiệu trưởng phụ trách",
        unit="Trườngtrunghọcphổthôngchuyênnguyễnbỉnhkhiêmthànhphố" * 3,
        achievement="Đã có thành tích",
    )
    paper = render(DocumentKind.DECISION, replace(sample, lines=Lines([long, *sample.lines])))
    assert max(word.right for page in paper.words for word in page) <= 195.4


@pytest.mark.parametrize(("number", "text"), [(1, "01-QĐ/ĐU"), (12, "12-QĐ/ĐU"), (137, "137-QĐ/ĐU")])
def test_numbers_below_ten_are_padded(number, text):
    assert party_number(number, "QĐ/ĐU") == text


@pytest.mark.parametrize(
    ("day", "written", "quoted"),
    [
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026", "05/02/2026"),
        (date(2026, 5, 27), "ngày 27 tháng 5 năm 2026", "27/5/2026"),
        (date(2026, 1, 1), "ngày 01 tháng 01 năm 2026", "01/01/2026"),
        (date(2026, 12, 31), "ngày 31 tháng 12 năm 2026", "31/12/2026"),
        (date(2026, 3, 3), "ngày 03 tháng 3 năm 2026", "03/3/2026"),
    ],
)
def test_dates_follow_the_padding_rule(render, day, written, quoted):
    sample = DecisionContext.sample()
    paper = render(DocumentKind.DECISION, replace(sample, heading=replace(sample.heading, dated=day)))
    assert f"Tân Mỹ, {written}" in paper.text
    assert f"ngày {quoted} của Ban Thường vụ" in paper.text


def test_cell_letter(render):
    paper = render(DocumentKind.SUBMISSION_LETTER, CellLetterContext.sample())
    in_order(
        paper.text,
        "ĐẢNG BỘ XÃ TÂN MỸ",
        "CHI BỘ ẤP TÂN THÀNH",
        "Số 03-TTr/CB",
        "TỜ TRÌNH",
        "Kính trình:",
        "có mặt 14/15 đảng viên",
        "I. TẬP THỂ (02)",
        "II. CÁ NHÂN (03)",
        "kính trình",
        "T/M CHI BỘ",
        "BÍ THƯ",
    )


def test_cell_letter_without_number_keeps_the_line_for_it(render):
    sample = CellLetterContext.sample()
    blank = replace(sample, heading=replace(sample.heading, number=party_number(None, "TTr/CB")))
    paper = render(DocumentKind.SUBMISSION_LETTER, blank)
    assert paper.row("-TTr/CB").left - paper.row("Số").right > 6  # mm
    assert paper.row("-TTr/CB").top == pytest.approx(paper.row("Số").top, abs=0.1)


def test_cell_minutes(render):
    paper = render(DocumentKind.MEETING_MINUTES_CELL, CellMinutesContext.sample())
    in_order(
        paper.text,
        "BIÊN BẢN",
        "1. Thời gian: 19 giờ 30 phút, ngày 11 tháng 8 năm 2026.",
        "2. Địa điểm:",
        "Tổng số đảng viên: 15; có mặt: 14; vắng: 01.",
        "Chủ trì: đồng chí Lê Thị Bích Vân",
        "Người ghi biên bản:",
        "6. Kết quả biểu quyết",
        "85,7%",
        "7. Kết luận:",
        "NGƯỜI GHI BIÊN BẢN",
        "CHỦ TRÌ",
        "Đặng Hoàng Ân",
    )
    clerk, chair = paper.row("NGƯỜI GHI", 1), paper.row("CHỦ TRÌ", 1)
    assert clerk.top == pytest.approx(chair.top, abs=0.1)
    assert clerk.right < chair.left


def test_cell_minutes_leave_for_the_pen_what_was_not_recorded(render):
    empty = replace(CellMinutesContext.sample(), starts_at=None, ends_at=None, location="", opinions="")
    paper = render(DocumentKind.MEETING_MINUTES_CELL, empty)
    assert "1. Thời gian: ...... giờ ...... phút, ngày 11 tháng 8 năm 2026." in paper.text
    assert "kết thúc lúc ...... giờ ...... phút" in paper.text
    heading = paper.row("5. Ý kiến thảo luận")
    following = paper.row("6. Kết quả")
    assert following.top - heading.bottom > 20  # mm: three dotted lines


def test_office_submission_has_both_lists_with_reasons(render):
    paper = render(DocumentKind.OFFICE_SUBMISSION, OfficeSubmissionContext.sample())
    in_order(
        paper.text,
        "ĐẢNG ỦY XÃ TÂN MỸ",
        "VĂN PHÒNG",
        "07 trường hợp từ 06 hồ sơ (03 tập thể và 04 cá nhân)",
        "1. Đề nghị khen thưởng:",
        "2. Không đề nghị khen thưởng:",
        "CHÁNH VĂN PHÒNG",
        "DANH SÁCH 1",
        "Chi bộ ấp Tân Thành",
        "DANH SÁCH 2",
        "Lý do",
        "chưa đủ thời gian đánh giá",
    )


def test_office_submission_with_one_list_only(render):
    only = replace(OfficeSubmissionContext.sample(), not_recommended=Lines())
    paper = render(DocumentKind.OFFICE_SUBMISSION, only)
    assert "2. Không đề nghị khen thưởng: không có trường hợp nào." in paper.text
    assert "DANH SÁCH 2" not in paper.text
    assert "đưa ra biểu quyết" not in paper.text


def test_committee_minutes_and_tally_state_rules_counts_and_recusals(render):
    for kind, context in (
        (DocumentKind.COMMITTEE_MINUTES, CommitteeMinutesContext.sample()),
        (DocumentKind.TALLY_MINUTES, TallyContext.sample()),
    ):
        text = render(kind, context).text
        in_order(
            text,
            "Tổng số ủy viên đương nhiệm: 09; có mặt: 08; vắng: 01.",
            "đồng chí Võ Văn Sơn (có lý do: đi học lớp cao cấp lý luận chính trị)",
            "có mặt 08/09, quy định từ 2/3 trở lên số ủy viên đương nhiệm (ít nhất 06 đồng chí)",
            "trên 1/2 số ủy viên đương nhiệm (ít nhất 05 đồng chí) tán thành",
            "44,4%",
            "Không được duyệt",
            "Đồng chí Nguyễn Văn Hai không tham gia biểu quyết đối với trường hợp của mình (là người được đề nghị).",
        )


def test_committee_minutes_conclude_per_outcome(render):
    text = render(DocumentKind.COMMITTEE_MINUTES, CommitteeMinutesContext.sample()).text
    in_order(
        text,
        "7. Kết luận:",
        "thống nhất tặng Giấy khen cho 02 tập thể và 03 cá nhân.",
        "Không thông qua 01 tập thể",
        "Không khen thưởng 01 tập thể và 01 cá nhân theo ý kiến thẩm định",
        "NGƯỜI GHI BIÊN BẢN",
        "DANH SÁCH",
        "cơ quan thẩm định không đề nghị",
        "Chi bộ ấp Tân Phú 1",
    )


def test_upward_submission(render):
    paper = render(DocumentKind.UPWARD_SUBMISSION, UpwardSubmissionContext.sample())
    in_order(
        paper.text,
        "Số 09-TTr/ĐU",
        "TỜ TRÌNH",
        "Ban Thường vụ Tỉnh ủy Đồng Bình",
        "tặng Bằng khen cho 02 tập thể",
        "T/M BAN THƯỜNG VỤ",
        "DANH SÁCH",
        "I. TẬP THỂ (02)",
    )


def test_upward_submission_of_one_line_needs_no_list(render):
    sample = UpwardSubmissionContext.sample()
    paper = render(DocumentKind.UPWARD_SUBMISSION, replace(sample, lines=Lines([sample.lines[2]])))
    assert "DANH SÁCH" not in paper.text
    assert "Đồng chí Nguyễn Văn Hai, Bí thư chi bộ, Chi bộ ấp Tân Đông." in paper.text
    assert "8/9 (88,9%) tán thành" in paper.text


def test_roster_has_a_row_of_facts_for_each_nominee(render):
    paper = render(DocumentKind.ROSTER, RosterContext.sample())
    in_order(
        paper.text,
        "DANH SÁCH TRÍCH NGANG",
        "Ngày sinh",
        "Ngày vào Đảng",
        "Danh sách này có 02 tập thể và 03 cá nhân.",
    )
    words = [word for page in paper.words for word in page]
    row = next(word for word in words if word.text == "12/4/1968")
    beside = {word.text for word in words if abs(word.top - row.top) < 1}
    assert {"3", "Đ/c", "Nam", "Kinh", "03/02/1994", "2025:", "Giấy", "Vận", "13/14"} <= beside


def test_roster_leaves_out_the_columns_of_which_nothing_is_known(render):
    sample = RosterContext.sample()
    bare = replace(
        sample, lines=Lines(replace(line, about=None, birth_year=None, is_member=False) for line in sample.lines)
    )
    text = render(DocumentKind.ROSTER, bare).text
    for head in ("Ngày sinh", "Giới tính", "Dân tộc", "Ngày vào Đảng", "Xếp loại", "Đã được khen", "Ghi chú"):
        assert head not in text
    assert "Hình thức đề nghị" in text


def test_the_wrong_context_is_refused():
    with pytest.raises(TypeError):
        render_paper(DocumentKind.DECISION, RosterContext.sample())
    with pytest.raises(TypeError):
        render_paper(DocumentKind.CERTIFICATE, DecisionContext.sample())
