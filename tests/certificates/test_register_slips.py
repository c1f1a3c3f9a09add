"""Correction slips: both wordings kept, approved by a second person, carried out as an exchange, with an annex."""

import uuid
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from django.db import IntegrityError, connection, transaction
from docx import Document

from certificates import issuing
from certificates.enums import CertificateAction, IssueReason, PublicStatus, SlipState
from certificates.exceptions import ActRefused
from certificates.issuing import annex_bytes
from certificates.models import CorrectionAnnex, CorrectionSlip, certificate_path
from certificates.papers import annex_pdf, annex_word, correction_annex
from certificates.services import acts
from certificates.services.kept import KeptFileLost, digest
from certificates.services.register import certificate_facts, status_of
from certificates.services.slips import ask_slip, carry_out, settle_slip
from documents.fonts import FontMissing
from documents.models import Decision
from documents.rendering import RenderingRefused
from history.models import Entry
from organizations.models import Signer
from organizations.services import change_unit, close_unit, record_succession
from permissions.exceptions import NotPermitted
from permissions.models import RoleAssignment
from tests.certificates.issuing import entered
from tests.certificates.slip_rewriting import TABLE, allowed, rewriting
from tests.factories import NOW, committee, unit
from workflows.enums import SlipAct
from workflows.models import SeparationRule
from workflows.services import decisions

LATER = NOW + timedelta(days=3)
RIGHT = {"recipient_name": "Lê Thị Bích Liễn", "unit_text": "Bí thư Chi bộ ấp Tân Bình 1"}


def ask(w, certificate, after=RIGHT, grounds="Bản sao giấy khai sinh", **changes):
    return ask_slip(certificate, after=after, grounds=grounds, **{"actor": w.clerk, "at": NOW} | changes)


def approve(w, slip, through=settle_slip, **changes):
    facts = {"is_approved": True, "actor": w.chair, "at": LATER, "paper_number": "05-PL/ĐU", "paper_on": LATER.date()}
    return through(slip, **facts | changes)


def test_from_the_wrong_name_to_a_new_certificate(issued):
    w, decision, [_, person, _] = issued
    wrong = person.recipient_name
    slip = ask(w, person)
    assert slip.before == {"recipient_name": wrong, "unit_text": person.unit_text}
    assert slip.after == RIGHT
    slip = approve(w, slip)
    assert (slip.state, slip.settled_by_name) == (SlipState.APPROVED, w.chair.full_name)
    new = carry_out(slip, actor=w.clerk, at=LATER)
    assert carry_out(slip, actor=w.clerk, at=LATER) == new
    slip.refresh_from_db()
    assert (slip.state, slip.exchanged) == (SlipState.DONE, new)
    assert (new.replaces, new.issue_reason, new.register_text) == (person, IssueReason.CORRECTION, "202")
    assert (new.recipient_name, new.unit_text, new.citation) == (*RIGHT.values(), person.citation)
    assert certificate_facts(new)[1].name == RIGHT["recipient_name"]
    assert certificate_facts(person)[1].name == wrong
    assert (status_of(person), status_of(new)) == (PublicStatus.REPLACED, PublicStatus.VALID)
    act = person.acts.get()
    assert (act.action, act.reason, act.paper_number) == (CertificateAction.EXCHANGE, "corrected", "05-PL/ĐU")
    award = new.award
    award.refresh_from_db()
    assert (award.recipient_name, award.name_key) == (RIGHT["recipient_name"], "le thi bich lien")
    assert decision.lines.get(award=award).name == wrong
    verbs = set(Entry.objects.filter(subject_id=person.pk).values_list("verb", flat=True))
    assert verbs >= {"Lập phiếu đính chính", "Duyệt phiếu đính chính", "Cấp đổi giấy"}


def test_who_asks_does_not_approve_unless_nobody_else_can(issued):
    w, _, [_, person, _] = issued
    slip = ask(w, person)
    with pytest.raises(ActRefused, match=w.chair.full_name):
        approve(w, slip, actor=w.clerk, separation_reason="Gấp.")
    RoleAssignment.objects.filter(user=w.chair, role="chair").update(ends_on=NOW.date())
    with pytest.raises(ActRefused, match="lý do một người làm hai việc"):
        approve(w, slip, actor=w.clerk)
    done = approve(w, slip, actor=w.clerk, separation_reason="Đơn vị khuyết Chủ trì.")
    assert (done.state, done.separation_reason) == (SlipState.APPROVED, "Đơn vị khuyết Chủ trì.")


@pytest.mark.parametrize(("mode", "reason", "said"), [
    ("refuse", "Gấp.", "Người lập phiếu không tự duyệt"), ("reason", " ", "lý do một người làm hai việc"), ("reason", "Gấp.", ""),
    ("", "", ""),
])  # fmt: skip
def test_who_asks_approves_as_the_committee_has_decided_for_that_day(issued, mode, reason, said):
    w, _, [_, person, _] = issued
    about = {"first_action": SlipAct.ASK, "second_action": SlipAct.APPROVE}
    SeparationRule.objects.filter(**about).update(ends_on=NOW.date())
    slip = ask(w, person)
    with pytest.raises(ActRefused, match="không tự duyệt"):
        approve(w, slip, actor=w.clerk, at=NOW, separation_reason="Gấp.")
    if mode:
        SeparationRule.objects.create(**about, unit=w.commune, mode=mode, starts_on=LATER.date())
    if said:
        with pytest.raises(ActRefused, match=said):
            approve(w, slip, actor=w.clerk, separation_reason=reason)
    else:
        assert approve(w, slip, actor=w.clerk, separation_reason=reason).separation_reason == reason


def test_only_chair_and_clerk_of_the_unit_settle(issued):
    w, _, [_, person, _] = issued
    slip = ask(w, person)
    for who in (w.appraiser, w.inspector, w.members[2], w.province_clerk):
        with pytest.raises(NotPermitted):
            approve(w, slip, actor=who)
    with pytest.raises(NotPermitted):
        ask(w, issued[2][2], actor=w.chair)


def test_a_refused_slip_changes_nothing_and_makes_room_for_another(issued):
    w, _, [_, person, _] = issued
    slip = ask(w, person)
    with pytest.raises(ActRefused, match="lý do không duyệt"):
        settle_slip(slip, is_approved=False, actor=w.clerk, at=LATER)
    refused = settle_slip(slip, is_approved=False, note="Ghi nhầm người.", actor=w.clerk, at=LATER)
    assert refused.state == SlipState.REFUSED
    with pytest.raises(ActRefused, match="không duyệt"):
        approve(w, slip)
    with pytest.raises(ActRefused, match="chưa cấp đổi được"):
        carry_out(slip, actor=w.clerk, at=LATER)
    again = approve(w, ask(w, person))
    assert settle_slip(again, is_approved=False, note="Thôi.", actor=w.chair, at=LATER).state == SlipState.REFUSED
    assert status_of(person) == PublicStatus.VALID


@pytest.mark.parametrize(
    ("after", "grounds", "sentence"),
    [
        ({}, "Đơn", "chưa sửa chữ nào"),
        ({"register_text": "9"}, "Đơn", "chưa sửa chữ nào"),
        (RIGHT, " ", "ghi căn cứ"),
        ({"recipient_name": ""}, "Đơn", "chưa có tên"),
        ({"recipient_name": "A" * 251}, "Đơn", "dài quá 250"),
        ({"recipient_name": "Lê 漢字"}, "Đơn", "漢"),
        (RIGHT, "Đơn 😀", "“Căn cứ đính chính” có ký tự 😀"),
        ({"citation": "Đã có thành tích xuất sắc. " * 60}, "Đơn", "dài|chỗ|vừa"),
    ],
)
def test_a_slip_that_could_not_be_printed_is_refused_with_a_sentence(issued, after, grounds, sentence):
    w, _, [_, person, _] = issued
    with pytest.raises(ActRefused, match=sentence):
        ask(w, person, after, grounds)
    assert not person.slips.exists()


def test_a_form_sent_twice_makes_one_slip_and_its_key_opens_no_other(issued):
    w, _, [_, person, other] = issued
    key = uuid.uuid4()
    slip = ask(w, person, submission_key=key)
    assert ask(w, person, submission_key=key) == slip
    with pytest.raises(ActRefused, match="Trang này đã cũ"):
        ask(w, other, submission_key=key)
    assert CorrectionSlip.objects.get() == slip


def test_the_database_lets_no_slip_be_rewritten(issued):
    w, _, [first, second, third] = issued
    settle_slip(ask(w, first, {"address": "Tổ"}), is_approved=False, note="Nhầm.", actor=w.chair, at=LATER)
    ask(w, first, {"address": "Tổ"})
    approve(w, ask(w, second))
    carry_out(approve(w, ask(w, third, {"address": "Bạn"})), actor=w.clerk, at=LATER)
    slips = {slip.state: slip for slip in CorrectionSlip.objects.all()}
    assert set(slips) == set(SlipState)
    for state, slip in slips.items():
        assert allowed(rewriting(slip)) == [], state
    taken = f"exchanged_id = {slips[SlipState.DONE].exchanged_id}"
    over = f"UPDATE OR REPLACE {TABLE} SET state = 'done', {taken} WHERE id = {slips[SlipState.APPROVED].pk}"
    assert allowed([over]) == []
    with (
        pytest.raises(IntegrityError, match="settled_by_somebody"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE {TABLE} SET state = 'approved' WHERE id = {slips[SlipState.ASKED].pk}")


def test_an_annex_is_of_a_day_between_its_decision_and_today(issued):
    w, _, [_, person, _] = issued
    slip = ask(w, person)
    for wrong, said in ((LATER + timedelta(days=1), "chưa tới"), (NOW - timedelta(days=1), "không thể trước ngày của")):
        with pytest.raises(ActRefused, match=said):
            approve(w, slip, paper_on=wrong.date())
    assert approve(w, slip, paper_on=NOW.date()).paper_on == NOW.date()


def test_one_slip_at_a_time_and_only_on_what_is_in_force(issued):
    w, _, [_, person, other] = issued
    ask(w, person)
    with pytest.raises(ActRefused, match="phiếu đính chính chờ duyệt"):
        ask(w, person, {"recipient_name": "Khác"})
    acts.exchange(other, reason="damaged", note="Rách.", actor=w.clerk, at=NOW)
    with pytest.raises(ActRefused, match="đã được thay"):
        ask(w, other)


def test_a_slip_outlives_a_number_that_was_recorded_again(issued):
    w, decision, [_, person, _] = issued
    slip = approve(w, ask(w, person))
    replaced = decisions.replace_number(
        decision, reason="Nhầm.", signer=w.signer, signed_on=NOW.date(), actor=w.clerk, at=LATER
    )
    with pytest.raises(ActRefused, match="ghi lại số 08-QĐ/ĐU"):
        carry_out(slip, actor=w.clerk, at=LATER)
    second = entered(w, replaced, at=LATER)[1]
    new = carry_out(slip, actor=w.clerk, at=LATER)
    assert (new.revision, new.replaces, new.recipient_name) == (3, second, RIGHT["recipient_name"])
    assert new.decision_number == "08-QĐ/ĐU"


def test_the_annex_is_kept_with_the_approval_and_never_made_again(issued, monkeypatch, tmp_path):
    w, _, [_, person, _] = issued
    slip = ask(w, person)
    draft = annex_bytes(slip, at=NOW)
    slip = approve(w, slip, through=issuing.settle)
    annex = slip.annex
    kept = annex_bytes(slip, at=LATER)
    assert kept != draft
    assert (digest(kept), len(kept), annex.made_at) == (annex.sha256, annex.size, LATER)
    monkeypatch.setattr(issuing, "annex_pdf", lambda slip: pytest.fail("made again"))
    carry_out(slip, actor=w.clerk, at=LATER)
    slip = CorrectionSlip.objects.get()
    assert annex_bytes(slip, at=LATER) == kept
    path = tmp_path / certificate_path(annex.sha256)
    path.write_bytes(kept.replace(b"%PDF-1.7", b"%PDF-1.6"))
    with pytest.raises(KeptFileLost, match="không còn đúng như lúc lưu"):
        annex_bytes(slip, at=LATER)
    path.unlink()
    with pytest.raises(KeptFileLost, match="không còn trên máy chủ"):
        annex_bytes(slip, at=LATER)


@pytest.mark.parametrize("trouble", [FontMissing("Chưa có phông chữ."), RenderingRefused("Chưa có phông chữ.")])
def test_without_its_annex_nothing_is_approved(issued, monkeypatch, trouble):
    def refuse(slip):
        raise trouble

    w, _, [_, person, _] = issued
    slip = ask(w, person)
    monkeypatch.setattr(issuing, "annex_pdf", refuse)
    with pytest.raises(ActRefused, match="Chưa có phông chữ"):
        approve(w, slip, through=issuing.settle)
    slip.refresh_from_db()
    assert (slip.state, slip.settled_at, CorrectionAnnex.objects.count()) == (SlipState.ASKED, None, 0)
    assert not Entry.objects.filter(verb="Duyệt phiếu đính chính").exists()


def test_a_slip_approved_before_annexes_were_kept_gets_its_own_on_first_reading(issued):
    w, _, [_, person, other] = issued
    slip = approve(w, ask(w, person))
    assert not CorrectionAnnex.objects.exists()
    first = annex_bytes(slip, at=LATER)
    Signer.objects.filter(unit=w.commune).update(full_name="Người Ký Sau")
    assert annex_bytes(slip, at=LATER) == first
    refused = settle_slip(slip, is_approved=False, note="Thôi.", actor=w.chair, at=LATER)
    assert annex_bytes(refused, at=LATER) == first, "what was once approved and kept can still be read"
    never = settle_slip(ask(w, other), is_approved=False, note="Thôi.", actor=w.chair, at=LATER)
    with pytest.raises(CorrectionAnnex.DoesNotExist):
        annex_bytes(never, at=LATER)


def district_of(w):
    """Put a district with two bodies between province and commune on the day of the decision; the other one goes on."""
    day = NOW.date()
    district = committee("district", "huyện An Phú", "Huyện ủy", "HU", w.province)
    youth = unit("mass_organization", "Huyện đoàn An Phú", district)
    heir = unit("mass_organization", "Đoàn xã Tân Mỹ", w.commune)
    change_unit(w.commune, parent=district, starts_on=day, actor=None, at=NOW)
    return district, youth, heir


def test_the_annex_goes_to_who_exists_on_its_day(issued):
    w, decision, [_, person, _] = issued
    district, youth, heir = district_of(w)
    typed = (
        "- Huyện ủy huyện An Phú (để báo cáo);\nBan Thường vụ Huyện ủy huyện An Phú\nHuyện đoàn An Phú;\n"
        "Đảng ủy xã Hòa Lạc\nBáo Bình An\nTỉnh ủy tỉnh Bình An\nLưu Văn phòng Đảng ủy xã Tân Mỹ."
    )
    Decision.objects.filter(pk=decision.pk).update(recipients=typed)
    slip = CorrectionSlip.objects.select_related("certificate__decision", "certificate__unit").get(pk=ask(w, person).pk)
    assert correction_annex(slip).copies_to[0] == "Huyện ủy huyện An Phú (để báo cáo);"
    later = {"starts_on": LATER.date(), "actor": None, "at": LATER}
    change_unit(w.commune, parent=w.province, place="Tân Mỹ Đông", office_name="Văn phòng Đảng ủy xã Tân Mỹ Đông",
                standing_committee_name="Ban Thường vụ Đảng ủy xã Tân Mỹ Đông", **later)  # fmt: skip
    ended = {"ends_on": LATER.date() - timedelta(days=1), "actor": None, "at": LATER}
    for gone in (youth, district, w.other_cell, w.other_commune):
        close_unit(gone, **ended)
    record_succession(heir, [youth], happened_on=LATER.date(), actor=None, at=LATER)
    slip.asked_at = LATER
    annex = correction_annex(slip)
    assert annex.copies_to == (
        "Tỉnh ủy tỉnh Bình An (để báo cáo);", "Ban Thường vụ Tỉnh ủy tỉnh Bình An", "Đoàn xã Tân Mỹ;",
        "Báo Bình An", "Lưu Văn phòng Đảng ủy xã Tân Mỹ Đông.",
    )  # fmt: skip
    assert (annex.heading.superior, annex.heading.place) == ("Đảng bộ tỉnh Bình An", "Tân Mỹ Đông")
    assert annex.committee == "Ban Thường vụ Đảng ủy xã Tân Mỹ Đông"
    assert "Ban Thường vụ Đảng ủy xã Tân Mỹ" in annex.subject


def test_the_annex_says_both_wordings_in_pdf_and_word(issued):
    w, _, [_, person, _] = issued
    slip = ask(w, person)
    assert correction_annex(slip).heading.mark == "DỰ THẢO"
    slip = approve(w, slip)
    with pikepdf.open(BytesIO(annex_pdf(slip))) as pdf:
        assert len(pdf.pages) == 1
    document = Document(BytesIO(annex_word(slip)))
    words = "\n".join(
        [p.text for p in document.paragraphs] + [c.text for t in document.tables for r in t.rows for c in r.cells]
    )
    words = " ".join(words.split())
    for said in (
        "PHỤ LỤC ĐÍNH CHÍNH", "kèm theo Quyết định số 07-QĐ/ĐU, ngày 04/5/2026", person.recipient_name,
        *RIGHT.values(), "Bản sao giấy khai sinh", "05-PL/ĐU", "BÍ THƯ",
    ):  # fmt: skip
        assert said in words, said
    assert "DỰ THẢO" not in words
