"""From real records to papers: what is printed is what the records say."""

from datetime import date, timedelta

import pytest
from django.test import override_settings

from documents.builders import (
    cell_letter_context,
    cell_minutes_context,
    committee_minutes_context,
    decision_context,
    office_submission_context,
    roster_context,
    tally_context,
    upward_authorities,
    upward_submission_context,
)
from documents.contexts import BasisStyle, Line
from documents.enums import DocumentKind
from documents.models import DecisionLine
from documents.papers import render_paper
from meetings.enums import MeetingMode
from meetings.models import Meeting, Recusal
from meetings.queries.opinions import opinions_of
from nominations.enums import NominationState as S
from nominations.models import Dossier
from organizations.models import Signer, Unit
from tests import factories
from tests.documents.paper_probe import Paper
from workflows.engine import perform
from workflows.enums import Action
from workflows.services import decisions, lines, meetings


def awaiting(w, *, collectives=1, individuals=1, round=None):
    """Return a submitted and recommended dossier."""
    dossier = factories.dossier(w, round)
    made = [factories.line(w, dossier, kind="collective") for _ in range(collectives)]
    made += [factories.line(w, dossier, position="Trưởng ấp", birth_year=1970) for _ in range(individuals)]
    lines.submit_dossier(dossier, actor=w.secretary, at=w.at)
    for nomination in made:
        nomination.refresh_from_db()
        perform(Action.RECEIVE, nomination=nomination, actor=w.appraiser, at=w.at)
        perform(Action.RECOMMEND, nomination=nomination, actor=w.appraiser, at=w.at, note="Số liệu khớp.")
    dossier.refresh_from_db()
    return dossier


def drafted(w, **kwargs):
    """Return a draft decision on the lines of a dossier, after a meeting that approved them."""
    dossier = awaiting(w, **kwargs)
    factories.hold_meeting(w)
    return decisions.draft_decision(unit=w.commune, nominations=list(dossier.nominations.all()), actor=w.clerk, at=w.at)


def printed(kind, context, tmp_path) -> Paper:
    return Paper(render_paper(kind, context), tmp_path)


def test_decision_from_draft_to_number(w, tmp_path):
    draft = drafted(w, collectives=2, individuals=1)
    context = decision_context(draft)
    assert context.heading.number.strip() == "-QĐ/ĐU"
    assert context.heading.dated is None
    assert context.signature.name == "Võ Minh Khánh"
    assert [line.is_collective for line in context.lines] == [True, True, False]
    assert context.lines.individuals[0].list_name.startswith("Đ/c Lê Thị Bích Liên")
    assert context.achievement == w.round.citation
    numbered = decisions.number_decision(draft, signer=w.signer, signed_on=w.at.date(), actor=w.clerk, at=w.at)
    paper = printed(DocumentKind.DECISION, decision_context(numbered), tmp_path)
    assert paper.row("Số").text == "Số 07-QĐ/ĐU"
    assert "Tân Mỹ, ngày 04 tháng 5 năm 2026" in paper.text
    assert "ĐẢNG BỘ TỈNH BÌNH AN ĐẢNG ỦY XÃ TÂN MỸ" in paper.text
    assert "Tặng Giấy khen cho 02 tập thể và 01 cá nhân" in paper.text
    assert "(kèm theo Quyết định số 07-QĐ/ĐU, ngày 04/5/2026 của Ban Thường vụ Đảng ủy xã Tân Mỹ)" in paper.text
    assert "T/M BAN THƯỜNG VỤ BÍ THƯ" in paper.text


def test_decision_counts_its_own_articles_for_the_places_of_receipt(w):
    draft = drafted(w)
    draft.recipients = "Như Điều 3\nTỉnh ủy (để báo cáo)\n- Lưu Văn phòng"
    context = decision_context(draft)
    assert [label for label, _ in context.articles] == ["Điều 1.", "Điều 2."]
    assert context.copies_lines[0] == "Như Điều 2,"
    assert context.copies_lines[1:] == ("Tỉnh ủy (để báo cáo),", "Lưu Văn phòng.")
    draft.bonus_text = "Mỗi tập thể 1.404.000 đồng."
    assert decision_context(draft).copies_lines[0] == "Như Điều 3,"


def test_decision_does_not_name_the_recipients_twice_among_those_who_carry_it_out(w):
    last = decision_context(drafted(w)).articles[-1][1][0]
    assert last.count("có tên tại Điều 1") == 1


def test_decision_prints_the_strings_that_were_frozen(w):
    draft = drafted(w, individuals=1, collectives=0)
    decisions.number_decision(draft, signer=w.signer, signed_on=w.at.date(), actor=w.clerk, at=w.at)
    row = DecisionLine.objects.get(decision=draft)
    nominee = row.nomination.nominee
    nominee.full_name = "Tên Đã Đổi"
    nominee.save()
    Unit.objects.filter(pk=w.commune.pk).update(
        organ_name="Đảng ủy xã Mới", standing_committee_name="Ban Thường vụ mới"
    )
    Signer.objects.filter(pk=w.signer.pk).update(full_name="Người Khác")
    draft.refresh_from_db()
    context = decision_context(draft)
    assert context.lines[0].name == row.name != "Tên Đã Đổi"
    assert context.heading.issuer == "Đảng ủy xã Tân Mỹ"
    assert context.signature.name == "Võ Minh Khánh"


def test_decision_without_a_common_citation_names_the_list_only(w):
    draft = drafted(w)
    DecisionLine.objects.filter(decision=draft, recipient_kind="individual").update(citation="Cứu người trong lũ")
    assert decision_context(draft).achievement == ""
    assert "tặng Giấy khen cho 01 tập thể và 01 cá nhân (có danh sách kèm theo)" in decision_context(draft).articles[0][
        1
    ][0].lower().replace("giấy khen", "Giấy khen")


def test_cell_letter_lists_what_was_submitted(w, tmp_path):
    dossier = factories.dossier(w)
    first = factories.line(w, dossier, kind="collective")
    withdrawn = factories.line(w, dossier)
    perform(Action.WITHDRAW, nomination=withdrawn, actor=w.secretary, at=w.at)
    before = cell_letter_context(Dossier.objects.get(pk=dossier.pk))
    assert before.heading.dated is None
    assert [line.name for line in before.lines] == [first.nominee.full_name]
    lines.submit_dossier(dossier, actor=w.secretary, at=w.at)
    late = factories.nomination_at(w, S.DRAFT)
    late.dossier_id = dossier.pk
    late.save()
    context = cell_letter_context(Dossier.objects.get(pk=dossier.pk))
    assert [line.name for line in context.lines] == [first.nominee.full_name]
    assert context.heading.dated == date(2026, 5, 4)
    assert context.lines[0].vote.text == "20/21 (95,2%)"
    paper = printed(DocumentKind.SUBMISSION_LETTER, context, tmp_path)
    assert "ĐẢNG BỘ XÃ TÂN MỸ CHI BỘ ẤP TÂN BÌNH 1" in paper.text
    assert "Kính trình: Ban Thường vụ Đảng ủy xã Tân Mỹ" in paper.text
    assert "Ngày 28/4/2026, Chi bộ ấp Tân Bình 1 đã họp (có mặt 21/23 đảng viên)" in paper.text
    assert "T/M CHI BỘ BÍ THƯ" in paper.text
    assert "Nguyễn Thị Hạnh" in paper.text


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("", "-TTr/CB"),
        ("3", "03-TTr/CB"),
        ("12", "12-TTr/CB"),
        ("05-TTr/CBTB", "05-TTr/CBTB"),
        ("Số: 7", "07-TTr/CB"),
    ],
)
def test_number_of_the_cell_is_what_it_typed(w, typed, shown):
    dossier = factories.dossier(w)
    dossier.letter_number = typed
    assert cell_letter_context(dossier).heading.number.strip() == shown


def test_cell_papers_sign_with_the_real_position(w):
    dossier = factories.dossier(w)
    dossier.signer_name, dossier.signer_position = "Lê Văn Tám", "Phó Bí thư"
    signature = roster_context(dossier).signature
    assert (signature.authority_caps, signature.position_caps, signature.name) == (
        ("T/M CHI BỘ",),
        "PHÓ BÍ THƯ",
        "Lê Văn Tám",
    )


def test_cell_papers_keep_the_name_of_their_day(w):
    dossier = factories.dossier(w)
    factories.line(w, dossier)
    Unit.objects.filter(pk=w.cell.pk).update(name="Chi bộ thôn Mới")
    dossier = Dossier.objects.get(pk=dossier.pk)
    for context in (cell_letter_context(dossier), cell_minutes_context(dossier), roster_context(dossier)):
        assert context.heading.issuer == "Chi bộ ấp Tân Bình 1"


def test_cell_minutes_and_roster(w, tmp_path):
    dossier = awaiting(w)
    minutes = cell_minutes_context(dossier)
    assert minutes.method == "biểu quyết giơ tay"
    assert minutes.attendance_line == "Tổng số đảng viên: 23; có mặt: 21; vắng: 02."
    text = printed(DocumentKind.MEETING_MINUTES_CELL, minutes, tmp_path).text
    assert "2. Địa điểm: Nhà văn hóa ấp." in text
    assert "Lê Văn Tám" in text
    roster = roster_context(dossier)
    assert roster.vote_label == "Chi bộ biểu quyết"
    assert roster.lines.individuals[0].birth_year == 1970
    assert "Trưởng ấp" in printed(DocumentKind.ROSTER, roster, tmp_path).text


def test_a_mass_organization_does_not_write_under_the_name_of_the_party(w, tmp_path):
    union = factories.unit("mass_organization", "Hội Liên hiệp Phụ nữ xã", w.commune)
    officer = factories.user("phunu", "Trần Thị Sen")
    factories.role(officer, factories.Role.CELL_OFFICER, union)
    dossier = factories.dossier(w, unit=union, by=officer)
    context = cell_letter_context(dossier)
    text = printed(DocumentKind.SUBMISSION_LETTER, context, tmp_path).text
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" not in text
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc" in text
    assert context.signature.authority == ()


def test_office_submission_has_both_lists(w, tmp_path):
    awaiting(w, collectives=1, individuals=1)
    factories.nomination_at(w, S.NOT_RECOMMENDED)
    meeting = factories.a_meeting(w)
    context = office_submission_context(meeting)
    assert context.recommended.count_text == "01 tập thể và 01 cá nhân"
    assert [line.note for line in context.not_recommended] == ["Chưa rõ kết quả."]
    assert context.dossier_count == 2
    paper = printed(DocumentKind.OFFICE_SUBMISSION, context, tmp_path)
    assert "ĐẢNG ỦY XÃ TÂN MỸ VĂN PHÒNG" in paper.text
    assert paper.row("-TTr/VPĐU")
    assert "CHÁNH VĂN PHÒNG" in paper.text
    assert "Chỉ thị số 05-CT/TW" in paper.text


def test_office_submission_is_signed_by_the_head_who_is_listed(w):
    awaiting(w)
    Signer.objects.create(
        unit=w.commune,
        full_name="Hồ Ngọc Diễm",
        position="Chánh Văn phòng",
        starts_on=factories.START,
        authority_lines="T/L BAN THƯỜNG VỤ",
    )
    signature = office_submission_context(factories.a_meeting(w)).signature
    assert (signature.authority, signature.name) == ((), "Hồ Ngọc Diễm")


def closed_meeting(w):
    """Return a closed meeting: one approved by ballots, one rejected by hands, one postponed, one not recommended."""
    awaiting(w, collectives=1, individuals=2)
    factories.nomination_at(w, S.NOT_RECOMMENDED)
    meeting = factories.a_meeting(w, present=4)
    passed, failed, postponed = meeting.lines.filter(section="recommended").order_by("position")
    Recusal.objects.create(line=passed, user=w.members[1], name=w.members[1].full_name, ground="head")
    Recusal.objects.create(line=passed, user=w.members[4], name=w.members[4].full_name, ground="head")  # absent
    meetings.postpone_line(postponed, True, actor=w.clerk, at=w.at)
    meetings.enter_hands(failed, in_favor=1, against=2, abstain=1, actor=w.clerk, at=w.at)
    for member in (w.members[0], w.members[2], w.members[3]):
        meetings.cast_ballots(meeting, choices={passed.pk: "in_favor"}, actor=member, at=w.at)
    return factories.finish_meeting(meeting, actor=w.clerk, at=w.at)


def test_committee_minutes_say_what_was_decided(w, tmp_path):
    context = committee_minutes_context(closed_meeting(w))
    assert [(line.vote.in_favor, line.vote.recused, line.vote.ratio) for line in context.passed] == [(3, 1, "60%")]
    assert [(line.vote.in_favor, line.vote.against, line.vote.abstain) for line in context.failed] == [(1, 2, 1)]
    assert len(context.postponed) == 1
    assert context.postponed[0].vote is None
    assert [recusal.member for recusal in context.recusals] == [w.members[1].full_name]
    assert context.quorum_line == (
        "Cuộc họp đủ điều kiện tiến hành: có mặt 04/05, quy định từ 2/3 trở lên số ủy viên đương nhiệm (ít nhất 04 đồng chí)."
    )
    assert context.majority.needed == 3
    assert context.method == "biểu quyết giơ tay và biểu quyết công khai trên máy"
    text = printed(DocumentKind.COMMITTEE_MINUTES, context, tmp_path).text
    for part in (
        "thống nhất tặng Giấy khen cho 01 tập thể.",
        "Không thông qua 01 cá nhân",
        "Để lại xét ở phiên họp sau 01 cá nhân.",
        "Không khen thưởng 01 cá nhân theo ý kiến thẩm định",
        "10 giờ 00 phút, ngày 04 tháng 5 năm 2026",
    ):
        assert part in text
    assert f"đồng chí {w.members[4].full_name} (có lý do)" in text


def test_a_poll_opened_before_its_hour_began_when_it_was_opened(w):
    meeting = closed_meeting(w)
    said = w.at + timedelta(hours=4)
    Meeting.objects.filter(pk=meeting.pk).update(
        mode=MeetingMode.POLL, starts_at=said, poll_closes_at=said + timedelta(days=2)
    )
    meeting.refresh_from_db()
    assert committee_minutes_context(meeting).time_line.startswith(
        "từ 10 giờ 00 phút, ngày 04 tháng 5 năm 2026 đến 10 giờ"
    )


def test_tally_names_nobody_beside_a_vote(w, tmp_path):
    text = printed(DocumentKind.TALLY_MINUTES, tally_context(closed_meeting(w)), tmp_path).text
    table = text.partition("TT Tập thể, cá nhân")[2].partition("không tham gia biểu quyết")[0].rpartition("Đồng chí")[0]
    assert table
    assert not [member.full_name for member in w.members if member.full_name in table]


def test_meeting_papers_do_not_read_how_anybody_voted(w, django_assert_max_num_queries):
    meeting = closed_meeting(w)
    for context in (tally_context, committee_minutes_context):
        with django_assert_max_num_queries(16) as queries:
            context(meeting)
        assert not [query for query in queries if "choice" in query["sql"]]


@pytest.mark.parametrize("count", [1, 3])
def test_what_members_wrote_is_printed_with_their_names_after_the_close(w, django_assert_num_queries, count):
    awaiting(w, collectives=count, individuals=0)
    meeting = factories.a_meeting(w)
    lines = list(meeting.lines.all())
    said = {line.pk: f"Xem lại số liệu {line.position}." for line in lines}
    for member in (w.members[2], w.members[1]):
        meetings.cast_ballots(meeting, choices=dict.fromkeys(said, "against"), opinions=said, actor=member, at=w.at)
    assert committee_minutes_context(meeting).written == (), "nobody reads them before the close"
    factories.finish_meeting(meeting, actor=w.clerk, at=w.at)
    meeting.refresh_from_db()
    with django_assert_num_queries(1):
        assert len(opinions_of(meeting)) == 2 * count
    expected = [
        f"Đồng chí {member.full_name}, về {line.name}: “Xem lại số liệu {line.position}”."
        for line in lines
        for member in (w.members[1], w.members[2])
    ]
    for context in (committee_minutes_context(meeting), tally_context(meeting)):
        assert list(context.written_lines) == expected


def test_upward_submission_of_forwarded_lines(w, tmp_path):
    awaiting(w, round=w.upper_round, collectives=1, individuals=1)
    meeting = factories.hold_meeting(w)
    assert upward_authorities(meeting) == [w.province.authority]
    context = upward_submission_context(meeting)
    assert context.addressee == w.province.authority.name
    assert context.lines.award_text == "Bằng khen cho 01 tập thể và 01 cá nhân"
    paper = printed(DocumentKind.UPWARD_SUBMISSION, context, tmp_path)
    assert "5/5" in paper.text
    assert paper.row("-TTr/ĐU")
    with_number = upward_submission_context(meeting, number="9", dated=date(2026, 5, 6), signer=w.signer)
    assert "Số 09-TTr/ĐU" in printed(DocumentKind.UPWARD_SUBMISSION, with_number, tmp_path).text


def test_lines_for_two_authorities_need_two_submissions(w):
    for round in (w.upper_round, w.outside_round):
        awaiting(w, round=round, collectives=0, individuals=1)
    meeting = factories.hold_meeting(w)
    assert len(upward_authorities(meeting)) == 2
    with pytest.raises(ValueError, match="2 cơ quan"):
        upward_submission_context(meeting)
    context = upward_submission_context(meeting, authority=w.outside_round.authority)
    assert context.addressee == "Chủ tịch Ủy ban nhân dân tỉnh Bình An"
    assert len(context.lines) == 1


def test_number_of_queries_does_not_grow_with_the_list(w, django_assert_max_num_queries):
    draft = drafted(w, collectives=6, individuals=6)
    dossier = Dossier.objects.get(pk=draft.lines.first().nomination.dossier_id)
    meeting = draft.meeting
    with django_assert_max_num_queries(6):
        decision_context(draft)
    for build, source, most in (
        (cell_letter_context, dossier, 12),
        (office_submission_context, meeting, 12),
        (committee_minutes_context, meeting, 13),
    ):
        with django_assert_max_num_queries(most):
            build(source)


@override_settings(PAPER_LAYOUT={"basis_style": BasisStyle.ITALIC, "line_spacing_pt": 19}, PAD_MONTHS=True)
def test_office_settings_reach_the_paper(w):
    standard = decision_context(drafted(w)).standard
    assert (standard.basis_style, standard.line_spacing_pt, standard.pads_months) == (BasisStyle.ITALIC, 19, True)


def test_form_of_address_is_not_printed_twice(w):
    awaiting(w, collectives=0, individuals=1)
    line: Line = office_submission_context(factories.a_meeting(w)).recommended[0]
    assert line.address == "Đồng chí"
    assert not line.name.startswith("Đồng chí")
    assert line.list_name.startswith("Đ/c Lê Thị")


def test_day_of_a_meeting_is_the_one_in_viet_nam(w):
    """A meeting at 00:30 in Viet Nam is still the day before in UTC."""
    awaiting(w)
    meeting = factories.a_meeting(w)
    meeting.starts_at = meeting.starts_at.replace(hour=17, minute=30) - timedelta(days=1)
    context = committee_minutes_context(meeting)
    assert context.time_line == "00 giờ 30 phút, ngày 04 tháng 5 năm 2026."
