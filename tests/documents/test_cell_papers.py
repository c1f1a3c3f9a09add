"""Papers of a cell from its records: hours of the meeting, the roster's facts, the report of each nominee, Word files."""

from datetime import date, time, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document

from documents.builders import achievement_report_context, cell_minutes_context, roster_context
from documents.builders.past import SUMMARY, summary_of
from documents.enums import DocumentKind as K
from documents.issuing import PaperRefused, current, for_editing
from documents.models import StoredDocument
from nominations.models import Dossier, EarlierAward, Nominee
from rolls.enums import Rating
from rolls.models import Collective, Person, YearlyRating
from tests import factories
from workflows.services import drafts, lines
from workflows.services.receipts import hand_in


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    """Keep stored papers of a test apart."""
    settings.MEDIA_ROOT = tmp_path


def known(w, nomination, **facts):
    """Put the nominee on record with two ratings and an award of earlier years."""
    nominee = nomination.nominee
    person = Person.objects.create(full_name=nominee.full_name, created_at=w.at)
    for year, rating in ((2024, Rating.GOOD), (2025, Rating.EXCELLENT)):
        YearlyRating.objects.create(person=person, year=year, rating=rating, recorded_at=w.at)
    EarlierAward.objects.create(
        unit=w.cell, recipient_kind="individual", recipient_name=nominee.full_name, person=person, form="giay_khen",
        authority_name="Đảng ủy xã Tân Mỹ cũ", decision_number="41-QĐ/ĐU", decided_on=date(2023, 5, 12), recorded_at=w.at,
    )  # fmt: skip
    Nominee.objects.filter(pk=nominee.pk).update(
        person=person, birth_date=date(1971, 4, 2), birth_year=1971, sex="female", ethnicity="Khmer",
        joined_on=date(2001, 3, 2), **facts,
    )  # fmt: skip
    nomination.refresh_from_db()
    return nomination


def report(nomination):
    """Return the report of a line read anew."""
    nomination.refresh_from_db()
    return achievement_report_context(type(nomination).objects.get(pk=nomination.pk))


def words(context) -> str:
    """Return the running text of a paper's body."""
    return " ".join(getattr(block, "text", "") for block in context.body)


def test_hours_of_the_meeting_reach_the_minutes(w):
    bundle = factories.dossier(w)
    drafts.save_meeting(
        bundle, actor=w.secretary, at=w.at, expected_version=bundle.version, votes={}, met_from=time(19, 30), met_until=time(21, 5)
    )  # fmt: skip
    context = cell_minutes_context(Dossier.objects.get(pk=bundle.pk))
    assert context.time_line == "19 giờ 30 phút, ngày 28 tháng 4 năm 2026."
    assert "kết thúc lúc 21 giờ 05 phút" in context.closing


def test_roster_prints_what_is_on_record(w):
    bundle = factories.dossier(w)
    known(w, factories.line(w, bundle, position="Trưởng ấp"))
    factories.line(w, bundle, kind="collective")
    context = roster_context(Dossier.objects.get(pk=bundle.pk))
    about = context.lines.individuals[0].about
    assert (about.born, about.sex, about.ethnicity, about.joined) == ("02/4/1971", "Nữ", "Khmer", "02/3/2001")
    assert about.ratings_text == "2025: xuất sắc; 2024: tốt"
    assert about.awards_text == "Giấy khen (41-QĐ/ĐU, 2023)"
    assert about.summary == "Vận động 86 hộ tiết kiệm 41.350.000 đồng trong năm 2026."
    heads = [column.head for column in context.body[0].columns]
    assert heads == [
        "TT", "Tên tập thể, họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Chức vụ, đơn vị", "Ngày vào Đảng",
        "Xếp loại các năm gần nhất", "Đã được khen", "Tóm tắt thành tích", "Hình thức đề nghị", "Chi bộ biểu quyết",
    ]  # fmt: skip
    assert [row[11] for row in context.body[0].rows] == ["20/21 (95,2%)"] * 2


def test_roster_asks_the_same_number_of_questions_for_any_length(w, django_assert_max_num_queries):
    bundle = factories.dossier(w)
    counts = []
    for _ in range(2):
        for _ in range(3):
            known(w, factories.line(w, bundle))
        with django_assert_max_num_queries(15) as asked:  # the last is how the unit sets its papers
            roster_context(Dossier.objects.get(pk=bundle.pk))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_past_of_a_namesake_is_not_printed(w):
    bundle = factories.dossier(w)
    known(w, factories.line(w, bundle, full_name="Nguyễn Văn Hùng"))
    factories.line(w, bundle, full_name="Nguyễn Văn Hùng", unit_text="ấp khác")
    rows = roster_context(Dossier.objects.get(pk=bundle.pk)).lines
    assert [bool(row.about.awards) for row in rows] == [True, False]


def test_an_award_that_was_struck_is_not_printed(w):
    n = known(w, factories.line(w))
    EarlierAward.objects.update(struck_at=w.at, struck_because="Ghi nhầm người")
    assert report(n).about.awards == ()


def test_report_of_a_person_is_signed_by_the_person_and_confirmed_by_the_cell(w):
    context = report(known(w, factories.line(w, full_name="Thạch Sa Rươl", position="Trưởng ấp")))
    assert context.reporter.authority == ("NGƯỜI BÁO CÁO",) and context.reporter.name == "Thạch Sa Rươl"
    assert context.confirmation.authority == ("XÁC NHẬN CỦA CHI BỘ", "T/M CHI BỘ")
    assert (context.confirmation.position, context.confirmation.name) == ("BÍ THƯ", "Nguyễn Thị Hạnh")
    assert dict(context.facts)["Ngày vào Đảng"] == "02/3/2001"
    text = words(context)
    assert "năm 2025: hoàn thành xuất sắc nhiệm vụ; năm 2024: hoàn thành tốt nhiệm vụ." in text
    assert "Chi bộ ấp Tân Bình 1 đã họp ngày 28/4/2026, có mặt 21/23 đảng viên; kết quả biểu quyết đối với trường hợp này: 20/21 (95,2%) tán thành." in text  # fmt: skip
    assert "đề nghị Ban Thường vụ Đảng ủy xã Tân Mỹ xét, tặng Giấy khen về thành tích:" in text
    assert context.heading.issuer == "Chi bộ ấp Tân Bình 1" and context.heading.is_party


def test_report_of_the_cell_itself_is_signed_on_its_behalf(w):
    context = report(factories.line(w, kind="collective", full_name="Chi bộ ấp Tân Bình 1", unit=w.cell))
    assert context.confirmation is None and context.reporter.authority == ("T/M CHI BỘ",)
    assert context.reporter.name == "Nguyễn Thị Hạnh" and context.heading.issuer == "Chi bộ ấp Tân Bình 1"


def test_report_of_another_collective_has_its_own_head(w):
    context = report(
        factories.line(w, kind="collective", full_name="Hội Liên hiệp Phụ nữ xã", unit_text="Mặt trận Tổ quốc xã", is_party_organization=False)
    )  # fmt: skip
    assert (context.heading.superior, context.heading.issuer) == ("Mặt trận Tổ quốc xã", "Hội Liên hiệp Phụ nữ xã")
    assert not context.heading.is_party
    assert context.reporter.authority == ("NGƯỜI ĐỨNG ĐẦU TẬP THỂ",) and context.reporter.name == ""
    assert context.confirmation.authority[0] == "XÁC NHẬN CỦA CHI BỘ"


def test_the_dead_do_not_sign(w):
    context = report(factories.line(w, full_name="Trần Thị Ẩn", is_deceased=True))
    assert context.reporter.authority == ("T/M CHI BỘ",) and context.confirmation is None
    assert "xét, truy tặng Giấy khen" in words(context)


def test_what_is_not_known_is_left_for_a_pen(w):
    context = report(factories.line(w))
    assert dict(context.facts)["Ngày, tháng, năm sinh"] == ""
    assert "Xếp loại chất lượng các năm gần nhất: ....." in words(context)
    assert "Khen thưởng đã được tặng: ....." in words(context)


def test_ratings_of_a_collective_are_those_of_its_record(w):
    group = Collective.objects.create(name="Tổ tự quản số 1", created_at=w.at)
    YearlyRating.objects.create(collective=group, year=2025, rating=Rating.COMPLETED, recorded_at=w.at)
    n = factories.line(w, kind="collective", full_name="Tổ tự quản số 1", collective=group)
    assert [each.short for each in report(n).about.ratings] == ["2025: hoàn thành"]


@pytest.mark.parametrize(("text", "short"), [
    ("Giữ sổ quỹ.", "Giữ sổ quỹ."),
    ("Câu một. " + "a" * 250, "Câu một."),
    ("từ " * 100, ("từ " * 100)[:SUMMARY].rpartition(" ")[0].rstrip() + "…"),
])  # fmt: skip
def test_achievement_in_short_ends_with_a_sentence_or_says_that_it_goes_on(w, text, short):
    n = factories.line(w)
    n.achievement = text
    assert summary_of(n) == short
    n.model_name = "Heo đất"
    assert summary_of(n) == f"Mô hình “Heo đất”. {short}"


def test_report_is_kept_once_the_line_is_handed_in(w):
    n = factories.line(w)
    assert current(K.ACHIEVEMENT_REPORT, n, at=w.at).stored is None
    lines.submit_dossier(n.dossier, actor=w.secretary, at=w.at)
    n.refresh_from_db()
    made = current(K.ACHIEVEMENT_REPORT, n, at=w.at)
    assert made.stored.nomination == n and made.stored.unit == w.cell
    assert current(K.ACHIEVEMENT_REPORT, n, at=w.at + timedelta(days=1)).content == made.content
    assert StoredDocument.objects.filter(kind=K.ACHIEVEMENT_REPORT).count() == 1


def test_word_file_of_a_kept_paper_has_the_words_that_were_kept(w):
    n = factories.line(w)
    lines.submit_dossier(n.dossier, actor=w.secretary, at=w.at)
    n.refresh_from_db()
    for_editing(K.ACHIEVEMENT_REPORT, n, at=w.at)
    stored = StoredDocument.objects.get(kind=K.ACHIEVEMENT_REPORT)
    made = for_editing(K.ACHIEVEMENT_REPORT, n, at=w.at)
    assert made.stored == stored and made.file_name.endswith(".docx")
    text = " ".join(p.text for p in Document(BytesIO(made.content)).paragraphs).replace("\u00a0", " ")
    assert n.achievement in text


def test_a_paper_without_word_form_says_so(w):
    receipt = hand_in(factories.line(w).dossier, actor=w.secretary, at=w.at).receipt
    with pytest.raises(PaperRefused, match="chỉ có bản PDF"):
        for_editing(K.RECEIPT, receipt, at=w.at)


def test_downloads_have_the_type_and_the_name_of_their_form(client, w):
    n = factories.line(w)
    client.force_login(w.secretary)
    pdf = client.get(reverse("documents:nomination_paper", args=[n.pk, K.ACHIEVEMENT_REPORT]))
    word = client.get(reverse("documents:dossier_paper_word", args=[n.dossier_id, K.MEETING_MINUTES_CELL]))
    assert pdf["Content-Type"] == "application/pdf" and pdf["Content-Disposition"].startswith("inline")
    assert word["Content-Type"].endswith("wordprocessingml.document")
    assert word["Content-Disposition"].startswith("attachment") and ".docx" in word["Content-Disposition"]
    for name, args in (
        ("dossier_paper", [n.dossier_id, K.ACHIEVEMENT_REPORT]),
        ("nomination_paper", [n.pk, K.ROSTER]),
        ("dossier_paper_word", [n.dossier_id, K.TALLY_MINUTES]),
    ):
        assert client.get(reverse(f"documents:{name}", args=args)).status_code == 404
    client.force_login(w.sibling_secretary)
    assert client.get(reverse("documents:nomination_paper", args=[n.pk, K.ACHIEVEMENT_REPORT])).status_code == 404
    assert client.get(reverse("documents:nomination_paper_word", args=[n.pk, K.ACHIEVEMENT_REPORT])).status_code == 404
