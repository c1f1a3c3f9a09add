"""The register: one certificate in force for each recipient, its words frozen, its file kept once, nothing rewritten."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from certificates.enums import CertificateAction, ExchangeReason, IssueReason, PublicStatus
from certificates.exceptions import ActRefused
from certificates.layout.emblems import Emblem
from certificates.models import (
    CertificateAct,
    CorrectionAnnex,
    CorrectionSlip,
    FrozenLayout,
    IssuedCertificate,
    IssuedFile,
    certificate_path,
)
from certificates.services import acts
from certificates.services.kept import KeptFileLost
from certificates.services.register import (
    certificate_facts,
    current_of,
    enter,
    replace_certificate,
    status_of,
    store_file,
    stored_bytes,
)
from certificates.services.slips import keep_annex
from certificates.services.snapshots import canonical_sha256
from history.models import AppendOnlyError, Entry
from tests.certificates.issuing import (
    ENGINES,
    KINDS,
    entered,
    layout_of,
    run_of,
    with_file,
)
from tests.factories import NOW
from workflows.services import decisions

LATER = NOW + timedelta(days=3)


def test_each_recipient_gets_one_certificate_that_says_what_the_decision_says(issued):
    w, decision, certificates = issued
    assert [c.register_text for c in certificates] == ["201", "202", "203"]
    for line, certificate in zip(decision.lines.order_by("position"), certificates, strict=True):
        assert (certificate.revision, certificate.issue_reason) == (1, IssueReason.FIRST)
        assert (certificate.recipient_name, certificate.unit_text) == (line.name, line.unit_text)
        assert (certificate.decision_number, certificate.decided_on) == (decision.number_text, decision.signed_on)
        assert certificate.actor_name == w.clerk.full_name
        assert status_of(certificate) == PublicStatus.VALID
        assert current_of(line.award) == certificate
    assert len({c.code for c in certificates}) == 3
    assert Entry.objects.get(verb="Vào sổ khen thưởng").data == {"certificates": 3}


def test_printing_again_finds_the_same_certificates(issued):
    w, decision, certificates = issued
    assert entered(w, decision, at=LATER, design="hoa_sen") == certificates
    assert IssuedCertificate.objects.count() == 3
    assert not CertificateAct.objects.exists()


def test_the_snapshot_holds_every_word_and_gives_them_back_whatever_happens_to_live_data(issued):
    _, decision, certificates = issued
    first = IssuedCertificate.objects.get(pk=certificates[0].pk)
    run, sheet = certificate_facts(first)
    assert run.with_(spec=None) == run_of(decision)
    assert run.spec.sha256 == layout_of("collective").sha256
    assert (sheet.name, sheet.code, sheet.register_number) == (first.recipient_name, first.code, "201")
    assert first.snapshot_sha256 == canonical_sha256(first.snapshot)
    assert "spec" not in first.snapshot["run"]
    decision.lines.update(name="Tên khác", citation="Lời khác")
    first.award.recipient_name = "Tên khác"
    first.award.save()
    assert certificate_facts(IssuedCertificate.objects.get(pk=first.pk)) == (run, sheet)


def test_the_shifts_of_one_printer_are_no_part_of_a_certificate(issued, tmp_path):
    w, decision, _ = issued
    emblem = Emblem(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml")
    again = decisions.replace_number(
        decision, reason="Nhầm ngày.", signer=w.signer, signed_on=NOW.date(), actor=w.clerk, at=NOW
    )
    line = again.lines.select_related("award", "register").first()
    run = run_of(again, layer="words", offset_right=1.5, offset_down=-2, emblem=emblem)
    certificate = enter([line], runs={line.recipient_kind: run}, layouts={}, actor=w.clerk, at=NOW)[line.pk]
    frozen, _ = certificate_facts(certificate)
    assert (frozen.layer, frozen.offset_right, frozen.offset_down) == ("full", 0, 0)
    assert frozen.emblem == emblem
    [kept] = (tmp_path / "certificates" / "emblems").iterdir()
    kept.write_bytes(b"<svg/>")
    with pytest.raises(KeptFileLost):
        certificate_facts(certificate)


def test_a_number_recorded_again_makes_the_next_revision_and_links_it(issued):
    w, decision, certificates = issued
    replaced = decisions.replace_number(
        decision, reason="Ghi nhầm ngày ký.", signer=w.signer, signed_on=NOW.date(), actor=w.clerk, at=LATER
    )
    assert status_of(certificates[0]) == PublicStatus.VALID
    new = entered(w, replaced, at=LATER)
    assert [c.revision for c in new] == [2, 2, 2]
    for old, certificate in zip(certificates, new, strict=True):
        assert (certificate.replaces, certificate.register_text) == (old, old.register_text)
        assert (certificate.decision_number, certificate.issue_reason) == ("08-QĐ/ĐU", IssueReason.EXCHANGE)
        assert certificate.code != old.code
        assert certificate_facts(certificate)[0].decision_number == "08-QĐ/ĐU"
        act = old.acts.get()
        assert (act.action, act.reason) == (CertificateAction.EXCHANGE, ExchangeReason.NUMBER_REPLACED)
        assert status_of(old) == PublicStatus.REPLACED
    assert entered(w, replaced, at=LATER) == new


def test_entering_and_renumbering_ask_no_more_for_more(issued, django_assert_max_num_queries):
    w, decision, _ = issued
    replaced = decisions.replace_number(
        decision, reason="Nhầm.", signer=w.signer, signed_on=NOW.date(), actor=w.clerk, at=LATER
    )
    layouts, runs = {kind: layout_of(kind) for kind in KINDS}, dict.fromkeys(KINDS, run_of(replaced))
    lines = list(replaced.lines.select_related("award", "register"))
    with django_assert_max_num_queries(10):
        enter(lines, runs=runs, layouts=layouts, actor=w.clerk, at=LATER)


def test_what_was_corrected_stays_corrected_when_the_number_changes(issued):
    w, decision, certificates = issued
    replace_certificate(
        certificates[1], reason=IssueReason.CORRECTION, words={"name": "Lê Thị Liễn"}, actor=w.clerk, at=NOW
    )
    replaced = decisions.replace_number(
        decision, reason="Ghi nhầm ngày ký.", signer=w.signer, signed_on=NOW.date(), actor=w.clerk, at=LATER
    )
    newest = entered(w, replaced, at=LATER)[1]
    assert (newest.revision, newest.recipient_name) == (3, "Lê Thị Liễn")


def test_a_revoked_award_is_not_printed(issued):
    w, decision, certificates = issued
    acts.revoke(
        certificates[1], reason="false_papers", note="Giấy tờ giả.", paper_number="31-QĐ/ĐU", paper_on=LATER.date(),
        is_object_returned=False, is_money_returned=False, actor=w.clerk, at=LATER,
    )  # fmt: skip
    with pytest.raises(ActRefused, match=certificates[1].recipient_name):
        entered(w, decision, at=LATER)


def test_without_a_number_nothing_is_entered(db, issue):
    w, decision = issue
    line = decision.lines.select_related("award", "register").first()
    line.register = line.register_id = None
    with pytest.raises(ActRefused, match="chưa có số vào sổ"):
        enter([line], runs={}, layouts={}, actor=w.clerk, at=NOW)


def test_the_file_is_kept_once_under_its_hash_and_served_with_its_hash_checked(issued, tmp_path):
    first = with_file(issued[2][0])
    again = store_file(first, b"%PDF another", engines=ENGINES, at=LATER)
    assert again == first.file
    assert stored_bytes(first) == f"%PDF {first.code}".encode()
    path = tmp_path / certificate_path(first.file.sha256)
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    path.write_bytes(path.read_bytes().replace(b"PDF", b"FDP"))
    with pytest.raises(KeptFileLost, match="không còn đúng"):
        stored_bytes(first)
    path.unlink()
    with pytest.raises(KeptFileLost, match="không còn trên máy chủ"):
        stored_bytes(first)


WRITTEN_ONCE = {
    IssuedCertificate: "recipient_name = 'X'",
    IssuedFile: "sha256 = 'x'",
    CertificateAct: "note = 'x'",
    FrozenLayout: "sha256 = 'x'",
    CorrectionAnnex: "sha256 = 'x'",
}


@pytest.mark.parametrize("model", WRITTEN_ONCE)
def test_nothing_is_changed_or_deleted(issued, model):
    with_file(issued[2][0])
    acts.reprint(issued[2][0], reason="Kẹt giấy.", actor=issued[0].clerk, at=NOW)
    slip = CorrectionSlip.objects.create(certificate=issued[2][0], before={}, after={}, grounds="Đơn", asked_at=NOW)
    keep_annex(slip, b"%PDF annex", at=NOW)
    row = model.objects.first()
    with pytest.raises(AppendOnlyError):
        model.objects.filter(pk=row.pk).update(id=row.pk)
    with pytest.raises(AppendOnlyError):
        model.objects.filter(pk=row.pk).delete()
    table = model._meta.db_table
    over = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
    for statement in (f"UPDATE {table} SET {WRITTEN_ONCE[model]}", f"DELETE FROM {table}", over):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert model.objects.get(pk=row.pk) == row
