"""What the papers of appraisal, vote and result say: in a room or by poll, open or secret, and for whom."""

import re
from dataclasses import replace
from datetime import time

import pytest

from documents.contexts import (
    GUIDE_05_HD,
    AgendaAct,
    AppraisalSheetContext,
    AppraisalSummaryContext,
    BallotLine,
    BallotPapersContext,
    CommitteeMinutesContext,
    ConclusionNoticeContext,
    CorrectionNoticeContext,
    DecisionContext,
    Line,
    Lines,
    OfficeSubmissionContext,
    PostingNoticeContext,
    ResultNoticeContext,
    Sheet,
    Speaker,
    TallyContext,
    Vote,
    open_ballots,
    secret_ballots,
    sheet_for,
)
from documents.enums import DocumentKind as K
from documents.papers import render_paper
from meetings.enums import Outcome
from tests.documents.paper_probe import Paper, in_order


@pytest.fixture
def render(tmp_path):
    def rendered(kind, context):
        return Paper(render_paper(kind, context), tmp_path)

    return rendered


def voted(*votes: Vote, **facts) -> Lines:
    """Return collectives with these counts."""
    return Lines(
        Line(name=f"Chi bộ {n}", is_collective=True, achievement="x", vote=vote, **facts)
        for n, vote in enumerate(votes, 1)
    )


class TestMinutes:
    def test_a_poll_says_from_when_to_when_and_who_answered(self, render):
        text = render(K.COMMITTEE_MINUTES, CommitteeMinutesContext.sample_of_poll()).text
        in_order(
            text,
            "BIÊN BẢN tổng hợp phiếu lấy ý kiến",
            "1. Thời gian lấy ý kiến: từ 08 giờ 00 phút, ngày 05 tháng 9 năm 2026 đến 17 giờ 00 phút, ngày 08 tháng 9",
            "2. Cách lấy ý kiến: gửi phiếu lấy ý kiến đến từng ủy viên qua Văn phòng Đảng ủy, không họp.",
            "gửi phiếu: 08; không gửi phiếu: 01.",
            "Đợt lấy ý kiến đủ điều kiện: gửi phiếu 08/09",
            "Đã gửi phiếu: đồng chí Trần Minh Quang",
            "5. Ý kiến ghi trên phiếu: Đồng chí Lý Thị Hồng, về Chi bộ Trạm Y tế: “Đề nghị nêu rõ số người được khám "
            "sức khỏe ở từng ấp”.",
            "từ 1/3 số phiếu gửi về không tán thành thì chưa quyết định mà chuyển ra phiên họp",
            "Chuyển ra phiên họp",
            "Còn ý kiến khác nhau về 01 tập thể: chuyển ra phiên họp",
            "NGƯỜI TỔNG HỢP PHIẾU",
            "CHỦ TRÌ",
        )
        assert "Địa điểm" not in text
        assert "Cuộc họp kết thúc" not in text

    def test_what_members_wrote_on_ballots_in_a_room_follows_what_was_said(self, render):
        written = CommitteeMinutesContext.sample_of_poll().written
        said = "Đồng chí Lý Thị Hồng, về Chi bộ Trạm Y tế: “Đề nghị nêu rõ"
        minutes = replace(CommitteeMinutesContext.sample(), written=written)
        in_order(
            render(K.COMMITTEE_MINUTES, minutes).text,
            "5. Ý kiến thảo luận: Đồng chí Bùi Thanh Hà",
            f"Ý kiến ghi trên phiếu: {said}",
            "6. Kết quả biểu quyết",
        )
        tally = replace(TallyContext.sample(), written=written)
        in_order(render(K.TALLY_MINUTES, tally).text, "4. Kết quả:", f"5. Ý kiến ghi trên phiếu: {said}", "Kết quả: ")
        assert "Ý kiến ghi" not in render(K.TALLY_MINUTES, TallyContext.sample()).text

    def test_a_poll_that_was_closed_early_does_not_claim_to_have_run_to_its_end(self):
        early = replace(CommitteeMinutesContext.sample_of_poll(), closes_at=time(9, 5), was_closed_early=True)
        assert early.time_line.endswith(
            "đến 09 giờ 05 phút, ngày 08 tháng 9 năm 2026 (đóng trước hạn vì đã đủ phiếu để biết kết quả)."
        )
        tally = replace(TallyContext.sample(), is_poll=True, was_closed_early=True)
        for paper in (early, tally):
            assert "sau khi đóng đợt lấy ý kiến" in paper.closing and "hết hạn" not in paper.closing

    def test_changes_of_the_agenda_are_told_with_their_reasons(self, render):
        changes = (
            AgendaAct(is_added=True, line="Chi bộ Trạm Y tế", reason="Hồ sơ gửi bổ sung."),
            AgendaAct(is_added=False, line="Đồng chí Lê Văn Út", reason="đơn vị xin rút"),
        )
        text = render(K.COMMITTEE_MINUTES, replace(CommitteeMinutesContext.sample(), changes=changes)).text
        in_order(
            text,
            "4. Nội dung:",
            "Bổ sung vào chương trình: Chi bộ Trạm Y tế (lý do: hồ sơ gửi bổ sung).",
            "Rút khỏi chương trình: Đồng chí Lê Văn Út (lý do: đơn vị xin rút).",
            "5. Ý kiến thảo luận",
        )

    def test_the_count_that_applied_is_told_once_and_where_it_differs(self):
        seven, six = "7/7 ủy viên tham gia biểu quyết; cần ít nhất 4 phiếu tán thành", "6/7 ủy viên tham gia biểu quyết; cần ít nhất 4 phiếu tán thành"  # fmt: skip
        vote = Vote(in_favor=5, against=2, base=7, needed=4)
        lines = Lines(
            replace(line, took_part=six if line.name == "Chi bộ 2" else seven) for line in voted(vote, vote, vote)
        )
        paper = replace(CommitteeMinutesContext.sample(), lines=lines)
        assert paper.took_part_lines == (f"Dòng 2 (Chi bộ 2): {six}.", f"Các dòng còn lại: {seven}.")
        alike = replace(paper, lines=Lines(replace(line, took_part=six) for line in lines))
        assert alike.took_part_lines == (f"Mỗi dòng: {six}.",)
        assert not alike.shows_needed
        apart = replace(paper, lines=voted(vote, replace(vote, needed=3)))
        assert apart.shows_needed

    def test_of_many_lines_only_the_numbers_are_named(self):
        vote = Vote(in_favor=5, base=7, needed=4)
        lines = voted(*[vote] * 20)
        lines = Lines(replace(line, took_part="7/7" if n > 8 else "6/7") for n, line in enumerate(lines))
        paper = replace(TallyContext.sample(), lines=lines)
        assert paper.took_part_lines[0] == "Các dòng 1, 2, 3, 4, 5, 6, 7, 8, 9: 6/7."

    def test_a_tie_that_the_chair_decided_is_told(self):
        tie = Vote(in_favor=3, against=3, abstain=1, base=7, needed=4)
        won = replace(
            CommitteeMinutesContext.sample(), lines=voted(tie, outcome=Outcome.APPROVED), chair_decides_ties=True
        )
        (sentence,) = won.tie_lines
        assert sentence.startswith("Dòng 1 (Chi bộ 1): số tán thành bằng số không tán thành; thông qua theo ý kiến của")
        assert replace(won, chair_decides_ties=False).tie_lines == ()
        assert replace(won, lines=voted(tie, outcome=Outcome.REJECTED)).tie_lines == ()

    def test_another_form_and_a_further_award_are_told_with_both_names(self, render):
        line = Line(
            name="Nguyễn Văn Hai", address="Đồng chí", award="Giấy khen", proposed_award="Bằng khen",
            raised_to="Bằng khen của Ban Thường vụ Tỉnh ủy Đồng Bình", outcome=Outcome.APPROVED,
            vote=Vote(in_favor=8, base=9, needed=5),
        )  # fmt: skip
        text = render(K.COMMITTEE_MINUTES, replace(CommitteeMinutesContext.sample(), lines=Lines([line]))).text
        assert "Đồng chí Nguyễn Văn Hai: đề nghị Bằng khen, biểu quyết tặng Giấy khen." in text
        assert "Đề nghị Bằng khen của Ban Thường vụ Tỉnh ủy Đồng Bình cho đồng chí Nguyễn Văn Hai." in text

    def test_whoever_presided_for_another_says_so(self, render):
        chair = Speaker(name="Bùi Thanh Hà", position="Phó Bí thư Thường trực", stands_for="Trần Minh Quang")
        text = render(K.COMMITTEE_MINUTES, replace(CommitteeMinutesContext.sample(), chair=chair)).text
        assert (
            "Chủ trì: đồng chí Bùi Thanh Hà, Phó Bí thư Thường trực, theo ủy quyền của đồng chí Trần Minh Quang."
            in text
        )

    def test_invalid_papers_have_a_column_and_spoilt_ones_a_line_for_the_pen(self, render):
        sample = TallyContext.sample()
        lines = voted(Vote(in_favor=6, against=1, invalid=1, base=9, needed=5), outcome=Outcome.APPROVED)
        counted = replace(sample, lines=lines, is_secret=True, is_on_paper=True)
        text = render(K.TALLY_MINUTES, counted).text
        assert counted.shows_invalid and "lệ" in text
        assert "Số phiếu phát ra: 08; số phiếu thu về: ......; số phiếu in thừa, in hỏng đã hủy: ......." in text
        assert not sample.shows_invalid and "phát ra" not in render(K.TALLY_MINUTES, sample).text

    def test_before_the_release_the_paper_is_marked(self, render):
        paper = render(K.TALLY_MINUTES, TallyContext.sample().as_draft_for_the_room())
        mark, number = paper.row("DỰ THẢO"), paper.row("Số 22-BB/ĐU")
        assert mark.middle == pytest.approx(number.middle, abs=0.5)
        assert mark.top > number.top
        assert "DỰ THẢO" not in render(K.TALLY_MINUTES, TallyContext.sample()).text


class TestBallots:
    LINES = tuple(
        BallotLine(number=n, name=f"Chi bộ {n}", award="Giấy khen", recused=("Lý Thị Hồng",) if n in (2, 5) else ())
        for n in range(1, 6)
    )
    VOTERS = [Speaker(name=name) for name in ("Bùi Thanh Hà", "Lý Thị Hồng", "Mai Xuân Ứng")]

    def paper(self, ballots, **facts):
        return replace(BallotPapersContext.sample(), ballots=ballots, **facts)

    def test_open_ones_name_the_member_and_where_they_do_not_vote(self, render):
        context = self.paper(open_ballots(self.LINES, self.VOTERS), sheet=Sheet.A4, standard=GUIDE_05_HD)
        paper = render(K.BALLOT_PAPERS, context)
        assert len(paper.pages) == 3
        assert [re.search(r"Họ và tên: ([^.]+)\.", text)[1] for text in paper.page_texts] == [
            v.name for v in self.VOTERS
        ]
        assert [text.count("□") for text in paper.page_texts] == [15, 9, 15]
        assert paper.page_texts[1].count("đồng chí không biểu quyết dòng này") == 2
        assert all("(Dấu cơ quan)" in text and "NGƯỜI BIỂU QUYẾT" in text for text in paper.page_texts)
        for text in paper.page_texts:
            in_order(text, "Tập thể, cá nhân", "Ý kiến khác (nếu có):", "NGƯỜI BIỂU QUYẾT")

    def test_secret_ones_cannot_be_told_from_each_other(self, render):
        paper = render(K.BALLOT_PAPERS, self.paper(secret_ballots(self.LINES, 3), is_secret=True))
        texts = paper.page_texts
        assert len(texts) == 3 + 2  # three for the lines of all, two for those from which one member abstains
        assert len(set(texts[:3])) == len(set(texts[3:])) == 1
        assert not [voter.name for voter in self.VOTERS if voter.name in paper.text]
        assert "NGƯỜI BIỂU QUYẾT" not in paper.text
        assert "Ý kiến khác" not in paper.text, "handwriting would show whose paper it is"
        assert "không biểu quyết" not in paper.text
        in_order(texts[0], "Phiếu loại 1", "1 Chi bộ 1", "3 Chi bộ 3", "4 Chi bộ 4")
        in_order(texts[3], "Phiếu loại 2", "2 Chi bộ 2", "5 Chi bộ 5")

    def test_every_line_is_on_as_many_secret_papers_as_members_vote_on_it(self):
        ballots = secret_ballots(self.LINES, 3)
        copies = {line.number: ballot.copies for ballot in ballots for line in ballot.lines}
        assert copies == {1: 3, 2: 2, 3: 3, 4: 3, 5: 2}
        assert not any(line.recused for ballot in ballots for line in ballot.lines)

    def test_a_secret_ballot_without_recusals_is_one_paper_each(self):
        ballots = secret_ballots([replace(line, recused=()) for line in self.LINES], 7)
        assert [(ballot.copies, ballot.label) for ballot in ballots] == [(7, "")]

    def test_few_lines_fit_half_a_sheet(self, render):
        six = [replace(self.LINES[0], number=number, recused=()) for number in range(1, 7)]
        four = six[:4]
        assert sheet_for(six, is_secret=True) is sheet_for(four) is Sheet.A5
        assert sheet_for(six) is Sheet.A4, "a member writes on an open one and signs it"
        on_six, on_four = secret_ballots(six, 1), open_ballots(four, self.VOTERS[:1])
        for paper in (self.paper(on_six, is_secret=True), self.paper(on_four)):
            paper = render(K.BALLOT_PAPERS, paper)
            assert paper.size_mm == pytest.approx((148, 210), abs=0.1)
            assert len(paper.pages) == 1
            words = paper.words[0]
            assert min(word.left for word in words) >= 18 - 0.4 and max(word.right for word in words) <= 148 - 12 + 0.4

    def test_a_long_list_repeats_its_head_and_says_whose_it_is(self, render):
        lines = [BallotLine(number=n, name=f"Chi bộ {n}", award="Giấy khen") for n in range(1, 46)]
        assert sheet_for(lines) is Sheet.A4
        context = self.paper(open_ballots(lines, self.VOTERS[:2]), sheet=Sheet.A4, standard=GUIDE_05_HD)
        paper = render(K.BALLOT_PAPERS, context)
        each = len(paper.pages) // 2
        assert each > 1
        assert paper.size_mm == pytest.approx((210, 297), abs=0.1)
        assert all("Tập thể, cá nhân" in text for text in paper.page_texts)
        running = "Phiếu biểu quyết ngày 05/9/2026, đồng chí {} (tiếp theo)"
        assert [running.format(v.name) in paper.page_texts[1 + each * n] for n, v in enumerate(self.VOTERS[:2])] == [
            True
        ] * 2
        assert "(tiếp theo)" not in paper.page_texts[0] + paper.page_texts[each]


def test_appraisal_sheet(render):
    paper = render(K.APPRAISAL_SHEET, AppraisalSheetContext.sample())
    in_order(
        paper.text, "ĐẢNG ỦY XÃ TÂN MỸ", "VĂN PHÒNG", "PHIẾU THẨM ĐỊNH", "Mã đề nghị: 2026-01-007.", "Nguyễn Văn Hai",
        "Tiêu chí", "III. NHẬN XÉT", "IV. KẾT LUẬN: Nên đề nghị khen thưởng.", "NGƯỜI THẨM ĐỊNH",
        "Nguyễn Thị Kim Oanh",
    )  # fmt: skip
    head = {text: next(word for word in paper.words[0] if word.text == text) for text in ("Đạt", "rõ")}
    ticks = [word for word in paper.words[0] if word.text == "x"]
    assert [abs((t.left + t.right) / 2 - (head["Đạt"].left + head["Đạt"].right) / 2) < 1 for t in ticks] == [True, True, False, True]  # fmt: skip


def test_appraisal_sheet_that_is_not_in_shows_no_judgement(render):
    sample = AppraisalSheetContext.sample()
    blank = replace(
        sample, judged=tuple(replace(each, mark="", remark="") for each in sample.judged), remark="", advice="",
        advices=("Nên đề nghị", "Không nên đề nghị"),
    )  # fmt: skip
    text = render(K.APPRAISAL_SHEET, blank).text
    assert "□ Nên đề nghị; □ Không nên đề nghị." in text
    assert "Đã hỏi cấp ủy" not in text


def test_appraisal_summary(render):
    text = render(K.APPRAISAL_SUMMARY, AppraisalSummaryContext.sample()).text
    in_order(
        text, "Số 08-BC/VPĐU", "BÁO CÁO", "Đã tiếp nhận 07 trường hợp trong 06 hồ sơ, gồm 03 tập thể và 04 cá nhân.",
        "Giấy khen 02 03 05 04 01", "Bằng khen 01 01 02 01 01", "Cộng 03 04 07 05 02",
        "1. Đề nghị khen thưởng: 02 tập thể và 03 cá nhân", "Đã lập 14 phiếu thẩm định.",
        "2. Không đề nghị khen thưởng: 01 tập thể và 01 cá nhân, vì:", "chưa đủ thời gian đánh giá",
        "III. TRƯỜNG HỢP ĐƯỢC CHO PHÉP NGOẠI LỆ", "Đồng chí Nguyễn Văn Hai: số năm được xếp loại",
        "IV. Ý KIẾN CỦA CƠ QUAN LIÊN QUAN", "02 lượt, nhận được 01 văn bản trả lời", "Nhất trí", "Chưa trả lời",
        "V. NIÊM YẾT LẤY Ý KIẾN", "từ ngày 20/8/2026 đến hết ngày 27/8/2026", "phản ánh đúng", "CHÁNH VĂN PHÒNG",
    )  # fmt: skip
    assert "Kính trình" not in text and "Kính gửi" not in text


def test_appraisal_summary_of_which_nothing_is_to_be_told(render):
    bare = replace(
        AppraisalSummaryContext.sample(), not_recommended=Lines(), exempted=(), opinions=(), postings=(), objections=()
    )
    text = render(K.APPRAISAL_SUMMARY, bare).text
    in_order(text, "không có trường hợp nào", "Không có.", "Không có trường hợp nào phải xin ý kiến.", "không niêm yết")


def test_conclusion_notice_lists_the_awarded_and_nobody_else(render):
    paper = render(K.CONCLUSION_NOTICE, ConclusionNoticeContext.sample())
    in_order(
        paper.text, "Số 31-TB/ĐU", "THÔNG BÁO", "kết luận của Ban Thường vụ", "kết luận như sau:",
        "1. Thống nhất tặng Giấy khen cho 02 tập thể và 03 cá nhân (có danh sách kèm theo).",
        "2. Không khen thưởng 02 tập thể và 01 cá nhân.", "3. Giao Văn phòng Đảng ủy", "T/M BAN THƯỜNG VỤ",
        "DANH SÁCH", "(kèm theo Thông báo số 31-TB/ĐU, ngày 06/9/2026",
    )  # fmt: skip
    assert "Chi bộ Trạm Y tế" not in paper.text
    assert "Đỗ Thị Sáu" not in paper.text


def test_result_notice_tells_counts_and_reasons(render):
    text = render(K.RESULT_NOTICE, ResultNoticeContext.sample()).text
    in_order(text, "thông báo đến Chi bộ ấp Tân Hưng", "Được duyệt", "8/9", "Không được duyệt", "4/9", "Lý do")
    assert "Mô hình mới làm từ tháng 7" in text
    assert "tổng số ủy viên đương nhiệm (9)" in text


def test_posting_and_correction_notices(render):
    text = render(K.POSTING_NOTICE, PostingNoticeContext.sample()).text
    in_order(
        text, "1. Thời gian niêm yết: từ ngày 20/8/2026 đến hết ngày 27/8/2026.", "2. Nơi niêm yết: Bảng tin",
        "3. Nơi nhận ý kiến: Văn phòng Đảng ủy xã Tân Mỹ", "4. Danh sách:", "Chi bộ ấp Tân Thành",
    )  # fmt: skip
    text = render(K.CORRECTION_NOTICE, CorrectionNoticeContext.sample()).text
    in_order(
        text, "1. Kết quả đã thông báo: Không được duyệt.", "2. Kết quả đúng: Được duyệt.", "3. Lý do đính chính: Ghi nhầm",
        "4. Thẩm quyền, căn cứ: Ban Thường vụ Đảng ủy xã Tân Mỹ, văn bản số 34-KL/ĐU, ngày 11/9/2026.",
    )  # fmt: skip


class TestArticles:
    def test_as_many_as_the_office_wants_stand_in_the_article(self, render):
        sample = DecisionContext.sample()
        few = replace(sample, lines=Lines(sample.lines[:3]), standard=replace(GUIDE_05_HD, most_in_article=3))
        paper = render(K.DECISION, few)
        in_order(
            paper.text, "Điều 1. Tặng Giấy khen cho 02 tập thể và 01 cá nhân", "gồm:",
            "1. Tập thể Chi bộ ấp Tân Thành, với mô hình", "2. Tập thể Hội Liên hiệp Phụ nữ xã",
            "3. Đồng chí Nguyễn Văn Hai, Bí thư chi bộ, Chi bộ ấp Tân Đông.", "Điều 2.",
        )  # fmt: skip
        assert "DANH SÁCH" not in paper.text

    def test_more_than_that_or_at_a_wish_stand_in_an_annex(self):
        sample = DecisionContext.sample()
        allows_three = replace(GUIDE_05_HD, most_in_article=3)
        assert replace(sample, standard=allows_three).has_annex
        few = replace(sample, lines=Lines(sample.lines[:2]), standard=allows_three)
        assert not few.has_annex
        assert replace(few, wants_annex=True).has_annex
        assert replace(few, standard=GUIDE_05_HD).has_annex


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Thông báo số 48-TB/ĐU", ", thông báo số 48-TB/ĐU"),
        ("34-KL/ĐU", ", văn bản số 34-KL/ĐU"),
        ("Số 34-KL/ĐU", ", văn bản số 34-KL/ĐU"),
    ],
)
def test_the_paper_behind_a_correction_is_called_once(typed, printed):
    notice = replace(CorrectionNoticeContext.sample(), authority="Ban Thường vụ", paper_number=typed, paper_on=None)
    assert notice.body[4].text.endswith(f"Ban Thường vụ{printed}.")


@pytest.mark.parametrize("count", [45, 300])
def test_long_lists_repeat_their_heads(render, count):
    rows = Lines(
        Line(
            name=f"Nguyễn Văn Số {n}", address="Đồng chí", position="Chi ủy viên", unit=f"Chi bộ ấp {n % 15}",
            proposer="Chi bộ ấp 1", outcome=Outcome.APPROVED, vote=Vote(in_favor=8, base=9, needed=5),
        )
        for n in range(1, count + 1)
    )  # fmt: skip
    tally = render(K.TALLY_MINUTES, replace(TallyContext.sample(), lines=rows, recusals=()))
    with_rows = [text for text in tally.page_texts if "Nguyễn Văn Số" in text]
    assert len(with_rows) >= count / 25
    assert all("Kết quả" in text and "Tỷ lệ" in text for text in with_rows)
    assert all(f"Số {n}, " in tally.text for n in (1, count // 2, count))
    submission = render(K.OFFICE_SUBMISSION, replace(OfficeSubmissionContext.sample(), recommended=rows))
    assert all("Họ và tên" in text for text in submission.page_texts if "Nguyễn Văn Số" in text)
