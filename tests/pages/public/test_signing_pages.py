"""The way to an electronic signature: the page, its refusals, the copy, what a copy says when somebody changed it."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from certificates.models import SignedCopy
from certificates.services import signed
from certificates.services.register import store_file
from certificates.signing import examine, sign
from history.models import Entry
from tests.certificates.authority import FIRST, LAST, OFFICE, PASSPHRASE, Authority
from tests.certificates.check_samples import issued, revoke
from tests.certificates.signing_samples import blank_pdf
from tests.clerks import kept_for_module, numbered
from tests.factories import NOW, world
from tests.pages.register.reading import text_of

PASSED = {"secret": PASSPHRASE}


@pytest.fixture(scope="module")
def authority():
    return Authority()


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker, tmp_path_factory):
    """A numbered decision with its stored paper and a certificate with its file; each test undoes what it did."""
    folder = tmp_path_factory.mktemp("files")
    with override_settings(MEDIA_ROOT=folder), kept_for_module(django_db_blocker):
        w = world()
        decision = numbered(w, 2)
        certificate = issued(w, decision=decision)[1]
        store_file(certificate, blank_pdf(), engines={}, at=NOW)
        yield w, decision, certificate


@pytest.fixture
def decision(scene, db):
    return scene[1]


@pytest.fixture
def certificate(scene, db):
    return scene[2]


@pytest.fixture
def key(settings, authority, tmp_path):
    """Let the office have a PKCS#12 file and trust the authority that made it."""
    settings.VINHDANH_SIGNING_P12 = str(authority.archive(authority.issue(), tmp_path / "van-phong.p12"))
    settings.VINHDANH_SIGNING_ROOTS = str(authority.roots(tmp_path / "goc.pem"))
    return Path(settings.VINHDANH_SIGNING_P12)


@pytest.fixture
def clerk(client, w):
    """A browser in which the records clerk has signed in."""
    client.force_login(w.clerk)
    return client


def address(name, *args) -> str:
    return reverse(f"certificates:{name}", args=args)


def sign_address(clerk, decision) -> str:
    """Return where the decision's paper is signed."""
    return clerk.get(address("sign_decision", decision.pk)).url


def test_a_decision_is_signed_and_its_original_stays(clerk, decision, key):
    url = sign_address(clerk, decision)
    response = clerk.post(url, PASSED)
    copy = SignedCopy.objects.get()
    assert response.url == address("signed_copy_check", copy.pk)
    assert (copy.document.decision, copy.certificate) == (decision, None)
    assert copy.signer_subject == f"{OFFICE}, Tỉnh ủy Bình An"
    with copy.document.file.open("rb") as original, copy.file.open("rb") as signed:
        before, after = original.read(), signed.read()
    assert after.startswith(before)
    assert examine(before) == []
    assert "Chữ ký đúng" in text_of(clerk.get(response.url))
    entry = Entry.objects.get(verb="Ký số")
    assert (entry.actor_name, entry.data["signer"]) == (copy.signed_by_name, copy.signer_subject)
    shown = text_of(clerk.get(reverse("workflows:decision", args=[decision.pk])))
    assert f"Bản ký số của {OFFICE}" in shown
    assert "Ký số lại" in shown


def test_a_certificate_is_signed(clerk, certificate, key):
    response = clerk.post(address("sign_certificate", certificate.pk), PASSED)
    copy = SignedCopy.objects.get()
    assert copy.certificate == certificate
    file = clerk.get(address("signed_copy", copy.pk) + "?tai-ve=1")
    assert file["Content-Type"] == "application/pdf"
    assert file["Content-Disposition"].startswith("attachment")
    assert examine(file.content)[0].holds
    assert response.status_code == 302
    page = text_of(clerk.get(address("certificate", certificate.pk)))
    assert f"Bản ký số của {OFFICE}" in page
    assert address("sign_certificate", certificate.pk) in page


def test_signing_twice_gives_the_copy_that_is_there(clerk, certificate, key):
    places = {clerk.post(address("sign_certificate", certificate.pk), PASSED).url for _ in range(2)}
    assert len(places) == SignedCopy.objects.count() == 1


def test_a_wrong_passphrase_is_refused_above_the_form_and_never_shown(clerk, certificate, key, caplog):
    caplog.set_level("DEBUG")
    response = clerk.post(address("sign_certificate", certificate.pk), {"secret": "sai-hoan-toan-77"})
    assert response.status_code == 422
    assert "Mật khẩu của chứng thư số không đúng" in text_of(response)
    assert "sai-hoan-toan-77" not in text_of(response) + caplog.text
    assert not SignedCopy.objects.exists()
    assert clerk.post(address("sign_certificate", certificate.pk), {"secret": ""}).status_code == 422


def test_the_passphrase_is_kept_nowhere(clerk, certificate, key, caplog, scene, settings):
    caplog.set_level("DEBUG")
    clerk.post(address("sign_certificate", certificate.pk), PASSED)
    said = (
        caplog.text
        + str(list(Entry.objects.values()))
        + str(list(SignedCopy.objects.values()))
        + str(dict(clerk.session))
    )
    assert PASSPHRASE not in said
    files = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert files
    assert not any(PASSPHRASE.encode() in path.read_bytes() for path in files)


@pytest.mark.parametrize(
    ("starts", "ends", "words"),
    [(FIRST, NOW.replace(day=3), "đã hết hạn ngày 03/5/2026"), (NOW.replace(day=6), LAST, "chỉ dùng được từ ngày")],
)
def test_a_certificate_of_the_office_out_of_its_time_is_refused(
    clerk, certificate, settings, authority, tmp_path, starts, ends, words
):
    settings.VINHDANH_SIGNING_P12 = str(
        authority.archive(authority.issue(starts=starts, ends=ends), tmp_path / "cu.p12")
    )
    response = clerk.post(address("sign_certificate", certificate.pk), PASSED)
    assert response.status_code == 422
    assert words in text_of(response)


def test_a_missing_file_is_refused_with_its_name(clerk, certificate, key):
    key.unlink()
    assert "không mở được tệp chứng thư số van-phong.p12" in text_of(
        clerk.post(address("sign_certificate", certificate.pk), PASSED)
    )


def test_without_a_key_the_page_says_what_to_do_and_takes_nothing(clerk, certificate, settings):
    settings.VINHDANH_SIGNING_P12 = settings.VINHDANH_SIGNING_PKCS11 = ""
    url = address("sign_certificate", certificate.pk)
    assert "Máy chủ chưa có chứng thư số" in text_of(clerk.get(url))
    assert clerk.post(url, PASSED).status_code == 422
    assert not SignedCopy.objects.exists()


def test_with_a_file_and_a_token_the_clerk_chooses(clerk, certificate, key, settings):
    settings.VINHDANH_SIGNING_PKCS11 = "/khong/co/thu-vien.so"
    url = address("sign_certificate", certificate.pk)
    assert "USB token" in text_of(clerk.get(url))
    response = clerk.post(url, PASSED | {"source": "token"})
    assert response.status_code == 422
    assert "không đọc được thẻ ký số" in text_of(response)
    assert clerk.post(url, PASSED | {"source": "file"}).status_code == 302


def test_what_is_revoked_or_has_no_file_is_not_signed(clerk, certificate, w, key, scene):
    other = issued(w, decision=scene[1])[0]
    assert "chưa có tệp PDF" in text_of(clerk.post(address("sign_certificate", other.pk), PASSED))
    revoke(w, certificate)
    response = clerk.post(address("sign_certificate", certificate.pk), PASSED)
    assert response.status_code == 409
    assert "đã bị thu hồi" in text_of(response)
    assert not SignedCopy.objects.exists()


def test_what_is_revoked_while_the_token_signs_is_not_kept(clerk, certificate, w, key, monkeypatch):
    def slowly(*args, **kwargs):
        revoke(w, certificate)
        return sign(*args, **kwargs)

    monkeypatch.setattr(signed, "sign", slowly)
    response = clerk.post(address("sign_certificate", certificate.pk), PASSED)
    assert response.status_code == 422
    assert "đã bị thu hồi nên không ký số nữa" in text_of(response)
    assert not SignedCopy.objects.exists()


def flipped(content: bytes) -> bytes:
    place = content.index(b"/MediaBox") + 12
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (flipped, "Nội dung đã bị sửa sau khi ký"),
        (lambda content: content + b"\n% them", "Có phần được thêm vào tệp sau khi ký"),
        (lambda content: blank_pdf(), "Tệp không có chữ ký số nào"),
    ],
)
def test_a_changed_copy_is_not_handed_out_and_the_check_says_what_happened(clerk, certificate, key, change, words):
    clerk.post(address("sign_certificate", certificate.pk), PASSED)
    copy = SignedCopy.objects.get()
    path = Path(copy.file.path)
    path.write_bytes(change(path.read_bytes()))
    assert clerk.get(address("signed_copy", copy.pk)).status_code == 409
    said = text_of(clerk.get(address("signed_copy_check", copy.pk)))
    assert words in said
    assert "Tệp khác với tệp đã lưu lúc ký" in said
    assert "Chữ ký đúng" not in said
    again = clerk.post(address("sign_certificate", certificate.pk), PASSED)
    assert "Chữ ký đúng" in text_of(clerk.get(again.url)), "signing again makes a good copy"
    path.unlink()
    assert clerk.get(address("signed_copy_check", copy.pk)).status_code == 409


def test_a_changed_original_is_not_signed(clerk, decision, key):
    url = sign_address(clerk, decision)
    paper = decision.papers.get(is_final=True)
    kept = Path(paper.file.path).read_bytes()
    try:
        Path(paper.file.path).write_bytes(kept + b" ")
        response = clerk.post(url, PASSED)
    finally:
        Path(paper.file.path).write_bytes(kept)
    assert response.status_code == 422
    assert "không còn nguyên vẹn" in text_of(response)


def test_only_the_records_clerk_signs_and_readers_read(client, w, decision, certificate, key):
    client.force_login(w.clerk)
    paper_url = sign_address(client, decision)
    client.post(paper_url, PASSED)
    client.post(address("sign_certificate", certificate.pk), PASSED)
    paper_copy, certificate_copy = SignedCopy.objects.order_by("pk")
    seen = {}
    for person in (w.chair, w.appraiser, w.inspector, w.other_appraiser):
        client.force_login(person)
        seen[person] = [
            client.post(paper_url, PASSED).status_code,
            client.post(address("sign_certificate", certificate.pk), PASSED).status_code,
            client.get(address("signed_copy", paper_copy.pk)).status_code,
            client.get(address("signed_copy_check", certificate_copy.pk)).status_code,
        ]
    assert seen[w.chair] == [403, 403, 200, 200]
    assert seen[w.appraiser] == [403, 403, 200, 403]
    assert seen[w.inspector] == [403, 403, 200, 200]
    assert seen[w.other_appraiser] == [404, 404, 404, 404]
    assert SignedCopy.objects.count() == 2


def test_the_list_of_copies_asks_no_more_with_more_copies(clerk, decision, key):
    url = reverse("workflows:decision", args=[decision.pk])
    clerk.post(sign_address(clerk, decision), PASSED)
    clerk.get(url)
    with CaptureQueriesContext(connection) as one:
        clerk.get(url)
    copy = SignedCopy.objects.get()
    for _ in range(2):
        copy.pk = None
        copy.save(force_insert=True)
    with CaptureQueriesContext(connection) as three:
        clerk.get(url)
    assert len(three) == len(one)
