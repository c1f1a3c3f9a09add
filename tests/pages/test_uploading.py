"""Files that come piece by piece: in order, from one person, never more than announced."""

import os
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from nominations import transfers
from nominations.evidence import asked_types, missing_types
from nominations.models import Evidence, EvidenceType, RequiredEvidence, Upload
from tests.factories import dossier, line
from tests.nominations.samples import office, pdf, photo_with_place, picture
from tests.pages.cell import page_text, read, url
from workflows.services import files

OCTETS = "application/octet-stream"


@pytest.fixture(autouse=True)
def clock(monkeypatch, w):
    """Let every view read the same moment, one day after the committee was built."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: w.at + timedelta(days=1))


@pytest.fixture(autouse=True)
def kept_files(settings, tmp_path):
    """Keep uploaded files of a test apart."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


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


def begin(browser, bundle, content, name="Báo cáo.pdf", **more):
    """Announce a file; return the answer."""
    said = {"name": name, "size": len(content), "fingerprint": f"{name}|1|2", "about": "", "type": "", "caption": ""}
    return browser.post(url("upload_begin", bundle.pk), said | more)


def put(browser, address, offset, content):
    """Send a piece."""
    return browser.put(address, content, content_type=OCTETS, headers={"Upload-Offset": str(offset)})


def send(browser, bundle, content, step=transfers.PIECE, **more):
    """Send a file whole; return the last answer."""
    begun = begin(browser, bundle, content, **more)
    assert begun.status_code == 201, begun.content
    for start in range(0, len(content), step):
        answer = put(browser, begun.json()["url"], start, content[start : start + step])
    return answer


def test_a_file_in_pieces_is_looked_into_like_any_other(cell, bundle, kept_files):
    report, n = EvidenceType.objects.get(code="report"), bundle.nominations.get()
    content = pdf(pages=2)
    answer = send(cell, bundle, content, step=200, about=n.pk, type=report.pk, caption="Báo cáo năm 2026")
    assert answer.json() == {"kept": True, "message": "Đã nhận Báo cáo.pdf."}
    kept = Evidence.objects.get()
    assert (kept.nomination, kept.type, kept.caption, kept.page_count) == (n, report, "Báo cáo năm 2026", 2)
    with kept.file.open("rb") as file:
        assert file.read() == content
    assert kept.thumbnail and not Upload.objects.exists() and list((kept_files / "incoming").iterdir()) == []


def test_it_goes_on_where_it_stopped_also_when_it_is_announced_again(cell, bundle):
    content = pdf()
    address = begin(cell, bundle, content).json()["url"]
    assert put(cell, address, 0, content[:100]).json() == {"received": 100}
    assert cell.get(address).json() == {"received": 100, "size": len(content)}
    assert begin(cell, bundle, content).json() == {"url": address, "received": 100}
    assert put(cell, address, 100, content[100:]).json()["kept"]


@pytest.mark.parametrize("offset", [0, 99, 101, 5000])
def test_a_piece_at_another_place_is_answered_with_the_right_one(cell, bundle, offset):
    content = pdf()
    address = begin(cell, bundle, content).json()["url"]
    put(cell, address, 0, content[:100])
    answer = put(cell, address, offset, content[offset:])
    assert (answer.status_code, answer.json()) == (409, {"received": 100})
    assert put(cell, address, 100, content[100:]).json()["kept"]


@pytest.mark.parametrize("offset", ["", "-1", "1e3", "²", "0x10"])
def test_an_offset_that_is_no_number_is_refused(cell, bundle, offset):
    address = begin(cell, bundle, b"123456789").json()["url"]
    assert put(cell, address, offset.encode() if offset == "²" else offset, b"1").status_code == 400
    assert Upload.objects.get().received == 0


def test_more_than_was_announced_is_refused_and_forgotten(cell, bundle, kept_files):
    address = begin(cell, bundle, b"123456789").json()["url"]
    answer = put(cell, address, 0, b"1234567890")
    assert answer.status_code == 422 and "dài hơn đã báo lúc đầu" in answer.json()["reason"]
    assert not Upload.objects.exists() and list((kept_files / "incoming").iterdir()) == []
    assert cell.get(address).status_code == 404


def test_a_piece_that_is_too_large_is_not_read(cell, bundle):
    address = begin(cell, bundle, b"1" * (transfers.PIECE + 1)).json()["url"]
    assert put(cell, address, 0, b"1" * (transfers.PIECE + 1)).status_code == 413


def test_what_is_no_allowed_file_is_refused_at_the_end_and_forgotten(cell, bundle, kept_files):
    answer = send(cell, bundle, b"MZ\x90 no picture", name="anh.jpg")
    assert answer.status_code == 422
    assert "Tệp anh.jpg không phải PDF, ảnh, Word hay Excel" in answer.json()["reason"]
    assert not Upload.objects.exists() and not Evidence.objects.exists()
    assert list((kept_files / "incoming").iterdir()) == []


@pytest.mark.parametrize(
    ("more", "words"),
    [({"size": 0}, "rỗng"), ({"size": 21 * 1024 * 1024}, "lớn hơn 20 MB"), ({"size": "x"}, "tải lại trang"), ({"about": "999999"}, "tải lại trang")],
)  # fmt: skip
def test_an_announcement_that_cannot_be_is_refused(cell, bundle, more, words):
    answer = begin(cell, bundle, b"1", **more)
    assert answer.status_code == 422 and words in answer.json()["reason"]
    assert not Upload.objects.exists()


def test_a_name_that_leads_elsewhere_stays_a_name(cell, bundle, kept_files):
    send(cell, bundle, pdf(), name="../../../etc/cron.d/a.pdf")
    kept = Evidence.objects.get()
    assert kept.original_name == "a.pdf" and kept_files in (kept_files / kept.file.name).resolve().parents


def test_somebody_elses_key_is_unknown(cell, bundle, w):
    address = begin(cell, bundle, b"123456789").json()["url"]
    key = Upload.objects.get().key
    theirs = dossier(w, unit=w.sibling, by=w.sibling_secretary)
    thief = Client()
    thief.force_login(w.sibling_secretary)
    for path in (address, reverse("workflows:upload_piece", args=[theirs.pk, key])):
        assert thief.get(path).status_code == 404
        assert put(thief, path, 0, b"1").status_code == 404
        assert thief.delete(path).status_code == 404
    assert cell.get(reverse("workflows:upload_piece", args=[bundle.pk, uuid.uuid4()])).status_code == 404
    assert Upload.objects.get().received == 0


def test_pieces_need_the_page_s_token(bundle, w):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(w.secretary)
    assert begin(browser, bundle, b"1").status_code == 403
    assert put(browser, reverse("workflows:upload_piece", args=[bundle.pk, uuid.uuid4()]), 0, b"1").status_code == 403


def test_a_file_is_given_up(cell, bundle, kept_files):
    address = begin(cell, bundle, b"123456789").json()["url"]
    put(cell, address, 0, b"123")
    assert cell.delete(address).status_code == 200
    assert not Upload.objects.exists() and list((kept_files / "incoming").iterdir()) == []


def test_pieces_that_were_lost_are_asked_for_again(cell, bundle, kept_files):
    content = pdf()
    address = begin(cell, bundle, content).json()["url"]
    put(cell, address, 0, content[:100])
    next((kept_files / "incoming").iterdir()).unlink()
    answer = put(cell, address, 100, content[100:])
    assert (answer.status_code, answer.json()) == (409, {"received": 0})
    assert put(cell, address, 0, content).json()["kept"]


def test_what_stopped_a_day_ago_is_swept_away(cell, bundle, w, kept_files, monkeypatch):
    address = begin(cell, bundle, b"123456789").json()["url"]
    put(cell, address, 0, b"123")
    stray = kept_files / "incoming" / uuid.uuid4().hex
    stray.write_bytes(b"1")
    at = w.at + timedelta(days=2, hours=1)
    os.utime(stray, (at.timestamp() - 90_000,) * 2)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)
    cell.force_login(w.secretary)
    assert begin(cell, bundle, b"1" * 5, name="khac.pdf").status_code == 201
    assert Upload.objects.get().name == "khac.pdf"
    assert list((kept_files / "incoming").iterdir()) == []


def test_after_submission_nothing_more_comes_in(cell, bundle):
    content = pdf()
    address = begin(cell, bundle, content).json()["url"]
    cell.post(url("dossier_check", bundle.pk), read(bundle))
    answer = put(cell, address, 0, content)
    assert answer.status_code == 422 and "Hồ sơ đã trình" in answer.json()["reason"]
    assert begin(cell, bundle, content).status_code == 422
    assert not Evidence.objects.exists()


def test_a_dossier_holds_two_hundred_megabytes(cell, bundle, monkeypatch):
    monkeypatch.setattr("nominations.evidence.LARGEST_DOSSIER", 1500)
    begin(cell, bundle, b"1" * 1000)
    answer = begin(cell, bundle, b"1" * 501, name="khac.pdf")
    assert answer.status_code == 422 and "quá 200 MB" in answer.json()["reason"]
    assert begin(cell, bundle, b"1" * 500, name="khac.pdf").status_code == 201
    big = SimpleUploadedFile(
        "a.pdf", pdf(change=lambda made: made.Root.__setitem__("/F", made.make_stream(os.urandom(1500))))
    )
    response = cell.post(url("dossier_evidence", bundle.pk), {"about": "", "files": [big]})
    assert response.status_code == 422 and "quá 200 MB" in page_text(response)


# The same file again


def test_the_same_file_is_noticed_wherever_it_is_and_kept_once(cell, bundle, w):
    n, content = bundle.nominations.get(), photo_with_place()
    second = line(w, bundle, full_name="Thạch Sa Rươl")
    send(cell, bundle, content, name="a.jpg", about=n.pk, caption="Ảnh hội nghị")
    again = send(cell, bundle, content, name="b.jpg", about=second.pk).json()
    assert again["kept"] is False
    assert "Tệp b.jpg đã có ở dòng Đồng chí" in again["message"] and "“Ảnh hội nghị”" in again["message"]
    whole = SimpleUploadedFile("c.jpg", content)
    response = cell.post(url("dossier_evidence", bundle.pk), {"about": "", "files": [whole]}, follow=True)
    assert response.status_code == 200 and "Tệp c.jpg đã có ở dòng" in page_text(response)
    assert Evidence.objects.count() == 1


def test_three_files_at_once_are_three_files(cell, bundle):
    contents = [picture(colour=(shade, 0, 0)) for shade in (10, 120, 240)]
    begun = [begin(cell, bundle, content, name=f"{place}.jpg") for place, content in enumerate(contents)]
    addresses = [answer.json()["url"] for answer in begun]
    halves = [len(content) // 2 for content in contents]
    for address, content, half in zip(addresses, contents, halves, strict=True):
        put(cell, address, 0, content[:half])
    for address, content, half in reversed(list(zip(addresses, contents, halves, strict=True))):
        assert put(cell, address, half, content[half:]).json()["kept"]
    assert sorted(Evidence.objects.values_list("original_name", flat=True)) == ["0.jpg", "1.jpg", "2.jpg"]


def test_readers_of_many_files_wait_for_each_other():
    from nominations.uploads import inspect

    with ThreadPoolExecutor(3) as people:
        started = time.monotonic()
        kept = list(people.map(lambda name: inspect(name, picture()).name, ["a.jpg", "b.jpg", "c.jpg"]))
    assert kept == ["a.jpg", "b.jpg", "c.jpg"] and time.monotonic() - started < 30


# What is asked for, and what a file is


def test_required_types_stand_before_the_chooser_and_are_met_by_a_file_of_the_whole_dossier(cell, bundle, w):
    report, photo = EvidenceType.objects.get(code="report"), EvidenceType.objects.get(code="photo")
    n = bundle.nominations.get()
    RequiredEvidence.objects.create(round=w.round, type=report, form=n.form)
    RequiredEvidence.objects.create(round=w.round, type=photo, is_required=False)
    RequiredEvidence.objects.create(
        round=w.round, type=EvidenceType.objects.get(code="rating"), recipient_kind="collective"
    )
    assert missing_types([n]) == {n.pk: [(report, True), (photo, False)]}
    text = page_text(cell.get(url("dossier_evidence", bundle.pk)))
    assert "Báo cáo thành tích: chưa có, bắt buộc" in text and "Ảnh: chưa có, nên có" in text
    assert text.index("Tệp cần có") < text.index("Chọn tệp")
    send(cell, bundle, pdf(), type=report.pk)
    assert missing_types([n]) == {n.pk: [(photo, False)]}
    assert "Báo cáo thành tích: đã có 1 tệp" in page_text(cell.get(url("dossier_evidence", bundle.pk)))


def test_what_is_missing_is_asked_with_few_questions(bundle, w, django_assert_num_queries):
    RequiredEvidence.objects.create(round=w.round, type=EvidenceType.objects.get(code="report"))
    for place in range(3):
        line(w, bundle, full_name=f"Người Thứ {place}")
    lines = list(bundle.nominations.select_related("nominee"))
    with django_assert_num_queries(2):
        assert len(asked_types(lines)) == 4
    with django_assert_num_queries(2):
        assert len(asked_types(lines[:1])) == 1


def test_name_type_and_place_of_a_file_are_changed_later(cell, bundle, w):
    send(cell, bundle, office(), name="bc.docx")
    kept, n, report = Evidence.objects.get(), bundle.nominations.get(), EvidenceType.objects.get(code="report")
    form = {f"tep-{kept.pk}-caption": "Báo cáo", f"tep-{kept.pk}-type": report.pk, f"tep-{kept.pk}-about": n.pk}
    response = cell.post(url("describe_evidence", bundle.pk, kept.pk), form, follow=True)
    assert "Đã lưu tên và loại" in page_text(response)
    kept.refresh_from_db()
    assert (kept.caption, kept.type, kept.nomination) == ("Báo cáo", report, n)
    form[f"tep-{kept.pk}-about"] = line(w).pk
    response = cell.post(url("describe_evidence", bundle.pk, kept.pk), form)
    assert response.status_code == 422
    kept.refresh_from_db()
    assert kept.nomination == n
    cell.post(url("dossier_check", bundle.pk), read(bundle))
    assert cell.post(
        url("describe_evidence", bundle.pk, kept.pk), form | {f"tep-{kept.pk}-about": n.pk}
    ).status_code in (409, 422)


# Looking at files


def test_pages_of_a_pdf_are_pictures_with_every_safe_header(cell, bundle, w, kept_files):
    kept = files.attach(bundle, nomination=None, name="a.pdf", content=pdf(pages=2), actor=w.secretary, at=w.at)
    response = cell.get(reverse("nominations:evidence_page", args=[kept.pk, 2]))
    assert b"".join(response.streaming_content).startswith(b"\xff\xd8\xff")
    assert response["Content-Type"] == "image/jpeg" and response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"
    assert len(list((kept_files / "pages").glob("*/*/2.jpg"))) == 1
    for page in (0, 3):
        assert cell.get(reverse("nominations:evidence_page", args=[kept.pk, page])).status_code == 404


def test_strangers_see_neither_page_nor_small_picture_nor_the_file(bundle, w):
    kept = files.attach(bundle, nomination=None, name="a.pdf", content=pdf(), actor=w.secretary, at=w.at)
    thief = Client()
    thief.force_login(w.sibling_secretary)
    for path in (
        reverse("nominations:evidence_page", args=[kept.pk, 1]),
        reverse("nominations:evidence_thumbnail", args=[kept.pk]),
        url("file", kept.pk),
    ):
        assert thief.get(path).status_code == 404


def test_a_long_pdf_says_how_many_pages_are_not_shown(cell, bundle, w, monkeypatch):
    monkeypatch.setattr("nominations.pages.MOST_PAGES_SHOWN", 2)
    kept = files.attach(bundle, nomination=None, name="a.pdf", content=pdf(pages=5), actor=w.secretary, at=w.at)
    assert "Còn 3 trang nữa. Hãy tải tệp về để xem hết." in page_text(cell.get(url("file", kept.pk)))


def test_file_page_leads_to_the_next_file_and_back_to_where_one_came_from(cell, bundle, w):
    first = files.attach(bundle, nomination=None, name="a.pdf", content=pdf(), actor=w.secretary, at=w.at)
    second = files.attach(
        bundle, nomination=bundle.nominations.get(), name="b.jpg", content=picture(), actor=w.secretary, at=w.at
    )
    came = "http://testserver" + url("dossier_check", bundle.pk)
    html = cell.get(url("file", first.pk), headers={"Referer": came}).content.decode()
    assert f'href="{url("dossier_check", bundle.pk)}"' in html and f"{url('file', second.pk)}?ve=%2Fho-so" in html
    html = cell.get(url("file", second.pk), {"ve": "https://evil.example/"}).content.decode()
    assert "evil.example" not in html and "Tệp trước: a" in html
    for bad in ("//evil.example", "javascript:alert(1)", "/\\evil.example"):
        assert "evil" not in cell.get(url("file", second.pk), {"ve": bad}).content.decode()
        assert "javascript:" not in cell.get(url("file", second.pk), {"ve": bad}).content.decode()


def test_a_word_file_is_only_downloaded(cell, bundle, w):
    kept = files.attach(bundle, nomination=None, name="a.docx", content=office(), actor=w.secretary, at=w.at)
    assert "Hãy bấm “Tải về”" in page_text(cell.get(url("file", kept.pk)))
    response = cell.get(reverse("nominations:evidence", args=[kept.pk]))
    response.close()
    assert response["Content-Disposition"].startswith("attachment;")
    assert cell.get(reverse("nominations:evidence_picture", args=[kept.pk])).status_code == 404
