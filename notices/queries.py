"""Reading messages and the texts that hold."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import BooleanField, Case, Count, IntegerField, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from nominations.models import Round
from organizations.models import Unit
from permissions import access
from permissions.roles import Capability
from vietnamese.text import search_key

from .enums import Event, MailState
from .models import Mail, Notice, NoticeText
from .texts import STANDARD


@dataclass(frozen=True)
class Wording:
    """The text that holds for an event, where it was written (None: the standard), and the ways it is told."""

    event: Event
    subject: str
    body: str
    in_system: bool
    by_mail: bool
    own: NoticeText | None = None

    @classmethod
    def standard(cls, event: Event) -> "Wording":
        """Return what holds where nobody has written anything."""
        text = STANDARD[event]
        return cls(event, text.subject, text.body, True, text.by_mail)

    @property
    def is_standard(self) -> bool:
        """Return whether neither the unit nor the round has written something about it."""
        return self.own is None


def wording(event: Event, unit: Unit, round: Round | None = None) -> Wording:
    """Return what holds for an event: the round's text, else the unit's, else the standard. One query."""
    return wordings(unit, round, [event])[event]


def wordings(unit: Unit, round: Round | None = None, events: list[Event] | None = None) -> dict[Event, Wording]:
    """Return what holds for each event (all of them unless told which), in the order of the events. One query."""
    places = Q(round=None) if round is None else Q(round=None) | Q(round=round)
    rows = NoticeText.objects.filter(places, unit=unit, event__in=events or Event.values)
    nearest_first = sorted(rows, key=lambda row: row.round_id is None)
    return {event: _wording(event, [row for row in nearest_first if row.event == event]) for event in events or Event}


def _wording(event: Event, rows: list[NoticeText]) -> Wording:
    """Join the nearest row with what stands behind it: a blank subject or body of a round is the unit's."""
    standard = Wording.standard(event)
    if not rows:
        return standard
    subject = next((row.subject for row in rows if row.subject), standard.subject)
    body = next((row.body for row in rows if row.body), standard.body)
    return Wording(event, subject, body, rows[0].in_system, rows[0].by_mail, rows[0])


UNREAD = "unread_notices"
OUTBOX_CAPABILITIES = (Capability.MANAGE_ROUNDS, Capability.CONDUCT_MEETING)
"""Of which one is needed to see and change what a unit sends."""


def unread_of(user: Any) -> QuerySet[Notice]:
    """Return the notices that the person has not opened."""
    return Notice.objects.filter(user=user, read_at=None)


def unread_count(user: Any) -> int:
    """Return how many notices the person has not opened; no query where the page has read it already.

    It is read along with the roles of a person (permissions.access), or by a page that said so with know_unread().
    """
    known = user.__dict__.get("_unread", access.read_along(user, UNREAD))
    return unread_of(user).count() if known is None else known


def counted_unread(user: Any) -> Coalesce:
    """Return the number of notices that the person has not opened, as a part of another query."""
    counted = unread_of(user).order_by().values("user").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def know_unread(user: Any, count: int) -> None:
    """Let unread_count() answer for this user instance from what the page has read already."""
    user.__dict__["_unread"] = count


def notices_of(user: Any) -> QuerySet[Notice]:
    """Return the person's notices, those not yet opened first, the newest in front."""
    is_read = Case(When(read_at=None, then=False), default=True, output_field=BooleanField())
    return Notice.objects.filter(user=user).annotate(is_read=is_read).order_by("is_read", "-at", "-id")


def outbox_units(user: Any, *, on: date) -> set[int]:
    """Return the units whose letters the person may read and change."""
    return {unit for capability in OUTBOX_CAPABILITIES for unit in access.units_where(user, capability, on=on)}


def outbox_of(units: set[int], *, state: str = "", words: str = "") -> QuerySet[Mail]:
    """Return the letters of these units, the newest first, in a state, to people of such a name or address."""
    found = Mail.objects.filter(unit__in=units).select_related("unit")
    if state in MailState.values:
        found = found.filter(state=state)
    if words:
        found = found.filter(Q(user__search_key__contains=search_key(words)) | Q(to_address__icontains=words.strip()))
    return found.order_by("-id")


def outbox_counts(units: set[int]) -> dict[str, int]:
    """Return how many letters stand in each state."""
    rows = Mail.objects.filter(unit__in=units).order_by().values_list("state").annotate(Count("pk"))
    return dict.fromkeys(MailState.values, 0) | dict(rows)


def is_mail_configured() -> bool:
    """Return whether a mail server is set; without one letters wait and notices in the system work as ever."""
    return bool(settings.MAIL_SENDER)
