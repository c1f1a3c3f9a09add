"""Papers that take a number: what their record says is what is printed, kept once, read by those who may."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from documents.builders import (
    appraisal_summary_context,
    ballot_papers_context,
    committee_minutes_context,
    conclusion_notice_context,
    correction_notice_context,
    office_submission_context,
    posting_notice_context,
    result_notice_context,
    result_units,
    upward_submission_context,
)
from documents.catalogue import Per, possible_papers
from documents.enums import DocumentKind as K
from documents.enums import DocumentType
from documents.issuing import PaperRefused, current, for_editing, issue, preview
from documents.models import Number, NumberedPaper, NumberSeries, StoredDocument
from documents.services import paper_bytes
from meetings.enums import MeetingState, Outcome
from meetings.models import AgendaChange, AgendaLine, Meeting, ResultCorrection
from nominations.enums import NominationState as S
from nominations.models import Appraisal, Objection, OpinionRequest, PostedLine, Posting, RuleOverride
from organizations.models import Signer
from permissions.models import RoleAssignment, Substitution
from permissions.roles import Role
from tests import factories
from tests.factories import NOW, a_meeting, line, nomination_at
from workflows.services import lines, meetings


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def meeting(w) -> Meeting:
    """A released meeting that approved one line of the first cell."""
    nomination_at(w, S.APPROVED)
    return Meeting.objects.get()


def text(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).replace("\u00a0", " ").split())  # fmt: skip


def paper(w, kind: str, **facts) -> NumberedPaper:
    """Write a draft of a numbered paper."""
    return NumberedPaper.objects.create(
        kind=kind, unit=w.commune, created_at=NOW, created_by_name="Đỗ Thị Hằng", **facts
    )


def number(w, made: NumberedPaper, value: int = 4, symbol: str = "TB/ĐU") -> NumberedPaper:
    """Give a draft its number, day and signer, as "Ghi số" does."""
    series, _ = NumberSeries.objects.get_or_create(
        unit=w.commune, document_type=K(made.kind).document_type, term="2025-2030", starts_on=factories.START
    )
    taken = Number.objects.create(
        series=series, value=value, text=f"{value:02d}-{symbol}", used_for="x", taken_at=NOW, taken_by_name="x"
    )
    made.number, made.number_text, made.state = taken, taken.text, "numbered"
    made.signed_on, made.numbered_at = date(2026, 5, 6), NOW
    made.signer_name, made.signer_position, made.authority_lines = "Lý Thị Hồng", "Phó Bí thư", "T/M BAN THƯỜNG VỤ"
    made.save()
    return made


class TestFacts:
    def test_without_a_record_the_number_is_left_for_the_pen(self, meeting):
        heading = conclusion_notice_context(meeting).heading
        assert (heading.number.strip(), heading.dated) == ("-TB/ĐU", None)

    def test_a_draft_names_its_signer_only(self, w, meeting):
        deputy = Signer.objects.create(
            unit=w.commune, full_name="Lý Thị Hồng", position="Phó Bí thư", starts_on=factories.START
        )
        paper(w, K.CONCLUSION_NOTICE, meeting=meeting, signer=deputy)
        context = conclusion_notice_context(meeting)
        assert (context.heading.number.strip(), context.heading.dated) == ("-TB/ĐU", None)
        assert (context.signature.position, context.signature.name) == ("Phó Bí thư", "Lý Thị Hồng")

    @pytest.mark.parametrize(
        ("kind", "build", "symbol"),
        [
            (K.OFFICE_SUBMISSION, office_submission_context, "TTr/VPĐU"),
            (K.APPRAISAL_SUMMARY, appraisal_summary_context, "BC/VPĐU"),
            (K.COMMITTEE_MINUTES, committee_minutes_context, "BB/ĐU"),
            (K.CONCLUSION_NOTICE, conclusion_notice_context, "TB/ĐU"),
        ],
    )
    def test_a_numbered_one_says_number_day_and_signer(self, w, meeting, kind, build, symbol):
        number(w, paper(w, kind, meeting=meeting), symbol=symbol)
        context = build(meeting)
        assert (context.heading.number, context.heading.dated) == (f"04-{symbol}", date(2026, 5, 6))
        if kind != K.COMMITTEE_MINUTES:  # clerk and chair sign those
            assert context.signature.name == "Lý Thị Hồng"

    def test_a_voided_one_leaves_the_room_again(self, w, meeting):
        made = number(w, paper(w, K.CONCLUSION_NOTICE, meeting=meeting))
        NumberedPaper.objects.filter(pk=made.pk).update(state="voided", void_reason="Ghi nhầm")
        assert conclusion_notice_context(meeting).heading.number.strip() == "-TB/ĐU"

    def test_each_authority_has_a_number_of_its_own(self, w):
        nomination_at(w, S.FORWARDED)
        meeting = Meeting.objects.get()
        number(w, paper(w, K.UPWARD_SUBMISSION, meeting=meeting, authority=w.province.authority), symbol="TTr/ĐU")
        assert upward_submission_context(meeting).heading.number == "04-TTr/ĐU"


class TestPossible:
    def test_a_released_meeting_has_one_notice_for_each_unit(self, w, meeting):
        found = possible_papers(meeting)
        assert {(each.row.kind, each.addressee) for each in found if each.row.per == Per.ADDRESSEE} == {
            (K.RESULT_NOTICE, w.cell)
        }
        once = {each.row.kind: each.row.series for each in found if each.row.per == Per.ONCE}
        assert once == {
            K.OFFICE_SUBMISSION: DocumentType.TO_TRINH,
            K.APPRAISAL_SUMMARY: DocumentType.BAO_CAO,
            K.COMMITTEE_MINUTES: DocumentType.BIEN_BAN,
            K.TALLY_MINUTES: DocumentType.BIEN_BAN,
            K.CONCLUSION_NOTICE: DocumentType.THONG_BAO,
        }
        assert not [each for each in found if each.refusal]

    def test_before_the_release_it_says_why_not_yet(self, w):
        nomination_at(w, S.RECOMMENDED)
        refused = {each.row.kind: each.refusal for each in possible_papers(a_meeting(w))}
        assert refused[K.OFFICE_SUBMISSION] == ""
        assert "chưa đóng" in refused[K.RESULT_NOTICE]

    def test_the_number_of_queries_does_not_grow(self, w, meeting, django_assert_max_num_queries):
        with django_assert_max_num_queries(6):
            possible_papers(meeting)


class TestIssued:
    def test_a_numbered_paper_is_kept_once_and_opened_from_its_meeting_too(self, w, meeting):
        made = number(w, paper(w, K.RESULT_NOTICE, meeting=meeting, addressee=w.cell))
        stored = issue(made.kind, made, actor=w.clerk, at=NOW)
        assert stored.numbered == made and stored.is_final
        assert "Số 04-TB/ĐU" in text(paper_bytes(stored))
        again = current(K.RESULT_NOTICE, meeting, at=NOW + timedelta(days=2), addressee=w.cell)
        assert again.stored == stored
        Meeting.objects.filter(pk=meeting.pk).update(committee_name="Tên khác")
        made.refresh_from_db()
        assert issue(made.kind, made, actor=None, at=NOW).pk == stored.pk
        word = Document(BytesIO(for_editing(made.kind, made, at=NOW).content))
        assert any("Số\u00a004-TB/ĐU" in cell.text or "Số 04-TB/ĐU" in cell.text for cell in word.tables[0]._cells)

    def test_a_draft_is_not_kept(self, w, meeting):
        made = paper(w, K.CONCLUSION_NOTICE, meeting=meeting)
        with pytest.raises(PaperRefused, match="dự thảo"):
            issue(made.kind, made, actor=w.clerk, at=NOW)
        assert current(made.kind, made, at=NOW).stored is None
        assert not StoredDocument.objects.exists()

    def test_a_posting_is_numbered_and_kept(self, w):
        made = line(w)
        posting = Posting.objects.create(
            unit=w.commune, round=w.round, starts_on=NOW.date(), ends_on=NOW.date() + timedelta(days=7),
            place="Bảng tin xã", created_at=NOW, created_by_name="x",
        )  # fmt: skip
        PostedLine.objects.create(posting=posting, nomination=made, position=1, name=made.nominee.full_name)
        assert made.nominee.full_name in text(preview(K.POSTING_NOTICE, posting).content)
        assert posting_notice_context(posting).lines.count_text == "01 cá nhân"
        numbered = number(w, paper(w, K.POSTING_NOTICE, posting=posting))
        assert current(K.POSTING_NOTICE, posting, at=NOW).stored.numbered == numbered

    def test_results_leave_the_room_after_the_release_only(self, w, client):
        nomination_at(w, S.RECOMMENDED)
        meeting = a_meeting(w)
        factories.vote_all(w, meeting)
        meetings.close_meeting(meeting, actor=w.clerk, at=NOW)
        meeting.refresh_from_db()
        assert meeting.state == MeetingState.CLOSED
        for kind in (K.COMMITTEE_MINUTES, K.TALLY_MINUTES, K.CONCLUSION_NOTICE):
            assert "DỰ THẢO" in text(preview(kind, meeting).content)
            for who, status in ((w.clerk, 200), (w.appraiser, 403), (w.inspector, 403), (w.secretary, 404)):
                client.force_login(who)
                assert client.get(reverse("documents:meeting_paper", args=[meeting.pk, kind])).status_code == status
        with pytest.raises(PaperRefused, match="chưa được công bố"):
            preview(K.RESULT_NOTICE, meeting)
        assert not StoredDocument.objects.exists()

    def test_a_notice_is_known_to_its_unit_once_it_is_numbered(self, w, meeting, client):
        made = paper(w, K.RESULT_NOTICE, meeting=meeting, addressee=w.cell)
        url = reverse("documents:numbered_paper", args=[made.pk])
        client.force_login(w.secretary)
        assert client.get(url).status_code == 404
        number(w, made)
        assert client.get(url).status_code == 200
        for stranger in (w.sibling_secretary, w.other_secretary, w.other_appraiser):
            client.force_login(stranger)
            assert client.get(url).status_code == 404


class TestFromRecords:
    def test_result_notice_tells_a_unit_its_own_lines(self, w):
        own = nomination_at(w, S.RECOMMENDED)
        other = line(w, factories.dossier(w, unit=w.sibling, by=w.sibling_secretary), by=w.sibling_secretary)
        lines.submit_dossier(other.dossier, actor=w.sibling_secretary, at=NOW)
        other.refresh_from_db()
        for step in ("receive", "recommend"):
            factories.STEPS[step](w, other)
            other.refresh_from_db()
        meeting = factories.hold_meeting(w)
        assert result_units(meeting) == [w.cell, w.sibling]
        context = result_notice_context(meeting, addressee=w.cell)
        assert [each.name for each in context.lines] == [own.nominee.full_name]
        assert context.lines[0].vote.in_favor == 5
        with pytest.raises(ValueError, match="2 đơn vị"):
            result_notice_context(meeting)
        with pytest.raises(ValueError, match="không có dòng nào"):
            result_notice_context(meeting, addressee=w.other_cell)

    def test_minutes_tell_form_raise_changes_and_who_stood_in(self, w, meeting):
        row = AgendaLine.objects.get(meeting=meeting)
        AgendaLine.objects.filter(pk=row.pk).update(
            voted_form="bang_khen", raise_to=w.upper_round, raise_form="bang_khen"
        )
        AgendaChange.objects.create(
            meeting=meeting, nomination=row.nomination, line_name=row.name, kind="added", note="Gửi bổ sung", at=NOW,
            actor_name="x",
        )  # fmt: skip
        principal = factories.user("bithu", "Trần Minh Quang")
        lent = factories.role(principal, Role.CHAIR, w.commune)
        Substitution.objects.create(
            assignment=RoleAssignment.objects.get(pk=lent.pk), substitute=w.members[0], starts_on=NOW.date(),
            ends_on=NOW.date(), reason="Đi công tác", created_at=NOW,
        )  # fmt: skip
        context = committee_minutes_context(Meeting.objects.get(pk=meeting.pk))
        assert (context.lines[0].award, context.lines[0].proposed_award) == ("Bằng khen", "Giấy khen")
        assert context.lines[0].raised_to == f"Bằng khen của {w.province.authority.name}"
        assert context.changes[0].text.endswith("(lý do: gửi bổ sung).")
        assert context.chair.text.endswith("theo ủy quyền của đồng chí Trần Minh Quang")
        assert context.took_part_lines == ("Mỗi dòng: 5/5 ủy viên tham gia biểu quyết; cần ít nhất 3 phiếu tán thành.",)

    def test_ballots_are_for_those_who_may_come(self, w, client):
        nomination_at(w, S.RECOMMENDED)
        meeting = a_meeting(w, present=4)
        context = ballot_papers_context(meeting)
        assert [ballot.voter.name for ballot in context.ballots] == [member.full_name for member in w.members[:4]]
        Meeting.objects.filter(pk=meeting.pk).update(secrecy="secret")
        secret = ballot_papers_context(Meeting.objects.get(pk=meeting.pk))
        assert (secret.count, secret.ballots[0].voter) == (4, None)
        url = reverse("documents:meeting_paper", args=[meeting.pk, K.BALLOT_PAPERS])
        for who, status in ((w.clerk, 200), (w.members[1], 403), (w.secretary, 404)):
            client.force_login(who)
            assert client.get(url).status_code == status

    def test_summary_reads_sheets_opinions_exceptions_and_objections(self, w):
        made = nomination_at(w, S.RECOMMENDED)
        asked = {"nomination": made, "unit": w.commune}
        Appraisal.objects.create(
            **asked, appraiser=w.appraiser, appraiser_name="x", asked_at=NOW, submitted_at=NOW, advice="recommend"
        )
        OpinionRequest.objects.create(
            **asked, body_name="Công an xã", question="?", due_on=NOW.date(), asked_by=w.appraiser, asked_by_name="x",
            asked_at=NOW, consent="agree", answer="Không vi phạm.", answered_by_name="y", answered_at=NOW,
        )  # fmt: skip
        RuleOverride.objects.create(
            nomination=made, code="x", rule="Thời gian là đảng viên", state="granted", reason="Đặc biệt xuất sắc"
        )
        posting = Posting.objects.create(
            unit=w.commune, round=w.round, starts_on=NOW.date(), ends_on=NOW.date(), created_at=NOW, created_by_name="x"
        )
        posted = PostedLine.objects.create(posting=posting, nomination=made, position=1, name="x")
        Objection.objects.create(
            line=posted, from_name="Người Nêu", channel="đơn", text="Chưa rõ số liệu.", received_on=NOW.date(),
            recorded_by_name="x", recorded_at=NOW, is_upheld=False, answer="Đã đối chiếu", answered_at=NOW,
        )  # fmt: skip
        meeting = meetings.prepare_meeting(unit=w.commune, title="Họp", starts_at=NOW, actor=w.clerk, at=NOW)
        content = text(preview(K.APPRAISAL_SUMMARY, meeting).content)
        for part in (
            "Đã lập 01 phiếu thẩm định", "Công an xã", "Nhất trí", "Không vi phạm", "Thời gian là đảng viên",
            "Đặc biệt xuất sắc", "Chưa rõ số liệu", "phản ánh không đúng",
        ):  # fmt: skip
            assert part in content, part
        assert "Người Nêu" not in content

    def test_correction_says_before_and_after(self, w, meeting):
        row = AgendaLine.objects.get(meeting=meeting)
        correction = ResultCorrection.objects.create(
            line=row, nomination=row.nomination, before=Outcome.APPROVED, after=Outcome.REJECTED, authority="Ban Thường vụ",
            paper_number="3-KL/ĐU", paper_on=NOW.date(), note="Ghi nhầm số phiếu.", at=NOW, actor_name="x",
        )  # fmt: skip
        context = correction_notice_context(correction)
        assert (context.announced, context.correct, context.reason) == (
            "Được duyệt",
            "Không được duyệt",
            "Ghi nhầm số phiếu.",
        )
        assert "3-KL/ĐU" in text(preview(K.CORRECTION_NOTICE, correction).content)
        (told,) = result_notice_context(meeting).lines
        assert (told.outcome, told.note) == (Outcome.REJECTED, "Kết quả đã đính chính theo 3-KL/ĐU")
        assert not conclusion_notice_context(meeting).of_outcome(Outcome.APPROVED), (
            "a notice made after the correction lists nobody by mistake"
        )
        assert len(committee_minutes_context(meeting).passed) == 1, "minutes tell what was counted"
