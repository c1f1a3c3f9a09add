"""Reading messages and the texts that hold."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q

from nominations.models import Round
from organizations.models import Unit
from permissions.roles import Capability

from .enums import Event
from .models import NoticeText
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
    standard = STANDARD[event]
    subject = next((row.subject for row in rows if row.subject), standard.subject)
    body = next((row.body for row in rows if row.body), standard.body)
    if not rows:
        return Wording(event, subject, body, True, standard.by_mail)
    return Wording(event, subject, body, rows[0].in_system, rows[0].by_mail, rows[0])


OUTBOX_CAPABILITIES = (Capability.MANAGE_ROUNDS, Capability.CONDUCT_MEETING)
"""Of which one is needed to see and change what a unit sends."""


def is_mail_configured() -> bool:
    """Return whether a mail server is set; without one letters wait and notices in the system work as ever."""
    return bool(settings.MAIL_SENDER)
