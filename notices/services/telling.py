"""Telling people: into their inbox at once, and as a letter that waits in the outbox.

Both are rows written in the transaction of the act: what was not done is not told, what was done is told even when the
machine stops a moment later. Letters are sent by notices.sending.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction

from nominations.models import Round
from organizations.models import Unit

from ..enums import Event, MailPace, MailState
from ..models import Mail, MailPreference, Notice
from ..queries import wording
from ..rules import LONGEST_SUBJECT, WAIT, clean_facts, is_own_page, next_digest, render, shorten
from ..texts import LINK

KEY = uuid.UUID("3f0b7a52-6f5e-5d0a-9a1e-0d7b0c1f7a11")
"""Name space of the ids of letters."""
LONGEST_URL = Notice._meta.get_field("url").max_length
TAKEN_BACK = "Hệ thống (việc đã được rút lại)"


@dataclass(frozen=True)
class Message:
    """What is told: a title, a text for the inbox and a body for the letter."""

    title: str
    text: str
    body: str


@transaction.atomic
def tell(
    event: Event,
    *,
    users: Iterable[Any],
    unit: Unit,
    at: datetime,
    url: str = "",
    facts: Mapping[str, str] | None = None,
    round: Round | None = None,
    by: Any = None,
) -> int:
    """Tell people about an event; return how many were told. Call it inside the transaction of the act, once per act.

    `unit` is the office in whose name it is told: its texts, its outbox. `url` is the page of this system on which the
    reader acts; `facts` go into the blanks (notices.rules.PLACEHOLDERS) and stay short, without discipline, votes and
    ratings. `by` is who did it, or None for the system; nobody is told of their own act, nor anybody who has left.
    What is said again of the same page before it was read or sent replaces what was said first. Six queries at most for any number of people.

    Raises ValueError for an unknown blank or a foreign address, TypeError for a fact that is no text.
    """
    if not is_own_page(url) or len(url) > LONGEST_URL:
        raise ValueError("a notice leads to a page of this system")
    facts = clean_facts(facts or {})
    people = {user.pk: user for user in users if user.is_active and user.pk != getattr(by, "pk", None)}
    if not people:
        return 0
    words = wording(event, unit, round)
    message = _message(words.subject, words.body, facts, url)
    if words.in_system:
        _into_inboxes(event, people, message, url, at)
    if words.by_mail:
        _into_outbox(event, people, message, url, at, unit, by)
    return len(people) if words.in_system or words.by_mail else 0


@transaction.atomic
def write_to(
    event: Event,
    *,
    name: str,
    address: str,
    unit: Unit,
    at: datetime,
    url: str = "",
    facts: Mapping[str, str] | None = None,
    round: Round | None = None,
    by: Any = None,
) -> Mail | None:
    """Put a letter to somebody without an account into the outbox; None where the office has switched that off."""
    words = wording(event, unit, round)
    if not words.by_mail or not address:
        return None
    message = _message(words.subject, words.body, clean_facts(facts or {}), url)
    return Mail.objects.create(
        **_mail_fields(event, message, unit, by, at),
        to_name=name,
        to_address=address,
        not_before=at + WAIT,
    )


@transaction.atomic
def stop_waiting(event: Event, *, url: str, at: datetime) -> list[Any]:
    """Take back what was told of an event at a page: letters that still wait are stopped, unread notices go away.

    Returns the active users who know already, because they have read the notice or got the letter within the last
    hour; they are the ones to be told that it no longer holds.
    """
    waiting = Mail.objects.filter(event=event, state=MailState.WAITING, lease_until=None, user__isnull=False)
    stopped = [mail.pk for mail in waiting if mail.message_id == letter_id(mail.user_id, event, url, mail.created_at)]
    Mail.objects.filter(pk__in=stopped, state=MailState.WAITING, lease_until=None).update(
        state=MailState.STOPPED, stopped_by_name=TAKEN_BACK
    )
    told = Notice.objects.filter(event=event, url=url)
    told.filter(read_at=None).delete()
    recently = at - 60 * WAIT
    sent = Mail.objects.filter(event=event, user__isnull=False, created_at__gte=recently).exclude(
        state__in=[MailState.STOPPED, MailState.FAILED]
    )
    know = {mail.user_id for mail in sent if mail.message_id == letter_id(mail.user_id, event, url, mail.created_at)}
    know |= set(told.filter(at__gte=recently).values_list("user_id", flat=True))
    return list(get_user_model().objects.filter(pk__in=know, is_active=True)) if know else []


def letter_id(user_id: int, event: str, url: str, at: datetime) -> uuid.UUID:
    """Return the id of the letter that tells somebody of an event at a page: it can be found again by these four."""
    return uuid.uuid5(KEY, f"{user_id} {event} {url} {at.astimezone(UTC).isoformat()}")


def address_of(url: str) -> str:
    """Return the whole address of a page, or nothing where the address of the system is not set."""
    return f"{settings.SITE_ADDRESS}{url}" if url and settings.SITE_ADDRESS else ""


def _message(subject: str, body: str, facts: Mapping[str, str], url: str) -> Message:
    page = address_of(url)
    letter = render(body, {**facts, "trang": page})
    if page and page not in letter:
        letter = f"{letter}\n\n{render(LINK, {'trang': page})}"
    return Message(shorten(render(subject, facts), LONGEST_SUBJECT), render(body, facts), letter)


def _into_inboxes(event: Event, people: Mapping[int, Any], message: Message, url: str, at: datetime) -> None:
    again = Notice.objects.filter(user__in=people.keys(), event=event, url=url, read_at=None) if url else ()
    known = {}
    for notice in again:
        notice.title, notice.text, notice.at = message.title, message.text, at
        known[notice.user_id] = notice
    if known:
        Notice.objects.bulk_update(known.values(), ["title", "text", "at"])
    Notice.objects.bulk_create(
        Notice(user=user, event=event, title=message.title, text=message.text, url=url, at=at)
        for pk, user in people.items()
        if pk not in known
    )


def _into_outbox(
    event: Event, people: Mapping[int, Any], message: Message, url: str, at: datetime, unit: Unit, by: Any
) -> None:
    reachable = {pk: user for pk, user in people.items() if user.email}
    if not reachable:
        return
    paces = dict(MailPreference.objects.filter(user__in=reachable.keys()).values_list("user_id", "pace"))
    known = _rewritten(event, reachable, message, url) if url else set()
    day, moment = next_digest(at + WAIT)
    letters = []
    for pk, user in reachable.items():
        pace = paces.get(pk, MailPace.AT_ONCE)
        if pk in known or pace == MailPace.NONE:
            continue
        together: date | None = day if pace == MailPace.DAILY else None
        letters.append(
            Mail(
                **_mail_fields(event, message, unit, by, at),
                user=user,
                to_name=user.full_name,
                to_address=user.email,
                digest_on=together,
                not_before=moment if together else at + WAIT,
                message_id=letter_id(pk, event, url, at) if url else uuid.uuid4(),
            )
        )
    # A second telling of the very same at the very same moment is the first one.
    Mail.objects.bulk_create(letters, ignore_conflicts=True)


def _rewritten(event: Event, people: Mapping[int, Any], message: Message, url: str) -> set[int]:
    """Put the newer words into letters of the same event and page that still wait; return to whom they go.

    Letters that somebody of the office has changed stay as they are, and those being sent are past changing.
    """
    waiting = Mail.objects.filter(event=event, user__in=people.keys(), state=MailState.WAITING, lease_until=None)
    known = {}
    for mail in waiting:
        if mail.message_id == letter_id(mail.user_id, event, url, mail.created_at) and not mail.changed_by_name:
            mail.subject, mail.body, mail.version = message.title, message.body, mail.version + 1
            known[mail.user_id] = mail
    if known:
        Mail.objects.bulk_update(known.values(), ["subject", "body", "version"])
    return set(known)


def _mail_fields(event: Event, message: Message, unit: Unit, by: Any, at: datetime) -> dict:
    return {
        "unit": unit,
        "event": event,
        "subject": message.title,
        "body": message.body,
        "created_at": at,
        "created_by": by,
    }
