"""Papers that carry a number: the list of a meeting, "Ghi số", voiding, and scans of what was signed."""

import hashlib
from datetime import timedelta
from io import BytesIO
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from documents.builders.common import layout_standard
from documents.catalogue import possible_papers
from documents.enums import DocumentKind as K
from documents.models import Number, NumberedPaper, NumberSeries, PaperStyle, SignedScan, StoredDocument
from documents.services import NoSeries, paper_bytes
from history.models import Entry
from meetings.models import ResultCorrection
from nominations.enums import NominationState as S
from nominations.models import Posting
from permissions.exceptions import NotPermitted
from runs.models import Run
from runs.services import work_once
from tests.clerks import numbered
from tests.factories import NOW, START, a_meeting, dossier, hold_meeting, line, nomination_at
from tests.pages.office import page_text
from workflows.engine import perform
from workflows.enums import Action
from workflows.exceptions import GuardFailed, IllegalTransition
from workflows.services import paper_runs, papers
from workflows.services.lines import submit_dossier
from workflows.services.series import open_series


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.VAR_DIR = tmp_path


@pytest.fixture
def series(w):
    """Open the series of minutes and of submissions at the commune."""
    for kind in ("bien_ban", "to_trinh", "thong_bao"):
        NumberSeries.objects.create(
            unit=w.commune, document_type=kind, term="2025-2030", next_number=4, starts_on=START
        )


@pytest.fixture
def held(w, series):
    """A meeting that was released with one approved line."""
    nomination_at(w, S.RECOMMENDED)
    return hold_meeting(w)


def wanted(subject, kind):
    return next(each for each in possible_papers(subject) if each.row.kind == kind)


def sign(w, subject, kind, *, actor=None, day=None, at=NOW):
    signature = papers.Signature(w.signer, day or NOW.date())
    return papers.number_paper(subject, wanted(subject, kind), signature=signature, actor=actor or w.clerk, at=at)


def picture(name="ban-ky.png", colour="#c8102e"):
    content = BytesIO()
    Image.new("RGB", (60, 40), colour).save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue(), "image/png")


def test_a_number_is_taken_with_signer_and_day_and_the_pdf_prints_it(w, held):
    paper = sign(w, held, K.TALLY_MINUTES)
    assert (paper.number_text, paper.signer_name, paper.state) == ("04-BB/ĐU", "Võ Minh Khánh", "numbered")
    assert papers.issue_paper(paper, actor=w.clerk, at=NOW) == ""
    stored = StoredDocument.objects.get(numbered=paper)
    assert stored.is_final
    words = " ".join(page.extract_text() for page in PdfReader(BytesIO(paper_bytes(stored))).pages)
    assert "04-BB/ĐU" in words
    assert sign(w, held, K.COMMITTEE_MINUTES).number_text == "05-BB/ĐU"
    assert Entry.objects.filter(verb="Ghi số văn bản").count() == 2


def test_it_is_not_numbered_twice_and_a_refused_one_takes_no_number(w, held):
    sign(w, held, K.TALLY_MINUTES)
    with pytest.raises(IllegalTransition, match="đã có số 04-BB/ĐU"):
        sign(w, held, K.TALLY_MINUTES)
    with pytest.raises(GuardFailed, match="Ngày ký chưa tới"):
        sign(w, held, K.CONCLUSION_NOTICE, day=NOW.date() + timedelta(days=1))
    with pytest.raises(GuardFailed, match="không phải người ký"):
        sign(w, held, K.CONCLUSION_NOTICE, day=START - timedelta(days=9))
    with pytest.raises(NotPermitted):
        sign(w, held, K.CONCLUSION_NOTICE, actor=w.chair)
    NumberSeries.objects.filter(document_type="thong_bao").delete()
    with pytest.raises(NoSeries):
        sign(w, held, K.CONCLUSION_NOTICE)
    assert list(Number.objects.filter(series__document_type="bien_ban").values_list("text", flat=True)) == ["04-BB/ĐU"]
    assert NumberedPaper.objects.count() == 1


def test_what_tells_results_waits_for_the_release_and_the_submission_does_not(w, series):
    nomination_at(w, S.RECOMMENDED)
    meeting = a_meeting(w)
    with pytest.raises(NoSeries, match=r"Văn phòng Đảng ủy xã Tân Mỹ .ký hiệu VPĐU."):
        sign(w, meeting, K.OFFICE_SUBMISSION)  # a submission of the office has no number among those of its committee
    book = {"unit": w.commune, "document_type": "to_trinh", "term": "2025-2030", "actor": w.administrator, "at": NOW}
    open_series(**book, body_symbol="VPĐU", next_number=9, starts_on=START)
    assert sign(w, meeting, K.OFFICE_SUBMISSION).number_text == "09-TTr/VPĐU"
    committees = NumberSeries.objects.get(document_type="to_trinh", body_symbol="")
    assert (committees.next_number, committees.ends_on) == (4, None), "the committee's own book goes on"
    with pytest.raises(GuardFailed, match="chưa đóng"):
        sign(w, meeting, K.TALLY_MINUTES)


def test_every_unit_has_a_result_notice_of_its_own(w, held):
    (notice,) = (each for each in possible_papers(held) if each.row.kind == K.RESULT_NOTICE)
    assert notice.addressee == w.cell
    paper = papers.number_paper(held, notice, signature=papers.Signature(w.signer, NOW.date()), actor=w.clerk, at=NOW)
    assert (paper.addressee, paper.number_text) == (w.cell, "04-TB/ĐU")


def test_notices_to_all_units_are_numbered_at_once_or_not_at_all(client, w, series):
    nomination_at(w, S.RECOMMENDED)
    by = {"by": w.sibling_secretary}
    other = line(w, dossier(w, unit=w.sibling, **by), **by)
    submit_dossier(other.dossier, actor=w.sibling_secretary, at=NOW)
    for action in (Action.RECEIVE, Action.RECOMMEND):
        perform(action, nomination=other, actor=w.appraiser, at=NOW)
    held = hold_meeting(w)
    client.force_login(w.clerk)
    page = reverse("workflows:paper_number", args=["phien-hop", held.pk, K.RESULT_NOTICE])
    listed = client.get(reverse("workflows:papers", args=["phien-hop", held.pk]))
    assert page in listed.content.decode() and "Ghi số 2 thông báo kết quả cùng lúc" in page_text(listed)
    asked = page_text(client.get(page))
    assert w.cell.name in asked and w.sibling.name in asked
    day = timezone.localdate()
    sent = {"signer": w.signer.pk, "signed_on": f"{day.day}/{day.month}/{day.year}"}
    with pytest.raises(RuntimeError), patch.object(papers, "record", side_effect=[None, RuntimeError("power cut")]):
        client.post(page, sent)
    assert not NumberedPaper.objects.exists() and not Number.objects.exists()
    answer = page_text(client.post(page, sent, follow=True))
    assert "Đã ghi số từ 04-TB/ĐU đến 05-TB/ĐU" in answer and "Đang lập bản PDF, xong 0/2" in answer
    made = NumberedPaper.objects.filter(state="numbered").order_by("number__value")
    assert [paper.addressee for paper in made] == [w.cell, w.sibling]
    assert not StoredDocument.objects.exists(), "sixty PDFs would keep the clerk waiting"
    assert "đã ghi số từ trước" in page_text(client.post(page, sent, follow=True))
    assert Number.objects.count() == 2 and Run.objects.count() == 1
    _the_worker_makes_them(client, w, held, list(made))


def _the_worker_makes_them(client, w, held, made):
    """One is opened before its turn, one fails at first; what is there is not made twice."""
    place = ["phien-hop", held.pk]
    how_far = reverse("workflows:papers_progress", args=place)
    assert client.get(reverse("documents:numbered_paper", args=[made[0].pk])).status_code == 200
    run = Run.objects.get()
    with patch.object(paper_runs, "issue_paper", side_effect=RuntimeError("worker in trouble")):
        for _ in range(3):
            assert work_once("worker", clock=lambda: NOW)
    run.refresh_from_db()
    client.force_login(w.chair)
    seen = client.get(reverse("workflows:papers", args=place))
    assert run.state == "failed" and "Chưa lập xong bản PDF" in page_text(seen)
    resume = reverse("workflows:papers_resume", args=place)
    assert resume not in seen.content.decode() and client.post(resume).status_code == 403
    client.force_login(w.clerk)
    assert "Đang lập bản PDF, xong 0/2" in page_text(client.post(resume, follow=True))
    assert work_once("worker", clock=lambda: NOW)
    assert "xong 1/2" in page_text(client.get(how_far))
    with patch.object(paper_runs, "issue_paper", return_value="Chưa có phông chữ."):
        while work_once("worker", clock=lambda: NOW):
            pass
    assert StoredDocument.objects.filter(numbered__in=made, is_final=True).count() == 1
    listed = reverse("workflows:papers", args=place)
    told = page_text(client.get(listed))
    assert "Một số bản PDF chưa lập được" in told and "Số 05-TB/ĐU" in told and "chưa có phông chữ" in told, told
    assert client.get(reverse("documents:numbered_paper", args=[made[1].pk])).status_code == 200
    assert "ban-pdf" not in client.get(listed).content.decode(), "all PDFs are there now"
    assert "Đã lập xong 2 bản PDF" in page_text(client.get(how_far))
    assert StoredDocument.objects.filter(numbered__in=made, is_final=True).count() == 2


def test_a_void_number_stays_with_its_reason_and_the_next_is_taken(w, held):
    paper = sign(w, held, K.TALLY_MINUTES)
    with pytest.raises(GuardFailed, match="lý do"):
        papers.void_paper(paper, reason=" ", actor=w.clerk, at=NOW)
    void = papers.void_paper(paper, reason="Ghi nhầm ngày", actor=w.clerk, at=NOW)
    assert (void.state, void.void_reason, void.number.state) == ("voided", "Ghi nhầm ngày", "voided")
    with pytest.raises(IllegalTransition):
        papers.void_paper(paper, reason="Nữa", actor=w.clerk, at=NOW)
    assert sign(w, held, K.TALLY_MINUTES).number_text == "05-BB/ĐU"
    assert NumberedPaper.objects.filter(kind=K.TALLY_MINUTES).count() == 2


def test_the_page_of_a_meeting_leads_through_number_scan_and_void(client, w, held):
    client.force_login(w.clerk)
    listed = reverse("workflows:papers", args=["phien-hop", held.pk])
    assert listed in client.get(reverse("workflows:meeting", args=[held.pk])).content.decode()
    text = page_text(client.get(listed))
    for name in ("Biên bản kiểm phiếu", "Thông báo kết luận", "Thông báo kết quả cho đơn vị", "Dự thảo"):
        assert name.lower() in text.lower()
    page = reverse("workflows:paper_number", args=["phien-hop", held.pk, K.TALLY_MINUTES])
    empty = client.post(page, {"signed_on": ""})
    assert empty.status_code == 422
    day = timezone.localdate()
    answer = client.post(page, {"signer": w.signer.pk, "signed_on": f"{day.day}/{day.month}/{day.year}"}, follow=True)
    text = page_text(answer)
    assert "Đã ghi số 04-BB/ĐU" in text
    assert "chưa lập được" not in text
    paper = NumberedPaper.objects.get()
    assert StoredDocument.objects.filter(numbered=paper, is_final=True).exists()
    scan_page = reverse("workflows:paper_scan", args=[paper.pk])
    assert "Chưa chọn tệp" in page_text(client.post(scan_page, {}))
    wrong = client.post(scan_page, {"scan": SimpleUploadedFile("a.pdf", b"not a pdf", "application/pdf")})
    assert wrong.status_code == 422
    assert client.post(scan_page, {"scan": picture()}, follow=True).redirect_chain == [(listed, 302)]
    kept = SignedScan.objects.get()
    with kept.file.open() as file:
        assert hashlib.sha256(file.read()).hexdigest() == kept.sha256
    assert "ban-ky" in page_text(client.get(listed))
    opened = client.get(reverse("workflows:scan", args=[kept.pk]))
    assert b"".join(opened.streaming_content)[:4] == b"\x89PNG"
    opened.close()
    void = reverse("workflows:paper_void", args=[paper.pk])
    assert client.post(void, {"reason": ""}).status_code == 422
    text = page_text(client.post(void, {"reason": "Ký nhầm người"}, follow=True))
    assert "Số đã hủy" in text
    assert "Ký nhầm người" in text
    assert SignedScan.objects.filter(paper=paper).count() == 1


def test_a_second_scan_follows_and_the_same_file_is_the_same_scan(client, w):
    decision = numbered(w)
    client.force_login(w.clerk)
    page = reverse("workflows:decision_scan", args=[decision.pk])
    for file in (picture(), picture("lan-hai.png"), picture("moi.png", "#123456")):
        assert client.post(page, {"scan": file}).status_code == 302
    assert decision.scans.count() == 2
    assert "Bản đã ký" in page_text(client.get(reverse("workflows:decision", args=[decision.pk])))


def test_others_read_the_scan_only_with_the_paper(client, w, held):
    paper = sign(w, held, K.TALLY_MINUTES)
    upload = picture()
    client.force_login(w.clerk)
    client.post(reverse("workflows:paper_scan", args=[paper.pk]), {"scan": upload})
    scan = reverse("workflows:scan", args=[SignedScan.objects.get().pk])
    for person, status in ((w.members[2], 200), (w.secretary, 404), (w.other_appraiser, 404)):
        client.force_login(person)
        answer = client.get(scan)
        answer.close()
        assert answer.status_code == status


def test_an_office_sets_its_papers_from_a_day_on(client, w):
    page = reverse("workflows:paper_style", args=[w.commune.pk])
    client.force_login(w.clerk)
    assert "theo cách trình bày chung" in page_text(client.get(page))
    day = timezone.localdate()
    typed = {
        "starts_on": f"{day.day}/{day.month}/{day.year}", "basis_style": "italic", "end_mark": "./.",
        "heading_alignment": "center", "line_spacing_pt": "19", "spelling": "first", "source": "Hướng dẫn 36-HD/VPTW",
    }  # fmt: skip
    assert client.post(page, typed).status_code == 302
    first = PaperStyle.objects.get()
    assert layout_standard(w.commune, day).line_spacing_pt == 19
    later = day + timedelta(days=30)
    client.post(page, typed | {"starts_on": f"{later.day}/{later.month}/{later.year}", "line_spacing_pt": "18"})
    first.refresh_from_db()
    assert first.ends_on == later - timedelta(days=1)
    assert (layout_standard(w.commune, day).line_spacing_pt, layout_standard(w.commune, later).line_spacing_pt) == (
        19,
        18,
    )
    refused = client.post(page, typed)
    assert refused.status_code == 422
    assert "Đã có cách trình bày áp dụng từ ngày" in page_text(refused)
    assert 'value="Hướng dẫn 36-HD/VPTW"' in refused.content.decode()
    assert Entry.objects.filter(verb="Đặt cách trình bày văn bản").count() == 2
    client.force_login(w.chair)
    assert client.get(page).status_code == 403


def test_postings_and_corrections_have_papers_too(client, w, held):
    released = held.lines.get()
    facts = {"at": NOW, "actor_name": w.clerk.full_name, "note": "Đếm nhầm."}
    correction = ResultCorrection.objects.create(
        line=released, nomination=released.nomination, before="approved", after="rejected", paper_number="3-KL/ĐU",
        authority="Ban Thường vụ", paper_on=NOW.date(), **facts,
    )  # fmt: skip
    posting = Posting.objects.create(
        unit=w.commune, round=w.round, starts_on=NOW.date(), ends_on=NOW.date(), created_at=NOW, created_by_name="Hằng"
    )
    client.force_login(w.clerk)
    assert "Đính chính kết quả của" in page_text(client.get(reverse("workflows:papers", args=["phien-hop", held.pk])))
    assert "Ghi số thông báo niêm yết" in page_text(client.get(reverse("workflows:posting", args=[posting.pk])))
    for about, subject in (("niem-yet", posting), ("dinh-chinh", correction)):
        listed = reverse("workflows:papers", args=[about, subject.pk])
        assert "Dự thảo" in page_text(client.get(listed))
        (only,) = possible_papers(subject)
        paper = papers.number_paper(
            subject, only, signature=papers.Signature(w.signer, NOW.date()), actor=w.clerk, at=NOW
        )
        assert paper.number_text in page_text(client.get(listed))
    client.force_login(w.secretary)
    assert client.get(reverse("workflows:papers", args=["niem-yet", posting.pk])).status_code == 404
    assert client.get(reverse("workflows:papers", args=["so-sach", posting.pk])).status_code == 404
