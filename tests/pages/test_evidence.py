"""Files go only to those who may know of the record, and never as anything that a browser runs."""

import io
from datetime import timedelta

import pikepdf
import pytest
from django.urls import reverse
from PIL import Image

from nominations.enums import NominationState as S
from tests.factories import dossier, line
from tests.pages.cell import read, url
from workflows.services import files as files_of_dossier


@pytest.fixture(autouse=True)
def clock(monkeypatch, w):
    """Let every view read the same moment, one day after the committee was built."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: w.at + timedelta(days=1))


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    """Keep uploaded files of a test apart."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def bundle(w):
    """A dossier with one complete line."""
    made = dossier(w)
    line(w, made)
    return made


def pdf():
    """Return a PDF of one page, the same bytes each time."""
    content = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(content, deterministic_id=True)
    return content.getvalue()


def jpeg():
    """Return a small JPEG."""
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(content, "JPEG")
    return content.getvalue()


def attach(w, bundle, *, whole=False, name="Sổ quỹ heo đất.pdf", content=None):
    """Hand a file in with the dossier's line or with the whole dossier."""
    n = None if whole else bundle.nominations.first()
    return files_of_dossier.attach(
        bundle, nomination=n, name=name, content=content or pdf(), caption="", actor=w.secretary, at=w.at
    )


def download(evidence):
    return reverse("nominations:evidence", args=[evidence.pk])


def show(evidence):
    return reverse("nominations:evidence_picture", args=[evidence.pk])


def test_file_is_a_download_under_its_own_name_with_every_safe_header(client, w, bundle):
    kept = attach(w, bundle)
    client.force_login(w.secretary)
    response = client.get(download(kept))
    assert b"".join(response.streaming_content) == pdf()
    assert (
        response["Content-Disposition"]
        == "attachment; filename*=UTF-8''S%E1%BB%95%20qu%E1%BB%B9%20heo%20%C4%91%E1%BA%A5t.pdf"
    )
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"
    assert int(response["Content-Length"]) == kept.size


def test_name_cannot_break_out_of_its_header(client, w, bundle):
    kept = attach(w, bundle, name='a";\r\nSet-Cookie: x=1; ý.pdf')
    client.force_login(w.secretary)
    response = client.get(download(kept))
    response.close()
    said = response["Content-Disposition"]
    assert (
        said.startswith("attachment; filename*=UTF-8''")
        and '"' not in said
        and ";" not in said.removeprefix("attachment; ")
    )


def test_pictures_may_be_shown_and_pdfs_may_not(client, w, bundle):
    photo, paper = attach(w, bundle, name="anh.jpg", content=jpeg()), attach(w, bundle)
    client.force_login(w.secretary)
    response = client.get(show(photo))
    assert response["Content-Type"] == "image/jpeg" and response["Content-Disposition"].startswith("inline; ")
    assert response["X-Content-Type-Options"] == "nosniff" and "sandbox" in response["Content-Security-Policy"]
    assert Image.open(io.BytesIO(b"".join(response.streaming_content))).size == (40, 30)
    assert client.get(show(paper)).status_code == 404


@pytest.mark.parametrize("whole", [False, True])
def test_before_submission_only_the_cell_gets_the_file(client, w, bundle, whole):
    kept = attach(w, bundle, whole=whole, name="anh.jpg", content=jpeg())
    people = (
        w.sibling_secretary,
        w.other_secretary,
        w.appraiser,
        w.clerk,
        w.chair,
        w.administrator,
        w.province_appraiser,
    )
    for who in people:
        client.force_login(who)
        assert client.get(download(kept)).status_code == 404, who.full_name
        assert client.get(show(kept)).status_code == 404, who.full_name


@pytest.mark.parametrize("whole", [False, True])
def test_after_submission_the_office_gets_it_and_strangers_do_not(client, w, bundle, whole):
    kept = attach(w, bundle, whole=whole)
    client.force_login(w.secretary)
    client.post(url("dossier_check", bundle.pk), read(bundle))
    assert bundle.nominations.get().state == S.SUBMITTED
    for who in (w.appraiser, w.clerk, w.chair, w.inspector):
        client.force_login(who)
        response = client.get(download(kept))
        assert response.status_code == 200, who.full_name
        response.close()
    for who in (w.sibling_secretary, w.other_appraiser, w.administrator, w.province_appraiser):
        client.force_login(who)
        assert client.get(download(kept)).status_code == 404, who.full_name


def test_file_of_a_draft_stays_with_the_cell_when_other_lines_of_the_dossier_went(client, w, bundle):
    second = line(w, bundle)
    second.achievement = ""
    second.save()
    kept = files_of_dossier.attach(
        bundle, nomination=second, name="a.pdf", content=pdf(), caption="", actor=w.secretary, at=w.at
    )
    client.force_login(w.secretary)
    client.post(url("dossier_check", bundle.pk), read(bundle))
    client.force_login(w.appraiser)
    assert client.get(url("dossier", bundle.pk)).status_code == 200
    assert client.get(download(kept)).status_code == 404


def test_anonymous_visitor_is_sent_to_sign_in(client, w, bundle):
    assert client.get(download(attach(w, bundle))).status_code == 302


def test_removed_and_lost_files_answer_404(client, w, bundle):
    removed, lost = attach(w, bundle), attach(w, bundle, name="anh.jpg", content=jpeg())
    files_of_dossier.detach(removed, actor=w.secretary, at=w.at)
    lost.file.storage.delete(lost.file.name)
    client.force_login(w.secretary)
    for kept in (removed, lost):
        assert client.get(download(kept)).status_code == 404
