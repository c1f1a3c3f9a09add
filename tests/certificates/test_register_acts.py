"""Reprint, exchange, reissue and revocation: each apart, each with its paper, each refused when it makes no sense."""

import uuid
from datetime import timedelta

import pytest

from certificates.enums import CertificateAction, IssueReason, PublicStatus, RevocationReason
from certificates.exceptions import ActRefused
from certificates.models import CertificateAct, IssuedCertificate
from certificates.services import acts
from certificates.services.register import certificate_facts, current_of, status_of
from certificates.services.slips import ask_slip
from history.models import Entry
from nominations.enums import AwardState
from permissions.exceptions import NotPermitted
from tests.certificates.issuing import entered
from tests.factories import NOW
from workflows.services import decisions

LATER = NOW + timedelta(days=3)
ON = {"at": LATER}


def exchange(w, certificate, **changes):
    facts = {"reason": "damaged", "note": "Bị ướt.", "actor": w.clerk} | ON
    return acts.exchange(certificate, **facts | changes)


def reissue(w, certificate, **changes):
    facts = {"note": "Thất lạc khi chuyển nhà.", "paper_number": "Bản tường trình", "paper_on": NOW.date()}
    return acts.reissue(certificate, **facts | {"actor": w.clerk} | ON | changes)


def revoke(w, certificate, **changes):
    facts = {
        "reason": "false_declaration", "note": "Kê khai không đúng.", "paper_number": "31-QĐ/ĐU",
        "paper_on": LATER.date(), "is_object_returned": False, "is_money_returned": False,
    }  # fmt: skip
    return acts.revoke(certificate, **facts | {"actor": w.clerk} | ON | changes)


def reprint(w, certificate, **changes):
    return acts.reprint(certificate, **{"reason": "Kẹt giấy.", "actor": w.clerk} | ON | changes)


ACTS = {"reprint": reprint, "exchange": exchange, "reissue": reissue, "revoke": revoke}


def test_a_reprint_is_counted_and_changes_nothing_else(issued):
    w, _, [_, person, _] = issued
    for _ in range(2):
        reprint(w, person)
    assert person.acts.filter(action=CertificateAction.REPRINT).count() == 2
    assert IssuedCertificate.objects.count() == 3
    assert status_of(person) == PublicStatus.VALID
    entry = Entry.objects.filter(verb="In lại giấy").first()
    assert (entry.actor_name, entry.note, entry.role_label) == (w.clerk.full_name, "Kẹt giấy.", "Văn thư")


def test_many_reprints_are_counted_one_by_one_in_a_fixed_number_of_queries(issued, django_assert_max_num_queries):
    w, _, certificates = issued
    for some in (certificates[:1], certificates):
        with django_assert_max_num_queries(12):
            acts.reprint_all(some, reason=" Kẹt  giấy. ", actor=w.clerk, at=NOW)
    assert [one.acts.filter(action=CertificateAction.REPRINT, note="Kẹt giấy.").count() for one in certificates] == [
        2,
        1,
        1,
    ]
    assert Entry.objects.filter(verb="In lại giấy").count() == 2
    with pytest.raises(NotPermitted):
        acts.reprint_all(certificates, reason="Kẹt giấy.", actor=w.chair, at=NOW)


@pytest.mark.parametrize(("act", "sentence"), [("revoke", "đã bị thu hồi"), ("exchange", "đã được thay bằng bản 2")])
def test_many_reprints_are_refused_whole_where_one_makes_no_sense(issued, act, sentence):
    w, _, certificates = issued
    ACTS[act](w, certificates[1])
    with pytest.raises(ActRefused, match=sentence):
        acts.reprint_all(certificates, reason="Kẹt giấy.", actor=w.clerk, at=NOW)
    slip = {"after": {"recipient_name": "Lê Thị Liễn"}, "grounds": "Giấy khai sinh.", "actor": w.clerk, "at": NOW}
    ask_slip(certificates[2], **slip)
    with pytest.raises(ActRefused, match="phiếu đính chính chờ duyệt"):
        acts.reprint_all(certificates[2:], reason="Kẹt giấy.", actor=w.clerk, at=NOW)
    assert not CertificateAct.objects.filter(action=CertificateAction.REPRINT).exists()


@pytest.mark.parametrize(("act", "reason"), [("exchange", IssueReason.EXCHANGE), ("reissue", IssueReason.REISSUE)])
def test_a_new_certificate_takes_the_place_of_the_old_one(issued, act, reason):
    w, _, [_, person, _] = issued
    new = ACTS[act](w, person)
    assert (new.revision, new.replaces, new.issue_reason) == (2, person, reason)
    assert (new.register_text, new.register) == (person.register_text, person.register)
    assert new.code != person.code
    old_run, old_sheet = certificate_facts(person)
    run, sheet = certificate_facts(new)
    assert (run, sheet.name, sheet.achievement) == (old_run, old_sheet.name, old_sheet.achievement)
    assert (status_of(person), status_of(new)) == (PublicStatus.REPLACED, PublicStatus.VALID)
    assert current_of(person.award) == new
    assert person.acts.get().action == act


def test_a_revocation_has_its_own_decision_and_holds_for_every_certificate_of_the_award(issued):
    w, _, [_, person, other] = issued
    new = exchange(w, person)
    done = revoke(w, new, reason=RevocationReason.LATER_CONCLUSION, is_money_returned=True)
    assert (done.paper_number, done.paper_on) == ("31-QĐ/ĐU", LATER.date())
    assert [status_of(each) for each in (person, new, other)] == ["revoked", "revoked", "valid"]
    new.award.refresh_from_db()
    assert new.award.state == AwardState.REVOKED
    assert new.award.register_number == 202
    assert acts.returned(done) == (False, True)
    acts.record_return(new, is_object=True, is_money=False, note="Nộp lại giấy.", actor=w.clerk, at=LATER)
    assert acts.returned(CertificateAct.objects.get(pk=done.pk)) == (True, True)
    done.refresh_from_db()
    assert done.is_object_returned is False
    with pytest.raises(ActRefused, match="đã được ghi là đã thu lại"):
        acts.record_return(new, is_object=True, is_money=False, note="", actor=w.clerk, at=LATER)


@pytest.mark.parametrize("act", ACTS)
def test_nothing_is_done_to_a_revoked_one(issued, act):
    w, _, [_, person, _] = issued
    revoke(w, person)
    with pytest.raises(ActRefused, match="đã bị thu hồi theo Quyết định số 31-QĐ/ĐU"):
        ACTS[act](w, person)


@pytest.mark.parametrize("act", ACTS)
def test_nothing_is_done_to_a_replaced_one(issued, act):
    w, _, [_, person, _] = issued
    exchange(w, person)
    with pytest.raises(ActRefused, match="đã được thay bằng bản 2"):
        ACTS[act](w, person)


@pytest.mark.parametrize("act", ACTS)
def test_an_open_slip_comes_first(issued, act):
    w, _, [_, person, _] = issued
    ask_slip(person, after={"recipient_name": "Lê Thị Liễn"}, grounds="Giấy khai sinh.", actor=w.clerk, at=NOW)
    with pytest.raises(ActRefused, match="phiếu đính chính chờ duyệt"):
        ACTS[act](w, person)


@pytest.mark.parametrize("act", ACTS)
def test_only_the_records_clerk_of_the_unit(issued, act):
    w, _, [_, person, _] = issued
    for who in (w.appraiser, w.chair, w.inspector, w.province_clerk, w.administrator):
        with pytest.raises(NotPermitted):
            ACTS[act](w, person, actor=who)
    assert not CertificateAct.objects.exists()


@pytest.mark.parametrize("act", ACTS)
def test_a_form_sent_twice_acts_once(issued, act):
    w, _, [_, person, _] = issued
    key = uuid.uuid4()
    first, second = (ACTS[act](w, person, submission_key=key) for _ in range(2))
    assert first == second
    assert CertificateAct.objects.count() == 1


def test_the_key_of_another_form_is_refused(issued):
    w, _, [_, person, another] = issued
    key = uuid.uuid4()
    ACTS["reprint"](w, person, submission_key=key)
    for act, certificate in (("exchange", person), ("reprint", another), ("revoke", another)):
        with pytest.raises(ActRefused, match="Trang này đã cũ"):
            ACTS[act](w, certificate, submission_key=key)
    assert CertificateAct.objects.count() == 1


@pytest.mark.parametrize(
    ("act", "changes", "sentence"),
    [
        ("reprint", {"reason": "  "}, "ghi lý do"),
        ("exchange", {"note": ""}, "ghi lý do"),
        ("exchange", {"reason": "corrected"}, "bị hư hỏng hoặc in sai"),
        ("reissue", {"paper_number": " "}, "giấy tường trình"),
        ("reissue", {"note": ""}, "ghi lý do"),
        ("revoke", {"reason": "damaged"}, "một trong bốn lý do"),
        ("revoke", {"paper_number": ""}, "quyết định riêng"),
        ("revoke", {"paper_on": NOW.date() - timedelta(days=1)}, "không thể trước ngày khen"),
        ("revoke", {"note": ""}, "ghi lý do"),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_is_written(issued, act, changes, sentence):
    w, _, [_, person, _] = issued
    with pytest.raises(ActRefused, match=sentence):
        ACTS[act](w, person, **changes)
    assert not CertificateAct.objects.exists()
    assert status_of(person) == PublicStatus.VALID


def test_with_a_voided_number_the_new_one_is_printed_first(issued):
    w, decision, [_, person, _] = issued
    replaced = decisions.replace_number(
        decision, reason="Nhầm.", signer=w.signer, signed_on=NOW.date(), actor=w.clerk, at=LATER
    )
    for act in ("exchange", "reissue"):
        with pytest.raises(ActRefused, match="ghi lại số 08-QĐ/ĐU"):
            ACTS[act](w, person)
    assert exchange(w, entered(w, replaced, at=LATER)[1]).revision == 3


def test_returning_needs_a_revocation_and_something_that_came_back(issued):
    w, _, [_, person, _] = issued
    facts = {"note": "", "actor": w.clerk, "at": LATER}
    with pytest.raises(ActRefused, match="chưa bị thu hồi"):
        acts.record_return(person, is_object=True, is_money=False, **facts)
    revoke(w, person)
    with pytest.raises(ActRefused, match="đánh dấu thứ đã thu lại"):
        acts.record_return(person, is_object=False, is_money=False, **facts)
