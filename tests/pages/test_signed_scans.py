"""Signed papers come back as scans, also after submission; the newest counts and the older ones stay."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from nominations.models import Evidence
from tests.factories import dossier, line
from tests.nominations.samples import office, pdf, picture
from tests.pages.cell import page_text, read, url
from workflows.exceptions import GuardFailed
from workflows.services import files


@pytest.fixture(autouse=True)
def clock(monkeypatch, w):
    """Let every view read the same moment, one day after the committee was built."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: w.at + timedelta(days=1))


@pytest.fixture(autouse=True)
def kept_files(settings, tmp_path):
    """Keep uploaded files of a test apart."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def bundle(w):
    """A dossier with one complete line."""
    made = dossier(w)
    line(w, made)
    return made


@pytest.fixture
def cell(client, w):
    """A browser in which the secretary has signed in."""
    client.force_login(w.secretary)
    return client


def scan(content=None, name="quet.pdf"):
    """Return a scan as a browser sends it."""
    return {"file": SimpleUploadedFile(name, content or pdf())}


def test_a_scan_comes_also_after_submission_with_who_and_when(cell, bundle, w):
    cell.post(url("dossier_check", bundle.pk), read(bundle))
    response = cell.post(url("signed_scan", bundle.pk, "meeting_minutes_cell"), scan(), follow=True)
    assert "Đã nhận bản đã ký: Biên bản họp chi bộ, bản đã ký." in page_text(response)
    kept = Evidence.objects.get()
    assert (kept.paper, kept.nomination, kept.uploaded_by) == ("meeting_minutes_cell", None, w.secretary)
    text = page_text(cell.get(url("signed_scan", bundle.pk, "meeting_minutes_cell")))
    assert f"Đồng chí {w.secretary.full_name} gửi ngày" in text
    appraiser = Client()
    appraiser.force_login(w.appraiser)
    assert appraiser.get(url("file", kept.pk)).status_code == 200
    assert appraiser.post(url("signed_scan", bundle.pk, "meeting_minutes_cell"), scan()).status_code == 403


def test_the_newest_counts_and_the_older_ones_stay(cell, bundle, w):
    for hours, content in ((0, pdf()), (1, picture())):
        files.attach_signed(bundle, nomination=None, paper="roster", name="a", content=content, actor=w.secretary, at=w.at + timedelta(hours=hours))  # fmt: skip
    page = cell.get(url("signed_scan", bundle.pk, "roster"))
    assert page.context["scan"]["newest"]["image"] and len(page.context["scan"]["older"]) == 1


def test_the_report_of_a_line_is_signed_for_itself(cell, bundle):
    n = bundle.nominations.get()
    cell.post(url("signed_scan_of_line", bundle.pk, "achievement_report", n.pk), scan())
    assert Evidence.objects.get().nomination == n


@pytest.mark.parametrize("content", [office(), b"<html>", b"", b"MZ"])
def test_a_scan_is_a_pdf_or_a_picture(cell, bundle, content):
    response = cell.post(url("signed_scan", bundle.pk, "roster"), {"file": SimpleUploadedFile("a.pdf", content)})
    assert response.status_code == 422 and "a.pdf" in page_text(response) and not Evidence.objects.exists()


def test_no_file_chosen_is_said(cell, bundle):
    response = cell.post(url("signed_scan", bundle.pk, "roster"), {})
    assert response.status_code == 422 and "Chưa chọn tệp." in page_text(response)


def test_only_papers_that_the_cell_signs_have_scans(cell, bundle, w):
    n = bundle.nominations.get()
    for address in (
        url("signed_scan", bundle.pk, "decision"),
        url("signed_scan", bundle.pk, "achievement_report"),
        url("signed_scan_of_line", bundle.pk, "roster", n.pk),
        url("signed_scan_of_line", bundle.pk, "achievement_report", line(w).pk),
    ):
        assert cell.post(address, scan()).status_code == 404
    with pytest.raises(GuardFailed):
        files.attach_signed(
            bundle, nomination=None, paper="decision", name="a", content=pdf(), actor=w.secretary, at=w.at
        )


def test_a_file_that_lies_there_already_becomes_the_signed_paper(bundle, w):
    plain = files.attach(bundle, nomination=None, name="a.pdf", content=pdf(), actor=w.secretary, at=w.at)
    signed = files.attach_signed(
        bundle, nomination=None, paper="roster", name="b.pdf", content=pdf(), actor=w.secretary, at=w.at
    )
    assert signed.pk == plain.pk and signed.paper == "roster" and Evidence.objects.count() == 1


def test_the_same_scan_again_is_noticed(cell, bundle):
    cell.post(url("signed_scan", bundle.pk, "roster"), scan())
    response = cell.post(url("signed_scan", bundle.pk, "roster"), scan(), follow=True)
    assert "đã có ở phần Cả hồ sơ" in page_text(response) and Evidence.objects.count() == 1
