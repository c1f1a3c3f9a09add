"""People are told of correction slips: who may approve one that waits, who asked for it when it is settled."""

from datetime import timedelta

import pytest
from django.urls import reverse

from certificates.services.slips import ask_slip, settle_slip
from notices.enums import Event, MailPace, MailState
from notices.models import Mail, Notice, NoticeText
from notices.services import set_preferences
from permissions.models import RoleAssignment
from tests.factories import NOW

RIGHT = {"recipient_name": "Lê Thị Bích Liễn"}
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def w(issued):
    """The committee, where everybody has an address."""
    w = issued[0]
    for person in (w.clerk, w.chair):
        person.email = f"{person.username}@example.vn"
        person.save(update_fields=["email"])
    return w


def ask(w, issued):
    return ask_slip(issued[2][1], after=RIGHT, grounds="Giấy khai sinh", actor=w.clerk, at=NOW)


def told(event: Event) -> list:
    return list(Notice.objects.filter(event=event).order_by("id"))


def test_who_may_approve_is_told_of_a_slip_and_its_writer_of_the_answer(w, issued):
    slip = ask(w, issued)
    [waits] = told(Event.SLIP_ASKED)
    assert (waits.user, waits.url) == (w.chair, reverse("certificates:slip", args=[slip.pk]))
    letter = Mail.objects.get()
    assert (letter.event, letter.to_address, letter.state) == (Event.SLIP_ASKED, w.chair.email, MailState.WAITING)
    for text in (waits.title, waits.text, letter.subject, letter.body):
        assert "Giấy khen số 202" in text
        assert not any(name in text for name in (issued[2][1].recipient_name, RIGHT["recipient_name"], slip.grounds))
    settle_slip(slip, is_approved=True, actor=w.chair, at=LATER)
    [answered] = told(Event.SLIP_SETTLED)
    assert (answered.user, answered.url) == (w.clerk, waits.url)
    assert "đã duyệt, chờ cấp đổi" in answered.text
    assert told(Event.SLIP_ASKED) == []
    letter.refresh_from_db()
    assert letter.state == MailState.STOPPED
    settle_slip(slip, is_approved=False, note="Gia đình rút đơn.", actor=w.chair, at=LATER)
    [answered] = told(Event.SLIP_SETTLED)
    assert "không duyệt" in answered.text
    assert "rút đơn" not in answered.text


def test_a_writer_is_not_told_of_what_they_do_themselves(w, issued):
    settle_slip(ask(w, issued), is_approved=False, note="Nhầm.", actor=w.clerk, at=LATER)
    RoleAssignment.objects.filter(user=w.chair, role="chair").update(ends_on=NOW.date() - timedelta(days=1))
    settle_slip(ask(w, issued), is_approved=True, separation_reason="Khuyết Chủ trì.", actor=w.clerk, at=LATER)
    assert not Notice.objects.filter(event__in=[Event.SLIP_ASKED, Event.SLIP_SETTLED]).exists()
    assert not Mail.objects.exclude(state=MailState.STOPPED).exists()


def test_an_office_writes_its_own_text_or_tells_nothing_and_a_reader_has_one_letter_a_day(w, issued):
    own = NoticeText.objects.create(
        unit=w.commune, event=Event.SLIP_ASKED, subject="Có phiếu[: {ten}], đợt {dot}", body="Mời xem."
    )
    set_preferences(w.chair, email=w.chair.email, pace=MailPace.DAILY, at=NOW)
    slip = ask(w, issued)
    [waits] = told(Event.SLIP_ASKED)
    assert waits.title == f"Có phiếu: Giấy khen số 202, đợt {issued[1].round.title}"
    assert Mail.objects.get().digest_on is not None
    settle_slip(slip, is_approved=False, note="Nhầm.", actor=w.chair, at=LATER)
    own.in_system = own.by_mail = False
    own.save()
    ask(w, issued)
    assert told(Event.SLIP_ASKED) == []
    assert Mail.objects.filter(state=MailState.WAITING).count() == 0
