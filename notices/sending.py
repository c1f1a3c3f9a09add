"""Sending what waits in the outbox, one letter at a time, from the background worker.

A letter is leased in a short transaction, handed to the mail server outside of any transaction, and marked as sent
only where the lease is still its own. A worker that is killed in between leaves a lease that runs out; then the letter
goes out again. So a letter is never lost, and twice at most once for each time that a machine stopped between the
server's "accepted" and our mark; both copies carry the same Message-ID.

Messages of one event that wait for the same person at the same time go out as one letter, and so do all that somebody
wants once a day.
"""

import logging
import smtplib
import time
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.mail import BadHeaderError, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection as database
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse

from permissions import access
from vietnamese.dates import local_day

from .enums import MailState
from .letters import UnsendableError, build
from .models import Mail, Notice
from .queries import OUTBOX_CAPABILITIES, is_mail_configured
from .rules import PAUSES, shorten

LEASE = timedelta(minutes=5)
TURN_LETTERS, TURN_SECONDS = 20, 30.0
"""How much one turn sends at most, so that other work of the worker does not wait for a slow mail server."""
MOST_MESSAGES = 50
"""How many messages one letter holds at most."""
SERVER_AWAY = timedelta(minutes=1)
TOO_OLD = timedelta(days=7)
"""What has been due for so long, because there was no mail server, would only confuse people."""
TOO_OLD_WORDS = "Hệ thống (chờ quá 7 ngày)"
GONE = "Hệ thống (người nhận đã ngừng tài khoản)"
FAILED_TITLE = "Có thư không gửi được"
STOPPED_EACH_TIME = "Máy đã dừng giữa chừng mỗi lần gửi thư này. Hãy gọi người phụ trách kỹ thuật rồi bấm “Gửi lại”."

log = logging.getLogger(__name__)


class ServerTrouble(Exception):
    """The mail server cannot be reached or does not let us in: no fault of the letter."""


class Refused(Exception):
    """The server has taken us but not the letter; `is_final` where it says that trying again is of no use."""

    def __init__(self, reason: str, *, is_final: bool) -> None:
        super().__init__(reason)
        self.is_final = is_final


def send_due(at: datetime) -> int:
    """Send what is due at `at`, at most TURN_LETTERS letters; return how many went out. Without a mail server: none."""
    if not is_mail_configured() or not _due(at).exists():  # an idle worker must not hold the database's write lock
        return 0
    _due(at).filter(not_before__lt=at - TOO_OLD).update(state=MailState.STOPPED, stopped_by_name=TOO_OLD_WORDS)
    sent, began = 0, time.monotonic()
    server = get_connection()
    try:
        for _ in range(TURN_LETTERS):
            mails = _lease(at)
            if mails is None or time.monotonic() - began > TURN_SECONDS:
                break
            if mails and not _deliver(mails, server, at):
                break
            sent += sum(mail.state == MailState.SENT for mail in mails[:1])
    finally:
        server.close()
    return sent


def _due(at: datetime) -> QuerySet[Mail]:
    return Mail.objects.filter(
        Q(lease_until=None) | Q(lease_until__lte=at), state=MailState.WAITING, not_before__lte=at
    ).order_by("not_before", "id")


def _lease(at: datetime) -> list[Mail] | None:
    """Take the next letter: the rows that go out together. None when nothing is due; empty where nobody may get it."""
    with transaction.atomic():
        first = _locked(_due(at)).select_related("user", "unit").first()
        if first is None:
            return None
        mails = [first, *_locked(_companions(first, at)).select_related("user", "unit")[: MOST_MESSAGES - 1]]
        mine = Mail.objects.filter(pk__in=[mail.pk for mail in mails])
        if first.user is not None and not first.user.is_active:
            mine.update(state=MailState.STOPPED, stopped_by_name=GONE, lease_until=None)
            return []
        mails.sort(key=lambda mail: mail.pk)  # the first one names the letter, also when it is tried again
        token = first.owner or uuid.uuid4().hex
        mine.update(owner=token, lease_until=at + LEASE, attempts=F("attempts") + 1)
        for mail in mails:
            mail.owner, mail.attempts = token, mail.attempts + 1
    if first.attempts > len(PAUSES) + 1:
        _give_up(mails, STOPPED_EACH_TIME, at)
        return []
    return mails


def _companions(first: Mail, at: datetime) -> QuerySet[Mail]:
    """Return what goes out in the same letter. Rows that were tried together stay together: their Message-ID is one."""
    due = _due(at).exclude(pk=first.pk)
    if first.owner:
        return due.filter(owner=first.owner)
    same = due.filter(owner="", user=first.user, to_address=first.to_address)
    if first.digest_on:
        return same.filter(digest_on__isnull=False)
    if first.user_id is None or first.changed_by_name:
        return due.none()
    return same.filter(digest_on=None, event=first.event, unit=first.unit, changed_by_name="")


def _locked(rows: QuerySet[Mail]) -> QuerySet[Mail]:
    """Lock the rows against other workers, who pass over them instead of waiting, where the database can do that."""
    if database.features.has_select_for_update_skip_locked:
        return rows.select_for_update(skip_locked=True, of=("self",))
    return rows


def _deliver(mails: list[Mail], server: BaseEmailBackend, at: datetime) -> bool:
    """Hand one letter to the server and write down what came of it; return whether the server can take the next one."""
    try:
        _hand_over(mails, server)
    except Refused as refusal:
        if refusal.is_final:
            _give_up(mails, str(refusal), at)
        else:
            _put_back(mails, str(refusal), at)
        return True
    except ServerTrouble as trouble:
        server.close()
        _put_back(mails, str(trouble), at)
        _due(at).update(not_before=at + SERVER_AWAY)
        return False
    _mine(mails).update(state=MailState.SENT, sent_at=at, lease_until=None, error="")
    for mail in mails:
        mail.state = MailState.SENT
    return True


def _hand_over(mails: Sequence[Mail], server: BaseEmailBackend) -> None:
    """Send; sort what can go wrong into Refused and ServerTrouble, with a sentence for the office."""
    try:
        server.send_messages([build(mails, server)])
    except (UnsendableError, BadHeaderError) as error:
        raise Refused(str(error), is_final=True) from error
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        raise Refused(_said("Máy chủ thư không nhận địa chỉ này", code, words), is_final=code >= 500) from error
    except smtplib.SMTPDataError as error:
        raise Refused(
            _said("Máy chủ thư không nhận thư này", error.smtp_code, error.smtp_error),
            is_final=error.smtp_code >= 500,
        ) from error
    except smtplib.SMTPAuthenticationError as error:
        raise ServerTrouble(
            _said("Máy chủ thư không cho đăng nhập; hãy báo người quản trị", error.smtp_code, error.smtp_error)
        ) from error
    except smtplib.SMTPResponseException as error:
        raise ServerTrouble(_said("Máy chủ thư từ chối hệ thống", error.smtp_code, error.smtp_error)) from error
    except OSError as error:  # smtplib's own exceptions are OSErrors, too
        log.warning("The mail server does not answer: %s", error)
        raise ServerTrouble(f"Không nối được với máy chủ thư ({type(error).__name__}).") from error
    except Exception as error:  # whatever is wrong with one letter, the others go on
        log.exception("Letter %s", mails[0].pk)
        raise Refused(f"Máy gặp lỗi kỹ thuật khi gửi thư này ({type(error).__name__}).", is_final=False) from error


def _said(what: str, code: int, words: bytes | str) -> str:
    told = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    return shorten(f"{what}. Máy chủ trả lời: {code} {told}", 300)


def _mine(mails: Sequence[Mail]) -> QuerySet[Mail]:
    """Return the rows as far as they are still leased for this letter."""
    return Mail.objects.filter(pk__in=[mail.pk for mail in mails], owner=mails[0].owner, state=MailState.WAITING)


def _put_back(mails: Sequence[Mail], reason: str, at: datetime) -> None:
    """Try again after a pause that grows; after the last one the letter has failed."""
    attempts = mails[0].attempts
    if attempts > len(PAUSES):
        _give_up(mails, reason, at)
    else:
        _mine(mails).update(not_before=at + PAUSES[attempts - 1], lease_until=None, error=reason)


@transaction.atomic
def _give_up(mails: Sequence[Mail], reason: str, at: datetime) -> None:
    """Mark the letter as failed and say so to whoever sent it."""
    if _mine(mails).update(state=MailState.FAILED, lease_until=None, error=shorten(reason, 300)):
        _tell_sender(mails[0], reason, at)


def _tell_sender(mail: Mail, reason: str, at: datetime) -> None:
    """Put a notice into the inbox of who wrote, or of the office; several failures nobody has read yet are one notice."""
    day = local_day(at)
    senders = [mail.created_by] if mail.created_by and mail.created_by.is_active else []
    if not senders:
        for capability in OUTBOX_CAPABILITIES:
            senders = senders or list(access.who_can(capability, mail.unit, on=day))
    text = f"Thư “{mail.subject}” gửi {mail.to_name} ({mail.to_address}) không đi được. {reason}"
    for sender in senders:
        may_open = any(access.can(sender, capability, mail.unit, on=day) for capability in OUTBOX_CAPABILITIES)
        url = f"{reverse('notices:outbox')}?trang_thai={MailState.FAILED}" if may_open else ""
        Notice.objects.update_or_create(
            user=sender,
            url=url,
            title=FAILED_TITLE,
            read_at=None,
            defaults={"text": text, "at": at},
            create_defaults={"text": text, "at": at, "event": mail.event},
        )
