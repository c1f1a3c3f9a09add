"""Who is told of which move, and on which page they act. Called in the transaction of the act; says what and where, not why.

Only people who can do something about it are told: those with the capability at the unit. A function with (move, record)
stands in the table of transitions among what a row keeps.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from documents.models import Decision
from meetings.enums import AttendanceStatus
from meetings.models import AgendaLine, Meeting
from nominations.models import Dossier, Nomination
from nominations.rules import called
from notices.enums import Event
from notices.models import Notice
from notices.services import stop_waiting, tell
from organizations.models import Unit
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import VIETNAM, hour_words, local_day, short_date

from .enums import HandTo
from .guards import Move
from .models import TransitionRecord
from .routing import receiver

ABSENT = (AttendanceStatus.EXCUSED, AttendanceStatus.UNEXCUSED)


def returned(move: Move, record: TransitionRecord) -> None:
    """The cell is told that a line is back with it."""
    _tell_cell(Event.LINE_RETURNED, move, record, han=deadline_text(move.nomination.due_at))


def _tell_cell(event: Event, move: Move, record: TransitionRecord, **facts: str) -> None:
    """Tell those who propose for the cell what the unit of the record did with their line."""
    nomination = move.nomination
    people = access.who_can(Capability.NOMINATE, nomination.proposing_unit, on=move.day)
    _tell_about(event, nomination, users=people, unit=record.unit, at=move.at, by=move.actor, **facts)


def passed_up(move: Move, record: TransitionRecord) -> None:
    """The office of the next unit up is told of the dossier that an office below has passed on, once for all its lines."""
    nomination = move.nomination
    arrived(nomination.dossier, nomination.holder_unit, 0, actor=move.actor, at=move.at)


def taken_back(move: Move, record: TransitionRecord) -> None:
    """What was told of a line is stopped; whoever knows already is told that it no longer holds."""
    nomination = move.nomination
    know = stop_waiting(Event.LINE_RETURNED, url=page_of(nomination), at=move.at)
    above = receiver(nomination, HandTo.OFFICE, move.day)
    if above and not nomination.dossier.nominations.filter(holder_unit=above).exclude(pk=nomination.pk).exists():
        stop_waiting(Event.LINE_SUBMITTED, url=dossier_page(nomination.dossier), at=move.at)
    _tell_about(Event.LINE_TAKEN_BACK, nomination, users=know, unit=record.unit, at=move.at, by=move.actor)


def arrived(dossier: Dossier, office: Unit | None, lines: int, *, actor: Any, at: datetime) -> None:
    """The receiving office is told of a dossier, once for all its lines; `lines` = 0 leaves the number out."""
    if office is None:
        return
    tell(
        Event.LINE_SUBMITTED,
        users=access.who_can(Capability.APPRAISE, office, on=local_day(at)),
        unit=office,
        at=at,
        by=actor,
        url=dossier_page(dossier),
        round=dossier.round,
        facts={
            "dot": dossier.round.title,
            "don_vi": dossier.unit.name,
            "so_dong": str(lines) if lines else "",
            "nguoi": actor.full_name,
        },
    )


def exception_asked(nomination: Nomination, office: Unit, *, actor: Any, at: datetime) -> None:
    """Those who may let a line pass are told that a cell asks for it."""
    _tell_about(
        Event.EXCEPTION_ASKED,
        nomination,
        users=access.who_can(Capability.OVERRIDE_RULES, office, on=local_day(at)),
        unit=office,
        at=at,
        by=actor,
        don_vi=nomination.proposing_unit.name,
    )


def exception_answered(nomination: Nomination, office: Unit, *, asked_by: Any, actor: Any, at: datetime) -> None:
    """Who asked is told that there is an answer; the answer itself is read at the line."""
    if asked_by is not None:
        _tell_about(
            Event.EXCEPTION_ANSWERED, nomination, users=[asked_by], unit=office, at=at, by=actor, don_vi=office.name
        )


def decision_numbered(decision: Decision, nominations: Iterable[Nomination], *, actor: Any, at: datetime) -> None:
    """Every unit that proposed a line of the decision is told once, with its own number of lines."""
    of_unit: dict[int, list[Nomination]] = defaultdict(list)
    for nomination in nominations:
        of_unit[nomination.proposing_unit_id].append(nomination)
    for lines in of_unit.values():
        first = lines[0]
        tell(
            Event.DECISION_NUMBERED,
            users=access.who_can(Capability.NOMINATE, first.proposing_unit, on=local_day(at)),
            unit=decision.unit,
            at=at,
            by=actor,
            url=dossier_page(first.dossier),
            round=first.round,
            facts={
                "ten": f"Quyết định số {decision.number_text} ngày {short_date(decision.signed_on)}",
                "dot": first.round.title,
                "don_vi": first.proposing_unit.name,
                "so_dong": str(len(lines)),
            },
        )


def vote_opened(meeting: Meeting, *, actor: Any, at: datetime) -> None:
    """The members of a meeting or poll who can vote are told so, and until when."""
    members = meeting.attendances.exclude(status__in=ABSENT).select_related("user")
    tell(
        Event.VOTE_OPENED,
        users=[member.user for member in members],
        unit=meeting.unit,
        at=at,
        by=actor,
        url=reverse("workflows:ballot", args=[meeting.pk]),
        facts={
            "ten": meeting.title,
            "so_dong": str(meeting.lines.count()),
            "han": deadline_text(meeting.poll_closes_at),
        },
    )


def vote_over(meeting: Meeting, *, at: datetime) -> list[Any]:
    """Nobody is sent to a ballot that is closed or put off any more; returns who knows of it already."""
    page = reverse("workflows:ballot", args=[meeting.pk])
    know = stop_waiting(Event.VOTE_OPENED, url=page, at=at)
    stop_waiting(Event.VOTE_CLOSING, url=page, at=at)
    again = Notice.objects.filter(event=Event.VOTE_OPENED, url__startswith=f"{page}#")  # see vote_again()
    for url in set(again.values_list("url", flat=True)):
        know += stop_waiting(Event.VOTE_OPENED, url=url, at=at)
    return know


def vote_put_off(meeting: Meeting, *, actor: Any, at: datetime) -> None:
    """Members who know of the vote are told that it is off; the reason is read at the meeting."""
    tell(
        Event.LINE_TAKEN_BACK,
        users=vote_over(meeting, at=at),
        unit=meeting.unit,
        at=at,
        by=actor,
        url=reverse("workflows:meeting", args=[meeting.pk]),
        facts={"ten": meeting.title, "nguoi": actor.full_name},
    )


def vote_again(meeting: Meeting, line: AgendaLine, *, actor: Any, at: datetime) -> None:
    """The members are told that their votes on a line became void because another form is voted on."""
    members = meeting.attendances.exclude(status__in=ABSENT).select_related("user")
    tell(
        Event.VOTE_OPENED,
        users=[member.user for member in members],
        unit=meeting.unit,
        at=at,
        by=actor,
        url=reverse("workflows:ballot", args=[meeting.pk]) + f"#dong-{line.pk}",
        facts={"ten": f"dòng {line.position}, {line.name}: đổi hình thức, biểu quyết lại"},
    )


def results_released(meeting: Meeting, nominations: Iterable[Nomination], *, actor: Any, at: datetime) -> None:
    """Every unit that proposed a line of the meeting is told once of its results, never of what they are."""
    of_unit: dict[int, list[Nomination]] = defaultdict(list)
    for nomination in nominations:
        of_unit[nomination.proposing_unit_id].append(nomination)
    officers = access.who_can_at(Capability.NOMINATE, of_unit, on=local_day(at))
    for unit_id, lines in of_unit.items():
        first = lines[0]
        tell(
            Event.RESULTS_RELEASED,
            users=officers.get(unit_id, []),
            unit=meeting.unit,
            at=at,
            by=actor,
            url=dossier_page(first.dossier),
            round=first.round,
            facts={
                "dot": first.round.title,
                "don_vi": first.proposing_unit_name,
                "so_dong": str(len(lines)),
            },
        )


def result_corrected(move: Move, record: TransitionRecord) -> None:
    """The cell is told that a released result of a line was corrected."""
    _tell_cell(Event.RESULT_CORRECTED, move, record, don_vi=move.nomination.proposing_unit_name)


def page_of(nomination: Nomination) -> str:
    """Return the page of a line, where its messages lead."""
    return reverse("workflows:nomination", args=[nomination.pk])


def dossier_page(dossier: Dossier) -> str:
    """Return the page of a dossier."""
    return reverse("workflows:dossier", args=[dossier.pk])


def deadline_text(moment: datetime | None) -> str:
    """Return "17 giờ 30 ngày 20/12/2026"; nothing without a deadline."""
    if moment is None:
        return ""
    return f"{hour_words(moment.astimezone(VIETNAM).time())} ngày {short_date(moment)}"


def _tell_about(
    event: Event, nomination: Nomination, *, users: Iterable[Any], unit: Unit, at: datetime, by: Any, **more: str
) -> None:
    tell(
        event,
        users=users,
        unit=unit,
        at=at,
        by=by,
        url=page_of(nomination),
        round=nomination.round,
        facts={"ten": called(nomination.nominee), "dot": nomination.round.title, "nguoi": by.full_name, **more},
    )
