"""Papers from frozen facts: made once, kept with their hash, made again byte for byte, read by those who may."""

import hashlib
import json
from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from documents import issuing
from documents.catalogue import ABOUT, CATALOGUE, kinds_about
from documents.enums import DocumentKind
from documents.fonts import FontMissing
from documents.issuing import PaperRefused, current, issue, preview, render_snapshot
from documents.models import StoredDocument
from documents.papers import CONTEXTS
from documents.services import PaperChanged, paper_bytes
from documents.snapshots import freeze, thaw
from meetings.models import Meeting
from nominations.enums import NominationState as S
from tests.clerks import draft, number, numbered
from tests.factories import NOW, STEPS, a_meeting, dossier, finish_meeting, line, nomination_at, vote_all
from workflows.services import decisions, drafts


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def text(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


@pytest.mark.parametrize("kind", CONTEXTS)
def test_facts_survive_the_way_through_json(kind):
    sample = CONTEXTS[kind].sample()
    assert thaw(CONTEXTS[kind], json.loads(json.dumps(freeze(sample)))) == sample


def test_every_paper_is_in_the_catalogue():
    assert set(CATALOGUE) == set(DocumentKind) - {DocumentKind.CERTIFICATE}
    abouts = {"dossier", "nomination", "receipt", "appraisal", "meeting", "posting", "correction", "decision"}
    assert {row.about for row in CATALOGUE.values()} == abouts == set(ABOUT.values()) - {"numbered"}
    assert [row.kind for row in kinds_about("decision")] == [DocumentKind.DECISION]


class TestDecision:
    def test_a_draft_is_printed_without_number_and_not_kept(self, w):
        decision = draft(w)
        made = preview(DocumentKind.DECISION, decision)
        assert "-QĐ/ĐU" in text(made.content)
        assert "07-QĐ/ĐU" not in text(made.content)
        assert current(DocumentKind.DECISION, decision, at=NOW).content == made.content
        with pytest.raises(PaperRefused, match="dự thảo"):
            issue(DocumentKind.DECISION, decision, actor=w.clerk, at=NOW)
        assert not StoredDocument.objects.exists()

    def test_a_numbered_one_is_kept_once_with_its_hash(self, w):
        made = numbered(w)
        stored = issue(DocumentKind.DECISION, made, actor=w.clerk, at=NOW)
        assert issue(DocumentKind.DECISION, made, actor=None, at=NOW + timedelta(days=9)).pk == stored.pk
        assert (stored.is_final, stored.made_by_name, stored.size) == (True, "Đỗ Thị Hằng", len(paper_bytes(stored)))
        assert stored.sha256 == hashlib.sha256(paper_bytes(stored)).hexdigest()
        words = text(paper_bytes(stored))
        assert "Số 07-QĐ/ĐU" in words
        assert "Lê Thị Bích Liên" in words

    def test_it_can_be_made_again_byte_for_byte_from_what_is_stored_beside_it(self, w):
        made = numbered(w)
        stored = issue(DocumentKind.DECISION, made, actor=w.clerk, at=NOW)
        made.subject = "về việc khác"
        made.save()
        snapshot = StoredDocument.objects.get(pk=stored.pk).snapshot
        assert render_snapshot(DocumentKind.DECISION, snapshot) == paper_bytes(stored)
        assert "về việc khác" not in text(current(DocumentKind.DECISION, made, at=NOW).content)

    def test_a_new_number_makes_a_new_paper_and_the_old_one_stays(self, w):
        made = numbered(w)
        old = issue(DocumentKind.DECISION, made, actor=w.clerk, at=NOW)
        again = decisions.replace_number(
            made, reason="Ghi nhầm.", signer=w.signer, signed_on=NOW.date(), actor=w.clerk, at=NOW
        )
        new = issue(DocumentKind.DECISION, again, actor=w.clerk, at=NOW)
        old.refresh_from_db()
        assert (old.is_final, new.is_final) == (False, True)
        assert "Số 07-QĐ/ĐU" in text(paper_bytes(old))
        assert "Số 08-QĐ/ĐU" in text(paper_bytes(new))

    def test_a_paper_that_cannot_be_made_takes_no_number_back(self, w, monkeypatch):
        made = number(w, draft(w))

        def without_font(kind, context):
            raise FontMissing("Chưa có phông chữ.")

        monkeypatch.setattr(issuing, "render_paper", without_font)
        assert decisions.issue_paper(made, actor=w.clerk, at=NOW) == "Chưa có phông chữ."
        made.refresh_from_db()
        assert made.number_text == "07-QĐ/ĐU"
        assert not StoredDocument.objects.exists()
        monkeypatch.undo()
        assert decisions.issue_paper(made, actor=w.clerk, at=NOW) == ""
        assert StoredDocument.objects.get().is_final

    def test_an_old_page_does_not_store_an_old_number(self, w):
        made = numbered(w)
        stale = type(made).objects.get(pk=made.pk)
        decisions.replace_number(made, reason="Ghi nhầm.", signer=w.signer, signed_on=NOW.date(), actor=w.clerk, at=NOW)
        with pytest.raises(PaperRefused, match="vừa được thay đổi"):
            issue(DocumentKind.DECISION, stale, actor=w.clerk, at=NOW)
        assert not StoredDocument.objects.exists()

    def test_a_file_changed_on_disk_is_not_handed_out(self, w, client):
        made = numbered(w)
        stored = issue(DocumentKind.DECISION, made, actor=w.clerk, at=NOW)
        with open(stored.file.path, "ab") as file:
            file.write(b" ")
        with pytest.raises(PaperChanged):
            paper_bytes(stored)
        client.force_login(w.clerk)
        for url in (reverse("documents:decision_paper", args=[made.pk]), reverse("documents:stored", args=[stored.pk])):
            response = client.get(url)
            assert response.status_code == 409
            assert "nguyên vẹn" in response.text


class TestDossier:
    def test_with_the_cell_it_is_made_anew_each_time(self, w):
        n = line(w)
        made = current(DocumentKind.SUBMISSION_LETTER, n.dossier, at=NOW)
        assert made.stored is None
        assert n.nominee.full_name in text(made.content)
        assert not StoredDocument.objects.exists()

    def test_handed_in_it_is_kept_and_the_same_for_everybody(self, w):
        n = nomination_at(w, S.SUBMITTED)
        first = current(DocumentKind.MEETING_MINUTES_CELL, n.dossier, at=NOW)
        second = current(DocumentKind.MEETING_MINUTES_CELL, n.dossier, at=NOW + timedelta(days=1))
        assert first.stored.pk == second.stored.pk
        assert first.content == second.content
        assert first.stored.made_by_name == "Hệ thống"

    def test_a_corrected_dossier_makes_a_new_paper_and_the_old_one_stays(self, w):
        n = nomination_at(w, S.SUBMITTED)
        old = current(DocumentKind.SUBMISSION_LETTER, n.dossier, at=NOW).stored
        for step in ("receive", "send_back"):
            STEPS[step](w, n)
            n.refresh_from_db()
        drafts.save_line(n, actor=w.secretary, at=NOW, expected_version=n.version, nominee={"full_name": "Trần Thị Ẩn"})
        STEPS["submit"](w, n)
        new = current(DocumentKind.SUBMISSION_LETTER, n.dossier, at=NOW).stored
        old.refresh_from_db()
        assert (old.is_final, new.is_final) == (False, True)
        assert "Trần Thị Ẩn" in text(paper_bytes(new))
        assert "Trần Thị Ẩn" not in text(paper_bytes(old))

    def test_an_empty_one_says_what_is_missing(self, w, client):
        n = nomination_at(w, S.WITHDRAWN)
        client.force_login(w.secretary)
        response = client.get(reverse("documents:dossier_paper", args=[n.dossier_id, "submission_letter"]))
        assert response.status_code == 409
        assert "chưa có dòng nào" in response.text


class TestMeeting:
    @pytest.mark.parametrize("kind", ["committee_minutes", "tally_minutes", "upward_submission"])
    def test_nothing_of_the_votes_is_printed_before_the_close(self, w, client, kind):
        nomination_at(w, S.RECOMMENDED)
        meeting = a_meeting(w)
        client.force_login(w.clerk)
        response = client.get(reverse("documents:meeting_paper", args=[meeting.pk, kind]))
        assert response.status_code == 409
        assert "chưa đóng" in response.text

    def test_minutes_are_kept_after_the_close(self, w, client):
        nomination_at(w, S.APPROVED)
        meeting = Meeting.objects.get()
        client.force_login(w.inspector)
        for kind in ("committee_minutes", "tally_minutes", "office_submission"):
            response = client.get(reverse("documents:meeting_paper", args=[meeting.pk, kind]))
            assert response.status_code == 200, kind
            assert response.content.startswith(b"%PDF")
        assert set(StoredDocument.objects.values_list("kind", "is_final")) == {
            ("committee_minutes", True),
            ("tally_minutes", True),
            ("office_submission", True),
        }

    def test_the_submission_upward_is_there_only_when_something_went_up(self, w, client):
        nomination_at(w, S.APPROVED)
        client.force_login(w.clerk)
        url = reverse("documents:meeting_paper", args=[Meeting.objects.get().pk, "upward_submission"])
        assert "không có dòng nào trình lên" in client.get(url).text
        nomination_at(w, S.FORWARDED)
        made = client.get(
            reverse("documents:meeting_paper", args=[Meeting.objects.order_by("id").last().pk, "upward_submission"])
        )
        assert "Ban Thường vụ Tỉnh ủy tỉnh Bình An" in text(made.content)

    def test_lines_for_two_authorities_give_a_paper_for_each(self, w, client):
        for round_ in (w.upper_round, w.outside_round):
            n = line(w, dossier(w, round_))
            for step in ("submit", "receive", "recommend"):
                STEPS[step](w, n)
                n.refresh_from_db()
        meeting = a_meeting(w)
        vote_all(w, meeting)
        finish_meeting(meeting, actor=w.clerk, at=NOW)
        client.force_login(w.clerk)
        url = reverse("documents:meeting_paper", args=[meeting.pk, "upward_submission"])
        page = client.get(url)
        assert "Chọn cơ quan" in page.text
        for authority in (w.upper_round.authority, w.outside_round.authority):
            assert authority.name in text(client.get(url, {"co-quan": authority.pk}).content)
        assert client.get(url, {"co-quan": "0"}).status_code == 404
        assert StoredDocument.objects.filter(is_final=True).count() == 2


class TestWhoMayRead:
    @pytest.fixture
    def urls(self, w):
        made = numbered(w)
        stored = issue(DocumentKind.DECISION, made, actor=w.clerk, at=NOW)
        dossier = made.lines.first().nomination.dossier
        return {
            "decision": reverse("documents:decision_paper", args=[made.pk]),
            "stored": reverse("documents:stored", args=[stored.pk]),
            "dossier": reverse("documents:dossier_paper", args=[dossier.pk, "roster"]),
            "meeting": reverse("documents:meeting_paper", args=[made.meeting_id, "tally_minutes"]),
        }

    def test_papers_of_others_are_not_known(self, w, client, urls):
        everything = set(urls)
        may_read = {
            "clerk": everything,
            "appraiser": everything,
            "chair": everything,
            "inspector": everything,
            "secretary": everything - {"meeting"},
            "sibling_secretary": set(),
            "other_secretary": set(),
            "other_appraiser": set(),
            "province_clerk": set(),
            "administrator": set(),
        }
        for who, allowed in may_read.items():
            client.force_login(getattr(w, who))
            answers = {name: client.get(url).status_code for name, url in urls.items()}
            assert answers == {name: 200 if name in allowed else 404 for name in urls}, who

    def test_a_cell_does_not_know_the_draft_of_its_own_award(self, w, client):
        made = draft(w)
        client.force_login(w.secretary)
        url = reverse("documents:decision_paper", args=[made.pk])
        assert client.get(url).status_code == 404
        number(w, made)
        assert client.get(url).status_code == 200

    def test_a_stranger_is_asked_to_sign_in(self, client, urls):
        for url in urls.values():
            assert client.get(url).status_code == 302

    def test_a_paper_opens_in_the_browser_or_is_kept(self, w, client, urls):
        client.force_login(w.clerk)
        opened = client.get(urls["decision"])
        assert opened["Content-Type"] == "application/pdf"
        assert opened["Content-Disposition"] == 'inline; filename="quyet-dinh-khen-thuong-07-qd-du.pdf"'
        assert client.get(urls["stored"] + "?tai-ve=1")["Content-Disposition"].startswith("attachment; ")

    def test_other_names_of_papers_are_not_found(self, w, client, urls):
        client.force_login(w.clerk)
        for name in ("bien-ban-kiem-phieu", "giay-khen", "quyet-dinh", "roster"):
            assert client.get(urls["dossier"].replace("trich-ngang", name)).status_code == 404
        assert client.post(urls["decision"]).status_code == 405
