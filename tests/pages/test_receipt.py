"""The receipt of a submission: written with it, readable by both sides, checkable, printable."""

import hashlib
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError

from documents.models import StoredDocument
from nominations.enums import NominationState as S
from nominations.models import Nomination, Receipt
from tests.documents.paper_probe import Paper
from tests.factories import dossier, line
from tests.pages.cell import draft, page_text, read, url
from tests.pages.test_cell_submission import picture
from workflows.engine import perform
from workflows.enums import Action
from workflows.services import receipts
from workflows.services.receipts import digest_of, hand_in


@pytest.fixture(autouse=True)
def clock(monkeypatch, w):
    """Let every view read the same moment, one day after the committee was built."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: w.at + timedelta(days=1))


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    """Keep files of a test apart."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def cell(client, w):
    """A client signed in as the secretary of the first cell."""
    client.force_login(w.secretary)
    return client


def submitted(cell, w, **nominee) -> Receipt:
    """Hand in a dossier of one line with one file over the screens, and return its receipt."""
    n = draft(w, **nominee)
    cell.post(url("dossier_evidence", n.dossier_id), {"about": n.pk, "files": [picture()]})
    cell.post(url("dossier_check", n.dossier_id), read(n.dossier))
    return Receipt.objects.get()


def test_receipt_says_what_went_and_its_hash_is_that_of_its_canonical_content(cell, w):
    receipt = submitted(cell, w, full_name="Thạch Sa Rươl")
    kept = receipt.content
    assert receipt.code == f"BN-{receipt.dossier.code}-1"
    assert [each["called"] for each in kept["lines"]] == ["Đồng chí Thạch Sa Rươl"]
    assert kept["lines"][0]["written"]["Thành tích"].startswith("Vận động 86 hộ")
    assert kept["office"] == "Văn phòng Đảng ủy xã Tân Mỹ" and kept["by"] == "Nguyễn Thị Hạnh"
    assert [paper["kind"] for paper in kept["papers"]] == ["submission_letter", "meeting_minutes_cell", "roster"]
    assert [file["name"] for file in kept["files"]] == ["Sổ quỹ.png"]
    stored = StoredDocument.objects.get(pk=kept["papers"][0]["document"])
    with stored.file.open("rb") as file:
        content = file.read()
    assert hashlib.sha256(content).hexdigest() == kept["papers"][0]["sha256"]
    canonical = json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert hashlib.sha256(canonical).hexdigest() == receipt.sha256


def test_second_press_writes_no_second_receipt(cell, w):
    n = draft(w)
    data = read(n.dossier)
    for _ in range(2):
        cell.post(url("dossier_check", n.dossier_id), data)
    assert Receipt.objects.count() == 1


def test_no_receipt_when_nothing_went(cell, w):
    n = draft(w)
    Nomination.objects.filter(pk=n.pk).update(achievement="")
    assert cell.post(url("dossier_check", n.dossier_id), read(n.dossier)).status_code == 422
    assert not Receipt.objects.exists()


def test_lines_that_stay_are_not_in_the_receipt_and_come_with_the_next(cell, w):
    bundle = dossier(w)
    good, bad = line(w, bundle), line(w, bundle, full_name="Trần Văn Hai")
    Nomination.objects.filter(pk=bad.pk).update(achievement="")
    cell.post(url("dossier_check", bundle.pk), read(bundle))
    first = Receipt.objects.get()
    assert [each["code"] for each in first.content["lines"]] == [good.code] and first.content["papers"] == []
    Nomination.objects.filter(pk=bad.pk).update(achievement="Giữ sổ quỹ 4 năm.")
    cell.post(url("dossier_check", bundle.pk), read(bundle))
    second = Receipt.objects.get(sequence=2)
    assert second.code == f"BN-{bundle.code}-2"
    assert [each["code"] for each in second.content["lines"]] == [bad.code] and len(second.content["papers"]) == 3


def test_lines_and_receipt_are_written_together_or_not_at_all(w, monkeypatch):
    n = draft(w)

    def broken(*args, **kwargs):
        raise RuntimeError("đĩa đầy")

    monkeypatch.setattr(receipts, "_content", broken)
    with pytest.raises(RuntimeError):
        hand_in(n.dossier, actor=w.secretary, at=w.at)
    n.refresh_from_db()
    assert n.state == S.DRAFT and not Receipt.objects.exists()


def test_receipt_is_never_changed(cell, w):
    receipt = submitted(cell, w)
    with pytest.raises(DatabaseError, match="append-only"):
        Receipt.objects.filter(pk=receipt.pk).update(code="X")


def test_receipt_is_linked_where_the_cell_looks(cell, w):
    receipt = submitted(cell, w)
    address = url("receipt", receipt.code)
    for page in (url("dossier_submitted", receipt.dossier_id), url("dossier", receipt.dossier_id), url("home")):
        assert address in cell.get(page).content.decode(), page


def test_both_sides_read_it_and_nobody_else(client, w):
    client.force_login(w.secretary)
    receipt = submitted(client, w)
    pages = [url("receipt", receipt.code), url("receipt_paper", receipt.code)]
    for who, status in ((w.secretary, 200), (w.appraiser, 200), (w.inspector, 200), (w.sibling_secretary, 404), (w.other_appraiser, 404), (w.province_appraiser, 404), (w.administrator, 404)):  # fmt: skip
        client.force_login(who)
        assert [client.get(page).status_code for page in pages] == [status] * 2, who.full_name
    assert client.get(url("receipt", "BN-khong-co-1")).status_code == 404


def test_a_receipt_with_a_line_that_somebody_may_not_know_of_is_unknown_to_them(client, w):
    """A superior who sees one forwarded line of a dossier does not learn the others from its receipt."""
    bundle = dossier(w)
    gone, _ = line(w, bundle), line(w, bundle)
    receipt = hand_in(bundle, actor=w.secretary, at=w.at).receipt
    gone.reaches.create(unit=w.province, first_at=w.at)
    client.force_login(w.province_appraiser)
    assert client.get(url("dossier", bundle.pk)).status_code == 200
    assert client.get(url("receipt", receipt.code)).status_code == 404


def test_comparison_reads_the_files_again(cell, w):
    receipt = submitted(cell, w)
    page = url("receipt", receipt.code) + "?doi-chieu=1"
    text = page_text(cell.get(page))
    assert "Giấy tờ và tệp còn đúng như lúc trình" in text and text.count("Còn đúng.") == 5
    stored = StoredDocument.objects.get(pk=receipt.content["papers"][1]["document"])
    Path(stored.file.path).write_bytes(b"%PDF-1.4 khac")
    text = page_text(cell.get(page))
    assert "Khác hoặc mất: Biên bản họp chi bộ." in text and text.count("Đã khác.") == 1
    evidence = receipt.dossier.evidence.get()
    Path(evidence.file.path).unlink()
    text = page_text(cell.get(page))
    assert "Khác hoặc mất: Biên bản họp chi bộ, Sổ quỹ." in text and "Không còn tệp." in text


def test_comparison_tells_a_line_that_was_changed_and_a_file_taken_out_later(cell, w):
    receipt = submitted(cell, w)
    n = receipt.dossier.nominations.get()
    perform(Action.RECEIVE, nomination=n, actor=w.appraiser, at=w.at)
    perform(Action.SEND_BACK, nomination=n, actor=w.appraiser, at=w.at, note="Thiếu.", data={"due_at": w.at + timedelta(days=9)})  # fmt: skip
    Nomination.objects.filter(pk=n.pk).update(achievement="Ghi lại.")
    evidence = receipt.dossier.evidence.get()
    evidence.removed_at = w.at
    evidence.save()
    text = page_text(cell.get(url("receipt", receipt.code) + "?doi-chieu=1"))
    assert "Đã sửa sau đó." in text and "Đã gỡ." in text
    assert "Giấy tờ và tệp còn đúng như lúc trình" in text


def test_plain_page_does_not_read_the_files(cell, w, monkeypatch):
    receipt = submitted(cell, w)
    monkeypatch.setattr(receipts, "_digest", lambda file: pytest.fail("read"))
    text = page_text(cell.get(url("receipt", receipt.code)))
    assert "Đối chiếu với tệp đang lưu" in text and receipt.content["files"][0]["sha256"][:4] in text


def test_printed_receipt_has_the_code_the_list_and_whole_hashes(cell, w, tmp_path):
    receipt = submitted(cell, w, full_name="Thạch Sa Rươl")
    response = cell.get(url("receipt_paper", receipt.code))
    paper = Paper(response.content, tmp_path)
    glued = paper.text.replace(" ", "")
    assert receipt.code in paper.text and "Đồng chí Thạch Sa Rươl" in paper.text and "Sổ quỹ" in paper.text
    for digest in (
        receipt.sha256,
        *(each["sha256"] for each in (*receipt.content["papers"], *receipt.content["files"])),
    ):
        assert digest in glued
    assert "/bien-nhan/" in paper.text and "Văn phòng Đảng ủy xã Tân Mỹ" in paper.text
    assert cell.get(url("receipt_paper", receipt.code)).content == response.content
    assert StoredDocument.objects.filter(receipt=receipt).count() == 1


def test_digest_does_not_depend_on_the_order_of_keys():
    assert digest_of({"a": 1, "b": "ủy"}) == digest_of({"b": "ủy", "a": 1}) != digest_of({"a": 1, "b": "uỷ"})


def test_office_finds_the_receipt_beside_the_line(client, w):
    client.force_login(w.secretary)
    receipt = submitted(client, w)
    client.force_login(w.appraiser)
    assert url("receipt", receipt.code) in client.get(url("dossier", receipt.dossier_id)).content.decode()
    assert url("receipt", receipt.code) in client.get(url("queue")).content.decode()
