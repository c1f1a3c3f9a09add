"""PAdES signatures of a test authority: they validate, and whatever was changed afterwards is seen."""

import logging
from datetime import timedelta
from io import BytesIO

import pikepdf
import pkcs11
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from certificates.signing import SigningRefused, Source, _key_on, examine, sign, sources
from tests.certificates.authority import FIRST, LAST, OFFICE, PASSPHRASE, Authority
from tests.certificates.signing_samples import blank_pdf
from tests.factories import NOW


@pytest.fixture(scope="module")
def authority():
    return Authority()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("chung-thu")


@pytest.fixture(scope="module")
def office(authority, folder):
    """The office's PKCS#12 file."""
    return Source("file", authority.archive(authority.issue(), folder / "van-phong.p12"))


@pytest.fixture(scope="module")
def paper():
    return blank_pdf()


@pytest.fixture(scope="module")
def signed(paper, office):
    return sign(paper, office, PASSPHRASE, reason="Quyết định số 05-QĐ/ĐU", at=NOW).content


@pytest.fixture
def roots(settings, authority, folder):
    """Let the office trust the authority."""
    settings.VINHDANH_SIGNING_ROOTS = str(authority.roots(folder / "goc.pem"))


def refusal(paper, source, secret=PASSPHRASE, at=NOW) -> str:
    with pytest.raises(SigningRefused) as refused:
        sign(paper, source, secret, reason="", at=at)
    return refused.value.reason


def test_the_validator_of_the_library_accepts_the_signature(authority, signed):
    from asn1crypto.x509 import Certificate
    from cryptography.hazmat.primitives.serialization import Encoding

    root = Certificate.load(authority.root.certificate.public_bytes(Encoding.DER))
    [signature] = PdfFileReader(BytesIO(signed)).embedded_regular_signatures
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=[root], allow_fetching=False, moment=NOW))
    assert status.bottom_line, status.pretty_print_details()
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached", "PAdES, not the older PKCS#7"
    attributes = {attribute["type"].native for attribute in signature.signer_info["signed_attrs"]}
    assert {"content_type", "message_digest", "signing_certificate_v2"} <= attributes, "ETSI EN 319 142-1, B-B"
    assert "signing_time" not in attributes, "not allowed beside /M"


def test_the_original_is_the_beginning_of_the_signed_file_and_nothing_is_visible(paper, signed):
    assert signed.startswith(paper)
    with pikepdf.open(BytesIO(signed)) as pdf:
        [field] = pdf.Root.AcroForm.Fields
        assert [float(side) for side in field.Rect] == [0, 0, 0, 0]


def test_what_a_signed_file_says(roots, signed):
    [facts] = examine(signed)
    assert facts.subject == f"{OFFICE}, Tỉnh ủy Bình An"
    assert facts.issuer == "Cơ quan chứng thực thử, Ban Cơ yếu thử"
    assert facts.signed_at == NOW
    assert (facts.starts_on, facts.ends_on) == (FIRST, LAST)
    assert facts.is_trusted
    assert facts.holds


def test_without_a_named_root_trust_is_left_open(signed):
    [facts] = examine(signed)
    assert facts.is_trusted is None
    assert facts.holds


def test_another_authority_is_not_trusted(settings, signed, tmp_path):
    settings.VINHDANH_SIGNING_ROOTS = str(Authority().roots(tmp_path / "khac.pem"))
    [facts] = examine(signed)
    assert facts.is_trusted is False
    assert not facts.holds


def test_an_rsa_key_signs_too(authority, paper, roots, tmp_path):
    source = Source("file", authority.archive(authority.issue(is_rsa=True), tmp_path / "rsa.p12"))
    assert examine(sign(paper, source, PASSPHRASE, reason="", at=NOW).content)[0].holds


def test_a_flipped_byte_is_seen(signed, paper):
    place = paper.index(b"/MediaBox") + 12
    forged = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]
    [facts] = examine(forged)
    assert not facts.is_intact
    assert not facts.holds


def test_no_flipped_bit_goes_unseen(signed):
    """Wherever it is, but for the hole that holds the signature itself."""
    [signature] = PdfFileReader(BytesIO(signed)).embedded_regular_signatures
    _, hole, end, rest = signature.byte_range
    assert end + rest == len(signed)
    places = [*range(0, hole, 23), *range(end, len(signed), 7)]
    for place in places:
        forged = signed[:place] + bytes([signed[place] ^ 1 << place % 8]) + signed[place + 1 :]
        try:
            found = examine(forged)
        except SigningRefused:
            continue
        assert not any(facts.holds for facts in found), place


def test_a_revision_after_the_signature_is_seen(signed):
    from pyhanko.pdf_utils.generic import ArrayObject, NumberObject
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(BytesIO(signed))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/MediaBox"] = ArrayObject([NumberObject(side) for side in (0, 0, 300, 300)])
    writer.update_container(page)
    changed = BytesIO()
    writer.write(changed)
    [facts] = examine(changed.getvalue())
    assert facts.is_intact, "the signed bytes are as they were"
    assert not facts.is_whole
    assert not facts.holds


def test_bytes_after_the_end_are_seen(signed):
    assert not examine(signed + b"\n% them vao")[0].is_whole


def test_an_unsigned_file_has_no_signature(paper):
    assert examine(paper) == []


@pytest.mark.parametrize("content", [b"", b"khong phai PDF", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_pdf_is_refused(content, office):
    with pytest.raises(SigningRefused, match="không phải PDF hoặc đã hỏng"):
        examine(content)
    assert "Không ký được tệp này" in refusal(content, office)


def test_a_wrong_passphrase_is_refused_and_stands_nowhere(paper, office, caplog):
    caplog.set_level(logging.DEBUG)
    for wrong in ("", "sai-mat-khau-9876", "ổ khóa"):
        reason = refusal(paper, office, wrong)
        assert "Mật khẩu của chứng thư số không đúng" in reason
    assert "sai-mat-khau-9876" not in caplog.text


def test_the_right_passphrase_stands_in_no_log_and_not_in_the_file(paper, office, caplog):
    caplog.set_level(logging.DEBUG)
    made = sign(paper, office, PASSPHRASE, reason="", at=NOW)
    assert PASSPHRASE not in caplog.text
    assert PASSPHRASE.encode() not in made.content
    assert PASSPHRASE not in repr(made)


def test_a_missing_or_foreign_file_is_refused(paper, tmp_path):
    assert "không mở được tệp chứng thư số mat.p12" in refusal(paper, Source("file", tmp_path / "mat.p12"))
    other = tmp_path / "anh.p12"
    for content in (b"", b"anh chup", b"\x30\x03\x02\x01\x05", paper):
        other.write_bytes(content)
        assert "PKCS#12" in refusal(paper, Source("file", other)), content


def test_an_archive_without_a_key_is_refused(authority, paper, tmp_path):
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

    path = tmp_path / "khong-khoa.p12"
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            None, None, None, [authority.root.certificate], BestAvailableEncryption(PASSPHRASE.encode())
        )
    )
    assert "không có khóa ký" in refusal(paper, Source("file", path))


@pytest.mark.parametrize(
    ("starts", "ends", "words"),
    [
        (FIRST, NOW - timedelta(seconds=1), "đã hết hạn ngày 04/5/2026"),
        (NOW + timedelta(days=1), LAST, "chỉ dùng được từ ngày 05/5/2026"),
    ],
)
def test_a_certificate_out_of_its_time_is_refused(authority, paper, tmp_path, starts, ends, words):
    path = authority.archive(authority.issue(starts=starts, ends=ends), tmp_path / "khac-ngay.p12")
    assert words in refusal(paper, Source("file", path))


def test_a_signature_from_outside_the_time_of_its_certificate_does_not_hold(authority, paper, tmp_path, monkeypatch):
    path = authority.archive(authority.issue(ends=NOW - timedelta(days=1)), tmp_path / "cu.p12")
    monkeypatch.setattr("certificates.signing._refuse_unfit", lambda certificate, at: None)
    [facts] = examine(sign(paper, Source("file", path), PASSPHRASE, reason="", at=NOW).content)
    assert not facts.was_in_force
    assert not facts.holds


def test_a_certificate_for_other_uses_is_refused(authority, paper, tmp_path):
    path = authority.archive(authority.issue(key_encipherment=True), tmp_path / "ma-hoa.p12")
    assert "không phải loại dùng để ký văn bản" in refusal(paper, Source("file", path))


def test_a_token_that_is_not_there_is_refused(paper, tmp_path):
    assert "không đọc được thẻ ký số" in refusal(paper, Source("token", tmp_path / "khong-co.so"), "1234")


def test_a_machine_without_the_library_for_tokens_says_so(paper, tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pkcs11", None)
    assert "python-pkcs11" in refusal(paper, Source("token", tmp_path / "khong-co.so"), "1234")


def test_the_settings_name_the_keys(settings):
    settings.VINHDANH_SIGNING_P12, settings.VINHDANH_SIGNING_PKCS11 = "", ""
    assert sources() == []
    settings.VINHDANH_SIGNING_P12, settings.VINHDANH_SIGNING_PKCS11 = "/etc/a.p12", "/usr/lib/token.so"
    assert [source.kind for source in sources()] == ["file", "token"]


class Card:
    """A token with these keys and certificates, as far as choosing one asks."""

    def __init__(self, keys, certificates):
        self.found = {pkcs11.ObjectClass.PRIVATE_KEY: keys, pkcs11.ObjectClass.CERTIFICATE: certificates}

    def get_objects(self, wanted):
        return [{pkcs11.Attribute.ID: name} for name in self.found[wanted[pkcs11.Attribute.CLASS]]]


@pytest.mark.parametrize(
    ("keys", "certificates", "words"),
    [([], [b"1"], "không có chứng thư số"), ([b"1"], [b"2"], "không có"), ([b"1", b"2"], [b"1", b"2"], "nhiều")],
)
def test_a_token_without_one_plain_choice_is_refused(keys, certificates, words):
    with pytest.raises(SigningRefused, match=words):
        _key_on(Card(keys, certificates), pkcs11)


def test_the_key_of_a_token_is_the_one_that_has_a_certificate():
    assert _key_on(Card([b"1", b"2"], [b"2", b"3"]), pkcs11) == b"2"
