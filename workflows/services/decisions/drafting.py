"""From approved lines to a draft: who is on it, in which order, with which first texts."""

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction

from documents.models import Decision, DecisionLine
from history.services import record
from meetings.models import AgendaLine, Meeting
from nominations.enums import NominationState
from nominations.models import Nomination
from nominations.quotas import granted_form
from nominations.rules import form_of_address, printed_unit
from organizations.enums import AwardForm
from organizations.models import Unit
from organizations.queries import superior_on
from permissions import access
from permissions.roles import Capability
from vietnamese.dates import local_day, short_date
from vietnamese.text import lower_first, sort_key

from ...exceptions import GuardFailed

MOST_UNITS_NAMED = 4


def waiting_lines(unit: Unit):
    """Return the approved lines of a unit that are on no decision, collectives first, in order of appearance."""
    return (
        Nomination.objects.filter(holder_unit=unit, state=NominationState.APPROVED)
        .exclude(decision_lines__is_live=True)
        .select_related("nominee", "round")
        .annotate(granted=granted_form())
        .order_by("round_id", "granted", "nominee__kind", "id")
    )


@transaction.atomic
def draft_decision(
    *, unit: Unit, nominations: list[Nomination], actor: Any, at: datetime, submission_key: uuid.UUID | None = None
) -> Decision:
    """Draft one decision for approved lines of one round and one form of award.

    Raises GuardFailed when the lines are of several rounds or forms, or not waiting here any more.
    """
    access.check(actor, Capability.NUMBER_DECISIONS, unit, on=local_day(at))
    Unit.objects.select_for_update().get(pk=unit.pk)
    if submission_key and (found := Decision.objects.filter(submission_key=submission_key, unit=unit).first()):
        return found
    waiting = {n.pk: n for n in waiting_lines(unit).filter(pk__in=[n.pk for n in nominations])}
    lines = [waiting[n.pk] for n in nominations if n.pk in waiting]
    if not lines or len(lines) != len(nominations):
        raise GuardFailed(
            "Có dòng không còn chờ quyết định, có thể đã nằm trong dự thảo khác. Hãy tải lại trang rồi chọn lại."
        )
    if len({(n.round_id, n.granted_form) for n in lines}) > 1:
        raise GuardFailed(
            "Mỗi quyết định chỉ gồm các dòng của một đợt và một hình thức khen thưởng. Hãy lập riêng từng quyết định."
        )
    meetings = _meetings_of(lines)
    decision = Decision.objects.create(
        unit=unit,
        round=lines[0].round,
        form=lines[0].granted_form,
        created_at=at,
        created_by=actor,
        meeting=meetings[-1] if meetings else None,
        submission_key=submission_key or uuid.uuid4(),
        **_first_texts(unit, lines, meetings, at),
    )
    for position, nomination in enumerate(_ceremony_order(lines), start=1):
        DecisionLine.objects.create(decision=decision, nomination=nomination, position=position, **_printed(nomination))
    record(verb="Dự thảo quyết định", subject=decision, actor=actor, at=at, unit_name=unit.name)
    return decision


@transaction.atomic
def draft_for_each_unit(
    *, unit: Unit, nominations: list[Nomination], actor: Any, at: datetime, submission_key: uuid.UUID | None = None
) -> list[Decision]:
    """Draft a decision for the lines of each proposing unit, in the order of the units' names; all of them or none.

    The same `submission_key` again returns what is there. Raises GuardFailed as draft_decision() does.
    """
    by_unit: dict[int, list[Nomination]] = {}
    for nomination in sorted(nominations, key=lambda n: sort_key(n.proposing_unit_name)):
        by_unit.setdefault(nomination.proposing_unit_id, []).append(nomination)
    key = submission_key or uuid.uuid4()
    return [
        draft_decision(
            unit=unit, nominations=lines, actor=actor, at=at, submission_key=uuid.uuid5(key, f"unit {proposing}")
        )
        for proposing, lines in by_unit.items()
    ]


def _meetings_of(lines: list[Nomination]) -> list[Meeting]:
    """Return the meetings and polls that decided on the lines last, each once, in the order in which they were held."""
    counted = AgendaLine.objects.filter(nomination__in=lines).exclude(outcome="").select_related("meeting")
    last = {row.nomination_id: row.meeting for row in counted.order_by("id")}
    return sorted({meeting.pk: meeting for meeting in last.values()}.values(), key=lambda m: (m.starts_at, m.pk))


def _ceremony_order(lines: list[Nomination]) -> list[Nomination]:
    """Collectives before individuals; people by given name in Vietnamese order, collectives in that of their names."""
    return sorted(lines, key=lambda n: (n.nominee.is_individual, n.sort_key, n.pk))


def _printed(nomination: Nomination) -> dict:
    nominee = nomination.nominee
    return {
        "recipient_kind": nominee.kind,
        "address": form_of_address(nominee),
        "name": nominee.full_name,
        "unit_text": printed_unit(nominee),
        "citation": nomination.citation,
        "is_posthumous": nominee.is_deceased,
    }


def _first_texts(unit: Unit, lines: list[Nomination], meetings: list[Meeting], at: datetime) -> dict:
    """Return what a draft starts with; the paper adds "Như Điều ..." and the recipients of Điều 1 by itself."""
    round, day = lines[0].round, local_day(at)
    superior = superior_on(unit, day)
    units = sorted({n.proposing_unit_name for n in lines}, key=sort_key)
    return {
        "subject": _subject(lines[0].granted_form, round.title),
        "bases": "\n".join([*round.bases.values_list("text", flat=True), *_own_bases(unit, meetings)]),
        "executors": ", ".join(
            [
                unit.office,
                *units[:MOST_UNITS_NAMED],
                *(["các đơn vị liên quan"] if len(units) > MOST_UNITS_NAMED else []),
            ]
        ),
        "recipients": "\n".join(
            filter(None, [f"{superior.committee} (để báo cáo)" if superior else "", f"Lưu {unit.office}"])
        ),
        "place": unit.place or unit.name,
        "superior_name": superior.name if superior else "",
        "issuing_name": unit.committee,
        "decider_name": unit.decider,
    }


def _own_bases(unit: Unit, meetings: list[Meeting]) -> list[str]:
    """Return the bases of the decision itself: every vote of the committee that it rests on and the office's proposal."""
    return [*map(_minutes, meetings), f"Xét đề nghị của {unit.office}"]


def _minutes(meeting: Meeting) -> str:
    """Return the minutes of a meeting or poll with their day, as their own heading has them."""
    if meeting.is_poll:
        called, day = "Biên bản tổng hợp phiếu lấy ý kiến", meeting.closed_at or meeting.poll_closes_at
    else:
        called, day = "Biên bản họp", meeting.starts_at
    return f"{called} {meeting.committee_name}, ngày {short_date(local_day(day))}"


def _subject(form: str, title: str) -> str:
    """Return the trích yếu: "về việc khen thưởng ... năm 2026", or "về việc tặng Giấy khen trong đợt “...”"."""
    lowered = lower_first(title)
    return (
        f"về việc {lowered}"
        if lowered.startswith("khen thưởng")
        else f"về việc tặng {AwardForm(form).label} trong đợt “{title}”"
    )
