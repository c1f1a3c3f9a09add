"""From rows of the outbox to one letter of plain text."""

from collections.abc import Sequence
from email.utils import formataddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email

from vietnamese.dates import short_date

from .models import Mail

FOOT = "Thư do hệ thống Vinh Danh tự động gửi. Xin không trả lời thư này."
SYSTEM = "Vinh Danh"
LINE_BREAKS = ("\r", "\n")


class UnsendableError(ValueError):
    """A letter that no server would take; the message is a Vietnamese sentence."""


def subject_of(mails: Sequence[Mail]) -> str:
    """Return the subject of the letter that carries these messages."""
    first = mails[0]
    if first.digest_on:
        return f"Tin báo ngày {short_date(first.digest_on)} ({len(mails)} tin)"
    return first.subject if len(mails) == 1 else f"{first.subject} và {len(mails) - 1} tin khác"


def text_of(mails: Sequence[Mail]) -> str:
    """Return the whole text of the letter: greeting, each message, who writes."""
    first = mails[0]
    greeting = f"Kính gửi đồng chí {first.to_name}," if first.user_id else f"Kính gửi: {first.to_name}"
    if len(mails) == 1 and not first.digest_on:
        parts = [first.body]
    else:
        parts = [f"{i}. {mail.subject}\n{mail.body}" for i, mail in enumerate(mails, start=1)]
    return "\n\n".join([greeting, *parts, sender_name(mails), FOOT]) + "\n"


def sender_name(mails: Sequence[Mail]) -> str:
    """Return the office that writes; a daily letter of several offices comes from the system."""
    return mails[0].unit.office if len({mail.unit_id for mail in mails}) == 1 else SYSTEM


def build(mails: Sequence[Mail], connection: BaseEmailBackend) -> EmailMessage:
    """Return the message for the mail server. Its Message-ID depends on the rows only, so that a letter which went out
    twice can be recognised by the receiving server and program. Raises UnsendableError.
    """
    first = mails[0]
    subject, name = subject_of(mails), sender_name(mails)
    if any(mark in part for part in (subject, name, first.to_name, first.to_address) for mark in LINE_BREAKS):
        raise UnsendableError("Tiêu đề, tên hoặc địa chỉ có dấu xuống dòng. Hãy sửa lại trong thư.")
    try:
        validate_email(first.to_address)
    except ValidationError:
        raise UnsendableError(f"“{first.to_address}” không phải là địa chỉ thư điện tử. Hãy sửa lại địa chỉ.") from None
    domain = settings.MAIL_SENDER.rpartition("@")[2]
    return EmailMessage(
        subject=subject,
        body=text_of(mails),
        from_email=formataddr((name, settings.MAIL_SENDER), charset="utf-8"),
        to=[formataddr((first.to_name, first.to_address), charset="utf-8")],
        headers={
            "Message-ID": f"<{first.message_id}.{first.version}@{domain}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
        connection=connection,
    )
