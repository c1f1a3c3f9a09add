"""Sending: what goes out and how it reads, what is tried again and when, and who hears of a failure."""

import re
import smtplib
from datetime import timedelta

import pytest

from accounts.models import User
from notices import sending
from notices.enums import Event, MailPace, MailState
from notices.letters import UnsendableError, build
from notices.models import Mail, MailPreference, Notice
from notices.rules import PAUSES, WAIT
from notices.sending import LEASE, send_due
from notices.services import tell
from tests.factories import NOW
from tests.notices.sink import Sink

DUE = NOW + WAIT


@pytest.fixture
def sink(settings):
    """A mail server, and settings that lead to it."""
    with Sink() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 5
        settings.MAIL_SENDER = "vanphong@tanmy.example"
        yield server


@pytest.fixture
def chair(w):
    """Somebody with an address."""
    w.chair.email = "chutri@tanmy.example"
    w.chair.save()
    return w.chair


def told(w, who, url="/x/", name="Lê Thị Bích Liên", **more):
    """Tell somebody of a line that came back, and return the letter."""
    said = {"unit": w.commune, "at": NOW, "facts": {"ten": name}, "by": w.appraiser} | more
    tell(Event.LINE_RETURNED, users=[who], url=url, **said)
    return Mail.objects.latest("pk")


def test_a_letter_goes_out_after_its_wait_and_once(w, chair, sink):
    letter = told(w, chair)
    assert send_due(DUE - timedelta(seconds=1)) == 0
    assert send_due(DUE) == 1
    assert send_due(DUE + timedelta(hours=1)) == 0
    (got,) = sink.letters
    assert got["Subject"].strip() == "Cần bổ sung: Lê Thị Bích Liên"
    assert got["From"].addresses[0].display_name == "Văn phòng Đảng ủy xã Tân Mỹ"
    assert got["From"].addresses[0].addr_spec == "vanphong@tanmy.example"
    assert got["To"].addresses[0].display_name == "Võ Minh Khánh"
    assert got["Auto-Submitted"] == "auto-generated"
    assert got["Message-ID"] == f"<{letter.message_id}.1@tanmy.example>"
    assert got.get_content_type() == "text/plain"
    assert got.get_content_charset() == "utf-8"
    text = got.get_content()
    assert text.startswith("Kính gửi đồng chí Võ Minh Khánh,")
    assert "Dòng “Lê Thị Bích Liên” được trả lại để bổ sung." in text
    assert "Văn phòng Đảng ủy xã Tân Mỹ" in text
    letter.refresh_from_db()
    assert (letter.state, letter.sent_at, letter.attempts, letter.error) == (MailState.SENT, DUE, 1, "")


def test_without_a_mail_server_letters_wait_and_notices_are_there(w, chair, settings):
    settings.MAIL_SENDER = ""
    told(w, chair)
    assert send_due(DUE + timedelta(days=9)) == 0
    assert Mail.objects.get().state == MailState.WAITING
    assert Notice.objects.filter(user=chair).exists()


def test_what_has_waited_for_a_mail_server_too_long_is_not_sent_any_more(w, chair, sink):
    old = told(w, chair)
    told(w, chair, url="/x/2/", at=NOW + timedelta(days=3))
    assert send_due(DUE + timedelta(days=8)) == 1
    old.refresh_from_db()
    assert (old.state, old.stopped_by_name) == (MailState.STOPPED, "Hệ thống (chờ quá 7 ngày)")


def test_an_idle_turn_writes_nothing(w, sink, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert send_due(DUE) == 0


def test_messages_of_one_event_for_one_person_go_out_together(w, chair, sink):
    for i in range(3):
        told(w, chair, url=f"/x/{i}/", name=f"Người {i}")
    assert send_due(DUE) == 1
    (got,) = sink.letters
    assert got["Subject"].strip() == "Cần bổ sung: Người 0 và 2 tin khác"
    assert [f"{i + 1}. Cần bổ sung: Người {i}" in got.get_content() for i in range(3)] == [True] * 3
    assert set(Mail.objects.values_list("state", flat=True)) == {MailState.SENT}


def test_a_letter_that_the_office_has_changed_goes_by_itself(w, chair, sink):
    told(w, chair, url="/x/1/")
    Mail.objects.update(subject="Lời của văn phòng", changed_by_name="Hằng", version=2)
    told(w, chair, url="/x/2/", name="Người khác")
    assert send_due(DUE) == 2
    assert {got["Subject"].strip() for got in sink.letters} == {"Lời của văn phòng", "Cần bổ sung: Người khác"}


def test_one_letter_a_day_where_somebody_wants_that(w, chair, sink):
    MailPreference.objects.create(user=chair, pace=MailPace.DAILY)
    told(w, chair, url="/x/1/", name="Một")
    tell(
        Event.VOTE_OPENED, users=[chair], unit=w.commune, at=NOW + timedelta(hours=3), url="/x/2/", facts={"ten": "Hai"}
    )
    morning = Mail.objects.first().not_before
    assert (morning.hour, morning.minute) == (0, 30)  # 7:30 in Viet Nam
    assert send_due(morning - timedelta(seconds=1)) == 0
    assert send_due(morning) == 1
    (got,) = sink.letters
    assert got["Subject"].strip() == "Tin báo ngày 05/5/2026 (2 tin)"
    assert "1. Cần bổ sung: Một" in got.get_content()
    assert "2. Mở biểu quyết: Hai" in got.get_content()


def test_an_address_that_the_server_refuses_fails_at_once_and_the_sender_sees_it(w, chair, sink):
    sink.rcpt[chair.email] = "550 5.1.1 No such user"
    letter = told(w, chair)
    assert send_due(DUE) == 0
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == (MailState.FAILED, 1)
    assert "550 5.1.1 No such user" in letter.error
    notice = Notice.objects.get(user=w.appraiser)
    assert "chutri@tanmy.example" in notice.text
    assert notice.url == "/thu-di/?trang_thai=failed"


def test_several_failures_are_one_notice_until_it_is_read(w, chair, sink):
    sink.rcpt[chair.email] = "550 no"
    for i in range(3):
        told(w, chair, url=f"/x/{i}/", at=NOW + timedelta(minutes=5 * i))
        send_due(NOW + timedelta(minutes=5 * i) + WAIT)
    assert Mail.objects.filter(state=MailState.FAILED).count() == 3
    assert Notice.objects.filter(user=w.appraiser).count() == 1


def test_a_failure_of_the_systems_own_letter_is_seen_by_the_office(w, chair, sink):
    sink.rcpt[chair.email] = "550 no"
    told(w, chair, by=None)
    send_due(DUE)
    assert {n.user for n in Notice.objects.filter(title=sending.FAILED_TITLE)} == {w.appraiser, w.clerk}


def test_who_cannot_open_the_outbox_is_told_without_a_link(w, chair, sink):
    sink.rcpt[chair.email] = "550 no"
    told(w, chair, by=w.secretary)
    send_due(DUE)
    assert Notice.objects.get(user=w.secretary).url == ""


def test_a_busy_server_is_tried_again_after_pauses_that_grow(w, chair, sink):
    sink.rcpt[chair.email] = "451 try later"
    letter, at = told(w, chair), DUE
    for pause in PAUSES:
        assert send_due(at) == 0
        letter.refresh_from_db()
        assert (letter.state, letter.not_before) == (MailState.WAITING, at + pause)
        assert "451 try later" in letter.error
        assert send_due(at + pause - timedelta(seconds=1)) == 0
        letter.refresh_from_db()
        at += pause
    assert letter.attempts == len(PAUSES)
    send_due(at)
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == (MailState.FAILED, 5)


def test_a_letter_that_the_server_takes_later_is_sent(w, chair, sink):
    sink.data = "452 disk full"
    letter = told(w, chair)
    send_due(DUE)
    sink.data = "250 OK"
    assert send_due(DUE + PAUSES[0]) == 1
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.error) == (MailState.SENT, 2, "")


def test_a_server_that_is_away_delays_all_and_fails_none(w, chair, sink, settings):
    told(w, chair)
    w.clerk.email = "b@tanmy.example"
    w.clerk.save()
    told(w, w.clerk)
    sink.shutdown()
    sink.server_close()
    assert send_due(DUE) == 0
    first, second = Mail.objects.order_by("pk")
    assert first.state == second.state == MailState.WAITING
    assert (first.attempts, second.attempts) == (1, 0)
    assert first.not_before == second.not_before == DUE + timedelta(minutes=1)
    assert "Không nối được với máy chủ thư" in first.error


@pytest.mark.parametrize("greeting", ["554 go away", "421 busy"])
def test_a_server_that_sends_us_away_is_no_fault_of_the_letter(w, chair, sink, greeting):
    sink.greeting = greeting
    letter = told(w, chair)
    assert send_due(DUE) == 0
    letter.refresh_from_db()
    assert letter.state == MailState.WAITING


def test_somebody_who_has_left_gets_nothing_more(w, chair, sink):
    letter = told(w, chair)
    User.objects.filter(pk=chair.pk).update(is_active=False)
    send_due(DUE)
    letter.refresh_from_db()
    assert (letter.state, sink.letters) == (MailState.STOPPED, [])


def test_what_another_worker_holds_is_left_alone_until_its_lease_ends(w, chair, sink):
    told(w, chair)
    (first,) = sending._lease(DUE)
    assert send_due(DUE + LEASE - timedelta(seconds=1)) == 0
    assert send_due(DUE + LEASE) == 1
    assert Mail.objects.get().attempts == 2
    assert sink.letters[0]["Message-ID"].startswith(f"<{first.message_id}.")


def test_a_letter_that_stops_the_machine_each_time_is_given_up(w, chair, sink):
    letter, at = told(w, chair), DUE
    for _ in range(5):
        assert sending._lease(at)
        at += LEASE
    assert send_due(at) == 0
    letter.refresh_from_db()
    assert letter.state == MailState.FAILED
    assert sink.letters == []


def test_messages_tried_together_stay_together_under_one_id(w, chair, sink):
    told(w, chair, url="/x/1/")
    told(w, chair, url="/x/2/")
    sink.data = "451 later"
    send_due(DUE)
    told(w, chair, url="/x/3/", at=NOW + timedelta(seconds=5))
    sink.data = "250 OK"
    assert send_due(DUE + timedelta(minutes=2)) == 2
    assert sorted(len(re.findall(r"^\d\. ", got.get_content(), re.MULTILINE)) for got in sink.letters) == [0, 2]


@pytest.mark.parametrize(
    "field",
    [{"subject": "A\nBcc: x@y.example"}, {"to_name": "A\r\nBcc: x@y.example"}, {"to_address": "a@b.example\nBcc: c"}],
)
def test_nothing_gets_into_the_head_of_a_letter(w, chair, sink, field):
    letter = told(w, chair)
    for name, value in field.items():
        setattr(letter, name, value)
    with pytest.raises(UnsendableError):
        build([letter], None)


def test_a_name_with_a_comma_is_one_person(w, chair, sink):
    User.objects.filter(pk=chair.pk).update(full_name='Võ "Khánh", <x@y.example>')
    chair.refresh_from_db()
    told(w, chair)
    send_due(DUE)
    assert [a.addr_spec for a in sink.letters[0]["To"].addresses] == [chair.email]


def test_a_wrong_address_fails_without_asking_the_server(w, chair, sink):
    letter = told(w, chair)
    Mail.objects.update(to_address="khong-phai-dia-chi")
    send_due(DUE)
    letter.refresh_from_db()
    assert letter.state == MailState.FAILED
    assert "không phải là địa chỉ" in letter.error


def test_one_odd_letter_does_not_stop_the_others(w, chair, sink, monkeypatch):
    told(w, chair)
    w.clerk.email = "b@tanmy.example"
    w.clerk.save()
    told(w, w.clerk)
    real = sending.build

    def odd(mails, connection):
        if mails[0].user_id == chair.pk:
            raise LookupError("odd")
        return real(mails, connection)

    monkeypatch.setattr(sending, "build", odd)
    assert send_due(DUE) == 1
    assert "LookupError" in Mail.objects.get(user=chair).error


def test_the_server_says_which_password_is_wrong_to_the_administrator_only_as_a_delay(w, chair, sink, monkeypatch):
    def wrong(*_):
        raise smtplib.SMTPAuthenticationError(535, b"bad credentials")

    monkeypatch.setattr("django.core.mail.backends.smtp.EmailBackend.send_messages", wrong)
    letter = told(w, chair)
    send_due(DUE)
    letter.refresh_from_db()
    assert letter.state == MailState.WAITING
    assert "người quản trị" in letter.error
