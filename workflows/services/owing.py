"""Reminders of what is asked of people and bodies one by one: appraisal sheets, and opinions on a line (hiệp y).

The time of a step has its own timers (flows.DeadlineFlow); a sheet and an opinion have a day of their own. Whoever owes
one hears of it in the morning of the last working day before that day, and in the morning of the first one after it,
once each. Of a sheet that is late whoever asked for it hears on that second morning too, once; where they work there no
longer, or owe it themselves, the other appraisers of the office do. That it was said stands in the general record, by
which a second worker, or one that was killed, knows.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.db import DatabaseError, transaction
from django.urls import reverse

from history.models import Entry
from history.services import record
from nominations.models import Appraisal, Nomination, OpinionRequest, Round
from nominations.queries import is_nominee
from nominations.rules import called
from notices.enums import Event
from notices.services import tell, write_to
from organizations.models import Unit
from organizations.rules import add_working_days
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import local_day, short_date

from ..deadlines import MORNING, at_hour, holidays
from ..queries_appraisal import dated_requests, dated_sheets
from .opinions import answerers
from .sheets import ASKING

log = logging.getLogger(__name__)
VERBS = {
    Event.STEP_DUE_SOON: "Nhắc sắp đến hạn",
    Event.STEP_OVERDUE: "Báo quá hạn",
    Event.STEP_ESCALATED: "Báo quá hạn cho người giao việc",
}
LATEST = timedelta(days=14)
"""What is over for longer is not announced any more; lists and the first page still show it."""


@dataclass(frozen=True)
class Said:
    """What one reminder is about: the event, whom it reaches, in whose name, where it leads."""

    event: Event
    unit: Unit
    people: tuple[Any, ...]
    url: str
    facts: Mapping[str, str]
    round: Round | None
    letter_to: tuple[str, str] = ("", "")
    """Name and address of a body without an account."""


def event_at(due_on: date, asked_at: datetime, at: datetime, days_off: Mapping[date, bool]) -> Event | None:
    """Return what is to be said at `at` of something that was asked for by the end of `due_on`, or None.

    Whoever was asked after the morning of the reminder has heard of it just now.
    """
    if at >= at_hour(add_working_days(due_on, 1, days_off), MORNING):
        return Event.STEP_OVERDUE if at - at_hour(due_on, MORNING) <= LATEST else None
    morning = at_hour(add_working_days(due_on, -1, days_off), MORNING)
    return Event.STEP_DUE_SOON if asked_at < morning <= at and local_day(at) <= due_on else None


def remind_owing(at: datetime) -> int:
    """Remind everybody who has come to owe a sheet or an opinion, and tell who asked for a sheet that is late; return how
    many reminders were given.

    The caller's clock; the worker calls it in its turns. Three queries where nothing is near its day.
    """
    days_off = holidays()
    near = (local_day(at) - LATEST, add_working_days(local_day(at), 1, days_off))
    sheets = _due(dated_sheets(*near), at, days_off)
    late = [sheet for sheet, event in sheets if event == Event.STEP_OVERDUE]
    by_person: dict[tuple, list[Appraisal]] = defaultdict(list)
    unheard: list[Appraisal] = []
    for sheet, event in _unsaid([*sheets, *((sheet, Event.STEP_ESCALATED) for sheet in late)]):
        if event == Event.STEP_ESCALATED:
            unheard.append(sheet)
        else:
            by_person[sheet.appraiser_id, sheet.unit_id, event, sheet.due_on].append(sheet)
    todo = [partial(_of_sheets, mine, event) for (_, _, event, _), mine in by_person.items()]
    todo += [
        partial(_of_late, news, every, asker, local_day(at)) for news, every, asker in _by_asker(unheard, late, at)
    ]
    requests = _due(dated_requests(*near), at, days_off)
    todo += [partial(_of_opinion, asked, event, local_day(at)) for asked, event in _unsaid(requests)]
    return sum(_try(reminder, at) for reminder in todo)


def _try(reminder: Callable[[], tuple[list[Any], Said]], at: datetime) -> bool:
    """Give one reminder; one that fails is logged, tried again in the next turn, and holds nobody else's up."""
    try:
        return _say(*reminder(), at)
    except DatabaseError:
        raise
    except Exception:
        log.exception("A reminder of a sheet or an opinion failed; it is tried again")
        return False


def _due(rows: Iterable[Any], at: datetime, days_off: Mapping[date, bool]) -> list[tuple[Any, Event]]:
    """Return the rows of which something is to be said now, each with the event, whether it was said before or not."""
    return [(row, event) for row in rows if (event := event_at(row.due_on, row.asked_at, at, days_off))]


def _unsaid(due: list[tuple[Any, Event]]) -> list[tuple[Any, Event]]:
    """Return those that were not said yet. One query more."""
    said = _said([row for row, _ in due])
    return [(row, event) for row, event in due if _mark(row, event) not in said]


def _mark(row: Any, event: Event) -> tuple[int, str, str]:
    return row.pk, VERBS[event], row.due_on.isoformat()


def _said(rows: list[Any]) -> set[tuple[int, str, str]]:
    """Return what was said of these rows: a new day is said anew."""
    if not rows:
        return set()
    kept = Entry.objects.filter(
        subject_type=rows[0]._meta.label, subject_id__in=[row.pk for row in rows], verb__in=VERBS.values()
    )
    return {(e.subject_id, e.verb, e.data.get("due", "")) for e in kept}


@transaction.atomic
def _say(rows: list[Any], said: Said, at: datetime) -> bool:
    """Give one reminder of these rows, unless somebody else has meanwhile or nobody owes them any more."""
    locked = type(rows[0]).objects.select_for_update().filter(pk__in=[row.pk for row in rows])
    settled = "submitted_at" if isinstance(rows[0], Appraisal) else "answered_at"
    over = "excused_at" if isinstance(rows[0], Appraisal) else "cancelled_at"
    done = {row.pk for row in locked if getattr(row, settled) or getattr(row, over)}
    before = _said(rows)
    if any(row.pk in done or _mark(row, said.event) in before for row in rows):
        return False  # the next turn counts what is still owed
    for row in rows:
        record(
            verb=VERBS[said.event], subject=row, actor=None, at=at, unit_name=said.unit.name,
            data={"due": row.due_on.isoformat()},
        )  # fmt: skip
    tell(said.event, users=said.people, unit=said.unit, at=at, url=said.url, facts=said.facts, round=said.round)
    name, address = said.letter_to
    write_to(said.event, name=name, address=address, unit=said.unit, at=at, facts=said.facts, round=said.round)
    return True


def _of_sheets(mine: list[Appraisal], event: Event) -> tuple[list[Any], Said]:
    """One reminder for all sheets of one person at one office with the same day."""
    first = mine[0]
    rounds = {sheet.nomination.round_id: sheet.nomination.round for sheet in mine}
    only = next(iter(rounds.values())) if len(rounds) == 1 else None
    facts = {"noi_dung": "phiếu thẩm định", "han": f"hết ngày {short_date(first.due_on)}", "so_dong": str(len(mine))}
    if len(mine) == 1:
        facts["ten"] = called(first.nomination.nominee)
    if only:
        facts["dot"] = only.title
    url = reverse("workflows:sheets") if len(mine) > 1 else reverse("workflows:sheet", args=[first.nomination_id])
    works = access.can(first.appraiser, Capability.APPRAISE, first.unit, on=first.due_on)
    return mine, Said(event, first.unit, (first.appraiser,) if works else (), url, facts, only)


def _by_asker(
    unheard: list[Appraisal], late: list[Appraisal], at: datetime
) -> Iterator[tuple[list[Appraisal], list[Appraisal], Any]]:
    """Yield for each person who asked for late sheets, None for the office: what they have not heard of, everything, who.

    Nobody is told of their own sheet, nor of a line on which they are proposed themselves.
    """
    if not unheard:
        return
    askers, new = _askers(late), {sheet.pk for sheet in unheard}
    groups: dict[tuple[int, int | None], list[Appraisal]] = defaultdict(list)
    for sheet in late:
        asker = askers.get((sheet.nomination_id, sheet.asked_by_name))
        holds = asker and access.can(asker, Capability.APPRAISE, sheet.unit, on=local_day(at))
        is_other = holds and asker.pk != sheet.appraiser_id and not is_nominee(asker, sheet.nomination.nominee)
        groups[sheet.unit_id, asker.pk if is_other else None].append(sheet)
    people = {asker.pk: asker for asker in askers.values()}
    for (_, pk), every in groups.items():
        if news := [sheet for sheet in every if sheet.pk in new]:
            yield news, every, people.get(pk)


def _askers(sheets: list[Appraisal]) -> dict[tuple[int, str], Any]:
    """Return (nomination id, name on the sheet) -> the account that asked, as the record of the line names it."""
    lines = {sheet.nomination_id for sheet in sheets}
    asked = Entry.objects.filter(subject_type=Nomination._meta.label, subject_id__in=lines, verb=ASKING, actor_id__gt=0)
    found = {(entry.subject_id, entry.actor_name): entry.actor_id for entry in asked.order_by("id")}
    people = get_user_model().objects.in_bulk(set(found.values()))
    return {key: people[pk] for key, pk in found.items() if pk in people}


def _of_late(news: list[Appraisal], every: list[Appraisal], asker: Any, on: date) -> tuple[list[Any], Said]:
    """One message of everything that is late at an office, as often as something new is: it replaces one not read yet."""
    first, names = every[0], dict.fromkeys(sheet.appraiser_name for sheet in every)
    facts = {
        "noi_dung": f"phiếu thẩm định của đồng chí {', '.join(names)}",
        "don_vi": first.unit.office,
        "han": f"hết ngày {short_date(first.due_on)}",
        "so_dong": str(len({sheet.nomination_id for sheet in every})),
    }
    rounds = {sheet.nomination.round_id: sheet.nomination.round for sheet in every}
    only = next(iter(rounds.values())) if len(rounds) == 1 else None
    if only:
        facts["dot"] = only.title
    url = reverse("workflows:queue")
    if facts["so_dong"] == "1":
        facts["ten"], url = (
            called(first.nomination.nominee),
            reverse("workflows:nomination", args=[first.nomination_id]),
        )
    people = [asker] if asker else [
        user
        for user in access.who_can(Capability.APPRAISE, first.unit, on=on)
        if any(user.pk != sheet.appraiser_id and not is_nominee(user, sheet.nomination.nominee) for sheet in every)
    ]  # fmt: skip
    return news, Said(Event.STEP_ESCALATED, first.unit, tuple(people), url, facts, only)


def _of_opinion(asked: OpinionRequest, event: Event, on: date) -> tuple[list[Any], Said]:
    """The asked unit's people hear of it, or the outside body by letter: its link is known to nobody but itself."""
    line = asked.nomination
    facts = {
        "noi_dung": "trả lời hiệp y" if asked.asked_unit_id else "trả lời hiệp y theo đường dẫn đã nhận",
        "ten": called(line.nominee),
        "dot": line.round.title,
        "han": f"hết ngày {short_date(asked.due_on)}",
    }
    url = reverse("workflows:opinion", args=[asked.pk])
    if asked.asked_unit_id:
        people = [user for user in answerers(asked.asked_unit, on=on) if not is_nominee(user, line.nominee)]
        return [asked], Said(event, asked.unit, tuple(people), url, facts, line.round)
    return [asked], Said(event, asked.unit, (), url, facts, line.round, (asked.body_name, asked.email))
