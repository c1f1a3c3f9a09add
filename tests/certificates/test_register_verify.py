"""`manage.py verify_certificates`: a changed byte, other versions with the same picture, another picture, each is told."""

from dataclasses import replace
from io import BytesIO, StringIO
from pathlib import Path

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from certificates import batch, verification
from certificates.issuing import FileRefused, ensure_file
from certificates.layout.sheets import CertificateRefused
from certificates.models import CorrectionSlip, FrozenLayout, SignedCopy, certificate_path
from certificates.services import register
from certificates.services.kept import digest
from certificates.services.register import certificate_facts, stored_bytes
from certificates.services.slips import keep_annex
from certificates.verification import TOLERANCE, Result, changed_engines, verify_one
from tests.certificates.issuing import with_file
from tests.factories import NOW

OTHER = {"composer": "older"}


@pytest.fixture
def made(issued):
    """A certificate with its real file."""
    certificate = issued[2][1]
    ensure_file(certificate, at=NOW)
    return certificate


def described_anew(pdf: bytes) -> bytes:
    """Return other bytes that look the same."""
    with pikepdf.open(BytesIO(pdf)) as document:
        document.docinfo["/Keywords"] = "x"
        out = BytesIO()
        document.save(out)
    return out.getvalue()


def run_command(*arguments) -> tuple[str, str]:
    """Return what the command said, and with what it ended."""
    out = StringIO()
    try:
        call_command("verify_certificates", *arguments, stdout=out)
    except CommandError as error:
        assert error.returncode == 1
        return out.getvalue(), str(error)
    return out.getvalue(), ""


def test_what_is_as_it_was_is_the_same_byte_for_byte(made, issued):
    assert verify_one(made).result == Result.SAME
    assert ensure_file(made, at=NOW) == made.file
    said, ended = run_command()
    assert "Đã kiểm tra 1 giấy" in said
    assert "2 giấy chưa lập tệp" in said
    assert "Tất cả còn nguyên" in said
    assert not ended


def test_a_changed_byte_is_found(made, tmp_path):
    path = tmp_path / certificate_path(made.file.sha256)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    said, ended = run_command()
    assert f"{made.recipient_name}, bản 1" in said
    assert "bị mất hoặc bị thay đổi" in said
    assert ended == "Có 1 giấy cần xem lại."


def test_other_versions_that_print_the_same_are_well(made, monkeypatch):
    single = batch.single_pdf
    monkeypatch.setattr(batch, "ENGINES", lambda: dict(made.file.engines) | OTHER)
    assert verify_one(made).result == Result.SAME
    monkeypatch.setattr(batch, "single_pdf", lambda *facts: described_anew(single(*facts)))
    verdict = verify_one(made)
    assert (verdict.result, verdict.share) == (Result.SAME_PICTURE, 0)
    assert verdict.engines == ("composer",)
    said, ended = run_command()
    assert "phiên bản phần mềm đã đổi, hình vẫn như cũ" in said
    assert "Khác phiên bản so với lúc lập: composer." in said
    assert not ended


def test_the_same_versions_must_give_the_same_bytes(made, monkeypatch):
    single = batch.single_pdf
    monkeypatch.setattr(batch, "single_pdf", lambda *facts: described_anew(single(*facts)))
    assert verify_one(made).result == Result.CHANGED_BYTES
    assert run_command()[1]


def test_a_name_that_moved_by_a_fifth_of_a_millimetre_is_told_with_its_share(made, monkeypatch):
    single, lines_of = batch.single_pdf, batch.sheet_lines

    def moved(*facts):
        return [replace(line, baseline=line.baseline + 0.2) if line.address else line for line in lines_of(*facts)]

    monkeypatch.setattr(batch, "ENGINES", lambda: dict(made.file.engines) | OTHER)
    monkeypatch.setattr(batch, "sheet_lines", moved)
    monkeypatch.setattr(batch, "single_pdf", lambda *facts: single(*facts))
    verdict = verify_one(made)
    assert verdict.result == Result.DIFFERENT
    assert TOLERANCE < verdict.share < 0.01
    said, ended = run_command()
    percent = f"{100 * verdict.share:.3f}".replace(".", ",")
    assert f"lập lại thì hình khác ({percent}% số điểm khác; cho phép 0,02%)" in said
    assert ended


def test_words_layout_and_drawing_are_checked_too(made, monkeypatch):
    made.snapshot["sheet"]["name"] = "Tên khác"
    assert "Nội dung đã lưu" in verify_one(made).reason
    made.refresh_from_db()
    made.recipient_name, made.decision_number = "Tên khác", "99-QĐ/ĐU"
    assert verify_one(made).reason.endswith("ở: người, tập thể được tặng, số quyết định")
    made.refresh_from_db()
    layout = made.layout
    made.layout = FrozenLayout(pk=layout.pk, sha256=layout.sha256, spec=layout.spec | {"width_mm": 298.0})
    assert "Bố cục đã lưu" in verify_one(made).reason
    made.layout = layout
    monkeypatch.setattr(register, "drawing_sha256", lambda layout: "f" * 64)
    assert verify_one(made).engines == ("drawing",)


def test_what_cannot_be_made_again_is_told(made, monkeypatch):
    def refuse(*facts):
        raise CertificateRefused("Tên quá dài.")

    monkeypatch.setattr(batch, "single_pdf", refuse)
    verdict = verify_one(made)
    assert (verdict.result, verdict.reason) == (Result.NOT_MADE, "Tên quá dài.")


def test_a_file_that_fails_is_refused_with_a_sentence_and_made_later(issued, monkeypatch):
    certificate = issued[2][0]

    def refuse(*facts):
        raise CertificateRefused("Tên quá dài.")

    with monkeypatch.context() as broken:
        broken.setattr(batch, "single_pdf", refuse)
        with pytest.raises(FileRefused, match="Tên quá dài"):
            ensure_file(certificate, at=NOW)
    ensure_file(certificate, at=NOW)
    assert stored_bytes(certificate) == batch.single_pdf(*certificate_facts(certificate))


def test_annexes_and_signed_copies_are_held_against_their_hash(issued, tmp_path):
    w, _, [certificate, *_] = issued
    slip = CorrectionSlip.objects.create(certificate=certificate, before={}, after={}, grounds="Đơn", asked_at=NOW)
    annex = keep_annex(slip, b"%PDF annex", at=NOW)
    copy = SignedCopy(certificate=certificate, sha256=digest(b"signed"), size=6, signed_at=NOW)
    copy.file.save("signed.pdf", ContentFile(b"signed"))
    said, ended = run_command()
    assert "1 phụ lục đính chính" in said
    assert "1 bản ký số" in said
    assert not ended
    (tmp_path / certificate_path(annex.sha256)).write_bytes(b"%PDF Annex")
    Path(copy.file.path).unlink()
    said, ended = run_command("--unit", w.commune.name)
    assert f"Phụ lục đính chính của {certificate}" in said
    assert f"Bản ký số của {certificate}" in said
    assert ended == "Có 2 giấy cần xem lại."
    assert "Tất cả còn nguyên" not in said
    assert not run_command("--unit", w.province.name)[1]


def test_limit_and_unit(made, issued):
    for certificate in (issued[2][0], issued[2][2]):
        ensure_file(certificate, at=NOW)
    assert "Đã kiểm tra 2 giấy" in run_command("--limit", "2")[0]
    assert "Đã kiểm tra 3 giấy" in run_command("--unit", made.unit.name)[0]
    assert "Đã kiểm tra 0 giấy" in run_command("--unit", str(issued[0].province.pk))[0]
    for wrong in (("--unit", "Không có"), ("--limit", "0")):
        with pytest.raises(CommandError):
            call_command("verify_certificates", *wrong, stdout=StringIO())


def test_versions_that_came_went_or_changed():
    assert changed_engines({"a": "1", "b": "1", "c": "1"}, {"a": "1", "b": "2", "d": "1"}) == ("b", "c", "d")


def test_pages_of_another_size_differ_in_everything(made):
    with pikepdf.new() as small:
        small.add_blank_page(page_size=(100, 100))
        out = BytesIO()
        small.save(out)
    assert verification.differing_share(stored_bytes(made), out.getvalue()) == 1


def test_a_certificate_that_is_no_pdf_is_told(issued):
    certificate = with_file(issued[2][0], b"not a PDF")
    assert verify_one(certificate).result == Result.DIFFERENT
